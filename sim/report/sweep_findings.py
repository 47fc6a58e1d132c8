"""What the pictures of a sweep show, in a sentence each."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report import wording
from sim.report.counting import listed
from sim.report.sensitivity_words import measure, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.questions.sensitivity import Sensitivity

    Row = Mapping[Any, Any]
    Levels = tuple[str, Sequence[Any]]


def curve_finding(found: Sensitivity) -> str:
    """Say how the measure answers to the factor that matters most: where it is highest, if that is within."""
    name = next((str(one) for one in found.factors["factor"] if (found.curves["factor"] == one).sum() > 1), "")
    rows = found.curves[found.curves["factor"] == name].dropna(subset="mean").to_dict("records")
    if not rows:
        return f"How {measure(found.measure)} answers to the factors cannot be told."
    first, last = rows[0], rows[-1]
    along = f"{_begun(found)} along {wording.visible(name)}"
    if turn := _turn(rows):
        way, row = turn
        ends = listed([f"{_level(found, end)} at {value(end['value'])}" for end in (first, last)])
        return f"{along}: {way} at {value(row['value'])}, {_level(found, row)}; {ends}."
    return f"{along}: from {_level(found, first)} to {_level(found, last)}."


def _turn(rows: Sequence[Row]) -> tuple[str, Row] | None:
    """Find a value between the ends at which a curve is clearly higher, or lower, than at both."""
    ends = rows[0], rows[-1]
    highest, lowest = max(rows, key=lambda row: row["mean"]), min(rows, key=lambda row: row["mean"])
    if highest not in ends and all(_low(highest) > _high(end) for end in ends):
        return "highest", highest
    if lowest not in ends and all(_high(lowest) < _low(end) for end in ends):
        return "lowest", lowest
    return None


def _low(row: Row) -> float:
    return float(row["low"]) if isfinite(row["low"]) else float(row["mean"])


def _high(row: Row) -> float:
    return float(row["high"]) if isfinite(row["high"]) else float(row["mean"])


def _level(found: Sensitivity, row: Row) -> str:
    return wording.quantity(float(row["mean"]), found.unit)


def map_finding(found: Sensitivity, values: NDArray[np.float64], across: Levels, up: Levels) -> str:
    """Say where a table over two factors (a row a level of `up`) is lowest and highest."""
    if not np.isfinite(values).any():
        return f"What {measure(found.measure)} is over two factors cannot be told."
    low, high = (
        (wording.quantity(float(values[y, x]), found.unit), value(across[1][int(x)]), value(up[1][int(y)]))
        for y, x in (np.unravel_index(pick(values), values.shape) for pick in (np.nanargmin, np.nanargmax))
    )
    names = [wording.visible(axis[0]) for axis in (across, up)]
    lowest = f"{low[0]} ({names[0]} {low[1]}, {names[1]} {low[2]})"
    return f"{_begun(found)}: from {lowest} to {high[0]} ({high[1]}, {high[2]})."


def _begun(found: Sensitivity) -> str:
    name = measure(found.measure)
    return f"{name[:1].upper()}{name[1:]}"
