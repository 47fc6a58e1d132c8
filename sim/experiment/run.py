"""One run of an experiment: which one it is, what is measured in it, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.measures import Record
    from sim.scenario import Scenario


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """A point of the design, by its number, lived with the luck of one replication: the same at every point."""

    point: int
    replication: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that came to its end: what was measured in it, and the seconds that it took."""

    run: Run
    values: Mapping[str, float]
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A run without a result: why, in one line, where in the program, and how many workers died over it."""

    run: Run
    reason: str
    traceback: str = ""
    deaths: int = 0


class Outcome(Protocol):
    """What is asked at every point: the worlds that a run lives, and the numbers that come out of them.

    It travels to other processes, so it holds nothing that cannot be copied there.
    """

    def worlds(self, scenario: Scenario) -> tuple[Scenario, ...]:
        """Give the worlds of a point; all are lived with the same luck."""

    def values(self, records: Sequence[Record]) -> dict[str, float]:
        """Give what was measured, by name, from a record of each world in their order."""


@dataclass(frozen=True)
class Measures:
    """Every measure of the point's own world."""

    def worlds(self, scenario: Scenario) -> tuple[Scenario, ...]:
        return (scenario,)

    def values(self, records: Sequence[Record]) -> dict[str, float]:
        from sim.measures import MEASURES

        (record,) = records
        return {name: measure(record) for name, measure in MEASURES.items()}
