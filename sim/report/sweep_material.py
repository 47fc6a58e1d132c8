"""What a report of a sweep is made from: the plan, its runs, and what there is to say of each measure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.measures import MEASURES, rescued
from sim.measures.rescued import unit_of
from sim.questions.sensitivity import Frames, sensitivity, where
from sim.report import sensitivity_words, wording
from sim.statistics.highest import times_wider
from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from sim.experiment.plan import Plan
    from sim.questions.sensitivity import Sensitivity, Where
    from sim.statistics.intervals import MeanInterval

SHOWN_FIRST = ("retention", "nps", "profit")
"""Measures that are shown where the sweep names none."""

MOST_SHOWN = 4
"""Measures that a page shows; all are in the tables."""


A_QUARTER = 0.25
"""The share of the gap to the strong product from which a page counts a product as rescued."""


class Swept(Protocol):
    """What there must be of a sweep: a sweep of the library has it, and so has a store."""

    @property
    def plan(self) -> Plan: ...
    @property
    def runs(self) -> pd.DataFrame: ...
    @property
    def failures(self) -> pd.DataFrame: ...
    @property
    def digest(self) -> str: ...


@dataclass(frozen=True)
class Measured:
    """One measure at every point: a row a point that has a run, a column a replication."""

    name: str
    table: pd.DataFrame
    indices: Mapping[int, MeanInterval] | None = None
    """Of an index each point's, with Fieller's interval."""

    @property
    def called(self) -> str:
        """What it is called in a sentence and in a table."""
        return called(self.name)

    @property
    def unit(self) -> str:
        """Its unit."""
        return unit_of(self.name)

    @property
    def better(self) -> str:
        """Which direction is better: higher, lower or neither."""
        if self.name.startswith((rescued.INDEX, rescued.GAINED)):
            return "higher"
        return MEASURES[self.name].better if self.name in MEASURES else "neither"

    @cached_property
    def means(self) -> pd.Series[float]:
        """The mean of each point at which it is defined."""
        return self.table.mean(axis=1).dropna()

    @property
    def points(self) -> list[int]:
        """The points at which it is defined."""
        return self.means.index.tolist()

    @property
    def least(self) -> int:
        """The point at which it is lowest; of equal ones the first."""
        return int(str(self.means.idxmin()))

    @property
    def most(self) -> int:
        """The point at which it is highest; of equal ones the first."""
        return int(str(self.means.idxmax()))

    def values(self, point: int) -> NDArray[np.float64]:
        """Give its value at a point in each replication."""
        return self.table.loc[point].to_numpy(np.float64)

    def interval(self, point: int) -> MeanInterval:
        """Give its mean at a point with the interval over replications."""
        if self.indices is not None:
            return self.indices[point]
        values = self.values(point)
        return mean_interval(values[np.isfinite(values)])

    def alike(self, point: int) -> int:
        """Count the other points whose difference from one, replication by replication, may be nothing.

        The one is the best or the worst of all: intervals reckon with that.
        """
        others = self.table.loc[[other for other in self.points if other != point]]
        differences = others.to_numpy(np.float64) - self.values(point)
        n = np.maximum(np.isfinite(differences).sum(axis=1), 1)
        wider = np.array([times_wider(len(self.points), max(1, one - 1)) for one in n.tolist()])
        certain = np.abs(np.nansum(differences, axis=1) / n) > wider * half_widths(differences)
        return int((~certain).sum())

    def at(self, point: int) -> str:
        """Write its mean at a point."""
        return wording.quantity(float(self.means[point]), self.unit)


@dataclass(frozen=True)
class Material:
    """A sweep, as far as it has come."""

    plan: Plan
    runs: pd.DataFrame
    failures: pd.DataFrame
    digest: str
    asked: str | None = None
    """A measure that is to be shown before all others."""

    @classmethod
    def of(cls, sweep: Swept | str | Path, asked: str | None = None) -> Material:
        """Take what is needed from a sweep, or from the folder of one."""
        if isinstance(sweep, str | Path):
            from sim.experiment.store import Store

            with Store.open(sweep) as store:
                return cls.of(store, asked)
        return cls(sweep.plan, sweep.runs, sweep.failures, sweep.digest, asked)

    @property
    def frames(self) -> Frames:
        """The sweep as questions take it."""
        return Frames(self.plan.frame, self.runs, plan=self.plan)

    @property
    def planned(self) -> int:
        """How many runs it is to have, at least."""
        return max(len(self.plan.runs), len(self.runs) + len(self.failures))

    @property
    def missing(self) -> int:
        """How many of them have neither finished nor failed."""
        ended = sum(int((table["replication"] < self.plan.replications).sum())
                    for table in (self.runs, self.failures) if len(table))  # fmt: skip
        return len(self.plan.runs) - ended

    @cached_property
    def measures(self) -> list[str]:
        """The measures that are shown, the most important first; none where no run has finished."""
        if not len(self.runs):
            return []
        wanted = [*([self.asked] if self.asked else []), *shown_first(self.plan)]
        there = [name for name in dict.fromkeys(wanted) if name in self.runs and self.runs[name].notna().any()]
        return (there or [name for name in MEASURES if name in self.runs][:1])[:MOST_SHOWN]

    @cached_property
    def answers(self) -> dict[str, Sensitivity]:
        """What matters for each of them."""
        return {name: sensitivity(self.frames, name) for name in self.measures}

    def where(self) -> Where | None:
        """Ask where service rescues at least a quarter, if the sweep asks for rescues; else nothing."""
        first = self.measures[0] if self.measures else ""
        if not first.startswith(rescued.INDEX) or len(self.plan.factors) < 2:
            return None
        return where(self.frames, first, at_least=A_QUARTER)

    def measured(self, name: str) -> Measured:
        """Give a measure at every point; of an index what makes the mean of a point its index."""
        values = rescued.values_of(self.runs, name)
        table = self.runs[["point", "replication"]].assign(value=values)
        wide = table.pivot(index="point", columns="replication", values="value")
        if not rescued.is_index(name, self.runs.columns):
            return Measured(name, wide)
        return Measured(name, wide, rescued.index_intervals(self.runs, name.removeprefix(rescued.INDEX)))

    def unit(self, name: str) -> str:
        """Write the unit of a measure where it stands by itself: that of money is the scenario's currency."""
        unit = unit_of(name)
        if unit.startswith("money"):
            return wording.visible(self.plan.base.money.currency)
        return wording.SHAPES.get(unit, wording.Shape()).suffix.strip()

    def title(self, name: str) -> str:
        """Name a measure with its unit."""
        return ", ".join(filter(None, [called(name), self.unit(name)]))

    def noise(self, name: str) -> float:
        """Give half the width of the interval at a typical point; NaN where one replication was made."""
        found = self.measured(name)
        halves = half_widths(found.table.loc[found.points].to_numpy(np.float64))
        return float(np.median(halves[np.isfinite(halves)])) if np.isfinite(halves).any() else float("nan")


