"""A record as tidy tables: a row a replication, a day, a change of phase, a customer, a contact, an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.measures.measure import MEASURES
from sim.measures.record import LEAVINGS, LEDGER, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from sim.measures.record import Record

FIRST_DAY = np.datetime64("2001-01-01", "us")
"""Day 0 in the timestamps of events; minutes count from the opening of the desk."""

WHOLE = ("day", "customer", "number", "attempts", "made_day")
WORDS = ("reason", "channel", "outcome", "case_id", "activity")
TRUTHS = ("resolved",)
"""The types of columns that a log without a line cannot show."""


def tidy(record: Record, table: str) -> pd.DataFrame:
    """Give a table of one replication."""
    frame = pd.DataFrame(_ROWS[table](record))
    if len(frame):
        return frame
    types = dict.fromkeys(WHOLE, "int64") | dict.fromkeys(WORDS, "str") | dict.fromkeys(TRUTHS, "bool")
    return frame.astype({name: kind for name, kind in types.items() if name in frame.columns})


def _runs(record: Record) -> dict[str, list[float]]:
    return {name: [measure(record)] for name, measure in MEASURES.items()}


def _daily(record: Record) -> dict[str, NDArray[Any]]:
    phases = {f"in_{phase.name.lower()}": record.stock[1:, phase] for phase in Phase}
    return {"day": np.arange(len(record.stock) - 1)} | phases | dict(record.daily)


def _flows(record: Record) -> dict[str, Any]:
    """Every change from one phase to another, and how many people made it in the whole run."""
    people = record.flows.sum(axis=0)
    changes = [(source, target) for source in Phase for target in Phase if source != target]
    return {
        "source": [source.name.lower() for source, _ in changes],
        "target": [target.name.lower() for _, target in changes],
        "people": [int(people[source, target]) for source, target in changes],
    }


def _customers(record: Record) -> dict[str, NDArray[Any]]:
    """The tallies, with the lifetime means that the measures are made of, and phases by name."""
    columns = {name: _whole(values) for name, values in record.customers.items()}
    if not columns:
        return columns
    days = np.maximum(columns["days"], 1)
    columns["segment"] = np.array(record.spec.part_names)[columns["segment"]]
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


_ROWS: dict[str, Callable[[Record], Mapping[str, Any]]] = {
    "runs": _runs,
    "daily": _daily,
    "flows": _flows,
    "customers": _customers,
    "contacts": lambda record: record.contacts,
    "events": _events,
}

TABLES = tuple(_ROWS)
"""Their names."""
