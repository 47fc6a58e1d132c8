"""Engines that spread runs over processes and machines: Dask, on this machine or on any cluster.

A cluster on this machine listens on 127.0.0.1 alone, shows no page, writes into a temporary folder that is
removed, and has one thread of computation in each worker, whom a nanny replaces when it dies. It reports every
death at once: the runner finds out itself who is to blame. What other clusters are set to do stays as it is.
"""

from __future__ import annotations

import logging
import tempfile
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from sim import processes
from sim.errors import MachineError, UsageError
from sim.experiment.crew import room_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

TALKATIVE = frozenset({"asyncio", "concurrent", "distributed", "tornado"})
SILENT = logging.CRITICAL + 1

LOOPBACK = "127.0.0.1"
CONNECTING_SECONDS = 10.0
LOOK_SECONDS = 1.0
NOBODY_SECONDS = 20.0
"""How long a cluster may be without a worker."""
NOBODY_HERE_SECONDS = 120.0
"""The same on this machine, while a nanny is starting one: of two seconds a busy machine makes a minute."""

STARTS = 3
NOT_STARTED = (
    "the workers end before they begin, most likely for lack of memory; use --workers 1 (in a script of your own, "
    "call it below `if __name__ == '__main__':`)"
)

QUIET_AND_PLAIN = {
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.tick.interval": "1s",
    "distributed.deploy.lost-worker-timeout": "1 hour",
    "distributed.admin.log-format": "%(message)s",
    "distributed.nanny.pre-spawn-environ": processes.SINGLE_THREADED,
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.http.routes": [],
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
}
"""Settings of a cluster on this machine.

A worker that pauses for lack of memory would wait for ever, since the model gives nothing back while it runs;
one that is ended is replaced. A nanny that needs longer than usual for that, on a busy machine, is not to be
dismissed. Dask's own setting of the memory allocator makes large populations a third slower. Every process of
it looks at itself fifty times a second, for a page that nobody sees: that took two in a hundred seconds of a run
from it, and once a second takes none.
"""


