"""What a sweep looks like in a terminal: what was run, and what was measured where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.archive.names import REPORT
from sim.report import wording
from sim.report.counting import size
from sim.report.layout import broken, columns, is_narrow, say, text
from sim.report.screen import show_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from sim.experiment.estimate import Estimate
    from sim.experiment.plan import Plan
    from sim.experiment.sweep import Sweep

SHOWN_FIRST = ("retention", "nps", "profit")
"""Measures that are shown where the sweep names none."""
MOST_POINTS, MOST_MEASURES = 24, 5
MOST_ENDS, MOST_NAMED = 3, 4
"""Points from either end that are told in sentences; factors that a title names."""
NARROWEST = 8
"""Characters that a column takes at least."""
LONGEST_OF_A_KEY = 14
"""Letters of a key in one line of a head, where the table is too wide for the whole of it."""
FEW_MEASURES = 2
"""Where there is only room for the essential columns."""


def show(
    console: Console, sweep: Sweep, seconds: float, notes: Sequence[str] = (), *, again: str, quiet: bool
) -> None:
    """Show what was run, the first measures at the points, how many runs that took, and where they lie."""
    plan, tally = sweep.plan, sweep.tally
    say(console, title(plan), style="bold")
    say(console, "")
    if len(sweep.runs):
        say_points(console, sweep)
    else:
        say(console, "No run has finished.")
    if quiet:
        return
    show_notes(console, notes)
    say(console, "")
    say(console, f"computed {tally.computed:,}, reused {tally.reused:,}, failed {tally.failed:,} in "
        f"{wording.lasted(seconds)}")  # fmt: skip
    if sweep.folder is not None:
        say(console, f"Report: {(sweep.folder / REPORT).as_posix()}", style="dim")
    say(console, f"Next: {again}", style="dim")


def show_estimate(console: Console, plan: Plan, expected: Estimate, *, quiet: bool = False) -> None:
    """Show what a sweep would cost."""
    say(console, title(plan), style="bold")
    say(console, "")
    where = "one process" if expected.workers == 1 else f"{expected.workers} processes"
    free = "" if expected.free is None else f"; {size(expected.free)} is free"
    runs = f"{wording.count(expected.points, 'point')}, {wording.count(expected.runs, 'run')}"
    share = f"Share {expected.share}: " if expected.share else ""
    say(console, f"{share}{runs}, in {where}: about {wording.lasted(expected.seconds)}, if nothing else runs.")
    say(console, f"Memory at the peak: about {size(expected.memory)}{free}.")
    say(console, f"Disk: about {size(expected.disk)}.")
    if not quiet:
        show_notes(console, [*plan.notes, *plan.base.warnings])
    say(console, "Nothing was run and nothing was written.", style="dim")


def title(plan: Plan) -> str:
    """Say what is run: what varies, in what, how often, with which luck."""
    named = wording.visible(plan.title or plan.name)
    factors = " x ".join(wording.visible(factor.name) for factor in plan.factors)
    if len(plan.factors) > MOST_NAMED:
        factors = wording.count(len(plan.factors), "factor")
    parts = [
        named,
        wording.visible(plan.base.name),
        f"{wording.count(len(plan.points), 'point')} ({factors})",
        wording.count(plan.replications, "replication"),
    ]
    if plan.precision is not None:
        parts.append(f"more until {plan.precision.measure} is known to ±{plan.precision.half_width:g}")
    return " · ".join([*parts, f"seed {plan.seed}"])


def say_points(console: Console, sweep: Sweep) -> None:
    """Show the points and their measures; of very many, those between which the first measure lies.

    Factors for which a line has no room are told in sentences.
    """
    measures = _measures(console, sweep)
    means = sweep.summary.pivot_table(index="point", columns="measure", values="mean", dropna=False)
    head, fits = _head(sweep, measures), _fits(console, sweep, measures)
    shown, most = list(means.index), MOST_POINTS // 4 if fits else MOST_ENDS
    if len(means) > (MOST_POINTS if fits else 2 * MOST_ENDS):
        ordered = means[measures[0]].sort_values(kind="stable").index
        shown = [*ordered[:most], *ordered[-most:]]
        say(console, f"Where {wording.label(measures[0])} is lowest, and where it is highest:")
    rows = [_row(sweep, int(str(point)), row, measures) for point, row in means.loc[shown].iterrows()]
    if fits:
        console.print(_table(console, head, rows))
        return
    at = len(sweep.plan.factors)
    for row in rows:
        say(console, ", ".join(f"{name} {cell}" for name, cell in zip(head[at:], row[at:], strict=True)))
        at_values = ", ".join(f"{name} {cell}" for name, cell in zip(head[:at], row[:at], strict=True))
        say(console, f"  at {at_values}", style="dim")


def _measures(console: Console, sweep: Sweep) -> list[str]:
    there = set(sweep.summary["measure"])
    wanted = [name for name in sweep.plan.measures or SHOWN_FIRST if name in there]
    return wanted[: FEW_MEASURES if is_narrow(console) else MOST_MEASURES]


def _head(sweep: Sweep, measures: list[str]) -> list[str]:
    return [*(wording.visible(factor.name) for factor in sweep.plan.factors), *map(wording.label, measures)]


def _row(sweep: Sweep, point: int, means: pd.Series[float], measures: list[str]) -> list[str]:
    values = sweep.plan.points[point].values
    units = dict(zip(sweep.summary["measure"], sweep.summary["unit"], strict=True))
    measured = [wording.quantity(means[name], units[name]) for name in measures]
    return [*(spelt(values[factor.name]) for factor in sweep.plan.factors), *measured]


def _fits(console: Console, sweep: Sweep, measures: list[str]) -> bool:
    """Tell whether a line has room for all columns; names are broken between words, keys at their joints too."""
    names = map(_broken, _head(sweep, measures))
    widths = [max(NARROWEST, *(len(word) for word in name.split())) for name in names]
    return sum(widths) + 2 * len(widths) <= console.width


def _table(console: Console, head: list[str], rows: list[list[str]]) -> Table:
    wide = sum(max(map(len, column)) + 2 for column in zip(head, *rows, strict=True)) > console.width
    table = columns(console, *(map(_broken, head) if wide else head))
    for row in rows:
        table.add_row(*(text(console, cell) for cell in row))
    return table


def _broken(name: str) -> str:
    return broken(name, "._", LONGEST_OF_A_KEY)


def spelt(value: object) -> str:
    """Write the value of a factor."""
    if value is None:
        return "as it is"
    if not isinstance(value, float):
        return wording.visible(str(value))
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.10g}"
