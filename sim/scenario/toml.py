"""Writing TOML: values, whole scenarios, and words fit for a folder."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["shown", "slug", "written"]

LONGEST_NAME = 64
TOO_MANY_DIGITS = 10**60


def shown(value: object) -> str:
    """A value as it would stand in a file."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case float():
            return repr(float(value))
        case int() if abs(value) >= TOO_MANY_DIGITS:
            return "a number of very many digits"
        case list() | tuple():
            return f"[{', '.join(map(shown, value))}]"
        case dict():
            return "{...}"
    return str(value)


def written(resolved: Mapping[str, object], lists: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """A whole file from values by dotted key, and lists of tables; what is not given (None) is left out."""
    return "\n".join([*_lines(resolved), *_tables(lists)]) + "\n"


def slug(text: str) -> str:
    """The text as a word fit for a folder: a-z 0-9 _ - only, 64 characters at most."""
    letters = "".join(map(_without_marks, unicodedata.normalize("NFKC", text).casefold()))
    word = re.sub(r"[^a-z0-9_-]+", "-", letters).strip("-_")
    return word[:LONGEST_NAME] or "scenario"


def _without_marks(letter: str) -> str:
    """A Latin letter without its marks: u for one with diaeresis, o for one with a stroke, ae for the ligature."""
    found = re.match(r"LATIN SMALL (?:LETTER|LIGATURE) ([A-Z]{1,2})\b", unicodedata.name(letter, ""))
    return found[1].lower() if found else letter


def _tables(lists: Mapping[str, Sequence[Mapping[str, object]]]) -> Iterator[str]:
    for name, tables in lists.items():
        for table in tables:
            yield f"\n[[{name}]]"
            yield from (f"{key} = {shown(value)}" for key, value in table.items())


def _lines(resolved: Mapping[str, object]) -> Iterator[str]:
    open_table = ""
    for key, value in resolved.items():
        table, _, name = key.rpartition(".")
        if value is None:
            continue
        if table != open_table:
            yield f"\n[{table}]"
            open_table = table
        yield f"{name} = {shown(value)}"
