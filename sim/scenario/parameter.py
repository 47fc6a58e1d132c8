"""How a parameter is declared: once, with its default, limits, unit, role and source.

A parameter is a field of a block, and its meaning is the docstring under it:

    quality: float = lever(0.60, ANY, (0, 1), unit="quality")
    \"\"\"What the product delivers; 0.5 is what the competitor offers.\"\"\"

Checking, `--set`, the bounds of sweeps and sliders, the JSON Schema, the table in `scenarios/README.md`
and the provenance of a result are all derived from this one place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

__all__ = [
    "ANY",
    "CHANCE",
    "LARGEST_INTEGER",
    "NOT_NEGATIVE",
    "POSITIVE",
    "TOLERANCE",
    "Block",
    "Declaration",
    "Parameter",
    "Range",
    "Role",
    "Varies",
    "constant",
    "lever",
    "must_be_one",
    "one_of_two",
    "setting",
    "uncertainty",
]


class Role(StrEnum):
    """Who decides about a parameter."""

    LEVER = "lever"
    """The firm chooses it."""
    UNCERTAINTY = "uncertainty"
    """The world decides it, and we know it only roughly."""
    SETTING = "setting"
    """It belongs to the run, not to the world."""
    CONSTANT = "constant"
    """It belongs to the model; change it to change the model."""


class Varies(StrEnum):
    """Where a parameter may have another value within one scenario: for a segment, from a day on."""

    EVERYWHERE = "segments, days"
    """A matter of each customer, read again and again."""
    SEGMENTS = "segments"
    """A matter of each customer that is settled once: who he is at the start, what he answers at the end."""
    DAYS = "days"
    """The firm, the market or the desk has one for everybody."""
    NOWHERE = ""
    """It holds for the whole run, or for the model."""

    @property
    def by_segment(self) -> bool:
        """Tell whether segments may differ in it."""
        return self in (Varies.EVERYWHERE, Varies.SEGMENTS)

    @property
    def by_day(self) -> bool:
        """Tell whether it may change on a day."""
        return self in (Varies.EVERYWHERE, Varies.DAYS)


@dataclass(frozen=True)
class Range:
    """The numbers from `low` to `high`; an open end is not itself included. Unpacks as `low, high`."""

    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False

    def __iter__(self) -> Iterator[float]:
        return iter((self.low, self.high))

    def __contains__(self, number: float) -> bool:
        above = self.low < number if self.open_low else self.low <= number
        below = number < self.high if self.open_high else number <= self.high
        return above and below

    def __str__(self) -> str:
        low = f"{'above' if self.open_low else 'at least'} {_shown(self.low)}"
        high = f"{'below' if self.open_high else 'at most'} {_shown(self.high)}"
        match (math.isfinite(self.low), math.isfinite(self.high)):
            case (True, True) if not (self.open_low or self.open_high):
                return f"between {_shown(self.low)} and {_shown(self.high)}"
            case (True, True):
                return f"{low} and {high}"
            case (True, False):
                return low
            case (False, True):
                return high
        return "any number"

    def spelt(self) -> str:
        """The two limits as in a table: `0.5 .. 1,000`."""
        return " .. ".join(f"{number:,.10g}" for number in self)

    def limits(self) -> dict[str, float]:
        """The same in pydantic's words."""
        words = {
            "gt" if self.open_low else "ge": self.low,
            "lt" if self.open_high else "le": self.high,
        }
        return {word: limit for word, limit in words.items() if math.isfinite(limit)}


ANY = Range()
NOT_NEGATIVE = Range(low=0)
POSITIVE = Range(low=0, open_low=True)
CHANCE = Range(low=0, high=1)
LARGEST_INTEGER = 2**53 - 1
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Parameter:
    """What is known about one parameter; `parameters()` holds one for each dotted key.

    `valid` is mathematics: outside it a value is refused. `plausible` is knowledge of the world: outside it
    a value is used and a warning given. `bracket` is the narrower range of the study of uncertainty.
    `instead_of` names the key that this one replaces: only one of the two may be given. `varies` says whether
    segments may differ in it, and whether it may change on a day.
    """

    key: str
    type: type
    default: object
    valid: Range
    plausible: Range | None
    bracket: Range | None
    unit: str
    meaning: str
    role: Role
    source: str
    choices: tuple[str, ...] = ()
    instead_of: str | None = None
    varies: Varies = Varies.EVERYWHERE


