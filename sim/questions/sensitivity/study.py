"""The points and runs of a sweep as tables of numbers, with what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.errors import UsageError, told
from sim.experiment.design import morris_steps
from sim.measures import rescued
from sim.statistics.replicated import Replicated, replicated

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NOT_FACTORS = frozenset({"point", "block", "part"})
AS_BASE = "as the base says"


class Sweep(Protocol):
    """What is asked of a sweep: a row a point with every factor, and a row a run with every measure.

    If it has a `plan`, that tells of the design and the factors; the runs of an unfinished sweep are those made.
    """

    @property
    def points(self) -> pd.DataFrame: ...
    @property
    def runs(self) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Frames:
    """Points and runs from anywhere, as a sweep.

    `points` has a row a point: point, every factor, and for `design` "sobol" block and part ("A", "B",
    "AB:<factor>"), for "morris" block (the trajectory) and part (the step), for "one-at-a-time", if it likes, part
    ("base", or the factor that is moved). `runs` has point, replication and the measures. Without a `design` it is
    told from the points. A `plan` tells of the design, the factors and what was asked.
    """

    points: pd.DataFrame
    runs: pd.DataFrame
    design: str | None = None
    plan: Any = None


@dataclass(frozen=True)
class Axis:
    """A factor: its name, and where each row of the design stands on it.

    `places` are from 0 (lowest value, first level) to 1; `values` what is said of them. On an axis that is not
    `ordered` the places only name things; on one that is `log` they lie by equal factors. Of one that is `single`
    a Morris design has but one step.
    """

    name: str
    values: tuple[Any, ...]
    places: Floats
    ordered: bool
    log: bool = False
    single: bool = False

    @cached_property
    def levels(self) -> tuple[Any, ...]:
        """The different values, in the order of their places."""
        return tuple(dict(sorted(zip(self.places.tolist(), self.values, strict=True))).values())

    def value_at(self, place: float) -> Any:
        """Give the value that is nearest to a place."""
        return self.values[int(np.abs(self.places - place).argmin())]


@dataclass(frozen=True)
class Study:
    """One measure over the rows of a design.

    `table` has a row a row of the design and a column a replication; NaN is a run that is missing, or whose
    measure is not defined (`undefined` of them; of an index all runs of a point without a gap). `runs` of `of`
    were made.
    """

    measure: str
    design: str
    axes: tuple[Axis, ...]
    points: pd.DataFrame
    table: Floats
    runs: int
    of: int
    undefined: int

    @cached_property
    def found(self) -> Replicated:
        """What each row gives, and how much of it is luck."""
        return replicated(self.table)

    @property
    def means(self) -> Floats:
        """The mean of each row."""
        return self.found.means

    @cached_property
    def distinct(self) -> NDArray[np.bool_]:
        """Which rows are a point's first: designs with blocks come to some points several times."""
        return ~self.points["point"].duplicated().to_numpy(bool)


def study_of(sweep: Sweep, measure: str | None = None) -> Study:
    """Take one measure out of a sweep; without a name, the first that the sweep is about."""
    if not (hasattr(sweep, "points") and hasattr(sweep, "runs")):
        raise UsageError(f"not a sweep: {told(sweep)}; load one, as in Sweep.load('results/mine')")
    points, runs, plan = sweep.points, sweep.runs, getattr(sweep, "plan", None)
    if not len(runs):
        raise UsageError("no run has finished yet; sensitivity is told from finished runs")
    chosen = measure_of(sweep, measure)
    design = getattr(sweep, "design", None) if plan is None else plan.design.name
    axes = _axes(points, getattr(plan, "factors", None))
    values = rescued.values_of(runs, chosen)
    wide = (
        runs[["point", "replication"]]
        .assign(value=values)
        .pivot(index="point", columns="replication", values="value")
    )
    table = wide.reindex(points["point"]).to_numpy(np.float64)
    each = getattr(plan, "replications", None) or table.shape[1]
    expected = max(len(runs), points["point"].nunique() * each)
    return Study(
        chosen, design or told_from(points, axes), axes, points.reset_index(drop=True), table, len(runs), expected,
        int(values.isna().sum()),
    )  # fmt: skip


