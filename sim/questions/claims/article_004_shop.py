"""What article 004 says of buying at a shop: competitors, pages, guides, parcels and what goes wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures import MEASURES
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed, Difference, Interaction
from sim.questions.claims.experiment import Experiment, falls, rises

if TYPE_CHECKING:
    from sim.measures import Record
    from sim.questions.claims.effect import Records

__all__ = ["SHOP", "failures_on"]

AMPLE = {"represents": 1, "desk.agents": 200}
"""A desk at which nobody ever waits, so that a failure of all on one day is a failure and not a queue."""

EVERYBODY = 50.0
"""Failures a day at which nobody is spared."""


def failures_on(*days: int, otherwise: float) -> dict[str, object]:
    """Let everybody's product fail on these days, and as often as usual on the others."""
    changes: list[dict[str, object]] = []
    for day in days:
        changes.append({"from_day": day, "failures.rate": EVERYBODY})
        changes.append({"from_day": day + 1, "failures.rate": otherwise})
    return {"changes": changes}


def packaging_that_pays(records: Records) -> float:
    """Give what better packaging may cost for each parcel before what it saves within the time is spent."""
    better, usual = records["better packaging"], records["usual packaging"]
    saved = MEASURES["clv_realised"](better) - MEASURES["clv_realised"](usual)
    return saved / (1.0 + MEASURES["repurchases"](better))


def conversion(records: Records) -> float:
    """Give how many more of those who came to know the shop bought with the guide, as a share."""
    return _bought(records["guide"]) - _bought(records["no guide"])


def _bought(record: Record) -> float:
    return MEASURES["bought"](record) / MEASURES["attracted"](record)


