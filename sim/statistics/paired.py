"""The difference of two scenarios whose replications are paired: replication r of both has the same luck.

    difference   mean(D) -+ t(1 - (1 - level)/2, n - 1) * sd(D) / sqrt(n)      D_r = B_r - A_r
    gain         (var A + var B) / var D

The gain of common random numbers is how many times smaller the variance of the difference is than it would be
with luck of its own for each scenario; so many times more replications would those need for the same interval.
It is measured, not promised: where the pairs are negatively correlated it is below 1. With equal variances it is
1 / (1 - correlation). It is itself an estimate, and from few replications a rough one.

How large it could be with these runs:

`bound`  var D is smallest, whatever the numbers, when the smallest A is paired with the smallest B and so on up
         (the rearrangement inequality: Hardy, Littlewood & Polya 1934, Inequalities, theorem 368; for random
         variables Whitt 1976, Bivariate distributions with given marginals, Annals of Statistics 4:1280-1289).
         So no pairing of these very replications has a gain above the bound. It is no weaker than
         (var A + var B) / (sd A - sd B)**2, which holds for variances alone.

`most_gain`  the upper limit of the gain: with f the quantile of Fisher's F with n - 1 and n - 1 degrees of freedom
             that F falls below with probability `doubt`,

                 (1 + (2 gain - 1) / f) / 2

             since 2 gain - 1 is var(A + B) / var(A - B), and these are independent where A and B vary alike; where
             they do not, the limit errs on the high side (Pitman 1939, Biometrika 31:9-12; Morgan 1939, Biometrika
             31:13-19, doi:10.1093/biomet/31.1-2.13). The least gain of many measures is far below them all.

Common random numbers: Law (2015), Simulation modeling and analysis, 5th edition, section 11.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtri

from sim.statistics.intervals import MeanInterval, exact_mean, mean_interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


BY_CHANCE = 0.05
"""The share of differences of 0 that a 95 % interval takes for something."""


@dataclass(frozen=True, slots=True)
class PairedInterval:
    """The mean difference (other less baseline) with its interval, and what pairing was worth.

    `n` pairs had both values. `difference` is NaN without a pair, and its limits are with a single one. `gain`
    and `bound` are infinite where all differences are equal although the values are not, and NaN where nothing
    varies or there are fewer than two pairs. `identical`: both series are equal to the last bit, gaps included.
    """

    difference: MeanInterval
    gain: float
    bound: float
    identical: bool

    @property
    def n(self) -> int:
        """How many pairs there are."""
        return self.difference.n

    @property
    def moved(self) -> bool:
        """Tell whether the interval excludes 0; one pair has no interval."""
        return self.difference.low > 0 or self.difference.high < 0

    def __repr__(self) -> str:
        return f"<Paired {self.difference!r}, gain {self.gain:.3g} of at most {self.bound:.3g}>"


def paired_interval(baseline: ArrayLike, other: ArrayLike, *, level: float = 0.95) -> PairedInterval:
    """Give the interval of other - baseline, one value of each for a replication; pairs with a NaN do not count.

    To swap the two changes the signs and nothing else, to the last bit.
    """
    before, after = pairs(baseline, other)
    gain, bound = gains(before, after)
    same = bool(np.array_equal(np.asarray(baseline), np.asarray(other), equal_nan=True))
    return PairedInterval(mean_interval(after - before, level=level), gain, bound, same)


def pairs(baseline: ArrayLike, other: ArrayLike) -> tuple[Floats, Floats]:
    """Keep the pairs of which both values are there."""
    before, after = np.asarray(baseline, np.float64), np.asarray(other, np.float64)
    if before.shape != after.shape or before.ndim != 1:
        raise ValueError(f"baseline and other are not paired: shapes {before.shape} and {after.shape}")
    there = ~(np.isnan(before) | np.isnan(after))
    return before[there], after[there]


def gains(before: Floats, after: Floats) -> tuple[float, float]:
    """Give the gain of this pairing and of the best one there could be."""
    if len(before) < 2:
        return math.nan, math.nan
    unpaired = scatter(before) + scatter(after)
    return over(unpaired, scatter(after - before)), over(unpaired, scatter(np.sort(after) - np.sort(before)))


def most_gain(gain: float, n: int, *, doubt: float = BY_CHANCE) -> float:
    """Give how large the true gain may be where that of n pairs is this; too low with probability `doubt`."""
    if n < 2 or not math.isfinite(gain):
        return math.inf
    return (1 + (2 * gain - 1) / float(fdtri(n - 1, n - 1, doubt))) / 2


def scatter(values: Floats) -> float:
    """Give the mean squared distance from the mean; 0 to the last bit where all values are equal."""
    return exact_mean((values - exact_mean(values)) ** 2) if np.ptp(values) else 0.0


def over(unpaired: float, paired: float) -> float:
    """Divide two variances: infinite where only the second is 0, NaN where both are."""
    if paired == 0:
        return math.inf if unpaired else math.nan
    return unpaired / paired
