"""`facts` at the command line: what it keeps, what it reads again, and what goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.archive import names
from sim.archive.checking import checked
from sim.simulate import Job

pytestmark = pytest.mark.no_cover

QUICK = ["--only", "F11,F21", "--workers", "1", "--replications", "2",
         "--set", "population=400", "--set", "represents=1"]  # fmt: skip


def test_the_answer_is_kept_sealed_and_read_again(say, monkeypatch):
    said = say("facts", *QUICK, "--json")
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert [fact["id"] for fact in told["facts"]] == ["F11", "F21"]
    praise, difference = told["facts"][0]["figures"][1:]
    assert 0 < praise["mean"] < 30 * 0.03
    assert (praise["band"], praise["verdict"]) == (None, "no band")
    assert difference["band"] == [0.0, None]
    assert [fact["verdict"] for fact in told["facts"]] == ["open", "not modelled"]
    (folder,) = names.all_folders(Path(names.ROOT))
    assert (names.kind(folder), told["folder"]) == ("review", folder.as_posix())
    assert checked(folder).is_sound
    table = pd.read_csv(folder / "facts.csv").set_index(["fact", "figure"])
    assert table.loc[("F11", "praise"), "mean"] == pytest.approx(praise["mean"], rel=1e-12)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "F21 Many who leave a chat do so without a word: not modelled" in page
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    assert json.loads(say("facts", *QUICK, "--json").out) == told
    screen = say("facts", *QUICK)
    assert screen.out.startswith("Which stylised facts does the model show?\n")
    assert "Read, not computed" in screen.out
    assert "Next:" not in say("facts", *QUICK, "--quiet").out


@pytest.mark.parametrize(
    ("arguments", "wrong", "remedy"),
    [
        (["--only", "F99"], "F99", "there are F1 to"),
        (["--only", "F21"], "F21 is not modelled", "Ask about others"),
        (["--set", "population=0"], "nobody", "population"),
        (["--set", "desk.agnets=3"], "desk.agnets", "did you mean"),
        (["--set", "days=60"], "days", "every fact has its own"),
        (["--set", "protocol=market"], "protocol", "leave it out"),
        (["default"], "default", "--help"),
    ],
)
def test_a_mistake_is_one_line_with_a_remedy_and_runs_nothing(say, monkeypatch, arguments, wrong, remedy):
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    said = say("facts", *arguments)
    assert (said.code, said.out) == (2, "")
    assert not Path(names.ROOT).exists()
    (line,) = said.err.splitlines()
    assert line.startswith("error: ")
    assert wrong in line
    assert remedy in line