def half_widths(values: NDArray[np.float64], level: float = 0.95) -> NDArray[np.float64]:
    """Give half the interval of the mean of each row; NaN where fewer than two values are known."""
    from scipy.special import stdtrit

    n = np.isfinite(values).sum(axis=1)
    rows = n > 1
    halves = np.full(len(values), np.nan)
    sd = np.nanstd(values[rows], axis=1, ddof=1)
    halves[rows] = stdtrit(n[rows] - 1, 0.5 + level / 2) * sd / np.sqrt(n[rows])
    return halves


def shown_first(plan: Plan) -> tuple[str, ...]:
    """Give the measures that a sweep is about; where it asks for rescues, the rescue index of each comes first."""
    wanted = plan.measures or SHOWN_FIRST
    if plan.ask == "run":
        return tuple(wanted)
    known = set(rescued.names_of_values())
    if known & set(wanted):  # whoever names them knows what he wants to see first
        return tuple(wanted)
    indices = [name for name in (f"{rescued.INDEX}{one}" for one in wanted) if name in known]
    gained = [name for name in (f"{rescued.GAINED}{one}" for one in wanted) if name in known]
    return (*indices, *gained[:1], *wanted)


def called(name: str) -> str:
    """Call a measure of a sweep as it stands in a sentence and in a table."""
    return wording.label(name) if name in MEASURES else sensitivity_words.measure(name)
