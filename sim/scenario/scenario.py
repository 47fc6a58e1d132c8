"""A scenario: everything a user can say about a firm, its market and the run, frozen and checked."""

from __future__ import annotations

from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pydantic import (
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sim.errors import Complaint, ScenarioError, UsageError, told, writable
from sim.scenario import toml
from sim.scenario.blocks import (
    Belief,
    Desk,
    Experience,
    Failures,
    Journey,
    Loyalty,
    Market,
    Marketing,
    Money,
    Product,
    Recovery,
    Rescue,
    Returns,
    Staff,
    Survey,
    WordOfMouth,
)
from sim.scenario.catalogue import catalogue
from sim.scenario.complaints import COMMAND_LINE, complaints_about, implausible
from sim.scenario.digest import digest
from sim.scenario.layers import Layer, Said, flat, layer_of, nested, over
from sim.scenario.parameter import LARGEST_INTEGER, Block, Parameter, Range, setting
from sim.scenario.parts import Checker, merged, sizes, sound_pieces
from sim.scenario.pieces import PIECES, Change, Piece, Segment
from sim.scenario.places import find
from sim.scenario.reading import OF_ONE_FILE, read
from sim.scenario.side import wrong_side

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["CUSTOMERS_AT_THE_DESK", "Scenario", "parameters", "said"]

CUSTOMERS_AT_THE_DESK = 100_000
"""How many customers the desk serves when nothing else is said, however many are simulated."""

NOT_CONTENT = frozenset({*OF_ONE_FILE, "seed", "replications", "log"})
"""What may change without making it another scenario."""

_COUNTED_LATE = (
    "measure_from_day = {0}: whoever is called a buyer was a customer on day {0} or became one later, and is "
    "counted from then on, not from his purchase; who had bought and left before is not counted"
)


class Scenario(Block):
    """One firm in its market, and how long and how finely to simulate it.

    Every key has a default; together the defaults are a firm that sells goods of typical quality and has a
    typical desk. A scenario is never changed: `but` gives a changed copy. Whatever is wrong is raised
    as one `ScenarioError` that holds all complaints.
    """

    title: str = setting("", unit="text")
    """What to call the scenario in figures and reports."""
    description: str = setting("", unit="text")
    """What the scenario illustrates."""
    protocol: Literal["cohort", "market"] = setting("cohort", unit="word")
    """`cohort`: everybody starts as a new buyer; `market`: as a prospect, the whole funnel."""
    population: int = setting(20_000, Range(0, LARGEST_INTEGER), (1_000, 10_000_000), unit="people")
    """People simulated: a matter of precision, not of the size of the firm."""
    represents: int | None = setting(None, Range(1, LARGEST_INTEGER), (1, 1_000_000), unit="people")
    """For how many people each one stands at the desk; left out, for as many as make 100,000 in all."""
    days: int = setting(365, Range(1, 2**31 - 1), (30, 3_650), unit="days")
    """Days simulated."""
    measure_from_day: int = setting(0, Range(0, 2**31 - 1), (0, 3_650), unit="days")
    """Day from which the measures count; the days before are a warm-up."""
    replications: int = setting(20, Range(1, LARGEST_INTEGER), (1, 10_000), unit="runs")
    """How often the scenario is run, each time with other luck."""
    seed: int = setting(1, Range(0, LARGEST_INTEGER), unit="number")
    """Which luck: the same seed gives the same result."""
    log: Literal["sample", "all", "none"] = setting("sample", unit="word")
    """Which contacts and events are kept: of one customer in a hundred, of all, of none."""

    market: Market = Market()
    belief: Belief = Belief()
    marketing: Marketing = Marketing()
    journey: Journey = Journey()
    product: Product = Product()
    experience: Experience = Experience()
    failures: Failures = Failures()
    returns: Returns = Returns()
    desk: Desk = Desk()
    recovery: Recovery = Recovery()
    loyalty: Loyalty = Loyalty()
    word_of_mouth: WordOfMouth = WordOfMouth()
    staff: Staff = Staff()
    money: Money = Money()
    survey: Survey = Survey()
    rescue: Rescue = Rescue()

    segments: tuple[Segment, ...] = ()
    """Parts of the people who differ in some settings; none: everybody is alike but for luck."""
    changes: tuple[Change, ...] = ()
    """What changes on a day; a setting that a segment has for itself stays as the segment says."""

    _name: str = PrivateAttr(default="custom")

    @classmethod
    def load(cls, path_or_name: str | Path, overrides: Mapping[str, object] | None = None) -> Scenario:
        """Read a scenario from a file, or by its name in the scenarios folder, with or without `.toml`.

        `overrides` are values by dotted key, as from `--set`; they win over the file.
        """
        path = find(path_or_name)
        content, complaints = read(path, parameters())
        said, more = layer_of({} if overrides is None else overrides, parameters(), file=COMMAND_LINE)
        whole = Layer(title=Said(writable(path.stem))) | over(content, said, parameters())
        return cls._built(Layer(whole), [*complaints, *more], name=toml.slug(path.stem))

    def but(self, changes: Mapping[str, object]) -> Scenario:
        """A checked copy with these values, by dotted key: `spec.but({"desk.agents": 12})`.

        Of two keys that replace each other (`promise` and `overpromise`, `agents` and `staffing_ratio`) the
        one given clears the other. An empty list of `segments` or `changes` takes those there are away.
        """
        said, complaints = layer_of(changes, parameters())
        return self._built(over(self._said(), said, parameters()), complaints, name=self.name)

    def called(self, name: str) -> Scenario:
        """The same scenario under another name, such as one that tells its rows in a table from those of others.

        What `but` changes keeps its name: `firm.but({"desk.agents": 12}).called("more-agents")`. A name that is
        not fit for a folder is made so, as a file's is.
        """
        if not isinstance(name, str):
            raise UsageError(f"a scenario is called by a word, got {told(name)}")
        spec = self.model_copy()
        spec._name = toml.slug(name)
        return spec

    @property
    def name(self) -> str:
        """The file it was read from, as a word fit for a folder; `custom` if it was built in code."""
        return self._name

    @property
    def weight(self) -> int:
        """How many customers each simulated one stands for at the desk."""
        if self.represents is not None:
            return self.represents
        return max(1, round(CUSTOMERS_AT_THE_DESK / self.population)) if self.population else 1

    @property
    def parts(self) -> tuple[Scenario, ...]:
        """The scenario as each segment lives it; without segments, the scenario itself."""
        return self._parts if self.segments else (self,)

    @property
    def part_names(self) -> tuple[str, ...]:
        """The names of the segments; without any, one that is empty."""
        return tuple(segment.name for segment in self.segments) or ("",)

    @property
    def part_priorities(self) -> tuple[int, ...]:
        """Which segment is served first at the desk: 0 before 1 before 2."""
        return tuple(segment.priority for segment in self.segments) or (0,)

    @property
    def part_sizes(self) -> tuple[int, ...]:
        """How many people are in each segment: the first so many, then the next."""
        return sizes([segment.share for segment in self.segments] or [1.0], self.population)

    def in_force(self, day: int) -> Scenario:
        """The scenario that holds on a day, with its segments and without changes to come."""
        return next(spec for from_day, spec in reversed(self.calendar) if from_day <= day or from_day == 0)

    @property
    def calendar(self) -> tuple[tuple[int, Scenario], ...]:
        """From which day on which scenario holds; the first from day 0. Of two values the later counts."""
        return self._calendar if self.changes else ((0, self),)

    @property
    def digest(self) -> str:
        """SHA-256 over everything that can change a number: equal digest and seed, equal results."""
        return _digest(self)

    @property
    def warnings(self) -> tuple[str, ...]:
        """One line for each value that is possible but hardly met in the world, or changes what words mean."""
        lines = list(implausible(self._resolved(), parameters()))
        lines += [_COUNTED_LATE.format(self.measure_from_day)] if self.measure_from_day else []
        for segment, size in zip(self.segments, self.part_sizes, strict=False):
            lines += [f"segment {segment.name}: {line}" for line in implausible(segment.settings, parameters())]
            lines += [f"segment {segment.name} is empty: there is nobody in it"] if not size else []
        for change in self.changes:
            lines += [f"from day {change.from_day}: {line}" for line in implausible(change.settings, parameters())]
        return tuple(lines)

    @property
    def settings(self) -> Mapping[str, object]:
        """Everything that it says, by dotted key: `Scenario().but(spec.settings)` says the same."""
        return self._resolved() | {name: told for name, told in self._lists().items() if told}

    def to_toml(self) -> str:
        """The scenario in full as a file; read again it has the same digest."""
        return toml.written(self._resolved(), self._lists())

    def __eq__(self, other: object) -> bool:
        """Two scenarios are equal that say the same under the same name.

        What has been worked out of them is no part of it: a scenario without segments is its own only part, and to
        compare that would never end.
        """
        if not isinstance(other, Scenario):
            return NotImplemented
        said = (getattr(self, name) == getattr(other, name) for name in type(self).model_fields)
        return self is other or (self.name == other.name and all(said))

    def __repr__(self) -> str:
        title = self.title or self.name
        return f"<Scenario {title!r}: {self.population:,} customers, {self.days:,} days, {self.digest[:12]}>"

    __str__ = __repr__

    def _resolved(self) -> dict[str, object]:
        """Every parameter by dotted key, in the order of declaration."""
        return flat(self.model_dump(exclude=set(PIECES)), parameters())

    # Not for a scenario that is its own part: what holds itself cannot be compared.
    @cached_property
    def _parts(self) -> tuple[Scenario, ...]:
        return tuple(self._alone(segment.settings) for segment in self.segments)

    @cached_property
    def _calendar(self) -> tuple[tuple[int, Scenario], ...]:
        now = self.but({"changes": ()})
        days = [(0, now)]
        for change in self.changes:
            now = now.but(change.settings)
            days.append((change.from_day, now))
        return tuple(days)

    def _lists(self) -> dict[str, list[dict[str, object]]]:
        """What segments and changes say, by dotted key."""
        return {name: [piece.told() for piece in getattr(self, name)] for name in PIECES}

    def _said(self) -> Layer:
        """Everything that the scenario says, lists of pieces included, as one layer."""
        content, _ = layer_of(self._resolved(), parameters())
        return Layer(content | {name: Said(getattr(self, name)) for name in PIECES})

    def _alone(self, settings: Mapping[str, object]) -> Scenario:
        """The scenario with these settings and without segments and changes."""
        content, _ = layer_of(self._resolved(), parameters())
        return self._built(merged(content, settings, parameters()), [], name=self.name)

    @classmethod
    def _built(cls, content: Layer, complaints: list[Complaint], *, name: str) -> Scenario:
        """The scenario of this content, or one error with everything that is wrong with it."""
        try:
            spec = cls.model_validate(nested(content))
        except ScenarioError as error:
            complaints += [content.placed(complaint) for complaint in error.complaints]
        if complaints:
            raise ScenarioError(content.in_order(complaints))
        spec._name = name
        return spec

    @field_validator("measure_from_day")
    @classmethod
    def _something_is_measured(cls, measure_from_day: int, info: ValidationInfo) -> int:
        days = info.data.get("days")
        if days is not None and measure_from_day >= days:
            raise PydanticCustomError("warm_up", "must be below days ({days})", {"days": days})
        return measure_from_day

    @field_validator("rescue")
    @classmethod
    def _sides_are_sound(cls, rescue: Rescue) -> Rescue:
        if wrong := [one for one in (wrong_side(*said) for said in rescue.named()) if one]:
            raise PydanticCustomError("pieces", "a side is wrong", {"complaints": wrong})
        return rescue

    @field_validator(*PIECES, mode="wrap")
    @classmethod
    def _pieces_are_sound(
        cls, given: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> tuple[Piece, ...]:
        def build(content: Layer) -> Mapping[str, object]:
            return cls.model_validate(nested(content))._resolved()

        return sound_pieces(str(info.field_name), given, handler, info.data, Checker(parameters(), build))

    @model_validator(mode="wrap")
    @classmethod
    def _complaints_in_plain_words(cls, given: Any, handler: ModelWrapValidatorHandler[Scenario]) -> Scenario:
        try:
            return handler(given)
        except ValidationError as error:
            raise ScenarioError(tuple(complaints_about(error, parameters()))) from None


def said(path_or_name: str | Path) -> Mapping[str, object]:
    """What a scenario file and the files it extends say, by dotted key, to be taken over with `but`."""
    layer, complaints = read(find(path_or_name), parameters())
    if complaints:
        raise ScenarioError(layer.in_order(complaints))
    return {key: one.value for key, one in layer.items() if key not in OF_ONE_FILE}


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by its dotted key, in the order of declaration."""
    return MappingProxyType({parameter.key: parameter for parameter in catalogue(Scenario)})


@lru_cache(maxsize=256)
def _digest(spec: Scenario) -> str:
    resolved = spec._resolved() | {"represents": spec.weight}
    return digest({key: value for key, value in resolved.items() if key not in NOT_CONTENT}, spec._lists())
