"""How much can service quality rescue a weak product?

Four cells on common random numbers: the product weak or strong, the service poor or excellent. The rescue index of
a measure M is the share of the gap between the products that excellent service closes:

    [M(weak, excellent) - M(weak, poor)] / [M(strong, poor) - M(weak, poor)]

0: service cannot help; 1: it makes the weak product as good as the strong one with poor service.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sim.scenario import said
from sim.simulate import simulate_all
from sim.statistics.fieller import ratio_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.results import Results
    from sim.scenario import Scenario
    from sim.simulate import Engine, Progress

CELLS = {
    "weak_poor": ("product/weak", "service/poor"),
    "weak_excellent": ("product/weak", "service/excellent"),
    "strong_poor": ("product/strong", "service/poor"),
    "strong_excellent": ("product/strong", "service/excellent"),
}
"""The pieces of scenario that make each cell."""

SMALLEST_GAP = {"retention": 0.01, "cx": 0.01, "nps": 1.0, "clv": 1.0}
"""The measures of the index, each in its unit: a smaller gap between the products is none to close."""


@dataclass(frozen=True)
class Rescue:
    """The answer: four finished cells, and the share of the gap that service closes."""

    scenario: Scenario
    results: Mapping[str, Results]

    def __repr__(self) -> str:
        row = self.index.set_index("measure").loc["retention"]
        return f"<Rescue {self.scenario.name!r}: {row['index']:.0%} of the gap in retention>"

    @property
    def seed(self) -> int:
        """The seed of all cells."""
        return self.results["weak_poor"].seed

    @property
    def replications(self) -> int:
        """How many independent runs there are of each cell."""
        return self.results["weak_poor"].replications

    @property
    def population(self) -> int:
        """How many customers each run simulates."""
        return self.scenario.population

    @property
    def weight(self) -> int:
        """How many customers each of them stands for at the desk."""
        return self.scenario.weight

    @property
    def days(self) -> int:
        """How long they are simulated."""
        return self.scenario.days

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Give every measure of every cell, with its interval."""
        frames = [results.summary.assign(cell=cell) for cell, results in self.results.items()]
        return pd.concat(frames, ignore_index=True)[["cell", "measure", "mean", "low", "high", "unit"]]

    @cached_property
    def index(self) -> pd.DataFrame:
        """Give the rescue index of each headline measure with its Fieller interval."""
        return pd.DataFrame([self._index_of(measure) for measure in SMALLEST_GAP])

    def _index_of(self, measure: str) -> dict[str, object]:
        value = {cell: results.runs[measure].to_numpy() for cell, results in self.results.items()}
        closed = value["weak_excellent"] - value["weak_poor"]
        gap = value["strong_poor"] - value["weak_poor"]
        ratio = ratio_interval(closed, gap, smallest_denominator=SMALLEST_GAP[measure])
        return {
            "measure": measure, "index": ratio.ratio, "low": ratio.low, "high": ratio.high,
            "se": ratio.standard_error, "defined": ratio.defined,
            "numerator": ratio.numerator, "denominator": ratio.denominator,
        }  # fmt: skip


def cells_of(scenario: Scenario) -> list[Scenario]:
    """Give the scenario of each cell, in the order of `CELLS`; its title says which it is."""
    return [
        scenario.but({**said(product), **said(service), "title": f"{scenario.title or scenario.name}: {cell}"})
        for (product, service), cell in zip(CELLS.values(), map(_in_words, CELLS), strict=True)
    ]


def rescue(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
) -> Rescue:
    """Ask how much excellent service rescues a weak product, everything else as in `scenario`."""
    finished = simulate_all(
        cells_of(scenario), replications=replications, seed=seed, engine=engine, workers=workers, progress=progress
    )
    return Rescue(scenario, dict(zip(CELLS, finished, strict=True)))


def _in_words(cell: str) -> str:
    product, service = cell.split("_")
    return f"{product} product, {service} service"
