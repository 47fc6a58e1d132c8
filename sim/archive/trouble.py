"""What the machine says when a folder cannot be written, as one line that tells what to do."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.errors import MachineError, ResultsError, TrapezeError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ELSEWHERE = "choose another folder with --out"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
OF_THE_MACHINE = {
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_PROTOCOL,
}  # fmt: skip
"""What a database complains of though its content is sound."""


@contextmanager
def in_plain_words(place: Path, *, remedy: str = ELSEWHERE) -> Iterator[None]:
    """Turn an error of the machine into one line about the place that was to be written."""
    try:
        yield
    except OSError as error:
        raise _explained(error, place, remedy) from error
    except sqlite3.DatabaseError as error:
        if (explained := _of_a_database(error, place, remedy)) is None:
            raise
        raise explained from error


def refuse_lack_of_room(place: Path, needed: int) -> None:
    """Raise `MachineError` if nothing can be written at a place, or not as much as is needed."""
    with in_plain_words(place):
        above = existing(place)
        if not os.access(above, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        free = free_bytes(place)
    if needed > free:
        raise MachineError(
            f"{place}: about {amount(needed)} needed, {amount(free)} free; make room, or {ELSEWHERE}"
        )


def free_bytes(place: Path) -> int:
    """Give the free space where a folder lies, or is to lie."""
    return shutil.disk_usage(existing(place)).free


def existing(place: Path) -> Path:
    """Give the place itself if it is there, else the nearest folder above it that is."""
    return next(above for above in (place, *place.absolute().parents) if above.exists())


def amount(size: float) -> str:
    """Show a number of bytes as people say it."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"


def _explained(error: OSError, place: Path, remedy: str) -> TrapezeError:
    said = error.strerror or str(error)
    if error.errno == errno.ENAMETOOLONG:
        return UsageError(f"{place}: name too long; {ELSEWHERE}")
    if error.errno in FULL:
        return MachineError(f"{place}: {said}, {_space(place)}; {_make_room(remedy)}")
    return MachineError(_unwritable(place, said.lower(), remedy, forbidden=error.errno in FORBIDDEN))


def _of_a_database(error: sqlite3.DatabaseError, place: Path, remedy: str) -> TrapezeError | None:
    """Say what a database complains of; nothing of what only a fault of ours can bring about."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest says more than anybody wants to know
    if code in DAMAGED:
        return ResultsError(f"{place}: damaged ({error})")
    if code == sqlite3.SQLITE_FULL:
        return MachineError(f"{place}: {error}, {_space(place)}; {_make_room(remedy)}")
    if code in OF_THE_MACHINE:
        return MachineError(_unwritable(place, str(error), remedy, forbidden=code in READ_ONLY))
    return None


def _unwritable(place: Path, said: str, remedy: str, *, forbidden: bool) -> str:
    if remedy == ELSEWHERE:
        return f"{place}: cannot be written ({said}); {remedy}"
    first = "make it writable; " if forbidden else ""
    return f"{place}: cannot be written ({said}), {_space(place)}; {first}{remedy}"


def _make_room(remedy: str) -> str:
    return f"make room, or {remedy}" if remedy == ELSEWHERE else f"make room; {remedy}"


def _space(place: Path) -> str:
    try:
        return f"{amount(free_bytes(place))} free"
    except OSError:
        return "no telling how much is free"
