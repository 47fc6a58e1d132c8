"""Failures: how many there are, and what they leave in the ledger."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.verify.averages import over_normal
from sim.questions.verify.experiment import FORMULA, experiment
from sim.questions.verify.worlds import HEALS_AT_ONCE, UNTOLD, quiet
from sim.theory.renewal import (
    heterogeneity_factor,
    ledger_mean,
    ledger_variance,
    renewal_count,
    renewal_rate,
    weibull_count,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

SLOPE, FIT_SD, QUALITY = 5.0, 0.1, 0.6
HAZARD = math.exp(-SLOPE * (QUALITY - 0.5))
"""What a failure rate of 1 comes to for a product of this quality."""


def in_days(days: int, rate: float) -> float:
    """Failures of a customer when nothing keeps the next one away: the mean of 1 - exp(-h) over fit, each day."""
    h = rate * HAZARD
    return days * over_normal(lambda z: 1.0 - np.exp(-h * np.exp(-SLOPE * FIT_SD * z)))


@experiment("A14", source="lognormal mixture of exponentials, by quadrature")
def products_fail(bench: Bench) -> Iterator[Check]:
    rate, days = 0.02, 150
    world = quiet(
        HEALS_AT_ONCE, {"failures.rate": rate, "market.fit_sd": FIT_SD},
        population=bench.people(100_000), days=days,
    )  # fmt: skip
    failures = bench.live(world).customers["failures"]
    yield bench.mean(
        f"failures in {days} days, of products that fit unlike", failures, in_days(days, rate), finds=0.03
    )


@experiment("A14", source="moments of a lognormal", on=FORMULA)
def unlike_products_fail_more(bench: Bench) -> Iterator[Check]:
    rare = 1e-9
    limit = rare * HAZARD * heterogeneity_factor(SLOPE, fit_sd=FIT_SD)
    yield bench.exact(
        "rare failures in a day, against the factor of unlike fit", in_days(1, rare) / limit, 1.0, tolerance=1e-6
    )


@experiment("A14", source="a chain of two states")
def an_open_case_keeps_the_next_failure_away(bench: Bench) -> Iterator[Check]:
    rate, fix_days, days = 0.1, 5.0, 60
    silent = {**UNTOLD, "failures.self_fix_days": fix_days, "failures.rate": rate}
    failures = bench.live(quiet(silent, population=bench.people(50_000), days=days)).customers["failures"]
    expected = renewal_count(rate * HAZARD, mean_open_days=fix_days, days=days)
    yield bench.mean(f"failures in {days} days, one open case at a time", failures, expected, finds=0.02)


@experiment("A14", source="renewal theorem", on=FORMULA)
def days_come_to_the_renewal_theorem(bench: Bench) -> Iterator[Check]:
    short = 0.01
    count = renewal_count(0.1 * short, mean_open_days=5.0 / short, days=200_000)
    limit = renewal_rate(0.1, mean_open_days=5.0) * 200_000 * short
    yield bench.exact("failures in short steps, against the renewal theorem", count / limit, 1.0, tolerance=0.005)


@experiment("A14", source="power-law process (Crow 1974), summed over days")
def ageing_products_fail(bench: Bench) -> Iterator[Check]:
    scale, days = 30.0, 60
    for shape, ages in ((0.7, "get better"), (2.0, "wear out")):
        ageing = {
            "failures.rate": 1 / scale, "failures.quality_slope": 0, "failures.weibull_scale_days": scale,
            "failures.weibull_shape": shape,
        }  # fmt: skip
        world = quiet(HEALS_AT_ONCE, ageing, population=bench.people(80_000), days=days)
        hazards = [shape / scale * (max(age, 1) / scale) ** (shape - 1) for age in range(days)]
        expected = -math.fsum(math.expm1(-h) for h in hazards)
        failures = bench.live(world).customers["failures"]
        yield bench.mean(f"failures in {days} days, of products that {ages}", failures, expected, finds=0.025)


@experiment("A14", source="power-law process (Crow 1974)", on=FORMULA)
def days_come_to_the_power_law(bench: Bench) -> Iterator[Check]:
    scale, days, parts = 30.0, 60, 1_000
    for shape in (0.7, 2.0):
        ages = (np.arange(days * parts) + 0.5) / parts
        summed = float((shape / scale * (ages / scale) ** (shape - 1) / parts).sum())
        limit = weibull_count(days, shape=shape, scale_days=scale)
        yield bench.exact(f"hazard of shape {shape:g} summed in short steps", summed / limit, 1.0, tolerance=0.002)


@experiment("A15", source="first-order autoregression")
def a_column_of_incidents(bench: Bench) -> Iterator[Check]:
    rate, half_life, loss, days = 0.2, 10.0, 0.15, 50
    losses = {
        "failures.rate": rate, "failures.quality_slope": 0, "failures.minor.loss": loss,
        "experience.incident_half_life_days": half_life, "measure_from_day": days - 1,
    }  # fmt: skip
    world = quiet(HEALS_AT_ONCE, losses, population=bench.people(140_000), days=days)
    felt = bench.live(world).customers["sum_failure"]
    chance = -math.expm1(-rate)
    begun = 2.0 ** (-days / half_life)
    mean = ledger_mean(chance, loss=loss, half_life_days=half_life) * (1.0 - begun)
    variance = ledger_variance(chance, loss=loss, half_life_days=half_life) * (1.0 - begun**2)
    yield bench.mean("failure column of the ledger, mean", felt, mean, finds=0.02)
    yield bench.mean("failure column of the ledger, variance", (felt - mean) ** 2, variance, finds=0.03)
