"""Using the product: what a surprise feels like, and where experience settles when nothing else happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.questions.verify.experiment import experiment
from sim.questions.verify.worlds import quiet
from sim.theory.learning import disconfirmation_mean, disconfirmation_variance, steady_experience

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.measures import Record
    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check
    from sim.scenario import Scenario

EXPERIENCE_SD = 0.15


def used_daily(
    bench: Bench, *, quality: float, expectation: float, people: int, days: int, more: Mapping[str, object]
) -> Record:
    """Let people with a belief that nothing moves use a product every day; measure the last evening alone."""
    frozen = {"belief.prior_sd": 0, "belief.prior_mean": expectation, "product.usage_rate": 1}
    product = {"product.quality": quality, "product.experience_sd": EXPERIENCE_SD, "measure_from_day": days - 1}
    world: Scenario = quiet(frozen, product, more, population=bench.people(people), days=days)
    return bench.live(world)


@experiment("A12", source="moments of a truncated normal")
def surprises_are_felt(bench: Bench) -> Iterator[Check]:
    """With a memory of one use only and no assimilation, the gap column is the value of the last surprise."""
    forgetful = {
        "experience.recency": 1, "experience.assimilation": 0, "experience.use_weight": 1,
        "experience.disconfirmation_weight": 1, "experience.loss_aversion": 2,
    }  # fmt: skip
    for quality, expectation, surprise in ((0.6, 0.6, "fair"), (0.6, 0.7, "bad"), (0.6, 0.45, "good")):
        record = used_daily(
            bench, quality=quality, expectation=expectation, people=250_000, days=2, more=forgetful
        )
        felt = record.customers["sum_gap"]
        mean = disconfirmation_mean(quality - expectation, EXPERIENCE_SD, loss_aversion=2.0)
        variance = disconfirmation_variance(quality - expectation, EXPERIENCE_SD, loss_aversion=2.0)
        yield bench.mean(f"what a {surprise} surprise feels like, mean", felt, mean, finds=0.06)
        yield bench.mean(
            f"what a {surprise} surprise feels like, variance", (felt - mean) ** 2, variance, finds=0.03
        )


@experiment("A13", source="linear filter of independent uses")
def experience_settles(bench: Bench) -> Iterator[Check]:
    days, recency = 50, 0.1
    begun = (1.0 - recency) ** days
    usual = {
        "experience.assimilation": 0.15, "experience.use_weight": 1, "experience.disconfirmation_weight": 0.5,
        "experience.loss_aversion": 2, "experience.recency": recency, "market.competitor_quality": 0.5,
    }  # fmt: skip
    for quality, expectation, product in ((0.6, 0.6, "as expected"), (0.35, 0.45, "disappointing")):
        people = used_daily(
            bench, quality=quality, expectation=expectation, people=140_000, days=days, more=usual
        ).customers
        steady = steady_experience(
            quality, expectation, competitor_quality=0.5, experience_sd=EXPERIENCE_SD, assimilation=0.15,
            use_weight=1.0, disconfirmation_weight=0.5, loss_aversion=2.0, recency=recency,
        )  # fmt: skip
        columns = {"use": (steady.mean_use, steady.sd_use), "gap": (steady.mean_gap, steady.sd_gap)}
        for name, (settled, sd) in columns.items():
            felt, mean = people[f"sum_{name}"], settled * (1.0 - begun)
            yield bench.mean(f"{name} column of a product {product}, mean", felt, mean, finds=0.02)
            yield bench.mean(
                f"{name} column of a product {product}, variance", (felt - mean) ** 2, sd**2 * (1.0 - begun**2),
                finds=0.03,
            )  # fmt: skip
        both = steady.mean_cx * (1.0 - begun)
        yield bench.mean(f"experience with a product {product}, mean", people["cx_now"], both, finds=0.03)
        apart = np.abs(people["sum_use"] + people["sum_gap"] - people["cx_now"]).max()
        yield bench.exact(f"experience with a product {product}, beyond use and gap", apart, 0.0, tolerance=1e-12)
