"""How it ends when somebody pulls the plug: no traceback, no process left behind, the promised exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.archive import names
from sim.results import Results

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


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def others_of(program):
    """Give the processes that a program has started, and those that these have."""
    return [pid for pid in alive(program) if pid != program]


def workers_of(program):
    """Give those that are copies of another, or that Python has spawned."""
    return [
        pid
        for pid in others_of(program)
        if parent_of(pid) != program or "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
    ]


def until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def running(command, tmp_path):
    """A run that would take minutes, in a process group of its own, and with a temporary folder of its own."""
    process = subprocess.Popen(
        command(*SLOW_RUN),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
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
    assert until(lambda: len(workers_of(running.pid)) == 2, 30)
    os.kill(workers_of(running.pid)[-1], signal.SIGKILL)
    _, err = running.communicate(timeout=20)
    assert running.returncode == 3
    (line,) = err.splitlines()
    assert line.startswith("error: a worker process was ended")
    assert until(lambda: not alive(running.pid), 2)


@pytest.mark.parametrize("workers_run", [False, True], ids=["while starting", "while working"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_neither_traceback_nor_process(running, tmp_path, number, code, workers_run):
    there = workers_of if workers_run else alive
    assert until(lambda: there(running.pid), 30)
    time.sleep(1.5 if workers_run else 0.4)
    # Ctrl-C in a terminal reaches the whole group, SIGTERM usually the one process.
    (os.killpg if number == signal.SIGINT else os.kill)(running.pid, number)
    out, err = running.communicate(timeout=5)
    assert running.returncode == code
    assert out == ""
    assert "Traceback" not in err
    assert until(lambda: not alive(running.pid), 2)
    assert not list(tmp_path.glob("pymp-*"))


def test_a_headline_that_is_stopped_keeps_the_cells_that_it_has_and_says_so(command, tmp_path):
    asked = command("--replications", "2", "--workers", "2", "--out", str(tmp_path))
    process = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    kept = until(lambda: names.results_folders(tmp_path), 60)
    process.terminate()
    out, err = process.communicate(timeout=5)
    assert kept
    assert (process.returncode, out) == (143, "")
    assert err.startswith("stopped before the answer; the cells that were finished are kept; the rest with: ")
    assert {Results.load(folder).replications for folder in names.results_folders(tmp_path)} == {2}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers find out when they are done")
@pytest.mark.parametrize("workers_run", [False, True], ids=["while starting", "while working"])
def test_a_run_that_is_killed_takes_its_workers_along(running, workers_run):
    there = workers_of if workers_run else others_of
    assert until(lambda: there(running.pid), 30)
    os.kill(running.pid, signal.SIGKILL)
    assert until(lambda: not alive(running.pid), 2)
    assert "Traceback" not in running.communicate()[1]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every worker is a Python of its own")
def test_the_death_of_what_workers_are_copies_of_is_machine_trouble(running):
    assert until(lambda: workers_of(running.pid), 30)
    (server,) = {parent_of(pid) for pid in workers_of(running.pid)}
    os.kill(server, signal.SIGKILL)
    _, err = running.communicate(timeout=20)
    assert (running.returncode, err.count("\n")) == (3, 1)
    assert err.startswith("error: a worker process was ended")
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
