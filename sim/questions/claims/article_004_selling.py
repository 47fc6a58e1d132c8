"""What article 004 says of marketing and sales: first impressions, promises, deals and the hand-over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.claims.article_003 import value_won
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed, Difference, Interaction
from sim.questions.claims.experiment import Experiment, falls, rises

if TYPE_CHECKING:
    from sim.questions.claims.effect import Records

__all__ = ["SELLING"]


def hump_of_value(records: Records) -> float:
    """Give how much more value the best of the promises between wins than the better of the two ends."""
    first, *between, last = (value_won(record) for record in records.values())
    return max(between) - max(first, last)


SELLING = (
    Claim(
        id="E8",
        says="Marketing has touchpoints of its own: pages, mails, events, offers.",
        tag=Tag.EMERGENT,
        reason=(
            "one touchpoint of attraction stands for all of them, and what each says moves the belief by "
            "equation. Tried is whether the first impression counts as an experience"
        ),
        experiment=Experiment(
            asks="Does it make more satisfied customers that the first impression was a good one?",
            scenario="default",
            settings={"population": 5_000, "days": 90},
            worlds={
                "good impression": {"journey.attraction.quality": 0.8},
                "bad impression": {"journey.attraction.quality": 0.4},
            },
            effect=Difference("csat", "good impression", "bad impression"),
            expected=rises(0.02),
            region={
                "journey.attraction.weight": (0.0, 0.5), "experience.incident_half_life_days": (20, 180),
                "experience.loss_aversion": (1, 3), "experience.use_weight": (0.3, 1.2),
            },
        ),
    ),
    Claim(
        id="E9",
        says="Opinions form anew at each step before the purchase.",
        tag=Tag.BUILT_IN,
        reason="advertising, talk and sales each move the belief (`belief.update`), in whatever order",
        test="tests/rules/test_rules_belief.py::test_a_belief_moves_towards_the_news_and_gets_surer",
    ),
    Claim(
        id="E10",
        says='A button that says "buy" and does not.',
        tag=Tag.OUTSIDE,
        reason="a promise is about the product, never about the next click",
        needs="steps of the way in that say something else than they do",
    ),
    Claim(
        id="E11",
        says="Sales promises what nobody can deliver.",
        tag=Tag.EMERGENT,
        reason=(
            "contracts won against customers lost: a promise between the truth and the utmost may win most. What "
            "sales says is heard once, use corrects it within months, and the contract goes on"
        ),
        experiment=Experiment(
            asks="Does a promise of the sales talk between the truth and the utmost win most value?",
            scenario="archetypes/b2b",
            settings={"population": 8_000, "days": 540, "desk.agents": 6, "marketing.reach_per_day": 0.003},
            worlds={
                "no more than the advertisement": {"marketing.sales_overpromise": 0},
                "more": {"marketing.sales_overpromise": 0.25},
                "everything": {"marketing.sales_overpromise": 0.50},
            },
            effect=Computed(
                hump_of_value, "value won: best between less better end", "money per person",
                ("no more than the advertisement", "more", "everything"),
            ),
            expected=rises(5),
            also=(
                (Difference("bought", "everything", "no more than the advertisement"), rises(10)),
                (Difference("retention", "everything", "no more than the advertisement"), falls(0.01)),
            ),
            region={
                "experience.disconfirmation_weight": (0.25, 0.75), "experience.loss_aversion": (1.3, 2.5),
                "loyalty.churn_sensitivity": (3, 9), "belief.sales_signal_sd": (0.1, 0.6),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E12",
        says="Business customers decide slowly, in person, over more money.",
        tag=Tag.EMERGENT,
        reason="that they do is how the scenario is made; that time taken for them is worth more follows, or not",
        experiment=Experiment(
            asks="Does time taken for the customer please businesses more than it pleases consumers?",
            scenario="default",
            settings={"protocol": "cohort", "population": 5_000, "represents": 1, "days": 240},
            worlds={
                "businesses": {"scenarios": ("archetypes/b2b",), "desk.agents": 8},
                "businesses, time taken": {
                    "scenarios": ("archetypes/b2b",), "desk.agents": 8, "desk.relationship_minutes": 10,
                },
                "consumers": {"desk.agents": 4},
                "consumers, time taken": {"desk.agents": 4, "desk.relationship_minutes": 10},
            },
            effect=Interaction(
                "csat", ("businesses, time taken", "businesses"), ("consumers, time taken", "consumers")
            ),
            expected=rises(0.01),
            region={
                "desk.relationship_gain": (0.1, 0.6), "staff.skill": (0.4, 0.95),
                "experience.loss_aversion": (1, 3), "experience.incident_half_life_days": (20, 180),
            },
        ),
    ),
    Claim(
        id="E13",
        says="Many of these deals are lost whatever one does.",
        tag=Tag.BUILT_IN,
        reason="a gate is a logit and never reaches 1 (`choice.gate`)",
        test="tests/rules/test_rules_choice.py::test_a_gate_gives_a_probability",
    ),
    Claim(
        id="E14",
        says="Asking why deals were lost improved the selling.",
        tag=Tag.OUTSIDE,
        reason="the firm learns from what customers report, not from those who did not buy",
        needs="a sales talk that learns from those who did not buy",
    ),
    Claim(
        id="E15",
        says="Between sale and start things get lost.",
        tag=Tag.BUILT_IN,
        reason="what is lost at the hand-over is `journey.exit.setup_difficulty`",
        test="tests/plain/test_journey_trouble.py::test_trouble_with_setting_up_is_a_case_but_no_failure",
    ),
)  # fmt: skip
