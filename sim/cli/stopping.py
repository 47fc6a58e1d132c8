"""Ctrl-C and SIGTERM: stop at once, without a traceback and without leaving a process behind.

A run has nothing to save half-way, so there is nothing to wait for. The usual KeyboardInterrupt would not do:
it waits for a long NumPy call to return, it is lost when it strikes in a callback, and the worker processes,
which get the same Ctrl-C from the terminal, would each print a traceback while they are still starting.

So SIGINT is blocked for the whole program, workers included (a new process inherits what is blocked), and a
thread waits for it. SIGTERM is not blocked, because a pool ends its workers with it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import NoReturn

SHOW_CURSOR = b"\x1b[?25h\n"


def stop_on_signals() -> None:
    """From now on Ctrl-C ends the program with 130 and SIGTERM with 143."""
    signal.signal(signal.SIGTERM, lambda *_: leave(143))
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        return  # started in the background by a shell that wants it to survive Ctrl-C
    if sys.platform == "win32":
        signal.signal(signal.SIGINT, lambda *_: leave(130))
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=_wait_for_interrupt, name="ctrl-c", daemon=True).start()


def leave(exit_code: int) -> NoReturn:
    """End the workers, give the terminal its cursor back, and go without unwinding anything."""
    if "multiprocessing" in sys.modules:
        from multiprocessing import active_children

        for child in active_children():
            child.kill()
    if sys.stderr is not None and sys.stderr.isatty():
        os.write(sys.stderr.fileno(), SHOW_CURSOR)
    os._exit(exit_code)


def _wait_for_interrupt() -> None:
    if sys.platform != "win32":
        signal.sigwait({signal.SIGINT})
        leave(130)
