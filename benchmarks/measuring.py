"""How time is taken: on one core, in processor time, both sides in turn, a fixed loop before and after.

Other programs slow a processor down without taking its time, and machines drift by a factor of two: a ratio is
taken between neighbours in time, and the loop says how far seconds of two runs can be compared at all.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import platform
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.machine import REFERENCE_SECONDS, cores, speed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

HERE = Path(__file__).parent
LOOKS = 20
PACKAGES = ("numpy", "scipy", "mesa", "simpy")
SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux, see prctl(2)."""


@dataclass
class Session:
    """When and where something was measured."""

    when: str
    processor: str
    cores: int
    python: str
    packages: dict[str, str]
    load: float | None
    """How many other programs wanted a processor when it began, if the system tells."""
    loop_ms: list[float] = field(default_factory=list)
    """The reference loop, before and after."""
    program: str = ""
    """The commit of what was measured, if it is known."""


@contextmanager
def measuring(*, one_core: bool = True) -> Iterator[Session]:
    """Keep this process and those that it starts on one core meanwhile, and time the loop before and after."""
    session = Session(
        when=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        processor=processor(),
        cores=cores(),
        python=platform.python_version(),
        packages={name: version(name) for name in PACKAGES},
        load=others_at_work(),
        program=commit(),
    )
    with on_one_core() if one_core else everywhere():
        session.loop_ms.append(reference_loop())
        yield session
        session.loop_ms.append(reference_loop())


@contextmanager
def on_one_core() -> Iterator[None]:
    """Stay on one core, where the system lets one choose."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def everywhere() -> Iterator[None]:
    """Use what cores there are."""
    yield


def others_at_work() -> float | None:
    """Look now and then, for half a second, how many other programs want a processor; None where nobody tells."""
    known = Path("/proc/loadavg")
    if not known.exists():
        return None
    seen = []
    for _ in range(LOOKS):
        time.sleep(0.5 / LOOKS)
        seen.append(int(known.read_text(encoding="ascii").split()[3].partition("/")[0]) - 1)
    return round(mean(seen), 1)


def commit() -> str:
    """Name the commit that is checked out, where git tells; with a + if `sim/` is not as it was committed."""
    try:
        changed = _git("status", "--porcelain", "--", str(HERE.parent / "sim"))
        return _git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=HERE, capture_output=True, text=True, check=True).stdout.strip()


def processor() -> str:
    """Name the processor, where the system tells, and the widest vectors that NumPy uses on it.

    A maker sells many kinds under one name; without vectors of 512 bits (`X86_V4`) NumPy takes the exponential
    function from the C library, in several times the time.
    """
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    name = names[0] if names else platform.machine()
    vectors = np.show_config(mode="dicts")["SIMD Extensions"]
    return f"{name} ({(vectors.get('found') or vectors['baseline'])[-1]})"


def reference_loop() -> float:
    """Time a fixed piece of arithmetic in Python and NumPy, in milliseconds."""
    return round(1e3 * REFERENCE_SECONDS / speed(), 2)


def seconds(work: Callable[..., Any], *given: Any) -> tuple[float, Any]:
    """Give the processor time that some work takes, and what comes of it."""
    gc.collect()
    begun = time.process_time()
    came = work(*given)
    return time.process_time() - begun, came


def in_turn(
    sides: Mapping[str, Callable[[], Any]], *, rounds: int, same: Callable[..., None] = lambda *came: None
) -> dict[str, float]:
    """Time each side in each round and give the medians; what comes of a round must be the `same`."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        came = []
        for name, work in sides.items():
            took, one = seconds(work)
            taken[name].append(took)
            came.append(one)
        same(*came)
    return {name: median(times) for name, times in taken.items()}


@dataclass(frozen=True)
class Spent:
    """What a process of its own took."""

    processor: float
    wall: float
    lines: tuple[tuple[float, str], ...]
    """What it wrote, and after how many seconds."""

    @property
    def said(self) -> str:
        """All that it wrote."""
        return "".join(line for _, line in self.lines)

    def until(self, begins: str) -> float:
        """Give the seconds until it wrote a line that begins so."""
        return next(when for when, line in self.lines if line.startswith(begins))


def spent_by(command: list[str], **how: Any) -> Spent:
    """Run a command to its end, and give the seconds that it and the processes it started took."""
    adopt_orphans()
    others, before, begun = children(), child_seconds(), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **how) as process:
        assert process.stdout is not None
        lines = tuple((time.perf_counter() - begun, line) for line in process.stdout)
    wall = time.perf_counter() - begun
    assert process.returncode == 0, command
    see_orphans_end(others)
    return Spent(child_seconds() - before, wall, lines)


def adopt_orphans() -> None:
    """Become the parent of whom our children leave behind, on Linux: workers are copies of such a one."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1)


def see_orphans_end(others: set[int]) -> None:
    """Wait for them, and not for others: only then the system counts what they and their workers took."""
    while orphans := children() - others:
        for orphan in orphans:
            with suppress(ChildProcessError):
                os.waitpid(orphan, 0)


def children() -> set[int]:
    """Give the processes that this one is the parent of, where the system tells."""
    place = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(map(int, place.read_text(encoding="ascii").split())) if place.exists() else set()


def child_seconds() -> float:
    """Give the processor time of all processes that this one has started and seen end."""
    times = os.times()
    return times.children_user + times.children_system


def in_a_process_of_its_own(script: str, *options: object) -> dict[str, Any]:
    """Run one of these scripts, which prints what it found as JSON, in a new Python."""
    command = [sys.executable, str(HERE / script), *map(str, options)]
    done: dict[str, Any] = json.loads(spent_by(command, cwd=HERE.parent).said)
    return done


def peak_mb() -> float:
    """Give the largest memory that this process has had, in MB of a million bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what `getrusage` says here may be the peak of whoever started us
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
