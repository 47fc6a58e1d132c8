"""A planted bug: a small change of the code that makes the model wrong, for one engine or for both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Where(StrEnum):
    """Into which code a bug is planted."""

    FAST = "fast"
    """Into the fast engine alone: comparing it with the plain one shows it."""
    BOTH = "both"
    """Into both engines: they agree, and only a test that knows the truth shows it."""
    SHARED = "shared"
    """Into code that both engines share: luck, measures, statistics."""


class Patch(NamedTuple):
    """A change of one file: these words, which stand there once, for those."""

    file: str
    before: str
    after: str


@dataclass(frozen=True)
class Bug:
    """Something that a tired programmer might write."""

    name: str
    says: str
    """What the model does wrong then."""
    fast: tuple[Patch, ...] = ()
    plain: tuple[Patch, ...] = ()
    shared: tuple[Patch, ...] = ()
    told_by: tuple[str, ...] = ()
    """The tests that know the truth, the one that should see it first."""
    compared_by: tuple[str, ...] = ()
    """The tests that compare the engines where the bug matters; else those of a lively world."""

    @property
    def places(self) -> tuple[Where, ...]:
        """Where it can be planted."""
        if self.shared:
            return (Where.SHARED,)
        return (Where.FAST, Where.BOTH) if self.plain else (Where.FAST,)

    def patches(self, where: Where) -> tuple[Patch, ...]:
        """Give what is changed to plant it there."""
        return {Where.FAST: self.fast, Where.BOTH: self.fast + self.plain, Where.SHARED: self.shared}[where]
