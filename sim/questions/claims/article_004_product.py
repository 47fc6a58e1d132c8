"""What article 004 says of the time with the product: setting up, failures, and what is said of the help."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.claims.article_004_shop import AMPLE, failures_on
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed, Difference
from sim.questions.claims.experiment import Experiment, falls, rises

if TYPE_CHECKING:
    from sim.questions.claims.effect import Records
    from sim.scenario import Scenario

__all__ = ["PRODUCT"]


def size_of_a_moment(records: Records) -> float:
    """Give how much larger the mean encounter with the desk is felt than the mean of the four other touchpoints.

    An encounter is what `encounter.encounter` books, from the justice of every contact, without what it recovers.
    """
    record = records["as it is"]
    spec = record.spec
    above_norm = record.contacts["justice"] - spec.recovery.service_norm
    felt = np.where(above_norm >= 0, above_norm, -spec.experience.loss_aversion * above_norm)
    return float(spec.recovery.service_weight * np.nanmean(felt)) - _mean_touchpoint(spec)


def _mean_touchpoint(spec: Scenario) -> float:
    """Give the mean size of a touchpoint: of weight v(N(quality - norm, sd)), without its sign."""
    journey = spec.journey
    sizes = []
    for one in (journey.attraction, journey.entry, journey.engagement, journey.exit):
        mean, sd = one.quality - one.norm, one.sd
        gain = sd * math.exp(-((mean / sd) ** 2) / 2) / math.sqrt(2 * math.pi)
        gain += mean * (1 + math.erf(mean / sd / math.sqrt(2))) / 2
        sizes.append(one.weight * (gain + spec.experience.loss_aversion * (gain - mean)))
    return sum(sizes) / len(sizes)


PRODUCT = (
    Claim(
        id="E16",
        says="Who finds no convenient channel complains in public.",
        tag=Tag.EMERGENT,
        reason=(
            "waits, abandoned contacts and what is said afterwards. Nobody decides to complain in public instead "
            "of calling, he talks as he feels"
        ),
        experiment=Experiment(
            asks="How many more bad words are spread where the desk is far too small?",
            scenario="default",
            settings={"population": 4_000, "days": 270},
            worlds={"enough people": {}, "far too few": {"desk.staffing_ratio": 0.75}},
            effect=Difference("negative_messages", "far too few", "enough people"),
            expected=rises(0.1),
            region={
                "word_of_mouth.sensitivity": (0, 0.2), "recovery.service_weight": (0.10, 0.35),
                "failures.minor.contact_chance": (0.15, 0.70), "desk.phone.patience_minutes": (3, 30),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E17",
        says="Setting up sets the tone.",
        tag=Tag.EMERGENT,
        reason="what a bad start costs within the first months, at the same quality",
        experiment=Experiment(
            asks="How many more have left good software after ninety days if four in ten struggle to get started?",
            scenario="debates/customer_success/good_software",
            settings={"population": 5_000, "days": 90},
            worlds={"hard to start": {}, "easy to start": {"journey.exit.setup_difficulty": 0}},
            effect=Difference("retention", "hard to start", "easy to start"),
            expected=falls(0.005),
            region={
                "failures.minor.contact_chance": (0.15, 0.70), "failures.self_fix_days": (7, 90),
                "failures.minor.loss": (0.075, 0.24), "loyalty.churn_sensitivity": (3, 9),
            },
        ),
    ),
    Claim(
        id="E18",
        says="The manual is a maze, and it all took longer than announced.",
        tag=Tag.EMERGENT,
        reason=(
            "questions that are answered well might please more than the trouble of asking costs. An announced "
            "duration is a norm of the exit touchpoint, so that announcing it truly helps is built in"
        ),
        experiment=Experiment(
            asks="What does a manual cost that leaves ten times the questions, and three in ten stuck?",
            scenario="default",
            settings={"population": 4_000, "days": 180},
            worlds={
                "clear": {"failures.question_rate": 0.001},
                "maze": {"failures.question_rate": 0.010, "journey.exit.setup_difficulty": 0.3},
            },
            effect=Difference("csat", "maze", "clear"),
            expected=falls(0.03),
            region={
                "failures.question_effort": (0, 0.2), "recovery.service_weight": (0.10, 0.35),
                "staff.skill": (0.4, 0.95), "failures.minor.loss": (0.075, 0.24),
            },
        ),
    ),
    Claim(
        id="E19",
        says="For the customer the purchase is the beginning.",
        tag=Tag.EMERGENT,
        reason=(
            "the same failure early and late: early it meets more who are easily lost, late it is fresher in "
            "memory. For who is left after a year the two nearly cancel; recommendation suffers more from the "
            "late one"
        ),
        experiment=Experiment(
            asks="How many more are left after a year if everybody's failure comes on day 180 and not on day 10?",
            scenario="archetypes/subscription",
            settings=AMPLE | {"population": 8_000},
            worlds={"early": failures_on(10, otherwise=0.006), "late": failures_on(180, otherwise=0.006)},
            effect=Difference("retention", "late", "early"),
            expected=rises(0.005),
            region={
                "experience.incident_half_life_days": (20, 180), "loyalty.sd": (0.0, 0.3),
                "loyalty.churn_sensitivity": (3, 9), "market.fit_sd": (0.0, 0.2),
            },
        ),
    ),
    Claim(
        id="E20",
        says="Ask for feedback where things go wrong.",
        tag=Tag.OUTSIDE,
        reason="there is one survey, at the end",
        needs="surveys at single moments, and a firm that acts on what they say",
    ),
    Claim(
        id="E21",
        says="Quick help makes the difference between a loyal customer and a public complaint.",
        tag=Tag.EMERGENT,
        reason="wait, encounter, experience and talk",
        experiment=Experiment(
            asks="What does a quick desk hold, and how many bad words does it spare, against a slow one?",
            scenario="default",
            settings={"population": 4_000, "days": 270},
            worlds={"quick": {"desk.staffing_ratio": 1.4}, "slow": {"desk.staffing_ratio": 0.85}},
            effect=Difference("retention", "quick", "slow"),
            expected=rises(0.005),
            also=((Difference("negative_messages", "quick", "slow"), falls(0.1)),),
            region={
                "word_of_mouth.sensitivity": (0, 0.2), "recovery.service_weight": (0.10, 0.35),
                "failures.minor.contact_chance": (0.15, 0.70), "desk.phone.wait_half_life_minutes": (1, 15),
            },
            replications=3,
        ),
    ),
    Claim(
        id="E22",
        says="The product itself has many touchpoints: packaging, set-up, use.",
        tag=Tag.OUTSIDE,
        reason="quality is one number; packaging and set-up are told apart from it, features are not",
        needs="a quality of several components, and how they make up the whole",
    ),
    Claim(
        id="E23",
        says="The moments with the desk are often those that count most.",
        tag=Tag.EMERGENT,
        reason="the size of an encounter among those of all other touchpoints",
        experiment=Experiment(
            asks="How much larger is an encounter with the desk felt than the mean of the other touchpoints?",
            scenario="default",
            settings={"log": "all", "days": 180},
            worlds={"as it is": {}},
            effect=Computed(size_of_a_moment, "encounter less the mean touchpoint", "quality", ("as it is",)),
            expected=rises(0.005),
            region={
                "recovery.service_weight": (0.05, 0.50), "staff.skill": (0.4, 0.95),
                "journey.exit.weight": (0.05, 0.50), "desk.staffing_ratio": (0.85, 1.4),
            },
        ),
    ),
)  # fmt: skip
