"""From what somebody says of a factor to the factor: what does not make sense by itself is refused here.

Whether the values can stand in the scenario is another question, asked of all points together (`checking`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sim.errors import Complaint, ScenarioError
from sim.experiment.factor import Factor, Value
from sim.experiment.sheet import LEVELS, FactorSheet
from sim.experiment.written import as_declared
from sim.scenario import Parameter, folder, parameters, said
from sim.scenario.complaints import COMMAND_LINE, unknown_key
from sim.scenario.layers import is_table
from sim.scenario.pieces import PIECES
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.experiment.design import DesignName

__all__ = ["RESERVED", "Place", "factor_of", "is_level", "level_file", "level_name", "repetition"]

RESERVED = frozenset({"point", "replication", "seed", "block", "part", "seconds", "status", "reason", "world"})
"""Columns of the tables of an experiment."""

NO_NUMBER = frozenset({"title", "description", "log"})
LUCK = frozenset({"seed", "replications"})
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
STEPPED = ("grid", "one-at-a-time")


@dataclass(frozen=True)
class Place:
    """Where a factor was said: a table of a file, or a text on the command line (`written`)."""

    file: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    table: str = ""
    written: str | None = None

    def wrong(self, part: str, value: object, problem: str, remedy: str = "") -> Complaint:
        """Give a complaint about a part of the factor."""
        if self.written is not None:
            return Complaint(self.file, None, self.table, self.written, problem, remedy)
        key = f"{self.table}.{part}" if part else self.table
        line = self.lines.get(key) or self.lines.get(self.table)
        return Complaint(self.file, line, key, None if value is None else shown(value), problem, remedy)

    def line_of(self, *parts: str) -> int | None:
        """Give the line of the first of these parts that was said."""
        found = (self.lines.get(f"{self.table}.{part}") for part in parts)
        return next(filter(None, found), self.lines.get(self.table))


class UnfitError(Exception):
    """A factor that cannot be used, with every complaint about it."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(complaints)
        self.complaints = complaints


def factor_of(sheet: FactorSheet, place: Place, *, design: DesignName, beside: Path | None = None) -> Factor:
    """Give the factor; raises `UnfitError`. `beside` is the folder in which a level's file may lie."""
    given = [way for way in LEVELS if getattr(sheet, way) is not None]
    if len(given) > 1:
        raise UnfitError(place.wrong(given[1], None, f"cannot stand beside {given[0]}", "keep one of the two"))
    if given == ["scenarios"]:
        return _of_scenarios(sheet, place, beside)
    key, parameter = _parameter(sheet, place)
    name = _name(sheet.name or key, place)
    if not given:
        if design == "list":
            return Factor(name, key, whole=parameter.type is int)
        raise UnfitError(place.wrong("", None, "varies nothing", "give values, range, log_range or scenarios"))
    if given == ["values"]:
        _no_steps(sheet, place, "its values are counted already")
        return Factor(name, key, levels=_values(sheet.values, parameter, place))
    return _of_range(sheet, given[0], place, Factor(name, key, whole=parameter.type is int), parameter, design)


def repetition(sheet: FactorSheet, factor: Factor) -> str | None:
    """Say that some of its values were given twice, if they were."""
    given = len(sheet.values or sheet.scenarios or ())
    if not factor.levels or given == len(factor.levels):
        return None
    return f"{factor.name}: what is listed again counts once ({given} values, {len(factor.levels)} different ones)"


# --- the parameter ------------------------------------------------------------------------------------------


def _parameter(sheet: FactorSheet, place: Place) -> tuple[str, Parameter]:
    key, known = sheet.key, parameters()
    if key is None:
        raise UnfitError(place.wrong("", None, "no key", 'say what varies: key = "product.quality"'))
    if is_level(key):
        return key, known[key]
    raise UnfitError(_no_factor(key, place, known))


