"""Where a curve known at a few points crosses zero, and what its noise does not exclude."""

from __future__ import annotations

import numpy as np
import pytest

from sim.statistics.crossing import crossing, interpolated
from sim.statistics.intervals import mean_interval, t_quantile
from sim.statistics.jackknife import half_width, left_out

X = np.array([0.0, 1.0, 2.0, 4.0])
RNG = np.random.default_rng(7)


def found(curve, noise, **more):
    """Cross a curve that each of ten units sees a little higher or lower."""
    units = np.asarray(curve, float)[:, None] + noise * np.linspace(-1, 1, 10)
    return crossing(X, units.mean(axis=1), left_out(units), **more)


def test_the_jackknife_of_a_mean_is_students_interval():
    values = RNG.normal(size=(3, 12))
    for row, width in zip(values, half_width(left_out(values)), strict=True):
        assert width == pytest.approx(mean_interval(row).half_width, rel=1e-12)


def test_one_unit_says_nothing_of_the_noise():
    assert np.isnan(half_width(left_out(np.ones((2, 1))))).all()
    single = crossing(X, np.array([-1.0, 1, 2, 3]), left_out(np.array([[-1.0], [1], [2], [3]])))
    assert 0 < single.at < 1
    assert np.isnan([single.low, single.high]).all()


def test_a_straight_line_crosses_where_it_does_and_its_interval_is_that_of_its_height():
    one = found(X - 1.5, 0.3)
    assert one.at == pytest.approx(1.5, abs=1e-9)
    # All units see the line shifted, so the interval of the place is that of the height.
    reach = mean_interval(0.3 * np.linspace(-1, 1, 10)).half_width
    assert (one.low, one.high) == pytest.approx((1.5 - reach, 1.5 + reach), abs=4 / 2_000)
    assert (one.times, one.rising, one.clear, one.opens) == (1, True, True, (False, False))


def test_what_else_is_uncertain_joins_in_squares():
    reach = np.hypot(mean_interval(0.3 * np.linspace(-1, 1, 10)).half_width, 0.4)
    one = found(X - 1.5, 0.3, more=0.4)
    assert (one.low, one.high) == pytest.approx((1.5 - reach, 1.5 + reach), abs=4 / 2_000)


def test_an_interval_that_reaches_the_end_of_the_grid_is_open_there():
    one = found([-0.1, 1, 2, 4], 1.0)
    assert (one.low, one.opens) == (0.0, (True, False))
    falling = found([4, 2, 1, -0.1], 1.0)
    assert (falling.high, falling.opens, falling.rising) == (4.0, (False, True), False)


@pytest.mark.parametrize(
    ("curve", "times", "rising"),
    [([1, 2, 3, 4], 0, True), ([-1, -2, -3, -4], 0, False), ([-1, 1, 1, -1], 2, False), ([-1, 1, -1, 1], 3, True)],
)
def test_a_curve_that_does_not_cross_once_has_no_place(curve, times, rising):
    one = found(curve, 0.1)
    assert (one.times, one.rising) == (times, rising)
    assert np.isnan([one.at, one.low, one.high]).all()


@pytest.mark.parametrize(("curve", "at"), [([0, 1, 2, 3], 0), ([-3, -2, -1, 0], 4), ([-1, 0, 1, 2], 1)])
def test_a_curve_that_touches_zero_at_a_point_crosses_there(curve, at):
    assert found(curve, 0.0).at == pytest.approx(at, abs=1e-9)


@pytest.mark.parametrize("curve", [X - 1.2345, 1.2345 - X])
def test_without_noise_the_interval_is_the_place_itself(curve):
    """The steps in which the grid is looked through lie beside it."""
    one = found(curve, 0.0)
    assert one.low <= one.at <= one.high
    assert one.high - one.low <= 4 / 2_000


@pytest.mark.parametrize("curve", [[-1, 0, 0, 0], [0, 0, 1, 2], [-1, 0, 0, 1], [0, 1, 1, 0]])
def test_a_curve_that_lies_on_zero_crosses_nowhere(curve):
    one = found(curve, 0.0)
    assert one.times == 0
    assert np.isnan([one.at, one.low, one.high]).all()


def test_a_curve_of_noise_alone_is_not_clear_of_zero():
    assert not found([0.1, -0.1, 0.2, 0.1], 1.0).clear
    assert not found([0, 0, 0, 0], 0.0).clear


def test_a_curve_of_zero_seems_clear_of_it_no_oftener_than_the_level_says():
    """Six points, of noise alone, shared in part: at 95 % hardly more than 32 in 400 are clear somewhere."""
    x, clear = np.array([0.2, 0.35, 0.5, 0.65, 0.8, 0.9]), 0
    for _ in range(400):
        units = RNG.normal(size=20) + RNG.normal(size=(6, 20))
        clear += crossing(x, units.mean(axis=1), left_out(units)).clear
    assert clear <= 32


def test_changes_of_sign_within_the_noise_are_not_counted():
    """The curve rises to beyond its noise once, and wavers where it is near zero."""
    wavering = found([-4, 0.1, -0.1, 4], 0.5)
    assert (wavering.seen, wavering.times, wavering.rising) == (3, 1, True)
    assert np.isnan(wavering.at)
    assert 0 < wavering.low < 1 < 2 < wavering.high < 4
    one_side = found([-4, 0.1, 0.2, -0.1], 0.5)
    assert (one_side.seen, one_side.times, one_side.clear, one_side.rising) == (2, 0, True, False)
    assert one_side.told == ((0.0, 0.0),)


def test_a_crossing_that_is_told_is_placed_though_the_curve_wavers_elsewhere():
    crossed = found([-4, 4, 0.1, -0.1], 0.5)
    assert (crossed.seen, crossed.times, crossed.rising) == (2, 1, True)
    assert 0 < crossed.low < crossed.at < crossed.high < 1


def test_of_a_curve_that_is_not_known_nothing_is():
    one = found([-1, np.nan, 1, 2], 0.1)
    assert (one.times, one.clear) == (0, False)
    assert np.isnan([one.at, one.low, one.high]).all()


def test_between_points_there_are_no_hills_but_theirs():
    fine = interpolated(X, np.array([0.0, 0.0, 1.0, 1.0]), np.linspace(0, 4, 401))
    assert fine.min() == 0
    assert fine.max() == 1
    assert (np.diff(fine) >= 0).all()


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """A noisy curve of known zero, four hundred times: at 95 % the misses are 20, and hardly above 34."""
    truth = X - 1.5
    missed = 0
    for _ in range(400):
        units = truth[:, None] + RNG.normal(scale=0.8, size=(4, 8))
        one = crossing(X, units.mean(axis=1), left_out(units))
        missed += not one.low <= 1.5 <= one.high if one.times == 1 else 0
    assert 6 <= missed <= 34


def test_the_quantile_is_that_of_the_units():
    assert half_width(np.array([1.0, 2.0])) == pytest.approx(t_quantile(0.95, 1) * 0.5)
