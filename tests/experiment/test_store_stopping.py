"""Whenever a sweep is killed, or its disk is full, what was kept stays, and the rest comes as if it had not been.

pytest -m slow tests/experiment/test_store_stopping.py      a kill at every step, a limit every 500 bytes
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small_sweep import ended

from sim.archive import checking, seal, sweep_folder
from sim.archive.catalogue import entry
from sim.archive.lock import holder
from sim.errors import ResultsError, UsageError
from sim.experiment.store import Store

SCRIPT = Path(__file__).with_name("killed_sweeps.py")

pytestmark = [
    pytest.mark.no_cover,
    pytest.mark.skipif(sys.platform == "win32", reason="there are no signals and no forks of this kind"),
]


def told(place, *ways):
    """Run the script; for each way give what went wrong, what was said, and how often it was stopped."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(place), *map(str, ways)],
        env={**os.environ, "PYTHONPATH": str(SCRIPT.parents[2])},
        capture_output=True,
        text=True,
        timeout=1_800,
        check=True,
    )
    parts, lines = [], []
    for line in done.stdout.splitlines():
        if line.startswith("stopped "):
            wrong = [one for one in lines if not one.startswith("# ")]
            parts.append((wrong, [one[2:] for one in lines if one.startswith("# ")], int(line.split()[1])))
            lines = []
        else:
            lines.append(line)
    assert len(parts) == len(ways) / 2
    return parts


@pytest.fixture(scope="module")
def shortly(tmp_path_factory):
    """A few kills and limits, all in one process, since to start one takes as long as they do."""
    place = tmp_path_factory.mktemp("stopped") / "place"
    ways = {"steps": 41, "naive": 90, "room": 40_000, "locks": 0}
    if os.geteuid() == 0:
        ways["stranger"] = 0
    return place, dict(zip(ways, told(place, *(word for pair in ways.items() for word in pair)), strict=True))


def test_a_sweep_killed_at_some_step_has_lost_nothing_that_it_kept(shortly):
    """A step is a file that is opened, renamed or removed, or a statement of SQL."""
    wrong, _, killed = shortly[1]["steps"]
    assert wrong == []
    assert killed >= 4


def test_a_store_that_does_not_wait_for_the_disk_is_found_out(shortly):
    wrong, _, _ = shortly[1]["naive"]
    assert any("runs lost" in line for line in wrong)


def test_a_limit_stops_a_sweep_in_one_line_and_costs_nothing(shortly):
    place, ways = shortly
    is_told_in_one_line(place, *ways["room"], least=2)


def is_told_in_one_line(place, wrong, said, stopped, *, least):
    assert wrong == []
    assert stopped == len(said) >= least
    for line in said:
        assert line.startswith(f"{place}/tiny")
        assert " free; " in line
        assert line.endswith("what is finished is kept; go on with: sweep tiny")


@pytest.mark.slow
def test_a_sweep_killed_at_any_step_or_out_of_room_at_any_size_has_lost_nothing(tmp_path):
    """Every step, and a limit every 500 bytes: some minutes."""
    (wrong, _, killed), room = told(tmp_path / "place", "steps", 1, "room", 500)
    print(f"{killed} kills, {room[2]} limits")
    assert wrong == []
    assert killed >= 150
    is_told_in_one_line(tmp_path / "place", *room, least=60)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can make a small disk")
def test_a_disk_that_is_full_at_any_moment_stops_a_sweep_in_one_line_and_costs_nothing(tmp_path):
    small = tmp_path / "disk"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("cannot mount here")
    try:
        ((wrong, said, stopped),) = told(small, "disk", 2_000)
    finally:
        subprocess.run(["umount", str(small)], check=True)
    print(f"{stopped} full disks")
    is_told_in_one_line(small, wrong, said, stopped, least=40)
    assert any("No space left on device" in line for line in said)
    assert any("database or disk is full" in line for line in said)


# --- folders that cannot be written, or that somebody else holds ------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_who_may_only_read_reads_and_is_told_that_he_cannot_write(shortly):
    place, ways = shortly
    wrong, said, _ = ways["stranger"]
    assert wrong == []
    there, elsewhere = said
    tiny = place / "tiny"
    assert there.startswith(f"{tiny}: cannot be written (permission denied), ")
    assert there.endswith(" free; make it writable; what is finished is kept; go on with: again")
    assert elsewhere.startswith(f"{place / 'new'}: cannot be written (permission denied), ")


def test_a_copy_made_while_it_runs_opens_as_unfinished_and_can_be_taken_further(plan, tmp_path, monkeypatch):
    with Store.begin(tmp_path / "first", plan) as store:
        for first in range(0, 12, 4):
            store.add(map(ended, plan.runs[first : first + 4]))
        assert holder(tmp_path / "first").startswith(f"process {os.getpid()}")
        assert entry(tmp_path / "first").state == "unfinished, 2 failed"
        monkeypatch.setattr("os.getpid", lambda: 1)  # as another process sees it
        assert entry(tmp_path / "first").state == "running"
        copy = shutil.copytree(tmp_path / "first", tmp_path / "elsewhere" / "renamed")
        store.add(map(ended, plan.runs[12:]))
        digest = store.digest
    assert holder(copy) == ""
    assert entry(copy).state == "unfinished, 2 failed"
    assert entry(copy).runs == "10 of 24"
    assert checking.checked(copy).is_sound
    with Store.begin(copy, plan) as store:
        store.add(ended(run) for run in plan.runs if run not in store.finished | store.failed)
        assert store.digest == digest


