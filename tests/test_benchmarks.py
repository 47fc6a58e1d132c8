"""The benchmarks run, small: a script that rots proves nothing."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("script", "options", "says"),
    [
        ("bands.py", "--population 100 --days 40 --replications 2 --workers 1 --no-bar", "rescue index"),
        ("engines.py", "--people 60 --largest 1000 --days 40", "times as fast, with the same customers"),
        ("desk.py", "--contacts 60 --rounds 1", "reference loop"),
    ],
)
def test_a_benchmark_runs_and_says_what_it_found(script, options, says):
    command = [sys.executable, str(ROOT / "benchmarks" / script), *options.split()]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout


@pytest.fixture
def peers(monkeypatch):
    """Load the contest of tools; those that this project itself depends on can take part here."""
    for folder in (".", "peers/desk", "peers/crowd"):
        monkeypatch.syspath_prepend(str(ROOT / "benchmarks" / folder))
    return importlib.import_module("peers")


def test_the_desks_of_a_contest_serve_the_same_contacts(peers):
    day = peers.a_day(300)
    lean, textbook = (importlib.import_module(name).prepare(**day)() for name in ("lean_desk", "textbook_desk"))
    assert lean["contacts"] == textbook["contacts"] == 300
    assert lean["abandoned"] == textbook["abandoned"] > 0
    assert lean["waiting"] == pytest.approx(textbook["waiting"], rel=1e-9)


def test_the_crowds_of_a_contest_live_alike(peers):
    task = importlib.import_module("fast_crowd").task(people=400, days=60)
    fast, objects = peers.CROWD[:2]
    for each in (fast, objects):
        each.told = importlib.import_module(each.module).prepare(**task)()
    peers.agree(fast, objects, 400)
    objects.told["failures"] *= 2.0
    with pytest.raises(AssertionError, match="Trapeze"):
        peers.agree(fast, objects, 400)
