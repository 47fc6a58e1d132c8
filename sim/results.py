"""A finished run, frozen: tidy tables, every row with its scenario and replication, and where they come from."""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim import __version__
from sim.arguments import as_folder, check_word, whole
from sim.measures import MEASURES
from sim.measures.record import retention_days
from sim.measures.rows import TABLES, tidy
from sim.measures.segments import OF_PEOPLE, of_people
from sim.statistics.intervals import mean_interval
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sim.archive.reading import Stored
    from sim.measures import Record
    from sim.scenario import Scenario

ENGINE_VERSION = 3
"""Raised, with a reason in CHANGELOG, whenever the same scenario and seed give other numbers."""

PACKAGES = ("mesa", "numpy", "pandas", "scipy", "simpy")


@dataclass(frozen=True, repr=False, eq=False)
class Results:
    """All replications of one scenario: those read from a folder (`stored`), then those just made (`records`).

    `summary`   a row a measure: mean, 95 % interval (Student's t over replications), sd, n, unit
    `runs`      a row a replication, a column a measure
    `by_segment` a row a replication and segment, a column a measure that a segment can have
    `daily`     a row a replication and day: who is where (in_...), the counters of the day
    `flows`     a row a replication and change of phase: how many people made it
    `customers` a row a replication and customer
    `contacts`  a row a logged contact; `events` a row a logged step of a journey (case_id, activity, timestamp)

    Each table is a copy of what is kept: round it or add to it, and neither what is saved nor an answer changes.
    """

    scenario: Scenario
    records: tuple[Record, ...]
    seed: int
    engine: str
    stored: Stored | None = None

    @classmethod
    def load(cls, folder: str | Path) -> Results:
        """Read results back, as they were; raises `ResultsError` if any of it is damaged."""
        from sim.archive import reading

        stored = reading.opened(as_folder(folder))
        facts = stored.provenance
        return cls(stored.scenario(), (), seed=facts["seed"], engine=facts["engine"], stored=stored)

    def save(
        self,
        folder: str | Path,
        *,
        fresh: bool = False,
        made: Mapping[str, Any] | None = None,
        dress: Callable[[Path], object] = lambda _folder: None,
    ) -> Path:
        """Write everything into a folder, whole or not at all.

        More replications replace fewer; fewer replace more only with `fresh`. `made` is what to note of how the
        new replications came about; `dress(folder)` may add pictures and a report. Raises `ResultsError` if
        something else lies there, or more, and `MachineError` if the disk will not have it.
        """
        from sim.archive import content, names, refusal, writing

        target = as_folder(folder)
        follows = {names.SUMMARY: self.summary}
        if self.scenario.segments:
            follows[names.BY_SEGMENT] = self.by_segment
        refusal.of_others(target, self.provenance)
        if not fresh:
            refusal.of_more(target, self.replications)
        with writing.written(target) as building:
            content.fill(
                building,
                pieces=self.pieces,
                follows=follows,
                scenario=self.as_run.to_toml(),
                provenance=self._noted(made or {}),
            )
            dress(building)
        return target

    def __repr__(self) -> str:
        name = self.scenario.name
        return (
            f"<Results {name!r}: {self.replications} replications, seed {self.seed}, {self.scenario.digest[:12]}>"
        )

    @property
    def replications(self) -> int:
        """How many independent runs there are."""
        return len(self.records) + (self.stored.replications if self.stored else 0)

    @property
    def first(self) -> int:
        """The number of the first replication, as a rule 0."""
        if self.stored:
            return self.stored.first
        return self.records[0].replication if self.records else 0

    @property
    def as_run(self) -> Scenario:
        """The scenario with the seed and the number of replications that were used."""
        return self.scenario.but({"seed": self.seed, "replications": max(self.replications, 1)})

    def only(self, replications: int) -> Results:
        """Give the results of the first so many replications, or of all, where there are no more."""
        replications = whole("replications", replications, 1)
        stored = self.stored and self.stored.only(replications)
        kept = stored.replications if stored else 0
        return replace(self, stored=stored, records=self.records[: replications - kept])

    @kept_table
    def runs(self) -> pd.DataFrame:
        """Give every measure of every replication."""
        return self._whole("runs")

    @kept_table
    def summary(self) -> pd.DataFrame:
        """Give every measure with its interval; the interval is simulation noise, nothing else."""
        rows = []
        for name, measure in MEASURES.items():
            mean = mean_interval(self.runs[name].to_numpy())
            rows.append({
                "scenario": self.scenario.name, "measure": name, "mean": mean.mean, "low": mean.low,
                "high": mean.high, "sd": mean.sd, "n": mean.n, "unit": measure.unit,
            })  # fmt: skip
        return pd.DataFrame(rows)

    @kept_table
    def by_segment(self) -> pd.DataFrame:
        """Give the measures that a segment can have, of each segment in every replication."""
        names = self.scenario.part_names
        rows = [
            {"scenario": self.scenario.name, "replication": people["replication"].iloc[0], "segment": name,
             **of_people(self.scenario, people[people["segment"] == name])}
            for people in self.pieces("customers") if len(people) for name in names
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["scenario", "replication", "segment", *OF_PEOPLE])

    @kept_table
    def daily(self) -> pd.DataFrame:
        """Give the days: how many are in each phase in the evening, and what was counted."""
        return self._whole("daily")

    @kept_table
    def flows(self) -> pd.DataFrame:
        """Give the changes of phase over the whole run, those that nobody made too."""
        return self._whole("flows")

    @kept_table
    def customers(self) -> pd.DataFrame:
        """Give the customers: the tally of each, and how he stands at the horizon."""
        return self._whole("customers")

    @kept_table
    def contacts(self) -> pd.DataFrame:
        """Give the contacts of the logged customers, on the day they ended."""
        return self._whole("contacts")

    @kept_table
    def events(self) -> pd.DataFrame:
        """Give the journeys of the logged customers, as process-mining tools read them."""
        return self._whole("events")

    @property
    def provenance(self) -> dict[str, Any]:
        """Tell where the numbers come from: enough to get the same ones again."""
        spec = self.scenario
        made = self._made()
        return {
            "scenario": spec.name,
            "title": spec.title,
            "digest": spec.digest,
            "seed": self.seed,
            "replications": self.replications,
            "population": spec.population,
            "represents": spec.weight,
            "days": spec.days,
            "retention_days": retention_days(spec),
            "promise": "absolute" if spec.marketing.promise is not None else "relative to quality",
            "engine": self.engine,
            "engine_version": made[-1]["engine_version"] if made else ENGINE_VERSION,
            "versions": made[-1]["versions"] if made else versions(),
            "made": made,
            "resolved": self.as_run.to_toml(),
        }

    def pieces(self, table: str) -> Iterator[pd.DataFrame]:
        """Give a table as the rows of one replication after the other."""
        check_word("table", table, TABLES)
        if self.stored:
            yield from (self._named(piece) for piece in self.stored.pieces(table))
        for record in self.records:
            yield self._labelled(record, table)

    def _whole(self, table: str) -> pd.DataFrame:
        stored = [self._named(self.stored.table(table))] if self.stored else []
        frames = [*stored, *(self._labelled(record, table) for record in self.records)]
        filled = [frame for frame in frames if len(frame)]  # an empty one may lack columns
        return pd.concat(filled or frames[:1], ignore_index=True) if frames else pd.DataFrame()

    def _labelled(self, record: Record, table: str) -> pd.DataFrame:
        frame = tidy(record, table)
        frame.insert(0, "replication", np.full(len(frame), record.replication))
        frame.insert(0, "scenario", self._name_of(frame))
        return frame

    def _named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give stored rows the name that the scenario goes by now."""
        frame["scenario"] = self._name_of(frame)
        return frame

    def _name_of(self, frame: pd.DataFrame) -> pd.Series[str]:
        return pd.Series([self.scenario.name] * len(frame), dtype="str")

    def _made(self) -> list[dict[str, Any]]:
        """Tell which replications were made with what, in batches."""
        batches = self.stored.made if self.stored else []
        if self.records:
            batches.append({
                "first": self.records[0].replication, "replications": len(self.records),
                "engine_version": ENGINE_VERSION, "versions": versions(),
            })  # fmt: skip
        return batches

    def _noted(self, made: Mapping[str, Any]) -> dict[str, Any]:
        """Give the provenance with notes on how the newest replications came about."""
        *older, newest = self.provenance["made"]
        return self.provenance | {"made": [*older, {**newest, **(made if self.records else {})}]}


def versions() -> dict[str, str]:
    """Give what numbers can depend on beside the engine: a processor can differ in the last bit."""
    return {
        "trapeze": __version__,
        "python": platform.python_version(),
        **_packages(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


@cache
def _packages() -> Mapping[str, str]:
    """Look at what is installed once: it takes longer than to write a small run."""
    return MappingProxyType({name: version(name) for name in PACKAGES})
