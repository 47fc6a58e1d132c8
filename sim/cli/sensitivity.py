"""`sensitivity SWEEP`: what matters in a sweep, and where something happens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.archive.names import INDEX, REPORT
from sim.cli.answering import print_object
from sim.cli.options import OUT, Finite, answers
from sim.errors import TrapezeError, UsageError, visible
from sim.report.wording import as_typed

if TYPE_CHECKING:
    from sim.questions.sensitivity import Sensitivity, Where

MOST_NAMED = 5
"""Sweeps that are named where the one that was meant is not there."""


@click.command(
    "sensitivity",
    epilog="""\b
Examples:
  sensitivity default_study
  sensitivity results/rescue_map-3f2a9c51 --measure profit
  sensitivity rescue_map --measure rescue_index_retention --at-least 0.25
""",
)
@click.argument("sweep")
@click.option("--measure", metavar="NAME", help="What it is about; else the first measure of the sweep.")
@click.option("--at-least", type=Finite(), metavar="X", help="Also say where the measure is at least so much.")
@click.option("--at-most", type=Finite(), metavar="X", help="Also say where the measure is at most so much.")
@OUT
@answers
def command(
    sweep: str, measure: str | None, at_least: float | None, at_most: float | None, out: str | None,
    as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Ask which factors of a sweep matter, how surely, and how much is simulation noise.

    SWEEP is the folder of a sweep, or its name if it lies in ./results or --out. It may be unfinished: what is
    missing is said and left out.
    """
    folder = folder_of(sweep, out)
    found, places = answered(folder, measure, at_least, at_most)
    if as_json:
        from sim.report import as_json as objects
        from sim.report.sensitivity_json import sensitivity_object

        print_object(objects.text(sensitivity_object(found, places)), ())
        return
    from sim.report import sensitivity_screen as screen
    from sim.report.layout import terminal

    console = terminal()
    screen.show(console, found, quiet=quiet)
    if places is not None:
        screen.show_where(console, places)
    if not quiet:
        refresh(folder, measure, places)


def refresh(folder: Path, measure: str | None, places: Where | None) -> None:
    """Make the report of the sweep anew, with what was asked; an answer is none the worse where that cannot be."""
    from sim.cli import sweep_report
    from sim.experiment.store import Store

    try:
        with Store.open(folder) as store:
            root = folder.parent if (folder.parent / INDEX).exists() else None
            sweep_report.put_by_itself(store, folder, root, measure=measure, where=places)
    except TrapezeError as trouble:
        click.echo(f"the report was not made anew: {trouble}", err=True)
    else:
        click.echo(f"Report: {(folder / REPORT).as_posix()}")


def answered(
    folder: Path, measure: str | None, at_least: float | None, at_most: float | None
) -> tuple[Sensitivity, Where | None]:
    """Say what matters in the sweep of a folder, and where the measure is so large if that is asked."""
    from sim.experiment.sweep import Sweep
    from sim.questions.sensitivity import sensitivity, where

    sweep = Sweep.load(folder)
    found = sensitivity(sweep, measure)
    if at_least is None and at_most is None:
        return found, None
    return found, where(sweep, measure, at_least=at_least, at_most=at_most)


def folder_of(sweep: str, out: str | None) -> Path:
    """Find the folder of a sweep by its place or its name; the newest, if there are several of that name."""
    from sim.archive import names, refusal

    place = Path(sweep)
    if place.is_dir() and names.holds_a_sweep(place):
        return place
    root, wanted = refusal.reading_root(out), place.name.removesuffix(".toml")
    there = names.sweep_folders(root)
    mine = [folder for folder in there if folder.name == wanted or folder.name.rpartition("-")[0] == wanted]
    if mine:
        return max(mine, key=lambda folder: (folder / names.LEDGER).stat().st_mtime)
    if place.exists():
        raise UsageError(f"{visible(sweep)}: holds no sweep; give the folder that `sweep` has written")
    named = ", ".join(one.name for one in there[:MOST_NAMED])
    remedy = f"there are {named}" if there else f"run it first: sweep {as_typed(sweep)}"
    raise UsageError(f"no results of a sweep '{visible(sweep)}' in {root}; {remedy}")
