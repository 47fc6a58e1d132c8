"""Counts what the fast engine does, in place of timing it: the same on every machine, however busy.

The customers' columns become arrays that note each operation on them: how many numbers it reads and writes. What
comes of such arrays notes as well, so all that is computed from a column is counted, until it is a plain number.
"""

from __future__ import annotations

import tracemalloc
from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

import sim.model
from sim import luck

COUNTED: Counter[str] = Counter()


class Noting(np.ndarray):
    """An array that notes what is done with it."""

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **how):
        given = {name: plain(value) for name, value in how.items()}
        if out:
            given["out"] = tuple(map(plain, out))
        result = getattr(ufunc, method)(*map(plain, inputs), **given)
        COUNTED[ufunc.__name__] += np.size(result)
        return noted(result, *inputs)

    def __array_function__(self, func, types, args, kwargs):
        given = [plain_all(value) for value in args]
        return noted(func(*given, **{name: plain_all(value) for name, value in kwargs.items()}), *args)

    def __getitem__(self, rows):
        here = plain(self)
        found = here[plain_all(rows)]
        # A window reads nothing yet.
        if isinstance(found, np.ndarray) and np.may_share_memory(found, here):
            return found.view(Noting)
        COUNTED["picked"] += np.size(found)
        return noted(found, rows)

    def __setitem__(self, rows, value):
        here = plain(self)
        here[plain_all(rows)] = plain(value)
        touched = np.size(value) if not isinstance(rows, np.ndarray) else np.size(rows)
        COUNTED["numbers"] += max(touched, np.size(value))
        COUNTED["picked" if isinstance(rows, np.ndarray) else "written"] += touched
        COUNTED["operations"] += 1

    def take(self, rows, **how):
        COUNTED["picked"] += np.size(rows)
        return noted(plain(self).take(plain(rows), **how), rows)

    def nonzero(self):
        return tuple(noted(found, self) for found in plain(self).nonzero())

    def astype(self, *args, **kwargs):
        return noted(plain(self).astype(*args, **kwargs), self)


def plain(value: Any) -> Any:
    """Give what does not note."""
    return value.view(np.ndarray) if isinstance(value, Noting) else value


def plain_all(value: Any) -> Any:
    """Give what does not note, also inside lists and tuples."""
    return type(value)(map(plain_all, value)) if type(value) in (list, tuple) else plain(value)


def noted(result: Any, *inputs: Any) -> Any:
    """Count an operation, and let its result note as well."""
    arrays = [each for each in (*inputs, result) if isinstance(each, np.ndarray)]
    COUNTED["numbers"] += sum(each.size for each in arrays)
    COUNTED["bytes"] += sum(each.nbytes for each in arrays)
    COUNTED["operations"] += 1
    return result.view(Noting) if type(result) is np.ndarray and result.ndim else result


@dataclass(frozen=True)
class Work:
    """What some days of a world took."""

    numbers: float
    """Read and written, a living customer-day."""
    draws: float
    """Words of luck, a living customer-day."""
    operations: float
    """Calls of NumPy on customers' columns, a day: what a day costs however small the world."""
    events: float
    """Of SimPy, a contact at the desk."""
    state_bytes: float
    """Columns of a customer."""
    passing_bytes: float
    """Allocated at the worst moment of a day on top of that, a customer."""


def watch(monkeypatch: Any) -> None:
    """Count from now on what models do: in `COUNTED`."""
    born, mixes, serve_day = sim.model.births, luck.mixes, sim.desk.desk.serve_day

    def births(*args: Any, **kwargs: Any) -> Any:
        customers = born(*args, **kwargs)
        for field in fields(customers):
            column = getattr(customers, field.name)
            if isinstance(column, np.ndarray):
                setattr(customers, field.name, column.view(Noting))
        return customers

    def counting_mixes(z: Any) -> Any:
        before = COUNTED["bytes"]
        words = mixes(z)
        COUNTED.update({"draws": np.size(z), "bytes of draws": COUNTED["bytes"] - before})
        return words

    def counting_day(**day: Any) -> Any:
        served = serve_day(**day)
        COUNTED.update(simpy=served.events, contacts=len(day["arrival"]))
        return served

    monkeypatch.setattr(sim.model, "births", births)
    monkeypatch.setattr(luck, "mixes", counting_mixes)
    monkeypatch.setattr(sim.desk.desk, "serve_day", counting_day)


def measured(spec: Any, *, monkeypatch: Any) -> Work:
    """Live a world with everything counted."""
    watch(monkeypatch)
    model = sim.model.JourneyModel(spec)
    COUNTED.clear()
    alive, days = 0, spec.days - 1
    for _ in range(days):
        alive += int(np.asarray(model.customers.is_customer).sum())
        model.step()
    counts = dict(COUNTED)
    return Work(
        numbers=counts["numbers"] / alive,
        draws=counts["draws"] / alive,
        operations=counts["operations"] / days,
        events=counts["simpy"] / counts["contacts"],
        state_bytes=model.customers.bytes_each,
        passing_bytes=passing(spec, monkeypatch=monkeypatch),
    )


def passing(spec: Any, *, monkeypatch: Any) -> float:
    """Give the bytes a customer that a day takes at its worst, beyond those of the columns."""
    monkeypatch.undo()
    model = sim.model.JourneyModel(spec)
    model.step()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        model.step()
        return (tracemalloc.get_traced_memory()[1] - before) / spec.population
    finally:
        tracemalloc.stop()
