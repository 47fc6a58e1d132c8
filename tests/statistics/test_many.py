"""Of many differences that are all 0, some seem not to be: whether there is anything at all."""

from __future__ import annotations

import numpy as np
import pytest

from sim.statistics.intervals import mean_interval
from sim.statistics.many import beyond_chance

RNG = np.random.default_rng(11)


def told(values, **more):
    """Ask of rows of values."""
    found = [mean_interval(row) for row in values]
    return beyond_chance([one.low for one in found], [one.high for one in found], [one.n for one in found], **more)


@pytest.mark.parametrize(("n", "shared"), [(4, 0.0), (4, 0.7), (10, 0.4)])
def test_where_nothing_differs_it_is_said_once_in_twenty_times_at_most(n, shared):
    """Fifty measures, of which the noise is shared in part: of 300 such comparisons 15, and hardly above 27."""
    errs = 0
    for _ in range(300):
        common = RNG.normal(size=n)
        errs += told(np.sqrt(shared) * common + np.sqrt(1 - shared) * RNG.normal(size=(50, n)))
    assert errs <= 27


def test_many_small_differences_tell_as_one_large_one_does():
    noise = RNG.normal(size=(50, 6))
    assert told(noise + np.where(np.arange(50) < 30, 2.0, 0.0)[:, None])
    assert told(noise + np.where(np.arange(50) < 1, 40.0, 0.0)[:, None])


def test_what_has_no_interval_tells_nothing():
    nan = float("nan")
    assert not beyond_chance([nan, 1.0], [nan, 2.0], [1, 1])
    assert not beyond_chance([], [], [])
    assert not beyond_chance([0.0], [0.0], [5])
    assert beyond_chance([2.0], [2.0], [5])
