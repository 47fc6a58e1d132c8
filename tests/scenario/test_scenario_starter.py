"""A new scenario is its parent until it is edited, and three edits make it a firm of its own."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from sim.errors import UsageError
from sim.scenario import Scenario, names, parameters
from sim.scenario.starter import DEVICES, FIRST_TO_EDIT, checked_name, starter

if TYPE_CHECKING:
    from pathlib import Path

SETTING = re.compile(r"^#([\w.]+) = (\S+)", re.MULTILINE)


def text_for(like: str) -> str:
    return starter("my-firm", like, schema="./x.json")


def read(folder: Path, text: str) -> Scenario:
    file = folder / "my-firm.toml"
    file.write_text(text, "utf-8")
    return Scenario.load(file)


def uncommented(text: str) -> str:
    return SETTING.sub(r"\1 = \2", text)


@pytest.mark.parametrize("like", names())
def test_a_new_scenario_has_the_digest_of_its_parent(tmp_path: Path, like: str) -> None:
    spec, parent = read(tmp_path, text_for(like)), Scenario.load(like)
    assert spec.digest == parent.digest
    assert spec.warnings == parent.warnings
    assert spec.title == "My firm"


@pytest.mark.parametrize("like", names())
def test_taking_every_sharp_away_changes_nothing_either(tmp_path: Path, like: str) -> None:
    text = uncommented(text_for(like))
    assert not SETTING.search(text)
    assert read(tmp_path, text).digest == Scenario.load(like).digest


def test_every_value_offered_is_a_lever_of_the_list_with_its_meaning_unit_and_range() -> None:
    text = text_for("archetypes/subscription")
    assert len(SETTING.findall(text)) == len(FIRST_TO_EDIT) >= 12
    for key in FIRST_TO_EDIT:
        known = parameters()[key]
        assert known.meaning in " ".join(text.replace("\n# ", " ").split())
        assert known.plausible
        assert f"# {known.unit}, plausible {known.plausible.spelt()}\n" in text


def test_only_title_description_and_parent_are_said_at_first() -> None:
    tables = tomllib.loads(text_for("archetypes/utility"))
    assert {name for name, value in tables.items() if value != {}} == {"title", "description", "extends"}


def test_three_edits_make_a_firm_of_its_own(tmp_path: Path) -> None:
    text = text_for("archetypes/subscription")
    for key, value in (("quality", "0.45"), ("staffing_ratio", "1.4"), ("price", "25")):
        text, edited = re.subn(rf"^#{key} = \S+", f"{key} = {value}", text, flags=re.MULTILINE)
        assert edited == 1
    spec = read(tmp_path, text)
    assert (spec.product.quality, spec.desk.staffing_ratio, spec.money.price) == (0.45, 1.4, 25)
    assert (
        spec.digest
        == Scenario.load("archetypes/subscription")
        .but({"product.quality": 0.45, "desk.staffing_ratio": 1.4, "money.price": 25})
        .digest
    )


def test_of_two_keys_the_one_that_the_parent_uses_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A firm with a fixed number of agents is not offered a staffing ratio that would replace it."""
    load = Scenario.load
    monkeypatch.setattr(Scenario, "load", lambda path: load(path).but({"desk.agents": 12}))
    text = text_for("default")
    assert "#agents = 12.0" in text
    assert "#staffing_ratio" not in text


def test_lines_stay_within_what_an_editor_shows() -> None:
    assert max(map(len, text_for("archetypes/subscription").splitlines())) <= 110


@pytest.mark.parametrize(
    ("name", "taken"),
    [("my-firm", "my-firm"), ("9", "9"), ("a_b.toml", "a_b"), ("x" * 64, "x" * 64), ("console", "console")],
)
def test_a_good_name_is_taken(name: str, taken: str) -> None:
    assert checked_name(name) == taken


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "..",
        "../up",
        "/etc/passwd",
        "a/b",
        "a\\b",
        ".hidden",
        "dot.",
        "two words",
        "My-Firm",
        "Ärger",
        "東京",
        "-o",
        "_x",
        "x" * 65,
        "a\nb",
        "a\0b",
        "\u202ex",
        "my-firm.toml.toml",
        "CON",
    ],
)
def test_a_name_that_some_system_would_not_take_is_refused_with_one_it_would(name: str) -> None:
    with pytest.raises(UsageError, match="it may use a-z 0-9 _ -") as raised:
        checked_name(name)
    proposed = str(raised.value).rpartition("try ")[2]
    assert checked_name(proposed) == proposed


@pytest.mark.parametrize("name", sorted(DEVICES))
def test_a_name_that_windows_keeps_for_itself_is_refused(name: str) -> None:
    for given in (name, f"{name}.toml"):
        with pytest.raises(UsageError, match="no name for a file on Windows; choose another"):
            checked_name(given)


@pytest.mark.parametrize("like", ["product/week", "../secret", "/etc/passwd", "", "Default", "my-firm.toml"])
def test_only_scenarios_that_come_with_the_program_can_be_started_from(like: str) -> None:
    with pytest.raises(UsageError, match="--like"):
        text_for(like)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Müller & Söhne", "muller-sohne"),
        ("Mu\u0308ller", "muller"),
        ("Łódź Smørrebrød", "lodz-smorrebrod"),
        ("Œuvre Straße", "oeuvre-strasse"),
        ("日本", "scenario"),
    ],
)
def test_letters_lose_their_marks_and_are_not_left_out(name: str, word: str) -> None:
    with pytest.raises(UsageError, match=f"try {word}$"):
        checked_name(name)
