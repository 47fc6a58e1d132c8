"""What each factor of a full grid accounts for: the analysis of variance by factor, pair, and luck.

With every level of every factor together with every other, the mean over all factors but those in u is known
exactly, and with it the variance that u accounts for, C_u = var of that mean. Of the variance V between all
points

    first  C_i / V                              factor i by itself
    total  1 - C_(all but i) / V                all that it has a part in
    both   (C_ij - C_i - C_j) / V               what two do together, by themselves
    noise  luck that happens to differ from point to point

that is, Sobol's indices of the grid, its levels equally likely (Archer, Saltelli & Sobol 1997, Sensitivity
measures, ANOVA-like techniques and the use of bootstrap, Journal of Statistical Computation and Simulation
58:99-120, doi:10.1080/00949659708811825).

Luck moves the means and so adds to each C_u. How much shows in how far replications disagree on them, less what is
common to all points of a replication (they share its luck):

    bias_u = mean over the levels of u of var_r(mean_u[level, r] - mean[r]) / replications

which is the analysis of variance with the replications as a random factor (Scheffe 1959, The analysis of
variance, chapter 8), and is taken off. So the shares of all factors and pairs and the noise add up to one.
Intervals leave one replication out at a time; they say what another luck would change, and there is none from a
single replication. Where only one is left of two, its luck is that of the two: one alone does not show how much it
moves the means, and would be taken for exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.jackknife import half_width
from sim.statistics.sobol import Shares, pairs, shares_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

MOST_MISSING = 0.5
"""The share of a level's points that may be missing; a level that misses more is left out."""

FEWEST_REPLICATIONS = 2
TURNS = 200


@dataclass(frozen=True)
class Decomposition:
    """First and total share of each factor, that of each pair (in the order of `pairs`), and that of noise."""

    first: Shares
    total: Shares
    together: Shares
    noise: float


def decomposition(cells: Floats, *, level: float = 0.95) -> Decomposition:
    """Decompose the variance between the points of a whole grid: an axis a factor, the last one replications."""
    factors, replications = cells.ndim - 1, cells.shape[-1]
    found, noise = _shares(cells, cells)
    left = [np.delete(cells, one, axis=-1) for one in range(replications if replications > 1 else 0)]
    without = [_shares(kept, kept if replications > FEWEST_REPLICATIONS else cells)[0] for kept in left]
    reach = half_width(np.array(without).T, level) if without else np.full(len(found), np.nan)
    whole = np.array([found, found - reach, found + reach])
    return Decomposition(*shares_of(whole, factors), noise)


def _shares(cells: Floats, shown_by: Floats) -> tuple[Floats, float]:
    """Give first, total and joint shares in one row, and the share that is noise, as some replications show it."""
    factors = range(cells.ndim - 1)
    everything = _account(cells, tuple(factors), shown_by)
    between = everything[0]
    if not between > 0:
        return np.full(2 * len(factors) + len(pairs(len(factors))), np.nan), float("nan")

    def clear(chosen: tuple[int, ...]) -> float:
        variance, bias = _account(cells, chosen, shown_by)
        return variance - bias

    alone = [clear((i,)) for i in factors]
    total = [clear(tuple(factors)) - clear(tuple(j for j in factors if j != i)) for i in factors]
    together = [clear(pair) - alone[pair[0]] - alone[pair[1]] for pair in pairs(len(factors))]
    return np.array([*alone, *total, *together]) / between, everything[1] / between


def _account(cells: Floats, chosen: tuple[int, ...], shown_by: Floats) -> tuple[float, float]:
    """Give the variance that the chosen factors account for, and how much of it luck is expected to make."""
    means = _by_replication(cells, chosen).mean(axis=-1)
    return float(means.var()), _luck(_by_replication(shown_by, chosen)) / cells.shape[-1]


def _by_replication(cells: Floats, chosen: tuple[int, ...]) -> Floats:
    others = tuple(axis for axis in range(cells.ndim - 1) if axis not in chosen)
    return np.asarray(cells.mean(axis=others), np.float64)


def _luck(values: Floats) -> float:
    """Give the variance between replications, less what is common to all points of one; nothing shows in one."""
    if values.shape[-1] < FEWEST_REPLICATIONS:
        return 0.0
    apart = values - values.mean(axis=tuple(range(values.ndim - 1)), keepdims=True)
    return float(apart.var(axis=-1, ddof=1).mean())


# --- holes --------------------------------------------------------------------------------------------------


def levels_kept(there: Bools) -> tuple[Bools, ...]:
    """Say which levels of each factor have at least half of their points, leaving out the emptiest one first."""
    kept = tuple(np.ones(size, bool) for size in there.shape)
    while True:
        left = there[np.ix_(*kept)]
        if not left.size:
            return kept
        missing = [
            1 - left.mean(axis=tuple(a for a in range(left.ndim) if a != axis)) for axis in range(left.ndim)
        ]
        worst = max(range(left.ndim), key=lambda axis: float(missing[axis].max()))
        if missing[worst].max() <= MOST_MISSING:
            return kept
        kept[worst][np.flatnonzero(kept[worst])[int(missing[worst].argmax())]] = False


def filled(means: Floats) -> Floats:
    """Put missing points where the factors, each by itself, let expect them (Yates 1933).

    So what two factors do together there counts as nothing.
    """
    holes = ~np.isfinite(means)
    whole = np.where(holes, np.nanmean(means), means)
    for _ in range(TURNS if holes.any() else 0):
        axes = range(whole.ndim)
        sides = [whole.mean(axis=tuple(a for a in axes if a != axis), keepdims=True) for axis in axes]
        expected = sum(sides) - (whole.ndim - 1) * whole.mean()
        whole = np.where(holes, expected, whole)
    return np.asarray(whole, np.float64)
