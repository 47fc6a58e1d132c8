"""Has a ratio changed? The difference of two ratios of means over the same paired replications.

    change   R2 - R1,  R = mean(N) / mean(D)        se   jackknife over replications        change -+ t(n - 1) se

Both ratios are of the same runs, at an early and at a late day say, so they are correlated, and the difference of
their intervals would say too little. The jackknife leaves one replication out of all four means at once and so has
the correlation in it (Efron & Stein 1981, The jackknife estimate of variance, Annals of Statistics 9:586-596).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.statistics.fieller import jackknife_spread, whole_pairs
from sim.statistics.intervals import t_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class RatioChange:
    """A ratio less an earlier one; NaN where either has no denominator.

    So are its limits and its error where one replication has all of a denominator, and cannot be left out.
    """

    difference: float
    low: float
    high: float
    standard_error: float
    n: int

    @property
    def fell(self) -> bool:
        """Tell whether the later ratio is surely the smaller one."""
        return self.high < 0


def ratio_change(
    before: tuple[ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike], *, level: float = 0.95
) -> RatioChange:
    """Give the change of a ratio, each given by its numerators and denominators, one a replication."""
    earlier, later = whole_pairs(*before), whole_pairs(*after)
    n = len(earlier[0])
    if len(later[0]) != n:
        raise ValueError(f"before and after are not paired: {n} and {len(later[0])} replications")
    sums = [math.fsum(values) for values in (*later, *earlier)]
    if n == 0 or sums[1] == 0 or sums[3] == 0:
        return RatioChange(math.nan, math.nan, math.nan, math.nan, n)
    difference = sums[0] / sums[1] - sums[2] / sums[3]
    without = [total - values for total, values in zip(sums, (*later, *earlier), strict=True)]
    if not (without[1].all() and without[3].all()):  # all of a gap is in one replication, as it is where n is 1
        return RatioChange(difference, math.nan, math.nan, math.nan, n)
    error = jackknife_spread(without[0] / without[1] - without[2] / without[3])
    reach = t_quantile(level, n - 1) * error
    return RatioChange(difference, difference - reach, difference + reach, error, n)
