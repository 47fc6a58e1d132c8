"""What is wrong with a value, in plain words, with what to do about it."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sim.errors import Complaint
from sim.scenario.parameter import ANY, CHANCE, Parameter
from sim.scenario.pieces import PIECES, own_parameters
from sim.scenario.syntax import slip_in
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

__all__ = [
    "COMMAND_LINE",
    "complaints_about",
    "either",
    "implausible",
    "keys_named",
    "nearest",
    "not_a_list",
    "not_a_table",
    "unknown_key",
]

Known = Mapping[str, Parameter]

KINDS = {int: "a whole number", float: "a number", str: "text", tuple: "a list of numbers"}
PERCENT = 100
THOUSAND = 1_000
EXTENDS = "extends"
COMMAND_LINE = "--set"
NO_PARAMETERS = (EXTENDS, *PIECES)
ALIKE = 0.7
MOST_HOMES = 3
PLACE = re.compile(r"\[\d+\]")


def complaints_about(error: ValidationError, known: Known, inside: str | None = None) -> Iterator[Complaint]:
    """One complaint for each thing pydantic found, not yet with its place; `inside` names a list of tables."""
    for found in error.errors(include_url=False):
        if inside:
            found["loc"] = (inside, *found["loc"])
        match found["type"]:
            case "pieces":
                yield from found["ctx"]["complaints"]
            case "shares":
                yield _shares(found)
            case "one_of_two":
                yield _one_of_two(found)
            case "extra_forbidden":
                yield unknown_key(_key(found), found["input"], known)
            case "model_type" | "model_attributes_type":
                yield not_a_table(_key(found), found["input"])
            case _:
                yield _bad_value(found, known)


def unknown_key(
    key: str, value: object, known: Known, file: str | None = None, line: int | None = None
) -> Complaint:
    """A key that is no parameter, with the one that was probably meant."""
    meant = _meant_by(key, known) if file == COMMAND_LINE else _meant(key, known)
    return Complaint(file, line, key, _said(value), "unknown key", meant)


def not_a_list(key: str, value: object) -> Complaint:
    """Something else where a list of tables stands, or a list of none."""
    if isinstance(value, list) and not value:
        return Complaint(None, None, key, "[]", "is empty", f"write [[{key}]], or leave the key out")
    problem = f"must be a list of tables, got {_kind(value)}"
    return Complaint(None, None, key, _said(value), problem, f"write [[{key}]] above each")


def not_a_table(key: str, value: object, file: str | None = None, line: int | None = None) -> Complaint:
    """A single value where a group of parameters stands."""
    problem, table, listed = f"must be a table, got {_kind(value)}", *key.partition("[")[:2]
    header = f"[[{table}]]" if listed else f"[{table}]"
    return Complaint(file, line, key, _said(value), problem, f"write {header} above its keys")


def implausible(values: Mapping[str, object], known: Known) -> Iterator[str]:
    """One line for each value outside the range that is met in the world."""
    for key, value in values.items():
        plausible = known[key].plausible
        if plausible and isinstance(value, int | float) and value not in plausible:
            meant = _percent(value) if plausible.high == 1 and value / PERCENT in plausible else ""
            yield f"{key} = {shown(value)} is unusual: plausible is {plausible}{meant and f'; {meant}'}"
    if values.get("desk.agents") == 0:
        yield "the desk has no staff: every contact will be abandoned"
    if values.get("desk.staffing_ratio") == 0:
        yield "the rota keeps one agent for an hour a day whatever arrives; without staff is desk.agents = 0"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant."""
    return next(iter(difflib.get_close_matches(word, list(words), n=1, cutoff=ALIKE)), None)


def _meant(key: str, known: Known) -> str:
    table, _, name = key.rpartition(".")
    if homes := _homes(name, known):
        return f"'{name}' belongs to {either([f'[{home}]' for home in homes])}"
    if name in known or name in NO_PARAMETERS:
        return f"'{name}' belongs to the top of the file, above the first table"
    neighbours = {_step(other, table) for other in known if _inside(other, table)}
    if not table:
        neighbours.update(NO_PARAMETERS)
    if near := nearest(name, sorted(neighbours)):
        return f"did you mean '{near}'?"
    if near := nearest(key, known):
        return f"did you mean '{near}'?"
    return "see the table of parameters in scenarios/README.md"


def _meant_by(key: str, known: Known) -> str:
    """The same on the command line, where a key is written out from the top."""
    table, _, name = key.rpartition(".")
    if keys := keys_named(name, known):
        return f"did you mean {either(keys)}?"
    neighbours = [other for other in known if table and _inside(other, table)]
    if near := nearest(key, neighbours) or nearest(key, known) or _namesake(name, known):
        return f"did you mean {near}?"
    return "see the table of parameters in scenarios/README.md"


def keys_named(name: str, known: Known) -> list[str]:
    """The parameter of this name, or the likeliest that end in it."""
    return [name] if name in known else [f"{home}.{name}" for home in _homes(name, known)]


def _homes(name: str, known: Known) -> list[str]:
    """The likeliest tables that hold a parameter of this name."""
    homes = [other.rpartition(".")[0] for other in known if other.endswith(f".{name}")]
    return sorted(homes, key=lambda home: home.count("."))[:MOST_HOMES]


