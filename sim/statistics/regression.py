"""Which inputs drive an output: the standardised regression on all of them at once.

Inputs and output are scaled to mean 0 and variance 1; then

    output = sum b_i input_i + rest        importance b_i**2, with an interval of b_i

Where inputs are drawn independently b_i**2 is the share of the output's variance that input i accounts for by
itself and in a straight line. To regress on all at once takes out what chance has mixed into a small design, as a
correlation with one of them could not. What inputs do in bends and together is in the rest: the share that is
explained (adjusted for the number of inputs) says how much of the output the shares are about.

The scales are estimates too, so b_i varies even where nothing is left over. Its error is that of its influence
values (the delta method; z the scaled inputs, y the scaled output, h_p the leverage of point p):

    (R**-1 z_p)_i rest_p / sqrt(1 - h_p)  +  b_i (z_pi**2 - y_p**2) / 2        R the correlations of the inputs

Huber (1981), Robust statistics, section 1.5, doi:10.1002/0471725250; leverage as in MacKinnon & White
(1985), Journal of Econometrics 29:305-325, doi:10.1016/0304-4076(85)90158-7.

Saltelli, Ratto, Andres et al. (2008), Global sensitivity analysis: the primer, section 1.2.5,
doi:10.1002/9780470725184; Draper & Smith (1998), Applied regression analysis, 3rd edition, chapter 5.
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
    """The share of an output's variance that an input accounts for, with its interval, and its sign."""

    share: float
    low: float
    high: float
    sign: int


@dataclass(frozen=True, slots=True)
class Drivers:
    """The importance of each input, and the share of the output's variance that they explain together."""

    each: tuple[Importance, ...]
    explained: float


def drivers(inputs: Floats, output: Floats, *, level: float = 0.95) -> Drivers:
    """Give the importance of each column of inputs; rows whose output is NaN do not count.

    With too few rows, or an output that does not vary, all are NaN.
    """
    there = ~np.isnan(output)
    n, k = inputs[there].shape
    spare = n - k - 1
    if spare < FEWEST_SPARE or not np.ptp(output[there]):
        return Drivers((Importance(math.nan, math.nan, math.nan, 0),) * k, math.nan)
    x, y = standard(inputs[there]), standard(output[there])
    inverse = np.asarray(np.linalg.pinv(x.T @ x), np.float64)
    slopes = inverse @ x.T @ y
    rest = float(((y - x @ slopes) ** 2).sum()) / spare
    reach = t_quantile(level, spare) * _errors(x, y, slopes, inverse)
    each = tuple(_squared(float(slope), float(width)) for slope, width in zip(slopes, reach, strict=True))
    return Drivers(each, 1.0 - rest * (n - 1) / n)


def _errors(x: Floats, y: Floats, slopes: Floats, inverse: Floats) -> Floats:
    """Give the standard errors of slopes between inputs and an output that were scaled by their own spread."""
    n = len(y)
    free = np.clip(1.0 - 1.0 / n - np.einsum("pi,ij,pj->p", x, inverse, x), 1e-9, None)
    of_rest = (x @ inverse * n) * ((y - x @ slopes) / np.sqrt(free))[:, None]
    of_scale = slopes * (x**2 - (y**2)[:, None]) / 2
    return np.asarray(np.sqrt(((of_rest + of_scale) ** 2).sum(axis=0) / (n * (n - 1))), np.float64)


def standard(columns: Floats) -> Floats:
    """Scale each column to mean 0 and variance 1; one that does not vary to 0."""
    spread = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0), np.float64)


def _squared(slope: float, reach: float) -> Importance:
    """Square a coefficient and the ends of its interval: 0 is the least if it holds that, and 1 the most."""
    ends = (slope - reach) ** 2, (slope + reach) ** 2
    low = 0.0 if abs(slope) <= reach else min(*ends, 1.0)
    return Importance(min(slope**2, 1.0), low, min(max(ends), 1.0), int(np.sign(slope)))
