"""How much of an output's variance each input accounts for: Sobol's indices from a Saltelli design.

Two independent samples A and B of N points each, and for each input i the points AB_i: those of A, with input i
from B. With f less its mean over A and B, and V its variance there,

    first  S_i = mean(f_B (f_AB_i - f_A)) / V              what input i does by itself
    total  T_i = mean((f_A - f_AB_i)**2) / 2 / V           all that it has a part in
    both   U_ij = T_i + T_j - mean((f_AB_i - f_AB_j)**2) / 2 / V

AB_i and AB_j differ in inputs i and j alone, so that the last mean is the total of the pair; what is in both of
their totals but once in that of the pair is what the two do together, with or without others: the total
interaction index. It costs no point more.

First and total are those of Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola (2010), Variance based
sensitivity analysis of model output, Computer Physics Communications 181:259-270, doi:10.1016/j.cpc.2009.09.018,
and so the numbers of `scipy.stats.sobol_indices`. That one refuses a number of blocks that is not a power of two,
and none is left once a run is missing; therefore the formulas stand here. The total interaction index is Liu &
Owen's (2006), Estimating mean dimensionality of analysis of variance decompositions, Journal of the American
Statistical Association 101:712-721, doi:10.1198/016214505000001410; Fruth, Roustant & Kuhnt (2014), Total
interaction index, Journal of Statistical Planning and Inference 147:212-223, doi:10.1016/j.jspi.2013.11.007.

Points are means over replications, and luck that differs from point to point adds to every square of a
difference: an input that does no more than stir the luck would have the noise for its total. Given the
replications, half of the variance of the mean of f_A - f_AB_i over them is taken off, block by block, and so for
the pairs; V keeps its noise, which is a share of its own.

A block is row n of A with row n of B and their d points AB: it is drawn as a whole for the intervals (percentiles
of the bootstrap; Efron & Tibshirani 1993, An introduction to the bootstrap, chapter 13), and falls out as a whole
where a run of it is missing. Where the points are a Sobol' sequence, which fills space more evenly than chance
does, the true error is smaller than such an interval says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RESAMPLES = 2_000
FEWEST_BLOCKS = 8
"""Blocks below which nothing is said: the variance itself would be a guess."""

CHUNK = 4_000_000
"""Numbers of the bootstrap that are held at once."""


@dataclass(frozen=True)
class Shares:
    """Estimates with the ends of their intervals, each of the same shape."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Indices:
    """First and total index of each input, the total interaction of each pair (in the order of `pairs`).

    `blocks` of `of` had all their runs and were used.
    """

    first: Shares
    total: Shares
    together: Shares
    blocks: int
    of: int


def pairs(inputs: int) -> list[tuple[int, int]]:
    """Give the pairs of inputs, in order."""
    return [(i, j) for i in range(inputs) for j in range(i + 1, inputs)]


def indices(
    f_a: Floats, f_b: Floats, f_ab: Floats, *, runs: tuple[Floats, Floats] | None = None, seed: int,
    level: float = 0.95, resamples: int = RESAMPLES,
) -> Indices:  # fmt: skip
    """Give the indices from the outputs at A and B, one a block, and at AB, a row an input.

    `runs` are the outputs at A and at AB by replication, along one more axis; without them no noise is taken off.

    Blocks with a NaN do not count. With too few blocks, or an output that does not vary, all is NaN.
    """
    whole = np.isfinite(f_a) & np.isfinite(f_b) & np.isfinite(f_ab).all(axis=0)
    luck = _luck(runs[0][whole], runs[1][:, whole]) if runs else 0.0
    terms = _terms(f_a[whole], f_b[whole], f_ab[:, whole], luck)
    blocks, inputs = int(whole.sum()), len(f_ab)
    if blocks < FEWEST_BLOCKS or not np.ptp(np.concatenate([f_a[whole], f_b[whole]])):
        first, total, together = map(_nothing, (inputs, inputs, len(pairs(inputs))))
        return Indices(first, total, together, blocks, len(f_a))
    found = _of_means(terms.mean(axis=0)[None, :], inputs)
    drawn = _drawn(terms, inputs, seed=seed, resamples=resamples)
    ends = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    first, total, together = shares_of(np.vstack([found, ends]), inputs)
    return Indices(first, total, together, blocks, len(f_a))


def _luck(a: Floats, ab: Floats) -> Floats:
    """Give what noise adds to half the squared differences of A and AB_i, then of pairs: a row a block."""
    differences = [a - one for one in ab] + [ab[i] - ab[j] for i, j in pairs(len(ab))]
    return np.stack([noise_of_mean(one) / 2 for one in differences], axis=1)


def noise_of_mean(values: Floats) -> Floats:
    """Give the variance of the mean of each row; of a row with a single value, what the others have on average."""
    there = np.isfinite(values)
    count = there.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(there, values, 0.0).sum(axis=1) / count
        squares = np.where(there, values - means[:, None], 0.0) ** 2
        found = squares.sum(axis=1) / (count - 1) / count
    known = np.isfinite(found)
    return np.where(known, found, found[known].mean() if known.any() else 0.0)


def _terms(f_a: Floats, f_b: Floats, f_ab: Floats, luck: Floats | float) -> Floats:
    """Give what the indices are made of, means over blocks: a row a block."""
    centre = (f_a.mean() + f_b.mean()) / 2 if len(f_a) else 0.0  # the shift keeps the digits of large outputs
    a, b, ab = f_a - centre, f_b - centre, f_ab - centre
    moved = ab - a
    apart = [(ab[i] - ab[j]) ** 2 / 2 for i, j in pairs(len(ab))]
    means = np.stack([(a + b) / 2, (a**2 + b**2) / 2, *moved, *(b * moved)], axis=1)
    return np.hstack([means, np.stack([*(moved**2 / 2), *apart], axis=1) - luck])


def _of_means(means: Floats, inputs: int) -> Floats:
    """Give first, total and joint indices from the means of the terms, a row each."""
    centre, square = means[:, :1], means[:, 1:2]
    moved, products, halves, apart = np.split(means[:, 2:], np.cumsum([inputs] * 3), axis=1)
    variance = square - centre**2
    with np.errstate(invalid="ignore", divide="ignore"):
        first, total = (products - centre * moved) / variance, halves / variance
        left, right = np.array(pairs(inputs), int).reshape(-1, 2).T
        together = total[:, left] + total[:, right] - apart / variance
    return np.hstack([first, total, together])


def _drawn(terms: Floats, inputs: int, *, seed: int, resamples: int) -> Floats:
    """Give the indices of so many samples of blocks, drawn with replacement."""
    luck, blocks = np.random.Generator(np.random.PCG64(seed)), len(terms)
    at_once = max(1, CHUNK // blocks)
    found = []
    for start in range(0, resamples, at_once):
        times = luck.multinomial(blocks, np.full(blocks, 1 / blocks), size=min(at_once, resamples - start))
        found.append(_of_means(times @ terms / blocks, inputs))
    drawn = np.concatenate(found)
    return drawn[np.isfinite(drawn).all(axis=1)]


def shares_of(rows: Floats, inputs: int) -> tuple[Shares, Shares, Shares]:
    """Give first, total and joint shares from rows of estimates, lows and highs."""
    first, total, together = np.split(rows, [inputs, 2 * inputs], axis=1)
    return Shares(*first), Shares(*total), Shares(*together)


def _nothing(size: int) -> Shares:
    return Shares(*(np.full(size, np.nan) for _ in range(3)))
