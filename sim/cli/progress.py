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

    class Report(Protocol):
        """Called with the days done, the days in all, and what it may say besides."""

        def __call__(self, done: int, total: int, what: str = "") -> None: ...


SIMULATING = "simulating"
SECONDS_BETWEEN_LINES = 30.0


@contextmanager
def progress(*, quiet: bool) -> Iterator[Report]:
    """Give a function to call with days done and days in all, and perhaps with what to say; it may do nothing."""
    if quiet or sys.stderr is None:
        yield lambda done, total, what="": None
    elif sys.stderr.isatty() and not _is_dumb():
        with _bar() as report:
            yield report
    else:
        yield Lines().report


class Lines:
    """Progress where nobody watches: a plain line now and then, nothing for a short run."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = self._spoke = clock()

    def report(self, done: int, total: int, what: str = "") -> None:
        now = self._clock()
        if now - self._spoke < SECONDS_BETWEEN_LINES or not 0 < done < total:
            return
        self._spoke = now
        left = (now - self._began) * (total - done) / done
        click.echo(f"{what or f'{done / total:.0%}'} done, about {wording.lasted(left)} left", err=True)


@contextmanager
def _bar() -> Iterator[Report]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from sim.report.layout import Paper

    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TimeRemainingColumn(compact=True),
        console=Paper(stderr=True),
        transient=True,
    )
    with shown:
        task = shown.add_task(SIMULATING, total=None)
        yield lambda done, total, what="": shown.update(
            task, completed=done, total=total, description=what or SIMULATING
        )


def _is_dumb() -> bool:
    from rich.console import Console

    return Console(stderr=True).is_dumb_terminal
