"""If the assumptions are off: the rescue index in many worlds that are as plausible as the one of the scenario.

Simulation noise is what another seed would change. This is the other doubt: nobody measured how much an encounter
counts, or how many failures are reported. The study draws all such parameters from their ranges at once, simulates
the cells that the index needs in each of these worlds, on one and the same luck, and tells

    intervals  what the index is in nine worlds of ten (from the 5th to the 95th percentile), and its median
    drivers    which parameters the differences come from
    points     every world, so that a study can go on from where it stopped

Each world is one run with few people. What of the differences between worlds is simulation noise, reckoned from
groups of the customers, stands beside the interval; it makes it wider, never narrower.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.errors import UsageError
from sim.measures.rescued import SMALLEST_GAP
from sim.questions.rescue.cells import NEEDED, cells_of
from sim.questions.rescue.sides import sides_of
from sim.questions.rescue.sketch import by_group, smaller
from sim.questions.rescue.study import SIZES, Design, at, meaning
from sim.scenario import parameters
from sim.simulate import simulate_each
from sim.statistics.fieller import ratio_interval
from sim.statistics.regression import drivers
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Literal

    from numpy.typing import NDArray

    from sim.questions.rescue.sides import Sides
    from sim.scenario import Scenario
    from sim.simulate import Progress
    from sim.statistics.regression import Drivers

    Floats = NDArray[np.float64]
    Size = Literal["quick", "full"]
    Row = dict[str, object]

PEOPLE = 2_000
"""How many customers are simulated in each cell of each world, if there are so many."""

LOW, HIGH = 0.05, 0.95
"""The percentiles of the interval: nine worlds of ten lie between."""

FEWEST = 10
"""Worlds below which no percentiles are told."""

TOLD = 3
"""How many drivers make a sentence."""


@dataclass(frozen=True)
class Uncertainty:
    """What the study has found so far.

    `intervals`  a row a measure: low, median, high, n (worlds with an index), undefined (worlds without), noise
                 (the share of the variance between worlds that is simulation noise), explained (the share that the
                 parameters account for, each by itself and in a straight line)
    `drivers`    a row a parameter and measure, the strongest first: importance (share of the variance between
                 worlds), low, high, sign (+1: more of it raises the index)
    `points`     a row a world: study (which it belongs to), point, every parameter drawn, and the index of each
                 measure with its error (se_...)
    """

    design: Design
    points: pd.DataFrame

    def __repr__(self) -> str:
        row = self.intervals.set_index("measure").loc["retention"]
        told = row["n"] >= FEWEST
        found = f"{row['low']:.0%} to {row['high']:.0%} of the gap in retention" if told else "too little known"
        return f"<Uncertainty {self.design.scenario.name!r}: {found}, {len(self.points)} worlds of {self.worlds}>"

    @property
    def worlds(self) -> int:
        """How many worlds the whole study has."""
        return len(self.design.points)

    @property
    def complete(self) -> bool:
        """Tell whether all of them are there."""
        return len(self.points) == self.worlds

    @kept_table
    def intervals(self) -> pd.DataFrame:
        """Give the interval of the index of each measure."""
        return pd.DataFrame([self._interval(measure) for measure in SMALLEST_GAP])

    @kept_table
    def drivers(self) -> pd.DataFrame:
        """Give the parameters, the one that matters most first."""
        rows = [row for measure in SMALLEST_GAP for row in self._drivers(measure)]
        columns = ["parameter", "meaning", "measure", "importance", "low", "high", "sign"]
        found = pd.DataFrame(rows, columns=columns)
        order = found["measure"].map({measure: place for place, measure in enumerate(SMALLEST_GAP)})
        found = found.assign(order=order).sort_values(
            ["order", "importance"], ascending=[True, False], kind="stable"
        )
        return found.drop(columns="order").reset_index(drop=True)

    @property
    def strongest(self) -> tuple[str, ...]:
        """The parameters that drive the index of retention most, three at most: of those that surely do."""
        return tuple(surely(self.drivers)["parameter"])

    @property
    def caution(self) -> str:
        """What the reader has to know about the parameter behind the index."""
        weight = parameters()["recovery.service_weight"]
        low, high = self.design.span_of(weight.key)
        return (
            f"{weight.key}, how much an encounter with the desk counts, is {weight.source}: "
            f"here anything from {low:.2f} to {high:.2f}"
        )

    def _interval(self, measure: str) -> dict[str, object]:
        index = self.points[measure].to_numpy(np.float64)
        there = ~np.isnan(index)
        n = int(there.sum())
        told = np.quantile(index[there], [LOW, 0.5, HIGH]) if n >= FEWEST else [np.nan] * 3
        return {
            "measure": measure, "low": told[0], "median": told[1], "high": told[2], "n": n,
            "undefined": len(index) - n, "noise": self._noise(index[there], measure),
            "explained": self._found[measure].explained,
        }  # fmt: skip

    @cached_property
    def _found(self) -> Mapping[str, Drivers]:
        drawn = self.points[list(self.design.keys)].to_numpy(np.float64)
        return {measure: drivers(drawn, self.points[measure].to_numpy(np.float64)) for measure in SMALLEST_GAP}

    def _noise(self, index: Floats, measure: str) -> float:
        if len(index) < FEWEST or not np.ptp(index):
            return float("nan")
        own = self.points[f"se_{measure}"].to_numpy(np.float64) ** 2
        return min(1.0, float(np.nanmean(own)) / float(index.var(ddof=1)))

    def _drivers(self, measure: str) -> Iterator[dict[str, object]]:
        for key, one in zip(self.design.keys, self._found[measure].each, strict=True):
            yield {
                "parameter": key, "meaning": meaning(key), "measure": measure,
                "importance": one.share, "low": one.low, "high": one.high, "sign": one.sign,
            }  # fmt: skip


def surely(drivers: pd.DataFrame) -> pd.DataFrame:
    """Give the strongest drivers of retention's index, three at most, of which the interval is clear of 0."""
    return drivers[(drivers["measure"] == "retention") & (drivers["low"] > 0)].head(TOLD)


