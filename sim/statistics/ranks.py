"""Which inputs drive an output: the standardised regression of ranks.

Inputs and output are replaced by their ranks and scaled to mean 0 and variance 1; then

    output = sum b_i input_i + rest        importance b_i**2, with Student's interval of b_i

Ranks make a monotone relation a straight one, so b_i**2 is the share of the variance of the ranks that input i
accounts for, where inputs are drawn independently; regressing on all at once takes out what chance has mixed into
a small design. What the inputs do together, beyond the sum, is in the rest. Iman & Conover (1979), The use of the
rank transform in regression, Technometrics 21:499-509, doi:10.1080/00401706.1979.10489820; Saltelli & Marivoet
(1990), Non-parametric statistics in sensitivity analysis, Reliability Engineering & System Safety 28:229-253.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.intervals import t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_SPARE = 8
"""Points beyond those that the coefficients use up, below which nothing is said."""


@dataclass(frozen=True, slots=True)
class Importance:
    """The share of the variance of ranks that an input accounts for, with its interval, and its sign."""

    share: float
    low: float
    high: float
    sign: int


def importances(inputs: Floats, output: Floats, *, level: float = 0.95) -> list[Importance]:
    """Give the importance of each column of inputs; rows whose output is NaN do not count.

    With too few rows, or an output that does not vary, all are NaN.
    """
    there = ~np.isnan(output)
    n, k = inputs[there].shape
    spare = n - k - 1
    if spare < FEWEST_SPARE or not np.ptp(output[there]):
        return [Importance(math.nan, math.nan, math.nan, 0)] * k
    x, y = _standard_ranks(inputs[there]), _standard_ranks(output[there][:, None])[:, 0]
    inverse = np.linalg.pinv(x.T @ x)
    slopes = inverse @ x.T @ y
    rest = y - x @ slopes
    reach = t_quantile(level, spare) * np.sqrt(float(rest @ rest) / spare * np.diag(inverse))
    return [_squared(float(slope), float(width)) for slope, width in zip(slopes, reach, strict=True)]


def _squared(slope: float, reach: float) -> Importance:
    """Square a coefficient and the ends of its interval: 0 is the least if the interval holds it."""
    ends = (slope - reach) ** 2, (slope + reach) ** 2
    low = 0.0 if abs(slope) <= reach else min(ends)
    return Importance(slope**2, low, max(ends), int(np.sign(slope)))


def _standard_ranks(columns: Floats) -> Floats:
    """Rank each column from below, equal values alike, and scale to mean 0 and variance 1; a constant one to 0."""
    ranks = np.array([_ranks(column) for column in columns.T]).T.reshape(columns.shape)
    spread = ranks.std(axis=0)
    return np.asarray((ranks - ranks.mean(axis=0)) / np.where(spread > 0, spread, 1.0), np.float64)


def _ranks(values: Floats) -> Floats:
    """Give mean ranks: those of equal values are shared."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    upto = np.cumsum(count)
    return np.asarray((upto - (count - 1) / 2)[place], np.float64)
