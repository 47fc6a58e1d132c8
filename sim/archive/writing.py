"""Writing a folder so that it is there whole or not at all, whenever the program is stopped.

A folder is built beside its place under a name that starts with a dot, sealed, flushed to the disk and renamed.
A folder cannot be renamed onto another that holds files, so an old one is put aside first; if the program is
killed just then, `settle` puts it back. What a killed program leaves is removed by the next one that writes there:
as long as it lives it holds a lock on the folder that it builds, and the system drops the lock with the process.
So neither the clock nor process numbers matter, and of two programs that write the same run the last one wins.
Names change only under a lock on the folder above, for a moment each time.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from sim.archive import seal
from sim.archive.names import leftover_of, leftovers
from sim.archive.trouble import ELSEWHERE, in_plain_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OCCUPIED = {errno.ENOTEMPTY, errno.EEXIST}

ATTEMPTS = 100
"""How often a rename is tried while other programs write the same run: each gives way once."""


@contextmanager
def written(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill; it takes the place of `folder` once all went well."""
    with in_plain_words(folder), _parents_of(folder), ExitStack() as until_done:
        token = secrets.token_hex(4)
        building = leftover_of(folder, token, "partial")
        with _locked(folder.parent):
            _put_back(folder)
            _tidy(folder)
            building.mkdir()
            until_done.callback(shutil.rmtree, building, ignore_errors=True)
            until_done.enter_context(_locked(building))
        yield building
        seal.seal(building)
        flush_all(building)
        with _locked(folder.parent):
            _swap_in(building, folder, aside=leftover_of(folder, token, "replaced"))


def settle(folder: Path) -> None:
    """Put back the old folder if a program was killed between putting it aside and putting in the new one."""
    if not folder.exists() and leftovers(folder, "replaced"):
        with _locked(folder.parent):
            _put_back(folder)


def write_text(file: Path, text: str, *, remedy: str = ELSEWHERE) -> None:
    """Write a single file, whole or not at all."""
    with in_plain_words(file, remedy=remedy):
        building = leftover_of(file, secrets.token_hex(4), "partial")
        try:
            building.write_text(text, encoding="utf-8", newline="\n")
            flush(building)
            building.replace(file)
        finally:
            building.unlink(missing_ok=True)


@contextmanager
def _parents_of(folder: Path) -> Iterator[None]:
    """Make the folders above; if all fails, take those away again that were not there before."""
    made = [above for above in folder.parents if not above.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for above in made:
            with suppress(OSError):  # somebody else uses it by now
                above.rmdir()
        raise


def _put_back(folder: Path) -> None:
    for aside in leftovers(folder, "replaced") if not folder.exists() else ():
        with suppress(OSError):  # where there are no locks another program may have been faster
            aside.rename(folder)


def _swap_in(building: Path, folder: Path, *, aside: Path) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        with suppress(FileNotFoundError):
            folder.rename(aside)
        try:
            building.rename(folder)
            break
        except OSError as error:
            if error.errno not in OCCUPIED or attempt == ATTEMPTS:
                _put_back(folder)
                raise
            shutil.rmtree(aside, ignore_errors=True)  # another program has put in a newer one
    shutil.rmtree(aside, ignore_errors=True)
    flush(folder.parent)


def _tidy(folder: Path) -> None:
    """Remove what programs that are no more have left beside a folder."""
    for aside in leftovers(folder, "replaced") if folder.exists() else ():
        shutil.rmtree(aside, ignore_errors=True)
    for building in leftovers(folder, "partial"):
        if _is_abandoned(building):
            shutil.rmtree(building, ignore_errors=True)


# --- the system ---------------------------------------------------------------------------------------------


def flush_all(folder: Path) -> None:
    """Wait until the disk has all of a folder."""
    for entry in sorted(folder.rglob("*")):
        flush(entry)
    flush(folder)


if sys.platform == "win32":

    def flush(entry: Path) -> None:
        """Flush a file; Windows has no way to do so for a folder."""
        if entry.is_file():
            with entry.open("rb+") as stream:
                os.fsync(stream.fileno())

    @contextmanager
    def _locked(_building: Path) -> Iterator[None]:
        yield

    def _is_abandoned(_building: Path) -> bool:
        """Nobody can tell: a folder cannot be locked there, so nothing is removed."""
        return False

else:
    import fcntl

    def flush(entry: Path) -> None:
        """Flush a file, or the names in a folder."""
        with _opened(entry) as descriptor:
            os.fsync(descriptor)

    @contextmanager
    def _locked(building: Path) -> Iterator[None]:
        """Hold a folder: one program at a time, and only as long as it lives."""
        with _opened(building) as descriptor:
            with suppress(OSError):  # a file system without locks
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield

    def _is_abandoned(building: Path) -> bool:
        """Tell whether the writer of a folder is no more."""
        try:
            with _opened(building) as descriptor:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    @contextmanager
    def _opened(entry: Path) -> Iterator[int]:
        descriptor = os.open(entry, os.O_RDONLY)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
