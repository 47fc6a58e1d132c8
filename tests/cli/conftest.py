"""The command line in this process (fast) and in one of its own (signals, closed pipes, what is imported)."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
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
days = 8
replications = 2
"""


@pytest.fixture
def tiny(tmp_path):
    """Give the path of a scenario that runs in no time."""
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    return str(path)


def in_haste(patch, root):
    """Keep results in this folder, with a report of one word: pictures take seconds.

    So does what a rescue does after its answer; it is left out.
    """
    patch.setattr("sim.cli.rescue.reached", lambda inquiry: inquiry)
    patch.setattr("sim.cli.rescue.doubted", lambda inquiry, _study: inquiry)
    for room in ("keeping", "comparing", "rescue_folder", "why", "worth"):
        patch.setattr(f"sim.cli.{room}.dress", lambda _results, place: (place / "report.html").write_text("word"))
    patch.setattr("sim.cost.speed", lambda: 1.0)  # measuring the machine takes as long as a tiny run
    patch.setattr("sim.archive.names.ROOT", str(root))


@pytest.fixture(scope="session")
def done_once(tmp_path_factory):
    """Give a function that gives the results of a command about the tiny scenario; each is said once."""
    made = {}

    def results_of(command, *arguments):
        if (command, *arguments) not in made:
            folder = tmp_path_factory.mktemp("once")
            (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
            words = [command, str(folder / "tiny.toml"), *arguments, "--workers", "1", "--json"]
            with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
                in_haste(patch, folder / "results")
                assert carry_out(words, program="trapeze") == 0
            made[command, *arguments] = folder / "results"
        return made[command, *arguments]

    return results_of


@pytest.fixture
def before(say, done_once):
    """Give a function that lets such results lie there already when the test begins."""
    from sim.archive import names

    return lambda *said: shutil.copytree(done_once(*said), names.ROOT)


@pytest.fixture
def say(capsys, tmp_path_factory, monkeypatch):
    """Give a function that does what an argument list says and tells the exit code, output and complaints."""
    in_haste(monkeypatch, tmp_path_factory.mktemp("kept") / "results")

    def do(*arguments):
        code = carry_out(arguments, program="trapeze")
        printed = capsys.readouterr()
        return SimpleNamespace(code=code, out=printed.out, err=printed.err)

    return do


@pytest.fixture
def command():
    """Give a function that makes the command line of a process from arguments."""
    return lambda *arguments: [sys.executable, str(ROOT / "run.py"), *arguments]


UNDRAWN = "import sys, sim.cli, sim.cli.keeping as room; room.dress = lambda *_: None; sim.cli.main(sys.argv[1:])"


@pytest.fixture
def undrawn():
    """Give the same for a process that draws no pictures, which take longer than all else that it does."""
    return lambda *arguments: [sys.executable, "-c", UNDRAWN, *arguments]


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
