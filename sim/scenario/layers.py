"""Layers: what each source says, key by key, and how the later ones cover the earlier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sim.errors import Complaint, UsageError, told
from sim.scenario.complaints import COMMAND_LINE, not_a_table, unknown_key
from sim.scenario.parameter import Parameter
from sim.scenario.pieces import PIECES

__all__ = ["Layer", "Said", "as_python", "check_settings", "flat", "is_table", "layer_of", "nested", "over"]

Known = Mapping[str, Parameter]


@dataclass(frozen=True)
class Said:
    """A value and where it was said."""

    value: object
    file: str | None = None
    line: int | None = None
    inside: Mapping[str, int] = field(default_factory=dict)
    """The lines of what is inside a list of tables, by key (`segments[0].share`)."""


class Layer(dict[str, Said]):
    """What is said, by dotted key."""

    def placed(self, complaint: Complaint) -> Complaint:
        """The complaint with the place where its key (the first that is found, of several) was said."""
        for key in (complaint.key or "").split(" + "):
            if said := self.get(key.partition("[")[0]):
                return replace(complaint, file=said.file, line=_line_of(key, said))
        return complaint

    def in_order(self, complaints: list[Complaint]) -> tuple[Complaint, ...]:
        """The complaints file by file, each from top to bottom."""
        files = list(dict.fromkeys(complaint.file for complaint in complaints))
        return tuple(sorted(complaints, key=lambda one: (files.index(one.file), one.line or 0)))


def check_settings(value: object) -> None:
    """Raise `UsageError` for what gives no values by key."""
    if not isinstance(value, Mapping):
        mapping = "settings must be a mapping by dotted key, as in {'desk.agents': 12}"
        raise UsageError(f"{mapping}, got {told(value)}")


def layer_of(
    tables: Mapping[str, object],
    known: Known,
    *,
    file: str | None = None,
    lines: Mapping[str, int] | None = None,
) -> tuple[Layer, list[Complaint]]:
    """What nested tables say about known keys, and complaints about the rest.

    Raises `UsageError` for what says nothing by key.
    """
    check_settings(tables)
    layer, complaints, tables_known = Layer(), list[Complaint](), _tables(known)
    for key, value in _leaves(tables, tables_known):
        line = (lines or {}).get(key)
        if key in PIECES:
            # A file leaves out what it does not want; in Python an empty list takes away what there is.
            pieces = tuple(value) if file is None and isinstance(value, list) and not value else value
            layer[key] = Said(pieces, file, line, _inside(key, lines or {}))
        elif key in known:
            layer[key] = Said(as_python(value), file, line)
        elif key in tables_known:
            wrong = not_a_table(key, value, file, line)
            complaints.append(replace(wrong, remedy=_an_example(key, known)) if file == COMMAND_LINE else wrong)
        else:
            complaints.append(unknown_key(key, value, known, file, line))
    return layer, complaints


def as_python(value: Any) -> Any:
    """Give NumPy's numbers and arrays as Python's: they mean the same; anything else stays."""
    return value.tolist() if hasattr(value, "tolist") else value


def over(lower: Layer, upper: Layer, known: Known) -> Layer:
    """The lower layer where the upper is silent; of two keys that replace each other, the upper's stays."""
    given = [key for key, said in upper.items() if said.value is not None and key in known]
    replaced = {known[key].instead_of for key in given}
    return Layer({key: said for key, said in lower.items() if key not in replaced} | upper)


def nested(layer: Mapping[str, Said]) -> dict[str, object]:
    """The values of a layer as tables in tables."""
    root: dict[str, object] = {}
    for key, said in layer.items():
        *tables, name = key.split(".")
        inner = root
        for table in tables:
            inner = inner.setdefault(table, {})  # type: ignore[assignment]
        inner[name] = said.value
    return root


def flat(tables: Mapping[str, object], known: Known) -> dict[str, object]:
    """Nested tables as values by dotted key."""
    return dict(_leaves(tables, _tables(known)))


def is_table(key: str, known: Known) -> bool:
    """Tell whether a key is a table of parameters."""
    return key in _tables(known)


def _an_example(table: str, known: Known) -> str:
    """What to write on the command line, where a table has no place to stand."""
    return f"name one of its keys, such as {next(key for key in known if key.startswith(f'{table}.'))}"


def _inside(key: str, lines: Mapping[str, int]) -> Mapping[str, int]:
    return {one: line for one, line in lines.items() if one.startswith(f"{key}[")}


def _line_of(key: str, said: Said) -> int | None:
    """The line of a key inside a list of tables, else of the table that it belongs to, else of the list."""
    table = key.partition("]")[0] + "]"
    return said.inside.get(key) or said.inside.get(table) or said.line


def _leaves(given: Mapping[str, object], tables: frozenset[str], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in given.items():
        key = f"{prefix}{name}"
        if key in tables and isinstance(value, Mapping):
            yield from _leaves(value, tables, f"{key}.")
        else:
            yield key, value


def _tables(known: Known) -> frozenset[str]:
    return _tables_of(tuple(known))


@cache
def _tables_of(keys: tuple[str, ...]) -> frozenset[str]:
    parts = (key.split(".")[:-1] for key in keys)
    return frozenset(".".join(part[:depth]) for part in parts for depth in range(1, len(part) + 1))
