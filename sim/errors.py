"""Everything that can go wrong, as one tree.

    TrapezeError            exit code
    ├── ScenarioError       2  a scenario cannot be used; `.complaints` says why; nothing was written
    ├── UsageError          2  a command or a call makes no sense as given; nothing was written
    ├── InvariantError      1  a run broke a law of the model (people lost); its row is marked failed
    ├── MachineError        3  the machine is in the way (disk full, no permission); finished work is intact
    └── ResultsError        4  a results folder is damaged, or not ours

The text of an error is what a user reads after `error: `. This module imports nothing of the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

__all__ = [
    "Complaint",
    "InvariantError",
    "MachineError",
    "ResultsError",
    "ScenarioError",
    "TrapezeError",
    "UsageError",
    "shortened",
    "visible",
    "writable",
]

LONGEST_VALUE = 60
LONGEST_TEXT = 160


class TrapezeError(Exception):
    """The root: whatever Trapeze itself has to say, with the exit code that goes with it."""

    exit_code: ClassVar[int] = 1


@dataclass(frozen=True)
class Complaint:
    """One thing wrong with a scenario: where it stands, what it says, what is wrong, what to do.

    Reads `<file>:<line>: <key> = <value>: <problem>; <remedy>`, without the parts that are None or empty.
    Control characters and characters that turn the direction of writing are shown escaped.
    """

    file: str | None
    line: int | None
    key: str | None
    value: str | None
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file
        key = self.key and shortened(self.key, LONGEST_TEXT)
        says = f"{key} = {shortened(self.value)}" if key and self.value is not None else key
        wrong = f"{self.problem}; {shortened(self.remedy, LONGEST_TEXT)}" if self.remedy else self.problem
        return visible(": ".join(part for part in (place, says, wrong) if part))


class ScenarioError(TrapezeError):
    """A scenario cannot be used; every problem found is in `complaints`."""

    exit_code: ClassVar[int] = 2

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__(complaints)
        self.complaints = complaints

    def __str__(self) -> str:
        return "\n".join(map(str, self.complaints))


class UsageError(TrapezeError):
    """A command or a call makes no sense as given."""

    exit_code: ClassVar[int] = 2


class InvariantError(TrapezeError):
    """A run broke a law of the model: its numbers must not be used."""

    exit_code: ClassVar[int] = 1


class MachineError(TrapezeError):
    """The machine is in the way: disk full, no permission, not enough memory."""

    exit_code: ClassVar[int] = 3


class ResultsError(TrapezeError):
    """A results folder is damaged, or was not written by this program."""

    exit_code: ClassVar[int] = 4


def shortened(text: str, longest: int = LONGEST_VALUE) -> str:
    """A text cut to what fits, with an ellipsis in place of the rest."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def told(value: object) -> str:
    """Show a value that makes no sense, in a line."""
    return shortened(" ".join(repr(value).split()))


def writable(text: str) -> str:
    """A text without the half characters that no file can hold: those of a name that is not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()


def visible(text: str) -> str:
    """Show characters that steer a terminal or turn the direction of writing as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
