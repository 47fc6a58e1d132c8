"""Fieller's interval of a ratio of means over paired replications."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from scipy import stats

from sim.statistics import RatioInterval, mean_interval, ratio_interval

pytestmark = pytest.mark.no_cover

CUT = 5.03
SAVED = [0.11, 0.09, 0.13, 0.10, 0.12]
GAP = [0.54, 0.52, 0.57, 0.55, 0.53]


def ratio(numerators, denominators, smallest_denominator=0.01, level=0.95) -> RatioInterval:
    return ratio_interval(numerators, denominators, smallest_denominator=smallest_denominator, level=level)


def test_the_worked_example():
    found = ratio(SAVED, GAP)
    assert found.defined
    assert found.n == 5
    assert found.ratio == pytest.approx(0.20295202952029523, abs=1e-9)
    assert found.standard_error == pytest.approx(0.011193241196317719, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((0.17117786891317427, 0.23341255991311272), abs=1e-9)


def test_the_limits_are_the_ratios_that_a_t_test_just_refuses():
    found = ratio(SAVED, GAP)
    for limit in (found.low, found.high):
        assert stats.ttest_1samp(np.array(SAVED) - limit * np.array(GAP), 0.0).pvalue == pytest.approx(0.05)


def test_the_limits_are_those_of_the_formula():
    """A, B and C as they are written, from covariances of the means by NumPy."""
    rng = np.random.default_rng(8)
    gap = rng.normal(0.4, 0.05, 12)
    saved = 0.3 * gap + rng.normal(0, 0.02, 12)
    (s_nn, s_nd), (_, s_dd) = np.cov(saved, gap) / 12
    t2 = stats.t.ppf(0.95, 11) ** 2
    a = gap.mean() ** 2 - t2 * s_dd
    b = saved.mean() * gap.mean() - t2 * s_nd
    c = saved.mean() ** 2 - t2 * s_nn

    found = ratio(saved, gap, level=0.9)
    assert found.low == pytest.approx((b - math.sqrt(b * b - a * c)) / a, rel=1e-9)
    assert found.high == pytest.approx((b + math.sqrt(b * b - a * c)) / a, rel=1e-9)


def test_a_known_denominator_gives_students_interval():
    found, student = ratio(SAVED, [0.5] * 5), mean_interval(SAVED)
    assert (found.low, found.high) == pytest.approx((student.low / 0.5, student.high / 0.5), rel=1e-12)
    assert found.standard_error == pytest.approx(student.sd / math.sqrt(5) / 0.5, rel=1e-12)


def test_replications_that_agree_on_the_ratio_leave_no_doubt():
    found = ratio([0.1, 0.2, 0.15], [0.2, 0.4, 0.3])
    assert (found.low, found.ratio, found.high) == pytest.approx((0.5, 0.5, 0.5), rel=1e-7)
    assert found.standard_error == pytest.approx(0.0, abs=1e-12)


def test_little_noise_gives_a_narrow_interval_and_not_rounding():
    """Deviations of 1e-10: the discriminant as it is written would lose them."""
    noise = np.array([1.0, -1.0, 2.0, -2.0, 0.0])
    wide, narrow = (ratio(0.1 + scale * noise, [0.5] * 5) for scale in (1e-3, 1e-10))
    assert narrow.high - narrow.low == pytest.approx(1e-7 * (wide.high - wide.low), rel=1e-4)


@pytest.mark.parametrize(("top", "bottom"), [(1, -1), (-1, 1), (-1, -1)])
def test_signs_go_through(top, bottom):
    plain = ratio(SAVED, GAP)
    signed = ratio(top * np.array(SAVED), bottom * np.array(GAP))
    assert signed.ratio == top * bottom * plain.ratio
    low, high = sorted([top * bottom * plain.low, top * bottom * plain.high])
    assert (signed.low, signed.high) == pytest.approx((low, high), rel=1e-12)


def test_units_cancel():
    plain = ratio(SAVED, GAP)
    found = ratio(100 * np.array(SAVED), 100 * np.array(GAP), smallest_denominator=1)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), rel=1e-12)


# --- undefined ----------------------------------------------------------------------------------------------


def assert_undefined(found: RatioInterval) -> None:
    assert not found.defined
    assert np.isnan([found.ratio, found.low, found.high, found.standard_error]).all()


def test_a_gap_that_may_be_nothing_has_no_ratio():
    found = ratio(SAVED, [0.5, -0.4, 0.3, -0.1, 0.2])
    assert_undefined(found)
    assert found.denominator == pytest.approx(0.1)  # what is known is still told


def test_a_gap_is_significant_from_the_t_test_on():
    """A > 0 exactly where the interval of the mean denominator leaves out 0."""
    rng = np.random.default_rng(6)
    sides = set()
    for gap in rng.normal(0.3, 0.3, (200, 6)):
        student = mean_interval(gap)
        sides.add(student.low > 0 or student.high < 0)
        assert ratio(gap, gap, smallest_denominator=0).defined == (student.low > 0 or student.high < 0)
    assert sides == {True, False}


def test_a_gap_too_small_to_matter_has_no_ratio():
    small = np.array(GAP) / 100
    assert_undefined(ratio(SAVED, small))
    assert_undefined(ratio(SAVED, -small))
    assert ratio(SAVED, small, smallest_denominator=0.005).defined


def test_a_gap_of_0_has_no_ratio_even_without_noise():
    assert_undefined(ratio([0.1, 0.1], [0.0, 0.0], smallest_denominator=0))
    assert_undefined(ratio([0.1], [0.0], smallest_denominator=0))


def test_one_replication_has_a_ratio_and_no_interval():
    found = ratio([0.1], [0.5])
    assert found.defined
    assert (found.ratio, found.n) == (0.2, 1)
    assert np.isnan([found.low, found.high, found.standard_error]).all()
    assert_undefined(ratio([0.1], [0.005]))


def test_pairs_with_a_missing_number_do_not_count():
    found = ratio([*SAVED, math.nan, 0.5, math.nan], [*GAP, 0.5, math.nan, math.nan])
    assert found == ratio(SAVED, GAP)


def test_no_pairs_have_no_ratio():
    found = ratio([math.nan, 0.1], [0.5, math.nan])
    assert_undefined(found)
    assert found.n == 0
    assert np.isnan([found.numerator, found.denominator]).all()


@pytest.mark.parametrize("denominators", [[0.5], [0.5, 0.5, 0.5], 0.5, [[0.5, 0.5]]])
def test_numbers_that_are_not_pairs_are_refused(denominators):
    with pytest.raises(ValueError, match="not pairs"):
        ratio([0.1, 0.2], denominators)


# --- the result ---------------------------------------------------------------------------------------------


def test_the_order_of_replications_does_not_matter():
    rng = np.random.default_rng(5)
    saved, gap = rng.normal(0.1, 0.01, 9), rng.normal(0.5, 0.02, 9)
    assert len({ratio(np.roll(saved, k), np.roll(gap, k)) for k in range(9)}) == 1


def test_a_ratio_is_frozen():
    with pytest.raises(FrozenInstanceError):
        ratio(SAVED, GAP).ratio = 1.0


def test_a_ratio_shows_itself():
    assert repr(ratio(SAVED, GAP)) == "<Ratio 0.11 / 0.542 = 0.203, 0.95 in [0.1712, 0.2334], n = 5>"
    assert repr(ratio(SAVED, np.array(GAP) / 100)) == "<Ratio 0.11 / 0.00542, undefined, n = 5>"


# --- coverage -----------------------------------------------------------------------------------------------

TRUE_RATIO = 0.2
TRIALS = 4000


def replications(n: int = 5):
    """Give paired samples: a gap of .5, a fifth of which is closed, with correlated noise."""
    rng = np.random.default_rng(33)
    common, own_top, own_bottom = rng.normal(size=(3, TRIALS, n))
    gaps = 0.5 + 0.04 * common + 0.02 * own_bottom
    return TRUE_RATIO * 0.5 + 0.02 * common + 0.01 * own_top, gaps


def coverage_z(interval, n: int = 5, level: float = 0.95) -> float:
    """Count how often an interval holds the true ratio, in standard errors from the promised level."""
    pairs = zip(*replications(n), strict=True)
    held = sum(low <= TRUE_RATIO <= high for low, high in (interval(*pair, level) for pair in pairs))
    return (held - level * TRIALS) / math.sqrt(TRIALS * level * (1 - level))


@pytest.mark.parametrize(("n", "level"), [(4, 0.8), (5, 0.95), (20, 0.95), (20, 0.99)])
def test_the_interval_holds_the_truth_as_often_as_it_says(n, level, record_property):
    def fieller(saved, gap, level):
        found = ratio(saved, gap, level=level)
        assert found.defined
        return found.low, found.high

    z = coverage_z(fieller, n, level)
    record_property("coverage off what is promised, in standard errors", float(z))
    assert abs(z) < CUT


def test_an_interval_that_forgets_the_pairing_is_found():
    """Shuffled pairs lose the covariance: the interval is too wide."""

    def unpaired(saved, gap, level):
        found = ratio(saved, np.roll(gap, 1), level=level)
        return found.low, found.high

    assert coverage_z(unpaired, n=20) > CUT


def test_an_interval_by_the_normal_law_is_found():
    def normal(saved, gap, level):
        found = ratio(saved, gap)
        reach = stats.norm.isf((1 - level) / 2) * found.standard_error
        return found.ratio - reach, found.ratio + reach

    assert coverage_z(normal) < -CUT


def jackknife_bias(error) -> float:
    """Compare the standard errors with how much the ratio really varies, as a relative difference."""
    pairs = list(zip(*replications(20), strict=True))
    spread = np.std([saved.mean() / gap.mean() for saved, gap in pairs])
    return float(np.mean([error(saved, gap) for saved, gap in pairs]) / spread - 1)


def test_the_jackknife_error_is_the_spread_of_the_ratio():
    # The spread of 4000 ratios is itself known to 1.1 %.
    assert abs(jackknife_bias(lambda saved, gap: ratio(saved, gap).standard_error)) < 0.05


def test_an_error_that_forgets_the_denominator_is_found():
    assert jackknife_bias(lambda saved, gap: stats.sem(saved) / gap.mean()) > 0.05
