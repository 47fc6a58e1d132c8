"""How surely the highest of several paired series is above the lowest, as both were chosen for it.

Of many points that are all alike some is highest, and one replication after the other agrees that it is above the
lowest more often than 95 intervals in 100 should allow: the two were chosen for it. The interval therefore reaches
further than that of two points chosen beforehand, by the quantile of the studentized range of k values,

    highest - lowest -+ q(level, k, n - 1) * sd(D) / sqrt(2 n)      D_r = value r of the highest - of the lowest

with n pairs. For two series it is Student's paired interval, as q(level, 2, n - 1) = sqrt(2) t. Of k alike series
of normal luck it holds 0 in so many cases as it says. The standard deviation is that of these two series and not
of all, as the same luck may do more to some points than to others, or move neighbours alike.

Tukey (1953), The problem of multiple comparisons; Miller (1981), Simultaneous statistical inference, 2nd edition,
section 2.1, doi:10.1007/978-1-4613-8122-8.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import TYPE_CHECKING

from sim.statistics.intervals import MeanInterval, t_quantile
from sim.statistics.paired import paired_interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


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
    if of <= 2:
        return 1.0
    from scipy.stats import studentized_range  # its import takes half a second, which only sweeps need wait for

    return float(studentized_range.ppf(level, of, free)) / (sqrt(2.0) * t_quantile(level, free))
