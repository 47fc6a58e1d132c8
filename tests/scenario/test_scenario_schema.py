"""The schema that editors use agrees with the program: what it allows can be read, what it forbids cannot."""

from __future__ import annotations

import json
import math
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from sim.errors import ScenarioError
from sim.scenario import Parameter, Scenario, folder, names, parameters
from sim.scenario.schema import SCHEMA_FILE, is_ours, schema, schema_text

pytestmark = pytest.mark.no_cover

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = Scenario()
SCHEMA = schema()
CHECKER = Draft7Validator(SCHEMA)
TIED = "must be below days"
ALL = list(parameters().values())


def key(parameter: Parameter) -> str:
    return parameter.key


def property_of(dotted: str) -> dict[str, Any]:
    found = SCHEMA
    for step in dotted.split("."):
        found = found["properties"][step]
    return found


def tables_of(dotted: str, value: object) -> dict[str, Any]:
    for step in reversed(dotted.split(".")):
        value = {step: value}
    assert isinstance(value, dict)
    return value


def is_read(dotted: str, value: object) -> bool:
    """Whether the program takes a value for this key, whatever it thinks of the rest of the scenario."""
    try:
        DEFAULT.but({dotted: value})
    except ScenarioError as error:
        own = [one for one in error.complaints if str(one.key).partition("[")[0] == dotted]
        return all(one.problem.startswith(TIED) for one in own)
    return True


def tried(parameter: Parameter) -> Iterator[object]:
    """Values on both sides of everything that can be wrong with one."""
    low, high = parameter.valid
    near = 1 if parameter.type is int else 1e-3
    for limit in filter(math.isfinite, (low, high)):
        number = parameter.type(limit) if parameter.type is int else limit
        yield from (number - near, number, number + near)
    # Whether a scenario of a name is there, only the program knows.
    word = "product/weak" if parameter.key.startswith("rescue.") else "word"
    yield from (word, True, [], {}, -1, 0, 0.5, 3, [0.25, 0.75], [2, -1], ["x"], *parameter.choices)


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_the_schema_in_the_scenarios_folder_is_up_to_date() -> None:
    assert (folder() / SCHEMA_FILE).read_text("utf-8") == schema_text(), "run: python -m sim.scenario"


@pytest.mark.parametrize("parameter", ALL, ids=key)
def test_schema_and_program_allow_the_same(parameter: Parameter) -> None:
    for value in tried(parameter):
        allowed = CHECKER.is_valid(tables_of(parameter.key, value))
        assert allowed == is_read(parameter.key, value), value


def test_the_comparison_tries_what_both_refuse_and_what_both_allow() -> None:
    verdicts = [(one.key, CHECKER.is_valid(tables_of(one.key, value))) for one in ALL for value in tried(one)]
    assert {key for key, allowed in verdicts if allowed} == set(parameters())
    assert {key for key, allowed in verdicts if not allowed} == set(parameters())


@pytest.mark.parametrize("name", names())
def test_a_shipped_scenario_is_valid(name: str) -> None:
    tables = tomllib.loads((folder() / f"{name}.toml").read_text("utf-8"))
    assert [error.message for error in CHECKER.iter_errors(tables)] == []


@pytest.mark.parametrize("parameter", ALL, ids=key)
def test_an_editor_shows_meaning_unit_default_and_range(parameter: Parameter) -> None:
    described = property_of(parameter.key)["description"]
    assert described.startswith(parameter.meaning)
    if parameter.type in (int, float):
        assert f"unit: {parameter.unit}" in described
        assert ("plausible: " in described) == (parameter.plausible is not None)
    if parameter.default not in (None, "", ()):
        assert property_of(parameter.key)["default"] == parameter.default


@pytest.mark.parametrize(
    "tables",
    [
        {"dayz": 3},
        {"desk": {"agnets": 3}},
        {"desk": 3},
        {"desk": {"agents": 3, "staffing_ratio": 1}},
        {"marketing": {"promise": 0.5, "overpromise": 0.1}},
        {"extends": "default"},
        {"extends": ["../secret"]},
        {"extends": ["Über"]},
        {"extends": [3]},
    ],
    ids=str,
)
def test_what_the_program_refuses_is_underlined(tables: dict[str, Any]) -> None:
    assert not CHECKER.is_valid(tables)


