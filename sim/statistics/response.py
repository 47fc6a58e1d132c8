"""How an output answers to one input, whatever the others are: means along it, with a band.

By the values of the input where these are few, else in bins of equally many points: nothing is smoothed, so that a
step stays a step. The band is Student's interval of the mean over points, which the other inputs make differ; in a
full grid, where all points have the same others, over replications.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.statistics.intervals import MeanInterval

    Floats = NDArray[np.float64]

MOST_VALUES = 12
"""Different values up to which each has a mean of its own."""

MOST_BINS = 10
POINTS_A_BIN = 8


@dataclass(frozen=True)
class Stretch:
    """The mean of an output where an input lies from low to high, at `value` on average."""

    value: float
    low: float
    high: float
    mean: MeanInterval


def along(inputs: Floats, output: Floats) -> list[Stretch]:
    """Give the means along an input, from points drawn independently; NaN does not count."""
    there = np.isfinite(output)
    x, y = inputs[there], output[there]
    if not len(x):
        return []
    return [
        Stretch(float(x[rows].mean()), float(x[rows].min()), float(x[rows].max()), mean_interval(y[rows]))
        for rows in _groups(x)
    ]


def _groups(x: Floats) -> list[NDArray[np.intp]]:
    """Give the rows of each value, or of each bin."""
    values = np.unique(x)
    if len(values) <= MOST_VALUES:
        return [np.flatnonzero(x == value) for value in values]
    bins = int(np.clip(len(x) // POINTS_A_BIN, 1, MOST_BINS))
    return [np.sort(rows) for rows in np.array_split(np.argsort(x, kind="stable"), bins)]