def measures_of(sweep: Sweep) -> list[str]:
    """Give the measures that the runs of a sweep have."""
    others = {"point", "replication", "seed", *sweep.points.columns}
    return [name for name in sweep.runs.columns if name not in others]


def measure_of(sweep: Sweep, measure: str | None) -> str:
    """Give the measure that is asked for; without a name the first that the sweep is about.

    A sweep that asks for rescues is about the rescue index of its measures. Raises `UsageError` for an unknown
    one.
    """
    plan, there = getattr(sweep, "plan", None), measures_of(sweep)
    if measure is None:
        rescues = getattr(plan, "ask", "run") == "rescue"
        named = [*getattr(plan, "measures", ()), "retention"]
        wanted = [one for name in named for one in ([f"{rescued.INDEX}{name}"] if rescues else []) + [name]]
        return next((name for name in (*wanted, *there) if name in there), "")
    if measure not in there:
        near = get_close_matches(measure, there, 1)
        remedy = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(there[:5])} and others"
        raise UsageError(f"no measure {measure!r} in this sweep; {remedy}")
    return measure


# --- factors ------------------------------------------------------------------------------------------------


def _axes(points: pd.DataFrame, factors: Sequence[Any] | None) -> tuple[Axis, ...]:
    if factors is None:
        return tuple(_told_by(name, points[name].tolist()) for name in points.columns if name not in NOT_FACTORS)
    return tuple(_planned(factor, points[factor.name].tolist()) for factor in factors)


def _planned(factor: Any, values: list[Any]) -> Axis:
    """Place values as their factor does; what is left as the base says stands apart if it is no level.

    A column of a list has neither levels nor a range of its own.
    """
    values = _plain(values)
    if not factor.levels and factor.low == factor.high:
        return _told_by(factor.name, values)
    if any(value is None and value not in factor.levels for value in values):
        return _told_by(factor.name, values)
    places = [factor.place_of(value) for value in values]
    ordered = all(map(_is_number, values))
    return Axis(
        factor.name, tuple(values), np.array(places, np.float64), ordered, ordered and factor.log,
        morris_steps(factor) < 2,
    )  # fmt: skip


def _told_by(name: str, values: list[Any]) -> Axis:
    """Place values by themselves: numbers in their range, words in the order in which they come."""
    values = _plain(values)
    if all(map(_is_number, values)):
        numbers = np.array(values, np.float64)
        span = float(np.ptp(numbers)) if len(numbers) else 0.0
        places = (numbers - numbers.min()) / span if span else np.zeros(len(numbers))
        return Axis(name, tuple(values), places, True)
    order = {value: at for at, value in enumerate(dict.fromkeys(values))}
    places = np.array([order[value] for value in values], np.float64) / max(1, len(order) - 1)
    return Axis(name, tuple(AS_BASE if value is None else value for value in values), places, False)


def _plain(values: list[Any]) -> list[Any]:
    """Take the NaN that a table holds for nothing as nothing; whole numbers beside it were whole before."""
    empty = [isinstance(value, float) and bool(np.isnan(value)) for value in values]
    if not any(empty):
        return values
    whole = all(
        nothing or (_is_number(value) and value == int(value))
        for value, nothing in zip(values, empty, strict=True)
    )
    return [
        None if nothing else int(value) if whole else value for value, nothing in zip(values, empty, strict=True)
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def told_from(points: pd.DataFrame, axes: Sequence[Axis]) -> str:
    """Tell the design of points that come without a plan."""
    if "part" in points:
        parts = set(points["part"].astype(str))
        return "sobol" if "A" in parts else "one-at-a-time" if "base" in parts else "morris"
    rows = points["point"].nunique()
    if len(axes) and rows == int(np.prod([len(axis.levels) for axis in axes])):
        return "grid"
    usual = [max(set(axis.places.tolist()), key=axis.places.tolist().count) for axis in axes]
    varied = sum((axis.places != place).astype(int) for axis, place in zip(axes, usual, strict=True))
    if len(axes) > 1 and np.max(varied, initial=0) <= 1:
        return "one-at-a-time"
    return "list"
