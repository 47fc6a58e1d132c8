"""The shelf: every shipped scenario can be run, is what its header says, and the lists of it are complete.

What a header says there is to see is looked at on common random numbers: the first thing in a small run (where it
shows late, in a market or after a change, among the slow checks), all of it in a larger one. How its sentences are
read stands in `statements.py`.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from statements import Size, World, header_of, margin, read, settings

from sim import Scenario, simulate
from sim.scenario import folder, names
from sim.scenario.guide import serving, shelf_table, with_shelf
from sim.scenario.reading import read as read_file
from sim.scenario.scenario import parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.no_cover

BEGINNINGS = (
    *("default", "product/weak", "product/typical", "product/strong"),
    *("service/poor", "service/typical", "service/excellent"),
    *("archetypes/goods", "archetypes/subscription", "archetypes/utility", "archetypes/low_touch"),
)
"""What the others are compared with: they claim nothing of their own."""
SHELF = [name for name in names() if name not in BEGINNINGS]


def is_market(name: str) -> bool:
    """Tell whether a scenario plays the whole funnel, which takes long before there is anything to see."""
    return Scenario.load(name).protocol == "market"


def takes_long(name: str) -> bool:
    """Tell whether its first thing is seen late: in a market, or after a change of the scenario."""
    return is_market(name) or bool(Scenario.load(name).changes)


TO_SEE = [(name, bullet) for name in SHELF for bullet in header_of(name).bullets]

SMALL = Size(population=1_000, cohort_days=45, market_days=150, replications=3, at_the_desk=20_000)
LARGE = Size(population=2_000, cohort_days=90, market_days=730, replications=6)


# --- each file ----------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_a_shipped_scenario_has_a_name_that_can_be_typed(name: str) -> None:
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_]*", part) for part in name.split("/"))


@pytest.mark.parametrize("other", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", names())
def test_a_shipped_scenario_runs_in_its_own_protocol_and_in_the_other(name: str, other: bool) -> None:
    spec = Scenario.load(name)
    protocol = "market" if is_market(name) != other else "cohort"
    days = max([12, *(change.from_day + 5 for change in spec.changes)])
    tiny = {"protocol": protocol, "population": 300, "represents": 1, "days": days, "log": "none"}
    results = simulate(spec.but(tiny), replications=1, seed=1)
    assert len(results.daily) == days
    assert results.runs["cx"].notna().all() or results.runs["bought"].item() == 0


@pytest.mark.parametrize("name", SHELF)
def test_a_header_says_what_it_illustrates_what_it_assumes_whom_it_serves_and_what_there_is_to_see(
    name: str,
) -> None:
    header = header_of(name)
    assert " ".join(header.lines[: header.lines.index("")]).endswith(".")
    assert sum(line.startswith("Assumption") for line in header.lines) == 1
    assert header.claims
    assert header.bullets
    disclaimers = [line for line in header.lines if line.startswith("An illustration, not a description of ")]
    assert len(disclaimers) == name.startswith("firms/")


@pytest.mark.parametrize("name", [name for name in SHELF if name.startswith(("firms/", "debates/"))])
def test_a_header_speaks_of_every_number_that_its_file_changes(name: str) -> None:
    text = (folder() / f"{name}.toml").read_text("utf-8")
    header = header_of(name).text
    said = {key: value for key, value in tomllib.loads(text).items() if isinstance(value, dict)}
    for key, value in numbers(said):
        assert f"{value:g}" in header.replace(",", "") or key in header, f"{name}: {key} = {value:g}"


def numbers(tables: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """The last word and the value of every number in a file."""
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from numbers(value)
        elif isinstance(value, int | float):
            yield key, value


@pytest.mark.parametrize("name", ["honest", "hype"])
def test_a_marketing_piece_touches_marketing_only(name: str) -> None:
    said, complaints = read_file(folder() / "marketing" / f"{name}.toml", parameters())
    assert not complaints
    assert {key.partition(".")[0] for key in said} == {"title", "description", "marketing"}


# --- what there is to see -------------------------------------------------------


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if takes_long(name) else name for name in SHELF]
)
def test_the_first_thing_to_see_is_there_in_a_small_run(name: str) -> None:
    bullet = header_of(name).bullets[0]
    assert margin(read(bullet, World(name))[0], SMALL).low > 0, f"{name}: {bullet}"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "bullet"), TO_SEE)
def test_everything_that_is_to_see_is_there_in_a_larger_run(name: str, bullet: str) -> None:
    for statement in read(bullet, World(name)):
        assert margin(statement, LARGE).low > 0, f"{name}: {statement}"


def test_a_sentence_about_what_is_to_see_can_be_wrong() -> None:
    false = read("Beside product/strong: higher cx.", World("product/weak"))
    far = read("With product/strong: cx within 0.01.", World("product/weak"))
    smaller = read("product/strong moves cx less than service/excellent.", World("product/weak"))
    for statement in (*false, *far, *smaller):
        assert margin(statement, SMALL).high < 0


@pytest.mark.parametrize("sentence", ["Beside default: more cx.", "It is better.", "Beside default: higher."])
def test_a_sentence_that_cannot_be_checked_is_refused(sentence: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        read(sentence, World("default"))


def test_a_piece_is_a_scenario_or_settings() -> None:
    assert settings("product/weak") == {"product.quality": 0.35}
    assert settings("desk.agents=10, staff.skill=0.6") == {"desk.agents": 10, "staff.skill": 0.6}


# --- the lists ------------------------------------------------------------------


def test_the_readme_lists_every_scenario_as_it_is() -> None:
    readme = (folder() / "README.md").read_text("utf-8")
    assert readme == with_shelf(readme), "run: python -m sim.scenario"
    table = shelf_table()
    assert all(f"| `{name}` | {Scenario.load(name).title} |" in table for name in names())


def test_no_header_names_a_claim_that_is_not_there() -> None:
    from sim.questions.claims.ledger import CLAIMS

    assert set(serving()) <= set(CLAIMS)


def test_every_debate_has_two_sides_and_the_shelf_has_its_twenty_files() -> None:
    sides: dict[str, int] = {}
    for name in names():
        if name.startswith("debates/"):
            debate = name.split("/")[1]
            sides[debate] = sides.get(debate, 0) + 1
    assert len(sides) == 9
    assert min(sides.values()) >= 2
    assert len([name for name in names() if name.startswith(("firms/", "debates/"))]) >= 20
