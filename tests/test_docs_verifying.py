"""The page about `verify` says what there is, and its commands can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from sim.cli.door import door
from sim.questions.verify import CUT, LIMITS

PAGE = (Path(__file__).parents[1] / "docs" / "verifying.md").read_text(encoding="utf-8")


def test_the_page_lists_every_limit_by_its_name():
    rows = re.findall(r"^\| (A\d+) \| ([^|]+) \|", PAGE, flags=re.MULTILINE)
    assert dict(rows) == LIMITS
    assert len(rows) == len(LIMITS)


def test_the_page_says_the_cut_that_is_used():
    assert f"Beyond {CUT} something is wrong" in PAGE


def test_the_commands_of_the_page_can_be_typed():
    typed = re.findall(r"^python run\.py (.+)$", PAGE, flags=re.MULTILINE)
    assert len(typed) == 3
    for line in typed:
        name, *arguments = shlex.split(line)
        command = door.get_command(door.make_context("trapeze", [], resilient_parsing=True), name)
        assert command is not None
        command.make_context(name, arguments)


def test_the_page_counts_the_faults_that_the_tests_plant():
    faults = (Path(__file__).parent / "questions/verify/test_verify_experiments.py").read_text(encoding="utf-8")
    planted = len(re.findall(r'^    \("[^"]+", \{"(?:desk|edits)"', faults, flags=re.MULTILINE))
    assert f"and {planted - 2} other" in PAGE