def _namesake(name: str, known: Known) -> str | None:
    """The key whose last part is like this name, wherever it stands."""
    keys = {key.rpartition(".")[2]: key for key in sorted(known, key=lambda key: -key.count("."))}
    near = nearest(name, keys)
    return keys[near] if near else None


def _inside(key: str, table: str) -> bool:
    return not table or key.startswith(f"{table}.")


def _step(key: str, table: str) -> str:
    """The next part of a key below a table: a parameter or a table in it."""
    return key.removeprefix(f"{table}.").split(".")[0]


def either(words: list[str]) -> str:
    """Name what is to be chosen from: `a, b or c`."""
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _key(found: ErrorDetails) -> str:
    """The dotted key of an error; for an item of a list also which one."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"])[1:]


def _shares(found: ErrorDetails) -> Complaint:
    context = found["ctx"]
    problem = "must be at most 1" if context["or_less"] else "must be 1 (+-1e-9)"
    return Complaint(None, None, context["keys"], f"{context['total']:.12g}", problem, context["missing"])


def _one_of_two(found: ErrorDetails) -> Complaint:
    key, name = _key(found), found["ctx"]["name"]
    rival = key.removesuffix(name) + found["ctx"]["rival"]
    if found["input"] is None:
        return Complaint(None, None, key, None, "missing", f"give {key} or {rival}")
    problem = f"cannot stand beside {rival}"
    return Complaint(None, None, key, _said(found["input"]), problem, "keep one of the two")


def _bad_value(found: ErrorDetails, known: Known) -> Complaint:
    key, value = _key(found), found["input"]
    parameter = {**known, **own_parameters()}[PLACE.sub("", key)]
    if found["type"] == "missing":
        return Complaint(None, None, key, None, "missing", f"every [[{key.partition('[')[0]}]] needs one")
    problem, remedy = _wrong(found, value, parameter, item=key.endswith("]"))
    return Complaint(None, None, key, _said(value), problem, remedy)


def _wrong(found: ErrorDetails, value: object, parameter: Parameter, *, item: bool) -> tuple[str, str]:
    """What is wrong with a value, and what to do."""
    match found["type"]:
        case "warm_up":
            return found["msg"], "measure from an earlier day or simulate more days"
        case "slug":
            return "not a name", "a name may use a-z 0-9 _ - and has at most 64 of them"
        case "finite_number":
            return "must be a finite number", _usual(parameter)
        case "literal_error":
            return f"must be {either([shown(word) for word in parameter.choices])}", _usual(parameter)
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            valid = CHANCE if item else parameter.valid
            usual = _usual(parameter) if parameter.default is not None else ""
            return f"must be {valid}", (_percent(value) if parameter.valid == CHANCE else "") or usual
    if _is_endless(value) and parameter.type in (int, float):
        return "must be a finite number", _usual(parameter)
    kind = KINDS[float if item else parameter.type]
    return f"must be {kind}, got {_kind(value)}", _instead(value, parameter)


def _usual(parameter: Parameter) -> str:
    """The default; of a number without one, what it may be."""
    if parameter.default is not None:
        return f"the default is {shown(parameter.default)}"
    if parameter.type is str:
        return ""
    return f"{ANY} will do" if parameter.valid == ANY else f"any that is {parameter.valid} will do"


def _percent(value: object) -> str:
    in_percent = isinstance(value, int | float) and 1 < value <= PERCENT
    return f"write {value / PERCENT:g} for {value:g} %" if in_percent else ""  # type: ignore[operator]


def _instead(value: object, parameter: Parameter) -> str:
    """What to write for a value of the wrong type, where that can be guessed."""
    if isinstance(value, str) and _is_number(value) and parameter.type in (int, float):
        return f"write {value.strip()} without quotes"
    if isinstance(value, str) and re.search(r"\d", value) and parameter.type in (int, float):
        slip = slip_in(value.strip())
        return slip.remedy(value.strip()) if slip and slip.problem != "text needs quotes" else _usual(parameter)
    if isinstance(value, float) and parameter.type is int and math.isfinite(value):
        likely, thousands = parameter.plausible, value * THOUSAND
        if likely and value not in likely and thousands in likely and thousands.is_integer():
            return f"write {thousands:.0f} (a point does not set thousands apart) or {round(value)}"
        return f"write {round(value)}"
    if parameter.type is str and not isinstance(value, dict | list):
        return f'write "{shown(value)}"'
    return _usual(parameter)


def _is_endless(value: object) -> bool:
    """Whether a number is infinite, or whole but too large for a float."""
    try:
        return isinstance(value, int | float) and not math.isfinite(value)
    except OverflowError:
        return True


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _kind(value: object) -> str:
    match value:
        case bool():
            return f"{shown(value)} (true/false)"
        case str():
            return f"text {shown(value)}"
        case int() | float():
            return f"number {shown(value)}"
        case dict():
            return "a table"
        case list() | tuple():
            return "a list"
        case None:
            return "nothing"
    return f"a {type(value).__name__}"


def _said(value: object) -> str | None:
    """The value as it would stand in a file; a whole table is not repeated."""
    return None if isinstance(value, dict) else shown(value)