def is_level(key: str) -> bool:
    """Whether a key is a parameter that a factor can vary."""
    known = parameters()
    return key in known and key not in NO_NUMBER and key not in LUCK and known[key].type is not tuple


def _no_factor(key: str, place: Place, known: Mapping[str, Parameter]) -> Complaint:
    """Say why a key cannot be varied."""
    if key in LUCK:
        problem = "cannot vary: every point is lived with the same luck, so that they differ by their values alone"
        remedy = f"write {key} = ... at the top of the sweep, or --{key}"
        return place.wrong("key", key, problem, remedy)
    if key in NO_NUMBER:
        return place.wrong("key", key, "changes no number", "take the factor out")
    if re.match(rf"({'|'.join(PIECES)})\b", key):
        problem = "a sweep varies the whole scenario, not a part of it"
        return place.wrong("key", key, problem, 'put each level into a file: scenarios = ["one", "two"]')
    if is_table(key, known):
        example = next(one for one in known if one.startswith(f"{key}."))
        return place.wrong("key", key, "is a table", f"name one of its keys, such as {example}")
    if key in known:
        problem = "a list is no level of a factor"
        return place.wrong("key", key, problem, 'put each level into a file: scenarios = ["one", "two"]')
    meant = unknown_key(key, None, known, COMMAND_LINE)
    return place.wrong("key", key, meant.problem, meant.remedy)


def _name(name: str, place: Place) -> str:
    """The name of a factor, if a column can bear it."""
    from sim.measures import MEASURES

    if not NAME.fullmatch(name):
        raise UnfitError(place.wrong("name", name, "not a name", "a name may use letters, digits, _ - and ."))
    if name in RESERVED or name in MEASURES:
        problem = "a column of the results has this name already"
        raise UnfitError(place.wrong("name", name, problem, "give the factor another name"))
    return name


# --- what it takes ------------------------------------------------------------------------------------------


def _of_scenarios(sheet: FactorSheet, place: Place, beside: Path | None) -> Factor:
    if sheet.key is not None:
        problem = "has no place beside scenarios, which say what they change"
        raise UnfitError(place.wrong("key", sheet.key, problem, 'write name = "service" instead'))
    if sheet.name is None:
        raise UnfitError(place.wrong("", None, "named scenarios need a name", 'add one, such as name = "service"'))
    _no_steps(sheet, place, "its scenarios are counted already")
    name = level_name(sheet.name, place)
    files = _list(sheet.scenarios, "scenarios", "names", place)
    wrong = [one for one in files if not isinstance(one, str)]
    if wrong:
        problem = f"must be a list of names, got {shown(wrong[0])}"
        raise UnfitError(place.wrong("scenarios", files, problem, "a name is text in quotes"))
    levels = tuple(dict.fromkeys(map(str, files)))
    return Factor(name, levels=levels, stands_for={level: _settings(level, place, beside) for level in levels})


def level_name(name: str, place: Place) -> str:
    """The name of a factor of named levels, if it can have it."""
    if name in parameters():
        raise UnfitError(place.wrong("name", name, "is a parameter", "give the factor another name"))
    return _name(name, place)


def _settings(level: str, place: Place, beside: Path | None) -> Mapping[str, object]:
    """What a named level says."""
    try:
        said_there = said(level_file(level, beside))
    except ScenarioError as error:
        raise UnfitError(*(_at(place, level, complaint) for complaint in error.complaints)) from None
    settings = {key: value for key, value in said_there.items() if key not in NO_NUMBER and key not in LUCK}
    if not settings:
        problem = "says nothing that changes a number"
        raise UnfitError(place.wrong("scenarios", level, problem, "take the level out"))
    return settings


def _at(place: Place, level: str, complaint: Complaint) -> Complaint:
    """A complaint about a level's file; one that knows no place is told where the level stands."""
    if complaint.file is not None:
        return complaint
    return place.wrong("scenarios", level, complaint.problem, complaint.remedy)


