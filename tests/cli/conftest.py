"""The command line in this process (fast) and in one of its own (signals, closed pipes, what is imported)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.cli.endings import carry_out

ROOT = Path(__file__).parents[2]
TINY = """\
title = "Tiny"
population = 120
represents = 1
days = 20
replications = 2
"""


@pytest.fixture
def tiny(tmp_path):
    """Give the path of a scenario that runs in no time."""
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    return str(path)


@pytest.fixture
def say(capsys, tmp_path_factory, monkeypatch):
    """Give a function that does what an argument list says and tells the exit code, output and complaints.

    Results are kept in a folder of the test's own, with a report of one word: pictures take seconds. So does what
    a rescue does after its answer; it is left out.
    """
    monkeypatch.setattr("sim.cli.rescue.reached", lambda inquiry: inquiry)
    monkeypatch.setattr("sim.cli.rescue.doubted", lambda inquiry, _study: inquiry)
    for room in ("keeping", "comparing", "rescue_folder", "why", "worth"):
        monkeypatch.setattr(
            f"sim.cli.{room}.dress", lambda _results, place: (place / "report.html").write_text("word")
        )
    monkeypatch.setattr("sim.cost.speed", lambda: 1.0)  # measuring the machine takes as long as a tiny run
    monkeypatch.setattr("sim.archive.names.ROOT", str(tmp_path_factory.mktemp("kept") / "results"))

    def do(*arguments):
        code = carry_out(arguments, program="trapeze")
        printed = capsys.readouterr()
        return SimpleNamespace(code=code, out=printed.out, err=printed.err)

    return do


@pytest.fixture
def command():
    """Give a function that makes the command line of a process from arguments."""
    return lambda *arguments: [sys.executable, str(ROOT / "run.py"), *arguments]


@pytest.fixture
def start(tmp_path, command):
    """Give a function that runs the command line in a process and an empty folder of its own."""
    folder = tmp_path / "cwd"
    folder.mkdir()

    def run(*arguments, stdout=subprocess.PIPE, env=None, **how):
        return subprocess.run(
            command(*arguments),
            cwd=folder,
            env={**os.environ, **(env or {})},
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
            **how,
        )

    run.folder = folder
    return run
