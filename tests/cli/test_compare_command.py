"""`compare` at the command line: files, edits, a wanted precision, and what goes wrong."""

from __future__ import annotations

import json

import pytest

from sim.cli.compare import changes_of
from sim.cli.options import CORES
from sim.simulate import Job

pytestmark = pytest.mark.no_cover

ALONE = ["--workers", "1"]
BETTER = ["--but", "product.quality=0.8"]


@pytest.fixture
def compared(say):
    """Give a function that compares and reads the object."""

    def do(*arguments):
        said = say("compare", *arguments, "--json", *ALONE)
        assert said.code == 0, said.err
        return json.loads(said.out)

    return do


def test_two_files_are_compared(compared, tiny, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text("extends = []\npopulation = 120\nrepresents = 1\ndays = 8\nproduct.quality = 0.8\n")
    told = compared(tiny, str(other))
    assert (told["scenario"], [each["scenario"] for each in told["alternatives"]]) == ("tiny", ["other"])
    assert told["replications"] == 2
    assert told["alternatives"][0]["differences"]["cx"]["mean"] > 0


def test_an_edit_is_the_scenario_that_a_file_would_be(compared, tiny, tmp_path):
    edited = compared(tiny, "--but", "product.quality=0.8,desk.agents=3")["alternatives"][0]
    assert edited["scenario"] == "product.quality=0.8,desk.agents=3"
    other = tmp_path / "other.toml"
    other.write_text(
        "extends = []\npopulation = 120\nrepresents = 1\ndays = 8\n[product]\nquality = 0.8\n[desk]\nagents = 3\n"
    )
    from_file = compared(tiny, str(other))["alternatives"][0]
    assert edited["digest"] == from_file["digest"]
    assert edited["differences"] == from_file["differences"]


def test_files_and_edits_may_be_mixed_and_are_told_apart(compared, tiny):
    told = compared(tiny, tiny, *BETTER, *BETTER)
    labels = [each["scenario"] for each in told["alternatives"]]
    assert labels == ["tiny (2)", "product.quality=0.8", "product.quality=0.8 (2)"]
    assert all(row["identical"] for row in told["alternatives"][0]["differences"].values())
    assert told["alternatives"][1]["differences"] == told["alternatives"][2]["differences"]


def test_a_setting_holds_for_all_and_an_edit_wins_over_it(compared, tiny):
    told = compared(tiny, "--but", "product.quality=0.8", "--set", "days=6", "--set", "product.quality=0.3")
    assert told["days"] == 6
    retold = compared(tiny, tiny, "--set", "days=6", "--set", "product.quality=0.8")
    assert told["alternatives"][0]["digest"] == retold["digest"]


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        ("desk.agents=12", {"desk.agents": 12}),
        ("desk.agents=12, product.quality = 0.8", {"desk.agents": 12, "product.quality": 0.8}),
        ("desk.arrival_profile=[1, 2, 3],days=4", {"desk.arrival_profile": [1, 2, 3], "days": 4}),
        ('title="more, and better",days=4', {"title": "more, and better", "days": 4}),
    ],
)
def test_an_edit_is_read_setting_by_setting(edit, changes):
    assert changes_of(edit) == changes


def test_the_screen_says_what_to_type_next_unless_quiet(say, tiny):
    said = say("compare", tiny, *BETTER, *ALONE)
    assert said.code == 0
    assert said.out.startswith("What changes against tiny?\n")
    assert "customer-days in" in said.out
    assert "Next: trapeze compare" in said.out
    assert "Next:" not in say("compare", tiny, *BETTER, *ALONE, "--quiet").out


def test_a_warning_of_several_scenarios_is_noted_once(say, tiny):
    said = say("compare", tiny, *BETTER, "--json", *ALONE, "--set", "desk.staffing_ratio=9")
    assert said.err.count("staffing_ratio") == 1
    assert json.loads(said.out)


def test_a_comparison_of_unequal_populations_is_warned_of(say, tiny):
    said = say("compare", tiny, "--but", "population=60", "--json", *ALONE)
    assert "warning: population=60 simulates 60 people" in said.err


def test_a_precision_adds_replications_until_it_is_reached(compared, tiny):
    told = compared(tiny, *BETTER, "--precision", "cx=0.05", "--precision", "0.5")
    assert told["replications"] >= 10
    assert [(each["measure"], each["wanted"], each["met"]) for each in told["precision"]] == [
        ("cx", 0.05, True),
        ("retention", 0.5, True),
    ]
    at_once = compared(tiny, *BETTER, "--replications", str(told["replications"]))
    assert at_once["alternatives"] == told["alternatives"]


def test_a_precision_that_is_not_reached_is_said(say, tiny):
    said = say("compare", tiny, *BETTER, *ALONE, "--precision", "1e-9", "--max-replications", "10")
    text = " ".join(said.out.split())
    assert "10 replications" in text
    assert "still customers is not known to" in text
    assert "--max-replications allows more" in text


@pytest.mark.parametrize(
    ("arguments", "wrong", "remedy"),
    [
        ([], "BASELINE", "trapeze compare --help"),
        (["default"], "nothing to compare with", "--but product.quality=0.8"),
        (["default", "no-such.toml"], "no-such.toml", ""),
        (["default", "product/strnog"], "product/strnog", ""),
        (["default", "--but"], "--but", ""),
        (["default", "--but", ""], "not a setting", "KEY=VALUE"),
        (["default", "--but", "desk.agents"], "not a setting: 'desk.agents'", "KEY=VALUE"),
        (["default", "--but", "desk.agnets=3"], "desk.agnets", "did you mean"),
        (["default", "--but", "desk.agents=lots"], "desk.agents", ""),
        (["default", "--but", "desk.agents=3, desk.agnets=3"], "desk.agnets", "did you mean"),
        (["default", "--but", "days=30"], "has days = 365", "--set days=365"),
        (["default", "--but", "protocol=market"], "has protocol = cohort", "--set protocol=cohort"),
        (["default", *BETTER, "--precision", "retention"], "'retention' is not a precision", "retention=0.005"),
        (["default", *BETTER, "--precision", "retention="], "is not a precision", "retention=0.005"),
        (["default", *BETTER, "--precision", "=0.1"], "is not a precision", "retention=0.005"),
        (["default", *BETTER, "--precision", "retention=0"], "is not a precision", "retention=0.005"),
        (["default", *BETTER, "--precision", "-0.1"], "is not a precision", "retention=0.005"),
        (["default", *BETTER, "--precision", "nan"], "is not a precision", "retention=0.005"),
        (["default", *BETTER, "--precision", "retention=0.5%"], "is not a precision", "write 0.005 for 0.5%"),
        (["default", *BETTER, "--precision", "retention=0,005"], "is not a precision", "retention=0.005"),
        (["default", *BETTER, "--precision", "retentoin=0.1"], "'retentoin'", "did you mean 'retention'?"),
        (["default", *BETTER, "--max-replications", "9"], "'9'", "10 .. "),
        (["default", *BETTER, "--max-replications", "20"], "without --precision", "write --replications 20"),
        (["default", *BETTER, "--workers", "0"], "'0'", f"1 .. {2 * CORES}"),
    ],
)
def test_a_mistake_is_one_line_with_a_remedy_and_runs_nothing(say, monkeypatch, arguments, wrong, remedy):
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    said = say("compare", *arguments)
    assert said.code == 2
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("error: ")
    assert wrong in line
    assert remedy in line
