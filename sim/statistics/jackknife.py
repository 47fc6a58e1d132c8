"""How surely any estimate from paired units is known: leave one unit out at a time and see how far it moves.

    estimate -+ t(1 - (1 - level)/2, n - 1) * se    se = sqrt((n - 1)/n * sum (estimate without u - their mean)**2)

Units are what varies independently: replications, or groups of the customers of one run. For a mean this is
Student's interval to the last digit. Tukey (1958), Bias and confidence in not quite large samples, Annals of
Mathematical Statistics 29:614; Efron & Stein (1981), The jackknife estimate of variance, Annals of Statistics
9:586-596, doi:10.1214/aos/1176345462: it errs on the side of too wide.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.intervals import t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def left_out(values: Floats) -> Floats:
    """Give the means over the last axis with one unit left out each, in the place of that unit."""
    n = values.shape[-1]
    if n < 2:
        return np.full(values.shape, math.nan)
    return np.asarray((values.sum(axis=-1, keepdims=True) - values) / (n - 1), np.float64)


def half_width(estimates: Floats, level: float = 0.95) -> Floats:
    """Give how far an interval reaches on either side, from the estimates with one unit left out.

    The units are along the last axis.
    """
    n = estimates.shape[-1]
    if n < 2:
        return np.full(estimates.shape[:-1], math.nan)
    return t_quantile(level, n - 1) * np.asarray(np.sqrt((n - 1) * estimates.var(axis=-1)), np.float64)
