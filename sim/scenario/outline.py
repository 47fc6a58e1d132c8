"""The outline of a TOML text: which key stands on which line.

`tomllib` knows no lines once it has read a file, and a text nested deeply enough stops it. So a text is
walked first, by its tokens: keys are noted with their lines, and what is too large for a scenario is refused
before it is parsed. A text that is not TOML is walked as far as it makes sense; `tomllib` says what is wrong.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DEEPEST", "MOST_KEYS", "Outline", "TooMuchError", "outline"]

DEEPEST = 32
MOST_KEYS = 10_000
MOST_TOKENS = 100_000

TOKEN = re.compile(
    r'''
      (?P<long>"""(?:\\.|[^\\])*?"{3,5} | \'\'\'.*?\'{3,5})
    | (?P<quoted>"(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<comment>\#[^\n]*)
    | (?P<line>\n+)
    | (?P<space>[ \t\r]+)
    | (?P<sign>[\[\]{}=,.])
    | (?P<bare>[A-Za-z0-9_-]+)
    | (?P<other>[^\s\[\]{}=,.\#"'A-Za-z0-9_-]+ | .)
    ''',
    re.VERBOSE | re.DOTALL,
)


class TooMuchError(Exception):
    """A text deeper or longer than a scenario can be."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


class _LostError(Exception):
    """The text is not TOML here."""


@dataclass
class Outline:
    """The first line of each dotted key, and which keys were written again, on which lines."""

    lines: dict[str, int] = field(default_factory=dict)
    _latest: dict[str, int] = field(default_factory=dict)
    _again: list[tuple[str, int, int]] = field(default_factory=list)

    def note(self, path: tuple[str, ...], line: int) -> None:
        """Note a key and the tables it stands in."""
        key = ".".join(path)
        if earlier := self._latest.get(key, self.lines.get(key)):
            self._again.append((key, earlier, line))
        self._latest[key] = line
        for depth in range(1, len(path) + 1):
            self.lines.setdefault(".".join(path[:depth]), line)
        if len(self.lines) > MOST_KEYS:
            raise TooMuchError(line, f"more than {MOST_KEYS:,} keys")

    def repeated_at(self, line: int) -> tuple[str, int, int] | None:
        """The last key up to a line that was written again: key, line before, line again."""
        return max((one for one in self._again if one[2] <= line), key=lambda one: one[2], default=None)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    line: int


def outline(text: str) -> Outline:
    """The keys of a TOML text with their lines; raises `TooMuchError` for a text that is no scenario."""
    walk = _Walk(text)
    walk.document()
    return walk.found


class _Walk:
    """One walk over the tokens of a text."""

    def __init__(self, text: str) -> None:
        self.found = Outline()
        self.tokens = _tokens(text)
        self.now = next(self.tokens)
        self.table: tuple[str, ...] = ()
        self.lists: dict[tuple[str, ...], int] = {}
        """The lists of tables so far, with the place of the last table in each."""
        self.depth = 0

    def document(self) -> None:
        while self.now.kind != "end":
            try:
                self._statement()
            except _LostError:
                self._skip_line()

    def _statement(self) -> None:
        if self.now.kind == "line":
            self._next()
        elif self.now.text == "[":
            self._header()
        else:
            self._pair(self.table)

    def _header(self) -> None:
        line = self.now.line
        brackets = 0
        while self.now.text == "[":
            self._next()
            brackets += 1
        self.table = self._listed(self._key(), new=brackets > 1, line=line)
        self.found.note(self.table, line)
        while self.now.text == "]":
            self._next()

    def _listed(self, path: tuple[str, ...], *, new: bool, line: int) -> tuple[str, ...]:
        """The path of a header with the place in each list of tables, as `segments[1]`; `new` begins a table."""
        placed: tuple[str, ...] = ()
        for depth, name in enumerate(path, start=1):
            placed = (*placed, name)
            if new and depth == len(path):
                self.found.lines.setdefault(".".join(placed), line)
                self.lists[placed] = self.lists.get(placed, -1) + 1
            if placed in self.lists:
                placed = (*placed[:-1], f"{name}[{self.lists[placed]}]")
        return placed

    def _pair(self, table: tuple[str, ...]) -> None:
        line = self.now.line
        path = (*table, *self._key())
        self._not_deeper_than(len(path))
        self.found.note(path, line)
        self._expect("=")
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        parts = [self._name()]
        while self.now.text == "." and self.now.kind == "sign":
            self._next()
            parts.append(self._name())
            self._not_deeper_than(len(parts))
        return tuple(parts)

    def _name(self) -> str:
        if self.now.kind not in ("bare", "quoted"):
            raise _LostError
        name = _unquoted(self.now.text)
        self._next()
        return name

    def _value(self, path: tuple[str, ...]) -> None:
        if self.now.kind == "sign" and self.now.text in "[{":
            self._group(path, "}" if self.now.text == "{" else "]")
        else:
            self._scalar()

    def _group(self, path: tuple[str, ...], end: str) -> None:
        """A list or an inline table, to its end."""
        self.depth += 1
        self._not_deeper_than(self.depth)
        self._next()
        place = 0
        while self.now.text != end and self.now.kind != "end":
            if self.now.kind == "line" or self.now.text == ",":
                self._next()
            elif end == "}":
                self._pair(path)
            else:
                self._value((*path[:-1], f"{path[-1]}[{place}]"))
                place += 1
        self._next()
        self.depth -= 1

    def _scalar(self) -> None:
        start = self.now
        while self.now.kind not in ("line", "end") and self.now.text not in (",", "]", "}"):
            self._next()
        if self.now is start:
            raise _LostError

    def _skip_line(self) -> None:
        self.depth = 0
        while self.now.kind not in ("line", "end"):
            self._next()

    def _expect(self, sign: str) -> None:
        if self.now.text != sign:
            raise _LostError
        self._next()

    def _not_deeper_than(self, depth: int) -> None:
        if depth > DEEPEST:
            raise TooMuchError(self.now.line, f"nested deeper than {DEEPEST} levels")

    def _next(self) -> None:
        self.now = next(self.tokens)


def _tokens(text: str) -> Iterator[_Token]:
    """The tokens that mean something, and then the end for ever."""
    line = 1
    for count, found in enumerate(TOKEN.finditer(text)):
        if count == MOST_TOKENS:
            raise TooMuchError(line, f"more than {MOST_TOKENS:,} words and signs")
        kind = str(found.lastgroup)
        if kind not in ("space", "comment"):
            yield _Token("quoted" if kind == "long" else kind, found.group(), line)
        line += found.group().count("\n")
    while True:
        yield _Token("end", "", line)


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text
    return text.strip("'")
