"""Designs: which points are computed.

A design is made from factors, and for those that need luck from a seed, by a pure function: the same points on
every machine that has the same libraries. A row of a design is a point in its place: of two rows that come to the
same values (levels and whole numbers do) one point is made, and both rows refer to it, so nothing is computed
twice and every block of a design is whole.

`block` and `part` tell what a row is for, where an analysis has to know: rows of one block are used together or
not at all. In a Sobol design a block is one place of the base sample with its d + 2 points, of the parts `A`, `B`
and `AB:<factor>` (A with that factor from B; Saltelli et al. 2010, Computer Physics Communications 181:259-270,
doi:10.1016/j.cpc.2009.09.018). In a Morris design it is a trajectory, and the part is the step (Morris 1991,
Technometrics 33:161-174, doi:10.1080/00401706.1991.10484804).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

from sim.experiment.factor import Factor, Value

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DESIGNS", "Design", "DesignName", "Point", "grid", "listed", "size_of_grid"]

DesignName = Literal["grid", "list", "one-at-a-time", "latin-hypercube", "sobol", "morris"]

DESIGNS: tuple[DesignName, ...] = get_args(DesignName)

Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of values, under the number that it has in its design."""

    number: int
    values: Mapping[str, Value]


class _Points(Sequence[Point]):
    """The points of a design, made when they are asked for: there may be a million."""

    def __init__(self, names: tuple[str, ...], rows: Sequence[Row]) -> None:
        self._names, self._rows = names, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Point: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Point]: ...
    def __getitem__(self, at: int | slice) -> Point | Sequence[Point]:
        if isinstance(at, slice):
            return [self._point(number) for number in range(*at.indices(len(self)))]
        return self._point(range(len(self))[at])

    def _point(self, number: int) -> Point:
        return Point(number, dict(zip(self._names, self._rows[number], strict=True)))


@dataclass(frozen=True)
class Design:
    """The points of an experiment and what each row of the design is for.

    `values` has a row a point; `order` tells for each row of the design which point it is.
    """

    name: DesignName
    names: tuple[str, ...]
    values: tuple[Row, ...]
    order: tuple[int, ...]
    blocks: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def points(self) -> Sequence[Point]:
        """The points, each once, by their numbers."""
        return _Points(self.names, self.values)

    @property
    def repeated(self) -> int:
        """How many rows came to a point that was there before."""
        return len(self.order) - len(self.values)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Give a row for each row of the design: point, every factor, and `block` and `part` where there are such.

        A point stands in several rows where a design with blocks comes to it several times.
        """
        import pandas as pd

        rows = self.order if self.blocks else range(len(self.values))
        columns: dict[str, Any] = {"point": list(rows)}
        columns |= {name: [self.values[row][at] for row in rows] for at, name in enumerate(self.names)}
        if self.blocks:
            columns |= {"block": list(self.blocks), "part": list(self.parts)}
        return pd.DataFrame(columns)

    def told(self) -> dict[str, Any]:
        """Everything about it, as JSON can hold it."""
        return {
            "name": self.name, "names": self.names, "values": self.values,
            "order": self.order if self.blocks else (), "blocks": self.blocks, "parts": self.parts,
        }  # fmt: skip

    @classmethod
    def from_told(cls, told: Mapping[str, Any]) -> Design:
        """Make the design of what `told` gave."""
        values = tuple(map(tuple, told["values"]))
        order = tuple(told["order"]) or tuple(range(len(values)))
        return cls(told["name"], tuple(told["names"]), values, order, tuple(told["blocks"]), tuple(told["parts"]))


def grid(factors: Sequence[Factor]) -> Design:
    """Every value of each factor with every value of the others; the last factor changes fastest."""
    return _design("grid", factors, product(*(factor.spread() for factor in factors)))


def size_of_grid(factors: Iterable[Factor]) -> int:
    """Count the points of a grid without making them."""
    return prod(len(factor.levels) or factor.steps or 0 for factor in factors)


def listed(factors: Sequence[Factor], rows: Iterable[Row]) -> Design:
    """The points of a list."""
    return _design("list", factors, rows)


def _design(
    name: DesignName,
    factors: Sequence[Factor],
    rows: Iterable[Row],
    *,
    blocks: Sequence[int] = (),
    parts: Sequence[str] = (),
) -> Design:
    """Number the rows, equal ones with the same number."""
    numbers: dict[Row, int] = {}
    order = tuple(numbers.setdefault(tuple(row), len(numbers)) for row in rows)
    return Design(
        name, tuple(factor.name for factor in factors), tuple(numbers), order, tuple(blocks), tuple(parts)
    )


def _rows(factors: Sequence[Factor], places: Iterable[Iterable[float]]) -> Iterator[Row]:
    """Turn places from 0 to 1 into values."""
    for row in places:
        yield tuple(factor.at(float(place)) for factor, place in zip(factors, row, strict=True))
