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
from typing import TYPE_CHECKING, Any

from sim.errors import MachineError, UsageError
from sim.experiment.crew import room_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

LOOPBACK = "127.0.0.1"
CONNECTING_SECONDS = 10.0
LOOK_SECONDS = 1.0
NOBODY_SECONDS = 20.0
"""How long there may be no worker: a nanny needs some seconds to replace one, on a busy machine ten."""

SINGLE_THREADED = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}

QUIET_AND_PLAIN = {
    "distributed.admin.log-format": "%(message)s",
    "distributed.nanny.pre-spawn-environ": SINGLE_THREADED,
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.http.routes": [],
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.worker.multiprocessing-method": "spawn",
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
}
"""Settings of a cluster on this machine.

A worker that pauses for lack of memory would wait for ever, since the model gives nothing back while it runs;
one that is ended is replaced. Dask's own setting of the memory allocator makes large populations a third slower.
"""


class DaskCrew:
    """The workers of a Dask cluster."""

    def __init__(self, client: Any, executor: Executor, *, clock: Callable[[], float] = time.monotonic) -> None:
        from distributed.scheduler import KilledWorker

        self.executor, self.deaths = executor, (KilledWorker,)
        self.client, self._clock = client, clock
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
        working = sum(self._threads().values())
        if working:
            self._seen, self.width = now, working
        elif self.client.status == "closed":
            raise MachineError("the scheduler is gone")
        elif self._clock() - self._seen > NOBODY_SECONDS:
            raise MachineError(f"no worker has been there for {NOBODY_SECONDS:.0f} seconds")

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
    import dask.config
    from distributed import LocalCluster

    cluster_here: Any = LocalCluster
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(QUIET_AND_PLAIN))
        folder = str(scratch or stack.enter_context(temporary_folder()))
        stack.enter_context(dask.config.set({"temporary-directory": folder}))
        _hush()
        cluster = stack.enter_context(
            cluster_here(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host=LOOPBACK,
                dashboard_address=None,
                scheduler_kwargs={"dashboard": False, "dashboard_address": f"{LOOPBACK}:0"},
                local_directory=folder,
                silence_logs=logging.CRITICAL,
                memory_limit=memory_limit or "auto",
            )
        )
        yield connected(stack, cluster)


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Give a folder that is removed with all that workers have left in it."""
    return tempfile.TemporaryDirectory(prefix="trapeze-", ignore_cleanup_errors=True)


@contextmanager
def cluster_crew(address: str) -> Iterator[DaskCrew]:
    """Connect to the scheduler of a cluster that is there; refuse one whose workers cannot do the work."""
    _hush()
    with ExitStack() as stack:
        try:
            crew = connected(stack, address)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"no scheduler at {address}; start one with `dask scheduler`, and give the address that it says"
            ) from error
        refuse_other_versions(crew.client, address)
        yield crew


def connected(stack: ExitStack, cluster: Any) -> DaskCrew:
    """Connect to a cluster, until the stack is done."""
    from distributed import Client

    # Published without types.
    connect: Any = Client
    client = stack.enter_context(connect(cluster, timeout=CONNECTING_SECONDS, set_as_default=False))
    return DaskCrew(client, client.get_executor(pure=False))


def refuse_other_versions(client: Any, address: str) -> None:
    """Raise `UsageError` unless every worker can import this program, in this version."""
    from sim.experiment.batch import versions_here

    here = versions_here()
    try:
        there = client.run(versions_here)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"workers at {address} cannot import {error.name}; install Trapeze on all of them"
        ) from error
    if not there:
        raise UsageError(f"no workers at {address}; start some with `dask worker {address}`")
    for worker, versions in there.items():
        if versions["engine"] != here["engine"]:
            raise UsageError(
                f"{worker} has engine version {versions['engine']}, this program has {here['engine']}; "
                "install the same version of Trapeze everywhere"
            )


def _hush() -> None:
    """Keep the engine from telling its own story on standard error: what matters is told by the runner."""
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
