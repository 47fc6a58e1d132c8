"""A folder is there whole or not at all: killed writers, several at once, disks that are full."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from killed_writers import said, write

from sim.archive import writing
from sim.archive.names import leftovers
from sim.errors import MachineError
from sim.results import Results

SCRIPT = Path(__file__).with_name("killed_writers.py")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no signals and no locks of this kind")


def told(what, place):
    """Run the script and give its lines."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), what, str(place)],
        env={**os.environ, "PYTHONPATH": str(SCRIPT.parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()


def test_a_writer_killed_at_any_step_leaves_the_old_folder_or_the_new_one(tmp_path):
    *wrong, last = told("steps", tmp_path / "place")
    assert wrong == []
    assert int(last.split()[1]) >= 60


def test_a_writer_that_works_in_place_is_found_out(tmp_path):
    *wrong, _ = told("naive", tmp_path / "place")
    assert len(wrong) > 5


def test_of_several_writers_at_once_some_of_them_killed_one_wins_and_nothing_is_left(tmp_path):
    *wrong, last = told("crowd", tmp_path / "place")
    assert wrong == []
    assert 0 < int(last.split()[1]) < 48


def test_a_folder_that_is_being_built_is_left_alone_by_others(tmp_path):
    folder = tmp_path / "default-00000000" / "seed-1"
    with writing.written(folder) as building:
        (building / "a.csv").write_text("a", encoding="utf-8")
        write(folder, "new")
        assert building.is_dir()
        assert said(folder) == "new"
    assert (folder / "a.csv").is_file()
    assert [entry.name for entry in folder.parent.iterdir()] == ["seed-1"]


def test_what_a_killed_writer_left_is_ignored_by_readers_and_removed_by_the_next_writer(folder, small):
    left = folder.with_name(f".{folder.name}.01234567.partial")
    left.mkdir()
    (left / "runs.csv").write_text("half a", encoding="utf-8")
    assert Results.load(folder).replications == 2
    small.save(folder)
    assert not left.exists()


def test_a_folder_that_was_put_aside_is_found_by_the_next_reader(folder, small, same):
    folder.rename(folder.with_name(f".{folder.name}.01234567.replaced"))
    same(Results.load(folder), small)
    assert leftovers(folder, "replaced") == []


# --- a machine that is in the way ---------------------------------------------------------------------------

CALLS = ("os.fsync", "os.mkdir", "os.rename", "io.open")


@pytest.mark.parametrize("older", [False, True], ids=["nothing there", "an older one there"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=errno.errorcode.get)
@pytest.mark.parametrize("call", CALLS)
def test_an_error_of_the_system_leaves_what_was_there_and_nothing_else(tmp_path, monkeypatch, call, number, older):
    folder = tmp_path / "root" / "default-00000000" / "seed-1"
    if older:
        write(folder, "old")
    for at in range(1, 40):
        with monkeypatch.context() as patch:
            refused = refuse(patch, call, at, number)
            complaint = complaint_of(lambda: write(folder, "new"))
        writing.settle(folder)
        assert said(folder) in ({"new"} if not complaint else {"old", "new"} if older else {None, "new"})
        assert said(folder) is not None or list(tmp_path.iterdir()) == []
        if not refused:
            break
        if complaint:
            assert complaint.startswith(f"{folder}: ")
            assert "--out" in complaint
            assert ("free; make room" in complaint) == (number == errno.ENOSPC)
    assert at > 2
    assert said(folder) == "new"
    assert [entry.name for entry in folder.parent.iterdir()] == ["seed-1"]


def refuse(patch, call, at, number):
    """Let the system refuse a call at its nth time; give a list that says so once it has."""
    module, name = call.split(".")
    done, asked, refused = getattr(sys.modules[module], name), 0, []

    def refusing(*arguments, **options):
        nonlocal asked
        asked += 1
        if asked == at:
            refused.append(arguments)
            raise OSError(number, os.strerror(number))
        return done(*arguments, **options)

    patch.setattr(call, refusing)
    return refused


def complaint_of(work):
    """Do something and give what it complains about, or nothing."""
    try:
        work()
    except MachineError as trouble:
        return str(trouble)
    return ""
