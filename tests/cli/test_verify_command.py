"""`verify`: what it prints and keeps, and that a check that fails is seen everywhere."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from sim.questions.verify import Check, Engine
from sim.questions.verify import carry_out as carrying

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Verify two limits once; give the folder and what was said."""
    import contextlib
    import io
    import os

    from sim.cli.endings import carry_out

    folder, out, before = tmp_path_factory.mktemp("verify"), io.StringIO(), os.getcwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out):
            assert carry_out(["verify", "--only", "a24,A20", "--workers", "1"]) == 0
    finally:
        os.chdir(before)
    (place,) = folder.glob("results/verify-*/seed-1")
    return place, out.getvalue()


def test_every_check_is_on_the_screen_with_the_finding_at_the_end(kept):
    _, said = kept
    assert said.index("A20 Prices") < said.index("A24 Shares and intervals")
    assert "Fieller's lower limit" in said
    assert " checks agree with theory; the estimate that is farthest off is " in said.replace("\n", " ")
    assert max(map(len, said.splitlines())) <= 80


def test_the_table_holds_what_the_screen_tells(kept):
    place, _ = kept
    with (place / "checks.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["id"] for row in rows} == {"A20", "A24"}
    assert {row["engine"] for row in rows} == {"fast", "plain", "formula"}
    assert all(row["verdict"] == "passed" and float(row["seconds"]) >= 0.0 for row in rows)
    estimates = [row for row in rows if row["z"]]
    assert estimates
    for row in estimates:
        apart = (float(row["simulated"]) - float(row["theory"])) / float(row["standard_error"])
        assert float(row["z"]) == pytest.approx(apart)
        assert float(row["finds"]) <= float(row["promised"])


def test_the_report_shows_every_check_and_asks_nothing_of_the_network(kept):
    place, _ = kept
    page = (place / "report.html").read_text(encoding="utf-8")
    assert "Fieller&#39;s lower limit" in page
    assert "trapeze verify --only A20,A24 --seed 1" in page
    assert "What does not agree" not in page
    assert page.count("<svg") == 1
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    facts = json.loads((place / "provenance.json").read_text(encoding="utf-8"))
    assert (facts["kind"], facts["seed"], facts["passed"]) == ("verification", 1, True)
    assert facts["ids"] == ["A20", "A24"]


def test_its_folder_is_a_sound_result_among_others(kept, say, monkeypatch):
    place, _ = kept
    monkeypatch.chdir(place.parents[2])
    monkeypatch.setattr("sim.archive.names.ROOT", "results")
    assert say("results", "check").code == 0
    assert "Quick verification: A20 to A24" in say("results", "list").out


def test_json_says_the_same(say, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = say("verify", "--only", "A24", "--json", "--workers", "1", "--seed", "5")
    told = json.loads(said.out)
    assert (said.code, told["passed"], told["seed"], told["full"]) == (0, True, 5, False)
    assert {"id", "engine", "says", "theory", "simulated", "z", "finds", "passed", "seconds", "source"} <= set(
        told["checks"][0]
    )
    assert all(check["z"] is None and check["tolerance"] is not None for check in told["checks"])


WRONG = Check("A24", f"a share {HOSTILE}", Engine.FAST, 0.5, 0.9, "theory", error=0.01, promise=0.5)


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """A program that is off in one place, and tried too little in another."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.archive.names.ROOT", "results")
    small = replace(WRONG, says="too few", simulated=0.5, promise=0.01)
    monkeypatch.setattr(carrying, "tried", lambda task, seed, full: (WRONG, small, replace(small, promise=0.5)))
    return tmp_path


def test_a_check_that_fails_is_named_and_the_exit_code_is_1(say, broken):
    said = say("verify", "--only", "A25", "--workers", "1")
    assert said.code == 1
    assert "WRONG: A24 fast: a share" in said.out
    assert "TOO SMALL: A24 fast: too few" in said.out
    assert "4 of 6 checks do not agree with theory: A24." in said.out.replace("\n", " ")
    assert said.err == ""
    (page,) = broken.glob("results/verify-*/seed-1/report.html")
    shown = page.read_text(encoding="utf-8")
    assert "What does not agree" in shown
    assert HOSTILE not in shown
    assert "&lt;script&gt;" in shown


def test_quiet_says_what_fails_and_nothing_else(say, broken):
    said = say("verify", "--only", "A25", "--workers", "1", "--quiet")
    assert said.code == 1
    assert said.out.count("too few") == 2
    assert "Results:" not in said.out
    told = json.loads(say("verify", "--only", "A25", "--workers", "1", "--json").out)
    assert told["passed"] is False
    assert [check["verdict"] for check in told["checks"]] == ["wrong", "too small", "passed"] * 2


@pytest.mark.parametrize(
    ("only", "complaint"),
    [
        ("A99", "error: --only A99: there is no such check; there are A1 to A28\n"),
        (" , ", "error: --only names nothing; write --only A2,A18, or leave it out\n"),
        ("A2\x1b[31m", "error: --only A2\\x1b[31M: there is no such check; there are A1 to A28\n"),
    ],
)
def test_what_is_not_there_is_said_in_a_line(say, tmp_path, monkeypatch, only, complaint):
    monkeypatch.chdir(tmp_path)
    said = say("verify", "--only", only)
    assert (said.code, said.out, said.err) == (2, "", complaint)
    assert not any(tmp_path.iterdir())
