"""Points and luck in a table with replications."""

from __future__ import annotations

import numpy as np
import pytest

from sim.statistics.replicated import replicated

VALUES = np.linspace(0, 5, 60)


def table(noise, luck=1.0, replications=4, seed=1):
    rng = np.random.default_rng(seed)
    shared = luck * rng.normal(size=replications)
    return VALUES[:, None] + shared + noise * rng.normal(size=(60, replications))


def test_luck_that_all_points_share_is_no_noise():
    found = replicated(table(noise=0.0))
    assert found.noise == pytest.approx(0, abs=1e-20)
    assert found.noise_share() == pytest.approx(0, abs=1e-20)
    assert np.ptp(found.means - VALUES) < 1e-12


def test_the_noise_of_a_run_is_found_again():
    found = replicated(table(noise=0.5))
    assert found.noise == pytest.approx(0.25, rel=0.2)
    assert found.noise_share() == pytest.approx(0.25 / 4 / found.means.var(ddof=1), rel=0.2)


def test_the_share_that_is_noise_is_one_over_the_f_of_the_analysis_of_variance():
    y = table(noise=1.0)
    means, shared = y.mean(axis=1), y.mean(axis=0)
    rest = y - means[:, None] - shared + y.mean()
    f = 4 * means.var(ddof=1) / ((rest**2).sum() / (59 * 3))
    assert replicated(y).noise_share() == pytest.approx(1 / f, rel=1e-10)


def test_points_that_miss_a_lucky_replication_are_not_the_worse_for_it():
    y = table(noise=0.01, luck=5.0)
    y[np.random.default_rng(2).random(y.shape) < 0.1] = np.nan
    found = replicated(y)
    assert (found.runs < 4).sum() > 10
    assert np.ptp(found.means - VALUES) < 0.06
    assert found.noise == pytest.approx(1e-4, rel=0.3)


def test_a_replication_of_a_few_points_moves_them_as_it_is():
    y = np.hstack([table(noise=0.0, luck=0.0), np.full((60, 1), np.nan)])
    y[:3, 4] = y[:3, 0] + 10
    found = replicated(y)
    assert found.means[:3] == pytest.approx(VALUES[:3] + 2, abs=1e-9)
    assert found.means[3:] == pytest.approx(VALUES[3:], abs=1e-9)


def test_a_point_without_a_run_is_nothing_and_does_not_count():
    y = table(noise=0.1)
    y[5] = np.nan
    found = replicated(y)
    assert np.isnan(found.means[5])
    assert np.isfinite(np.delete(found.means, 5)).all()
    assert found.runs[5] == 0


def test_one_replication_says_nothing_of_noise():
    found = replicated(table(noise=0.5, replications=1))
    assert np.isnan(found.noise)
    assert np.isnan(found.noise_share())
    assert np.isnan(found.noise_share(np.arange(60) < 30))


def test_a_chosen_part_has_a_noise_share_of_its_own():
    found = replicated(table(noise=0.3))
    near = np.arange(60) < 10
    assert found.noise_share(near) > 5 * found.noise_share()
    assert found.noise_share(near) <= 1


def test_the_shifts_of_replications_make_the_covariance_of_the_means():
    y = table(noise=1.0, replications=6)
    y[:, 2] += 0.5 * VALUES  # luck that tilts a replication
    found = replicated(y)
    assert found.shifts @ found.shifts.T == pytest.approx(np.cov(found.cleared) / 6)
    assert found.replications == 6


def test_points_with_a_single_run_are_stood_for_by_the_others():
    y = table(noise=1.0, replications=3)
    whole = replicated(y)
    holes = y.copy()
    holes[::2, 1:] = np.nan
    found = replicated(holes)
    assert (found.shifts[::2] == 0).all()
    assert (found.shifts**2).sum() == pytest.approx((whole.shifts**2).sum(), rel=0.25)
    assert found.replications == 3
    holes[1::2, 2] = np.nan
    assert replicated(holes).replications == 2
