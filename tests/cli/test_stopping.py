"""How it ends when somebody pulls the plug: no traceback, no process left behind, the promised exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

SLOW_RUN = ["run", "default", "--set", "population=200000", "--workers", "2"]

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


def alive(group):
    """Give the processes of a group that are not merely waiting to be buried."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state not in "ZX":
            found.append(int(stat.parent.name))
    return found


def until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def running(command):
    """A run that would take minutes, in a process group of its own."""
    process = subprocess.Popen(
        command(*SLOW_RUN),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # The tests themselves may have been started in the background, deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    yield process
    for pid in alive(process.pid):
        os.kill(pid, signal.SIGKILL)
    process.communicate()


def test_a_program_that_was_told_to_survive_ctrl_c_survives_it(command, tiny):
    process = subprocess.Popen(
        command("run", tiny, "--workers", "2", "--replications", "4"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    time.sleep(1.0)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "Of 100 buyers" in out


def test_a_worker_that_is_killed_is_machine_trouble(running):
    assert until(lambda: len(alive(running.pid)) >= 4, 30)
    workers = [pid for pid in alive(running.pid) if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]
    os.kill(workers[-1], signal.SIGKILL)
    _, err = running.communicate(timeout=20)
    assert running.returncode == 3
    (line,) = err.splitlines()
    assert line.startswith("error: a worker process was ended")
    assert until(lambda: not alive(running.pid), 2)


@pytest.mark.parametrize("workers_run", [False, True], ids=["while starting", "while working"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_neither_traceback_nor_process(running, number, code, workers_run):
    many = 3 if workers_run else 1
    assert until(lambda: len(alive(running.pid)) >= many, 30)
    time.sleep(1.5 if workers_run else 0.4)
    # Ctrl-C in a terminal reaches the whole group, SIGTERM usually the one process.
    (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
    out, err = running.communicate(timeout=5)
    assert running.returncode == code
    assert out == ""
    assert "Traceback" not in err
    assert until(lambda: not alive(running.pid), 2)


def test_a_reader_who_has_seen_enough_causes_no_traceback(command):
    run = subprocess.Popen(
        command("--help"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    run.stdout.close()
    complaints = run.stderr.read()
    run.stderr.close()
    assert run.wait(30) in (0, 141)
    assert complaints == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_machine_trouble_in_one_line(start, unbuffered):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = start("--help", stdout=full, env={"PYTHONUNBUFFERED": unbuffered})
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert "No space left" in line


def test_a_run_in_ascii_writes_its_results_and_nothing_else_where_it_stands(start, tiny):
    done = start("run", tiny, "--workers", "1", "--set", 'title="Kürbis 東京"', env={"LC_ALL": "C"})
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "K\\xfcrbis" in done.stdout
    assert [entry.name for entry in start.folder.iterdir()] == ["results"]
    index, scenario = sorted((start.folder / "results").iterdir())
    assert index.name == "index.html"
    (folder,) = scenario.iterdir()
    assert folder.name == "seed-1"
    assert {"SHA256SUMS", "provenance.json", "report.html"} <= {file.name for file in folder.iterdir()}
    assert {file.suffix for file in (folder / "figures").iterdir()} == {".png", ".svg"}