class DaskCrew:
    """The workers of a Dask cluster."""

    def __init__(
        self,
        client: Any,
        executor: Executor,
        *,
        patience: float = NOBODY_SECONDS,
        revive: Callable[[], object] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        from distributed.scheduler import KilledWorker

        self.executor, self.deaths = executor, (KilledWorker,)
        self.client, self._clock = client, clock
        self._patience, self._revive = patience, revive
        self._looked = self._seen = clock()
        self.width = max(1, sum(self._threads().values()))

    @property
    def room(self) -> int:
        """How many batches may be handed in at once."""
        return room_for(self.width)

    def check(self) -> None:
        """Raise `MachineError` if there has been no worker for a while, or the scheduler is gone."""
        now = self._clock()
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        self._revive()
        working = sum(self._threads().values())
        if working:
            self._seen, self.width = now, working
        elif self.client.status == "closed":
            raise MachineError("the scheduler is gone")
        elif self._clock() - self._seen > self._patience:
            raise MachineError(f"no worker has been there for {self._patience:.0f} seconds")

    def _threads(self) -> dict[str, int]:
        """The threads of each worker that takes work; none of them where the scheduler does not answer."""
        try:
            told = self.client.sync(self.client.scheduler.identity, n_workers=-1, callback_timeout=LOOK_SECONDS)
        except (OSError, TimeoutError, AttributeError):  # the last one while it is looking for the scheduler
            return {}
        workers = told["workers"].items()
        return {name: worker["nthreads"] for name, worker in workers if worker.get("status") == "running"}


@contextmanager
def local_crew(
    workers: int, *, scratch: Path | None = None, memory_limit: int | None = None
) -> Iterator[DaskCrew]:
    """Start so many workers on this machine, and put everything away again."""
    how = {"distributed.worker.multiprocessing-method": processes.method(*processes.FOR_SWEEPS)}
    import dask.config
    from distributed import LocalCluster

    with hushed(), ExitStack() as stack:
        stack.enter_context(dask.config.set(QUIET_AND_PLAIN | how))
        folder = str(scratch or stack.enter_context(temporary_folder()))
        stack.enter_context(dask.config.set({"temporary-directory": folder}))
        start = partial(
            LocalCluster,
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host=LOOPBACK,
            dashboard_address=None,
            scheduler_kwargs={"dashboard": False, "dashboard_address": f"{LOOPBACK}:0"},
            local_directory=folder,
            silence_logs=SILENT,
            memory_limit=memory_limit or "auto",
        )
        cluster = stack.enter_context(started(start))
        revive = partial(replace_nannies, cluster, workers)
        yield connected(stack, cluster, patience=NOBODY_HERE_SECONDS, revive=revive)


def started(start: Callable[[], Any]) -> Any:
    """Start a cluster, once more where one of its workers was killed meanwhile; raises `MachineError`."""
    for left in reversed(range(STARTS)):
        try:
            return start()
        except (RuntimeError, OSError, TimeoutError) as error:
            if not left:
                raise MachineError(NOT_STARTED) from error
    raise AssertionError


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Give a folder that is removed with all that workers have left in it."""
    return tempfile.TemporaryDirectory(prefix="trapeze-", ignore_cleanup_errors=True)


@contextmanager
def cluster_crew(address: str) -> Iterator[DaskCrew]:
    """Connect to the scheduler of a cluster that is there; refuse one whose workers cannot do the work."""
    from distributed.comm.addressing import get_address_host_port

    with hushed(), ExitStack() as stack:
        try:
            get_address_host_port(address, strict=True)  # what is none leaves a client that cannot be closed
            crew = connected(stack, address)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"no scheduler at {address}; start one with `dask scheduler`, and give the address that it says"
            ) from error
        refuse_other_versions(crew.client, address)
        yield crew


def replace_nannies(cluster: Any, workers: int) -> None:
    """Start another nanny for each that has given up: it does where its worker dies while it starts."""
    from distributed.core import Status

    at_an_end = {Status.closed, Status.failed, Status.stopped}
    gone = [name for name, nanny in list(cluster.workers.items()) if nanny.status in at_an_end]
    for name in gone:
        cluster.worker_spec.pop(name, None)
    if gone:
        cluster.scale(workers)


def connected(stack: ExitStack, cluster: Any, **how: Any) -> DaskCrew:
    """Connect to a cluster, until the stack is done."""
    from distributed import Client

    # Published without types.
    connect: Any = Client
    client = stack.enter_context(connect(cluster, timeout=CONNECTING_SECONDS, set_as_default=False))
    return DaskCrew(client, client.get_executor(pure=False), **how)


def refuse_other_versions(client: Any, address: str) -> None:
    """Raise `UsageError` unless the scheduler and every worker can import this program, in this version."""
    from sim.experiment.batch import versions_here

    here = versions_here()
    try:
        there = client.run(versions_here)
        passing_on = {"the scheduler": client.run_on_scheduler(versions_here)}
    except ImportError as error:
        raise UsageError(
            f"the scheduler or a worker at {address} cannot import {error.name}; "
            "install the same version of Trapeze everywhere"
        ) from error
    if not there:
        raise UsageError(f"no workers at {address}; start some with `dask worker {address}`")
    for worker, versions in {**passing_on, **there}.items():
        if versions["engine"] != here["engine"]:
            raise UsageError(
                f"{worker} has engine version {versions['engine']}, this program has {here['engine']}; "
                "install the same version of Trapeze everywhere"
            )


@contextmanager
def hushed() -> Iterator[None]:
    """Keep the engine from telling its own story on standard error: what matters is told by the runner."""
    import distributed  # which gives its loggers levels of their own

    assert distributed
    loggers = [
        logging.getLogger(name)
        for name in list(logging.root.manager.loggerDict)
        if name.partition(".")[0] in TALKATIVE
    ]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(SILENT)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
