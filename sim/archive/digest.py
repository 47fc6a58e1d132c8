"""Content digests: equal numbers give equal digests, whatever the file they lie in.

The digest of a replication is taken over its rows, column by column in the order of their names: whole numbers as
64-bit integers, real numbers as the bits of an IEEE double (any NaN is the same NaN), text as UTF-8. The name of
the scenario, a label, is left out. The digest of a run is taken over those of its replications, in their order, so
that it does not matter whether they were computed at once.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CONTENT = ("runs", "daily", "flows", "customers")
"""The tables of every run; the others depend on what was logged."""

LOGGED = ("contacts", "events")


def of_rows(frame: pd.DataFrame) -> str:
    """Give the digest of some rows of a table."""
    words = hashlib.sha256()
    for column in sorted(set(frame.columns) - {"scenario"}) if len(frame) else ():
        kind, content = _canonical(frame[column])
        words.update(f"{column} {kind} {len(content)}\n".encode())
        words.update(content)
    return words.hexdigest()


def of_tables(tables: Mapping[str, str], names: Iterable[str]) -> str:
    """Give the digest of one replication from those of its tables."""
    return _of_lines(f"{name} {tables.get(name, _NO_ROWS)}" for name in names)


def of_replications(digests: Iterable[str]) -> str:
    """Give the digest of a run from those of its replications, in their order."""
    return _of_lines(f"{number} {digest}" for number, digest in enumerate(digests))


def _of_lines(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _canonical(column: pd.Series[Any]) -> tuple[str, bytes]:
    values = column.to_numpy()
    match values.dtype.kind:
        case "f":
            return "real", np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes()
        case "b" | "i" | "u":
            return "whole", values.astype("<i8").tobytes()
        case "M":
            return "time", values.astype("datetime64[us]").astype("<i8").tobytes()
    codes, words = pd.factorize(column)
    return "text", codes.astype("<i8").tobytes() + json.dumps(list(words)).encode()


_NO_ROWS = of_rows(pd.DataFrame())
