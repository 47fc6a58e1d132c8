"""How a command ends: its exit code, and one line for each thing that went wrong.

0 fine, 1 a run failed, 2 bad input and nothing written, 3 machine trouble, 4 damaged results, 130 Ctrl-C.
What is not foreseen here is a fault of Trapeze and keeps its traceback.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from contextlib import suppress
from io import UnsupportedOperation
from typing import TYPE_CHECKING, TextIO

import click

from sim.cli.door import door
from sim.errors import ScenarioError, TrapezeError, shortened, visible
from sim.report.wording import as_typed

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_LIST = 5
LONGEST_WORD = 160
LONGEST_LINE = 1_000
REMEDIES = {
    errno.ENOSPC: "make room, or write to another place",
    errno.EDQUOT: "make room, or write to another place",
    errno.EROFS: "choose a place that you may write to",
    errno.EACCES: "choose a place that you may use",
}
"""What to do about troubles of the machine."""
INSTALLS = ("-m", "pip", "install")


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
    except (click.ClickException, TrapezeError, MemoryError, OSError, ModuleNotFoundError) as error:
        if _is_ours_to_mend(error):
            raise
        if "--debug" in arguments:
            traceback.print_exc()
        return _ending(error, arguments, program)
    return 0


def speak_plainly() -> None:
    """Print characters that a stream cannot show as escapes, and under LC_ALL=C only ASCII."""
    encoding = "ascii" if os.environ.get("LC_ALL") in ("C", "POSIX") else None
    for stream in _open_streams():
        stream.reconfigure(encoding=encoding, errors="backslashreplace")  # type: ignore[attr-defined]


def _ending(error: Exception, arguments: Sequence[str], program: str) -> int:
    match error:
        case OSError() if _reader_has_gone(error):
            for stream in (sys.stdout, sys.stderr):
                _silence(stream)
            return 0
        case ScenarioError():
            complain(*map(str, error.complaints))
            return error.exit_code
        case TrapezeError():
            complain(str(error))
            return error.exit_code
        case click.ClickException():
            complain(_with_remedy(error, arguments, program))
            return error.exit_code
        case MemoryError():
            complain("not enough memory; use --workers 1, or simulate fewer people: --set population=5000")
            return 3
        case ModuleNotFoundError():
            complain(f"not installed: {error.name}; try: {as_typed(sys.executable, *INSTALLS, str(error.name))}")
            return 3
        case _:
            _silence(sys.stdout)
            complain(_trouble(error))
            return 3


def _is_ours_to_mend(error: Exception) -> bool:
    """A module of the program itself that is not there is a fault of the program."""
    return isinstance(error, ModuleNotFoundError) and str(error.name).partition(".")[0] == "sim"


def _reader_has_gone(error: OSError) -> bool:
    """Whether the reader has seen enough, as in `| head -1`; Windows calls that an invalid argument."""
    on_windows = sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None
    return isinstance(error, BrokenPipeError) or on_windows


def _with_remedy(error: click.ClickException, arguments: Sequence[str], program: str) -> str:
    """Say what click found wrong as this program says things: what is wrong; what to do."""
    if isinstance(error, click.NoSuchOption) and (settings := _as_settings(error, arguments)):
        return f"{error.message.rstrip('.')}; write {settings}"
    problem = error.format_message().rstrip(".")
    if ";" in problem or "id you mean" in problem:
        return problem
    context = getattr(error, "ctx", None)
    return f"{problem}; see: {context.command_path if context else program} --help"


def _as_settings(error: click.NoSuchOption, arguments: Sequence[str]) -> str:
    """Say how to give an option that is a setting, or the last part of some: `--set days=30` for `--days 30`."""
    from sim.scenario.complaints import either, keys_named
    from sim.scenario.scenario import parameters

    takes = error.ctx.command.params if error.ctx else ()
    if not any("--set" in option.opts for option in takes):
        return ""
    keys = keys_named(error.option_name.lstrip("-").replace("-", "_"), parameters())
    at = next((at for at, word in enumerate(arguments) if word.partition("=")[0] == error.option_name), None)
    if not keys or at is None:
        return ""
    _, given, value = arguments[at].partition("=")
    said = value if given else "".join(arguments[at + 1 : at + 2])
    said = re.sub(r"^([+-]?)\.", r"\g<1>0.", said) if said and not said.startswith("--") else "VALUE"
    return either([as_typed("--set", f"{key}={said}") for key in keys])


def _trouble(error: Exception) -> str:
    """Say what the machine says, without its number, and what to do if that is known."""
    if isinstance(error, OSError) and error.strerror:
        said = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        return f"{said}; {REMEDIES[error.errno]}" if error.errno in REMEDIES else said
    return str(error)


def complain(*problems: str, most: int = LONGEST_LIST) -> None:
    """Say what is wrong, a line each, and of very many things only how many more there are."""
    lines = [f"error: {_one_line(problem)}" for problem in problems[:most]]
    if len(problems) > most:
        lines.append(f"and {len(problems) - most} more")
    try:
        for line in lines:
            click.echo(line, err=True)
    except OSError:  # nobody can hear it; the exit code still tells
        _silence(sys.stderr)


def _one_line(problem: str) -> str:
    """A problem on one line that can be read: whatever was typed or found in a file may stand in it."""
    words = (shortened(word, LONGEST_WORD) for word in problem.split())
    return shortened(visible(" ".join(words)), LONGEST_LINE)


def _silence(stream: TextIO | None) -> None:
    """Send what is still buffered nowhere, or Python would try once more on its way out and complain."""
    with suppress(UnsupportedOperation):  # an output that is no file, as in a notebook
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _open_streams() -> list[TextIO]:
    """Standard output and error; either is None in a program that was started with it closed."""
    return [stream for stream in (sys.stdout, sys.stderr) if stream is not None]
