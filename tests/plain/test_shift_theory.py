"""The SimPy desk with one fault each: the figure of a waiting line that the fault changes gives it away.

The desk as it is stands against Erlang A, B and C and against priorities in tests/questions/verify, and with many
more contacts in `python run.py verify --full`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial

import pytest
from broken_desks import (
    GivesUpAndKeepsTheTurn,
    LastComeFirstServed,
    OneAgentTooMany,
    OneForAll,
    PatienceAfterTheWait,
)

from sim.plain.shift import Shift
from sim.questions.verify import CUT, Engine, Verdict
from sim.questions.verify.bench import Bench
from sim.questions.verify.desks import plain_desk
from sim.questions.verify.queues import GIVES_UP, PROMPT, SAYS, WAIT, WAITS, A, B, C, line_of
from sim.questions.verify.urgency import classes_of

pytestmark = pytest.mark.no_cover

BRIEFLY_A = A(1.0, 4.0, 4, 5.0, days=1, contacts=600, finds=0.3)
BRIEFLY_B = B(1.0, servers=2, days=1, contacts=300, finds=0.3)
BRIEFLY_C = C(1.0, servers=2, days=1, contacts=700, finds=0.3)
"""Enough to find each fault below, on as few days as an experiment has at least."""


@cache
def compare(line, shift):
    """Run a line at a desk and give its checks by the name of their figures."""
    desk = None if shift is Shift else partial(plain_desk, shift=shift)
    checks = line_of(Bench("A2", "theory", Engine.PLAIN_DESK, 2024, 1, desk=desk), line)
    return dict(zip(line.tells, checks, strict=True))


@pytest.mark.parametrize(
    ("line", "shift", "betrayed_by"),
    [
        (BRIEFLY_A, OneAgentTooMany, {WAITS, GIVES_UP, WAIT, PROMPT}),
        (BRIEFLY_B, OneAgentTooMany, {GIVES_UP}),
        (BRIEFLY_C, OneAgentTooMany, {WAITS, WAIT, PROMPT}),
        (BRIEFLY_A, PatienceAfterTheWait, {WAIT}),
        (BRIEFLY_A, LastComeFirstServed, {PROMPT}),
        (BRIEFLY_C, LastComeFirstServed, {PROMPT}),
        (BRIEFLY_A, GivesUpAndKeepsTheTurn, {WAITS, GIVES_UP, WAIT, PROMPT}),
    ],
)
def test_a_desk_with_one_fault_is_found_by_the_figure_that_the_fault_changes(line, shift, betrayed_by):
    assert {name for name, check in compare(line, shift).items() if abs(check.z) >= CUT} == betrayed_by
    assert all(check.passed for check in compare(line, Shift).values())
    assert all(check.says.startswith(SAYS[name]) for name, check in compare(line, shift).items())


def test_a_test_too_small_ever_to_fail_is_an_error():
    few = compare(replace(BRIEFLY_A, contacts=100, finds=0.05), Shift)
    assert {check.verdict for check in few.values()} == {Verdict.TOO_SMALL}


def test_a_desk_without_priorities_is_found():
    deaf = Bench("A4", "theory", Engine.PLAIN_DESK, 2025, 1, desk=partial(plain_desk, shift=OneForAll))
    checks = list(classes_of(deaf, (0.3, 0.4), servers=1, days=1, contacts=700, finds=0.3))
    assert [check.verdict for check in checks] == [Verdict.WRONG] * 2
