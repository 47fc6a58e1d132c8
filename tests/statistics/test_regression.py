"""Which inputs drive an output."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.statistics.regression import drivers

RNG = np.random.default_rng(11)


def test_one_input_alone_has_its_correlation_squared():
    x, noise = RNG.normal(size=(2, 60))
    found = drivers(x[:, None], x + noise)
    textbook = stats.linregress(x, x + noise)
    one = found.each[0]
    assert one.share == pytest.approx(textbook.rvalue**2, rel=1e-12)
    assert found.explained == pytest.approx(1 - (1 - textbook.rvalue**2) * 59 / 58, rel=1e-12)
    assert one.low < one.share < one.high
    assert one.sign == 1


def test_coefficients_are_those_of_least_squares():
    x = RNG.normal(size=(50, 3)) * [1, 10, 0.1] + [0, 5, -3]
    y = x @ [2.0, -0.1, 0.0] + RNG.normal(scale=0.5, size=50)
    z = (np.column_stack([x, y]) - [*x.mean(axis=0), y.mean()]) / [*x.std(axis=0), y.std()]
    slopes, *_ = np.linalg.lstsq(z[:, :3], z[:, 3], rcond=None)
    for one, slope in zip(drivers(x, y).each, slopes, strict=True):
        assert one.share == pytest.approx(slope**2, rel=1e-9)
        assert one.sign == np.sign(slope)


@pytest.mark.parametrize("explained", [0.5, 0.95, 0.999])
def test_the_interval_holds_the_share_as_often_as_it_says(explained):
    """Three inputs, two of which matter, 300 times: at 95 % the misses are 15, and hardly above 29.

    Where hardly anything is left over, all that varies are the scales of the inputs and the output.
    """
    weights = np.array([3.0, 2.0, 0.0])
    of_inputs = weights**2 / 12
    noise = np.sqrt(of_inputs.sum() * (1 - explained) / explained)
    truth, missed = explained * of_inputs / of_inputs.sum(), np.zeros(3)
    for _ in range(300):
        x = RNG.uniform(size=(40, 3))
        found = drivers(x, x @ weights + noise * RNG.normal(size=40)).each
        missed += [not one.low <= share <= one.high for one, share in zip(found, truth, strict=True)]
    assert (missed <= 29).all()


def test_no_share_is_above_the_whole():
    x = RNG.uniform(size=(12, 2))
    x[:, 1] = x[:, 0] + 0.05 * x[:, 1]
    assert all(one.low <= one.share <= one.high <= 1 for one in drivers(x, x[:, 0] - 0.5 * x[:, 1]).each)


def test_shares_of_independent_inputs_add_up_to_what_is_explained():
    x = RNG.uniform(size=(4_000, 3))
    found = drivers(x, x @ [3.0, -2.0, 1.0] + RNG.normal(scale=0.5, size=4_000))
    variances = np.array([9, 4, 1]) / 12
    truth = variances / (variances.sum() + 0.25)
    assert [one.share for one in found.each] == pytest.approx(truth, abs=0.02)
    assert [one.sign for one in found.each] == [1, -1, 1]
    assert found.explained == pytest.approx(truth.sum(), abs=0.02)


def test_the_units_of_inputs_and_output_do_not_matter():
    x = RNG.normal(size=(40, 2))
    y = x[:, 0] + RNG.normal(size=40)
    for one, other in zip(drivers(x, y).each, drivers(x * [1e6, 1e-6] + 7, 100 * y - 3).each, strict=True):
        assert (one.share, one.low, one.high) == pytest.approx((other.share, other.low, other.high))


def test_inputs_that_chance_has_mixed_are_told_apart():
    """Two inputs that run together, of which one does nothing: a correlation alone would blame both."""
    x = RNG.normal(size=(200, 2))
    x[:, 1] = x[:, 0] + 0.5 * x[:, 1]
    does, does_not = drivers(x, x[:, 0] + 0.1 * RNG.normal(size=200)).each
    assert stats.pearsonr(x[:, 1], x[:, 0]).statistic ** 2 > 0.7
    assert does.share > 0.9
    assert does_not.share < 0.02


def test_what_is_not_a_straight_line_is_not_explained():
    x = RNG.uniform(-1, 1, size=(500, 1))
    assert drivers(x, x[:, 0] ** 2).explained < 0.05


def test_rows_without_an_output_do_not_count():
    x = RNG.normal(size=(40, 2))
    y = x[:, 0] + RNG.normal(size=40)
    gaps = np.concatenate([y, [np.nan] * 5])
    assert drivers(np.vstack([x, np.full((5, 2), 9.0)]), gaps) == drivers(x, y)


@pytest.mark.parametrize("rows", [0, 5, 11])
def test_of_too_few_points_nothing_is_said(rows):
    found = drivers(RNG.normal(size=(rows, 3)), RNG.normal(size=rows))
    assert len(found.each) == 3
    assert np.isnan([found.explained, *(one.share for one in found.each)]).all()


def test_nothing_drives_what_does_not_vary():
    assert np.isnan(drivers(RNG.normal(size=(30, 2)), np.ones(30)).explained)
    still = drivers(np.column_stack([np.ones(30), np.arange(30.0)]), np.arange(30.0)).each
    assert still[0].share == 0
    assert still[1].share == pytest.approx(1)
