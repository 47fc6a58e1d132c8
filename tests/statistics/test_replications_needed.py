"""How many replications an interval takes: by the formula, and by trying."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.statistics import mean_interval
from sim.statistics.precision import FEWEST, Needed, needed, next_number, reached, replications_needed


def half_width(sd, n, level=0.95):
    return stats.t.ppf(0.5 + level / 2, n - 1) * sd / math.sqrt(n)


@pytest.mark.parametrize("sd", [0.001, 0.02, 1.0, 30.0])
@pytest.mark.parametrize("wanted", [0.003, 0.5, 7.0])
def test_it_is_the_smallest_number_that_is_enough(sd, wanted):
    n = replications_needed(sd, wanted)
    assert half_width(sd, n) <= wanted
    assert n == 2 or half_width(sd, n - 1) > wanted


def test_the_textbook_number():
    # sd 1, half-width 0.5: 15.4 by the normal law; with Student's, 18.
    assert replications_needed(1.0, 0.5) == 18


def test_without_noise_two_are_enough():
    assert replications_needed(0.0, 1e-9) == 2


@pytest.mark.parametrize(("sd", "wanted"), [(math.nan, 1.0), (1.0, 0.0), (1.0, -1.0), (1.0, math.nan)])
def test_what_makes_no_sense_is_refused(sd, wanted):
    with pytest.raises(ValueError, match="no number of replications"):
        replications_needed(sd, wanted)


def test_a_hopeless_wish_ends():
    assert replications_needed(1.0, 1e-9) >= 10**12


def test_the_limits_are_those_of_the_standard_deviation():
    values = np.random.default_rng(1).normal(0, 2, 10)
    found = needed(mean_interval(values), 0.4)
    sd = values.std(ddof=1)
    low, high = (sd * math.sqrt(9 / stats.chi2.ppf(p, 9)) for p in (0.975, 0.025))
    assert found == Needed(*(replications_needed(each, 0.4) for each in (sd, low, high)))
    assert found.low < found.likely < found.high


def test_the_limits_hold_the_true_number_as_often_as_they_say():
    truth = replications_needed(1.0, 0.2)
    rng = np.random.default_rng(5)
    found = [needed(mean_interval(rng.normal(0, 1, 12)), 0.2) for _ in range(1_000)]
    held = np.mean([one.low <= truth <= one.high for one in found])
    assert held == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 1_000))


def test_one_replication_foretells_nothing():
    assert needed(mean_interval([1.0]), 0.1) is None
    assert needed(mean_interval([1.0, 1.0]), 0.1) is None


def test_an_interval_is_not_believed_before_the_fewest_replications():
    few, enough = ([0.5] * n for n in (FEWEST - 1, FEWEST))
    assert not reached(mean_interval(few), 0.1)
    assert reached(mean_interval(enough), 0.1)
    assert not reached(mean_interval([0.0, 9.0] * FEWEST), 0.1)


@pytest.mark.parametrize("n", [2, 10, 37, 500])
@pytest.mark.parametrize("wanted", [1e-6, 0.1, 0.3, 100.0])
def test_a_batch_is_neither_a_trickle_nor_a_leap(n, wanted):
    values = np.random.default_rng(n).normal(0, 1, n)
    number = next_number(mean_interval(values), wanted)
    assert max(FEWEST, 1.2 * n) <= number + 1e-9
    assert number <= max(FEWEST, 2 * n)
