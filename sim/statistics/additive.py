"""What each input of a random design accounts for by itself, in a straight line or a bend.

The output is regressed on all inputs at once, each with a curve of its own (Legendre polynomials of where it lies
in its range, of degree 1 to 3 as there are points for; an input that only names things, with a step for each
name):

    output = mean + sum g_i(input_i) + rest         v_i = var g_i - what chance adds to it
                                                    share_i = v_i / (sum v_j + var rest)

For independent inputs this is the first-order index of Sobol, found from any space-filling design; what inputs do
together is in the rest, with the noise. To regress on all at once takes out what chance has mixed into the
design. What chance adds is the variance of the fitted g_i around the true one. The shares, that of the rest, and
that of luck add up to one.

Noise between points need not be each point's own: where the same luck tilts a whole replication along an input,
the slope of the mean is the luck's in part, and no number of points tells. Replications do, by how far their own
slopes lie apart. That is taken off v_i too; and an interval says how far other points (one left out at a time) and
other replications (`other_luck`) would move a share, the two added in squares. From a single replication there is
none.

Storlie & Helton (2008), Multiple predictor smoothing methods for sensitivity analysis, Reliability Engineering &
System Safety 93:28-54, doi:10.1016/j.ress.2006.10.012 (regression on quadratic terms and smoothers); Saltelli et
al. (2008), Global sensitivity analysis: the primer, section 1.2.5, doi:10.1002/9780470725184.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial.legendre import legvander

from sim.statistics import other_luck
from sim.statistics.jackknife import half_width
from sim.statistics.sobol import Shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DEGREES = (3, 2, 1)
POINTS_A_TERM = 5
"""Points that each term of the regression asks for, before bends are looked for."""

FEWEST_SPARE = 8
"""Points beyond those that the terms use up, below which nothing is said."""


@dataclass(frozen=True)
class Additive:
    """The share of each input, what all of them explain by themselves, and the degree of their curves.

    Of few points only lines are looked for; `bends_take` is then how many points would allow bends (0 where bends
    were looked for, or there are none to be found, as between two values).
    """

    first: Shares
    explained: float
    degree: int
    points: int
    bends_take: int


def additive(
    places: Sequence[Floats], output: Floats, *, shifts: Floats | None = None, replications: int = 0,
    level: float = 0.95,
) -> Additive:  # fmt: skip
    """Give the share of each input; `places` are its columns, as of `straight` or `steps`. NaN does not count.

    `shifts` are how far the luck of each replication moves the output, a column each, and `replications` how many
    of them there are (`replicated`); without them the output is taken to be without luck.
    """
    there = np.isfinite(output)
    n, columns = int(there.sum()), [np.asarray(one[there], np.float64) for one in places]
    terms, degree = _terms(columns, n)
    bends = _bends_take(columns) if degree == DEGREES[-1] else 0
    spare = n - 1 - sum(one.shape[1] for one in terms)
    if spare < FEWEST_SPARE or not np.ptp(output[there]):
        nothing = np.full(len(columns), np.nan)
        return Additive(Shares(nothing, nothing, nothing), float("nan"), degree, n, bends)
    x, moved = np.hstack(terms), output[there][:, None]
    moved = moved if shifts is None else np.hstack([moved, shifts[there]])
    y = moved - moved.mean(axis=0)
    inverse = np.linalg.pinv(x.T @ x)
    slopes = inverse @ x.T @ y
    rest = y - x @ slopes
    bounds = np.cumsum([0, *(one.shape[1] for one in terms)]).tolist()
    blocks = [slice(*ends) for ends in pairwise(bounds)]
    squares = [x[:, at].T @ x[:, at] / n for at in blocks]
    chance = np.array([np.trace(s @ inverse[at, at]) for s, at in zip(squares, blocks, strict=True)])

    # What each input does, as squares of the means and of the shifts: less what chance adds, and of all together.
    noise = rest.T @ rest / spare
    each = np.array([slopes[at].T @ s @ slopes[at] for s, at in zip(squares, blocks, strict=True)])
    each -= chance[:, None, None] * noise
    whole = each.sum(axis=0) + noise
    luck = other_luck.added(each)
    found = (each[:, 0, 0] - luck) / whole[0, 0]

    def without(b: Floats, noise: Floats) -> Floats:
        fitted = [np.einsum("ri,ij,rj->r", b[:, at], s, b[:, at]) for s, at in zip(squares, blocks, strict=True)]
        clear = np.array(fitted) - chance[:, None] * noise
        return np.asarray((clear - luck[:, None]) / (clear.sum(axis=0) + noise), np.float64)

    # Each point left out moves the slopes by inverse x rest / (1 - leverage): no regression is done again.
    free = np.maximum(1 - 1 / n - np.einsum("ij,jk,ik->i", x, inverse, x), 1e-9)
    gone = rest[:, 0]
    left = without(
        slopes[:, 0] - (x @ inverse) * (gone / free)[:, None], ((gone**2).sum() - gone**2 / free) / (spare - 1)
    )
    reach = half_width(left, level)
    if shifts is not None:
        reach = np.hypot(reach, other_luck.reach(found, each, whole, replications, level))
    return Additive(Shares(found, found - reach, found + reach), float(found.sum()), degree, n, bends)


def steps(names: Floats) -> Floats:
    """Give the columns of an input that only names things: one a name but the first."""
    return np.asarray(names[:, None] == np.unique(names)[None, 1:], np.float64)


def _terms(columns: Sequence[Floats], n: int) -> tuple[list[Floats], int]:
    """Give the centred columns of each input, and the degree of the curves that there are points for."""
    for degree in DEGREES:
        terms = [_curves(one, degree) for one in columns]
        if n >= _asked(terms) or degree == DEGREES[-1]:
            break
    return [np.asarray(one - one.mean(axis=0) if n else one, np.float64) for one in terms], degree


def _asked(terms: Sequence[Floats]) -> int:
    """Give how many points so many terms ask for."""
    return POINTS_A_TERM * (1 + sum(int(one.shape[1]) for one in terms))


def _bends_take(columns: Sequence[Floats]) -> int:
    """Give how many points would allow bends; 0 where no input has three values."""
    lines, bends = ([_curves(one, degree) for one in columns] for degree in (1, 2))
    return _asked(bends) if _asked(bends) > _asked(lines) else 0


def _curves(column: Floats, degree: int) -> Floats:
    """Give the polynomials of a number from 0 to 1; the columns of steps as they are."""
    if column.ndim > 1:
        return column
    most = max(0, min(degree, len(np.unique(column)) - 1))
    return np.asarray(legvander(2 * column - 1, most)[:, 1:], np.float64)
