"""From a file to its text: what is no text, or too large, is refused before anybody parses it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Kind", "text_of"]

MEBIBYTE = 2**20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")
NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x89PNG": "a picture",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database",
    b"%PDF": "a PDF",
}


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is, what it is written in, and how large it may be."""

    name: str
    remedy: str
    largest: int


SCENARIO = Kind("a scenario", "scenarios are TOML", MEBIBYTE)


def text_of(path: Path, file: str, kind: Kind = SCENARIO) -> str:
    """The text of a file; `file` is what to call it in a complaint."""
    content = _content(path, file, kind)
    for start, what in NOT_TEXT.items():
        if content.startswith(start):
            raise _refused(file, None, f"not a text file (looks like {what})", kind.remedy)
    return _without_controls(_decoded(content.removeprefix(BYTE_ORDER_MARK), file), file)


def _content(path: Path, file: str, kind: Kind) -> bytes:
    try:
        with path.open("rb") as source:
            content = source.read(kind.largest + 1)
    except OSError as error:
        raise _refused(file, None, f"not readable ({(error.strerror or 'unknown reason').lower()})") from None
    if len(content) > kind.largest:
        problem, limit = f"too large for {kind.name}", f"the limit is {kind.largest // MEBIBYTE} MiB"
        raise _refused(file, None, problem, limit)
    return content


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        problem = f"not UTF-8 (byte 0x{content[error.start]:02x} in column {column})"
        raise _refused(file, line, problem, "save the file as UTF-8") from None


def _without_controls(text: str, file: str) -> str:
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise _refused(file, line, f"control character \\x{ord(found.group()):02x}", "delete it")
    return text


def _refused(file: str, line: int | None, problem: str, remedy: str = "") -> ScenarioError:
    return ScenarioError((Complaint(file, line, None, None, problem, remedy),))
