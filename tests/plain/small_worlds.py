"""Worlds so small that what must happen in them can be reckoned by hand.

`quiet()` is a world in which nothing happens: nobody differs, uses, fails, asks, returns, leaves or buys again,
agents are perfect and nobody waits. A test switches on the one thing that it is about.
"""

from __future__ import annotations

from dataclasses import replace

from sim.plain import PlainModel
from sim.questions.verify.worlds import FUNNEL, LASTING, NOW, OPEN
from sim.questions.verify.worlds import NOTHING_HAPPENS as NEVER
from sim.questions.verify.worlds import quiet as one_in_a_quiet_world

__all__ = ["FUNNEL", "LASTING", "NEVER", "NOW", "OPEN"]

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
    logged = {"log": "all", **settings}
    return one_in_a_quiet_world(logged, *changes, population=population, days=days)


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
