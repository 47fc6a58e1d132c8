"""The tables of a sweep: a row a run, with the values of its point and everything that was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.archive.ledger_row import Row
    from sim.experiment.plan import Plan

LABELS = ("point", "replication", "seed")
"""With what every row begins, before the factors."""


def runs(plan: Plan, rows: Iterable[Row], names: Mapping[int, tuple[str, ...]]) -> pd.DataFrame:
    """Give a row a run that has finished: labels, factors, measures; NaN for a measure that a run lacks."""
    kept = list(rows)
    labels = _labels(plan, kept)
    measured = _measured(kept, names)
    return pd.DataFrame({**labels, **measured})


def failures(plan: Plan, rows: Iterable[Row]) -> pd.DataFrame:
    """Give a row a run that has failed: labels, factors, and why."""
    kept = list(rows)
    told = {
        "deaths": np.array([row.deaths for row in kept], dtype=np.int64),
        "reason": _text(row.reason for row in kept),
        "traceback": _text(row.traceback for row in kept),
    }
    return pd.DataFrame({**_labels(plan, kept), **told})


def column(values: Sequence[object]) -> Any:
    """Give values of a factor as a column: whole numbers, real ones, yes and no, or else words."""
    kinds = {type(value) for value in values}
    if kinds <= {bool} and kinds:
        return np.array(values, dtype=bool)
    if kinds <= {int} and kinds:
        return np.array(values, dtype=np.int64)
    if kinds <= {int, float, type(None)} and kinds & {int, float}:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return _text("" if value is None else str(value) for value in values)


def _labels(plan: Plan, rows: Sequence[Row]) -> dict[str, Any]:
    """Give the columns that say which run it is.

    The type of a factor's column is that of all points, so that it does not change as a sweep grows.
    """
    points = np.array([row.point for row in rows], dtype=np.int64)
    every = list(plan.points)
    factors = {
        name: column([point.values[name] for point in every])[points]
        for name in (every[0].values if every else ())
    }
    return {
        "point": points,
        "replication": np.array([row.replication for row in rows], dtype=np.int64),
        "seed": np.full(len(rows), plan.seed, dtype=np.int64),
        **{name: values if isinstance(values, np.ndarray) else values.reset_index(drop=True)
           for name, values in factors.items()},
    }  # fmt: skip


def _measured(rows: Sequence[Row], names: Mapping[int, tuple[str, ...]]) -> dict[str, Any]:
    used = dict.fromkeys(name for number in sorted({row.names for row in rows}) for name in names[number])
    columns = {name: np.full(len(rows), np.nan) for name in used}
    for number in {row.names for row in rows}:
        places = np.array([place for place, row in enumerate(rows) if row.names == number])
        bits = b"".join(rows[place].numbers for place in places)
        numbers = np.frombuffer(bits, dtype="<f8").reshape(len(places), len(names[number]))
        for at, name in enumerate(names[number]):
            columns[name][places] = numbers[:, at]
    return columns


def _text(words: Iterable[str]) -> pd.Series[str]:
    return pd.Series(list(words), dtype="str")
