"""Plant a bug into a process of its own and run tests there, until the first one that is red.

The code on the disk stays as it is. A forked process reads it and changes the words of the bug on the way; what
takes long to import (NumPy, Mesa, pytest) it has from its parent, so that a bug takes a second or two.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bug import Patch

ROOT = Path(__file__).parents[2]


class Planted(MetaPathFinder):
    """Finds the modules of the program, with the words of a bug in place of theirs."""

    def __init__(self, patches: Iterable[Patch]) -> None:
        self.patches: dict[Path, list[Patch]] = {}
        for patch in patches:
            self.patches.setdefault(ROOT / patch.file, []).append(patch)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Give the module if the bug is in it."""
        found = PathFinder.find_spec(name, path, target) if name.startswith("sim.") else None
        file = Path(found.origin) if found and found.origin else None
        if file not in self.patches:
            return None
        loader = ChangedFile(name, str(file), self.patches[file])
        return spec_from_loader(name, loader, origin=str(file))


class ChangedFile(SourceFileLoader):
    """Reads a file with some words changed, and never what was compiled of it before."""

    def __init__(self, name: str, path: str, patches: Sequence[Patch]) -> None:
        super().__init__(name, path)
        self.changes = patches

    def get_code(self, fullname: str) -> Any:
        """Compile the changed text."""
        text = changed(Path(self.path).read_text(encoding="utf-8"), self.changes)
        return compile(text, self.path, "exec", dont_inherit=True)


def changed(text: str, patches: Iterable[Patch]) -> str:
    """Change the words of a text; each stand there exactly once."""
    for patch in patches:
        times = text.count(patch.before)
        if times != 1:
            raise ValueError(f"{patch.file} says {times} times: {patch.before!r}")
        text = text.replace(patch.before, patch.after)
    return text


class FirstRed:
    """Takes down the first test that fails, or the file that cannot even be read."""

    name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Take down a test."""
        if report.failed and not self.name:
            self.name = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        """Take down a file."""
        if report.failed and not self.name:
            self.name = f"{report.nodeid} (cannot be read)"


@dataclass(frozen=True)
class Verdict:
    """What the tests made of it."""

    red: str
    """The first test that failed; nothing if all passed."""
    seconds: float


def judge(patches: Iterable[Patch], tests: Sequence[str]) -> Verdict:
    """Run tests against the code with these changes."""
    began = time.monotonic()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.write(writing, first_red(patches, tests).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        red = told.read().decode()
    _, status = os.waitpid(child, 0)
    if status:
        red = "(the process died)"
    return Verdict(red, time.monotonic() - began)


def first_red(patches: Iterable[Patch], tests: Sequence[str]) -> str:
    """Run tests in this process, which has not imported the program yet, up to the first that is red."""
    assert not any(name.startswith("sim.") for name in sys.modules)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.meta_path.insert(0, Planted(patches))
    red = FirstRed()
    asked = ["-x", "-q", "-p", "no:cacheprovider", *tests]
    code = pytest.main(asked, plugins=[red])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return red.name or f"(pytest ended with {code!r})"
    return red.name