def uncertain(
    scenario: Scenario,
    sides: Sides | None = None,
    *,
    size: Size = "quick",
    seed: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    done: pd.DataFrame | None = None,
    after_world: Callable[[Uncertainty], None] = lambda _known: None,
) -> Uncertainty:
    """Ask how far the rescue index could be off because the assumptions are: the quick study or the full one.

    `after_world` is told what is known after each world, so that a study that is interrupted has an answer;
    `done`, the `points` of such a study, are not computed again. A full study goes on from a quick one. The points
    are the same with any number of workers. `progress(done, total)` counts the simulated days that are missing.
    """
    if size not in SIZES:
        raise UsageError(f"no such study: {size!r}; there are 'quick' and 'full'")
    compared = sides_of(scenario) if sides is None else sides
    design = Design(scenario.but(dict(compared.weak)), size, scenario.seed if seed is None else seed)
    cells = [smaller(spec, PEOPLE) for spec in cells_of(scenario, compared)][: len(NEEDED)]
    known = Uncertainty(design, _same_worlds(design, cells, done))
    for row in worlds(design, cells, set(known.points["point"]), workers=workers, progress=progress):
        new = pd.DataFrame([row], columns=_columns(design))
        points = pd.concat([known.points, new], ignore_index=True) if len(known.points) else new
        known = Uncertainty(design, points)
        after_world(known)
    return Uncertainty(design, known.points.sort_values("point", ignore_index=True))


def worlds(
    design: Design,
    cells: list[Scenario],
    there: set[int],
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> Iterator[Row]:
    """Simulate the worlds that are not there yet, and give each as soon as it is known."""
    missing = [point for point in range(len(design.points)) if point not in there]
    specs = [at(cell, design.factors(point)) for point in missing for cell in cells]
    stream = simulate_each(specs, replications=1, seed=design.seed, workers=workers, progress=progress)
    for point in missing:
        groups = {
            cell: by_group(results) for cell, results in zip(NEEDED, islice(stream, len(NEEDED)), strict=True)
        }
        drawn = dict(zip(design.keys, design.points[point].tolist(), strict=True))
        yield {"study": _name_of(design, cells), "point": point, **drawn, **_indexes(groups)}


def _indexes(groups: Mapping[str, Floats]) -> Row:
    """Give the index of each measure, and its error from the groups of customers; NaN where it is undefined."""
    closed = groups["weak_excellent"] - groups["weak_poor"]
    gap = groups["strong_poor"] - groups["weak_poor"]
    row: Row = {}
    for at_column, (measure, smallest) in enumerate(SMALLEST_GAP.items()):
        ratio = ratio_interval(closed[:, at_column], gap[:, at_column], smallest_denominator=smallest)
        row |= {measure: ratio.ratio, f"se_{measure}": ratio.standard_error}
    return row


def _columns(design: Design) -> list[str]:
    return [
        "study",
        "point",
        *design.keys,
        *(name for measure in SMALLEST_GAP for name in (measure, f"se_{measure}")),
    ]


def _name_of(design: Design, cells: list[Scenario]) -> str:
    """Name a study so that no other has the name: by its cells and its luck."""
    return "-".join([*(cell.digest[:8] for cell in cells), f"seed{design.seed}"])


def _same_worlds(design: Design, cells: list[Scenario], done: pd.DataFrame | None) -> pd.DataFrame:
    """Give those of the finished points that are points of this study; another study's are left out."""
    columns = _columns(design)
    if done is None or not set(columns) <= set(done.columns):
        return pd.DataFrame(columns=columns)
    own = done[done["point"].isin(range(len(design.points))) & (done["study"] == _name_of(design, cells))]
    drawn = design.points[own["point"].to_numpy(np.int64)]
    same = np.isclose(own[list(design.keys)].to_numpy(np.float64), drawn, rtol=1e-9, atol=0).all(axis=1)
    found: pd.DataFrame = own.loc[same, columns].drop_duplicates("point").reset_index(drop=True)
    return found
