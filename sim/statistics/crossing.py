"""Where a curve known at a few points crosses zero, and where it may: the points that its noise does not exclude.

Between the points runs the monotone cubic of Fritsch & Carlson (1980, Monotone piecewise cubic interpolation, SIAM
Journal on Numerical Analysis 17:238-246, doi:10.1137/0717021), which has no hills and valleys but those of the
points. So the curve crosses between two points exactly if these lie on either side of zero.

The interval holds the x at which a t-test does not refuse that the curve is zero there (as Fieller's does for a
straight line): it need not be symmetric, and where it reaches an end of the grid it is open there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.jackknife import half_width

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS = 2_000
"""In how many steps the grid is looked through."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """The one place where a curve crosses zero, with its interval; else how often it does.

    `at` is NaN unless it crosses once. `low` or `high` is the end of the grid where the interval is open there,
    and both are NaN where nothing is known of the noise or the curve does not cross once. `rising`: whether it
    ends above zero. `clear`: whether it is somewhere too far from zero to be noise; `sure`: whether everywhere.
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


def crossing(x: Floats, curve: Floats, without: Floats, *, more: float = 0.0, level: float = 0.95) -> Crossing:
    """Find where a curve crosses zero: its values at increasing x, and those with one unit left out each.

    `without` has a row a point and a column a unit. `more` is what else is uncertain of the height of the whole
    curve: how far the interval of a part that is known by itself reaches on either side.
    """
    fine = np.linspace(x[0], x[-1], STEPS + 1)
    height = interpolated(x, curve, fine)
    band = np.hypot(half_width(interpolated(x, without, fine), level), more)
    times, rising = _changes_of_sign(curve)
    clear, sure = bool(np.any(np.abs(height) > band)), bool(np.all(np.abs(height) > band))
    if times != 1:
        return Crossing(math.nan, math.nan, math.nan, rising=rising, times=times, clear=clear, sure=sure)
    past = np.flatnonzero(height > 0 if rising else height < 0)
    turned = int(past[0]) if len(past) else len(fine) - 1
    at = _between(fine, height, turned)
    if np.isnan(band).all():
        return Crossing(at, math.nan, math.nan, rising=rising, times=times, clear=clear)
    low, high, opens = _not_excluded(fine, np.abs(height) <= band, turned)
    return Crossing(at, min(low, at), max(high, at), rising=rising, times=times, clear=clear, opens=opens)


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