SHOP = (
    Claim(
        id="E1",
        says="Experience is the last advantage over competitors.",
        tag=Tag.EMERGENT,
        reason=(
            "the competitor is a constant, so rivals who answer are outside. Tried is whether, with products and "
            "prices alike, the better experience ends with more customers. The way in stays as it is: its ease "
            "opens a gate of its own"
        ),
        experiment=Experiment(
            asks="With products and prices alike, how many more customers has who gives the better experience?",
            scenario="default",
            settings={
                "protocol": "market", "days": 365, "population": 4_000, "represents": 100,
                "marketing.reach_per_day": 0.003, "product.quality": 0.5,
            },
            worlds={
                "leader": {
                    "scenarios": ("service/excellent",), "journey.engagement.quality": 0.80,
                    "journey.exit.quality": 0.85, "journey.exit.damage_chance": 0.01,
                },
                "as others": {},
            },
            effect=Difference("active", "leader", "as others"),
            expected=rises(10),
            region={
                "word_of_mouth.conversion": (0.0, 0.3), "recovery.service_weight": (0.10, 0.35),
                "loyalty.repurchases_per_year": (0.3, 4), "loyalty.churn_sensitivity": (3, 9),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E2",
        says="Help people to help themselves.",
        tag=Tag.BUILT_IN,
        reason="what self-service solves does not reach an agent; that what is left is harder is outside",
        test="tests/plain/test_journey_trouble.py::test_help_without_an_agent_is_booked_where_it_came_from",
    ),
    Claim(
        id="E3",
        says="Splendid help with a coupon, after three failures: she would not return.",
        tag=Tag.EMERGENT,
        reason=(
            "one recovery against several columns of the ledger; and, of failures of one kind that are all well "
            "made good, whether the third costs more than the first, which is nearly free"
        ),
        experiment=Experiment(
            asks="What do three failures cost in later orders for all the splendid help, and does each cost more?",
            scenario="archetypes/online_retailer",
            settings=AMPLE | {
                "population": 5_000, "days": 180, "failures.minor.contact_chance": 1,
                "failures.major.contact_chance": 1, "journey.exit.damage_contact_chance": 1,
                "journey.exit.damage_chance": 0, "staff.skill": 0.95, "recovery.compensation": 0.6,
                "recovery.effort_discount": 0.95,
            },
            worlds={
                "nothing wrong": {},
                "her journey": {
                    "journey.entry.quality": 0.4, "journey.engagement.quality": 0.45,
                    "journey.exit.damage_chance": 1,
                },
                "one failure": failures_on(10, otherwise=0.004),
                "two failures": failures_on(10, 20, otherwise=0.004),
                "three failures": failures_on(10, 20, 30, otherwise=0.004),
            },
            effect=Difference("repurchases", "her journey", "nothing wrong"),
            expected=falls(0.05),
            also=(
                (
                    Interaction(
                        "repurchases", ("three failures", "two failures"), ("one failure", "nothing wrong")
                    ),
                    falls(0.01),
                ),
            ),
            region={
                "recovery.cap": (0.5, 1.1), "recovery.service_weight": (0.10, 0.35),
                "recovery.repeat_attenuation": (0.3, 1), "failures.escalation": (0, 1),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E4",
        says="Too few photos on the page.",
        tag=Tag.EMERGENT,
        reason=(
            "a clearer signal means fewer surprises; but of a good product people expect too little, and a page "
            "that shows how good it is takes the pleasant surprise from them, and adds returns. Of a weak product "
            "it spares some. Where advertising exaggerates, so do the photos here: they cannot correct it"
        ),
        experiment=Experiment(
            asks="Where pages promise no more than is true, do clear ones spare returns?",
            scenario="archetypes/online_retailer",
            settings={"population": 5_000, "days": 90, "marketing.overpromise": 0},
            worlds={"many photos": {"belief.sales_signal_sd": 0.15}, "too few": {"belief.sales_signal_sd": 1.0}},
            effect=Difference("returns", "many photos", "too few"),
            expected=falls(0.003),
            also=((Difference("csat", "many photos", "too few"), rises(0.02)),),
            region={
                "product.quality": (0.35, 0.80), "marketing.overpromise": (-0.1, 0.3),
                "experience.loss_aversion": (1, 3), "returns.sensitivity": (2, 12),
            },
        ),
    ),
    Claim(
        id="E5",
        says="The parcel arrives damaged.",
        tag=Tag.EMERGENT,
        reason="built in that it hurts, emergent how much: what a parcel that arrives whole may cost",
        experiment=Experiment(
            asks="What may packaging cost for each parcel that brings damage from 4 in 100 to 1?",
            scenario="archetypes/online_retailer",
            settings={"days": 240, "population": 5_000},
            worlds={
                "usual packaging": {"journey.exit.damage_chance": 0.04},
                "better packaging": {"journey.exit.damage_chance": 0.01},
            },
            effect=Computed(
                packaging_that_pays, "packaging that pays for itself", "money per parcel",
                ("better packaging", "usual packaging"),
            ),
            expected=rises(0.25),
            region={
                "failures.major.loss": (0.225, 0.72), "loyalty.repurchases_per_year": (1, 12),
                "money.unit_cost": (25, 46), "recovery.service_weight": (0.10, 0.35),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E6",
        says="A guide helps her to the winter coat that suits her.",
        tag=Tag.EMERGENT,
        reason=(
            "sales, satisfaction and returns need not move together. More of those who come buy; fewer come, "
            "because a guide for those whom a coat suits draws nobody else, so that fewer coats are sold in all"
        ),
        experiment=Experiment(
            asks="Does the guide sell to more of those who come, please them more, and spare returns?",
            scenario="firms/winter_coat_shop",
            settings={"days": 365, "population": 5_000, "represents": 40, "marketing.reach_per_day": 0.005},
            worlds={
                "guide": {},
                "no guide": {
                    "marketing.targeting": 0, "journey.attraction.quality": 0.6,
                    "journey.engagement.quality": 0.5, "belief.sales_signal_sd": 0.6,
                },
            },
            effect=Computed(conversion, "conversion: guide less no guide", "share", ("guide", "no guide")),
            expected=rises(0.005),
            also=(
                (Difference("csat", "guide", "no guide"), rises(0.05)),
                (Difference("returns", "guide", "no guide"), falls(0.005)),
            ),
            region={
                "market.fit_sd": (0.05, 0.3), "belief.prior_mean": (0.4, 0.7),
                "returns.sensitivity": (2, 12), "experience.disconfirmation_weight": (0.25, 0.75),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E7",
        says="A blog written for search engines brings visits and no buyers.",
        tag=Tag.OUTSIDE,
        reason="whoever becomes aware looks at the product as everybody else does",
        needs="visits of people who look for something else",
    ),
)  # fmt: skip
