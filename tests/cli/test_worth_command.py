"""`worth` at the command line: what it keeps, what it reads again, and what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.archive import names
from sim.archive.checking import checked
from sim.simulate import Job

pytestmark = pytest.mark.no_cover

QUICK = ["--workers", "1", "--set", "days=5", "--set", "population=60", "--replications", "2"]


@pytest.fixture
def ask(say, tiny):
    return lambda *arguments: say("worth", tiny, *QUICK, *arguments)


def test_the_answer_is_kept_sealed_and_read_again(ask, monkeypatch):
    said = ask("--json")
    assert said.code == 0, said.err
    told = json.loads(said.out)
    (folder,) = names.all_folders(Path(names.ROOT))
    assert (names.kind(folder), told["folder"]) == ("valuation", folder.as_posix())
    assert folder.parent.name.startswith("worth-tiny-")
    assert checked(folder).is_sound
    table = pd.read_csv(folder / "worth.csv").set_index(["lever", "what"])
    assert table.loc[("quality", "worth"), "value"] == told["levers"]["quality"]["worth"]["mean"]
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    assert json.loads(ask("--json").out) == told
    screen = ask()
    assert screen.out.startswith("What is a little more of each lever worth?\n")
    assert "Read, not computed: 18 runs" in screen.out
    assert "Next:" not in ask("--quiet").out


@pytest.mark.parametrize(
    ("arguments", "wrong", "remedy"),
    [
        ([], "SCENARIO", "trapeze worth --help"),
        (["defualt"], "defualt", ""),
        (["default", "--set", "population=0"], "simulates nobody", "set population"),
        (["default", "--set", "desk.agnets=3"], "desk.agnets", "did you mean"),
    ],
)
def test_a_mistake_is_one_line_with_a_remedy_and_runs_nothing(say, monkeypatch, arguments, wrong, remedy):
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    said = say("worth", *arguments)
    assert (said.code, said.out) == (2, "")
    assert not Path(names.ROOT).exists()
    (line,) = said.err.splitlines()
    assert line.startswith("error: ")
    assert wrong in line
    assert remedy in line
