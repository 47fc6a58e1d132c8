"""What this machine has to offer: memory that is free, processor cores, and how fast they are just now."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

__all__ = ["cores", "free_memory", "keep_freed_memory", "speed"]

LIMITS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)
"""Where Linux says what a container may use, and what it uses: the new way and the old."""

LARGEST_LEARNED_FROM = 32_000_000
"""Bytes; from larger blocks the C library learns nothing."""

ROUNDS = 5
REFERENCE_SECONDS = 0.0060
"""What the reference loop takes on the machine on which `sim.cost` was calibrated."""


def cores() -> int:
    """Count the processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_memory() -> int | None:
    """Give the bytes that programs can still have without swapping; None where the system does not say."""
    known = [amount for amount in (_available(), *map(_left_in_container, LIMITS)) if amount is not None]
    return min(known, default=None)


def speed() -> float:
    """Give how fast this machine is, 1 being the one of the calibration: a loop of Python and NumPy, 30 ms.

    In processor time, so that what else runs does not count.
    """
    return REFERENCE_SECONDS / min(_reference_loop() for _ in range(ROUNDS))


def _reference_loop() -> float:
    """Time a fixed piece of work that asks for no memory: what memory costs depends on what ran before."""
    import numpy as np

    x = np.linspace(0.0, 1.0, 50_000)
    row = np.zeros_like(x)
    begun = time.process_time()
    total = sum(float(np.exp(np.multiply(x, -k, out=row), out=row).sum()) for k in range(10))
    total += sum(i * i % 7 for i in range(100_000))
    assert total > 0.0
    return time.process_time() - begun


def _available() -> int | None:
    """Read what the system says is available, or at least the memory that it has."""
    with suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    if sys.platform == "win32":
        return _available_on_windows()
    with suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return None


def _available_on_windows() -> int | None:
    """Ask the kernel: a structure of 64 bytes, its own size first; at byte 16 stands what is available."""
    import ctypes

    status = (ctypes.c_uint64 * 8)()
    ctypes.memmove(status, ctypes.byref(ctypes.c_uint32(64)), 4)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    return int(status[2]) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _left_in_container(files: tuple[str, str]) -> int | None:
    with suppress(OSError, ValueError):
        limit, used = (int(Path(file).read_text(encoding="ascii")) for file in files)
        return max(0, limit - used)
    return None


def keep_freed_memory() -> None:
    """Make the C library of Linux keep what arrays of some hundred kilobytes free, for the next ones.

    It learns from the largest block that was freed. Otherwise each of these arrays is given back to the system and
    asked for again, and a day of a hundred thousand customers takes a third longer. Elsewhere this does nothing.
    """
    import numpy as np

    np.empty(LARGEST_LEARNED_FROM, dtype=np.uint8)
