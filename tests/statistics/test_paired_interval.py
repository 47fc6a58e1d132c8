"""The interval of a difference over paired replications, and what pairing was worth."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.statistics import paired_interval
from sim.statistics.paired import gains

pytestmark = pytest.mark.no_cover

NUMBERS = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=30)


def correlated(n, rho, seed, sd=(1.0, 1.0)):
    """Give two series of correlated normal numbers with means 0 and 0.3."""
    draws = np.random.default_rng(seed).multivariate_normal([0, 0], [[1, rho], [rho, 1]], n)
    return sd[0] * draws[:, 0], 0.3 + sd[1] * draws[:, 1]


def test_the_interval_is_that_of_the_textbook():
    # Student's own example: ten patients, extra hours of sleep under one drug and under the other.
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = paired_interval(one, other)
    assert found.difference.mean == pytest.approx(1.58)
    assert (found.difference.low, found.difference.high) == pytest.approx((0.7001142, 2.4598858), abs=1e-7)
    assert found.moved


@pytest.mark.parametrize("n", [2, 3, 8, 20, 500])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_the_interval_is_that_of_scipy(n, level):
    one, other = correlated(n, 0.7, seed=n)
    found = paired_interval(one, other, level=level)
    expected = stats.ttest_rel(other, one).confidence_interval(level)
    assert (found.difference.low, found.difference.high) == pytest.approx(tuple(expected), rel=1e-9)


@given(PAIRS)
def test_to_swap_the_sides_changes_the_signs_and_nothing_else(values):
    one, other = np.array(values).T
    there, back = paired_interval(one, other), paired_interval(other, one)
    assert back.difference.mean == -there.difference.mean
    assert (back.difference.low, back.difference.high) == (-there.difference.high, -there.difference.low)
    assert (back.difference.sd, back.difference.n) == (there.difference.sd, there.difference.n)
    assert np.array_equal([back.gain, back.bound], [there.gain, there.bound], equal_nan=True)
    assert (back.moved, back.identical) == (there.moved, there.identical)


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(values, chance):
    shuffled = list(values)
    chance.shuffle(shuffled)
    assert repr(paired_interval(*np.array(values).T)) == repr(paired_interval(*np.array(shuffled).T))


def test_it_holds_the_difference_as_often_as_it_says(record_property):
    """Of 4,000 intervals between 94 and 96 in a hundred hold 0.3; four standard errors are 1.4 points."""
    draws = np.random.default_rng(7).multivariate_normal([0, 0.3], [[1, 0.8], [0.8, 1]], (4_000, 8))
    found = [paired_interval(*pairs.T).difference for pairs in draws]
    held = np.mean([one.low <= 0.3 <= one.high for one in found])
    record_property("intervals of 95 % that hold the truth, share", float(held))
    assert held == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 4_000))


def test_an_interval_that_ignores_the_pairs_would_be_found_out():
    """The broken twin of the test above: it takes the two series for independent."""
    draws = np.random.default_rng(7).multivariate_normal([0, 0.3], [[1, 0.8], [0.8, 1]], (1_000, 8))
    unpaired = [stats.ttest_ind(pairs[:, 1], pairs[:, 0]).confidence_interval(0.95) for pairs in draws[:300]]
    held = np.mean([low <= 0.3 <= high for low, high in unpaired])
    assert held > 0.99


# --- edges ---------------------------------------------------------------------------------------------------


def test_one_pair_has_a_difference_and_nothing_to_judge_it_by():
    found = paired_interval([0.5], [0.75])
    assert (found.difference.mean, found.n, found.moved, found.identical) == (0.25, 1, False, False)
    assert np.isnan([found.difference.low, found.difference.high, found.gain, found.bound]).all()


@pytest.mark.parametrize("nothing", [[], [math.nan, 1.0]])
def test_no_pair_has_not_even_a_difference(nothing):
    found = paired_interval(nothing, [2.0, math.nan][: len(nothing)])
    assert (found.n, found.moved) == (0, False)
    assert math.isnan(found.difference.mean)


def test_pairs_with_a_gap_do_not_count():
    found = paired_interval([1.0, math.nan, 2.0, 5.0, 3.0], [2.0, 7.0, math.nan, 5.5, 9.0])
    assert found == paired_interval([1.0, 5.0, 3.0], [2.0, 5.5, 9.0])
    assert found.n == 3


def test_what_is_equal_to_the_last_bit_is_called_identical():
    values = [0.1, math.nan, 0.3, 0.7]
    same = paired_interval(values, list(values))
    assert (same.identical, same.moved) == (True, False)
    assert (same.difference.mean, same.difference.low, same.difference.high) == (0.0, 0.0, 0.0)
    assert not paired_interval(values, [0.1, math.nan, 0.3, np.nextafter(0.7, 1)]).identical
    assert not paired_interval(values, [0.1, 0.2, 0.3, 0.7]).identical  # a gap is filled


def test_differences_without_noise_are_known_exactly():
    found = paired_interval([1.0, 2.0, 4.0], [1.5, 2.5, 4.5])
    assert (found.difference.low, found.difference.high) == (0.5, 0.5)
    assert found.moved
    assert found.gain == found.bound == math.inf


def test_series_of_different_lengths_are_no_pairs():
    with pytest.raises(ValueError, match="not paired"):
        paired_interval([1.0, 2.0], [1.0])


# --- the gain ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rho", [-0.5, 0.0, 0.5, 0.9])
def test_the_gain_is_that_of_the_correlation(rho):
    """With equal variances 1 / (1 - rho); within four standard errors, found from a hundred series."""
    found = [paired_interval(*correlated(200, rho, seed)).gain for seed in range(100)]
    assert np.mean(found) == pytest.approx(1 / (1 - rho), abs=4 * np.std(found) / 10 + 0.02 / (1 - rho))


def test_where_pairs_disagree_the_gain_is_below_one_and_not_hidden():
    assert paired_interval([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]).gain == pytest.approx(0.5)


def test_the_bound_is_the_best_of_all_pairings():
    one, other = correlated(6, 0.3, seed=2, sd=(1.0, 2.0))
    best = max(gains(one, np.array(order))[0] for order in permutations(other))
    assert paired_interval(one, other).bound == pytest.approx(best, rel=1e-12)


@given(PAIRS)
def test_no_gain_exceeds_its_bound_and_no_bound_that_of_the_variances(values):
    one, other = np.array(values).T
    found = paired_interval(one, other)
    if math.isfinite(found.bound) and found.gain > 0:
        assert found.gain <= found.bound * (1 + 1e-6)
        a, b = one.std(), other.std()
        assert found.bound * (a - b) ** 2 <= (a**2 + b**2) * (1 + 1e-3)


def test_shares_of_people_who_fare_alike_reach_the_largest_gain():
    """Each has one number that decides in both worlds: no sharing of luck does better (Frechet and Hoeffding)."""
    luck = np.random.default_rng(3).uniform(size=(400, 2_000))
    one, other = (luck < 0.7).mean(axis=1), (luck < 0.75).mean(axis=1)
    most = (0.7 * 0.3 + 0.75 * 0.25) / (0.05 * 0.95)
    assert paired_interval(one, other).gain == pytest.approx(most, rel=0.3)
