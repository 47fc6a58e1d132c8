"""Ctrl-C and SIGTERM: stop at once, without a traceback and without leaving a process behind.

A run has nothing to save half-way, so there is nothing to wait for and nothing to unwind: the workers are
killed and the program leaves, with a word on how to go on where an answer was worked out in stages. A
KeyboardInterrupt would not do: it is lost when it strikes in a callback, and what it unwinds, a pool of processes,
can complain on the way.

Workers are another matter. In a terminal Ctrl-C reaches them too, and while they are still importing each would
print a traceback. So they are born deaf to it: a new process inherits the signals that its parent has blocked.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.process import BaseProcess

_last_words = b""
_last_acts: list[Callable[[], object]] = []

SHOW_CURSOR = b"\x1b[?25h\n"


def stop_on_signals() -> None:
    """From now on Ctrl-C ends the program with 130 and SIGTERM with 143."""
    signal.signal(signal.SIGTERM, lambda *_: leave(143))
    # A shell that starts a program in the background may want it to survive Ctrl-C.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _leave_interrupted)


def shield_workers() -> None:
    """From now on new processes do not hear Ctrl-C; a thread of this one does, if it was to stop on it."""
    if sys.platform == "win32" or signal.getsignal(signal.SIGINT) is not _leave_interrupted:
        return
    _start_resource_tracker()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    _remove_socket_when_stopped()
    threading.Thread(target=_wait_for_interrupt, name="ctrl-c", daemon=True).start()


def say_when_stopped(line: str) -> None:
    """From now on say this on standard error when the program is stopped; an empty line says nothing."""
    global _last_words
    _last_words = line.encode(errors="replace") + b"\n" if line else b""


def do_when_stopped(act: Callable[[], object]) -> None:
    """From now on do this too when the program is stopped, once its workers are dead: remove what they wrote."""
    _last_acts.append(act)


def leave(exit_code: int) -> NoReturn:
    """Kill the workers, give the terminal its cursor back, and go."""
    try:
        for child in _workers():
            child.kill()
        for act in _last_acts:
            act()
        if sys.stderr is not None and sys.stderr.isatty():
            os.write(sys.stderr.fileno(), SHOW_CURSOR)
        if sys.stderr is not None and _last_words:
            os.write(sys.stderr.fileno(), _last_words)
    finally:
        os._exit(exit_code)


def _workers() -> list[BaseProcess]:
    """Give the processes that this one has started.

    Nothing is imported here: the signal may have struck in the middle of that very import.
    """
    active_children = getattr(sys.modules.get("multiprocessing.process"), "active_children", list)
    return list(active_children())


def _remove_socket_when_stopped() -> None:
    """Remove the folder in which workers are asked for, as Python does where it is not left in a hurry."""
    from multiprocessing import util
    from shutil import rmtree

    with suppress(OSError):  # there is no place for it, and so no socket
        do_when_stopped(partial(rmtree, util.get_temp_dir(), ignore_errors=True))


def _leave_interrupted(*_: object) -> None:
    leave(130)


def _wait_for_interrupt() -> None:
    if sys.platform != "win32":
        signal.sigwait({signal.SIGINT})
        leave(130)


def _start_resource_tracker() -> None:
    """Start the process that tidies up after a pool, before SIGINT is blocked: its start would unblock it.

    It is told to keep quiet about what it finds when the program was left in a hurry.
    """
    from multiprocessing import resource_tracker

    before = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = "ignore"
    try:
        resource_tracker.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONWARNINGS"]
        else:
            os.environ["PYTHONWARNINGS"] = before
