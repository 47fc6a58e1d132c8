"""One writer to a folder: who comes second is told who is at work, and a lock dies with its process.

The lock is the system's (`flock`), on a file that also says who holds it. So nothing is ever left locked: not
after `kill -9`, not in a copy of the folder, and whatever the clock says.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sim.archive.names import LOCK
from sim.archive.trouble import ELSEWHERE, in_plain_words
from sim.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}
PATIENCE_SECONDS, ATTEMPTS = 0.3, 6

_held: set[int] = set()
"""Open files of this process: a child of it must not hold them on when it is gone."""


class Lock:
    """The right to write in a folder, until it is let go or the process ends."""

    def __init__(self, folder: Path, *, remedy: str = ELSEWHERE) -> None:
        """Take it, or raise `UsageError` and name who has it."""
        with in_plain_words(folder, remedy=remedy):
            self._file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _take_patiently(self._file)
            with in_plain_words(folder, remedy=remedy):
                os.ftruncate(self._file, 0)
                os.write(self._file, f"{os.getpid()} {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n".encode())
        except BaseException as error:
            who = _told(self._file)
            os.close(self._file)
            if isinstance(error, OSError):
                raise _refusal(folder, error, who) from None
            raise
        _held.add(self._file)

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()

    def let_go(self) -> None:
        """Leave the folder to others; the file stays, since somebody may be waiting at it."""
        _held.discard(self._file)
        with suppress(OSError):
            os.ftruncate(self._file, 0)
        os.close(self._file)


def another(folder: Path) -> str:
    """Say which other process is at work in a folder; nothing if none is."""
    who = holder(folder)
    return "" if who.startswith(f"process {os.getpid()},") else who


def holder(folder: Path) -> str:
    """Say who is at work in a folder; nothing if nobody is."""
    try:
        file = os.open(folder / LOCK, os.O_RDWR)
    except OSError:
        return ""
    try:
        _take(file)
    except OSError as error:
        return _told(file) if error.errno in TAKEN else ""
    finally:
        os.close(file)
    return ""


def _take_patiently(file: int) -> None:
    """Take a lock; somebody who only looks whether it is taken holds it for a moment."""
    for attempt in range(ATTEMPTS, 0, -1):
        try:
            _take(file)
        except OSError as error:
            if error.errno not in TAKEN or attempt == 1:
                raise
            time.sleep(PATIENCE_SECONDS / ATTEMPTS)
        else:
            return


def _refusal(folder: Path, error: OSError, who: str) -> UsageError:
    if error.errno in TAKEN:
        return UsageError(f"{folder}: another sweep is at work there ({who}); wait for it, or stop it")
    return UsageError(f"{folder}: cannot be locked here; use --no-lock if no other sweep runs in it")


def _told(file: int) -> str:
    """Say who has written himself into a lock."""
    os.lseek(file, 0, os.SEEK_SET)
    number, _, since = os.read(file, 100).decode(errors="replace").strip().partition(" ")
    return f"process {number}, since {since}" if number.isdigit() else "it has just begun"


if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 20
    """Beyond what is written there, so that others can read it."""

    def _take(file: int) -> None:
        os.lseek(file, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _drop_all() -> None:
        """Close the locks of the parent in a process that was forked from it."""
        while _held:
            with suppress(OSError):
                os.close(_held.pop())

    os.register_at_fork(after_in_child=_drop_all)
