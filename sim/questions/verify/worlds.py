"""Worlds in which nothing happens but what is switched on, so that mathematics can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    Changes = Mapping[str, object]

POINTS = ("attraction", "entry", "engagement", "exit")

NOTHING_HAPPENS: Changes = {
    "market.lost_return_per_year": 0, "market.winbacks_per_year": 0, "journey.engagement.enquiry_chance": 0,
    "journey.exit.damage_chance": 0, "failures.rate": 0, "failures.question_rate": 0, "returns.rate": 0,
    "loyalty.churn_rate": 0, "loyalty.repurchases_per_year": 0, "product.usage_rate": 0,
}  # fmt: skip
ALIKE: Changes = {
    "market.fit_sd": 0, "loyalty.sd": 0, "belief.heterogeneity_sd": 0, "product.experience_sd": 0,
    **{f"journey.{point}.{key}": value
       for point in POINTS for key, value in {"quality": 0.6, "norm": 0.6, "sd": 0}.items()},
}  # fmt: skip
PERFECT_DESK: Changes = {
    "desk.agents": 3000, "desk.phone.share": 1, "desk.phone.handle_cv": 0, "desk.chat.share": 0,
    "desk.email.share": 0, "desk.self_service.share": 0, "desk.community.share": 0, "staff.skill": 1,
    "staff.turnover_per_year": 0, "staff.load_effect": 0, "staff.customer_effect": 0,
    "failures.major.resolution_chance": 1,
}  # fmt: skip
LASTING: Changes = {"experience.incident_half_life_days": 1e15}
"""Incidents that never fade."""

NOW: Changes = {f"journey.{point}.days": 0 for point in POINTS}
OPEN: Changes = {f"journey.{point}.intercept": 50 for point in POINTS[:3]}
FUNNEL: Changes = {"protocol": "market", "marketing.reach_per_day": 1e9, **NOW, **OPEN}
"""A market in which everybody has bought and received the product on the first day."""

UNTOLD: Changes = {"failures.minor.contact_chance": 0, "failures.major_share": 0, "failures.escalation": 0}
HEALS_AT_ONCE: Changes = {**UNTOLD, "failures.self_fix_days": 1e-9}
"""Every failure is minor, told to nobody and gone before the next morning."""


def quiet(*changes: Changes, population: int = 1, days: int = 10) -> Scenario:
    """Give a world in which nothing happens but the changes (mappings by dotted key, later ones win)."""
    size = {"population": population, "represents": 1, "days": days, "log": "none"}
    world = Scenario().but({**NOTHING_HAPPENS, **ALIKE, **PERFECT_DESK, **LASTING, **size})
    for change in changes:
        world = world.but(change)
    return world
