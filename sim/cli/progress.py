"""How far a run is, on standard error: a bar in a terminal, a line every half minute elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sim.report import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from rich.console import Console

    class Report(Protocol):
        """Called with the days done, the days in all, and what it may say besides."""

        def __call__(self, done: int, total: int, what: str = "") -> None: ...


SIMULATING = "simulating"
SECONDS_BETWEEN_LINES = 30.0


@contextmanager
def progress(*, quiet: bool, doing: str = SIMULATING) -> Iterator[Report]:
    """Give a function to call with days done and days in all, and perhaps with what to say; it may do nothing."""
    if quiet or sys.stderr is None:
        yield lambda done, total, what="": None
    elif is_watched():
        with _bar(doing) as report:
            yield report
    else:
        yield Lines(doing).report


@contextmanager
def meanwhile(what: str, *, quiet: bool) -> Iterator[None]:
    """Say in a terminal that something is being done of which nobody knows how long it takes."""
    if quiet or not is_watched():
        yield
        return
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None))
    with Progress(*columns, console=_paper(), transient=True) as shown:
        shown.add_task(what, total=None)
        yield


class Lines:
    """Progress where nobody watches: a plain line now and then, nothing for a short run."""

    def __init__(self, doing: str = SIMULATING, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._doing = "" if doing == SIMULATING else f"{doing}: "
        self._clock = clock
        self._began = self._spoke = clock()

    def report(self, done: int, total: int, what: str = "") -> None:
        now = self._clock()
        if now - self._spoke < SECONDS_BETWEEN_LINES or not 0 < done < total:
            return
        self._spoke = now
        left = (now - self._began) * (total - done) / done
        click.echo(
            f"{self._doing}{what or f'{done / total:.0%}'} done, about {wording.lasted(left)} left", err=True
        )


@contextmanager
def _bar(doing: str) -> Iterator[Report]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TimeRemainingColumn(compact=True),
        console=_paper(),
        transient=True,
    )
    with shown:
        task = shown.add_task(doing, total=None)
        yield lambda done, total, what="": shown.update(
            task, completed=done, total=total, description=what or doing
        )


def is_watched() -> bool:
    """Whether standard error is a terminal that can take back what it has shown."""
    return sys.stderr is not None and sys.stderr.isatty() and not _paper().is_dumb_terminal


def _paper() -> Console:
    from sim.report.layout import Paper

    return Paper(stderr=True)
