"""Many questions at once: of many differences that are all 0, some seem not to be.

`beyond_chance` asks whether anything differs at all: whether of m two-sided t-tests, p(k) the k-th smallest of
their p-values,

    p(k) <= (1 - level) * k / m    for any k from 1 to m

Where nothing differs it says so once in twenty times, also of measures that go together (Simes 1986, An improved
Bonferroni procedure for multiple tests of significance, Biometrika 73:751-754, doi:10.1093/biomet/73.3.751; Sarkar
1998, Annals of Statistics 26:494-504, doi:10.1214/aos/1028144846). It names none of those that differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr, stdtrit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def beyond_chance(low: ArrayLike, high: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> bool:
    """Tell whether more of many intervals of means of `n` values exclude 0, and farther, than chance lets them.

    The intervals are Student's, each of the level. Those of fewer than 2 values do not count.
    """
    p = np.sort(_p_values(np.asarray(low, float), np.asarray(high, float), np.asarray(n, float), level))
    return bool(np.any(p <= (1 - level) * np.arange(1, len(p) + 1) / len(p))) if len(p) else False


def _p_values(low: Floats, high: Floats, n: Floats, level: float) -> Floats:
    """Give the two-sided p-value of each mean; 1 where all values are 0."""
    known = np.isfinite(low) & np.isfinite(high) & (n > 1)
    low, high, spare = low[known], high[known], n[known] - 1
    errors = (high - low) / 2 / stdtrit(spare, 0.5 + level / 2)
    distance = np.abs(high + low) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(distance > 0, distance / errors, 0.0)
    return np.asarray(2 * stdtr(spare, -t), np.float64)
