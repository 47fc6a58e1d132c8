"""Where a curve known at a few points crosses zero, and where it may: the points that its noise does not exclude.

Between the points runs the monotone cubic of Fritsch & Carlson (1980, Monotone piecewise cubic interpolation, SIAM
Journal on Numerical Analysis 17:238-246, doi:10.1137/0717021), which has no hills and valleys but those of the
points. So the curve crosses between two points exactly if these lie on either side of zero.

The interval holds the x at which a t-test does not refuse that the curve is zero there (as Fieller's does for a
straight line): it need not be symmetric, and where it reaches an end of the grid it is open there.

That interval asks about one place. Whether the curve leaves zero at all, and on which side, is asked at all
points at once: a band that holds the whole curve is wider, with Student's quantile for as many questions as there
are points (Bonferroni). A change of sign counts where the curve is outside of that band on both sides of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.intervals import t_quantile
from sim.statistics.jackknife import half_width

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS = 2_000
"""In how many steps the grid is looked through."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """The one place where a curve crosses zero, with its interval; else how often it does.

    `times`: how many changes of sign are told from noise, and 1 also of a curve that changes its sign once but is
    clear of zero on one side alone: the interval is open on the other. `at` is NaN unless it crosses once, and
    where noise hides which of several places it is. `low` or `high` is the end of the grid where the interval is
    open there, and both are NaN where nothing is known of the noise or the curve does not cross once. `rising`:
    whether it ends above zero. `clear`: whether it is somewhere too far from zero to be noise; `sure`: whether
    everywhere.
    """

    at: float
    low: float
    high: float
    rising: bool
    times: int
    clear: bool
    sure: bool = False
    opens: tuple[bool, bool] = (False, False)
    """Whether the interval goes on below the grid, and above it."""
    told: tuple[tuple[float, float], ...] = ()
    """From which point to which the curve is clear of zero, in order: the points outside of the band."""
    seen: int = 0
    """How many times the curve itself changes its sign, noise or not."""


def crossing(x: Floats, curve: Floats, without: Floats, *, more: float = 0.0, level: float = 0.95) -> Crossing:
    """Find where a curve crosses zero: its values at increasing x, and those with one unit left out each.

    `without` has a row a point and a column a unit. `more` is what else is uncertain of the height of the whole
    curve: how far the interval of a part that is known by itself reaches on either side.
    """
    fine = np.linspace(x[0], x[-1], STEPS + 1)
    height = interpolated(x, curve, fine)
    band = np.hypot(half_width(interpolated(x, without, fine), level), more)
    seen, rising = _changes_of_sign(curve)
    if np.isnan(band).all():
        at = _between(fine, height, _first_past(height, rising=rising)) if seen == 1 else math.nan
        return Crossing(at, math.nan, math.nan, rising=rising, times=int(seen == 1), clear=False, seen=seen)
    width = np.hypot(half_width(without, level), more) * _widening(len(x), without.shape[-1], level)
    told, signs = _stretches(np.where(np.abs(curve) > width, np.sign(curve), 0.0))
    changes = np.flatnonzero(np.diff(signs)) if seen else np.zeros(0, np.int64)
    found = partial(
        Crossing, rising=bool(signs[-1] > 0) if len(signs) and seen != 1 else rising, clear=bool(told), seen=seen,
        sure=told == [(0, len(x) - 1)], told=tuple((float(x[first]), float(x[last])) for first, last in told),
    )  # fmt: skip
    if len(changes) > 1 or (seen != 1 and not len(changes)):
        return found(math.nan, math.nan, math.nan, times=len(changes))
    possible = np.abs(height) <= band
    before, after = (told[changes[0]][1], told[changes[0] + 1][0]) if len(changes) else (0, len(x) - 1)
    first, last = np.searchsorted(fine, x[[before, after]])
    if seen != 1 and _changes_of_sign(curve[before : after + 1])[0] != 1:
        unknown = first + np.flatnonzero(possible[first : last + 1])
        return found(math.nan, float(fine[unknown[0]]), float(fine[unknown[-1]]), times=1)
    turned = int(first) + _first_past(height[first : last + 1], rising=found.keywords["rising"])
    at = _between(fine, height, turned)
    low, high, opens = _not_excluded(fine, possible, turned)
    return found(at, min(low, at), max(high, at), times=1, opens=opens)


def _widening(points: int, units: int, level: float) -> float:
    """How much wider than a band for one place is one that holds the curve at all points at once."""
    return t_quantile(1 - (1 - level) / points, units - 1) / t_quantile(level, units - 1)


def _stretches(signs: Floats) -> tuple[list[tuple[int, int]], Floats]:
    """Give the first and last point of each run of equal signs that are not 0, and the sign of each."""
    starts = np.flatnonzero(np.diff(signs, prepend=0.0) * signs)
    ends = np.flatnonzero(np.diff(signs, append=0.0) * signs)
    return [(int(first), int(last)) for first, last in zip(starts, ends, strict=True)], signs[starts]


def _first_past(height: Floats, *, rising: bool) -> int:
    """Give the first place at which a curve that crosses once is past its crossing."""
    past = np.flatnonzero(height > 0 if rising else height < 0)
    return int(past[0]) if len(past) else len(height) - 1


def _changes_of_sign(curve: Floats) -> tuple[int, bool]:
    """Count them, and tell whether the last is upwards; a zero at an end of the grid is a crossing there.

    A curve that is zero at more than one point crosses at none of them: there is no telling where.
    """
    signs = np.sign(curve)
    others = signs[signs != 0]
    if len(others) < len(signs) - 1 or np.isnan(others).any():
        return 0, bool(len(others)) and bool(others[-1] > 0)
    first = [-others[0]] if signs[0] == 0 else []
    last = [-others[-1]] if signs[-1] == 0 else []
    signs = np.array([*first, *others, *last])
    return int(np.count_nonzero(np.diff(signs))), bool(signs[-1] > 0)


def interpolated(x: Floats, y: Floats, at: Floats) -> Floats:
    """Give the monotone cubic through points, NaN unless all are there; columns of `y` are curves of their own."""
    from scipy.interpolate import PchipInterpolator

    if not np.isfinite(y).all():
        return np.full((len(at), *y.shape[1:]), math.nan)
    return np.asarray(PchipInterpolator(x, y, axis=0)(at), np.float64)


def _between(fine: Floats, height: Floats, turned: int) -> float:
    """Give the zero between the last step before the crossing and the first after it."""
    if turned == 0:
        return float(fine[0])
    before, after = height[turned - 1], height[turned]
    return float(fine[turned - 1] + (fine[turned] - fine[turned - 1]) * before / (before - after))


def _not_excluded(
    fine: Floats, possible: NDArray[np.bool_], turned: int
) -> tuple[float, float, tuple[bool, bool]]:
    """Give the ends of what is possible around the crossing without a gap, and at which it reaches the grid's."""
    before, after = np.flatnonzero(~possible[:turned]), np.flatnonzero(~possible[turned:])
    first = before[-1] + 1 if len(before) else 0
    last = turned + after[0] - 1 if len(after) else len(fine) - 1
    return float(fine[first]), float(fine[last]), (not len(before), not len(after))
