"""Worlds so small that what must happen in them can be reckoned by hand.

`quiet()` is a world in which nothing happens: nobody differs, uses, fails, asks, returns, leaves or buys again,
agents are perfect and nobody waits. A test switches on the one thing that it is about.
"""

from __future__ import annotations

from dataclasses import replace

from sim.plain import PlainModel
from sim.scenario import Scenario

NEVER = {
    "market.lost_return_per_year": 0,
    "market.winbacks_per_year": 0,
    "journey.engagement.enquiry_chance": 0,
    "journey.exit.damage_chance": 0,
    "failures.rate": 0,
    "failures.question_rate": 0,
    "returns.rate": 0,
    "loyalty.churn_rate": 0,
    "loyalty.repurchases_per_year": 0,
    "product.usage_rate": 0,
}
ALIKE = {
    "market.fit_sd": 0,
    "loyalty.sd": 0,
    "belief.heterogeneity_sd": 0,
    "product.experience_sd": 0,
} | {
    f"journey.{point}.{key}": value
    for point in ("attraction", "entry", "engagement", "exit")
    for key, value in {"quality": 0.6, "norm": 0.6, "sd": 0}.items()
}
PERFECT_DESK = {
    "desk.agents": 1000,
    "desk.phone.share": 1,
    "desk.phone.handle_cv": 0,
    "desk.chat.share": 0,
    "desk.email.share": 0,
    "desk.self_service.share": 0,
    "desk.community.share": 0,
    "staff.skill": 1,
    "staff.turnover_per_year": 0,
    "staff.load_effect": 0,
    "staff.customer_effect": 0,
    "failures.major.resolution_chance": 1,
}
LASTING = {"experience.incident_half_life_days": 1e15}
"""Incidents that never fade."""

NOW = {f"journey.{point}.days": 0 for point in ("attraction", "entry", "engagement", "exit")}
OPEN = {f"journey.{point}.intercept": 50 for point in ("attraction", "entry", "engagement")}
FUNNEL = {"protocol": "market", "marketing.reach_per_day": 1e9} | NOW | OPEN
"""A market in which everybody has bought and received the product on the first day."""

OFTEN = 1e9
"""A rate at which something happens on the first day that it can."""

DAMAGED = {"journey.exit.damage_chance": 1, "journey.exit.damage_contact_chance": 1}
BROKEN_IN_SILENCE = {"journey.exit.damage_chance": 1, "journey.exit.damage_contact_chance": 0}
FAILS = {"failures.rate": OFTEN, "failures.major_share": 0, "failures.minor.contact_chance": 1}
FAILS_BADLY = FAILS | {"failures.major_share": 1, "failures.major.contact_chance": 1}
FAILS_IN_SILENCE = FAILS | {"failures.minor.contact_chance": 0, "failures.self_fix_days": 1e9}
ASKS = {"failures.question_rate": OFTEN}
NOBODY_THERE = {"desk.agents": 0, "desk.redial_chance": 1}
UNSOLVED = {
    "failures.minor.resolution_chance": 0,
    "failures.major.resolution_chance": 0,
    "desk.recontact_chance": 1,
    "desk.recontact_days": 1,
}
LEAVES = {"loyalty.churn_rate": OFTEN}
BUYS_AGAIN = {
    "loyalty.repurchases_per_year": OFTEN,
    "journey.engagement.days": 0,
    "journey.engagement.intercept": 50,
}
RETURNS = {"returns.rate": OFTEN}

PERFECT_JUSTICE_OF_A_FAILURE = 0.5 * (0.7 + 0.3 * 0.3) + 0.3 + 0.2
"""Resolved and compensated (0.3, of weight 0.3) by a perfect agent at once: 0.895."""


def quiet(*changes, population=1, days=10, **settings):
    """Give a world in which nothing happens but the changes (mappings by dotted key, later ones win)."""
    size = {"population": population, "represents": 1, "days": days, "log": "all", **settings}
    world = Scenario().but(NEVER | ALIKE | PERFECT_DESK | LASTING | size)
    for change in changes:
        world = world.but(change)
    return world


def live(spec, days=None, **how):
    """Live some days, or all, and check every one of them."""
    model = PlainModel(spec, check_every_day=True, **how)
    for _ in range(spec.days if days is None else days):
        model.step()
    return model


def only(model):
    """Give the one customer of a world."""
    (customer,) = model.customers
    return customer


def change(model, changes):
    """Change the world from the next day on."""
    model.change(model.spec.but(changes))


def column(model, name):
    """Give a column of the daily table so far."""
    return list(model.datacollector.model_vars[name])


def contacts(model):
    """Give the logged contacts as a list of dictionaries."""
    columns = model.log.contacts
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def activities(model, customer=0):
    """Give what happened to a customer, in order, as (day, activity)."""
    events = model.log.events
    rows = zip(events["customer"], events["day"], events["activity"], strict=True)
    return [(int(day), str(activity)) for who, day, activity in rows if who == customer]


def spoiled(record, table, **columns):
    """Give a copy of a record with other columns in one of its tables."""
    return replace(record, **{table: dict(getattr(record, table)) | columns})
