"""The highest of many is so partly by luck: intervals that reckon with it, against scipy and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import stdtrit

from sim.statistics.highest import highest_less_lowest, times_wider
from sim.statistics.paired import paired_interval


@pytest.mark.parametrize(("of", "free", "quantile"), [(3, 5, 4.60), (3, 10, 3.88), (10, 5, 6.99), (20, 10, 6.47)])
def test_it_reaches_as_far_as_the_printed_tables_of_the_range_say(of, free, quantile):
    assert times_wider(of, free) * np.sqrt(2) * stdtrit(free, 0.975) == pytest.approx(quantile, abs=0.006)


def test_of_two_it_is_the_paired_interval():
    rng = np.random.default_rng(1)
    low, high = rng.normal(size=7), 1 + rng.normal(size=7)
    wanted, found = paired_interval(low, high).difference, highest_less_lowest(high, low, of=2)
    assert (found.mean, found.low, found.high) == pytest.approx((wanted.mean, wanted.low, wanted.high))
    assert times_wider(1, 6) == 1


def test_of_more_it_reaches_further_and_of_a_single_pair_there_is_none():
    low, high = np.array([0.0, 0.2, 0.1]), np.array([1.0, 1.4, 1.2])
    two, many = (highest_less_lowest(high, low, of=of) for of in (2, 25))
    assert many.mean == two.mean
    assert many.half_width / two.half_width == pytest.approx(17.605 / 6.085, rel=1e-3)
    assert np.isnan(highest_less_lowest(high[:1], low[:1], of=25).low)


def clear_of_luck(points, replications, sweeps, tilt=0.0):
    """Give in which share of sweeps whose points are all alike the highest is told from the lowest."""
    rng = np.random.default_rng(3)
    told = 0
    for _ in range(sweeps):
        y = rng.normal(size=(points, replications)) * (1 - tilt)
        y += tilt * 12**0.5 * np.linspace(-0.5, 0.5, points)[:, None] * rng.normal(size=replications)
        means = y.mean(axis=1)
        told += highest_less_lowest(y[means.argmax()], y[means.argmin()], of=points).low > 0
    return told / sweeps


@pytest.mark.parametrize("replications", [3, 5, 10])
@pytest.mark.parametrize("points", [3, 25, 100])
def test_of_points_that_are_alike_the_highest_is_told_as_higher_in_one_sweep_of_twenty(points, replications):
    assert clear_of_luck(points, replications, 1_000) == pytest.approx(0.05, abs=0.021)  # three standard errors


@pytest.mark.parametrize("tilt", [0.5, 1.0])
def test_nor_where_luck_moves_neighbours_alike(tilt):
    assert clear_of_luck(25, 5, 1_000, tilt) < 0.07
