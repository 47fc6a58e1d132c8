"""Tables as a page shows them: words on the left, and numbers, each with how far its interval reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report import wording

if TYPE_CHECKING:
    from sim.report.estimate import Estimate


@dataclass(frozen=True)
class Cell:
    """A number as it is shown, and below it how far its interval reaches."""

    value: str
    reach: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table: what it is about, and its numbers."""

    label: str
    cells: tuple[Cell, ...]
    key: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its heads and what there is to say of it."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    sentence: str = ""


def estimate(found: Estimate) -> Cell:
    """Write a mean with its interval."""
    return Cell(wording.quantity(found.mean, found.unit), wording.interval(*found.possible, found.unit))