def level_file(name: str, beside: Path | None) -> Path | str:
    """The file that a name in a sweep leads to: beside the sweep, else what any command takes for a scenario."""
    if beside is not None:
        for candidate in (beside / name, beside / f"{name}.toml"):
            if candidate.suffix == ".toml" and candidate.is_file():
                return candidate
    inside = folder() / name
    return inside if inside.suffix == ".toml" and inside.is_file() else name


def _values(given: object, parameter: Parameter, place: Place) -> tuple[Value, ...]:
    values = _list(given, "values", "values", place)
    for value in values:
        if not isinstance(value, str | int | float):
            raise UnfitError(place.wrong("values", values, f"{shown(value)} is no level", "give numbers or words"))
    return tuple(dict.fromkeys(as_declared(value, parameter) for value in values))


def _list(given: object, part: str, what: str, place: Place) -> Sequence[Any]:
    if not isinstance(given, list | tuple):
        raise UnfitError(place.wrong(part, given, f"must be a list of {what}", f"write [{shown(given)}]"))
    if not given:
        raise UnfitError(place.wrong(part, [], "is empty", f"give at least one of its {what}"))
    return given


def _of_range(
    sheet: FactorSheet, way: str, place: Place, factor: Factor, parameter: Parameter, design: DesignName
) -> Factor:
    given = getattr(sheet, way)
    if design == "list":
        raise UnfitError(place.wrong(way, given, "has no place in a list", "the list says the values"))
    low, high = _ends(given, way, place, parameter)
    if design in STEPPED and sheet.steps is None:
        problem = f"no steps, which a {design} design needs"
        raise UnfitError(place.wrong(way, given, problem, "say how many: steps = 8, or behind --vary LOW:HIGH:8"))
    if design not in STEPPED:
        _no_steps(sheet, place, f"{design} chooses the values itself")
    steps, room = sheet.steps, int(high - low) + 1 if factor.whole else math.inf
    if steps is not None and steps > room:
        problem = f"only {room} whole numbers lie between {shown(given[0])} and {shown(given[1])}"
        raise UnfitError(place.wrong("steps", steps, problem, f"write steps = {room}"))
    return replace(factor, low=low, high=high, log=way == "log_range", steps=steps)


def _ends(given: object, way: str, place: Place, parameter: Parameter) -> tuple[float, float]:
    """The two ends of a range, if it is one."""
    if parameter.type is str:
        words = f", such as {', '.join(parameter.choices)}" if parameter.choices else ""
        raise UnfitError(place.wrong(way, given, "words have no range", f"list the words instead{words}"))
    if not isinstance(given, list | tuple) or len(given) != 2:
        raise UnfitError(place.wrong(way, given, "must be two numbers", "write [lowest, highest]"))
    for end in given:
        if not isinstance(end, int | float) or isinstance(end, bool):
            problem = f"must be two numbers, got {shown(end)}"
            raise UnfitError(place.wrong(way, given, problem, "write [lowest, highest]"))
        if not _is_finite(end):
            raise UnfitError(place.wrong(way, given, "must be finite numbers", "write [lowest, highest]"))
        if parameter.type is int and end != int(end):
            problem = f"must be whole numbers, got {shown(end)}"
            raise UnfitError(place.wrong(way, given, problem, f"write {round(end)}"))
    low, high = given
    if low == high:
        raise UnfitError(place.wrong(way, given, "has no width", "give two numbers that differ"))
    if low > high:
        raise UnfitError(place.wrong(way, given, "runs backwards", "the lower one comes first"))
    if way == "log_range" and low <= 0:
        problem = "a logarithmic range cannot reach 0 or less"
        raise UnfitError(place.wrong(way, given, problem, "begin above 0, or take range"))
    return float(low), float(high)


def _no_steps(sheet: FactorSheet, place: Place, why: str) -> None:
    if sheet.steps is not None:
        raise UnfitError(place.wrong("steps", sheet.steps, f"has no place here: {why}", "take steps out"))


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:
        return False