def test_what_is_replaced_while_it_is_compared_is_looked_at_again(plan, tmp_path, monkeypatch):
    with Store.begin(tmp_path / "a", plan) as store:
        store.add(map(ended, plan.runs[:4]))
        store.export()
        looks, read = [], sweep_folder.provenance

        def replaced_at_first(folder):
            looks.append(folder)
            if len(looks) == 1:
                raise ResultsError(f"{folder}/provenance.json: changed since it was written")
            return read(folder)

        monkeypatch.setattr(sweep_folder, "provenance", replaced_at_first)
        monkeypatch.setattr("sim.archive.sweep_checking.holder", lambda _: "somebody")
        assert checking.checked(tmp_path / "a").is_sound
        looks.clear()
        monkeypatch.setattr("sim.archive.sweep_checking.holder", lambda _: "")
        assert checking.checked(tmp_path / "a").damage == ("provenance.json: changed since it was written",)


def test_who_reads_while_a_sweep_runs_sees_whole_batches_and_no_damage(plan, tmp_path):
    with Store.begin(tmp_path / "a", plan) as store:
        store.add(map(ended, plan.runs[:4]))
        seen, wrong, looked, stop = set(), [], threading.Event(), threading.Event()

        def read():
            while not stop.is_set():
                with Store.open(tmp_path / "a") as reader:
                    tally = reader.ledger.tally
                    seen.add(tally["finished"] + tally["failed"])
                    looked.set()
                    wrong.extend(checking.checked(tmp_path / "a").damage)

        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(read)
            for first in range(4, 24, 4):
                assert looked.wait(timeout=60)  # a busy machine may not let the reader in by itself
                looked.clear()
                store.add(map(ended, plan.runs[first : first + 4]))
                store.export()
            stop.set()
            reading.result(timeout=60)
    assert wrong == []
    assert len(seen) > 1
    assert all(number % 4 == 0 for number in seen)
    assert checking.checked(tmp_path / "a").is_sound


def test_a_folder_that_goes_while_it_is_looked_through_is_left_out(tmp_path, monkeypatch):
    """As tables do that a sweep at work puts into their place."""
    for place in ("stays", "goes"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "a.csv").touch()
    listed = os.scandir

    def too_late(place):
        if Path(place).name == "goes":
            Path(place, "a.csv").unlink()
            Path(place).rmdir()
        return listed(place)

    monkeypatch.setattr("os.scandir", too_late)
    assert seal.files_below(tmp_path) == ["stays/a.csv"]
    assert not (tmp_path / "goes").exists()


def test_the_lock_of_a_dead_one_heals_and_a_child_does_not_hold_it_on(shortly):
    assert shortly[1]["locks"] == ([], [], 1)


def test_where_nothing_can_be_locked_that_is_said(plan, tmp_path, monkeypatch):
    import errno

    def unable(_file, _how):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", unable)
    with pytest.raises(UsageError, match="cannot be locked here; use --no-lock if no other sweep runs in it"):
        Store.begin(tmp_path / "a", plan)
    assert not (tmp_path / "a").exists()
    with Store.begin(tmp_path / "a", plan, lock=False) as store:
        store.add(map(ended, plan.runs))


# --- a system that refuses, or kills, at one call ---------------------------------------------------------------

CALLS = {"pwrite64": 114, "fdatasync": 51, "fsync": 13, "rename": 10, "unlink": 12, "ftruncate": 4}
"""What a sweep asks of the disk, and about how often."""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC", "error=EIO"])
@pytest.mark.parametrize("call", CALLS)
def test_one_call_that_kills_or_fails_costs_nothing_that_was_kept(tmp_path, call, how):
    """About twenty for each call and way, spread over the sweep; half an hour for all of them."""
    wrong, stopped = [], 0
    for at in range(1, CALLS[call] + 1, max(1, CALLS[call] // 20)):
        place = tmp_path / str(at)
        trace = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{how}:when={at}"]
        done = script([*trace, sys.executable, str(SCRIPT), str(place), "once", "0"])
        stopped += done.returncode != 0
        if how != "signal=KILL" and (done.returncode not in (0, 3) or done.stderr):
            wrong.append(f"{call} {at} {how}: {done.returncode} {done.stdout} {done.stderr}")
        seen = script([sys.executable, str(SCRIPT), str(place), "look", "0"])
        wrong += [
            f"{call} {at} {how}: {line}" for line in seen.stdout.splitlines()[:-1]
        ] + seen.stderr.splitlines()
    print(f"{call} {how}: {stopped} of {at} stopped")
    assert wrong == []
    assert stopped or call == "unlink"


def script(words):
    environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parents[2])}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300, check=False)