@dataclass(frozen=True)
class Declaration:
    """The part of a declaration that pydantic has no word for; it also writes itself into the JSON Schema."""

    role: Role
    valid: Range
    plausible: Range | None
    bracket: Range | None
    unit: str
    source: str
    instead_of: str | None
    varies: Varies

    def __call__(self, schema: dict[str, Any]) -> None:
        schema |= {"unit": self.unit, "role": self.role.value, "source": self.source}
        schema["varies"] = self.varies.value
        if self.plausible:
            schema["plausible"] = list(self.plausible)


def _declare(
    role: Role,
    default: object = ...,
    valid: Range = ANY,
    plausible: tuple[float, float] | None = None,
    bracket: tuple[float, float] | None = None,
    *,
    unit: str,
    source: str = "assumption",
    instead_of: str | None = None,
    varies: Varies = Varies.EVERYWHERE,
) -> Any:
    likely, studied = plausible and Range(*plausible), bracket and Range(*bracket)
    declared = Declaration(role, valid, likely or None, studied or None, unit, source, instead_of, varies)
    limits: dict[str, Any] = valid.limits()
    return Field(default, json_schema_extra=declared, **limits)


lever = partial(_declare, Role.LEVER)
uncertainty = partial(_declare, Role.UNCERTAINTY)
setting = partial(_declare, Role.SETTING, source="convention", varies=Varies.NOWHERE)
constant = partial(_declare, Role.CONSTANT)


class Block(BaseModel):
    """A frozen group of parameters, one table of a scenario file.

    Numbers are strict: a whole number passes where a real one is meant, text and true/false never do.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _the_later_replaces_the_default(cls, given: Any) -> Any:
        """Of two keys that replace each other, the one given clears the default of the other."""
        if not isinstance(given, dict):
            return given
        cleared = {rival: None for name, rival in cls.rivals().items() if given.get(name) is not None}
        return cleared | given

    @classmethod
    @cache
    def rivals(cls) -> Mapping[str, str]:
        """The pairs of keys that replace each other, both ways."""
        parameters = {name: field for name, field in cls.model_fields.items() if is_parameter(field)}
        found = {name: declaration(field).instead_of for name, field in parameters.items()}
        return MappingProxyType({name: rival for name, rival in found.items() if rival is not None})


def one_of_two(block: type[Block], value: float | None, info: ValidationInfo) -> float | None:
    """Refuse both, or none, of two keys that replace each other; checked at the later of the two."""
    rival = block.rivals()[str(info.field_name)]
    if rival in info.data and (value is None) == (info.data[rival] is None):
        context = {"name": info.field_name, "rival": rival}
        raise PydanticCustomError("one_of_two", "give {name} or {rival}", context)
    return value


def must_be_one(shares: dict[str, float], *, or_less: bool = False) -> None:
    """Refuse shares (by key) that do not add up to 1, or to 1 at most; they are never scaled in silence."""
    total = math.fsum(shares.values())
    if total > 1 + TOLERANCE or (total < 1 - TOLERANCE and not or_less):
        missing = f"missing {1 - total:.6g}" if total < 1 else f"{total - 1:.6g} too much"
        context = {"keys": " + ".join(shares), "total": total, "or_less": or_less, "missing": missing}
        raise PydanticCustomError("shares", "{keys} add up to {total}, not 1: {missing}", context)


def is_parameter(field: FieldInfo) -> bool:
    """Whether a field is a parameter, and not a block of them."""
    return isinstance(field.json_schema_extra, Declaration)


def declaration(field: FieldInfo) -> Declaration:
    """What was declared about a parameter."""
    assert isinstance(field.json_schema_extra, Declaration)
    return field.json_schema_extra


def _shown(number: float) -> str:
    number = float(number)
    if number == LARGEST_INTEGER:
        return "2^53-1"
    return f"{int(number):,}" if number.is_integer() else f"{number:g}"
