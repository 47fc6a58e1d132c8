"""Parts of the crowd: the people of a segment, who stand in neighbouring rows and live one scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.crowd.columns import rows_where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.crowd.columns import Customers, Floats, Ints, Rows
    from sim.journey.world import World


@dataclass(slots=True)
class Part:
    """A segment, or everybody where there are none: inside it every parameter is a plain number."""

    number: int
    """The place of the segment in the scenario."""
    turn: int
    """When it is served at the desk: 0 before 1 before 2."""
    customers: Customers
    world: World
    blocks: list[Customers]
    """The same rows, cut small enough for the processor's cache."""

    @property
    def until(self) -> int:
        """The number of the first customer who is not in it any more."""
        return self.customers.first + len(self.customers)

    def slices(self, rows: int) -> list[slice]:
        """Cut it into runs of so many customers, by their numbers."""
        first, until = self.customers.first, self.until
        return [slice(start, min(start + rows, until)) for start in range(first, until, rows)]


def among(parts: Sequence[Part], customers: Ints) -> Iterator[tuple[Part, Rows | slice]]:
    """Which of these customers (by number, in any order) are in each part: their places, perhaps none."""
    if len(parts) == 1:
        yield parts[0], slice(None)
        return
    for part in parts:
        yield part, rows_where((customers >= part.customers.first) & (customers < part.until))


def joined(columns: Sequence[Floats]) -> Floats:
    """The columns of all parts as one, which is copied only where there are several."""
    return columns[0] if len(columns) == 1 else np.concatenate(columns)
