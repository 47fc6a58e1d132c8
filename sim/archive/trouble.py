"""What the machine says when a folder cannot be written, as one line that tells what to do."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.errors import MachineError, TrapezeError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ELSEWHERE = "choose another folder with --out"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def in_plain_words(place: Path) -> Iterator[None]:
    """Turn an error of the machine into one line about the place that was to be written."""
    try:
        yield
    except OSError as error:
        raise _explained(error, place) from error


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


def _explained(error: OSError, place: Path) -> TrapezeError:
    said = error.strerror or str(error)
    if error.errno == errno.ENAMETOOLONG:
        return UsageError(f"{place}: name too long; {ELSEWHERE}")
    if error.errno in FULL:
        return MachineError(f"{place}: {said}, {_space(place)}; make room, or {ELSEWHERE}")
    return MachineError(f"{place}: cannot be written ({said.lower()}); {ELSEWHERE}")


def _space(place: Path) -> str:
    try:
        return f"{amount(free_bytes(place))} free"
    except OSError:
        return "no telling how much is free"
