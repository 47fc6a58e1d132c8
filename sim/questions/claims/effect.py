"""Effects: from the records of some worlds in one replication to the one number that a claim is about.

An effect names the worlds that it looks at and gives a number a replication; that all worlds have the same luck
makes it a paired one. The names of measures are those of `sim.measures`; an effect of several measures, or of
columns of the customers, is a `Computed` one: a named function of the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.measures import MEASURES, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Records = Mapping[str, Record]
    Columns = Mapping[str, NDArray[Any]]

__all__ = ["Between", "Computed", "Difference", "Effect", "Interaction", "Level", "of_some"]


class Effect(Protocol):
    """One number a replication, from the records of worlds by their names."""

    @property
    def label(self) -> str:
        """What the number is, as it stands at an axis: `retention: excellent less poor`."""

    @property
    def unit(self) -> str:
        """Its unit, as measures have it: `share`, `quality`, `money per person`."""

    @property
    def worlds(self) -> tuple[str, ...]:
        """The worlds that it looks at."""

    def __call__(self, records: Records) -> float:
        """Give the number; NaN where there is none."""


@dataclass(frozen=True)
class OfAMeasure:
    """What all effects on one measure have in common: which it is, and its unit."""

    measure: str

    @property
    def unit(self) -> str:
        return MEASURES[self.measure].unit


@dataclass(frozen=True)
class Level(OfAMeasure):
    """A measure of one world as it is: for claims about its sign, or that it is close to nothing."""

    world: str

    @property
    def label(self) -> str:
        return f"{self.measure}: {self.world}"

    @property
    def worlds(self) -> tuple[str, ...]:
        return (self.world,)

    def __call__(self, records: Records) -> float:
        return MEASURES[self.measure](records[self.world])


@dataclass(frozen=True)
class Difference(OfAMeasure):
    """A measure of one world less that of another."""

    world: str
    less: str

    @property
    def label(self) -> str:
        return f"{self.measure}: {self.world} less {self.less}"

    @property
    def worlds(self) -> tuple[str, ...]:
        return (self.world, self.less)

    def __call__(self, records: Records) -> float:
        of = MEASURES[self.measure]
        return of(records[self.world]) - of(records[self.less])


@dataclass(frozen=True)
class Interaction(OfAMeasure):
    """A difference less another: (a less b) less (c less d), of one measure.

    `Interaction("retention", ("complex, staffed", "complex, bare"), ("simple, staffed", "simple, bare"))` is how
    much more the staff matters where things are complex.
    """

    first: tuple[str, str]
    second: tuple[str, str]

    @property
    def label(self) -> str:
        (a, b), (c, d) = self.first, self.second
        return f"{self.measure}: ({a} less {b}) less ({c} less {d})"

    @property
    def worlds(self) -> tuple[str, ...]:
        return (*self.first, *self.second)

    def __call__(self, records: Records) -> float:
        return Difference(self.measure, *self.first)(records) - Difference(self.measure, *self.second)(records)


@dataclass(frozen=True)
class Between(OfAMeasure):
    """A measure of some customers of a world less that of others of the same world.

    `some` and `others` are named functions from the columns of the customers to who belongs to them. The measure
    is one of people: what the desk does as a whole no group has a part of.
    """

    world: str
    some: Callable[[Columns], NDArray[np.bool_]]
    others: Callable[[Columns], NDArray[np.bool_]]

    @property
    def label(self) -> str:
        return f"{self.measure}: {_called(self.some)} less {_called(self.others)}, {self.world}"

    @property
    def worlds(self) -> tuple[str, ...]:
        return (self.world,)

    def __call__(self, records: Records) -> float:
        if MEASURES[self.measure].of_firm:
            raise ValueError(f"{self.measure} is the firm's: no group of customers has it")
        some, others = (of_some(records[self.world], who) for who in (self.some, self.others))
        return MEASURES[self.measure](some) - MEASURES[self.measure](others)


@dataclass(frozen=True)
class Computed:
    """Whatever a named function makes of the records of the worlds: `def fades(records): ...`.

    `unit` is one of the units of measures where the number is like one of theirs; else any word, or nothing.
    """

    function: Callable[[Records], float]
    label: str
    unit: str
    worlds: tuple[str, ...]

    def __call__(self, records: Records) -> float:
        return float(self.function(records))


def of_some(record: Record, who: Callable[[Columns], NDArray[np.bool_]]) -> Record:
    """Give the record of some customers alone: for measures of people, not for those of the firm."""
    nothing = np.zeros(0, dtype=np.int64)
    there = who(record.customers) if record.customers else np.zeros(0, bool)
    customers = {name: column[there] for name, column in record.customers.items()} if there.any() else {}
    return Record(
        spec=record.spec, seed=record.seed, replication=record.replication, customers=customers, daily={},
        flows=nothing, stock=nothing, contacts={}, events={},
    )  # fmt: skip


def _called(function: Callable[..., Any]) -> str:
    return function.__name__.replace("_", " ")
