"""Carrying experiments out, in this process or in several, and giving their checks as they come."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from sim import processes
from sim.errors import MachineError
from sim.questions.verify.check import Check, Engine
from sim.questions.verify.plan import EXPERIMENTS, Task
from sim.simulate import WORKER_DIED

Seen = Callable[[Task, Sequence[Check]], None]

LONG = {Engine.PLAIN: 3, Engine.FAST_DESK: 2, Engine.PLAIN_DESK: 2, Engine.FAST: 1, Engine.FORMULA: 0}
"""What takes longest is begun first, so that no core is idle while another ends."""


@dataclass(frozen=True)
class Outcome:
    """All checks, in the order of the list."""

    checks: tuple[Check, ...]
    seed: int
    full: bool
    seconds: float
    """On the clock on the wall; each check knows the time of the processor that it took."""
    read: int = 0
    """How many experiments were carried out before, and only read."""

    @property
    def passed(self) -> bool:
        """Tell whether every check is well; of none nothing is known."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    @property
    def processor_seconds(self) -> float:
        """Time of the processors that all checks took together."""
        return sum(check.seconds for check in self.checks)

    @property
    def farthest(self) -> Check | None:
        """The estimate that is farthest from its theory, in standard errors."""
        return max(
            (one for one in self.checks if one.z is not None), key=lambda one: abs(one.z or 0.0), default=None
        )


def verify(
    tasks: Sequence[Task], *, seed: int, full: bool, workers: int = 1, seen: Seen = lambda task, checks: None,
    before: Mapping[Task, tuple[Check, ...]] | None = None,
) -> Outcome:  # fmt: skip
    """Carry out the tasks that were not carried out `before`; `seen` is called with each once it is done.

    They may come in any order. Raises `MachineError` if a worker dies.
    """
    began = time.monotonic()
    found = dict(before or {})
    read, missing = len(found), [task for task in tasks if task not in found]
    for task, checks in _done(missing, seed=seed, full=full, workers=min(workers, len(missing))):
        found[task] = checks
        seen(task, checks)
    checks = tuple(check for task in tasks for check in found[task])
    return Outcome(checks, seed, full, time.monotonic() - began, read)


def tried(task: Task, seed: int, full: bool) -> tuple[Check, ...]:
    """Carry out one task."""
    one = EXPERIMENTS[task.experiment]
    return tuple(one.run(task.engine, seed=seed, size=one.full_times if full else 1.0))


def _done(
    tasks: Sequence[Task], *, seed: int, full: bool, workers: int
) -> Iterator[tuple[Task, tuple[Check, ...]]]:
    if workers <= 1:
        for task in tasks:
            yield task, tried(task, seed, full)
        return
    context = processes.context(*processes.FOR_CHECKS)
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_ctrl_c_to_the_parent) as pool:
        longest_first = sorted(tasks, key=lambda task: -LONG[task.engine])
        try:
            futures = {pool.submit(tried, task, seed, full): task for task in longest_first}
            for future in as_completed(futures):
                yield futures[future], future.result()
        except (BrokenExecutor, *processes.NOT_BEGUN) as failure:
            raise MachineError(WORKER_DIED) from failure
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
