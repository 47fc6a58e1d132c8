"""What article 004 says in figures, its own and those of Zendesk, and how to measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures import MEASURES
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed, Difference
from sim.questions.claims.experiment import Experiment, rises

if TYPE_CHECKING:
    from sim.questions.claims.effect import Records

__all__ = ["FIGURES"]

EXCELLENT: dict[str, object] = {"scenarios": ("service/excellent",)}
DEARER = {"at 100": 1.0, "at 110": 1.10, "at 125": 1.25}
"""Prices with the excellent desk, against the usual one of 100."""

UNSTARTED: dict[str, object] = {"journey.entry.quality": 0.5, "journey.exit.quality": 0.5}
"""A way in and a checkout that are worse than is usual."""


def premium_that_it_bears(records: Records) -> float:
    """Give how much dearer an excellently served product may be until as many buy again as of a typical one.

    Between the prices that were tried the purchases are taken to lie on straight lines; 0.25 is the most it says.
    """
    again = [MEASURES["repurchases"](records[name]) for name in DEARER]
    usual = MEASURES["repurchases"](records["typical"])
    return float(np.interp(-usual, -np.array(again), list(DEARER.values()))) - 1.0


FIGURES = (
    Claim(
        id="E24",
        says="Zendesk: 55 % would recommend a firm for outstanding service.",
        tag=Tag.EMERGENT,
        reason="the figure is a survey answer about all firms and outside; its sign is tried",
        experiment=Experiment(
            asks="How many more would recommend the firm for an excellent desk?",
            scenario="default",
            settings={"population": 4_000, "days": 270},
            worlds={"typical": {}, "excellent": EXCELLENT},
            effect=Difference("promoters", "excellent", "typical"),
            expected=rises(0.01),
            region={
                "recovery.service_weight": (0.10, 0.35), "failures.minor.contact_chance": (0.15, 0.70),
                "failures.rate": (0.0015, 0.008), "product.quality": (0.35, 0.80),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E25",
        says="Zendesk: 82 % have left a firm over poor service.",
        tag=Tag.EMERGENT,
        reason="the figure is of a whole life and over all firms, no rate of one, and outside; its sign is tried",
        experiment=Experiment(
            asks="How many more leave within nine months over a poor desk?",
            scenario="default",
            settings={"population": 4_000, "days": 270},
            worlds={"typical": {}, "poor": {"scenarios": ("service/poor",)}},
            effect=Difference("churned", "poor", "typical"),
            expected=rises(0.01),
            region={
                "recovery.service_weight": (0.10, 0.35), "failures.minor.contact_chance": (0.15, 0.70),
                "failures.rate": (0.0015, 0.008), "product.quality": (0.35, 0.80),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E26",
        says="Zendesk: 85 % would pay more, up to a quarter, for exceptional service.",
        tag=Tag.EMERGENT,
        reason=(
            "the figure is a stated wish and outside. Tried is its sign: how much dearer the firm may be with an "
            "excellent desk until no more is bought again than before. It is a tenth of the quarter that is "
            "wished"
        ),
        experiment=Experiment(
            asks="How much dearer may an excellently served product be?",
            scenario="default",
            settings={"population": 4_000, "days": 270},
            worlds={
                "typical": {},
                **{name: EXCELLENT | {"money.price": 100 * ratio} for name, ratio in DEARER.items()},
            },
            effect=Computed(
                premium_that_it_bears, "price premium that service bears", "share of the price",
                ("typical", *DEARER),
            ),
            expected=rises(0.01),
            region={
                "recovery.service_weight": (0.10, 0.35), "failures.minor.contact_chance": (0.15, 0.70),
                "journey.engagement.price": (2, 10), "journey.engagement.loyalty": (2, 12),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E27",
        says="Zendesk: 95 % acted after a bad experience, 79 % told others.",
        tag=Tag.BUILT_IN,
        reason=(
            "the figures are of a whole life and outside; that bad experiences are talked about more is "
            "`word_of_mouth.message_rate`"
        ),
        test="tests/rules/test_rules_word_of_mouth.py::test_the_angry_talk_more_than_the_delighted",
    ),
    Claim(
        id="E28",
        says="Getting customers started may be the largest effect of all service.",
        tag=Tag.EMERGENT,
        reason=(
            "early help against everything else the desk can do, in the first months of good software. Found: it "
            "pleases more than any of it but one. Calls to everybody once a quarter please more, with the "
            "people to make them, nearly four times as many as without"
        ),
        experiment=Experiment(
            asks="In the first ninety days, does getting people started please more than any other help?",
            scenario="debates/customer_success/good_software",
            settings={"population": 4_000, "days": 90},
            worlds={
                "got started": {"journey.exit.setup_difficulty": 0.1, "journey.exit.quality": 0.85},
                "more people": {"desk.staffing_ratio": 1.4},
                "able people": {"staff.skill": 0.95, "recovery.effort_discount": 0.95},
                "generous amends": {"recovery.compensation": 0.6},
                "a website that knows": {"desk.self_service.success": 0.7},
                # With the people for them, whom the rota does not count: else hardly any call would be made.
                "calls of its own": {"desk.outreach_per_customer_year": 4, "desk.staffing_ratio": 4},
            },
            effect=Difference("csat", "got started", "able people"),
            expected=rises(0.01),
            also=tuple(
                (Difference("csat", "got started", other), rises(0.01))
                for other in ("more people", "generous amends", "a website that knows", "calls of its own")
            ),
            region={
                "failures.minor.loss": (0.075, 0.24), "failures.minor.contact_chance": (0.15, 0.70),
                "recovery.service_weight": (0.10, 0.35), "journey.exit.weight": (0.05, 0.30),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E29",
        says="Satisfaction and recommendation are the figures to watch.",
        tag=Tag.EMERGENT,
        reason=(
            "built in that both rise with the experience; whether a survey of those who are left and answer still "
            "shows an improvement is emergent. It shows less of the better desk than everybody would say, for "
            "those whom a poor desk drove off are not asked"
        ),
        experiment=Experiment(
            asks="Does a survey of those who are left and answer show a better desk, and a better product?",
            scenario="default",
            settings={"population": 10_000, "days": 180},
            worlds={
                "as it is": {}, "better desk": EXCELLENT, "better product": {"product.quality": 0.65},
            },
            effect=Difference("nps_survey", "better desk", "as it is"),
            expected=rises(1),
            also=(
                (Difference("nps_survey", "better product", "as it is"), rises(1)),
                (Difference("csat_survey", "better desk", "as it is"), rises(0.01)),
                (Difference("csat_survey", "better product", "as it is"), rises(0.01)),
            ),
            region={
                "survey.response_chance": (0.05, 0.5), "survey.bias": (0, 10),
                "recovery.service_weight": (0.10, 0.35), "loyalty.churn_sensitivity": (3, 9),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E30",
        says="Care and empathy in every contact.",
        tag=Tag.BUILT_IN,
        reason="treatment is a part of how fair a contact feels (`encounter.interactional`), and takes time",
        test="tests/plain/test_journey_firm.py::test_time_for_the_relationship_raises_the_treatment_and_the_bill",
    ),
    Claim(
        id="E31",
        says="Touchpoints weigh differently from firm to firm.",
        tag=Tag.EMERGENT,
        reason=(
            "their ranking by business: the way in and the checkout against the desk. Those who are asked late "
            "have forgotten the way in, so the desk leads in both by recommendation; by who stays, each firm has "
            "its own"
        ),
        experiment=Experiment(
            asks="Is the way in and out worth more than the desk to an online retailer, and less to a utility?",
            scenario="default",
            settings={"days": 180, "population": 3_000},
            worlds={
                "retailer, good ways": {
                    "scenarios": ("archetypes/online_retailer", "service/poor"), "journey.entry.quality": 0.8,
                    "journey.exit.quality": 0.8,
                },
                "retailer, good desk": {
                    "scenarios": ("archetypes/online_retailer", "service/excellent"),
                } | UNSTARTED,
                "utility, good ways": {
                    "scenarios": ("archetypes/utility", "service/poor"), "journey.entry.quality": 0.8,
                    "journey.exit.quality": 0.8,
                },
                "utility, good desk": {"scenarios": ("archetypes/utility", "service/excellent")} | UNSTARTED,
            },
            effect=Difference("nps", "retailer, good ways", "retailer, good desk"),
            expected=rises(2),
            also=((Difference("nps", "utility, good desk", "utility, good ways"), rises(2)),),
            region={
                "recovery.service_weight": (0.10, 0.35), "experience.incident_half_life_days": (20, 180),
                "experience.loss_aversion": (1, 3), "journey.exit.weight": (0.05, 0.30),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E32",
        says="Rank the touchpoints, then measure each.",
        tag=Tag.OUTSIDE,
        reason="surveys ask about the whole or about a contact, not about the other touchpoints",
        needs="a survey of single touchpoints",
    ),
    Claim(
        id="E33",
        says="Begin small, and know where you stand.",
        tag=Tag.BUILT_IN,
        reason="a comparison always has a baseline, and every answer is the difference from it",
        test="tests/questions/test_compare.py::test_there_is_a_row_for_every_alternative_and_measure",
    ),
)  # fmt: skip
