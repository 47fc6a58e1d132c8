"""What luck adds to shares of a variance, and how far another luck would have moved them.

A share is one square of the means m of the points over another, m'Fm / m'Wm: what a factor does over all that
tells points apart. Luck that differs from point to point adds to every square; luck that goes with a factor, as
where a replication happens to have many callers and staffing does more in it than in others, adds to that
factor's. With the shifts s_r of the replications (`replicated`), whose products are the covariance of the means,

    share = (m'Fm - sum_r s_r'F s_r) / m'Wm               W keeps its luck, which is a share of its own
    var   = sum_r (2 m'H s_r)**2 + 2 (1 + 1/(R - 1)) sum_rq (s_r'H s_q)**2        H = (F - share W) / m'Wm
    reach = t(1 - (1 - level)/2, R - 1) * sqrt(var)

The first sum is how far luck moves a square at these means (the delta method), the second what it does where the
factor does nothing: the variance of a square of normal luck, twice its squared expectation, and that of what is
taken off, which R replications tell with R - 1 degrees of freedom (Searle 1971, Linear models, section 2.5).
There is no reach from a single replication: it cannot tell luck that goes with a factor from the factor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.intervals import t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def added(squares: Floats) -> Floats:
    """Give what luck is expected to add to each square.

    `squares` are those of the means and of the shifts with each other: a row and a column each, means first.
    """
    return np.asarray(np.trace(squares[..., 1:, 1:], axis1=-2, axis2=-1), np.float64)


def reach(shares: Floats, squares: Floats, whole: Floats, replications: int, level: float = 0.95) -> Floats:
    """Give how far another luck would move each share, on either side; NaN from a single replication.

    `squares` are those of the factors, `whole` that of the variance, each of the means and shifts as in `added`.
    """
    if replications < 2:
        return np.full(len(shares), np.nan)
    free = replications - 1
    apart = (squares - shares[:, None, None] * whole) / whole[0, 0]
    at_means, at_luck = apart[:, 0, 1:], apart[:, 1:, 1:]
    variance = 4 * (at_means**2).sum(axis=1) + 2 * (1 + 1 / free) * (at_luck**2).sum(axis=(1, 2))
    return t_quantile(level, free) * np.asarray(np.sqrt(variance), np.float64)
