"""Every parameter is declared in full, and its numbers fit together."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys

import pytest

from sim.scenario import Parameter, Range, Role, Scenario, folder, parameter_table, parameters
from sim.scenario.pieces import own_parameters
from sim.scenario.table import renewed

ALL = parameters().values()
NUMBERS = [one for one in ALL if one.type in (int, float)]


def key(parameter: Parameter) -> str:
    return parameter.key


def inside(inner: Range, outer: Range) -> bool:
    return all(number in outer or number == limit for number, limit in zip(inner, outer, strict=True))


def test_the_catalogue_holds_every_value_of_a_scenario_and_no_other() -> None:
    def keys(tables: dict[str, object], prefix: str = "") -> list[str]:
        nested = [keys(v, f"{prefix}{k}.") if isinstance(v, dict) else [prefix + k] for k, v in tables.items()]
        return [one for some in nested for one in some]

    assert [*parameters(), "segments", "changes"] == keys(Scenario().model_dump())


@pytest.mark.parametrize("parameter", ALL, ids=key)
def test_a_parameter_says_what_it_means_in_which_unit_and_who_says_so(parameter: Parameter) -> None:
    assert parameter.meaning.endswith(".")
    assert parameter.unit
    assert parameter.source
    assert isinstance(parameter.role, Role)


@pytest.mark.parametrize("parameter", NUMBERS, ids=key)
def test_ranges_lie_in_one_another_and_hold_the_default(parameter: Parameter) -> None:
    ranges = [one for one in (parameter.bracket, parameter.plausible, parameter.valid) if one]
    for inner, outer in itertools.pairwise(ranges):
        assert inside(inner, outer)
    if parameter.default is not None:
        assert all(parameter.default in one for one in ranges)


def test_only_numbers_that_measure_nothing_have_no_plausible_range() -> None:
    channels = [f"desk.{channel}.priority" for channel in ("phone", "chat", "email")]
    assert [one.key for one in NUMBERS if one.plausible is None] == ["seed", *channels]


def test_what_is_studied_as_uncertain_is_an_uncertainty() -> None:
    studied = [one for one in ALL if one.bracket]
    assert len(studied) == 17
    assert {one.role for one in studied} == {Role.UNCERTAINTY}


def test_keys_that_replace_each_other_name_each_other() -> None:
    pairs = {one.key: one.instead_of for one in ALL if one.instead_of}
    assert pairs == {other: one for one, other in pairs.items()}
    assert pairs.keys() == {
        "desk.agents",
        "desk.staffing_ratio",
        "marketing.promise",
        "marketing.overpromise",
    }


def test_exactly_one_of_two_keys_has_a_default() -> None:
    pairs = [(one, parameters()[one.instead_of]) for one in ALL if one.instead_of]
    assert all((one.default is None) != (other.default is None) for one, other in pairs)


@pytest.mark.parametrize(
    ("span", "inside", "outside", "words"),
    [
        (Range(0, 1), [0, 0.5, 1], [-1e-9, 1.1, math.inf], "between 0 and 1"),
        (Range(0, open_low=True), [1e-300, 1e300], [0, -1], "above 0"),
        (Range(1), [1], [0.999], "at least 1"),
        (Range(high=3), [-1e9, 3], [3.1], "at most 3"),
        (Range(0, 24, open_low=True), [24], [0, 24.1], "above 0 and at most 24"),
        (Range(0, 1, open_high=True), [0], [1], "at least 0 and below 1"),
        (Range(), [-1e300, 0, 1e300], [], "any number"),
        (Range(0, 2**53 - 1), [2**53 - 1], [2**53], "between 0 and 2^53-1"),
    ],
)
def test_a_range_holds_what_its_words_say(
    span: Range, inside: list[float], outside: list[float], words: str
) -> None:
    assert all(number in span for number in inside)
    assert not any(number in span for number in outside)
    assert str(span) == words


def test_a_range_unpacks_into_its_two_limits() -> None:
    low, high = parameters()["product.quality"].plausible or ()
    assert (low, high) == (0, 1)


def test_the_json_schema_knows_units_limits_and_meanings() -> None:
    schema = Scenario.model_json_schema()
    rate = schema["$defs"]["Failures"]["properties"]["rate"]
    assert rate["unit"] == "per day"
    assert rate["minimum"] == 0
    assert rate["role"] == "uncertainty"
    assert rate["description"] == parameters()["failures.rate"].meaning


def test_the_table_has_a_row_for_every_parameter() -> None:
    rows = [line for line in parameter_table().splitlines() if line.startswith("| `")]
    assert len(rows) == len(parameters()) + len(own_parameters())


def test_the_readme_of_the_scenarios_is_up_to_date() -> None:
    readme = (folder() / "README.md").read_text("utf-8")
    assert readme == renewed(readme), "run: python -m sim.scenario"


def test_renewing_the_readme_keeps_what_stands_above_the_table() -> None:
    readme = (folder() / "README.md").read_text("utf-8")
    assert renewed(readme.replace("`product.quality`", "")).startswith("# Scenarios\n")
    assert renewed(readme[:-500]) == readme


def test_importing_scenarios_loads_nothing_heavy() -> None:
    code = "import sim.scenario, sys; print(*{'numpy', 'pandas', 'scipy', 'mesa', 'simpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
