"""What a worker is given and what it gives back: some runs, one after the other, whatever becomes of each."""

from __future__ import annotations

import os
import socket
import threading
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.cost import seconds_of_a_run
from sim.errors import MachineError, TrapezeError
from sim.experiment.run import Failed, Finished
from sim.results import ENGINE_VERSION
from sim.simulate import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sim.experiment.run import Outcome, Run
    from sim.measures import Record
    from sim.scenario import Scenario

TIMES_THE_ESTIMATE = 50
LEAST_LIMIT_SECONDS = 300.0
"""A run is given up after so many times what it should take, and never before so many seconds.

Wide, because a machine that is shared by ten others is ten times as slow and nothing is wrong with it.
"""
GRACE_SECONDS = 30.0
"""How long after its limit a worker is ended in the middle of a day that does not end."""
TOO_LONG = 75
"""What a worker that ends itself leaves with."""


class OverdueError(TrapezeError):
    """A run took far longer than it should."""


@dataclass(frozen=True, slots=True)
class Task:
    """A run that is to be made, and what its point says over the base scenario."""

    run: Run
    settings: Mapping[str, object]
    outcome: Outcome | None = None
    """What is asked in this run, where that is not what is asked in all."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Runs for one worker, and what it needs to know to make them."""

    tasks: Sequence[Task]
    base: Scenario
    seed: int
    outcome: Outcome
    time_limit: float | None = None
    """Seconds that a run may take; None for many times what it should."""
    engine_version: int = ENGINE_VERSION
    home: tuple[str, int] = ("", 0)
    """The process that asks, which is not to be ended for the sake of a run."""


def this_process() -> tuple[str, int]:
    """Name this process among all of a cluster."""
    return socket.gethostname(), os.getpid()


def versions_here() -> dict[str, object]:
    """Say what this process computes with: another engine gives other numbers."""
    return {"engine": ENGINE_VERSION}


def work(batch: Batch) -> list[Finished | Failed]:
    """Make the runs of a batch; raises `MachineError` where this is another version than the one that asks."""
    if batch.engine_version != ENGINE_VERSION:
        raise MachineError(
            f"a worker on {socket.gethostname()} has engine version {ENGINE_VERSION}, this program has "
            f"{batch.engine_version}; install the same version of Trapeze on all workers"
        )
    return [attempt(task, batch) for task in batch.tasks]


def attempt(task: Task, batch: Batch) -> Finished | Failed:
    """Make one run; whatever goes wrong in it is its own and becomes a row."""
    began = time.perf_counter()
    try:
        values = measured(task, batch)
    # A model that somebody extended may raise anything: it fails this run and no other.
    except Exception as error:
        return Failed(task.run, reason_of(error), traceback.format_exc())
    return Finished(task.run, values, time.perf_counter() - began)


def measured(task: Task, batch: Batch) -> dict[str, float]:
    """Live the worlds of a run and measure them."""
    outcome = task.outcome or batch.outcome
    worlds = outcome.worlds(batch.base.but(task.settings))
    with time_limit(worlds, batch) as after_day:
        records: list[Record] = [Job(world, batch.seed, task.run.replication).run(after_day) for world in worlds]
        return {name: float(value) for name, value in outcome.values(records).items()}


@contextmanager
def time_limit(worlds: Sequence[Scenario], batch: Batch) -> Iterator[Callable[[], None]]:
    """Give a function to call after each day, which raises `OverdueError` once the run has taken too long.

    A day that does not end calls nothing, so a worker in a process of its own ends itself some time later.
    """
    limit = limit_of(worlds, batch)
    until = time.monotonic() + limit

    def after_day() -> None:
        if time.monotonic() > until:
            raise OverdueError(f"took longer than {limit:,.0f} s, many times what it should")

    last = threading.Timer(limit + GRACE_SECONDS, os._exit, (TOO_LONG,))
    last.daemon = True
    if batch.home != this_process():
        last.start()
    try:
        yield after_day
    finally:
        last.cancel()


def limit_of(worlds: Sequence[Scenario], batch: Batch) -> float:
    """Give the seconds that a run may take."""
    if batch.time_limit is not None:
        return batch.time_limit
    return max(LEAST_LIMIT_SECONDS, TIMES_THE_ESTIMATE * sum(map(seconds_of_a_run, worlds)))


def reason_of(error: BaseException) -> str:
    """Say in one line what went wrong."""
    if isinstance(error, MemoryError):
        return "not enough memory"
    said = " ".join(str(error).split())
    return said if said and isinstance(error, TrapezeError) else f"{type(error).__name__}: {said}".rstrip(": ")
