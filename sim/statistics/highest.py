"""How surely the highest of several paired series is above the lowest, as both were chosen for it.

Of many points that are all alike some is highest, and one replication after the other agrees that it is above the
lowest more often than 95 intervals in 100 should allow: the two were chosen for it. The interval therefore reaches
further than that of two points chosen beforehand, by the quantile of the studentized range of k values,

    highest - lowest -+ q(level, k, n - 1) * sd(D) / sqrt(2 n)      D_r = value r of the highest - of the lowest

with n pairs. For two series it is Student's paired interval, as q(level, 2, n - 1) = sqrt(2) t. Of k alike series
of normal luck it holds 0 in so many cases as it says. The standard deviation is that of these two series and not
of all, as the same luck may do more to some points than to others, or move neighbours alike.

Tukey (1953), The problem of multiple comparisons; Miller (1981), Simultaneous statistical inference, 2nd edition,
section 2.1, doi:10.1007/978-1-4613-8122-8. scipy.stats.studentized_range gives the same quantiles, a second later.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtri, ndtr, ndtri

from sim.statistics.intervals import MeanInterval
from sim.statistics.paired import paired_interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

NODES = 128
"""Nodes of the quadratures: quantiles are then right to 0.3 % up to 400 values, and to 1 % up to 2,000."""

TURNS = 24
"""Halvings of the bracket around a quantile: a millionth is left."""


def highest_less_lowest(
    highest: ArrayLike, lowest: ArrayLike, *, of: int, level: float = 0.95
) -> MeanInterval:  # fmt: skip
    """Give the mean difference of the two that were highest and lowest of so many, with its interval."""
    found = paired_interval(lowest, highest, level=level).difference
    if found.n < 2:
        return found
    reach = times_wider(of, found.n - 1, level) * found.half_width
    return MeanInterval(found.mean, found.mean - reach, found.mean + reach, found.sd, found.n, level)


@cache
def times_wider(of: int, free: int, level: float = 0.95) -> float:
    """Give how many times as far an interval of two of so many reaches as one of two chosen beforehand."""
    return 1.0 if of <= 2 else range_quantile(of, free, level) / range_quantile(2, free, level)


@cache
def range_quantile(of: int, free: int, level: float = 0.95) -> float:
    """Give the quantile of the range of so many normal values, over a standard deviation with `free` degrees."""
    at, weights = np.polynomial.legendre.leggauss(NODES)
    chances, weights = (at + 1) / 2, weights / 2
    sds = np.sqrt(chdtri(free, 1 - chances) / free)  # chdtri counts from above
    lowest = ndtri(chances)

    def below(width: float) -> float:
        """P(range <= width), over the lowest value and the standard deviation."""
        between = ndtr(lowest[:, None] + width * sds[None, :]) - chances[:, None]
        return float(of * weights @ between ** (of - 1) @ weights)

    low, high = 0.0, 1.0
    while below(high) < level:
        low, high = high, 2 * high
    for _ in range(TURNS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < level else (low, middle)
    return (low + high) / 2
