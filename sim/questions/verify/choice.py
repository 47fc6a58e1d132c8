"""The gate of the purchase: who goes through at which price."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from sim.questions.verify.experiment import FORMULA, experiment
from sim.questions.verify.worlds import FUNNEL, quiet
from sim.rules.choice import purchase
from sim.theory.value import price_elasticity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

PRICE, INTERCEPT = 5.0, -0.4
GATE = {
    "journey.engagement.intercept": INTERCEPT, "journey.engagement.price": PRICE, "journey.engagement.belief": 0,
    "market.competitor_price": 100,
}  # fmt: skip


@experiment("A20", source="binary logit")
def prices_turn_people_away(bench: Bench) -> Iterator[Check]:
    """The same people at both prices: what differs is how many of them the gate lets through."""
    people = bench.people(200_000)
    bought = {}
    for ratio in (0.95, 1.05):
        world = quiet(FUNNEL, GATE, {"money.price": 100 * ratio}, population=people, days=2)
        bought[ratio] = bench.live(world).customers["purchases"] > 0
        says = f"share that buys at {ratio:.0%} of the competitor's price"
        yield bench.share(says, bought[ratio], _passes(ratio), finds=0.03)
    lost = bought[0.95].astype(float) - bought[1.05]
    yield bench.mean("share that the higher price loses", lost, _passes(0.95) - _passes(1.05), finds=0.06)
    yield bench.exact("people who buy only at the higher price", np.count_nonzero(lost < 0), 0)


@experiment("A20", source="derivative of the logit", on=FORMULA)
def elasticity_is_the_slope(bench: Bench) -> Iterator[Check]:
    for ratio in (0.8, 1.0, 1.2):
        step = 1e-5
        slope = (math.log(_rule(ratio * math.exp(step))) - math.log(_rule(ratio * math.exp(-step)))) / (2 * step)
        elasticity = float(price_elasticity(_rule(ratio), price=PRICE, price_ratio=ratio))
        yield bench.exact(
            f"elasticity of the rule at {ratio:.0%} of the competitor's price", slope, elasticity, tolerance=1e-6
        )


def _passes(ratio: float) -> float:
    return float(expit(INTERCEPT - PRICE * (ratio - 1.0)))


def _rule(ratio: float) -> float:
    return float(
        purchase(
            0.0, 0.0, 0.0, is_customer=0.0, ever_bought=0.0, price_ratio=ratio, intercept=INTERCEPT, belief=4.0,
            price=PRICE, service=2.0, inertia=2.5, loyalty=6.0,
        )
    )  # fmt: skip
