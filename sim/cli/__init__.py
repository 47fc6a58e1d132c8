"""The command line: one file a command, and how a command ends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None, *, started_by_hand: bool = False) -> NoReturn:
    """Do what the command line says, and leave with the exit code that tells how it went.

    `started_by_hand` says that this is `python run.py` and not the installed `trapeze`.
    """
    from sim.cli.stopping import stop_on_signals
    from sim.processes import collect_seldom

    stop_on_signals()
    collect_seldom()
    from sim.cli.calling import as_started
    from sim.cli.endings import carry_out, speak_plainly

    speak_plainly()
    program = as_started(sys.orig_argv, sys.argv) if started_by_hand else "trapeze"
    sys.exit(carry_out(sys.argv[1:] if arguments is None else arguments, program=program))
