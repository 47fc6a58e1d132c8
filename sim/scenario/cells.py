"""From a CSV to its cells: what is no such table is refused before anybody reads a value."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.scenario.complaints import nearest
from sim.scenario.places import find
from sim.scenario.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.scenario.text import Kind

__all__ = ["cells_of", "there"]

DECIMAL_COMMA = re.compile(r"[+-]?(0|\d+(?!,\d{3}$)),\d+")


def cells_of(path: Path, file: str, kind: Kind, *, first: str, each: str) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their numbers; the first has names, and none twice.

    `file` is what to call the file in a complaint; `first` says what its first line has, `each` the others.
    """
    text = text_of(path, file, kind)
    try:
        rows = [(line, cells) for line, cells in _rows(text) if any(cells)]
    except csv.Error as error:
        raise _refused(
            file, None, f"not CSV: {error}", f"write {each} into each line, with commas between"
        ) from None
    if not rows:
        raise _refused(file, None, "empty", f"write {first} into the first line, and {each} into each other one")
    line, header = rows[0]
    if twice := [name for at, name in enumerate(header) if name in header[:at]]:
        raise _refused(file, line, f"two columns are called {twice[0]!r}", "keep one of the two")
    return rows


def there(path: Path, where: str, problem: str = "no such file") -> Path:
    """The file, if there is one of this name; else the `problem`, and `where` it is looked for."""
    if not path.exists() and not path.is_symlink():
        near = nearest(path.name, [file.name for file in path.parent.glob("*.csv")])
        remedy = f"did you mean {near}?" if near else f"it is looked for {where}"
        raise ScenarioError((Complaint(None, None, None, None, problem, remedy),))
    return find(path)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a table; one of a spreadsheet that writes `0,2` has semicolons between its cells.

    A comma before three digits stays: it may as well set thousands apart.
    """
    head = text.lstrip().partition("\n")[0]
    foreign = ";" in head and "," not in head
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if foreign else ",", skipinitialspace=True)
    for cells in reader:
        yield reader.line_num, [_pointed(cell.strip()) if foreign else cell.strip() for cell in cells]


def _pointed(cell: str) -> str:
    return cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell


def _refused(file: str, line: int | None, problem: str, remedy: str) -> ScenarioError:
    return ScenarioError((Complaint(file, line, None, None, problem, remedy),))
