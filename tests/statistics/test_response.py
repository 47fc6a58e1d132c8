"""Means along an input."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.statistics.intervals import mean_interval
from sim.statistics.response import along


def test_few_values_have_a_mean_each():
    x, y = np.array([3.0, 1, 3, 1, 2]), np.array([9.0, 1, 7, 3, 5])
    found = along(x, y)
    assert [one.value for one in found] == [1, 2, 3]
    assert [one.mean.mean for one in found] == [2, 5, 8]
    assert found[0].mean == mean_interval([1, 3])


def test_many_values_are_put_into_bins_of_equally_many_points():
    x = np.random.default_rng(1).random(100)
    found = along(x, 2 * x)
    assert [one.mean.n for one in found] == [10] * 10
    assert all(one.low <= one.value <= one.high for one in found)
    assert [one.mean.mean for one in found] == pytest.approx([2 * one.value for one in found])
    assert all(one.high < other.low for one, other in itertools.pairwise(found))


def test_a_few_points_make_few_bins():
    assert len(along(np.arange(20.0), np.arange(20.0))) == 2


def test_points_without_an_output_do_not_count():
    found = along(np.arange(5.0), np.array([1, np.nan, 3, 4, 5]))
    assert [one.value for one in found] == [0, 2, 3, 4]
    assert along(np.arange(3.0), np.full(3, np.nan)) == []
