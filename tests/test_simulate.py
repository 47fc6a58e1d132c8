"""Runs are the same however they are made, and nothing of a failed one is left behind."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import threading
import time
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from sim import simulate as simulate_by_its_public_name
from sim.errors import InvariantError, MachineError, UsageError
from sim.model import JourneyModel
from sim.plain import PlainModel
from sim.results import Results
from sim.scenario import Scenario
from sim.simulate import Job, nothing_yet, run_jobs, simulate, simulate_all, simulate_each, taken_further

ENGINES = ["fast", "plain"]
TINY = Scenario().but({"population": 60, "represents": 1, "days": 15, "replications": 2, "failures.rate": 0.02})
BETTER = TINY.but({"product.quality": 0.8})


class BreaksALaw(Job):
    """A run that breaks a law in replication 1; the others take far longer than a test may."""

    def run(self, after_day):
        if self.replication == 1:
            raise InvariantError("replication 1: customers lost or doubled")
        for _ in range(600):
            time.sleep(0.1)
            after_day()


def somebody_else():
    """Start a process that has nothing to do with any run."""
    other = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
    other.start()
    return other


def bits(results):
    """Give every bit of every table of some results."""
    seen = []
    for record in results.records:
        seen += [record.flows.tobytes(), record.stock.tobytes()]
        for table in (record.customers, record.daily, record.contacts, record.events):
            seen += [(name, str(values.dtype), repr(values.tolist())) for name, values in table.items()]
    return seen


def gone_within(seconds, others=()):
    """Wait until this process has no children but the others."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if set(multiprocessing.active_children()) <= set(others):
            return True
        time.sleep(0.05)
    return False


def test_the_public_name_is_the_function():
    assert simulate_by_its_public_name is simulate


def test_a_scenario_says_how_often_and_with_what_luck_it_is_run():
    results = simulate(TINY.but({"seed": 9}))
    assert (results.replications, results.seed) == (2, 9)
    assert [record.replication for record in results.records] == [0, 1]
    assert bits(results) == bits(simulate(TINY, replications=2, seed=9))


def test_a_caller_can_say_otherwise_and_seed_0_is_a_seed():
    results = simulate(TINY, replications=1, seed=0)
    assert (results.replications, results.seed) == (1, 0)
    assert bits(results) != bits(simulate(TINY, replications=1, seed=1))


def test_replications_have_luck_of_their_own():
    first, second = simulate(TINY).records
    assert not np.array_equal(first.customers["fit"], second.customers["fit"])


def test_more_replications_do_not_change_the_first_ones():
    assert bits(simulate(TINY, replications=3))[: len(bits(simulate(TINY)))] == bits(simulate(TINY))


@pytest.mark.parametrize("engine", ENGINES)
def test_replications_made_later_are_those_of_one_long_run(engine):
    whole = simulate(TINY, replications=4, engine=engine)
    later = simulate(TINY, replications=2, first=2, engine=engine)
    assert [record.replication for record in later.records] == [2, 3]
    assert bits(simulate(TINY, engine=engine)) + bits(later) == bits(whole)
    pieces = [results.runs for results in (simulate(TINY, engine=engine), later)]
    pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), whole.runs, check_exact=True)


def test_later_replications_are_the_same_in_workers_and_for_all_scenarios_and_progress_is_told():
    told = []
    alone = simulate_all([TINY, BETTER], first=3, workers=1)
    shared = simulate_all(
        [TINY, BETTER], first=3, workers=2, progress=lambda done, total: told.append((done, total))
    )
    assert [bits(one) for one in shared] == [bits(one) for one in alone]
    assert {record.replication for one in shared for record in one.records} == {3, 4}
    assert told[0] == (0, 60)
    assert told[-1] == (60, 60)
    assert told == sorted(told)


def test_results_are_taken_further_from_where_each_of_them_is():
    begun = [simulate(TINY, replications=3, seed=4), nothing_yet(BETTER, seed=4), simulate(TINY, seed=5)]
    told = []
    further = taken_further(begun, 3, progress=lambda done, total: told.append((done, total)))
    whole = [simulate(TINY, replications=3, seed=4), simulate(BETTER, replications=3, seed=4),
             simulate(TINY, replications=3, seed=5)]  # fmt: skip
    assert [bits(one) for one in further] == [bits(one) for one in whole]
    assert further[0].records == begun[0].records
    assert told[0] == (0, 60)
    assert told[-1] == (60, 60)


