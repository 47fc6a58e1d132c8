"""Runs survive their workers: nothing is lost, nothing doubled, and only who is to blame is blamed."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

import pytest

from sim.errors import InvariantError, MachineError
from sim.experiment import batch as batches
from sim.experiment import runner as runners
from sim.experiment.agenda import Agenda
from sim.experiment.batch import Batch, work
from sim.experiment.crew import Lent, alone, lent
from sim.experiment.design import listed
from sim.experiment.factor import Factor
from sim.experiment.plan import Plan
from sim.experiment.run import Failed, Finished, Measures, Run
from sim.experiment.runner import Runner, Work
from sim.scenario import Scenario

POINTS, TIMES = 6, 4
TINY = {"population": 10, "days": 2}


class DeathError(Exception):
    """What the executors here raise over a batch that a worker died of."""


@dataclass(frozen=True)
class Nothing:
    """An outcome that lives no world."""

    def worlds(self, scenario):
        return ()

    def values(self, records):
        return {"one": 1.0}


@dataclass(frozen=True)
class Raises(Nothing):
    """An outcome that fails at one point."""

    error: Exception
    at: float = 0.3

    def worlds(self, scenario):
        if scenario.product.quality == self.at:
            raise self.error
        return ()


def plan_of(points: int = POINTS, replications: int = TIMES, **more: object) -> Plan:
    quality = Factor("product.quality", key="product.quality", levels=tuple(k / 10 for k in range(points)))
    base = Scenario().but(TINY)
    design = listed([quality], [(level,) for level in quality.levels])
    return Plan("small", "Small", base, (quality,), design, replications, 1, **more)


def make(crew, outcome=Nothing(), plan=None, known=None, **more):
    plan = plan or plan_of()
    made = Runner(Agenda(plan, known or {}), crew, Work(plan.base, plan.seed, outcome, **more)).results()
    return [result for results in made for result in results]


def every(plan: Plan) -> list[Run]:
    return sorted(plan.runs)


class Village(Executor):
    """Workers in threads: over some runs they die, together with those who are at work beside them."""

    def __init__(self, poison=(), *, width=2, deaths_at_most=10**9, loses=0):
        self.poison, self.left, self.loses = frozenset(poison), deaths_at_most, loses
        self.handed_in: list[Batch] = []
        self.at_once = self.most_at_once = 0
        self._queue: deque[tuple[Future, Batch]] = deque()
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(1)
        self.crew = Lent(self, width, 2 * width, (DeathError,))

    def submit(self, fn, /, batch):
        future: Future = Future()
        with self._lock:
            self.handed_in.append(batch)
            self._queue.append((future, batch))
            self.most_at_once = max(self.most_at_once, len(self._queue))
        self._threads.submit(self._work_on_one)
        return future

    def _work_on_one(self):
        time.sleep(0.001)
        with self._lock:
            if not self._queue:
                return
            future, batch = self._queue.popleft()
            dies = bool(self.left and {task.run for task in batch.tasks} & self.poison)
            dead = [(future, batch), *self._queue]
            if dies:
                self.left -= 1
                self._queue.clear()
        if dies:
            for one, _ in dead:
                one.set_exception(DeathError())
        elif self.loses:
            self.loses -= 1
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_result([Finished(task.run, {"one": 1.0}, 0.01) for task in batch.tasks])


# --- whoever makes them ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made_here():
    return make(alone(), Measures(), plan_of(3, 2))


def test_every_run_is_made_once(made_here):
    assert sorted(result.run for result in made_here) == every(plan_of(3, 2))


def test_the_first_replication_of_every_point_comes_first():
    made = make(alone())
    assert [result.run.replication for result in made] == sorted(result.run.replication for result in made)


def test_any_executor_gives_the_same_numbers(made_here):
    with ThreadPoolExecutor(2) as executor:
        made = make(lent(executor), Measures(), plan_of(3, 2))
    numbers = {result.run: result.values for result in made_here}
    assert repr({result.run: result.values for result in sorted(made, key=lambda one: one.run)}) == repr(
        dict(sorted(numbers.items()))
    )


def test_what_is_there_is_not_made_again():
    plan = plan_of()
    there = every(plan)[::3]
    made = make(alone(), known={run: {} for run in there})
    assert sorted(result.run for result in made) == sorted(set(plan.runs) - set(there))


def test_no_more_batches_are_handed_in_than_keep_the_workers_busy():
    village = Village(width=2)
    assert len(make(village.crew, plan=plan_of(60, 10))) == 600
    assert 1 < village.most_at_once <= 4


def test_batches_take_between_a_fifth_of_a_second_and_one():
    village = Village(width=1)
    make(village.crew, plan=plan_of(100, 20))
    sizes = [len(batch.tasks) for batch in village.handed_in]
    # A run takes 0.01 s: batches begin and end short, and are long between.
    assert max(sizes) == pytest.approx(100, abs=1)
    assert max(sizes[0], sizes[-2]) <= 21
    assert sum(sizes) == 2_000


# --- what a run does ------------------------------------------------------------------------------------------


def test_a_run_that_raises_is_a_row_with_its_traceback_and_all_others_are_fine():
    made = make(alone(), Raises(ValueError("boom\nat once")))
    failed = [result for result in made if isinstance(result, Failed)]
    assert [result.run for result in failed] == [Run(3, number) for number in range(TIMES)]
    assert {result.reason for result in failed} == {"ValueError: boom at once"}
    assert all("in worlds" in result.traceback and result.deaths == 0 for result in failed)
    assert sum(isinstance(result, Finished) for result in made) == (POINTS - 1) * TIMES


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (InvariantError("people were lost"), "people were lost"),
        (MemoryError(), "not enough memory"),
        (KeyError(), "KeyError"),
    ],
)
def test_the_reason_is_a_line(error, reason):
    (failed,) = (result for result in make(alone(), Raises(error), plan_of(6, 1)) if isinstance(result, Failed))
    assert failed.reason == reason


def test_a_run_that_takes_too_long_is_given_up_after_a_day():
    made = make(alone(), Measures(), plan_of(2, 1), time_limit=1e-9)
    assert [result.reason for result in made] == ["took longer than 0 s, many times what it should"] * 2


@pytest.mark.parametrize(("is_elsewhere", "ends"), [(True, [batches.TOO_LONG]), (False, [])])
def test_a_worker_ends_itself_in_a_day_that_does_not_end_but_never_who_asks(monkeypatch, is_elsewhere, ends):
    ended = []
    monkeypatch.setattr(batches, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(batches.os, "_exit", ended.append)

    class Endless(Nothing):
        def values(self, records):
            time.sleep(0.1)
            return {}

    batch = Work(Scenario(), 1, Endless(), time_limit=0.001).batch([])
    task = batches.Task(Run(0, 0), {})
    home = ("elsewhere", 1) if is_elsewhere else batch.home
    work(replace(batch, tasks=(task,), home=home))
    assert ended == ends


def test_a_worker_of_another_version_ends_the_sweep():
    batch = replace(Work(Scenario(), 1, Nothing()).batch([]), engine_version=0)
    with pytest.raises(MachineError, match="install the same version of Trapeze on all workers"):
        work(batch)


# --- deaths ---------------------------------------------------------------------------------------------------


def test_a_poisonous_run_is_blamed_after_three_deaths_and_no_other_with_it():
    poison = {Run(1, 0), Run(4, 2)}
    village = Village(poison)
    made = make(village.crew)
    assert sorted(result.run for result in made) == every(plan_of())
    failed = {result.run: result for result in made if isinstance(result, Failed)}
    assert failed.keys() == poison
    for result in failed.values():
        assert result.deaths == 3
        assert result.reason.startswith("3 workers died over it")


def test_a_run_on_trial_is_alone():
    village = Village({Run(0, 0)})
    make(village.crew)
    last = max(at for at, batch in enumerate(village.handed_in) if batch.tasks[0].run == Run(0, 0))
    assert len(village.handed_in[last].tasks) == 1
    seen = Counter(task.run for batch in village.handed_in for task in batch.tasks)
    assert seen[Run(0, 0)] == 3


def test_a_worker_that_dies_twice_by_accident_fails_no_run():
    village = Village({Run(0, 0)}, deaths_at_most=2)
    made = make(village.crew)
    assert all(isinstance(result, Finished) for result in made)
    assert sorted(result.run for result in made) == every(plan_of())


def test_batches_that_come_back_undone_are_handed_in_again():
    village = Village(loses=2)
    assert sorted(result.run for result in make(village.crew)) == every(plan_of())


def test_an_executor_that_does_nothing_is_not_asked_for_ever():
    with pytest.raises(MachineError, match="gives work back undone"):
        make(Village(loses=10**6).crew)


def test_a_broken_executor_ends_the_sweep_with_what_it_says():
    class Broken(Executor):
        def submit(self, fn, /, batch):
            raise BrokenProcessPool("a process in the pool died")

    with pytest.raises(MachineError, match="takes no more work: BrokenProcessPool: a process"):
        make(lent(Broken(), width=2))


def test_where_nobody_is_left_it_ends_at_once_and_takes_back_what_waits(monkeypatch):
    monkeypatch.setattr(runners, "LOOK_SECONDS", 0.01)

    class Deserted(Executor):
        handed_in: list[Future] = []  # noqa: RUF012

        def submit(self, fn, /, batch):
            self.handed_in.append(Future())
            return self.handed_in[-1]

    @dataclass(frozen=True)
    class Crew(Lent):
        def check(self):
            raise MachineError("no worker has been there for 20 seconds")

    deserted = Deserted()
    with pytest.raises(MachineError, match="no worker"):
        make(Crew(deserted, 1, 2))
    assert deserted.handed_in
    assert all(future.cancelled() for future in deserted.handed_in)


def test_who_stops_asking_leaves_nothing_waiting():
    village = Village()
    plan = plan_of(60, 10)
    asked = Runner(Agenda(plan, {}), village.crew, Work(plan.base, 1, Nothing())).results()
    next(asked)
    asked.close()
    time.sleep(0.05)
    assert sum(len(batch.tasks) for batch in village.handed_in) < 600
