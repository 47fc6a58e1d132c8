"""How a measure answers to each factor, whatever the others are.

In a full grid the others are the same at every level, and the band is Student's interval of the mean over
replications, with the luck that all points share. A run that is missing is not made up: a replication counts
if at least half of a level's points have it. Along one factor at a time the others are as the base has them.
From a random design the band is Student's interval over points, which the other factors make differ; of a
Sobol design only the points of A and B count, for the others repeat them. A screening is too coarse for
curves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.questions.sensitivity.methods import along_axis, cells_of
from sim.statistics.intervals import mean_interval
from sim.statistics.response import along

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.questions.sensitivity.study import Axis, Study

COLUMNS = ["factor", "value", "from", "to", "mean", "low", "high", "n"]


def curves_of(study: Study) -> pd.DataFrame:
    """Give the means along each factor: a row a factor and value, or stretch of values, with its band."""
    tell = {"grid": _of_grid, "one-at-a-time": _of_steps, "morris": _of_nothing}.get(study.design, _of_random)
    return pd.DataFrame([row for axis in study.axes for row in tell(study, axis)], columns=COLUMNS)


def _of_grid(study: Study, axis: Axis) -> Iterator[dict[str, Any]]:
    cells, _, out = cells_of(study)
    at = study.axes.index(axis)
    levels = [level for level in axis.levels if f"{axis.name} = {level}" not in out]
    others = tuple(other for other in range(cells.ndim) if other != at)
    for level, mean in zip(levels, cells.mean(axis=others), strict=False):
        yield _row(axis, level, level, level, mean_interval(mean + _luck_at(study, axis, level, out)))


def _luck_at(study: Study, axis: Axis, level: Any, out: tuple[str, ...]) -> NDArray[np.float64]:
    """Give how far each replication lies from the mean of a level, of those that half of its points have."""
    mine = np.array([value == level for value in axis.values])
    for other in study.axes:
        mine &= np.array([f"{other.name} = {value}" not in out for value in other.values])
    rest = (study.table - study.means[:, None])[mine & np.isfinite(study.means)]
    there = np.isfinite(rest)
    counted = (there.sum(axis=0) * 2 >= len(rest)) & there.any(axis=0)
    if not counted.any():
        return np.zeros(1)  # a mean without an interval
    luck: NDArray[np.float64] = np.nanmean(rest[:, counted], axis=0)
    luck -= luck.mean()
    return luck


def _of_steps(study: Study, axis: Axis) -> Iterator[dict[str, Any]]:
    for row in along_axis(study, axis):
        value = axis.values[row]
        yield _row(axis, value, value, value, mean_interval(study.table[row]))


def _of_nothing(_study: Study, _axis: Axis) -> Iterator[dict[str, Any]]:
    yield from ()


def _of_random(study: Study, axis: Axis) -> Iterator[dict[str, Any]]:
    counted = study.points["part"].isin(["A", "B"]).to_numpy() if "part" in study.points else study.distinct
    numbers = np.array(axis.values, np.float64) if axis.ordered else axis.places
    for one in along(numbers[counted], study.means[counted]):
        if axis.ordered:
            yield _row(axis, one.value, one.low, one.high, one.mean)
        else:
            level = axis.value_at(one.value)
            yield _row(axis, level, level, level, one.mean)


def _row(axis: Axis, value: Any, low: Any, high: Any, mean: Any) -> dict[str, Any]:
    return {
        "factor": axis.name, "value": value, "from": low, "to": high,
        "mean": mean.mean, "low": mean.low, "high": mean.high, "n": mean.n,
    }  # fmt: skip
