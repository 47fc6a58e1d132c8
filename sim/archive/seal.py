"""Checksums: every byte of a results folder is covered, those of the list of checksums included.

`SHA256SUMS` is what `sha256sum --check` reads; its last line, a comment to that program, is the checksum of the
lines before it. So a changed bit is found wherever it is: in a file, in the list, or in the seal of the list.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.archive.names import LEFT_BY_SYSTEMS, SUMS
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHANGED = "changed since it was written"
MISSING = "missing"
UNKNOWN = "not one of the files that were written"
UNSEALED = "no list of checksums: unfinished, or no results folder"


def seal(folder: Path) -> None:
    """Write the checksums of everything in a folder."""
    (folder / SUMS).write_bytes(listed({name: of_file(folder / name) for name in _files(folder)}))


def listed(sums: Mapping[str, str]) -> bytes:
    """Give the list of checksums as a file."""
    return sealed("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)))


def sums(folder: Path) -> dict[str, str]:
    """Read the checksums by name of file; raise `ResultsError` if they are damaged or missing."""
    lines = unsealed(folder / SUMS).splitlines()
    return {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}


def broken(folder: Path, expected: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Say of each of these files what is wrong with it, if anything."""
    found = {name: _verdict(folder / name, expected[name]) for name in names}
    return {name: verdict for name, verdict in found.items() if verdict}


def unknown(folder: Path, expected: Mapping[str, str]) -> list[str]:
    """Name the files that have no checksum."""
    return [name for name in _files(folder) if name not in expected]


def intact(folder: Path, name: str, checksum: str) -> bytes:
    """Read a file whole, and give it only if it is what was written."""
    content = (folder / name).read_bytes() if (folder / name).is_file() else None
    if content is None or hashlib.sha256(content).hexdigest() != checksum:
        raise ResultsError(f"{folder / name}: {MISSING if content is None else CHANGED}")
    return content


def _verdict(file: Path, checksum: str) -> str:
    if not file.is_file():
        return MISSING
    return "" if of_file(file) == checksum else CHANGED


def sealed(lines: str) -> bytes:
    """Put the checksum of some lines behind them."""
    content = lines.encode()
    return content + f"# {hashlib.sha256(content).hexdigest()}\n".encode()


def unsealed(file: Path) -> str:
    """Read lines with their checksum behind; raise `ResultsError` if they are not as they were written."""
    try:
        written = file.read_bytes()
    except FileNotFoundError:
        raise ResultsError(f"{file}: {UNSEALED}") from None
    lines = "".join(written.decode(errors="replace").splitlines(keepends=True)[:-1])
    if written != sealed(lines):
        raise ResultsError(f"{file}: {CHANGED}")
    return lines


def of_file(file: Path) -> str:
    """Give the checksum of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_below(folder: Path) -> list[str]:
    """Name the files of a folder and the folders in it, with /; one that goes while it is read is left out.

    A sweep at work, and one that ends just now, puts folders away while others look.
    """
    found = ((Path(place), name) for place, _, names in os.walk(folder) for name in names)
    return sorted((place / name).relative_to(folder).as_posix() for place, name in found)


def _files(folder: Path) -> list[str]:
    return [name for name in files_below(folder) if Path(name).name not in LEFT_BY_SYSTEMS and name != SUMS]
