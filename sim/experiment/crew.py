"""Who makes the runs: an executor, how many runs it makes at once, and how one sees that it is still there."""

from __future__ import annotations

import sys
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sim.machine import cores

if TYPE_CHECKING:
    from collections.abc import Callable


class Crew(Protocol):
    """An executor and what the runner has to know about it."""

    @property
    def executor(self) -> Executor:
        """Where batches are handed in."""

    @property
    def width(self) -> int:
        """How many batches are worked on at once."""

    @property
    def room(self) -> int:
        """How many batches may be handed in at once."""

    @property
    def deaths(self) -> tuple[type[BaseException], ...]:
        """What a batch raises over which a worker died, where another worker takes its place."""

    def check(self) -> None:
        """Raise `MachineError` if nobody is left who could finish what was handed in."""


class Here(Executor):
    """An executor that does at once, in this process, what it is given."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass(frozen=True)
class Lent:
    """An executor that somebody else has started, and will put away."""

    executor: Executor
    width: int
    room: int
    deaths: tuple[type[BaseException], ...] = ()

    def check(self) -> None:
        """Whoever lends an executor looks after it."""


def alone() -> Lent:
    """Give the crew that is this process."""
    return Lent(Here(), 1, 1)


def lent(executor: Executor, *, width: int | None = None) -> Lent:
    """Give a crew for any executor; `width` where it does not say itself how many workers it has."""
    workers = int(width or getattr(executor, "_max_workers", None) or cores())
    return Lent(executor, workers, room_for(workers), _deaths_of_dask())


def room_for(workers: int) -> int:
    """Give how many batches to hand in, so that no worker waits for the next: it lies there already."""
    return 2 * workers


def _deaths_of_dask() -> tuple[type[BaseException], ...]:
    """An executor of Dask says that a worker died in its own words; who has one has loaded them."""
    scheduler = sys.modules.get("distributed.scheduler")
    return () if scheduler is None else (scheduler.KilledWorker,)
