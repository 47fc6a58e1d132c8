"""The region of a claim: at which points around its own world it holds, and where it stops to.

The points are a Latin hypercube over the parameters that matter. Each has few replications, so the noise of a run
is taken from all points together:

    s**2 = sum over points and replications (effect - mean of the point)**2 / (runs - points)

and a point's interval is its mean -+ t(0.975, runs - points) s / sqrt(n). That is sound where noise is alike
everywhere, and errs at points that are much noisier than others.

Where a claim holds at some points only, one split of one parameter is searched for that tells them apart with the
fewest mistakes. Among so few points some split always looks good, so it is told only if a split as good is found
in at most one of twenty shuffles of the points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.claims.verdict import Standing, standing, together
from sim.statistics.intervals import t_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.questions.claims.experiment import Expected

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["Flip", "Region", "flip", "intervals", "looked_at"]

SHUFFLES, LIKELY_CHANCE = 400, 0.05
FEWEST = 8
"""Points of which fewer tell nothing about where a claim holds."""


@dataclass(frozen=True)
class Flip:
    """The split that tells where a claim holds: from a value of a parameter on, or up to it.

    The value lies halfway between two points. `inside` points lie on the side where it holds, at `held` of them it
    does; `outside` and `held_outside` are the same for the other side.
    """

    key: str
    value: float
    rising: bool
    inside: int
    held: int
    outside: int
    held_outside: int

    @property
    def words(self) -> str:
        """Say where it holds."""
        at = f"{self.value:.2g}" if abs(self.value) < 100 else f"{self.value:,.0f}"
        return f"from {self.key} {at} on" if self.rising else f"up to {self.key} {at}"


@dataclass(frozen=True)
class Region:
    """The points of a region: what was varied, the main effect with its interval, and how each point stands."""

    points: Mapping[str, Floats]
    mean: Floats
    low: Floats
    high: Floats
    standings: tuple[Standing, ...]
    flip: Flip | None

    def count(self, one: Standing) -> int:
        """Count the points that stand so."""
        return self.standings.count(one)


def looked_at(points: Mapping[str, Floats], effects: Sequence[Floats], expected: Sequence[Expected]) -> Region:
    """Judge the points of a region; of each part of the claim a table: a row a point, a column a replication."""
    found = [intervals(table) for table in effects]
    standings = tuple(
        together([standing(low[at], high[at], one) for (_, low, high), one in zip(found, expected, strict=True)])
        for at in range(len(effects[0]))
    )
    return Region(points, *found[0], standings, flip(points, standings))


def intervals(table: Floats) -> tuple[Floats, Floats, Floats]:
    """Give each point's mean and interval, with the noise of all points together; NaN is a missing value."""
    there = np.isfinite(table)
    runs = there.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, table, 0.0).sum(axis=1) / runs
        spare = int(runs.sum()) - int((runs > 0).sum())
        squares = float((np.where(there, table - mean[:, None], 0.0) ** 2).sum())
        reach = (
            t_quantile(0.95, spare) * np.sqrt(squares / spare / runs)
            if spare > 0
            else np.full(len(mean), math.nan)
        )
    return mean, mean - reach, mean + reach


def flip(points: Mapping[str, Floats], standings: Sequence[Standing]) -> Flip | None:
    """Find the split of one parameter that tells where a claim holds; None if chance could have made it."""
    holds = np.array([one is Standing.FOR for one in standings])
    if len(holds) < FEWEST or holds.all() or not holds.any():
        return None
    best = min(_splits(points, holds), key=lambda split: split[0])
    luck = np.random.Generator(np.random.PCG64(len(holds)))
    as_good = sum(
        min(split[0] for split in _splits(points, luck.permutation(holds))) <= best[0] for _ in range(SHUFFLES)
    )
    return _told(points, holds, *best[1:]) if as_good <= LIKELY_CHANCE * SHUFFLES else None


def _splits(points: Mapping[str, Floats], holds: Bools) -> list[tuple[int, str, float, bool]]:
    """Give every split with its mistakes: where it holds and the split says no, or the other way round."""
    found = []
    for key, column in points.items():
        values = np.unique(column)
        for cut in (values[1:] + values[:-1]) / 2:
            above = column > cut
            for rising in (True, False):
                wrong = int((holds != (above if rising else ~above)).sum())
                found.append((wrong, key, float(cut), rising))
    return found


def _told(points: Mapping[str, Floats], holds: Bools, key: str, cut: float, rising: bool) -> Flip:
    inside = points[key] > cut if rising else points[key] <= cut
    return Flip(key, cut, rising, int(inside.sum()), int(holds[inside].sum()),
                int((~inside).sum()), int(holds[~inside].sum()))  # fmt: skip
