"""Pieces of scenario: segments of customers and timed changes, each with the settings that it replaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import (
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from sim.scenario.catalogue import catalogue
from sim.scenario.parameter import CHANCE, Block, Parameter, Range, is_parameter, setting

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue

__all__ = ["PIECES", "Change", "Piece", "Segment", "Settings", "before", "own_parameters"]

SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class Settings(Mapping[str, object]):
    """Values by dotted key, frozen; the order of the keys means nothing."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object] = MappingProxyType({})) -> None:
        self._values = dict(sorted(values.items()))

    def __getitem__(self, key: str) -> object:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(tuple(self._values.items()))

    def __repr__(self) -> str:
        return repr(self._values)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: core_schema.CoreSchema, __: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "object"}


def _open_to_tables(schema: dict[str, Any]) -> None:
    """Tell editors that blocks of parameters may stand beside a piece's own keys."""
    schema["properties"].pop("settings")
    schema["additionalProperties"] = {"type": "object"}


class Piece(Block):
    """A table of a list in a scenario file: keys of its own, and parameters of the scenario beside them."""

    model_config = ConfigDict(json_schema_extra=_open_to_tables)

    settings: Settings = Field(default_factory=Settings)
    """The parameters that it replaces, by dotted key."""

    @model_validator(mode="before")
    @classmethod
    def _what_is_no_key_of_its_own_is_a_setting(cls, given: Any) -> Any:
        return cls._sorted_out(given) if isinstance(given, Mapping) else given

    @classmethod
    def _sorted_out(cls, given: Mapping[str, object]) -> dict[str, object]:
        own = {name for name, field in cls.model_fields.items() if is_parameter(field)}
        if isinstance(given.get("settings"), Settings):
            own.add("settings")
            return {name: value for name, value in given.items() if name in own}
        others = {name: value for name, value in given.items() if name not in own}
        mine = {name: value for name, value in given.items() if name in own}
        return mine | {"settings": Settings(dict(_flat(others)))}

    @classmethod
    def rough(cls, given: object) -> Piece:
        """The settings alone of what may be no piece: they are checked all the same, and then nothing is used."""
        blank: dict[str, Any] = {name: 1 for name, about in cls.model_fields.items() if is_parameter(about)}
        said = cls._sorted_out(given) if isinstance(given, Mapping) else {}
        return cls.model_construct(**blank | {"settings": said.get("settings", Settings())})

    def told(self) -> dict[str, object]:
        """Everything that the piece says, by dotted key."""
        return self.model_dump(exclude={"settings"}) | dict(self.settings)


class Segment(Piece):
    """A part of the people who differ from the others in some settings.

    People are assigned in the order of their numbers, by shares rounded to whole people.
    """

    name: str = setting(unit="text")
    """What to call the segment: a-z 0-9 _ -, at most 64 of them."""
    share: float = setting(valid=CHANCE, unit="share")
    """Share of the population; the shares of all segments add up to 1."""
    priority: int = setting(0, Range(0, 9), unit="class")
    """Who is served first at the desk, before any priority of channels: 0 before 1 before 2."""

    @field_validator("name")
    @classmethod
    def _a_slug(cls, name: str) -> str:
        if not SLUG.fullmatch(name):
            raise PydanticCustomError("slug", "no name")
        return name


class Change(Piece):
    """Settings that are replaced on a day, from that morning on."""

    from_day: int = setting(valid=Range(1, 2**31 - 1), unit="days")
    """The first day on which the change is in force; day 0 is the first of the run."""


def before(day: int, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Give the changes of a run that ends on a day: later ones are refused."""
    return tuple(change for change in changes if change.from_day < day)


PIECES: Mapping[str, type[Piece]] = MappingProxyType({"segments": Segment, "changes": Change})
"""What the lists of a scenario file are made of."""


@cache
def own_parameters() -> Mapping[str, Parameter]:
    """The keys of pieces themselves, as `segments.share`."""
    lists = (catalogue(piece, f"{name}.") for name, piece in PIECES.items())
    return MappingProxyType({parameter.key: parameter for own in lists for parameter in own})


def _flat(given: Mapping[Any, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Nested tables as values by dotted key; what is not given (None) is left out."""
    for name, value in given.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{key}.")
        elif value is not None:
            yield key, value
