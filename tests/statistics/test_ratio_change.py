"""Has a ratio changed? Two ratios of the same replications, and how far their difference is from luck."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.statistics import ratio_change, ratio_interval

EARLY = ([0.11, 0.09, 0.13, 0.10, 0.12], [0.54, 0.52, 0.57, 0.55, 0.53])
LATE = ([0.10, 0.085, 0.11, 0.10, 0.105], [0.60, 0.59, 0.62, 0.61, 0.60])


def by_hand(before, after):
    """Leave each replication out of all four means, one after the other."""
    (n1, d1), (n2, d2) = (tuple(map(np.array, pair)) for pair in (before, after))
    left_out = [
        np.delete(n2, r).mean() / np.delete(d2, r).mean() - np.delete(n1, r).mean() / np.delete(d1, r).mean()
        for r in range(len(n1))
    ]
    n = len(n1)
    return n2.mean() / d2.mean() - n1.mean() / d1.mean(), math.sqrt((n - 1) * np.var(left_out))


def test_the_change_and_its_error_are_those_reckoned_by_hand():
    change, error = by_hand(EARLY, LATE)
    found = ratio_change(EARLY, LATE)
    assert found.difference == pytest.approx(change, rel=1e-12)
    assert found.standard_error == pytest.approx(error, rel=1e-12)
    reach = stats.t.ppf(0.975, 4) * error
    assert (found.low, found.high) == pytest.approx((change - reach, change + reach), rel=1e-9)
    assert found.fell


def test_a_ratio_has_not_changed_from_itself():
    found = ratio_change(EARLY, EARLY)
    assert (found.difference, found.standard_error, found.fell) == (0, 0, False)


def test_to_swap_the_two_changes_the_sign():
    there, back = ratio_change(EARLY, LATE), ratio_change(LATE, EARLY)
    assert (back.difference, back.low, back.high) == pytest.approx((-there.difference, -there.high, -there.low))
    assert not back.fell


def test_from_nothing_the_error_is_that_of_the_ratio():
    nothing = ([0.0] * 5, EARLY[1])
    assert ratio_change(nothing, EARLY).standard_error == pytest.approx(
        ratio_interval(*EARLY, smallest_denominator=0.01).standard_error, rel=1e-12
    )


@pytest.mark.parametrize("before", [([], []), ([1.0], [0.0])])
def test_without_a_denominator_nothing_is_known(before):
    found = ratio_change(before, before)
    assert np.isnan([found.difference, found.low, found.high, found.standard_error]).all()
    assert not found.fell


@pytest.mark.parametrize("others", [[], [0.0], [0.0, 0.0]])
def test_a_gap_of_one_replication_has_a_change_and_no_interval(others):
    """Few people in few replications: in some of them nobody has moved."""
    found = ratio_change(([1.0, *others], [2.0, *others]), ([1.0, *others], [4.0, *others]))
    assert found.difference == -0.25
    assert np.isnan([found.low, found.high, found.standard_error]).all()
    assert not found.fell


def test_what_is_not_paired_is_refused():
    with pytest.raises(ValueError, match="not paired"):
        ratio_change(EARLY, ([1.0], [2.0]))


def test_the_interval_holds_the_truth_as_often_as_it_says_and_the_unpaired_one_far_too_often(record_property):
    """Early and late share most of their luck; whoever forgets that takes a real change for none."""
    luck = np.random.default_rng(11)
    shared, own = luck.normal(size=(2000, 6, 1)), luck.normal(size=(2000, 6, 4))
    top1, bottom1, top2, bottom2 = np.moveaxis(
        [0.12, 0.5, 0.12, 0.6] * (1 + 0.08 * shared * [1, 0, 1, 0] + 0.02 * own), 2, 0
    )
    truth = 0.12 / 0.6 - 0.12 / 0.5
    held = unpaired = 0
    for one in zip(top1, bottom1, top2, bottom2, strict=True):
        found = ratio_change(one[:2], one[2:])
        held += found.low <= truth <= found.high
        each = [ratio_interval(*pair, smallest_denominator=0.01).standard_error for pair in (one[:2], one[2:])]
        reach = stats.t.ppf(0.975, 5) * math.hypot(*each)
        unpaired += abs(found.difference - truth) <= reach
    record_property("intervals of 95 % that hold the truth, share", float(held) / 2000)
    assert 0.93 < held / 2000 < 0.97
    assert unpaired / 2000 > 0.97