def test_results_that_have_enough_are_left_as_they_are(monkeypatch):
    begun = simulate(TINY, replications=3)
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    assert taken_further([begun], 2)[0].records == begun.records
    assert taken_further([], 2) == []


def test_no_scenarios_give_no_results():
    assert simulate_all([]) == []


def test_a_caller_chooses_the_engine_and_the_results_say_which():
    for engine, model in (("fast", JourneyModel), ("plain", PlainModel)):
        results = simulate(TINY, engine=engine)
        by_hand = model(TINY, seed=1, replication=1).run()
        assert results.engine == results.provenance["engine"] == engine
        assert np.array_equal(results.records[1].customers["cx_now"], by_hand.customers["cx_now"])
    assert simulate(TINY).engine == "fast"


@pytest.mark.parametrize("engine", ENGINES)
def test_replications_are_paired_across_scenarios(engine):
    """The same people live in both: equal tastes, other lives; and as if each scenario were run alone."""
    one, other = simulate_all([TINY, BETTER], engine=engine)
    for mine, theirs in zip(one.records, other.records, strict=True):
        for trait in ("fit", "loyalty"):
            assert np.array_equal(mine.customers[trait], theirs.customers[trait])
        assert not np.array_equal(mine.customers["cx_now"], theirs.customers["cx_now"])
    assert bits(one) == bits(simulate(TINY, engine=engine))
    assert bits(other) == bits(simulate(BETTER, engine=engine))


def test_scenarios_come_back_in_the_order_given_with_the_replications_of_the_first():
    third = TINY.but({"days": 7, "replications": 9, "seed": 33})
    results = simulate_all([BETTER, TINY, third])
    assert [one.scenario for one in results] == [BETTER, TINY, third]
    assert {(one.replications, one.seed) for one in results} == {(2, 1)}
    assert [len(one.daily) for one in results] == [30, 30, 14]


def test_workers_change_no_bit_of_either_engine():
    jobs = [Job(spec, 1, number, engine) for engine in ENGINES for spec in (TINY, BETTER) for number in (0, 1)]
    alone, shared = (
        Results(TINY, tuple(run_jobs(jobs, workers=workers, progress=lambda done, total: None)), 1, "fast")
        for workers in (1, 2)
    )
    assert bits(alone) == bits(shared)
    assert gone_within(10)


def test_progress_is_told_at_once_rises_and_reaches_the_end():
    told = []
    simulate(TINY, workers=1, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 30)
    assert told[-1] == (30, 30)
    assert told == sorted(told)
    assert [done for done, _ in told] == list(range(31))


def test_progress_is_told_before_anything_is_simulated(monkeypatch):
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("too late"))
    with pytest.raises(KeyboardInterrupt):
        simulate(TINY, progress=interrupt)


def interrupt(done, total):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"replications": 0}, "replications must be a whole number, at least 1, got 0"),
        ({"replications": 2.0}, "replications must be a whole number, at least 1, got 2.0"),
        ({"replications": True}, "replications must be a whole number, at least 1, got True"),
        ({"first": -1}, "first must be a whole number, at least 0, got -1"),
        ({"first": None}, "first must be a whole number, at least 0, got None"),
        ({"seed": -1}, "seed must be a whole number, at least 0 and at most 9007199254740991, got -1"),
        ({"seed": 2**53}, "seed must be a whole number, at least 0 and at most 9007199254740991"),
        ({"seed": "1"}, "seed must be a whole number, at least 0 and at most 9007199254740991, got '1'"),
        ({"workers": 0}, "workers must be a whole number, at least 1, got 0"),
        ({"workers": 1.5}, "workers must be a whole number, at least 1, got 1.5"),
        ({"engine": "warp"}, "no such engine: 'warp'"),
    ],
)
def test_arguments_that_make_no_sense_are_refused_before_anything_runs(monkeypatch, arguments, complaint):
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    with pytest.raises(UsageError) as caught:
        simulate(TINY, **arguments)
    assert str(caught.value).startswith(complaint)


