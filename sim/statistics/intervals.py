"""The mean of independent replications with its interval.

    mean -+ t(1 - (1 - level)/2, n - 1) * sd / sqrt(n)

Replications are few and independent of each other, so Student's t is exact for normal measures and good for
means over many customers. Measures of the same replication in two scenarios are paired: take the interval of
their differences.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

# The quantiles that scipy.stats.t gives, without the half second that importing scipy.stats takes.
from scipy.special import stdtrit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class MeanInterval:
    """A mean over replications and the interval that holds the true mean with probability `level`.

    `sd` is the standard deviation between replications and `n` the number of them that had a value. A single
    one says nothing about the noise: `low`, `high` and `sd` are NaN. Where there is none, so is `mean`.
    """

    mean: float
    low: float
    high: float
    sd: float
    n: int
    level: float = 0.95

    @property
    def half_width(self) -> float:
        """How far the interval reaches on either side of the mean."""
        return (self.high - self.low) / 2

    def __repr__(self) -> str:
        return f"<Mean {self.mean:.4g}, {self.level:.4g} in [{self.low:.4g}, {self.high:.4g}], n = {self.n}>"


def mean_interval(values: ArrayLike, *, level: float = 0.95) -> MeanInterval:
    """Give the mean of one value a replication, with Student's interval; values that are NaN do not count.

    The order of the values does not matter, not even in the last bit.
    """
    x = np.asarray(values, np.float64)
    x = x[~np.isnan(x)]
    n = len(x)
    if n == 0:
        return MeanInterval(math.nan, math.nan, math.nan, math.nan, 0, level)
    mean = exact_mean(x)
    if n == 1:
        return MeanInterval(mean, math.nan, math.nan, math.nan, 1, level)
    sd = math.sqrt(exact_mean((x - mean) ** 2) * n / (n - 1))
    reach = t_quantile(level, n - 1) * sd / math.sqrt(n)
    return MeanInterval(mean, mean - reach, mean + reach, sd, n, level)


def exact_mean(values: ArrayLike) -> float:
    """Divide the correctly rounded sum by the number of values: the same in every order."""
    x = np.asarray(values, np.float64).tolist()
    return math.fsum(x) / len(x)


def t_quantile(level: float, degrees_of_freedom: int) -> float:
    """Give the number of standard errors that a two-sided interval reaches on either side."""
    return float(stdtrit(degrees_of_freedom, 0.5 + level / 2))
