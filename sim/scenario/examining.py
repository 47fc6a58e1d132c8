"""Looking a scenario over without stopping at what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.scenario.places import find, folder
from sim.scenario.reading import parents
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Examined", "ancestry", "examined"]


@dataclass(frozen=True)
class Examined:
    """What was given, and the scenario it is, or what is wrong with it."""

    given: str
    scenario: Scenario | None
    complaints: tuple[Complaint, ...] = ()


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
