"""What every answer needs: a progress bar while it is worked out, the clock, and notes for the careful."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

import click

from sim.cli.progress import SIMULATING, progress
from sim.cli.stopping import shield_workers
from sim.processes import FOR_RUNS, begin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.archive.answers import KeptAnswer
    from sim.cli.options import Request
    from sim.cli.progress import Report
    from sim.scenario import Scenario

Answer = TypeVar("Answer")


FOR_PAGES = ("pyarrow.parquet", "matplotlib.style", "sim.report.figures", "sim.report.page", "jinja2")
"""What tables, pictures and pages need, and what takes seconds to load."""


def timed(request: Request, work: Callable[[Report], Answer], *, doing: str = SIMULATING) -> tuple[Answer, float]:
    """Do the work under a progress bar that says what is being done; give its answer and the seconds it took."""
    if request.workers > 1:
        shield_workers()
    began = time.monotonic()
    with progress(quiet=request.quiet, doing=doing) as report:
        answer = work(loading(report) if request.workers > 1 else report)
    return answer, time.monotonic() - began


def loading(report: Report) -> Report:
    """Load what comes after the runs, a module at a report, once workers have begun: this process only waits."""
    modules = iter(FOR_PAGES)

    def told(done: int, total: int, what: str = "") -> None:
        report(done, total, what)
        if done and (module := next(modules, None)):
            import_module(module)

    return told


def expect_workers(workers: int, *, needing: Sequence[str] = FOR_RUNS) -> None:
    """Let what workers need load while this process goes on, if there are to be any."""
    if workers > 1:
        shield_workers()
        begin(*needing)


def check_cost(request: Request, specs: Sequence[Scenario]) -> None:
    """Refuse what the memory cannot hold, and what takes longer than a day unless that is said to be meant.

    What comes next are the runs, so workers load meanwhile.
    """
    expect_workers(request.workers)
    from sim.cost import cost, refuse_what_does_not_fit, refuse_what_takes_for_ever

    replications = specs[0].replications if request.replications is None else request.replications
    refuse_what_does_not_fit(specs, replications=replications, workers=request.workers)
    if not request.yes:
        refuse_what_takes_for_ever(
            cost(specs, replications=replications, workers=request.workers, engine=request.engine)
        )


def say_if_larger(there: KeptAnswer | None, replications: int) -> None:
    """Say that a kept answer of more replications stays as it is, and how a damaged report of it is mended."""
    if there is None or not there.is_of_more(replications):
        return
    more = there.provenance["replications"]
    holds = f"note: {there.folder.as_posix()}: holds the answer from {more:,} replications, which stays as it is"
    worn = f"; damaged: {', '.join(there.worn)}: --replications {more} writes it anew" if there.worn else ""
    click.echo(f"{holds}{worn}", err=True)


def print_object(text: str, notes: Sequence[str]) -> None:
    """Print a JSON object and nothing else; notes go to standard error."""
    for note in notes:
        click.echo(f"warning: {note}", err=True)
    click.echo(text)
