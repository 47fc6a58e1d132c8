"""The command line: one file a command, and how a command ends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None, *, program: str = "trapeze") -> NoReturn:
    """Do what the command line says, and leave with the exit code that tells how it went."""
    from sim.cli.stopping import stop_on_signals

    stop_on_signals()
    from sim.cli.endings import carry_out, speak_plainly

    speak_plainly()
    sys.exit(carry_out(sys.argv[1:] if arguments is None else arguments, program=program))
