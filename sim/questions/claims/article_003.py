"""What article 003 says: Sagres on IKEA and the promise of a brand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures import MEASURES
from sim.questions.claims.claim import Claim, Tag
from sim.questions.claims.effect import Computed, Difference, Interaction
from sim.questions.claims.experiment import Experiment, falls, negligible, rises

if TYPE_CHECKING:
    from sim.measures import Record
    from sim.questions.claims.effect import Records

__all__ = ["CLAIMS", "best_promise", "value_won"]

SPREAD = {
    "product.quality": 0.67, "journey.entry.quality": 0.57, "journey.engagement.quality": 0.67,
    "journey.exit.quality": 0.47, "staff.skill": 0.77,
}  # fmt: skip
"""Two hundredths more in each of five places of the furniture shop."""

CONCENTRATED = {"product.quality": 0.75}
"""The ten hundredths of `SPREAD` in the one place that the brand promises."""

PROMISES = {"too small": -0.2, "true": 0.0, "bold": 0.2, "hype": 0.5}
"""How far a promise goes beyond the truth."""


def value_won(record: Record) -> float:
    """Give the lifetime value of all who bought less the advertising, in money per person of the market."""
    value = MEASURES["clv"](record) * MEASURES["bought"](record) - float(record.daily["advertising"].sum())
    return value / record.spec.population


def best_promise(records: Records) -> float:
    """Give the distance from the truth at which most value is won: the top of a parabola, or the better end."""
    promised = np.array([PROMISES[name] for name in records])
    won = np.array([value_won(record) for record in records.values()])
    bend, slope, _ = np.polyfit(promised, won, 2)
    if bend >= 0:
        return float(promised[won.argmax()])
    return float(np.clip(-slope / (2 * bend), promised.min(), promised.max()))


CLAIMS = (
    Claim(
        id="D1",
        says="Experience is service, price, product, and people who may decide.",
        tag=Tag.EMERGENT,
        reason=(
            "agents have no leave to decide of their own; tried is what such leave does: they solve all that they "
            "can, make amends generously, and send nobody on. Whether each of the four counts is emergent"
        ),
        experiment=Experiment(
            asks="Does each of the four, done a step better, hold more customers?",
            scenario="default",
            settings={"population": 5_000, "days": 180},
            worlds={
                "as it is": {},
                "service": {"staff.skill": 0.85, "desk.staffing_ratio": 1.3},
                "price": {"money.price": 90},
                "product": {"product.quality": 0.70},
                "leave to decide": {
                    "failures.major.resolution_chance": 1.0, "recovery.compensation": 0.6,
                    "recovery.effort_discount": 0.95,
                },
            },
            effect=Difference("retention", "leave to decide", "as it is"),
            expected=rises(0.002),
            also=(
                (Difference("retention", "service", "as it is"), rises(0.002)),
                (Difference("retention", "price", "as it is"), rises(0.002)),
                (Difference("retention", "product", "as it is"), rises(0.002)),
            ),
            region={
                "recovery.service_weight": (0.10, 0.35), "failures.minor.contact_chance": (0.15, 0.70),
                "journey.engagement.price": (2, 10), "recovery.compensation_weight": (0.0, 0.6),
            },
        ),
    ),
    Claim(
        id="D2",
        says="Service is tactics; the strategy is to keep what the brand promises.",
        tag=Tag.EMERGENT,
        reason=(
            "more buyers against more disappointment: the promise that wins most value may be any. Satisfaction "
            "falls with every step of the promise, from too small on; buyers come faster than they are driven "
            "away"
        ),
        experiment=Experiment(
            asks="How far from the truth is the promise that wins most lifetime value in a market?",
            scenario="default",
            settings={"protocol": "market", "days": 365, "population": 4_000, "represents": 100,
                      "marketing.reach_per_day": 0.003},
            worlds={name: {"marketing.overpromise": promise} for name, promise in PROMISES.items()},
            effect=Computed(best_promise, "promise that wins most, beyond the truth", "quality", tuple(PROMISES)),
            expected=negligible(0.1),
            replications=3,
            region={
                "experience.disconfirmation_weight": (0.25, 0.75), "experience.loss_aversion": (1.3, 2.5),
                "loyalty.churn_sensitivity": (3, 9), "belief.ad_signal_sd": (0.2, 1.0),
            },
        ),
    ),
    Claim(
        id="D3",
        says='"Serve better" is no recipe for everybody.',
        tag=Tag.EMERGENT,
        reason="the same desk in two kinds of brand",
        experiment=Experiment(
            asks="How much more does an excellent desk bring a brand of service than one of low prices?",
            scenario="default",
            settings={"days": 180, "population": 5_000},
            worlds={
                "service brand": {"scenarios": ("debates/serve_better_always/service_brand",)},
                "service brand, excellent": {
                    "scenarios": ("debates/serve_better_always/service_brand", "service/excellent"),
                },
                "price brand": {"scenarios": ("debates/serve_better_always/price_brand",)},
                "price brand, excellent": {
                    "scenarios": ("debates/serve_better_always/price_brand", "service/excellent"),
                },
            },
            effect=Interaction(
                "nps", ("service brand, excellent", "service brand"), ("price brand, excellent", "price brand")
            ),
            expected=rises(3),
            also=((Difference("nps", "price brand, excellent", "price brand"), negligible(3)),),
            region={
                "experience.loss_aversion": (1.0, 3.0), "experience.incident_half_life_days": (20, 180),
                "recovery.cap": (0.5, 1.1), "failures.self_fix_days": (7, 90),
            },
            replications=3,
        ),
    ),
    Claim(
        id="D4",
        says="IKEA is range, design and price, and not service.",
        tag=Tag.EMERGENT,
        reason="how little a poor desk costs where little is expected",
        experiment=Experiment(
            asks="How much more does a short-staffed desk cost a brand of service than the furniture shop?",
            scenario="default",
            settings={"days": 180, "population": 5_000},
            worlds={
                "service brand": {"scenarios": ("debates/serve_better_always/service_brand",)},
                "service brand, short": {
                    "scenarios": ("debates/serve_better_always/service_brand",), "desk.staffing_ratio": 0.7,
                },
                "furniture": {"scenarios": ("firms/ikea",), "desk.staffing_ratio": 1.15},
                "furniture, short": {"scenarios": ("firms/ikea",), "desk.staffing_ratio": 0.7},
            },
            effect=Interaction(
                "csat", ("service brand", "service brand, short"), ("furniture", "furniture, short")
            ),
            expected=rises(0.05),
            also=((Difference("retention", "furniture, short", "furniture"), negligible(0.01)),),
            region={
                "experience.loss_aversion": (1.0, 3.0), "experience.incident_half_life_days": (20, 180),
                "recovery.abandon_justice": (0.0, 0.5), "desk.phone.patience_minutes": (3, 30),
            },
        ),
    ),
    Claim(
        id="D5",
        says="Its customers know that they will sweat.",
        tag=Tag.BUILT_IN,
        reason="a touchpoint is felt against its norm (`experience.touchpoint`); what is known lowers the norm",
        test="tests/rules/test_rules_experience.py::test_a_touchpoint_counts_against_its_norm",
    ),
    Claim(
        id="D6",
        says="The queue at the checkout is too long.",
        tag=Tag.EMERGENT,
        reason=(
            "there is no queue at the till. Tried is the nearest there is: six in ten have to see somebody before "
            "they buy, and there are too few people; a wait that sends buyers away without their basket is "
            "outside"
        ),
        experiment=Experiment(
            asks="How many buyers does it cost that those who have to see somebody first must wait?",
            scenario="firms/ikea",
            settings={
                "protocol": "market", "days": 270, "population": 4_000, "represents": 50,
                "marketing.reach_per_day": 0.01, "journey.engagement.enquiry_chance": 0.6,
                "recovery.service_norm": 0.5, "recovery.service_weight": 0.2,
            },
            worlds={"short queue": {"desk.staffing_ratio": 1.4}, "long queue": {"desk.staffing_ratio": 0.7}},
            effect=Difference("bought", "long queue", "short queue"),
            expected=falls(20),
            region={
                "journey.engagement.service": (0.5, 6), "recovery.service_weight": (0.05, 0.35),
                "recovery.abandon_justice": (0.0, 0.5), "money.price": (60, 110),
            },
            replications=3,
        ),
    ),
    Claim(
        id="D7",
        says="Sampson Lee: pain where it matters little is well saved, if the promise is kept.",
        tag=Tag.EMERGENT,
        reason=(
            "one budget in one place or in five. What quality costs nobody has measured: assumed is that a "
            "hundredth of it costs the same everywhere"
        ),
        experiment=Experiment(
            asks="Is it better to spend all on what the brand promises than a little on everything?",
            scenario="firms/ikea",
            settings={},
            worlds={"on the promise": CONCENTRATED, "on everything": SPREAD},
            effect=Difference("nps", "on the promise", "on everything"),
            expected=rises(2),
            region={
                "experience.use_weight": (0.3, 1.2), "journey.entry.weight": (0.0, 0.5),
                "journey.exit.weight": (0.0, 0.5), "recovery.service_weight": (0.05, 0.35),
            },
        ),
    ),
)  # fmt: skip
