"""Processes beside this one: copies of one that has loaded what they need, where the system makes copies.

To load what a worker needs takes one to two seconds. On Linux that is done once, by a fork server: a process
without threads, of which every worker is a copy and there in a moment. It is asked for as soon as it is known that
there will be workers, so that it loads while this process does. Elsewhere every worker is a Python of its own.

The server ends with this process, however that ends, and all workers with the server (see `sim.nursery`). Until
then it stays, idle, with the 130 MB of what it has loaded, for those who ask next; Python has no public way to end
it before.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from multiprocessing.context import BaseContext

SINGLE_THREADED = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
NO_THREADS = SINGLE_THREADED | {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""What keeps libraries from starting threads when they are loaded: a process with threads is no good to copy."""

COPIES = sys.platform == "linux"
"""Whether this system makes copies."""

PARENT = "TRAPEZE_PARENT"
"""Where the server is told the process that it is to end with."""

NOT_BEGUN = (EOFError, ConnectionError)
"""What it raises to ask for a worker when the server has died, as for lack of memory."""

FOR_RUNS = ("sim.simulate", "sim.model")
FOR_SWEEPS = ("distributed.nanny", "sim.experiment.batch", "sim.model")
FOR_CHECKS = ("sim.questions.verify", "sim.model", "sim.plain")
"""What workers load, by what they do. What a server lacks, each of its copies loads for itself."""


GUARD = re.compile(r"__main__|parent_process")
"""What a script writes that does something only where it is the program, and nothing where it is a worker's."""

NEW_OBJECTS = 50_000
"""After so many Python looks for garbage that holds itself, in a process that is this program's own."""


def collect_seldom() -> None:
    """Look for garbage less often than Python does by itself, after 700 new objects (2,000 from 3.13 on).

    To load a program makes many objects, all of which stay, and the large arrays are let go of without a search.
    """
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])


def context(*modules: str) -> BaseContext:
    """Give the way to start workers that need these modules."""
    import multiprocessing

    return multiprocessing.get_context(method(*modules))


def method(*modules: str) -> str:
    """Give the name of that way: `forkserver` where the server is there, or can be had, and else `spawn`."""
    refuse_without_guard()
    return "forkserver" if begin(*modules) else "spawn"


def refuse_without_guard() -> None:
    """Raise `UsageError` in a script that every worker would run again, and ask for workers of its own."""
    from multiprocessing import spawn

    script = spawn.get_preparation_data("worker").get("init_main_from_path")
    if not script or not Path(script).exists():
        return
    if not GUARD.search(Path(script).read_text(encoding="utf-8", errors="replace")):
        again = f"workers begin by running {Path(script).name} again"
        raise UsageError(f"{again}; call it below `if __name__ == '__main__':` there, or leave out `workers`")


def begin(*modules: str) -> bool:
    """Ask for a server that loads these modules, unless it is there, and go on; tell whether there is one."""
    if not _may_begin():
        return False
    # Here and not above: this file is loaded by every command, also by those that answer at once.
    from multiprocessing import forkserver, resource_tracker

    forkserver.set_forkserver_preload(["sim.nursery", *modules])
    try:
        resource_tracker.ensure_running()  # its start would let Ctrl-C through again
        with _deaf_to_interrupts(), _environment(_of_the_server()):
            forkserver.ensure_running()
    except OSError:  # no place for its socket, or too long a path; or this is a copy of a process that has one
        return False
    return True


def _may_begin() -> bool:
    """Tell whether a server can be had, and told what to load, and when to end: with the thread that starts it."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    return COPIES and not sys.flags.ignore_environment and in_main_thread


def _of_the_server() -> Mapping[str, str]:
    """Give what is different around the server: no threads, and modules from where this process has them."""
    places = os.pathsep.join(map(os.path.abspath, sys.path))
    return {**NO_THREADS, PARENT: str(os.getpid()), "PYTHONPATH": places, "PYTHONSAFEPATH": "1"}


@contextmanager
def _environment(changed: Mapping[str, str]) -> Iterator[None]:
    """Change the environment for what is started meanwhile."""
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start meanwhile what does not hear Ctrl-C: a terminal sends it to all, and this process ends the others."""
    assert sys.platform != "win32"
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
