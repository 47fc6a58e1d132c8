"""What Trapeze promises, and what was last measured of it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROMISES, MEASURED = HERE / "promises.toml", HERE / "measured.json"


@dataclass(frozen=True)
class Promise:
    """A promise, the tests that hold it, and a command that shows it."""

    name: str
    part: str
    says: str
    tests: tuple[str, ...] = ()
    command: str = ""
    """A command that shows it too; `figures` are looked up in the object that it prints."""
    full: str = ""
    """The same, where there is time."""
    only_slow: bool = False
    """Whether the command takes too long for a usual measurement."""
    figures: Mapping[str, str] = field(default_factory=dict)

    def again(self, *, slow: bool) -> str:
        """The command that measures it again, with or without what CI leaves out."""
        return f"python -m tests.trust {'--slow ' * slow}{self.name}"


def promises() -> tuple[Promise, ...]:
    """All promises, in the order of the page."""
    declared = tomllib.loads(PROMISES.read_text(encoding="utf-8"))["promise"]
    return tuple(Promise(**{**one, "tests": tuple(one.get("tests", ()))}) for one in declared)


def measured() -> dict[str, dict[str, Any]]:
    """What was measured of each promise, the last time."""
    return json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
