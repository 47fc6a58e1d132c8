"""Whose doing a setting is: marketing's, the product's, the touchpoints', the service's, or nobody's in the firm.

A department answers for what it decides and delivers. How people and the market are (what they expect, how much
they mind, how often they complain, what competitors offer) and what things cost is not its doing, even where the
setting stands in its block: that is "the rest". So is the price.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.difference import differences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario import Scenario

MARKETING, PRODUCT, JOURNEY, SERVICE, REST = "marketing", "product", "journey", "service", "rest"
LEVERS = (MARKETING, PRODUCT, JOURNEY, SERVICE, REST)
"""In the order in which they are told."""

OF_A_BLOCK = {
    "marketing": MARKETING,
    "product": PRODUCT,
    "failures": PRODUCT,
    "returns": PRODUCT,
    "journey": JOURNEY,
    "desk": SERVICE,
    "recovery": SERVICE,
    "staff": SERVICE,
}
"""Whose a block is. The others, from `market` to `survey`, are the rest."""

ELSEWHERE = {
    # The desk's, though told of a failure: how well a skilled agent puts it right.
    "failures.minor.resolution_chance": SERVICE,
    "failures.major.resolution_chance": SERVICE,
    # Marketing's, though told of loyalty: bringing back who has left.
    "loyalty.winback_offer": MARKETING,
    # How the market answers to advertising, and what that costs.
    **dict.fromkeys(
        ("marketing.ad_cost", "marketing.reach_per_day", "marketing.ad_elasticity",
         "marketing.adstock_half_life_days"),
        REST,
    ),
    # How people are with the product, with trouble, and with sending things back.
    **dict.fromkeys(
        ("product.usage_rate", "failures.escalation", "failures.question_effort", "failures.minor.contact_chance",
         "failures.major.contact_chance", "returns.sensitivity", "journey.exit.damage_contact_chance",
         "journey.engagement.enquiry_chance"),
        REST,
    ),
    # How people judge a touchpoint, and what they decide by it.
    **{
        f"journey.{touchpoint}.{name}": REST
        for touchpoint, names in {
            "attraction": ("weight", "norm", "intercept", "belief"),
            "entry": ("weight", "norm", "intercept", "usability"),
            "engagement": ("weight", "norm", "intercept", "belief", "price", "service", "inertia", "loyalty"),
            "exit": ("weight", "norm"),
        }.items()
        for name in names
    },
    # How people come to the desk, how long they wait there, and how they judge it.
    **dict.fromkeys(
        ("desk.redial_chance", "desk.recontact_chance", "desk.recontact_days", "desk.arrival_profile",
         "desk.arrival_dispersion", "desk.relationship_gain", "recovery.cap", "recovery.repeat_attenuation",
         "recovery.compensation_weight", "recovery.distributive", "recovery.interactional", "recovery.procedural",
         "recovery.abandon_justice", "recovery.service_norm", "recovery.service_weight"),
        REST,
    ),
    **{
        f"desk.{channel}.{name}": REST
        for channel in ("phone", "chat", "email")
        for name in ("patience_minutes", "patience_cv", "wait_half_life_minutes")
    },
}  # fmt: skip
"""Settings that are another's than their block's."""

OF_A_COLUMN = {
    "attraction": JOURNEY,
    "entry": JOURNEY,
    "engagement": JOURNEY,
    "exit": JOURNEY,
    "use": PRODUCT,
    "gap": MARKETING,
    "failure": PRODUCT,
    "service": SERVICE,
    "community": SERVICE,
}
"""Whose each part of the experience seems to be from its name: the expectation gap is marketing's, who promised;
failures are the product's; what other customers do belongs to the desk that they spare."""


def lever_of(key: str) -> str:
    """Tell whose doing a setting is, by its dotted key; `segments` and `changes` are the rest."""
    return ELSEWHERE.get(key) or OF_A_BLOCK.get(key.partition(".")[0], REST)


def differing(weak: Scenario, better: Scenario) -> dict[str, dict[str, tuple[object, object]]]:
    """Give what two scenarios say otherwise, by lever and dotted key; levers in which they agree are left out."""
    found = differences(weak, better)
    grouped = {lever: {key: both for key, both in found.items() if lever_of(key) == lever} for lever in LEVERS}
    return {lever: settings for lever, settings in grouped.items() if settings}


def with_levers(weak: Scenario, better: Scenario, settings: Mapping[str, tuple[object, object]]) -> Scenario:
    """Give the weak scenario with these settings as the better one has them."""
    lists = {key: getattr(better, key) for key in settings if key in ("segments", "changes")}
    values = {key: theirs for key, (_, theirs) in settings.items() if key not in lists and theirs is not None}
    return weak.but(values | lists)
