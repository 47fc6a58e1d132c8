"""How a command ends: its exit code, and one line for each thing that went wrong.

0 fine, 1 a run failed, 2 bad input and nothing written, 3 machine trouble, 4 damaged results, 130 Ctrl-C.
What is not foreseen here is a fault of Trapeze and keeps its traceback.
"""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from io import UnsupportedOperation
from typing import TYPE_CHECKING, TextIO

import click

from sim.cli.door import door
from sim.errors import ScenarioError, TrapezeError, shortened, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_LIST = 5
LONGEST_WORD = 160
LONGEST_LINE = 1_000


def carry_out(arguments: Sequence[str], *, program: str = "trapeze") -> int:
    """Do what the arguments say and give the exit code."""
    try:
        with door.make_context(program, list(arguments)) as context:
            door.invoke(context)
            for stream in _open_streams():
                stream.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    except (click.ClickException, TrapezeError, MemoryError, OSError) as error:
        if "--debug" in arguments:
            traceback.print_exc()
        return _ending(error, program)
    return 0


def speak_plainly() -> None:
    """Print characters that a stream cannot show as escapes, and under LC_ALL=C only ASCII."""
    encoding = "ascii" if os.environ.get("LC_ALL") in ("C", "POSIX") else None
    for stream in _open_streams():
        stream.reconfigure(encoding=encoding, errors="backslashreplace")  # type: ignore[attr-defined]


def _ending(error: Exception, program: str) -> int:
    match error:
        case BrokenPipeError():  # the reader has seen enough: `| head -1`
            _close_stdout()
            return 0
        case ScenarioError():
            complain(*map(str, error.complaints))
            return error.exit_code
        case TrapezeError():
            complain(str(error))
            return error.exit_code
        case click.ClickException():
            complain(_with_remedy(error, program))
            return error.exit_code
        case MemoryError():
            complain("not enough memory; use --workers 1, or simulate fewer people: --set population=5000")
            return 3
        case _:
            _close_stdout()
            complain(_trouble(error))
            return 3


def _with_remedy(error: click.ClickException, program: str) -> str:
    """Say what click found wrong as this program says things: what is wrong; what to do."""
    problem = error.format_message().rstrip(".")
    if ";" in problem or "id you mean" in problem:
        return problem
    context = getattr(error, "ctx", None)
    return f"{problem}; see: {context.command_path if context else program} --help"


def _trouble(error: Exception) -> str:
    """Say what the machine says, without its number."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def complain(*problems: str, most: int = LONGEST_LIST) -> None:
    """Say what is wrong, a line each, and of very many things only how many more there are."""
    for problem in problems[:most]:
        click.echo(f"error: {_one_line(problem)}", err=True)
    if len(problems) > most:
        click.echo(f"and {len(problems) - most} more", err=True)


def _one_line(problem: str) -> str:
    """A problem on one line that can be read: whatever was typed or found in a file may stand in it."""
    words = (shortened(word, LONGEST_WORD) for word in problem.split())
    return shortened(visible(" ".join(words)), LONGEST_LINE)


def _close_stdout() -> None:
    """Send what is still buffered nowhere, or Python would try once more on its way out and complain."""
    with suppress(UnsupportedOperation):  # an output that is no file, as in a notebook
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_streams() -> list[TextIO]:
    """Standard output and error; either is None in a program that was started with it closed."""
    return [stream for stream in (sys.stdout, sys.stderr) if stream is not None]
