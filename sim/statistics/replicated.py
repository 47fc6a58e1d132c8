"""A table of points by replications: what each point gives, and how much of what tells points apart is luck.

    y[p, r] = value of point p + luck that all points share in replication r + noise

Replication r has the same luck at every point. What it does to all of them alike moves no point against another
and is taken out; only the rest is noise between points:

    noise of a run         sum rest**2 / (runs - points - replications + 1)
    share that is noise    noise * mean(1 / runs of a point) / variance between the means of the points

which for a whole table is one over the F of a two-way analysis of variance (Fisher 1925, Statistical methods for
research workers, chapter 7; Scheffe 1959, The analysis of variance, chapter 4). Holes are allowed: point and
shared luck are then fitted by least squares in turns. A replication that fewer than half of the points have says
too little about luck that all share, and is taken as it is.

Noise need not be each point's own: the same luck may tilt a whole replication along a factor. The shifts of a
replication therefore keep its points together. Summed over the replications their products are the covariance of
the means of any two points:

    shift[p, r] = rest[p, r] / sqrt(runs of p * (runs of p - 1))

and 0 where the run is missing or is the only one of its point.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_TURNS = 500
"""Far more than tables with a tenth of holes take."""


@dataclass(frozen=True)
class Replicated:
    """The mean of each point (NaN of one without a run), its number of runs, and the variance of one run's noise.

    `cleared` are the values less the luck that points share. The noise is NaN where no point has a second run.
    """

    means: Floats
    runs: Floats
    noise: float
    cleared: Floats

    @property
    def shifts(self) -> Floats:
        """How far luck shifts the mean of each point, a column a replication.

        Of a point with a single run nobody can tell; the others stand for it, each a little larger.
        """
        runs = self.runs[:, None]
        rest = np.where(np.isfinite(self.cleared), self.cleared - self.means[:, None], 0.0)
        told = np.where(runs > 1, rest / np.sqrt(np.maximum(runs * (runs - 1), 1.0)), 0.0)
        known = max(1, int((self.runs > 1).sum()))
        return np.asarray(told * np.sqrt((self.runs > 0).sum() / known), np.float64)

    @property
    def replications(self) -> int:
        """How many replications at least half of the points have."""
        there = np.isfinite(self.cleared)
        return int((there.sum(axis=0) * 2 >= (self.runs > 0).sum()).sum()) if there.any() else 0

    def noise_of_means(self, chosen: NDArray[np.bool_] | None = None) -> float:
        """Give the variance that noise adds to the means of the chosen points."""
        runs = self.runs if chosen is None else self.runs[chosen]
        counted = runs[runs > 0]
        return self.noise * float(np.mean(1 / counted)) if len(counted) else float("nan")

    def noise_share(self, chosen: NDArray[np.bool_] | None = None) -> float:
        """Give the share of the variance between the means of the chosen points that is noise; NaN if unknown."""
        means = self.means if chosen is None else self.means[chosen]
        between = _variance(means[np.isfinite(means)])
        noise = self.noise_of_means(chosen)
        return min(noise / between, 1.0) if between > 0 and isfinite(noise) else float("nan")


def replicated(values: Floats) -> Replicated:
    """Tell points from luck in a table with a row a point and a column a replication; NaN is a missing run."""
    there = np.isfinite(values)
    runs = there.sum(axis=1).astype(np.float64)
    shared = there.sum(axis=0) * 2 >= (runs > 0).sum()
    means, luck = _fitted(np.where(there, values, 0.0), there, shared)
    cleared = np.where(there, values - luck, np.nan)
    rest = np.where(there, cleared - means[:, None], 0.0)
    # Luck has one degree of freedom less than replications have effects: its mean is nought.
    spare = int(there.sum()) - int((runs > 0).sum()) - max(0, int((shared & there.any(axis=0)).sum()) - 1)
    noise = float((rest**2).sum()) / spare if spare > 0 else float("nan")
    return Replicated(means, runs, noise, cleared)


def _fitted(values: Floats, there: NDArray[np.bool_], shared: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Give the value of each point and the luck of each replication, by least squares in turns."""
    runs, points = there.sum(axis=1), there.sum(axis=0)
    luck = np.zeros(values.shape[1])
    means = np.zeros(values.shape[0])
    with np.errstate(invalid="ignore", divide="ignore"):
        for _ in range(MOST_TURNS):
            means = ((values - luck) * there).sum(axis=1) / runs
            found = np.where(shared, ((values - np.nan_to_num(means)[:, None]) * there).sum(axis=0) / points, 0.0)
            found = np.where(shared, found - found[shared].mean(), 0.0) if shared.any() else found
            moved = np.abs(found - luck).max(initial=0.0)
            luck = found
            if moved <= 1e-13 * np.abs(values).max(initial=0.0):
                break
        means = ((values - luck) * there).sum(axis=1) / runs
    return means, luck


def _variance(values: Floats) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else float("nan")
