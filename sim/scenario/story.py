"""How a scenario came to its values: what each source said, in order, over the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.complaints import COMMAND_LINE
from sim.scenario.layers import Layer, layer_of
from sim.scenario.pieces import PIECES
from sim.scenario.places import find
from sim.scenario.reading import OF_ONE_FILE, sources
from sim.scenario.scenario import parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["Story", "Word", "story"]


@dataclass(frozen=True)
class Word:
    """One source's word on one key: what it says, where, and what held before."""

    source: str
    """The file, as one finds it, or the command line."""
    line: int | None
    value: object
    before: object
    """None where nothing was given."""
    instead_of: str | None = None
    """The key that this one took the place of, if one was given."""

    @property
    def place(self) -> str:
        """Source and line."""
        return self.source if self.line is None else f"{self.source}:{self.line}"

    @property
    def matters(self) -> bool:
        """Tell whether it changed anything."""
        return self.value != self.before or self.instead_of is not None


@dataclass(frozen=True)
class Story:
    """Everything that was said about one key, the first word first; the last one holds."""

    key: str
    unit: str
    words: tuple[Word, ...]

    @property
    def matters(self) -> bool:
        """Tell whether anything that was said about it changed something."""
        return any(word.matters for word in self.words)

    @property
    def now(self) -> Word:
        """The word that holds: the last one that changed anything, or simply the last."""
        return next((word for word in reversed(self.words) if word.matters), self.words[-1])


def story(path_or_name: str | Path, overrides: Mapping[str, object] | None = None) -> tuple[Story, ...]:
    """Tell what the files of a sound scenario and the command line said, key by key, in the order first said.

    Titles and descriptions are left out: they belong to the file that they stand in.
    """
    said = [*sources(find(path_or_name), parameters()), (COMMAND_LINE, _overrides(overrides or {}))]
    values: dict[str, object] = {key: parameter.default for key, parameter in parameters().items()}
    words: dict[str, list[Word]] = {}
    for source, layer in said:
        for key, word in _spoken(source, layer, values):
            words.setdefault(key, []).append(word)
    return tuple(Story(key, _unit(key), tuple(told)) for key, told in words.items())


def _spoken(source: str, layer: Layer, values: dict[str, object]) -> Iterable[tuple[str, Word]]:
    """Let one source speak: gives its words, and takes them over into the values."""
    for key, one in layer.items():
        if key in OF_ONE_FILE:
            continue
        known = parameters().get(key)
        rival = known.instead_of if known else None
        replaced = rival if rival and one.value is not None and values.get(rival) is not None else None
        value = _as_held(key, one.value)
        yield key, Word(source, one.line, value, values.get(key), replaced)
        values[key] = value
        if replaced:
            yield replaced, Word(source, one.line, None, values[replaced])
            values[replaced] = None


def _overrides(overrides: Mapping[str, object]) -> Layer:
    return layer_of(overrides, parameters(), file=COMMAND_LINE)[0]


def _as_held(key: str, value: object) -> object:
    """The value as a scenario holds it: 12 agents are 12.0, a list is a tuple."""
    if isinstance(value, list):
        return tuple(value)
    is_number = key not in PIECES and parameters()[key].type is float and isinstance(value, int)
    return float(value) if is_number and not isinstance(value, bool) else value  # type: ignore[arg-type]


def _unit(key: str) -> str:
    return parameters()[key].unit if key in parameters() else "tables"
