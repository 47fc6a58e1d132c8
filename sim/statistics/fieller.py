"""The ratio of two means over paired replications: how much of a gap is closed.

Replication r gives a numerator N_r (what the lever moved) and a denominator D_r (the gap to be closed), both
on the same random numbers, so they are correlated. The estimate is the ratio of the means, mean(N) / mean(D),
and not the mean of the ratios, which one small D_r would ruin. Its interval holds the ratios that a t-test of
N - ratio * D does not refuse; its ends are Fieller's limits:

    (B -+ sqrt(B**2 - A C)) / A    A = mean(D)**2     - t**2 var(mean D)
                                   B = mean(N)mean(D) - t**2 cov(mean N, mean D)
                                   C = mean(N)**2     - t**2 var(mean N)

with t the quantile of Student's law with n - 1 degrees of freedom. Where A <= 0 the denominator cannot be
told from 0 and no finite interval exists.

Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical Society B 16:175-185,
doi:10.1111/j.2517-6161.1954.tb00159.x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.intervals import exact_mean, t_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RatioInterval:
    """A ratio of means over paired replications, with Fieller's interval and the jackknife standard error.

    Where it is not `defined` the ratio, its limits and its error are NaN, so that nobody quotes them; the two
    means remain. With one replication the ratio may be defined while its limits and its error are NaN.
    """

    ratio: float
    low: float
    high: float
    standard_error: float
    defined: bool
    numerator: float
    denominator: float
    n: int
    level: float = 0.95

    def __repr__(self) -> str:
        means = f"{self.numerator:.4g} / {self.denominator:.4g}"
        if not self.defined:
            return f"<Ratio {means}, undefined, n = {self.n}>"
        interval = f"{self.level:.4g} in [{self.low:.4g}, {self.high:.4g}]"
        return f"<Ratio {means} = {self.ratio:.4g}, {interval}, n = {self.n}>"


def ratio_interval(
    numerators: ArrayLike, denominators: ArrayLike, *, smallest_denominator: float, level: float = 0.95
) -> RatioInterval:
    """Give mean(numerators) / mean(denominators), one of each for a replication, with Fieller's interval.

    The ratio is undefined where the mean denominator is not significantly different from 0, or is smaller in
    size than `smallest_denominator`, below which a gap is of no interest however surely it is not 0. Pairs
    with a NaN do not count.
    """
    top, bottom = whole_pairs(numerators, denominators)
    n = len(top)
    means = (exact_mean(top), exact_mean(bottom)) if n else (math.nan, math.nan)
    limits = fieller_limits(top, bottom, level) if n > 1 else (math.nan, math.nan)
    if n == 0 or means[1] == 0 or abs(means[1]) < smallest_denominator or limits is None:
        return RatioInterval(math.nan, math.nan, math.nan, math.nan, False, *means, n, level)
    return RatioInterval(means[0] / means[1], *limits, jackknife_error(top, bottom), True, *means, n, level)


def whole_pairs(numerators: ArrayLike, denominators: ArrayLike) -> tuple[Floats, Floats]:
    """Keep the pairs of which both numbers are there."""
    top, bottom = np.asarray(numerators, np.float64), np.asarray(denominators, np.float64)
    if top.shape != bottom.shape or top.ndim != 1:
        raise ValueError(f"numerators and denominators are not pairs: shapes {top.shape} and {bottom.shape}")
    there = ~(np.isnan(top) | np.isnan(bottom))
    return top[there], bottom[there]


def fieller_limits(numerators: Floats, denominators: Floats, level: float) -> tuple[float, float] | None:
    """Give Fieller's limits for the ratio of two means, or None where the denominator may be 0."""
    n = len(numerators)
    top, bottom = exact_mean(numerators), exact_mean(denominators)
    from_top, from_bottom = numerators - top, denominators - bottom
    per_mean = t_quantile(level, n - 1) ** 2 / (n - 1)  # t**2, and what makes mean squares variances of means
    var_top = per_mean * exact_mean(from_top**2)
    var_bottom = per_mean * exact_mean(from_bottom**2)
    covariance = per_mean * exact_mean(from_top * from_bottom)

    a = bottom**2 - var_bottom
    b = top * bottom - covariance
    if a <= 0:
        return None
    # B**2 - A C, multiplied out: as it stands it would lose half of the digits where there is little noise.
    scatter = per_mean * exact_mean((bottom * from_top - top * from_bottom) ** 2)
    reach = math.sqrt(max(0.0, scatter - (var_top * var_bottom - covariance**2)))
    return (b - reach) / a, (b + reach) / a


def jackknife_error(numerators: Floats, denominators: Floats) -> float:
    """Give the standard error of a ratio of means from the ratios with one replication left out each.

    sqrt((n - 1)/n * sum (ratio without r - their mean)**2), NaN where nothing can be left out.
    """
    n = len(numerators)
    if n < 2:
        return math.nan
    return jackknife_spread((math.fsum(numerators) - numerators) / (math.fsum(denominators) - denominators))


def jackknife_spread(left_out: Floats) -> float:
    """Give the standard error of any estimate from the estimates with one replication left out each."""
    return math.sqrt((len(left_out) - 1) * exact_mean((left_out - exact_mean(left_out)) ** 2))
