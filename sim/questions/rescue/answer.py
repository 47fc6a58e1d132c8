"""The answer, drawn from four finished cells on common random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sim.arguments import check_scenarios
from sim.questions.counterfactual import Counterfactual, counterfactual
from sim.questions.rescue.cells import CELLS, cells_of
from sim.questions.rescue.cost import CostPerRescued, cost_per_rescued
from sim.questions.rescue.index import (
    Fading,
    HalfLife,
    attainable,
    by_measure,
    fading,
    half_life,
    interaction,
    over_time,
)
from sim.questions.rescue.notes import notes
from sim.questions.rescue.sides import Sides, sides_given
from sim.simulate import simulate_all
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.arguments import Engine
    from sim.results import Results
    from sim.scenario import Scenario
    from sim.simulate import Progress


@dataclass(frozen=True)
class Rescue:
    """The answer: four finished cells, and the share of the gap that service closes.

    `cells`             a row a cell and measure: mean, low, high, unit
    `index`             a row a measure: index (a share of the gap), Fieller interval, se, defined, and in the unit
                        of the measure numerator and denominator
    `attainable`        likewise, of the gap to the strong product with excellent service
    `index_over_time`   a row a day and measure, likewise
    `interaction`       a row a measure: how much more service moves the strong product than the weak one, in the
                        unit of the measure
    """

    scenario: Scenario
    sides: Sides
    results: Mapping[str, Results]

    def __repr__(self) -> str:
        row = self.index.set_index("measure").loc["retention"]
        share = f"{row['index']:.0%} of the gap" if row["defined"] else "no gap"
        interval = f" ({row['low']:.0%} to {row['high']:.0%})" if row["low"] < row["high"] else ""
        return f"<Rescue {self.scenario.name!r}: {share} in retention{interval}, {self.replications} replications>"

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

    @property
    def notes(self) -> tuple[str, ...]:
        """Tell what a careful reader should know: of the cells, and of what is not used as it is said."""
        return notes(self.scenario, self.sides, self.results)

    @kept_table
    def cells(self) -> pd.DataFrame:
        """Give every measure of every cell, with its interval."""
        frames = [results.summary.assign(cell=cell) for cell, results in self.results.items()]
        return pd.concat(frames, ignore_index=True)[["cell", "measure", "mean", "low", "high", "unit"]]

    @kept_table
    def index(self) -> pd.DataFrame:
        """Give the rescue index of each headline measure with its Fieller interval."""
        return by_measure(self.results)

    @kept_table
    def attainable(self) -> pd.DataFrame:
        """Give the share that service brings of what product and service bring together, by measure."""
        return attainable(self.results)

    @kept_table
    def index_over_time(self) -> pd.DataFrame:
        """Give the index of what has a course, day by day of those that are told."""
        return over_time(self.results)

    @cached_property
    def half_life(self) -> HalfLife:
        """Give the day on which the index of retention is half of what it was after 30 days."""
        return half_life(self.results)

    @cached_property
    def fading(self) -> Fading | None:
        """Give how the index of retention changed between day 90 and the last; None for a shorter run."""
        return fading(self.results)

    @kept_table
    def interaction(self) -> pd.DataFrame:
        """Give how much more excellent service moves the strong product than the weak one."""
        return interaction(self.results)

    @cached_property
    def counterfactual(self) -> Counterfactual | None:
        """Tell who is saved and who harmed by excellent service on the weak product; None of nobody."""
        if not self.population:
            return None
        lives = self.results["weak_poor"], self.results["weak_excellent"]
        return counterfactual(*lives, names=("poor service", "excellent service"))

    @cached_property
    def cost_per_rescued(self) -> CostPerRescued:
        """Give what excellent service costs more, for each customer kept on balance."""
        return cost_per_rescued(self.results)


def rescue(
    scenario: Scenario,
    *,
    sides: Mapping[str, str | Path | Mapping[str, object]] | Sides | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
) -> Rescue:
    """Ask how much excellent service rescues a weak product, everything else as in `scenario`.

    `sides` are the products and services that are compared: any of `weak`, `strong`, `poor` and `excellent`, each
    the name of a scenario, a `.toml` file, settings (`"product.quality=0.3, failures.rate=0.01"`) or a mapping of
    them, as in `{"weak": {"product.quality": 0.3}}`. What is left out is what the scenario says, or the usual.
    Raises `UsageError` for what is no side, and where there is nothing to rescue, or to rescue it with.
    """
    check_scenarios(scenario)
    compared = sides if isinstance(sides, Sides) else sides_given(scenario, {} if sides is None else sides)
    finished = simulate_all(
        cells_of(scenario, compared), replications=replications, seed=seed, engine=engine, workers=workers,
        progress=progress,
    )  # fmt: skip
    return Rescue(scenario, compared, dict(zip(CELLS, finished, strict=True)))
