"""How the program was started, word for word, so that what people are told to type works for them too.

A package that lies in `.venv` is not there for another `python`, and `run.py` is not there from another folder.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from sim.report.wording import as_typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.cli.options import Request

SCRIPT = "run.py"


def as_started(original: Sequence[str], said: Sequence[str]) -> str:
    """The words before the arguments, from the command line of the process and from what Python made of it.

    On Windows the process knows its Python by the whole path only; the short name is given if it means the same.
    """
    words = list(original[: len(original) - len(said) + 1])
    if len(words) < 2 or os.path.basename(words[-1]) != SCRIPT:
        return f"python {SCRIPT}"
    return as_typed(_called(words[0]), *words[1:])


def _called(python: str) -> str:
    name = os.path.basename(python).removesuffix(".exe")
    found = shutil.which(name)
    return name if found and os.path.isabs(python) and os.path.samefile(found, sys.executable) else python


def again(program: str, words: Sequence[str], request: Request) -> str:
    """The command line that asks for the same once more."""
    said = [word for setting in request.settings for word in ("--set", setting)]
    for option, value in (
        ("--seed", request.seed),
        ("--replications", request.replications),
        ("--out", request.out),
    ):
        said += [] if value is None else [option, str(value)]
    said += ["--engine", request.engine] if request.engine != "fast" else []
    flags = {"--fresh": request.fresh, "--json": request.as_json, "--quiet": request.quiet, "--yes": request.yes}
    return " ".join(filter(None, [program, as_typed(*words, *said, *(flag for flag in flags if flags[flag]))]))
