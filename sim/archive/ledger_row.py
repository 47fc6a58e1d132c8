"""A row of the ledger of a sweep: one run, its numbers bit by bit, under a checksum of its own."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import Any

from sim.errors import writable

COLUMNS = (
    "point", "replication", "finished", "names", "numbers", "seconds", "reason", "traceback", "deaths", "session",
)  # fmt: skip
"""What is stored of a run, in this order; the checksum comes behind."""


@dataclass(frozen=True, slots=True)
class Row:
    """One run as it is kept: `numbers` are the bits of IEEE doubles, in the order of a list of names.

    `names` is the number of that list and `session` that of the sitting in which the run was made; a run that
    failed has neither names nor numbers, but a reason.
    """

    point: int
    replication: int
    finished: bool
    names: int = 0
    numbers: bytes = b""
    seconds: float = 0.0
    reason: str = ""
    traceback: str = ""
    deaths: int = 0
    session: int = 0

    @property
    def key(self) -> tuple[int, int]:
        """The point and the replication, which no other row has."""
        return self.point, self.replication

    def told(self) -> tuple[Any, ...]:
        """Give what is stored, in the order of `COLUMNS`."""
        return (
            self.point, self.replication, int(self.finished), self.names, self.numbers, float(self.seconds),
            writable(self.reason), writable(self.traceback), self.deaths, self.session,
        )  # fmt: skip


def checksum(owner: str, told: tuple[Any, ...]) -> bytes:
    """Give the checksum of a stored row of the ledger whose plan has this digest.

    Kinds count too: a number whose kind has changed is another one.
    """
    words = hashlib.sha256()
    for one in (owner, *told):
        raw = (
            one if isinstance(one, bytes) else one.hex().encode() if isinstance(one, float) else str(one).encode()
        )
        kind = "text" if isinstance(one, str) else type(one).__name__
        words.update(f"{kind} {len(raw)} ".encode() + raw)
    return words.digest()


def of_facts(owner: str, name: str, facts: str) -> bytes:
    """Give the checksum of something else that a ledger says, by its name."""
    return checksum(owner, (name, facts))


def read(owner: str, stored: tuple[Any, ...]) -> Row | None:
    """Give the row that was stored with its checksum behind; None if any bit is not as it was written."""
    *told, written = stored
    try:
        whole = tuple(one.decode() if place in _TEXT else one for place, one in enumerate(told))
    except (AttributeError, UnicodeDecodeError):
        return None
    if checksum(owner, whole) != written:
        return None
    point, replication, finished, *rest = whole
    return Row(point, replication, bool(finished), *rest)


def packed(values: list[float]) -> bytes:
    """Give numbers as the bits of IEEE doubles: what is not a number keeps its bits too."""
    return struct.pack(f"<{len(values)}d", *values)


_TEXT = frozenset({COLUMNS.index("reason"), COLUMNS.index("traceback")})
