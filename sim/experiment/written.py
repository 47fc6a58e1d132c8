"""Values as they are written in a cell of a table, or behind `--vary`."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from sim.errors import shortened
from sim.scenario.syntax import slip_in

if TYPE_CHECKING:
    from sim.experiment.factor import Value
    from sim.scenario import Parameter

__all__ = ["WrittenError", "as_declared", "value_written"]

WHOLE = re.compile(r"[+-]?\d{1,18}(_\d{1,18})*")
REAL = re.compile(r"[+-]?\d+(_\d+)*(\.\d+)?([eE][+-]?\d+)?")
LARGEST_EXACT = 2**1000


class WrittenError(ValueError):
    """A text that is no value: what is wrong with it, and what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


def value_written(text: str, parameter: Parameter) -> Value:
    """The value of a parameter that a text stands for; raises `WrittenError`."""
    text = text.strip()
    if not text:
        raise WrittenError("value missing", "give a value")
    if parameter.type is str:
        return text
    if WHOLE.fullmatch(text):
        return as_declared(int(text), parameter)
    if REAL.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    slip = slip_in(text)
    if slip is None or slip.problem == "text needs quotes":
        raise WrittenError(f"must be a number, got {shortened(text)!r}", "write it with digits and a point")
    raise WrittenError(slip.problem, slip.remedy(text))


def as_declared(value: Value, parameter: Parameter) -> Value:
    """A whole number as a real one where that is meant; everything else as it is."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if is_whole and parameter.type is float and abs(value) < LARGEST_EXACT else value  # type: ignore[arg-type]
