"""Which inputs matter at all: Morris's elementary effects along trajectories.

A trajectory visits d + 1 points, of which each differs from the one before in one input. The elementary effect of
that input is how far the output moved over how far the input did, as a share of its range. Over trajectories

    mu      mean effect               mu*     mean size of the effect: how much the input matters
    sigma   standard deviation of the effects: how far it bends, or depends on the others

Morris (1991), Factorial sampling plans for preliminary computational experiments, Technometrics 33:161-174,
doi:10.1080/00401706.1991.10484804; mu* is Campolongo, Cariboni & Saltelli's (2007), An effective screening design
for sensitivity analysis of large models, Environmental Modelling & Software 22:1509-1518,
doi:10.1016/j.envsoft.2006.10.004.

On whole trajectories the numbers are those of `SALib.analyze.morris`. That one takes every step to be as long as
the grid of the design says; here it is as long as it was, since an input that counts (agents, say) is rounded.
The intervals leave one trajectory out at a time: for mu and mu*, which are means, this is Student's interval,
where the bootstrap of so few trajectories would be too narrow. A design of four levels has two steps of an input.
Where all trajectories took the same one, nothing is known of the other, and there is no interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.statistics.jackknife import half_width

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

FEWEST_TRAJECTORIES = 3
"""Trajectories below which nothing is said. Where both steps were taken, intervals from 3 are wide and hold the
truth nearly as often as those from 5: of six test functions in 90 to 100 % on average over the inputs, from 5 in
91 to 100 %."""


@dataclass(frozen=True)
class Screening:
    """Of each input mu, mu* and sigma and how far their intervals reach on either side.

    An input of which the same step was always taken has no interval: NaN. `trajectories` of `of` had all their
    runs and were used.
    """

    mu: Floats
    mu_reach: Floats
    mu_star: Floats
    mu_star_reach: Floats
    sigma: Floats
    sigma_reach: Floats
    trajectories: int
    of: int


def screening(places: Floats, outputs: Floats, *, single: Bools | bool = False, level: float = 0.95) -> Screening:
    """Give the screening measures from trajectories x steps x inputs, each from 0 to 1, and their outputs.

    Trajectories with a NaN output do not count. `single` tells of each input whether the design has but one step
    of it, as of two levels.
    """
    whole = np.isfinite(outputs).all(axis=1)
    effects = elementary_effects(places[whole], outputs[whole])
    both = _several_steps(places[whole]) | single
    mu, mu_star, sigma = (_with_reach(effects, both, estimate, level) for estimate in (_mean, _size, _spread))
    return Screening(*mu, *mu_star, *sigma, int(whole.sum()), len(outputs))


def elementary_effects(places: Floats, outputs: Floats) -> Floats:
    """Give the effect of each input in each trajectory, a row a trajectory.

    An input that was rounded to where it had been has none there: NaN.
    """
    steps, moved = np.diff(places, axis=1), np.diff(outputs, axis=1)[:, :, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        slopes = np.where(steps != 0, moved / steps, 0.0)
    taken = (steps != 0).any(axis=1)
    return np.where(taken, slopes.sum(axis=1), np.nan)


def _several_steps(places: Floats) -> Bools:
    """Tell of which inputs different steps were taken; there and back are the same one."""
    ends = np.sort(places[:, [0, -1]], axis=1).round(9)  # thirds are not exact
    return np.array([len(np.unique(one[one[:, 0] < one[:, 1]], axis=0)) > 1 for one in np.moveaxis(ends, 2, 0)])


def _with_reach(
    effects: Floats, both: Bools, estimate: Callable[[Floats], float], level: float
) -> tuple[Floats, Floats]:
    found, reach = np.full((2, effects.shape[1]), np.nan)
    for at, column in enumerate(effects.T):
        known = column[np.isfinite(column)]
        if len(known) >= FEWEST_TRAJECTORIES:
            found[at] = estimate(known)
            without = np.array([estimate(np.delete(known, one)) for one in range(len(known))])
            reach[at] = half_width(without, level)
    return found, np.where(both, reach, np.nan)


def _mean(effects: Floats) -> float:
    return float(effects.mean())


def _size(effects: Floats) -> float:
    return float(np.abs(effects).mean())


def _spread(effects: Floats) -> float:
    return float(effects.std(ddof=1))
