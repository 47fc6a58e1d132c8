"""The tree of errors: one exit code for each kind, complaints that read as one line."""

from __future__ import annotations

import pickle

import pytest

from sim import errors
from sim.errors import Complaint, ScenarioError, TrapezeError


@pytest.mark.parametrize(
    ("name", "exit_code"),
    [("ScenarioError", 2), ("UsageError", 2), ("InvariantError", 1), ("MachineError", 3), ("ResultsError", 4)],
)
def test_each_kind_of_trouble_has_its_exit_code_and_stands_in_the_tree(name: str, exit_code: int) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, TrapezeError)
    assert kind.exit_code == exit_code
    line = next(line for line in (errors.__doc__ or "").splitlines() if name in line)
    assert str(exit_code) in line


@pytest.mark.parametrize(
    ("complaint", "text"),
    [
        (Complaint("f.toml", 3, "days", "0", "too few", "more"), "f.toml:3: days = 0: too few; more"),
        (Complaint("--set", None, "days", "0", "too few"), "--set: days = 0: too few"),
        (Complaint("f.toml", 3, "desk", None, "unknown"), "f.toml:3: desk: unknown"),
        (Complaint(None, None, None, None, "no such file: f", "look"), "no such file: f; look"),
        (Complaint("f", None, "k", "x" * 61, "bad"), "f: k = " + "x" * 59 + "…: bad"),
        (Complaint("f", None, "k\x1b", "\u202e\n", "bad"), "f: k\\x1b = \\u202e\\n: bad"),
    ],
)
def test_a_complaint_reads_as_one_visible_line(complaint: Complaint, text: str) -> None:
    assert str(complaint) == text


def test_complaints_travel_between_processes() -> None:
    error = ScenarioError((Complaint("f", 1, "k", "v", "bad"), Complaint("f", 2, "k", "v", "worse")))
    again = pickle.loads(pickle.dumps(error))
    assert again.complaints == error.complaints
    assert str(again) == "f:1: k = v: bad\nf:2: k = v: worse"
