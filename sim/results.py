"""A finished run, frozen: tidy tables, every row with its scenario and replication, and where they come from."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.measures import MEASURES
from sim.measures.record import LEAVINGS, LEDGER, Phase, retention_days
from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.measures import Record
    from sim.scenario import Scenario

ENGINE_VERSION = 1
"""Raised, with a reason in CHANGELOG, whenever the same scenario and seed give other numbers."""

FIRST_DAY = np.datetime64("2001-01-01", "us")
"""Day 0 in the timestamps of events; minutes count from the opening of the desk."""

PACKAGES = ("mesa", "numpy", "pandas", "scipy", "simpy")


@dataclass(frozen=True, repr=False)
class Results:
    """All replications of one scenario.

    `summary`   a row a measure: mean, 95 % interval (Student's t over replications), sd, n, unit
    `runs`      a row a replication, a column a measure
    `daily`     a row a replication and day: who is where (in_...), the counters of the day
    `customers` a row a replication and customer
    `contacts`  a row a logged contact; `events` a row a logged step of a journey (case_id, activity, timestamp)
    """

    scenario: Scenario
    records: tuple[Record, ...]
    seed: int
    engine: str

    def __repr__(self) -> str:
        name, count = self.scenario.name, len(self.records)
        return f"<Results {name!r}: {count} replications, seed {self.seed}, {self.scenario.digest[:12]}>"

    @property
    def replications(self) -> int:
        """How many independent runs there are."""
        return len(self.records)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Give every measure of every replication."""
        rows = [{name: measure(record) for name, measure in MEASURES.items()} for record in self.records]
        return self._labelled([record.replication for record in self.records], pd.DataFrame(rows))

    @cached_property
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

    @cached_property
    def daily(self) -> pd.DataFrame:
        """Give the days: how many are in each phase in the evening, and what was counted."""
        return self._stacked([_daily(record) for record in self.records])

    @cached_property
    def customers(self) -> pd.DataFrame:
        """Give the customers: the tally of each, and how he stands at the horizon."""
        return self._stacked([_customers(record) for record in self.records])

    @cached_property
    def contacts(self) -> pd.DataFrame:
        """Give the contacts of the logged customers, on the day they ended."""
        return self._stacked([dict(record.contacts) for record in self.records])

    @cached_property
    def events(self) -> pd.DataFrame:
        """Give the journeys of the logged customers, as process-mining tools read them."""
        return self._stacked([_events(record) for record in self.records])

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Tell where the numbers come from: enough to get the same ones again."""
        spec = self.scenario
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
            "engine_version": ENGINE_VERSION,
            "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
            "resolved": spec.to_toml(),
        }

    def _stacked(self, tables: list[dict[str, NDArray[Any]]]) -> pd.DataFrame:
        frames = [pd.DataFrame(table) for table in tables]
        replications = [
            r.replication for r, frame in zip(self.records, frames, strict=True) for _ in range(len(frame))
        ]
        filled = [frame for frame in frames if len(frame)]  # an empty one has no types to keep
        return self._labelled(replications, pd.concat(filled or frames[:1], ignore_index=True))

    def _labelled(self, replications: list[int], frame: pd.DataFrame) -> pd.DataFrame:
        frame.insert(0, "replication", replications)
        frame.insert(0, "scenario", self.scenario.name)
        return frame


def _daily(record: Record) -> dict[str, NDArray[Any]]:
    phases = {f"in_{phase.name.lower()}": record.stock[1:, phase] for phase in Phase}
    return {"day": np.arange(len(record.stock) - 1)} | phases | dict(record.daily)


def _customers(record: Record) -> dict[str, NDArray[Any]]:
    """The tallies, with the lifetime means that the measures are made of, and phases by name."""
    columns = {name: _whole(values) for name, values in record.customers.items()}
    if not columns:
        return columns
    days = np.maximum(columns["days"], 1)
    columns["phase"] = np.array([phase.name.lower() for phase in Phase])[columns["phase"]]
    columns["left_by"] = np.array([str(why or "") for why in LEAVINGS])[columns["left_by"]]
    columns["cx"] = columns["cx_sum"] / days
    columns |= {f"cx_{name}": columns.pop(f"sum_{name}") / days for name in LEDGER}
    return columns


def _whole(values: NDArray[Any]) -> NDArray[Any]:
    """Give whole numbers in one width, however short a run stored them."""
    return values.astype(np.int64) if values.dtype.kind == "i" else values


def _events(record: Record) -> dict[str, NDArray[Any]]:
    events: Mapping[str, NDArray[Any]] = record.events
    minutes = events["day"].astype(np.float64) * 1_440.0 + events["minute"].astype(np.float64)
    return {
        "case_id": np.array([f"{record.replication}-{customer}" for customer in events["customer"]], dtype=object),
        "activity": events["activity"],
        "timestamp": FIRST_DAY + (minutes * 60e6).astype("timedelta64[us]"),
    }