def is_in_a_piece(piece: str, dotted: str) -> bool:
    """Whether the program takes the default of a key in a segment, or in a change."""
    value = parameters()[dotted].default
    value = 0.5 if value is None else list(value) if isinstance(value, tuple) else value
    own = {"name": "a", "share": 1.0} if piece == "segments" else {"from_day": 3}
    try:
        Scenario().but({piece: [own | tables_of(dotted, value)]})
    except ScenarioError as error:
        return not any("set it outside of" in one.remedy for one in error.complaints)
    return True


@pytest.mark.parametrize("piece", ["segments", "changes"])
def test_segments_and_changes_may_hold_what_the_program_lets_them_hold(piece: str) -> None:
    def leaves(tables: dict[str, Any], prefix: str = "") -> Iterator[str]:
        for name, about in tables.items():
            if "properties" in about:
                yield from leaves(about["properties"], f"{prefix}{name}.")
            else:
                yield prefix + name

    own = {"segments": {"name", "share", "priority"}, "changes": {"from_day"}}[piece]
    offered = set(leaves(SCHEMA["properties"][piece]["items"]["properties"]))
    assert own <= offered
    assert offered - own == {key for key in parameters() if is_in_a_piece(piece, key)}
    assert 0 < len(offered - own) < len(parameters())


@pytest.mark.parametrize(
    ("tables", "valid"),
    [
        ({"segments": [{"name": "a", "share": 1, "product": {"usage_rate": 0.5}}]}, True),
        ({"segments": [{"name": "a", "share": 0.4, "priority": 3}, {"name": "b", "share": 0.6}]}, True),
        ({"segments": []}, False),
        ({"segments": [{"name": "a"}]}, False),
        ({"segments": [{"share": 1}]}, False),
        ({"segments": {"name": "a", "share": 1}}, False),
        ({"segments": [{"name": "a", "share": 1.5}]}, False),
        ({"segments": [{"name": "a", "share": 1, "days": 3}]}, False),
        ({"segments": [{"name": "a", "share": 1, "desk": {"agents": 3}}]}, False),
        ({"changes": [{"from_day": 3, "desk": {"agents": 3}}]}, True),
        ({"changes": [{"from_day": 0, "desk": {"agents": 3}}]}, False),
        ({"changes": [{"desk": {"agents": 3}}]}, False),
        ({"changes": [{"from_day": 3, "seed": 3}]}, False),
        ({"changes": [{"from_day": 3, "desk": {"agents": 3, "staffing_ratio": 1}}]}, False),
    ],
    ids=str,
)
def test_lists_of_pieces_are_checked_like_the_program_does(tables: dict[str, Any], valid: bool) -> None:
    assert CHECKER.is_valid(tables) is valid
    if valid:
        Scenario(**tables)
    else:
        with pytest.raises(ScenarioError):
            Scenario(**tables)


@pytest.mark.parametrize("extends", [[], ["default"], ["product/weak.toml", "my-own"]], ids=str)
def test_scenarios_of_ones_own_can_be_extended(extends: list[str]) -> None:
    assert CHECKER.is_valid({"extends": extends})


def test_the_scenarios_there_are_can_be_completed() -> None:
    offered = SCHEMA["properties"]["extends"]["items"]["anyOf"][0]["enum"]
    assert tuple(offered) == names()


@pytest.mark.parametrize(
    ("text", "ours"), [(schema_text(), True), ("{}", False), ("[]", False), ("", False), ('{"title": "x"}', False)]
)
def test_a_schema_of_ours_is_recognised(text: str, ours: bool) -> None:
    assert is_ours(text) is ours


def test_the_schema_is_written_in_the_order_of_the_declarations() -> None:
    assert list(json.loads(schema_text())["properties"])[:3] == ["extends", "title", "description"]


@pytest.mark.parametrize("name", names())
def test_the_first_line_of_a_shipped_scenario_leads_an_editor_to_the_schema(name: str) -> None:
    file = folder() / f"{name}.toml"
    mark, _, way = file.read_text("utf-8").partition("\n")[0].partition(" ")
    assert mark == "#:schema"
    assert not way.startswith("/")
    assert (file.parent / way).resolve() == (folder() / SCHEMA_FILE).resolve()
