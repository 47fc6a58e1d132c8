"""Designs: which points are computed.

A design is made from factors, and for those that need luck from a seed, by a pure function: the same points on
every machine that has the same libraries. A row of a design is a point in its place: of two rows that come to the
same values (levels and whole numbers do) one point is made, and both rows refer to it, so nothing is computed
twice and every block of a design is whole.

`block` and `part` tell what a row is for, where an analysis has to know: rows of one block are used together or
not at all. In a Sobol design a block is one place of the base sample with its d + 2 points, of the parts `A`, `B`
and `AB:<factor>` (A with that factor from B; Saltelli et al. 2010, Computer Physics Communications 181:259-270,
doi:10.1016/j.cpc.2009.09.018). In a Morris design it is a trajectory, and the part is the step (Morris 1991,
Technometrics 33:161-174, doi:10.1080/00401706.1991.10484804). One at a time, the part is the factor that
differs from the base, or `base`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

from sim.experiment.factor import Factor, Value

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "DESIGNS",
    "Design",
    "DesignName",
    "Point",
    "grid",
    "latin_hypercube",
    "listed",
    "morris",
    "morris_steps",
    "one_at_a_time",
    "size_of_grid",
    "sobol",
]

MORRIS_LEVELS = 4
"""Places that a Morris design takes from each factor: 0, 1/3, 2/3 and 1."""

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
            "order": self.order if self.repeated else (), "blocks": self.blocks, "parts": self.parts,
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


def one_at_a_time(factors: Sequence[Factor], own: Sequence[Value]) -> Design:
    """The base with its own value of each factor, then each factor over its values with the others as there."""
    rows, parts = [tuple(own)], ["base"]
    for at, factor in enumerate(factors):
        for value in factor.spread():
            rows.append((*own[:at], value, *own[at + 1 :]))
            parts.append(factor.name)
    return _design("one-at-a-time", factors, rows, blocks=range(len(rows)), parts=parts)


def latin_hypercube(factors: Sequence[Factor], points: int, seed: int) -> Design:
    """So many points of which each lies in another of so many equal parts of every factor.

    McKay, Beckman & Conover 1979, Technometrics 21:239-245, doi:10.1080/00401706.1979.10489755.
    """
    from scipy.stats.qmc import LatinHypercube

    places = LatinHypercube(len(factors), rng=_luck(seed)).random(points)
    return _design("latin-hypercube", factors, _rows(factors, places))


def sobol(factors: Sequence[Factor], points: int, seed: int) -> Design:
    """The points for first and total indices: for each of the base sample A, B, and A with one factor from B.

    The base sample is a scrambled Sobol sequence in twice as many dimensions as there are factors: the first half
    of them is A, the second B.
    """
    from scipy.stats.qmc import Sobol

    d = len(factors)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The balance properties", UserWarning)  # the plan has a note of it
        sample = Sobol(2 * d, rng=_luck(seed)).random(points)
    parts = ("A", "B", *(f"AB:{factor.name}" for factor in factors))
    places = (row for both in sample for row in _saltelli(both[:d], both[d:]))
    blocks = [block for block in range(points) for _ in parts]
    return _design("sobol", factors, _rows(factors, places), blocks=blocks, parts=parts * points)


def morris(factors: Sequence[Factor], trajectories: int, seed: int) -> Design:
    """So many walks through a grid of four levels; each step changes one factor by two thirds of the way."""
    from SALib.sample.morris import sample

    d = len(factors)
    problem = {"num_vars": d, "names": [f"x{at}" for at in range(d)], "bounds": [[0.0, 1.0]] * d}
    places = sample(problem, trajectories, num_levels=MORRIS_LEVELS, seed=_luck(seed))
    blocks = [walk for walk in range(trajectories) for _ in range(d + 1)]
    parts = [str(step) for step in range(d + 1)] * trajectories
    return _design("morris", factors, _rows(factors, places), blocks=blocks, parts=parts)


def morris_steps(factor: Factor) -> int:
    """Count the different steps that a Morris design has of a factor: two, and of two levels one."""
    values = [factor.at(level / (MORRIS_LEVELS - 1)) for level in range(MORRIS_LEVELS)]
    half = MORRIS_LEVELS // 2
    return len({step for step in zip(values, values[half:], strict=False) if step[0] != step[1]})


def _saltelli(a: Floats, b: Floats) -> Iterator[Floats]:
    """Give A, B, and A with each factor in turn from B."""
    yield a
    yield b
    for at in range(len(a)):
        mixed = a.copy()
        mixed[at] = b[at]
        yield mixed


def _luck(seed: int) -> np.random.Generator:
    """The luck of a design, by the seed alone."""
    import numpy as np

    return np.random.Generator(np.random.PCG64(seed))


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
