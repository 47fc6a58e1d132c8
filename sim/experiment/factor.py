"""What is varied: a parameter over numbers or words, or named scenarios as levels.

A design deals in places from 0 to 1; a factor turns a place into a value. Where a factor has levels (values that
were listed, named scenarios, the whole numbers of a range) each level owns an equal part of the way from 0 to 1,
so that every level is as likely as any other: rounding would give the two ends half of their share. Over a
logarithmic range of whole numbers each owns the part that lies nearer to it than to another.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AS_BASE", "Factor", "Value"]

Value = int | float | str | bool | None

AS_BASE = None
"""The value of a factor that is left as the base scenario says, where that has no value of its own to show."""

HALF = 0.5
JUST_BELOW = 1e-9
"""A place this near to the next level belongs to it: thirds are not exact."""


@dataclass(frozen=True)
class Factor:
    """One thing that is varied, under a name: over `levels`, or over the numbers from `low` to `high`.

    `key` is the parameter; a factor whose levels are named scenarios has none, and `stands_for` gives the settings
    of each. `log` spreads a range by factors instead of by differences; `whole` keeps it to whole numbers. `steps`
    is how many values of a range a grid takes.
    """

    name: str
    key: str | None = None
    levels: tuple[Value, ...] = ()
    stands_for: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    whole: bool = False
    steps: int | None = None

    @property
    def is_range(self) -> bool:
        """Tell whether any number between two limits may be taken."""
        return not self.levels

    def at(self, place: float) -> Value:
        """Give the value at a place from 0 to 1."""
        if self.levels:
            return self.levels[_part(place, len(self.levels))]
        if not self.whole:
            return self._between(place, self.low, self.high)
        if self.log:
            return min(int(self.high), max(int(self.low), round(self._between(place, *self._edges))))
        return int(self.low) + _part(place, int(self.high) - int(self.low) + 1)

    def place_of(self, value: Value) -> float:
        """Give where a value stands from 0 to 1: the lowest, or the first level, at 0; the highest at 1."""
        if self.levels:
            return self.levels.index(value) / max(1, len(self.levels) - 1)
        number, low, high = (math.log(x) if self.log else x for x in (_number(value), self.low, self.high))
        return (number - low) / (high - low)

    def spread(self) -> tuple[Value, ...]:
        """Give the values that a grid takes: all levels, or the two ends of a range and steps between."""
        if self.levels:
            return self.levels
        assert self.steps is not None
        places = [step / (self.steps - 1) for step in range(self.steps)]
        values = [self._between(place, self.low, self.high) for place in places]
        return tuple(dict.fromkeys(map(round, values))) if self.whole else tuple(map(self._readable, values))

    def settings(self, value: Value) -> Mapping[str, object]:
        """Give what a value says, by dotted key, to be taken over with `Scenario.but`."""
        if value is AS_BASE:
            return {}
        return {self.key: value} if self.key else self.stands_for[str(value)]

    @property
    def keys(self) -> frozenset[str]:
        """The parameters that it may set, by dotted key."""
        own = {self.key} if self.key else set()
        return frozenset(own.union(*self.stands_for.values()))

    @property
    def span(self) -> str:
        """All that it takes, in a line."""
        values = (self.low, self.high) if self.is_range else self.levels
        shown = [f"{value:.12g}" if isinstance(value, float) else str(value) for value in values]
        return (" .. " if self.is_range else ", ").join(shown)

    def told(self) -> dict[str, Any]:
        """Everything about it, as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_told(cls, told: Mapping[str, Any]) -> Factor:
        """Make the factor of what `told` gave."""
        return cls(**{**told, "levels": tuple(told["levels"])})

    def _readable(self, number: float) -> float:
        """Give 0.3 for what arithmetic made 0.30000000000000004, and 0 for what it made -1.4e-17."""
        if self.log:
            return float(f"{number:.12g}")
        return round(number, 12 - math.ceil(math.log10(self.high - self.low))) + 0.0

    @property
    def _edges(self) -> tuple[float, float]:
        """The limits between which every whole number has its own part of the way."""
        return self.low - HALF, self.high + HALF

    def _between(self, place: float, low: float, high: float) -> float:
        """Give the number at a place; the ends exactly, whatever rounding does between them."""
        if place <= 0 or place >= 1:
            return float(low if place <= 0 else high)
        return low * (high / low) ** place if self.log else low + place * (high - low)


def _part(place: float, parts: int) -> int:
    """Give in which of so many equal parts a place lies."""
    return min(parts - 1, math.floor(place * parts + JUST_BELOW))


def _number(value: Value) -> float:
    assert isinstance(value, int | float)
    return float(value)
