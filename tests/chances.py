"""Decisions that everybody takes by chance, each in a world in which it shows: never at 0 and always at 1.

A row is the key of the chance, the world, and the word for what then happened, which each engine tells in its way.
"""

from __future__ import annotations

from sim.questions.verify.worlds import FUNNEL

OFTEN = 1e9
"""A rate at which something happens on the first day that it can."""

DAMAGED = {"journey.exit.damage_chance": 1, "journey.exit.damage_contact_chance": 1}
FAILS = {"failures.rate": OFTEN, "failures.minor.contact_chance": 1, "failures.major.contact_chance": 1}
ASKS = {"failures.question_rate": OFTEN}
MINOR, MAJOR = {"failures.major_share": 0}, {"failures.major_share": 1}
LEAVES = {"loyalty.churn_rate": OFTEN, "journey.entry.days": 1e9}

CHANCES = [
    ("journey.exit.damage_chance", {}, "failed"),
    ("journey.exit.damage_contact_chance", DAMAGED, "contacted"),
    ("journey.exit.setup_difficulty", {}, "had a case"),
    ("failures.minor.contact_chance", FAILS | MINOR, "contacted"),
    ("failures.major.contact_chance", FAILS | MAJOR, "contacted"),
    ("failures.major_share", FAILS | {"failures.minor.contact_chance": 0}, "contacted"),
    ("failures.outage_share", {"failures.outages_per_year": OFTEN}, "failed"),
    ("failures.minor.resolution_chance", ASKS, "resolved"),
    ("failures.major.resolution_chance", DAMAGED, "resolved"),
    ("staff.skill", ASKS, "resolved"),
    ("desk.self_service.share", ASKS | {"desk.self_service.success": 1}, "helped himself"),
    ("desk.self_service.success", ASKS | {"desk.self_service.share": 1}, "helped himself"),
    ("desk.community.share", ASKS | {"desk.community.success": 1}, "was helped by others"),
    ("desk.community.success", ASKS | {"desk.community.share": 1}, "was helped by others"),
    ("desk.redial_chance", DAMAGED | {"desk.agents": 0}, "tried again"),
    ("desk.recontact_chance", DAMAGED | {"failures.major.resolution_chance": 0}, "tried again"),
    ("product.usage_rate", {}, "used it daily"),
    ("journey.engagement.enquiry_chance", FUNNEL, "contacted"),
    ("loyalty.winback_offer", LEAVES, "was won back"),
]
