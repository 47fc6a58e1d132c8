"""How far a run is: a bar where somebody watches, a line now and then elsewhere, and silence when asked for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from sim.cli import answering
from sim.cli.progress import SECONDS_BETWEEN_LINES, Lines, progress

pty = pytest.importorskip("pty")
ROOT = Path(__file__).parents[2]


class Clock:
    """A clock that is moved by hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def watched(undrawn, tmp_path):
    """Give a function that lets a run, or the start of one, write its progress to a terminal."""

    def run(*arguments, stop_when_seen=None, env=None):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            undrawn(*arguments),
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **(env or {})},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(theirs)
        seen = b""
        for piece in iter(lambda: read(ours), b""):
            seen += piece
            if stop_when_seen and stop_when_seen in seen:
                process.send_signal(signal.SIGINT)
                stop_when_seen = None
        os.close(ours)
        return process.wait(60), seen.decode()

    return run


def read(terminal):
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other side is closed
        return b""


def test_without_a_terminal_a_line_comes_every_half_minute(capsys):
    clock = Clock()
    lines = Lines(clock=clock)
    for second in range(125):
        clock.now = 100.0 + second
        lines.report(second, 500)
    assert capsys.readouterr().err.splitlines() == [
        "6% done, about 7 min 50 s left",
        "12% done, about 7 min 20 s left",
        "18% done, about 6 min 50 s left",
        "24% done, about 6 min 20 s left",
    ]


@pytest.mark.parametrize(("done", "total"), [(0, 100), (100, 100)])
def test_nothing_is_foretold_before_the_first_day_or_after_the_last(capsys, done, total):
    clock = Clock()
    lines = Lines(clock=clock)
    clock.now += 2 * SECONDS_BETWEEN_LINES
    lines.report(done, total)
    assert capsys.readouterr().err == ""


def test_a_short_run_says_nothing(capsys):
    with progress(quiet=False) as report:
        report(0, 10)
        report(10, 10)
    assert capsys.readouterr().err == ""


def test_quiet_is_quiet_for_ever(capsys):
    with progress(quiet=True) as report:
        report(1, 10)
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_a_bar_at_once_and_its_cursor_back_on_ctrl_c(watched):
    code, seen = watched("run", "default", "--workers", "1", stop_when_seen=b"simulating")
    assert code == 130
    assert "simulating" in seen
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")


def test_the_bar_is_gone_when_the_answer_is_there_and_so_is_what_comes_after_it(watched, tiny):
    code, seen = watched("run", tiny, "--workers", "1")
    assert code == 0
    assert seen.rindex("\x1b[2K") > seen.rindex("simulating")
    assert seen.rindex("\x1b[2K") > seen.index("drawing and writing") > seen.index("simulating")


@pytest.mark.parametrize(
    ("arguments", "kind"), [(["--quiet"], "xterm"), ([], "dumb")], ids=["quiet", "a dumb terminal"]
)
def test_who_wants_or_knows_no_bar_gets_none(watched, tiny, arguments, kind):
    code, seen = watched("run", tiny, "--workers", "1", *arguments, env={"TERM": kind})
    assert (code, seen) == (0, "")


def test_what_pages_need_is_loaded_once_workers_have_begun_a_module_at_a_time(monkeypatch):
    loaded, told = [], []
    monkeypatch.setattr(answering, "import_module", loaded.append)
    report = answering.loading(lambda done, total, what="": told.append((done, total, what)))
    for done in (0, 0, 1, 2):
        report(done, 9, "a world")
    assert told == [(0, 9, "a world"), (0, 9, "a world"), (1, 9, "a world"), (2, 9, "a world")]
    assert loaded == list(answering.FOR_PAGES[:2])
    for done in range(3, 99):
        report(done, 99)
    assert loaded == list(answering.FOR_PAGES)
    assert all(map(find_spec, answering.FOR_PAGES))


def test_who_draws_pictures_and_pages_does_not_wait_for_the_model_or_what_few_pictures_need_to_load():
    pages = ("sim.cli.rescuing", "sim.report.rescue_page", "sim.report.desk_and_theory", "sim.questions.describe")
    late = {"mesa", "simpy", "sim.model", "seaborn", "scipy.stats", "scipy.optimize"}
    look = f"import sys, {', '.join((*answering.FOR_PAGES, *pages))}; print({late} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
