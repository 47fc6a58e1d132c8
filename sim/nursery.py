"""What the fork server loads first (see `sim.processes`), so that nobody is left when a process ends before it.

Unlike any other file this one acts when it is loaded: to load files is all that a fork server can be told. The
kernel ends the server when the process ends that asked for it, and every copy of the server when the server ends.
"""

from __future__ import annotations

import ctypes
import os
import signal
from functools import partial

from sim.processes import PARENT, collect_seldom

SIGNAL_WHEN_PARENT_ENDS = 1
"""PR_SET_PDEATHSIG of Linux, see prctl(2)."""


def end_with(parent: int) -> None:
    """End when the parent does, and now if it has done so already."""
    ctypes.CDLL(None).prctl(SIGNAL_WHEN_PARENT_ENDS, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


if PARENT in os.environ:
    collect_seldom()
    end_with(int(os.environ.pop(PARENT)))
    os.register_at_fork(after_in_child=partial(end_with, os.getpid()))
