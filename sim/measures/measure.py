"""Every measure, declared once: its unit, which direction is better, what it means, and how it is computed.

Unless the name says otherwise a measure is over everybody who ever bought ("ever-customers"), never only over
those who stayed: survivors flatter weak firms. The first sentence of a docstring is the meaning, the rest is the
definition; the function takes a `Record` and gives a number, NaN where there is nothing to measure.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, SupportsFloat

import numpy as np

from sim.measures.record import retention_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.measures.record import Record

    Better = Literal["higher", "lower", "neither"]
    Function = Callable[[Record], float]

DAYS_A_YEAR = 365.0
"""Every year, leap or not."""


@dataclass(frozen=True)
class Measure:
    """One thing that is measured in every run."""

    name: str
    unit: str
    better: Better
    meaning: str
    definition: str
    function: Function
    of_firm: bool = False
    """Whether it belongs to the firm and its desk as a whole, and so to no segment."""

    def __call__(self, record: Record) -> float:
        """Measure a run."""
        return float(self.function(record))


MEASURES: dict[str, Measure] = {}
"""All measures by name, in the order in which they are shown."""


def measure(
    unit: str, better: Better, *, name: str | None = None, of_firm: bool = False
) -> Callable[[Function], Function]:
    """Declare a measure."""

    def declare(function: Function) -> Function:
        called = name or str(getattr(function, "__name__", ""))
        meaning, _, definition = inspect.cleandoc(function.__doc__ or "").partition("\n\n")
        definition = " ".join(definition.split())
        MEASURES[called] = Measure(called, unit, better, meaning, definition, function, of_firm)
        return function

    return declare


# --- small words ------------------------------------------------------------


def ratio(over: SupportsFloat, under: SupportsFloat) -> float:
    """Divide; NaN where there is nothing to divide by."""
    return float(over) / float(under) if float(under) else float("nan")


def mean(values: NDArray[Any]) -> float:
    """Average; NaN over nobody."""
    return ratio(values.astype(np.float64).sum(), values.size)


def of_buyers(record: Record, column: str) -> NDArray[Any]:
    """Give a column for everybody who ever bought; whole numbers wide enough for any sum."""
    if not record.customers:
        return np.zeros(0)
    values = record.customers[column][record.customers["ever"]]
    return values.astype(np.int64) if values.dtype.kind == "i" else values


def old_enough(record: Record) -> NDArray[np.bool_]:
    """Tell which buyers have a history of T days, the age at which retention is taken."""
    return np.asarray(of_buyers(record, "since_day") + retention_days(record.spec) <= record.spec.days)


def of_days(record: Record, column: str) -> NDArray[np.float64]:
    """Give a column of the measured days."""
    return record.daily[column][record.spec.measure_from_day :].astype(np.float64)


def customer_years(record: Record) -> float:
    """Give the time that people were customers."""
    return float(of_buyers(record, "days").sum()) / DAYS_A_YEAR
