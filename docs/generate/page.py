"""A page by hand with parts that are made: each stands between two marks that GitHub does not show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

DOCS = Path(__file__).parents[1]
BEGIN, END = "<!-- {}: written by `python -m docs.generate` -->", "<!-- end of {} -->"


@dataclass(frozen=True)
class Page:
    """A page, and who makes which of its parts."""

    path: Path
    parts: Mapping[str, Callable[[], str]]

    def renewed(self) -> str:
        """The text of the page with all its parts as they should be."""
        text = self.path.read_text(encoding="utf-8")
        for name, make in self.parts.items():
            text = with_part(text, name, make())
        return text


def with_part(text: str, name: str, part: str) -> str:
    """A text with one of its parts replaced; the marks have to be there, once."""
    begin, end = BEGIN.format(name), END.format(name)
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"the page has no part {name!r}, or several")
    return pattern.sub(lambda _: f"{begin}\n\n{part.strip()}\n\n{end}", text)


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    headings = tuple(headings)
    return "\n".join(row(cells) for cells in (headings, ("---",) * len(headings), *rows))


def row(cells: Iterable[object]) -> str:
    """A row of a table; what would end a cell too early is escaped."""
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"
