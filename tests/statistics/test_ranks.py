"""Which inputs drive an output."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.statistics.ranks import importances

RNG = np.random.default_rng(11)


def test_one_input_alone_has_spearmans_rank_correlation_squared():
    x, noise = RNG.normal(size=(2, 60))
    found = importances(x[:, None], x + noise)[0]
    assert found.share == pytest.approx(stats.spearmanr(x, x + noise).statistic ** 2, rel=1e-12)
    assert found.low < found.share < found.high
    assert found.sign == 1


def test_coefficients_and_their_errors_are_those_of_least_squares():
    """Against the textbook, column by column, with the ranks of scipy; ties share theirs."""
    x = RNG.integers(0, 8, size=(50, 3)).astype(float)
    y = np.round(x @ [2.0, -1.0, 0.0] + RNG.normal(scale=2, size=50), 0)
    ranked = np.apply_along_axis(stats.rankdata, 0, np.column_stack([x, y]))
    z = (ranked - ranked.mean(axis=0)) / ranked.std(axis=0)
    slopes, rest, *_ = np.linalg.lstsq(z[:, :3], z[:, 3], rcond=None)
    errors = np.sqrt(rest[0] / (50 - 3 - 1) * np.diag(np.linalg.inv(z[:, :3].T @ z[:, :3])))
    t = stats.t.ppf(0.975, 50 - 3 - 1)
    for one, slope, error in zip(importances(x, y), slopes, errors, strict=True):
        assert one.share == pytest.approx(slope**2, rel=1e-9)
        assert one.high == pytest.approx((abs(slope) + t * error) ** 2, rel=1e-9)
        assert one.low == pytest.approx(max(0.0, abs(slope) - t * error) ** 2, rel=1e-9, abs=1e-15)
        assert one.sign == np.sign(slope)


def test_a_monotone_law_is_as_good_as_a_straight_one():
    x = RNG.uniform(size=(80, 2))
    straight, bent = (importances(x, f(3 * x[:, 0] - x[:, 1])) for f in (lambda v: v, lambda v: np.exp(4 * v)))
    assert straight == bent
    assert straight[0].share > 0.8 > 0.15 > straight[1].share > 0.02
    assert (straight[0].sign, straight[1].sign) == (1, -1)


def test_inputs_that_chance_has_mixed_are_told_apart():
    """Two inputs that run together, of which one does nothing: a correlation alone would blame both."""
    x = RNG.normal(size=(200, 2))
    x[:, 1] = x[:, 0] + 0.5 * x[:, 1]
    does, does_not = importances(x, x[:, 0] + 0.1 * RNG.normal(size=200))
    assert stats.spearmanr(x[:, 1], x[:, 0]).statistic ** 2 > 0.7
    assert does.share > 0.9
    assert does_not.share < 0.02


def test_rows_without_an_output_do_not_count():
    x = RNG.normal(size=(40, 2))
    y = x[:, 0] + RNG.normal(size=40)
    gaps = np.concatenate([y, [np.nan] * 5])
    assert importances(np.vstack([x, np.full((5, 2), 9.0)]), gaps) == importances(x, y)


@pytest.mark.parametrize("rows", [0, 5, 11])
def test_of_too_few_points_nothing_is_said(rows):
    found = importances(RNG.normal(size=(rows, 3)), RNG.normal(size=rows))
    assert len(found) == 3
    assert all(np.isnan([one.share, one.low, one.high]).all() for one in found)


def test_nothing_drives_what_does_not_vary():
    assert np.isnan(importances(RNG.normal(size=(30, 2)), np.ones(30))[0].share)
    still = importances(np.column_stack([np.ones(30), np.arange(30.0)]), np.arange(30.0))
    assert still[0].share == 0
    assert still[1].share == pytest.approx(1)
