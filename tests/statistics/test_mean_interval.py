"""Student's interval of a mean over replications."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from scipy import stats

from sim.statistics import MeanInterval, mean_interval
from sim.statistics.intervals import t_quantile

CUT = 5.03


def test_the_interval_is_that_of_the_textbook():
    # Student's own example: extra hours of sleep under one drug, ten patients.
    hours = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    found = mean_interval(hours)
    assert (found.mean, found.n) == (pytest.approx(0.75), 10)
    assert found.sd == pytest.approx(1.78901, abs=1e-5)
    assert (found.low, found.high) == pytest.approx((-0.5297804, 2.0297804), abs=1e-7)


@pytest.mark.parametrize("n", [2, 3, 8, 20, 1000])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_the_interval_is_that_of_scipy(n, level):
    values = np.random.default_rng(n).normal(3, 2, n)
    found = mean_interval(values, level=level)
    expected = stats.t.interval(level, n - 1, values.mean(), stats.sem(values))
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-12)
    assert found.half_width == pytest.approx((expected[1] - expected[0]) / 2, rel=1e-12)


def test_one_replication_has_a_mean_and_no_interval():
    found = mean_interval([0.3])
    assert (found.mean, found.n) == (0.3, 1)
    assert np.isnan([found.low, found.high, found.sd]).all()


@pytest.mark.parametrize("nothing", [[], [math.nan], [math.nan, math.nan]])
def test_no_replication_has_not_even_a_mean(nothing):
    found = mean_interval(nothing)
    assert found.n == 0
    assert np.isnan([found.mean, found.low, found.high, found.sd]).all()


def test_missing_values_do_not_count():
    assert mean_interval([1.0, math.nan, 2.0, 4.0, math.nan]) == mean_interval([1.0, 2.0, 4.0])
    assert mean_interval([1.0, math.nan, 2.0, 4.0]).n == 3


def test_without_noise_the_interval_is_a_point():
    found = mean_interval([0.1] * 7)
    assert (found.mean, found.low, found.high, found.sd) == (0.1, 0.1, 0.1, 0.0)


def test_the_order_of_replications_does_not_matter():
    values = np.random.default_rng(4).lognormal(size=20)
    assert len({mean_interval(np.roll(values, k)) for k in range(20)}) == 1


def test_values_are_left_alone_and_the_result_is_frozen():
    values = np.array([1.0, math.nan, 2.0])
    found = mean_interval(values)
    assert np.isnan(values[1])
    with pytest.raises(FrozenInstanceError):
        found.mean = 0.0


def test_an_interval_shows_itself():
    assert repr(MeanInterval(0.26, 0.25123, 0.27, 0.01, 20)) == "<Mean 0.26, 0.95 in [0.2512, 0.27], n = 20>"


# --- coverage -----------------------------------------------------------------------------------------------


def coverage_z(interval, *, n: int = 5, level: float = 0.95, trials: int = 4000) -> float:
    """Count how often an interval holds the true mean, in standard errors from the promised level."""
    samples = np.random.default_rng(20).normal(0.7, 0.1, (trials, n))
    held = sum(low <= 0.7 <= high for low, high in (interval(sample, level) for sample in samples))
    return (held - level * trials) / math.sqrt(trials * level * (1 - level))


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("n", [2, 5, 20])
def test_the_interval_holds_the_truth_as_often_as_it_says(n, level, record_property):
    def student(sample, level):
        found = mean_interval(sample, level=level)
        return found.low, found.high

    z = coverage_z(student, n=n, level=level)
    record_property("coverage off what is promised, in standard errors", float(z))
    assert abs(z) < CUT


def test_an_interval_that_is_too_narrow_is_found():
    def normal(sample, level):
        reach = stats.norm.isf((1 - level) / 2) * sample.std(ddof=1) / math.sqrt(len(sample))
        return sample.mean() - reach, sample.mean() + reach

    def wrong_deviation(sample, level):
        reach = t_quantile(level, len(sample) - 1) * sample.std(ddof=0) / math.sqrt(len(sample))
        return sample.mean() - reach, sample.mean() + reach

    assert coverage_z(normal) < -CUT
    assert coverage_z(wrong_deviation) < -CUT


def test_an_interval_that_is_too_wide_is_found():
    def of_one_value(sample, level):
        reach = t_quantile(level, len(sample) - 1) * sample.std(ddof=1)
        return sample.mean() - reach, sample.mean() + reach

    assert coverage_z(of_one_value) > CUT
