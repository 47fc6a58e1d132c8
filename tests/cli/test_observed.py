"""`scenarios new --observed`: a table in, a scenario and a picture out, or a line for each thing wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.questions.fit.bench import Bench
from sim.questions.observed import TEMPLATE
from sim.scenario import Scenario


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Stand in a folder with a table, with a model in which everything is as observed, but for some noise."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("sim.scenario.places.checkout", lambda: None)
    Path("observed.csv").write_text(TEMPLATE, "utf-8")

    def tried(self, trials, what):
        for _, numbers in trials:
            luck = [np.random.default_rng(number).normal(size=len(self.target)) for number in numbers]
            yield self.target + 0.05 * self.tolerance * np.array(luck)

    monkeypatch.setattr(Bench, "tried", lambda self, *asked: list(tried(self, *asked)))
    return tmp_path


NEW = ("scenarios", "new", "my-firm", "--observed", "observed.csv", "--workers", "1")


def test_a_table_gives_a_scenario_and_a_picture_and_says_how_well_each_row_is_met(say, here):
    said = say(*NEW)
    assert (said.code, said.err) == (0, "")
    assert Scenario.load("my-firm.toml").warnings == ()
    assert Path("my-firm-fit.png").read_bytes().startswith(b"\x89PNG")
    lines = said.out.splitlines()
    row = next(line.split() for line in lines if line.startswith("retention, 90"))
    assert row[:5] == ["retention,", "90", "days", "94.0", "%"]
    assert any("my-firm-fit.png shows" in line for line in lines)
    # Nothing moves anything in this model, so nothing is settled.
    assert "do not settle this: leaving" in said.out
    assert "Taken together the observations are met as well as their errors allow" in " ".join(lines)


def test_the_object_has_the_rows_the_picture_and_what_is_not_settled(say, here):
    said = say(*NEW, "--json")
    told = json.loads(said.out)
    assert told["figures"]["churn, 3+ contacts"]["given"] == 0.35
    assert told["files"] == ["my-firm.toml", "scenario.schema.json", "my-firm-fit.png"]
    assert 0.0 < told["chance_of_misses"] <= 1.0
    assert told["settings"]["loyalty.churn_rate"]["se"] is None


def test_the_size_of_the_firm_may_stand_beside_a_table_that_alone_is_to_be_met(say, here):
    said = say(*NEW, "--agents", "7")
    assert said.code == 0
    assert Scenario.load("my-firm.toml").desk.agents == 7.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "measure,value\nchrun,20\n",
            "error: observed.csv:2: measure = chrun: not a measure that can be observed",
        ),
        (None, "error: no such file: gone.csv; it is looked for in the folder that you are in"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_and_nothing_is_written(say, here, text, told):
    if text is None:
        said = say("scenarios", "new", "my-firm", "--observed", "gone.csv")
    else:
        Path("observed.csv").write_text(text, "utf-8")
        said = say(*NEW)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(told)
    assert not Path("my-firm.toml").exists()


def test_a_picture_that_is_there_is_left_as_it_is(say, here):
    Path("my-firm-fit.png").write_text("mine", "utf-8")
    said = say(*NEW)
    assert said.code == 2
    assert "my-firm-fit.png is there already" in said.err
    assert Path("my-firm-fit.png").read_text("utf-8") == "mine"


def test_a_sweep_takes_no_table(say, here):
    said = say(*NEW, "--like", "rescue_map")
    assert said.code == 2
    assert "this is a sweep" in said.err


def test_the_help_shows_a_table(say):
    said = say("scenarios", "new", "--help")
    assert "retention,90,,0.94,,,2000" in said.out
