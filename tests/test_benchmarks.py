"""The benchmarks run, small, and the page shows what was measured: a script that rots proves nothing."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path
from shutil import copy

import pytest

from sim.model import JourneyModel

ROOT = Path(__file__).parents[1]
BENCHMARKS = ROOT / "benchmarks"

pytestmark = pytest.mark.no_cover


@pytest.fixture
def load(monkeypatch):
    """Load a script by its name, as Python does that runs it; those of other tools that can take part here too."""
    for folder in ("peers/crowd", "peers/desk", "."):
        monkeypatch.syspath_prepend(str(BENCHMARKS / folder))
    return importlib.import_module


@pytest.fixture
def said(load, monkeypatch, capsys):
    """Run a script with some options and give what it says."""

    def run(script, options):
        monkeypatch.setattr(sys, "argv", [f"{script}.py", *options.split()])
        load(script).main()
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("script", "options", "row"),
    [
        (
            "bands",
            "--population 100 --days 40 --replications 2 --workers 1 --no-bar",
            "| rescue index |",
        ),
        ("engines", "--world 60 40 --rounds 1", "| 60 | 40 |"),
        ("desk", "--contacts 60 --rounds 1", "| 60 |"),
        ("passes", "--people 300 --days 20", "| `desk.serve` |"),
        ("bounds", "--people 200 --days 10 --together 2 --rounds 1 --world 300 20", "| 300 | 20 |"),
        ("musts", "--only kept", "| what is kept of a customer"),
    ],
)
def test_a_benchmark_runs_and_says_what_it_found(said, script, options, row):
    assert row in said(script, options)


def test_growth_is_told_in_three_ways(said, load, monkeypatch):
    growth = load("growth")
    monkeypatch.setattr(growth, "in_a_process_of_its_own", lambda script, how, *given: growth.alone(*given))
    told = said("growth", "--largest 1000 --people 300 --days 10 --longer 10 20 --rounds 1")
    assert all(row in told for row in ("| 1,000 |", "| 20 |", "| 8 times |"))


def test_the_machine_allows_more_than_is_taken(load, monkeypatch):
    roofline = load("roofline")
    monkeypatch.setattr(roofline, "REPEATED", 3)
    monkeypatch.setattr(roofline, "LONG", 100_000)
    rows = {row["what"]: row for row in roofline.compared(load("engines").world(1_000, 15), 1)}
    assert rows["words of luck"]["in a contact"] > 1.0
    assert rows["events of SimPy"]["in a live customer-day"] == 0.0
    assert rows["**times the least**"]["ns a contact"] > 1.0


@pytest.mark.slow
def test_sweeps_and_starts_are_timed(said):
    """Takes half a minute: `python -m pytest -m slow tests/test_benchmarks.py`."""
    assert "| two workers |" in said("sweeps", "--points 2 --people 100 --days 20 --rounds 1")
    assert "| `run.py --help` |" in said("starting", "--rounds 1 --set population=100 --set days=20")


# --- the tables ---------------------------------------------------------------------------------------------


def a_run(when, **figures):
    session = {"when": when, "processor": "P", "cores": 2, "python": "3", "packages": {}, "load": 1.0}
    return session | {"loop_ms": [6.0, 7.0], "rows": [{"size": 1_000, **figures}]}


def test_a_figure_is_the_median_of_the_last_runs_and_its_range(load):
    tables = load("tables")
    costs = tables.Comparison("costs", ("size",), {"ns": ".0f"}, {"fine": lambda row: str(row["ns"] < 4)})
    runs = [a_run("1", ns=2.0), a_run("2", ns=9.0), a_run("3", ns=3.0)]
    assert tables.table(costs, runs)[-1] == "| 1,000 | 3 (2–9) | True |"
    assert tables.table(costs, runs[:1])[-1] == "| 1,000 | 2 | True |"
    assert [tables.number(value, ".3g") for value in (12_345.6, 0.01234)] == ["12,346", "0.0123"]


def test_a_table_names_the_commits_that_were_measured(load):
    """Those of `sim/`: to keep a run changes a file, and makes no other program of it."""
    assert re.fullmatch(r"[0-9a-f]{7,}\+?|", load("measuring").commit())
    runs = [a_run("1"), a_run("2") | {"program": "abc1234+"}]
    assert ", P, 1 UTC, 2 UTC (abc1234+), load" in load("tables").heading(runs)


def test_each_kind_of_processor_has_its_own_table_the_latest_last(load):
    kinds = ("P (A)", "Q (B)", "P", "P (A)")
    runs = [a_run(when) | {"processor": kind} for when, kind in zip("1234", kinds, strict=True)]
    assert load("tables").of_each_kind(runs) == [[runs[1]], [runs[0], runs[3]]]


def test_what_goes_by_the_clock_is_shown_as_on_a_machine_at_rest(load):
    tables = load("tables")
    runs = [a_run(when, ns=1.0) | {"load": busy} for when, busy in (("1", 9.0), ("2", 0.1), ("3", 5.0))]
    patient, hurried = (tables.Comparison("c", ("size",), {}, by_clock=by_clock) for by_clock in (False, True))
    beside_others = a_run("4") | {"load": 0.0, "loop_ms": [11.5, 14.0]}
    shortest = tables.shortest_loops([*runs, beside_others])
    assert shortest == {"P": 6.0}
    assert tables.shown(patient, runs, shortest) == runs
    assert tables.shown(hurried, runs, shortest) == [runs[1]]
    assert tables.shown(hurried, runs[::2], shortest) == runs[::2]
    assert not tables.is_at_rest(beside_others, shortest)
    assert tables.shown(hurried, [runs[1], beside_others], shortest) == [runs[1]]
    assert tables.is_at_rest(beside_others | {"loop_ms": [6.4, 8.9, 14.0]}, shortest)
    assert not tables.is_at_rest(beside_others | {"loop_ms": [6.4, 9.1, 14.0]}, shortest)
    assert tables.is_at_rest(beside_others | {"processor": "Q"}, {"P": 6.0, "Q": 11.0})


def test_runs_of_two_kinds_of_processors_are_not_mixed(load):
    tables = load("tables")
    runs = [a_run(when) | {"processor": processor} for when, processor in zip("1234", "PQPP", strict=True)]
    assert [run["when"] for run in tables.last(runs)] == ["1", "3", "4"]
    assert [run["when"] for run in tables.last(runs[:2])] == ["2"]
    assert "One run, Q, 2 UTC" in tables.heading(runs[1:2])


def test_a_processor_is_known_by_its_vectors(load):
    """The name alone does not tell those on which an exponential takes six times as long."""
    assert re.fullmatch(r".+ \(\w+\)", load("measuring").processor())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody is adopted")
def test_the_time_of_whom_a_command_leaves_behind_is_counted_and_nobody_else_waited_for(load):
    """An orphan works on for half a second of processor time; a child of ours that sleeps is let sleep."""
    busy = "import time\nwhile time.process_time() < 0.5: pass"
    leaves = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}], stdout=-3)"
    other = subprocess.Popen(["sleep", "60"])
    try:
        assert load("measuring").spent_by([sys.executable, "-c", leaves]).processor > 0.5
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_limit_is_met_on_its_right_side_only(load):
    musts = load("musts")
    more, less = (musts.Must("", "", float, 10, 20 if up else 5, more_is_better=up) for up in (True, False))
    assert [musts.judged(more.row(here)) for here in (9.9, 10, 20)] == ["**no**", "yes", "goal"]
    assert [musts.judged(less.row(here)) for here in (10.1, 10, 5)] == ["**no**", "yes", "goal"]


def test_the_page_shows_what_was_measured(load, monkeypatch, tmp_path):
    tables = load("tables")
    for name in ("runs.json", "README.md", "speed.svg"):
        copy(BENCHMARKS / name, tmp_path)
    monkeypatch.setattr(tables, "PAGE", tmp_path / "README.md")
    monkeypatch.setattr(load("picture"), "HERE", tmp_path)
    monkeypatch.setattr(sys, "argv", ["tables.py"])
    tables.main()
    shown = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert shown == (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    assert all(f"<!-- {name}: begin -->" in shown for name in tables.named())


def test_the_page_names_every_command():
    page = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    scripts = [script for script in BENCHMARKS.glob("*.py") if "def main()" in script.read_text(encoding="utf-8")]
    assert len(scripts) > 10
    for script in scripts:
        assert f"| `python benchmarks/{script.name}" in page or f"| `python -m benchmarks.{script.stem}" in page


# --- the contests -------------------------------------------------------------------------------------------


def test_the_desks_of_a_contest_serve_the_same_contacts(load):
    day = load("peers").a_day(300)
    lean, textbook = (load(name).prepare(**day)() for name in ("lean_desk", "textbook_desk"))
    assert lean["contacts"] == textbook["contacts"] == 300
    assert lean["abandoned"] == textbook["abandoned"] > 0
    assert lean["waiting"] == pytest.approx(textbook["waiting"], rel=1e-9)


def test_the_crowds_of_a_contest_live_alike(load):
    peers, task = load("peers"), load("fast_crowd").task(people=400, days=60)
    assert min(task["variance"]) > 0.0, "who has no doubt never learns"
    fast, objects = peers.CROWD[:2]
    for each in (fast, objects):
        each.told = load(each.module).prepare(**task)()
    peers.agree(fast, objects, 400)
    objects.told["failures"] *= 2.0
    with pytest.raises(AssertionError, match="Trapeze"):
        peers.agree(fast, objects, 400)


def test_the_page_names_every_byte_of_a_customer(load):
    """A column is not in two rows, and none is left out; clocks that lie in sums are named where they lie."""
    page = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    section = page.partition("## What memory holds")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \| (\d+) \|", section, re.MULTILINE)
    customers = JourneyModel(load("engines").world(1_000, 365)).customers
    named = [re.findall(r"`(\w+)`", names) for names, _ in rows]
    stored = {name: getattr(customers, name) for name in chain(*named)}
    for names, said in zip(named, (int(size) for _, size in rows), strict=True):
        assert sum(stored[name].nbytes for name in names) == said * 1_000, names
    assert len(stored) == sum(map(len, named))
    total = sum(column.nbytes for column in stored.values()) / 1_000
    assert total == customers.bytes_each
    assert f"takes {total:.0f} bytes" in section
    wide = sum(column.nbytes for column in stored.values() if column.itemsize == 8) / 1_000
    assert f"of which {wide:.0f} are numbers of 64 bits" in section
