"""Looking a scenario over without stopping at what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.scenario.places import find, folder, sweeps
from sim.scenario.reading import parents
from sim.scenario.scenario import Scenario
from sim.scenario.syntax import parsed
from sim.scenario.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Examined", "SweepOnTheShelf", "ancestry", "examined", "sweeps_on_the_shelf"]


@dataclass(frozen=True)
class Examined:
    """What was given, and the scenario it is, or what is wrong with it."""

    given: str
    scenario: Scenario | None
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True)
class SweepOnTheShelf:
    """A sweep that comes with the program, and what it says it is."""

    name: str
    title: str
    description: str


def sweeps_on_the_shelf() -> tuple[SweepOnTheShelf, ...]:
    """Every sweep that comes with the program."""
    return tuple(map(_shelved, sweeps()))


def _shelved(name: str) -> SweepOnTheShelf:
    path = folder() / f"{name}.toml"
    tables, _ = parsed(text_of(path, name), name)
    return SweepOnTheShelf(name, str(tables.get("title", "")), str(tables.get("description", "")))


def examined(path_or_name: str) -> Examined:
    """Read a scenario, and keep the complaints instead of raising them."""
    try:
        return Examined(path_or_name, Scenario.load(path_or_name))
    except ScenarioError as error:
        return Examined(path_or_name, None, error.complaints)


def ancestry(path_or_name: str) -> tuple[tuple[int, str], ...]:
    """What a scenario that can be read extends: names, each below the one that extends it, with its depth."""
    return tuple(_ancestors(find(path_or_name), 0))


def _ancestors(path: Path, depth: int) -> Iterator[tuple[int, str]]:
    for name in parents(path):
        yield depth, name
        yield from _ancestors(folder() / f"{name}.toml", depth + 1)
