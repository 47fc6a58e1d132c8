"""The region: intervals with the noise of all points, and a split that chance does not make."""

from __future__ import annotations

import numpy as np
import pytest

from sim.questions.claims.experiment import rises
from sim.questions.claims.region import flip, intervals, looked_at
from sim.questions.claims.verdict import Standing
from sim.statistics.intervals import t_quantile

pytestmark = pytest.mark.no_cover

FOR, AGAINST = Standing.FOR, Standing.AGAINST


def points(count=16, seed=3):
    luck = np.random.default_rng(seed)
    return {"product.quality": np.linspace(0.2, 0.9, count), "failures.rate": luck.random(count)}


def test_the_interval_of_a_point_has_the_noise_of_all_points():
    table = np.array([[1.0, 3.0], [10.0, 10.0], [5.0, np.nan]])
    mean, low, high = intervals(table)
    assert mean == pytest.approx([2.0, 10.0, 5.0])
    # Squares of 1 + 1 + 0 + 0 + 0 over five runs at three points leave a variance of 2 / 2.
    reach = t_quantile(0.95, 2) / np.sqrt([2, 2, 1])
    assert high - mean == pytest.approx(reach)
    assert mean - low == pytest.approx(reach)


def test_one_replication_says_nothing_of_the_noise():
    _, low, high = intervals(np.array([[1.0], [2.0]]))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_where_a_claim_flips_is_found_with_the_points_on_either_side():
    at = points()
    split = flip(at, [FOR if value > 0.62 else AGAINST for value in at["product.quality"]])
    assert split is not None
    assert (split.key, split.rising) == ("product.quality", True)
    assert split.value == pytest.approx(0.62, abs=0.03)
    assert (split.held, split.held_outside) == (split.inside, 0)
    assert split.inside + split.outside == 16
    assert split.words.startswith("from product.quality 0.6")


def test_a_claim_that_holds_up_to_a_value_is_said_so():
    at = points()
    split = flip(at, [FOR if value < 0.4 else Standing.OPEN for value in at["product.quality"]])
    assert split is not None
    assert split.words.startswith("up to product.quality 0.")


def test_points_that_flip_by_luck_flip_nowhere():
    """Of regions whose points hold at random, one in twenty is told a split; forty of them are told few."""
    luck = np.random.default_rng(7)
    told = sum(
        flip(points(seed=seed), [FOR if held else AGAINST for held in luck.random(16) < 0.5]) is not None
        for seed in range(40)
    )
    assert told <= 6


@pytest.mark.parametrize("standings", [[FOR] * 16, [AGAINST] * 16, [FOR, AGAINST, FOR]])
def test_where_all_points_agree_or_are_few_nothing_flips(standings):
    assert flip(points(len(standings)), standings) is None


def test_a_point_holds_where_all_parts_of_the_claim_do():
    one, other = np.full((2, 2), 0.5), np.array([[0.5, 0.5], [-0.5, -0.5]])
    region = looked_at({"x": np.array([0.0, 1.0])}, [one, other], [rises(0.1), rises(0.1)])
    assert region.standings == (FOR, Standing.IN_PART)
    assert region.mean.tolist() == [0.5, 0.5]
