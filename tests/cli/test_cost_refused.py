"""What this machine cannot do is said before it starts: one line, nothing written, exit code 2."""

from __future__ import annotations

import time

import pytest

from sim import cost
from tests.moments import within_a_second

pytestmark = pytest.mark.no_cover


@pytest.fixture(autouse=True)
def a_known_machine(monkeypatch):
    monkeypatch.setattr(cost, "speed", lambda: 1.0)
    monkeypatch.setattr(cost, "free_memory", lambda: 8_000_000_000)


@pytest.mark.parametrize("command", [["run", "default"], []])
@pytest.mark.parametrize(
    "setting", ["population=1_000_000_000_000", "days=10_000_000", "represents=1_000_000_000"]
)
def test_a_world_that_does_not_fit_is_refused_at_once(say, command, setting):
    seconds = []
    for _ in range(3):  # what else the machine does slows a try, never speeds it up
        begun = time.process_time()
        said = say(*command, "--set", setting)
        seconds.append(time.process_time() - begun)
        if within_a_second(seconds[-1]):
            break
    assert within_a_second(min(seconds))
    assert (said.code, said.out) == (2, "")
    (line,) = said.err.splitlines()
    key = setting.partition("=")[0]
    assert line.startswith("error: ")
    assert f"this machine has 8 GB free; the largest {key} that fits is " in line
    assert f"--set {key}=" in line


@pytest.mark.parametrize("command", [["run", "default"], []])
def test_a_run_of_days_needs_a_second_word(say, command, monkeypatch):
    monkeypatch.setattr(cost, "LONGEST_SECONDS", 0.5)
    said = say(*command)
    assert (said.code, said.out) == (2, "")
    (line,) = said.err.splitlines()
    assert "--yes" in line


def test_with_that_word_it_runs(say, tiny, monkeypatch):
    monkeypatch.setattr(cost, "LONGEST_SECONDS", 1e-9)
    assert say("run", tiny, "--workers", "1").code == 2
    assert say("run", tiny, "--workers", "1", "--yes").code == 0
