"""Run a scenario: the same luck for the same (seed, replication), however many workers there are."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from sim import processes
from sim.arguments import agreed, check_arguments, check_progress, check_scenarios
from sim.cost import refuse_what_does_not_fit
from sim.errors import InvariantError, MachineError
from sim.results import Results

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from sim.arguments import Engine
    from sim.measures import Record
    from sim.model import JourneyModel
    from sim.plain import PlainModel
    from sim.scenario import Scenario

    Progress = Callable[[int, int], None]

LOOKS_A_SECOND = 10
"""How often the parent looks how far its workers are."""

COUNTERS = 1_024
"""Counters of days, which jobs take in turn: what only one counts needs no lock, which a killed one would keep."""

WORKER_DIED = (
    "a worker process was ended from outside, most likely for lack of memory; use fewer workers, as in "
    "--workers 1, or simulate fewer people: --set population=5000 (in a script of your own, call it below "
    "`if __name__ == '__main__':`)"
)


@dataclass(frozen=True)
class Job:
    """One run that is to be made."""

    spec: Scenario
    seed: int
    replication: int
    engine: Engine = "fast"

    def run(self, after_day: Callable[[], None]) -> Record:
        """Make it; raises `InvariantError` where numbers go beyond all measure."""
        try:
            # Arrays overflow to infinity; what the run checks about itself judges that, in words.
            with np.errstate(over="ignore", invalid="ignore"):
                model = self._model()(self.spec, seed=self.seed, replication=self.replication)
                record = model.run(after_day)
        except ArithmeticError as error:
            why = "; ".join([f"numbers are beyond all measure ({error})", *self.spec.warnings])
            raise InvariantError(f"replication {self.replication}: {why}") from error
        # A model and its agents hold each other: without this its customers stay until Python looks for circles.
        model.__dict__.clear()
        return record

    def _model(self) -> type[JourneyModel] | type[PlainModel]:
        """Load the one engine that is asked for."""
        if self.engine == "plain":
            from sim.plain import PlainModel

            return PlainModel
        from sim.model import JourneyModel

        return JourneyModel


def simulate(
    scenario: Scenario,
    *,
    replications: int | None = None,
    first: int = 0,
    seed: int | None = None,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
) -> Results:
    """Run a scenario several times and give its results.

    `replications` and `seed` default to the scenario's own. The replications are numbered from `first` on: those
    from 8 to 11 are the same whether the first eight are made in the same call, in another, or never.
    `workers` are gone when it returns; on Linux the process that they are copies of waits for the next call, until
    this program ends.
    `progress(done, total)` is called now and then with the simulated days, at once for the first time. Raises
    `UsageError` for arguments that make no sense or worlds that the memory cannot hold, `InvariantError` if a
    run breaks a law of the model and `MachineError` if a worker dies.
    """
    return simulate_all(
        [scenario],
        replications=replications,
        first=first,
        seed=seed,
        engine=engine,
        workers=workers,
        progress=progress,
    )[0]


def simulate_all(
    scenarios: Sequence[Scenario],
    *,
    replications: int | None = None,
    first: int = 0,
    seed: int | None = None,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
) -> list[Results]:
    """Run several scenarios on common random numbers, in one pool of workers; results in the order given.

    `replications` and `seed` default to those of the first scenario and hold for all.
    """
    if not scenarios:
        return []
    check_scenarios(*scenarios)
    replications, seed = agreed(scenarios[0], replications, seed)
    check_arguments(replications, seed, engine, workers, first)
    refuse_what_does_not_fit(scenarios, replications=replications, workers=workers)
    return list(
        simulate_each(
            scenarios,
            replications=replications,
            first=first,
            seed=seed,
            engine=engine,
            workers=workers,
            progress=progress,
        )
    )


def simulate_each(
    scenarios: Sequence[Scenario],
    *,
    replications: int | None = None,
    first: int = 0,
    seed: int | None = None,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
) -> Generator[Results]:
    """Run several scenarios as `simulate_all` does, and give the results of each once they and those before are.

    For more scenarios than the memory holds: what the caller does not keep is let go. Who stops asking, or is
    interrupted, leaves no process behind.
    """
    if not scenarios:
        return
    check_scenarios(*scenarios)
    replications, seed = agreed(scenarios[0], replications, seed)
    check_arguments(replications, seed, engine, workers, first)
    refuse_what_does_not_fit(scenarios[:1], replications=replications, workers=workers)
    numbers = range(first, first + replications)
    jobs = [Job(spec, seed, replication, engine) for spec in scenarios for replication in numbers]
    records = records_of(jobs, workers=workers, progress=progress or (lambda done, total: None))
    for spec in scenarios:
        yield Results(spec, tuple(islice(records, replications)), seed=seed, engine=engine)


def nothing_yet(scenario: Scenario, *, seed: int | None = None, engine: Engine = "fast") -> Results:
    """Give the results of no replication, to be taken further."""
    return Results(scenario, (), seed=scenario.seed if seed is None else seed, engine=engine)


def taken_further(
    begun: Sequence[Results], replications: int, *, workers: int = 1, progress: Progress | None = None
) -> list[Results]:
    """Make the replications that some results lack, in one pool of workers; as if all had been made in one call.

    Results begin with replication 0; those that have as many, or more, are given back as they are.
    """
    missing = [range(results.replications, replications) for results in begun]
    jobs = [
        Job(results.scenario, results.seed, number, cast("Engine", results.engine))
        for results, numbers in zip(begun, missing, strict=True)
        for number in numbers
    ]
    if not jobs:
        return list(begun)
    specs = [results.scenario for results in begun]
    refuse_what_does_not_fit(specs, replications=max(map(len, missing)), workers=workers)
    made = iter(run_jobs(jobs, workers=workers, progress=progress or (lambda done, total: None)))
    return [
        replace(results, records=(*results.records, *islice(made, len(numbers))))
        for results, numbers in zip(begun, missing, strict=True)
    ]


def run_jobs(jobs: Sequence[Job], *, workers: int, progress: Progress) -> list[Record]:
    """Make the runs, in this process or in several; records in the order of the jobs."""
    return list(records_of(jobs, workers=workers, progress=progress))


def records_of(jobs: Sequence[Job], *, workers: int, progress: Progress) -> Iterator[Record]:
    """Make the runs and give each record once it and those before it are there: every question comes by here."""
    check_progress(progress)
    with crew(min(workers, len(jobs))) as run:
        made = run(jobs, progress)
        yield from islice(made, max(0, len(jobs) - 1))
        last = list(made)
    # Nobody waits for what comes after the last one: by then everything is put away.
    yield from last


@contextmanager
def crew(workers: int) -> Iterator[Callable[[Sequence[Job], Progress], Iterator[Record]]]:
    """Give a function that makes runs, time and again, with the same processes: to start them takes seconds.

    On any failure or interrupt none of them is left behind.
    """
    if workers <= 1:
        yield _run_here
        return
    others = multiprocessing.active_children()
    context = processes.context(*processes.FOR_RUNS)
    days_done = context.RawArray("q", COUNTERS)
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker, initargs=(days_done,))
    try:
        yield partial(_run_in_workers, executor, days_done)
        executor.shutdown()
    except BaseException as failure:
        for process in set(multiprocessing.active_children()).difference(others):
            process.terminate()
        executor.shutdown(wait=False, cancel_futures=True)
        if isinstance(failure, BrokenExecutor):
            raise MachineError(WORKER_DIED) from failure
        raise


def _run_here(jobs: Sequence[Job], progress: Progress) -> Iterator[Record]:
    total = _days(jobs)
    days = iter(range(1, total + 1))
    progress(0, total)
    for job in jobs:
        yield job.run(lambda: progress(next(days), total))


def _run_in_workers(
    executor: ProcessPoolExecutor, days_done: Any, jobs: Sequence[Job], progress: Progress
) -> Iterator[Record]:
    """Spread the runs over processes."""
    total, before = _days(jobs), sum(days_done)
    progress(0, total)
    try:
        futures = deque(executor.submit(_run_in_worker, job, at % COUNTERS) for at, job in enumerate(jobs))
    except processes.NOT_BEGUN as failure:
        raise MachineError(WORKER_DIED) from failure
    pending: set[Future[Record]] = set(futures)
    while pending:
        finished, pending = wait(pending, timeout=1.0 / LOOKS_A_SECOND, return_when=FIRST_COMPLETED)
        for future in finished:
            future.result()  # a failure is raised now, not after all the others
        finished.clear()
        progress(min(sum(days_done) - before, total), total)
        while futures and futures[0].done():
            yield futures.popleft().result()
            progress(min(sum(days_done) - before, total), total)


def _days(jobs: Sequence[Job]) -> int:
    return sum(job.spec.days for job in jobs)


_days_done: Any = None


def _begin_worker(days_done: Any) -> None:
    """Share the counters of days; leave Ctrl-C to the parent, who ends its workers."""
    global _days_done
    _days_done = days_done
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_in_worker(job: Job, counter: int) -> Record:
    return job.run(partial(_count_day, counter))


def _count_day(counter: int) -> None:
    _days_done[counter] += 1
