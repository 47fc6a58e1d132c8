"""Boxes: a known one is found, noise makes none."""

from __future__ import annotations

import numpy as np
import pytest

from sim.statistics.prim import Limit, boxes, within

pytestmark = pytest.mark.no_cover


def points(count, inputs=4, *, seed=1):
    return np.random.default_rng(seed).random((count, inputs))


def test_a_known_box_is_found():
    x = points(400)
    happens = (x[:, 0] < 0.4) & (x[:, 2] > 0.5)
    (found, *_) = boxes(x, happens, seed=1)
    assert set(found.limits) == {0, 2}
    assert found.limits[0].high == pytest.approx(0.4, abs=0.02)
    assert found.limits[0].low == -np.inf
    assert found.limits[2].low == pytest.approx(0.5, abs=0.02)
    assert found.density > 0.97
    assert found.coverage > 0.97
    assert all(limit.chance < 1e-6 for limit in found.limits.values())


@pytest.mark.parametrize("seed", range(2))
def test_a_known_box_is_found_where_a_tenth_is_told_wrong(seed):
    x = points(600, seed=seed)
    inside = (x[:, 0] < 0.4) & (x[:, 2] > 0.4)
    wrong = np.random.default_rng(seed).random(600) < 0.1
    (found, *_) = boxes(x, inside ^ wrong, seed=1)
    assert set(found.limits) == {0, 2}
    assert found.limits[0].high == pytest.approx(0.4, abs=0.06)
    assert found.limits[2].low == pytest.approx(0.4, abs=0.06)


def test_density_and_coverage_are_those_of_the_points_within_the_limits():
    x = points(300, seed=7)
    happens = x[:, 0] + 0.3 * x[:, 1] < 0.5
    for found in boxes(x, happens, seed=1)[:1]:
        inside = within(found.limits, x)
        assert found.points == inside.sum()
        assert found.density == happens[inside].mean()
        assert found.coverage == happens[inside].sum() / happens.sum()


def test_what_the_search_has_not_seen_is_judged_worse_but_not_much():
    x = points(400)
    happens = (x[:, 0] < 0.4) & (x[:, 2] > 0.5) ^ (points(400, 1, seed=4)[:, 0] < 0.05)
    (found, *_) = boxes(x, happens, seed=1)
    density, coverage = found.elsewhere
    assert found.density - 0.15 < density <= found.density
    assert found.coverage - 0.15 < coverage <= found.coverage + 0.02


@pytest.mark.parametrize("seed", range(3))
def test_noise_has_no_box_that_holds_elsewhere(seed):
    luck = np.random.default_rng(seed)
    happens = luck.random(300) < 0.3
    for found in boxes(points(300, seed=seed), happens, seed=1)[:1]:
        assert found.elsewhere[0] < 0.5


def test_a_block_of_equal_points_counts_as_one_point():
    x = points(100)
    happens = (x[:, 0] < 0.4) ^ (points(100, 1, seed=4)[:, 0] < 0.1)
    block = np.repeat(np.arange(100), 5)
    (once, *_) = boxes(x, happens, seed=1)
    (five, *_) = boxes(x[block], happens[block], blocks=block, seed=1)
    assert dict(five.limits) == dict(once.limits)
    assert five.elsewhere == once.elsewhere
    assert five.points == 5 * once.points


def test_luck_makes_a_box_as_seldom_as_it_is_said_to():
    """Of 30 samples of 96 points in 4 inputs, limits that chance could hardly have made were found in 12."""
    found = 0
    for seed in range(30):
        happens = np.random.default_rng(seed).permutation(96) < 24
        found += bool(boxes(points(96, seed=seed + 100), happens, seed=1))
    assert found <= 3


def test_luck_that_a_block_shares_makes_no_box():
    """Of 12 sweeps of 16 blocks, points that counted each for itself made a box in 6."""
    found = 0
    for seed in range(12):
        luck = np.random.default_rng(seed)
        a, b = luck.random((2, 16, 3))
        x = np.concatenate([a, b, *(np.where(np.arange(3) == i, b, a) for i in range(3))])
        found += bool(boxes(x, np.tile(luck.permutation(16) < 8, 5), blocks=np.tile(np.arange(16), 5), seed=1))
    assert found <= 2


def test_a_known_box_is_found_among_blocks():
    luck = np.random.default_rng(3)
    a, b = luck.random((2, 64, 3))
    x = np.concatenate([a, b, *(np.where(np.arange(3) == i, b, a) for i in range(3))])
    happens = (x[:, 0] < 0.5) & (x[:, 2] > 0.4)
    (found, *_) = boxes(x, happens, blocks=np.tile(np.arange(64), 5), seed=1)
    assert set(found.limits) == {0, 2}
    assert found.density > 0.97
    assert found.coverage > 0.97


def test_two_boxes_are_found_one_after_the_other():
    x = points(800, 2)
    happens = ((x[:, 0] < 0.3) & (x[:, 1] < 0.4)) | ((x[:, 0] > 0.75) & (x[:, 1] > 0.5))
    first, second, *_ = boxes(x, happens, seed=1)
    assert {first.limits[0].high > 0.9, second.limits[0].high > 0.9} == {True, False}
    assert first.coverage + second.coverage > 0.95
    assert np.isnan(second.elsewhere).all()


def test_levels_without_an_order_are_named():
    luck = np.random.default_rng(2)
    x = np.column_stack([luck.integers(0, 4, 300) / 3, luck.random(300)])
    happens = np.isin(x[:, 0], [0.0, 2 / 3]) & (x[:, 1] > 0.3)
    (found, *_) = boxes(x, happens, unordered=frozenset({0}), seed=1)
    assert found.limits[0].among == {0.0, 2 / 3}
    assert found.density > 0.97


def test_on_a_grid_whole_levels_are_peeled():
    a, b = (axis.ravel() for axis in np.meshgrid(np.arange(8) / 7, np.arange(8) / 7))
    (found, *_) = boxes(np.column_stack([a, b]), (a < 0.4) & (b > 0.5), seed=1)
    assert (found.density, found.coverage) == (1.0, 1.0)
    assert found.limits[0].high == pytest.approx(2 / 7)
    assert found.limits[1].low == pytest.approx(4 / 7)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_it_happens_nowhere_or_everywhere_there_is_no_box(share):
    assert boxes(points(200), np.full(200, bool(share)), seed=1) == []


def test_of_a_handful_of_points_nothing_is_said():
    x = points(19)
    assert boxes(x, x[:, 0] < 0.5, seed=1) == []


def test_limits_hold_their_ends():
    column = np.array([0.1, 0.2, 0.3])
    assert Limit(0.1, 0.2).holds(column).tolist() == [True, True, False]
    assert Limit(among=frozenset({0.3})).holds(column).tolist() == [False, False, True]
