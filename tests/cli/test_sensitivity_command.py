"""`sensitivity SWEEP`, on sweeps whose numbers are made up."""

from __future__ import annotations

import json
import re

import pytest

from sim.cli.endings import carry_out
from sim.experiment.planning import Asked
from sim.experiment.run import Finished
from sim.experiment.store import Store
from sim.experiment.varying import varied
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A results folder with a sweep in which retention is the quality, and profit the opposite."""
    root = tmp_path_factory.mktemp("place")
    vary, asked = ["product.quality=0.2:0.8:6", "desk.agents=1,4,8,12"], Asked(replications=2)
    plan = varied(Scenario(), vary, asked, measures=["profit"])
    with Store.begin(root / "results" / "mine-0123abcd", plan) as store:
        store.add(
            Finished(run, {"retention": quality + 0.01 * run.replication, "profit": -quality}, 1.0)
            for run in plan.runs
            for quality in [plan.points[run.point].values["product.quality"]]
            if run.point != 7
        )
    return root


@pytest.fixture
def said(place, monkeypatch, capsys):
    """Say a command in the place, and give its exit code, output and errors."""
    monkeypatch.chdir(place)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("sim.cli.sensitivity.refresh", lambda *asked: None)  # the page is tried by itself

    def say(*arguments):
        code = carry_out(["sensitivity", *arguments])
        return code, *capsys.readouterr()

    return say


def test_the_sweep_is_found_by_its_name_and_by_its_folder(said):
    by_name, by_folder = said("mine"), said("results/mine-0123abcd")
    assert by_name == by_folder == said("mine-0123abcd")
    code, out, err = by_name
    assert (code, err) == (0, "")
    assert out.startswith("product.quality accounts for 100 %")
    assert "of the variance of profit" in out.replace("\n", " ")
    assert "2 of 48 runs are missing; 1 of 24 points stand where the factors by themselves let expect them." in out


def test_quiet_shows_only_the_answer(said):
    _, out, _ = said("mine", "--quiet", "--measure", "retention")
    assert "the variance of still customers" in out.replace("\n", " ")
    assert "missing" not in out


def test_where_it_is_so_large_is_told_if_asked(said):
    _, out, _ = said("mine", "--measure", "retention", "--at-least", "0.6")
    words = " ".join(out.split())
    assert (
        "still customers is at least 60.0 %; 100 % of these lie where product.quality is at least 0.68." in words
    )


def test_json_is_one_object_with_the_numbers_unrounded(said, place):
    code, out, err = said("mine", "--json", "--measure", "retention", "--at-least", "0.6")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["command"] == "sensitivity"
    assert told["runs"] == {"finished": 46, "planned": 48, "undefined": 0}
    assert told["factors"][0]["factor"] == "product.quality"
    assert told["factors"][0]["first"] == pytest.approx(1)
    assert len(told["curves"]) == 6 + 4
    assert told["where"]["boxes"][0]["coverage"] == 1
    assert told["where"]["limits"][0]["high"] is None


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["nothing"], "error: no results of a sweep 'nothing' in results; there are mine-0123abcd\n"),
        (["mine", "--measure", "profti"], "error: no measure 'profti' in this sweep; did you mean 'profit'?\n"),
        (["."], "error: .: holds no sweep; give the folder that `sweep` has written\n"),
        (["mine", "--out", "elsewhere"], "elsewhere"),
        (["mine", "--at-least", "nan"], "'nan' is not a finite number; write it as in 0.25\n"),
        (["mine", "--at-most", "a quarter"], "'a quarter' is not a finite number; write it as in 0.25\n"),
        (["\x1b[31mx"], "error: no results of a sweep '\\x1b[31mx' in results"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(said, arguments, error):
    code, out, err = said(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert error in err


def test_damage_is_said_before_a_number(said, place, tmp_path):
    import shutil

    broken = tmp_path / "mine-0123abcd"
    shutil.copytree(place / "results" / "mine-0123abcd", broken)
    ledger = broken / "sweep.db"
    content = bytearray(ledger.read_bytes())
    content[5000::1000] = bytes(255 - byte for byte in content[5000::1000])
    ledger.write_bytes(content)
    code, out, err = said(str(broken))
    assert (code, out) == (4, "")
    assert "sweep.db" in err


def test_the_report_is_made_anew_with_what_was_asked_unless_somebody_is_at_work(place, monkeypatch, capsys):
    from sim.archive.lock import Lock
    from sim.archive.sweep_checking import damage

    monkeypatch.chdir(place)
    monkeypatch.setattr("sim.report.sweep_page.pictures_of", lambda *asked: {})
    folder = place / "results" / "mine-0123abcd"
    assert carry_out(["sensitivity", "mine", "--measure", "retention"]) == 0
    assert capsys.readouterr().out.endswith("Report: results/mine-0123abcd/report.html\n")
    page = (folder / "report.html").read_text("utf-8")
    assert re.search(
        r'<p class="finding">product.quality accounts for [^<]* of the variance of still customers', page
    )
    assert damage(folder) == []
    assert not (place / "results" / "index.html").exists(), "a page of all results that nobody asked for"
    with Lock(folder):
        assert carry_out(["sensitivity", "mine"]) == 0
    assert "the report was not made anew: " in capsys.readouterr().err
    assert (folder / "report.html").read_text("utf-8") == page
