"""The analysis of variance of a grid, against what it was made of."""

from __future__ import annotations

import numpy as np
import pytest

from sim.statistics.factorial import decomposition, filled, levels_kept

A, B = np.meshgrid(np.arange(5.0), np.arange(4.0), indexing="ij")


def grid(values, noise=0.0, replications=3, luck=2.0, seed=1):
    rng = np.random.default_rng(seed)
    shared = luck * rng.normal(size=replications)
    return values[..., None] + shared + noise * rng.normal(size=(*values.shape, replications))


def test_factors_that_only_add_share_the_variance():
    found = decomposition(grid(2 * A + B))
    truth = np.array([4 * 2.0, 1.25]) / (4 * 2.0 + 1.25)
    assert found.first.value == pytest.approx(truth)
    assert found.total.value == pytest.approx(truth)
    assert found.together.value == pytest.approx([0], abs=1e-12)
    assert found.noise == pytest.approx(0, abs=1e-20)


def test_a_product_of_centred_factors_is_all_together():
    found = decomposition(grid((A - 2) * (B - 1.5)))
    assert found.first.value == pytest.approx([0, 0], abs=1e-12)
    assert found.total.value == pytest.approx([1, 1])
    assert found.together.value == pytest.approx([1])


def test_three_factors_keep_their_pairs_apart():
    c = np.arange(3.0)
    values = (A + (A - 2) * (B - 1.5))[..., None] + 0.5 * c
    found = decomposition(grid(values))
    assert found.together.value[[1, 2]] == pytest.approx([0, 0], abs=1e-12)
    assert found.together.value[0] == pytest.approx(2.5 / (2 + 2.5 + 1 / 6))
    assert found.total.value - found.first.value == pytest.approx(found.together.value[0] * np.array([1, 1, 0]))


def test_what_luck_adds_is_taken_off_and_everything_adds_up():
    shares = np.zeros(3)
    for seed in range(30):
        found = decomposition(grid(A + 0 * B, noise=1.0, seed=seed))
        alone = [*found.first.value, *found.together.value]
        assert sum(alone) + found.noise == pytest.approx(1)
        shares += np.array([*alone]) / 30
    assert shares[1:] == pytest.approx([0, 0], abs=0.02)


def test_noise_that_goes_with_a_factor_is_not_taken_for_its_effect():
    """Luck that moves a whole row of the grid in one replication is averaged by replications alone."""
    found = []
    for seed in range(80):
        rng = np.random.default_rng(seed)
        cells = B[..., None] + rng.normal(size=(5, 1, 4)) + 0.05 * rng.normal(size=(5, 4, 4))
        found.append(decomposition(cells).first.value[0])
    assert np.mean(found) == pytest.approx(0, abs=3 * np.std(found) / np.sqrt(80))
    assert np.std(found) > 0.03  # which each by itself is not


def test_intervals_leave_one_replication_out():
    cells = grid(A + B, noise=0.5, replications=6)
    found = decomposition(cells)
    left = np.array([decomposition(np.delete(cells, r, -1)).first.value for r in range(6)])
    reach = 2.570582 * np.sqrt(5 * left.var(axis=0))
    assert found.first.high - found.first.value == pytest.approx(reach, rel=1e-5)


def test_two_replications_that_both_see_one_factor_alone_leave_its_share_uncertain():
    """What luck adds goes along with the factor, and each replication by itself gives it everything."""
    luck = np.array([[0.0, 1.0], [0.0, 2.0], [2.0, 2.0]])
    found = decomposition(np.repeat(luck[:, None, :], 2, axis=1))
    assert found.noise > 0.1
    assert found.first.high[0] - found.first.low[0] > found.noise


def test_one_replication_gives_shares_without_intervals():
    found = decomposition(grid(2 * A + B, replications=1))
    assert found.first.value == pytest.approx([8 / 9.25, 1.25 / 9.25])
    assert np.isnan(found.first.low).all()


def test_a_grid_that_does_not_vary_says_nothing():
    assert np.isnan(decomposition(grid(0 * A)).first.value).all()


def test_a_missing_point_is_put_where_the_others_let_expect_it():
    values = 2 * A + B**2
    holes = values.copy()
    holes[[0, 2, 4], [1, 0, 3]] = np.nan
    assert filled(holes) == pytest.approx(values, abs=1e-6)
    assert filled(values) is not values
    assert filled(values).tolist() == values.tolist()


def test_levels_that_miss_more_than_half_are_left_out():
    there = np.ones((5, 4), bool)
    there[3:, :] = False
    there[2, :1] = False
    a, b = levels_kept(there)
    assert a.tolist() == [True, True, True, False, False]
    assert b.all()
    assert all(keep.all() for keep in levels_kept(np.ones((5, 4), bool)))
    assert not levels_kept(np.zeros((5, 4), bool))[0].any()