def test_the_largest_seed_is_a_seed():
    assert simulate(TINY, replications=1, seed=2**53 - 1).seed == 2**53 - 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_that_breaks_a_law_is_no_result(monkeypatch, engine):
    model = {"fast": JourneyModel, "plain": PlainModel}[engine]
    genuine = model.record

    def lose_somebody(self):
        record = genuine(self)
        stock = record.stock.copy()
        stock[9, 0] += 1
        return dataclasses.replace(record, stock=stock)

    monkeypatch.setattr(model, "record", lose_somebody)
    with pytest.raises(InvariantError, match=r"^replication 0: customers lost or doubled"):
        simulate(TINY, engine=engine)


def test_a_broken_law_travels_out_of_a_worker_at_once_and_leaves_no_process_but_those_of_others():
    """A failure ends the workers of this run, not whatever else the caller has started."""
    jobs = [BreaksALaw(TINY, 1, replication) for replication in range(3)]
    other = somebody_else()
    try:
        began = time.monotonic()
        with pytest.raises(InvariantError, match=r"^replication 1: customers lost or doubled$"):
            run_jobs(jobs, workers=2, progress=lambda done, total: None)
        assert time.monotonic() - began < 50  # the others would have taken a minute
        assert gone_within(10, [other])
        assert other.is_alive()
    finally:
        other.kill()
        other.join()


class Dies(Job):
    """A run whose process is ended from outside, as by a machine without memory."""

    def run(self, after_day):
        os._exit(9)


class DiesWhileItCounts(Job):
    """The same at the moment in which it counts a day: a lock that it held then would be nobody's any more."""

    def run(self, after_day):
        counters = import_module("sim.simulate")._days_done
        after_day()
        getattr(counters, "get_lock", threading.Lock)().acquire()
        os._exit(9)


@pytest.mark.parametrize("job", [Dies, DiesWhileItCounts])
def test_a_worker_that_dies_is_machine_trouble_and_leaves_no_process(job):
    jobs = [job(TINY, 1, 0), job(TINY, 1, 1)]
    with pytest.raises(MachineError, match=r"^a worker process was ended from outside.*; use fewer workers"):
        run_jobs(jobs, workers=2, progress=lambda done, total: None)
    assert gone_within(10)


def test_results_come_one_by_one_and_are_those_of_all_at_once():
    specs = [TINY, TINY.but({"population": 11}), TINY.but({"failures.rate": 0.01})]
    stream = [bits(results) for results in simulate_each(specs, replications=2, seed=3)]
    assert stream == [bits(results) for results in simulate_all(specs, replications=2, seed=3)]
    assert list(simulate_each([])) == []


@pytest.mark.slow
def test_who_asks_for_no_more_leaves_no_process():
    told = []
    stream = simulate_each([TINY] * 4, replications=1, workers=2, progress=lambda *days: told.append(days))
    assert bits(next(stream)) == bits(simulate(TINY, replications=1))
    next(stream)
    assert told[-1][0] >= TINY.days
    stream.close()
    assert gone_within(10)


def test_an_interrupt_leaves_no_process():
    def interrupt_once_begun(done, total):
        if done > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(TINY, replications=4, workers=2, progress=interrupt_once_begun)
    assert gone_within(10)


def test_a_job_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Job(TINY, 1, 0).seed = 2


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("key", "value"), [("belief.use_signal_sd", 1e-300), ("belief.ad_signal_sd", 1e300)])
def test_numbers_that_python_cannot_hold_fail_in_words_that_name_the_setting(engine, key, value):
    with pytest.raises(InvariantError, match=rf"^replication 0: numbers are beyond all measure .*; {key} = "):
        simulate(TINY.but({key: value}), replications=1, engine=engine)


def test_a_setting_beyond_all_measure_fails_in_words_and_warns_of_nothing():
    with pytest.raises(InvariantError, match="not finite"):
        simulate(Scenario().but({"population": 50, "days": 10, "product.quality": 1e308}), replications=1)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_experience_that_is_no_number_fails_in_words(engine):
    beyond = {"experience.assimilation": 1e300, "market.fit_mean": -1e9}
    with pytest.raises(InvariantError, match="not finite"):
        simulate(TINY.but(beyond), replications=1, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("key", "value"), [("desk.email.wait_half_life_minutes", 5e-324), ("journey.attraction.norm", 1e300)]
)
def test_what_is_felt_beyond_all_measure_is_answered_with_an_end_of_the_scale(engine, key, value):
    runs = simulate(TINY.but({key: value}), replications=1, engine=engine).runs
    assert runs["ces"].between(1, 7).all()
    assert runs["csat"].between(1, 5).all()
