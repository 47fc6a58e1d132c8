"""A verification that is killed has lost nothing that was finished, and goes on as if it had never been."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli.verify_folder import VerifyFolder, called
from sim.questions.verify import carry_out as carrying
from sim.questions.verify import tasks
from sim.results import ENGINE_VERSION

pytestmark = pytest.mark.no_cover

IDS = ("A10", "A11", "A24")
ASKED = ("verify", "--workers", "1", "--only")
DAMAGED_AT = 40
KILLED = """
import os, signal, sys
from dataclasses import replace
from sim.cli.endings import carry_out
from sim.questions.verify import carry_out as carrying

left, alive = [None] * int(sys.argv[1]), carrying.tried

def tried(*task):
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left.pop()
    return tuple(replace(check, seconds=0.5) for check in alive(*task))

carrying.tried = tried
carry_out(sys.argv[2:])
"""
"""A program whose clock stands still, and that is killed before the experiment after so many."""


@pytest.fixture
def begun(monkeypatch):
    """Tell which experiments are carried out, by clocks that stand still."""
    seen, alive = [], carrying.tried

    def tried(task, *how):
        seen.append(task)
        return tuple(replace(check, seconds=0.5) for check in alive(task, *how))

    monkeypatch.setattr(carrying, "tried", tried)
    monkeypatch.setattr(carrying.time, "monotonic", lambda: 0.0)
    return seen


def content(root):
    """Give what lies in a folder of results, byte for byte, but for when it was written."""
    found = {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}
    return {name: text for name, text in found.items()
            if Path(name).name not in ("provenance.json", "SHA256SUMS", "index.html")}  # fmt: skip


def test_who_is_killed_half_way_goes_on_and_ends_with_the_same_bytes(say, begun, tmp_path, monkeypatch):
    once, broken = tmp_path / "once", tmp_path / "broken"
    whole = say(*ASKED, ",".join(IDS), "--out", str(once))
    everything = list(begun)
    assert everything == list(tasks(IDS))
    killed = [sys.executable, "-c", KILLED, "2", *ASKED, ",".join(IDS), "--out", str(broken)]
    assert subprocess.run(killed, check=False, cwd=Path(__file__).parents[2]).returncode == -signal.SIGKILL
    begun.clear()
    said = say(*ASKED, ",".join(IDS), "--out", str(broken))
    assert begun == everything[2:]
    assert "Read, not computed: 2 experiments." in " ".join(said.out.split())
    assert "Read, not" not in whole.out
    assert content(broken) == content(once)
    # It has come to its end: what is asked now is about the program of now.
    begun.clear()
    monkeypatch.setattr("sim.cli.verify_folder.dress", lambda *_: None)
    say(*ASKED, ",".join(IDS), "--out", str(broken))
    assert begun == everything


@pytest.fixture
def half(tmp_path):
    """Keep one experiment of a verification, with nothing checked in it."""
    place = VerifyFolder(tmp_path, ("A24",), full=False, seed=1)
    place.finished(next(tasks(("A24",))), ())
    (part,) = tmp_path.glob("verify-*/seed-1-unfinished/*.part")
    return part


@pytest.mark.parametrize(
    ("what", "other", "said"),
    [
        ("sim.results.ENGINE_VERSION", 99, f"engine version {ENGINE_VERSION}, not 99"),
        ("sim.cli.verify_folder.program", lambda: "another", ", not another"),
    ],
)
def test_what_another_program_has_found_is_refused(say, half, monkeypatch, what, other, said):
    monkeypatch.setattr(what, other)
    refused = say(*ASKED, "A24", "--out", str(half.parents[2]))
    assert (refused.code, refused.out) == (4, "")
    assert refused.err.startswith(f"error: {half.parent}: holds another run: ")
    assert said in refused.err
    assert refused.err.endswith("; delete it, or choose another folder with --out\n")
    assert say(*ASKED, "A24", "--out", str(half.parents[2]), "--fresh").code == 0
    assert not half.parent.exists()


def test_a_changed_bit_is_no_part_and_another_size_is_another_place(say, half, begun):
    kept = half.read_bytes()
    half.write_bytes(kept[:DAMAGED_AT] + bytes([kept[DAMAGED_AT] ^ 1]) + kept[DAMAGED_AT + 1 :])
    assert VerifyFolder(half.parents[2], ("A24",), full=True, seed=1).folder != half.parent
    say(*ASKED, "A24", "--out", str(half.parents[2]))
    assert begun == list(tasks(("A24",)))


def test_every_experiment_on_every_engine_has_a_file_of_its_own():
    files = [called(task).lower() for task in tasks(full=True)]
    assert len(set(files)) == len(files)
    assert all(re.fullmatch(r"[a-z0-9.-]{4,100}", file) for file in files)
