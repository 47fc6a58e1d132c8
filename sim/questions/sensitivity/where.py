"""Where something happens: boxes of the factors in which a measure is as high, or as low, as one asks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.arguments import is_number
from sim.errors import UsageError, told
from sim.measures.rescued import unit_of
from sim.questions.sensitivity.study import study_of
from sim.statistics import prim

if TYPE_CHECKING:
    from sim.questions.sensitivity.study import Axis, Study, Sweep
    from sim.statistics.prim import Box, Limit

SEED = 1
"""The luck of the search for boxes where a sweep has no seed of its own."""

COLUMNS = ["box", "factor", "low", "high", "among", "chance"]


@dataclass(frozen=True)
class Where:
    """In which boxes a measure is at least, or at most, so much.

    At `points` of the points it is known whether, at `unknown` it is not; it is so at `cases` of them.
    `limits` has a row a box and factor that it restricts: low and high are what the factor is at least and at most
    (NaN: no limit), `among` the levels of one that has no order; `chance` how likely chance alone made a limit
    there (a quasi-p-value: that the limit was searched for is not counted; points of one block count as one).
    A box that does not hold in points left out of the search is not given.
    `boxes` has a row a box: points, cases, density (share of its points where it happens), coverage (share of all
    points where it happens), and both `elsewhere`: of boxes found in the same way without a fifth
    of the points (of a design with blocks, of these), in what was left out.
    """

    study: Study
    at_least: float | None
    at_most: float | None
    points: int
    unknown: int
    cases: int
    found: tuple[Box, ...]

    def __repr__(self) -> str:
        return f"<Where {self.asked}: {self.cases} of {self.points} points, {len(self.found)} boxes>"

    @property
    def measure(self) -> str:
        """The measure that was asked about."""
        return self.study.measure

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return unit_of(self.measure)

    @property
    def asked(self) -> str:
        """What was asked, as a formula."""
        ends = [(">=", self.at_least), ("<=", self.at_most)]
        return " and ".join(f"{self.measure} {sign} {end:g}" for sign, end in ends if end is not None)

    @property
    def boxes(self) -> pd.DataFrame:
        """A row a box: how surely it happens in there, and how much of it that is."""
        rows = [
            (number, box.points, box.cases, box.density, box.coverage, *box.elsewhere)
            for number, box in enumerate(self.found, start=1)
        ]
        columns = ["box", "points", "cases", "density", "coverage", "density_elsewhere", "coverage_elsewhere"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def limits(self) -> pd.DataFrame:
        """A row a box and factor that it restricts."""
        rows = [
            (number, *_limit(self.study.axes[at], limit))
            for number, box in enumerate(self.found, start=1)
            for at, limit in sorted(box.limits.items())
        ]
        return pd.DataFrame(rows, columns=COLUMNS)


def where(
    sweep: Sweep, measure: str | None = None, *, at_least: float | None = None, at_most: float | None = None
) -> Where:
    """Ask where a measure is at least, or at most, so much: boxes in the space of the factors.

    Points at which the measure is not known do not count. Raises `UsageError` where no size is said.
    """
    if at_least is None and at_most is None:
        raise UsageError("say how large the measure is to be, as in where(found, 'profit', at_least=0.0)")
    for name, end in (("at_least", at_least), ("at_most", at_most)):
        if end is not None and not is_number(end):
            raise UsageError(f"{name} must be a finite number, got {told(end)}")
    study = study_of(sweep, measure)
    means = study.means
    known = np.isfinite(means) & study.distinct
    low, high = (-math.inf if at_least is None else at_least), (math.inf if at_most is None else at_most)
    happens = (means[known] >= low) & (means[known] <= high)
    inputs = np.stack([axis.places for axis in study.axes], axis=1)[known]
    unordered = frozenset(at for at, axis in enumerate(study.axes) if not axis.ordered)
    blocks = study.points["block"].to_numpy()[known] if "block" in study.points else None
    planned = getattr(getattr(sweep, "plan", None), "seed", SEED)
    found = prim.boxes(inputs, happens, blocks=blocks, unordered=unordered, seed=planned)
    unknown = int(study.distinct.sum()) - len(happens)
    return Where(study, at_least, at_most, len(happens), unknown, int(happens.sum()), tuple(found))


def _limit(axis: Axis, limit: Limit) -> tuple[str, Any, Any, tuple[Any, ...], float]:
    """Give a limit in the factor's own values."""
    if limit.among is not None:
        named = tuple(axis.value_at(place) for place in sorted(limit.among))
        return axis.name, math.nan, math.nan, named, limit.chance
    low, high = (axis.value_at(end) if math.isfinite(end) else math.nan for end in (limit.low, limit.high))
    return axis.name, low, high, (), limit.chance
