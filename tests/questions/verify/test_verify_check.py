"""What makes a check pass, and who carries the checks out."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sim.questions.verify import CUT, FOUND, IDS, Check, Engine, Outcome, Task, Verdict, tasks, verify
from sim.questions.verify.bench import Bench

ESTIMATE = Check("A1", "a share", Engine.FAST, 0.5, 0.51, "theory", error=0.005, promise=0.1)
EQUALITY = Check("A3", "an area", Engine.FAST, 1.0, 1.0, "theory", tolerance=0.0)


def bench(**how):
    return Bench("A1", "theory", Engine.FAST, 1, 2, **how)


def test_an_estimate_is_judged_in_standard_errors():
    assert ESTIMATE.z == pytest.approx(2.0)
    assert ESTIMATE.finds == pytest.approx(FOUND * 0.01)
    assert ESTIMATE.passed
    assert replace(ESTIMATE, simulated=0.5 + (CUT - 0.001) * 0.005).passed
    assert replace(ESTIMATE, simulated=0.5 + (CUT + 0.001) * 0.005).verdict is Verdict.WRONG
    assert replace(ESTIMATE, simulated=0.5 - (CUT + 0.001) * 0.005).verdict is Verdict.WRONG


def test_a_check_that_cannot_find_what_it_promises_fails():
    assert replace(ESTIMATE, promise=0.07).verdict is Verdict.TOO_SMALL
    assert replace(ESTIMATE, error=0.0, simulated=0.5).verdict is Verdict.TOO_SMALL
    assert replace(ESTIMATE, promise=None).verdict is Verdict.WRONG


@pytest.mark.parametrize("nonsense", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_wrong(nonsense):
    assert replace(ESTIMATE, simulated=nonsense).verdict is Verdict.WRONG
    assert replace(ESTIMATE, error=nonsense, simulated=0.5).verdict is not Verdict.PASSED
    assert replace(EQUALITY, simulated=nonsense).verdict is Verdict.WRONG


def test_equal_is_equal_or_as_near_as_is_said():
    assert EQUALITY.passed
    assert EQUALITY.z is None is EQUALITY.finds
    assert replace(EQUALITY, simulated=1.0 + 1e-12).verdict is Verdict.WRONG
    assert replace(EQUALITY, simulated=1.0 + 1e-12, tolerance=1e-11).passed


def test_an_error_from_few_days_is_judged_by_students_law():
    few = replace(ESTIMATE, freedom=8, promise=1.0)
    assert 2 * stats.norm.sf(few.z) == pytest.approx(2 * stats.t.sf(2.0, 8))
    far = replace(few, simulated=0.5 + 5.5 * 0.005)
    assert far.passed  # of a normal law it would be wrong
    assert not replace(few, simulated=0.5 + 30 * 0.005).passed
    assert few.finds > 1.5 * ESTIMATE.finds
    assert replace(few, freedom=100_000).z == pytest.approx(2.0, abs=1e-4)


@pytest.mark.parametrize("freedom", [8, 60])
def test_a_bias_of_the_size_that_is_found_is_found(freedom):
    """99 of 100 estimates that are off by so much are beyond the cut."""
    luck = np.random.default_rng(3)
    bias = replace(ESTIMATE, freedom=freedom, error=1.0, theory=1.0).finds
    t = (bias + luck.standard_normal(20_000)) / np.sqrt(luck.chisquare(freedom, 20_000) / freedom)
    cut = stats.t.isf(stats.norm.sf(CUT), freedom)
    assert np.mean(t > cut) == pytest.approx(0.99, abs=0.004)


def test_means_and_shares_know_their_errors():
    values = np.tile([0.0, 1.0, 1.0, 0.0], 500)
    mean, share = bench().mean("m", values, 0.5, finds=0.5), bench().share("s", values > 0, 0.5, finds=0.5)
    assert mean.error == pytest.approx(0.5 / math.sqrt(2000), rel=1e-3)
    assert share.error == pytest.approx(0.5 / math.sqrt(2000))
    assert mean.passed
    assert share.passed


def test_what_has_to_be_near_needs_an_error_that_leaves_room_to_tell():
    assert bench().within("near", 1.01, 1.0, 0.001, tolerance=0.03).passed
    assert not bench().within("near", 1.04, 1.0, 0.001, tolerance=0.03).passed
    assert not bench().within("near", 1.01, 1.0, 0.01, tolerance=0.03).passed


def test_the_slow_twins_get_fewer_people_and_promise_less():
    fast, plain = bench(), replace(bench(), engine=Engine.PLAIN)
    assert fast.people(60_000) == 60_000
    assert plain.people(60_000) == 1_000
    assert plain.promise(0.02) == pytest.approx(0.02 * math.sqrt(60))
    assert replace(fast, size=4.0).promise(0.02) == pytest.approx(0.01)


# --- carrying out -------------------------------------------------------------------------------------------


def test_checks_come_in_the_order_of_the_list_and_each_is_seen():
    seen = []
    outcome = verify(
        list(tasks(("A24", "A20")))[-3:], seed=1, full=False, seen=lambda task, checks: seen.append(len(checks))
    )
    assert outcome.passed
    assert [check.id for check in outcome.checks] == sorted((check.id for check in outcome.checks), key=IDS.index)
    assert sum(seen) == len(outcome.checks) > 3
    assert 0.0 <= outcome.processor_seconds < 60.0


@pytest.mark.slow
def test_several_processes_find_what_one_finds():
    """python -m pytest -m slow tests/questions/verify/test_verify_check.py"""
    todo = list(tasks(("A10", "A24")))
    one, two = (verify(todo, seed=1, full=False, workers=workers) for workers in (1, 2))
    assert [(c.says, c.simulated) for c in one.checks] == [(c.says, c.simulated) for c in two.checks]


def test_one_bad_check_spoils_all_and_none_prove_nothing():
    assert Outcome((ESTIMATE, EQUALITY), 1, False, 1.0).passed
    assert not Outcome((ESTIMATE, replace(EQUALITY, simulated=2.0)), 1, False, 1.0).passed
    assert not Outcome((), 1, False, 1.0).passed
    assert Outcome((ESTIMATE, EQUALITY), 1, False, 1.0).farthest is ESTIMATE


def test_the_full_set_has_more_to_do_than_the_quick_one():
    quick, full = set(tasks()), set(tasks(full=True))
    assert quick < full
    assert all(isinstance(task, Task) for task in quick)
