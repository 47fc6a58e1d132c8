"""Every way to fail has its exit code and its one line; what is not foreseen keeps its traceback."""

from __future__ import annotations

import pytest

from sim.errors import InvariantError, MachineError, ResultsError, UsageError

FULL = "No space left on device; make room, or write to another place"
DENIED = "Permission denied; choose a place that you may use"


@pytest.fixture
def failing(say, monkeypatch):
    """Give a function that asks the headline question and lets the simulation fail."""

    def ask(error, *arguments):
        def rescued(*_):
            raise error

        monkeypatch.setattr("sim.cli.rescuing.rescued", rescued)
        return say("--workers", "1", *arguments)

    return ask


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (InvariantError("3 customers got lost"), 1, "error: 3 customers got lost"),
        (UsageError("no such engine"), 2, "error: no such engine"),
        (MachineError("disk full"), 3, "error: disk full"),
        (OSError(28, "No space left on device"), 3, f"error: {FULL}"),
        (PermissionError(13, "Permission denied", "a/b"), 3, f"error: a/b: {DENIED}"),
        (ResultsError("not ours"), 4, "error: not ours"),
        (MachineError("two\nlines"), 3, "error: two lines"),
    ],
    ids=str,
)
def test_an_error_has_its_exit_code_and_one_line(failing, error, code, line):
    said = failing(error)
    assert (said.code, said.out, said.err) == (code, "", f"{line}\n")


def test_too_little_memory_is_machine_trouble_with_a_remedy(failing):
    said = failing(MemoryError())
    assert said.code == 3
    (line,) = said.err.splitlines()
    assert line.startswith("error: ")
    assert "--workers 1" in line


def test_an_interrupt_is_130_and_silent(failing):
    said = failing(KeyboardInterrupt())
    assert (said.code, said.out, said.err) == (130, "", "")


def test_a_fault_of_ours_is_not_hidden(failing):
    with pytest.raises(ZeroDivisionError):
        failing(ZeroDivisionError())


def test_debug_adds_the_traceback_and_keeps_the_line(failing):
    said = failing(InvariantError("3 customers got lost"), "--debug")
    assert said.code == 1
    assert said.err.startswith("Traceback")
    assert said.err.endswith("\nerror: 3 customers got lost\n")
