"""Article 000, A1 to A10: what the whole is made of, and how far a desk reaches where the product falls short.

The settings are those of the article's own pictures (a waiter and a dish, an installation and its programme, a
team that looks after newcomers) as they stand on the shelf, with the pieces weak, strong, poor and excellent. They
were chosen before anything was run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Between, Computed, Difference, Interaction
from sim.questions.claims.experiment import Experiment, negligible, rises
from sim.questions.claims.groups import callers, never_called
from sim.questions.claims.yardsticks import NPS, SHARE, plausible
from sim.questions.rescue.unbeatable import PERFECT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.measures import Record

    Records = Mapping[str, Record]

__all__ = ["CLAIMS"]

UNBEATABLE = PERFECT | {"represents": 1, "desk.agents": 10_000}
"""The desk that cannot be bettered: at once, without fault, with everything that money can give."""

SERVED_OR_NOT = ("recovery.service_weight", "failures.rate", "failures.minor.contact_chance")
"""On what it hangs how many are served, and how much that counts."""

FIRST_DAYS, LATE_DAY = 90, 180
TENTH = 0.1


def _leavings(record: Record, days: slice) -> float:
    """Give how many left a day, of those who were customers."""
    daily = record.daily
    left = sum(daily[why][days].sum() for why in ("churned", "refused", "returned"))
    return float(left / np.asarray(daily["customers"][days]).sum())


def _held(records: Records, days: slice) -> float:
    """Give the share of leavings that the team spares, among those who are still there."""
    return 1.0 - _leavings(records["with a team"], days) / _leavings(records["on its own"], days)


def held_early(records: Records) -> float:
    """Give the share of leavings that the team spares in the first ninety days."""
    return _held(records, slice(FIRST_DAYS))


def held_late(records: Records) -> float:
    """Give the same from day 180 on."""
    return _held(records, slice(LATE_DAY, None))


CLAIMS = (
    Claim(
        "A1",
        "An experience is everything that happened, from hearing of a firm to recommending it, added up.",
        Tag.BUILT_IN,
        "CX is the sum of the nine columns of the ledger",
        test="tests/crowd/test_crowd_panel.py::test_the_columns_of_the_ledger_add_up_to_the_experience",
    ),
    Claim(
        "A2",
        "Service is one ingredient; how much of one depends on the business.",
        Tag.EMERGENT,
        "failures, complaints and the weight of use decide together how many customers a desk keeps. Found: "
        "never quite nothing, since even goods that nobody calls about bring questions",
        Experiment(
            asks="How many more customers does an excellent desk keep in a utility than in goods that nobody "
            "calls about, and does it matter in these at all?",
            scenario="archetypes/goods",
            settings={},
            worlds={
                f"{business}, {service}": {"scenarios": (f"archetypes/{file}", f"service/{service}")}
                for business, file in (("utility", "utility"), ("low touch", "low_touch"))
                for service in ("poor", "excellent")
            },
            effect=Interaction(
                "retention", ("utility, excellent", "utility, poor"), ("low touch, excellent", "low touch, poor")
            ),
            expected=rises(SHARE),
            also=((Difference("retention", "low touch, excellent", "low touch, poor"), negligible(SHARE)),),
            region=plausible(
                "recovery.service_weight", "recovery.cap", "experience.incident_half_life_days",
                "loyalty.churn_sensitivity",
            ),
            replications=3,
        ),
    ),
    Claim(
        "A3",
        "One can be delighted without ever speaking to the firm.",
        Tag.EMERGENT,
        "who never calls is decided by failures and by silence, and those who stay longest call most",
        Experiment(
            asks="With a strong product, are there as many promoters among those who never called as among "
            "callers?",
            scenario="archetypes/goods",
            settings={},
            worlds={"strong product": {"scenarios": ("product/strong",)}},
            effect=Between("promoters", "strong product", never_called, callers),
            expected=rises(SHARE),
            region=plausible(*SERVED_OR_NOT, "loyalty.churn_sensitivity"),
        ),
    ),
    Claim(
        "A4",
        "There are wholes that the best support cannot save.",
        Tag.EMERGENT,
        "recovery is a share of one column of nine, and only of what is reported",
        Experiment(
            asks="Does a strong product that nobody answers for keep more than a weak one with the best desk "
            "there could be?",
            scenario="archetypes/goods",
            settings={},
            worlds={
                "strong, no desk": {"scenarios": ("product/strong",), "desk.agents": 0},
                "weak, perfect desk": {"scenarios": ("product/weak",), **UNBEATABLE},
            },
            effect=Difference("retention", "strong, no desk", "weak, perfect desk"),
            expected=rises(SHARE),
            region=plausible(*SERVED_OR_NOT, "experience.use_weight"),
            replications=3,
        ),
    ),
    Claim(
        "A5",
        "The waiter was attentive; the dish was still badly cooked.",
        Tag.EMERGENT,
        "built in for the dish, which no waiter cooks; emergent for the evening as a whole",
        Experiment(
            asks="Is a good dish from a poor waiter a better evening than a bad dish from an excellent one?",
            scenario="archetypes/restaurant",
            # A house of 5,000 guests, not of 100,000: that many guests are many contacts.
            settings={"population": 1_000, "represents": 5},
            worlds={
                "good dish, poor waiter": {"scenarios": ("product/strong", "service/poor")},
                "bad dish, excellent waiter": {"scenarios": ("product/weak", "service/excellent")},
            },
            effect=Difference("nps", "good dish, poor waiter", "bad dish, excellent waiter"),
            expected=rises(NPS),
            region=plausible(*SERVED_OR_NOT, "experience.use_weight"),
            replications=3,
        ),
    ),
    Claim(
        "A6",
        "A superb meal needs no waiter.",
        Tag.EMERGENT,
        "what silence and contacts that nobody answers cost is not fixed",
        Experiment(
            asks="Does the self-served restaurant gain anything by hiring waiters?",
            scenario="archetypes/restaurant_self_served",
            settings={},
            worlds={"nobody": {}, "ten waiters": {"desk.agents": 10}},
            effect=Difference("nps", "ten waiters", "nobody"),
            expected=negligible(NPS),
            region=plausible("recovery.service_weight", "recovery.service_norm", "failures.rate"),
        ),
    ),
    Claim(
        "A7",
        "A perfect installation does not improve the programme.",
        Tag.EMERGENT,
        "a good start fades by itself; but whom it holds for the first months may be held for good. Found: it "
        "moves the score of the first month by six times what matters and that of the year by less, and four "
        "buyers in a hundred more are still there",
        Experiment(
            asks="After a year of a poor programme, does it still matter how expertly it was put in?",
            scenario="firms/cable_tv",
            # With 2,000 people, tried first, luck did not let it be told from what matters.
            settings={"population": 6_000},
            worlds={
                "expert": {"journey.exit.quality": 0.9},
                "careless": {"journey.exit.quality": 0.5},
                "expert, first month": {"journey.exit.quality": 0.9, "days": 30},
                "careless, first month": {"journey.exit.quality": 0.5, "days": 30},
            },
            effect=Difference("nps", "expert", "careless"),
            expected=negligible(NPS),
            also=((Difference("nps", "expert, first month", "careless, first month"), rises(NPS)),),
            region=plausible(
                "experience.incident_half_life_days", "experience.use_weight", "loyalty.churn_sensitivity"
            ),
        ),
    ),
    Claim(
        "A8",
        "People who look after customers hold them for a while only, if the software does not perform.",
        Tag.EMERGENT,
        "early help against failures that keep coming; the team goes on calling every quarter, with the people "
        "that takes. Found: it holds as many late as early, as long as it calls",
        Experiment(
            asks="Of those who would leave the weak software, how many does the team hold: in the first ninety "
            "days, and in the second half of the year?",
            scenario="debates/customer_success/weak_software",
            settings={},
            worlds={
                "on its own": {},
                "with a team": {"scenarios": ("debates/customer_success/weak_software_with_success",)},
            },
            effect=Computed(
                held_late, "leavings spared by the team from day 180 on", "share", ("on its own", "with a team")
            ),
            expected=negligible(TENTH),
            also=(
                (
                    Computed(
                        held_early, "leavings spared in the first ninety days", "share",
                        ("on its own", "with a team"),
                    ),
                    rises(TENTH),
                ),
            ),
            region=plausible(*SERVED_OR_NOT, "experience.incident_half_life_days"),
        ),
    ),
    Claim(
        "A9",
        "Among all causes the product plays the lead.",
        Tag.EMERGENT,
        "how much product and desk move depends on failures, complaints and the weight of use. What the product "
        "moves on average over both desks, less what the desk moves over both products, is the difference of the "
        "two mixed firms",
        Experiment(
            asks="Does the step from a weak to a strong product keep more customers than that from poor to "
            "excellent service?",
            scenario="archetypes/goods",
            settings={},
            worlds={
                "strong, poor desk": {"scenarios": ("product/strong", "service/poor")},
                "weak, excellent desk": {"scenarios": ("product/weak", "service/excellent")},
            },
            effect=Difference("retention", "strong, poor desk", "weak, excellent desk"),
            expected=rises(SHARE),
            region=plausible(
                "recovery.service_weight", "failures.rate", "failures.quality_slope", "experience.use_weight"
            ),
        ),
    ),
    Claim(
        "A10",
        "No heroics at the front line make a poor product excellent.",
        Tag.EMERGENT,
        "whether promoters can be won by the desk alone: excellent is who recommends",
        Experiment(
            asks="Does a strong product with an ordinary desk win more promoters than a weak one with the best "
            "desk there could be?",
            scenario="archetypes/goods",
            settings={},
            worlds={
                "strong, ordinary desk": {"scenarios": ("product/strong", "service/typical")},
                "weak, perfect desk": {"scenarios": ("product/weak",), **UNBEATABLE},
            },
            effect=Difference("promoters", "strong, ordinary desk", "weak, perfect desk"),
            expected=rises(SHARE),
            region=plausible(*SERVED_OR_NOT, "experience.use_weight"),
        ),
    ),
)  # fmt: skip
