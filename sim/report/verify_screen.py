"""A verification in a terminal: every check on a line, what is wrong once more at the end, and the finding."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding

from sim.report import verify_words as words
from sim.report.layout import columns, is_narrow, say, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.table import Table

    from sim.questions.verify import Check, Outcome

WIDTHS = (9, 9, 6, 6, 5)
"""Letters of the columns beside the first."""


def show(console: Console, outcome: Outcome, *, quiet: bool) -> None:
    """Show every check, or with `quiet` only those that fail, and end with the finding."""
    bad = [check for check in outcome.checks if not check.passed]
    for id_, checks in groupby(bad if quiet else outcome.checks, key=lambda check: check.id):
        say(console, words.limit(id_), style="bold")
        _list(console, list(checks))
        say(console, "")
    if not quiet:
        say(console, words.HOW_TO_READ, style="dim")
        say(console, "")
        for check in bad:
            say(console, f"{words.CALLED[check.verdict]}: {told(check)}", style="red")
    say(console, words.finding(outcome), style="bold")


def told(check: Check) -> str:
    """Tell of one check in a line."""
    return (
        f"{check.id} {check.engine}: {check.says}: {words.number(check.simulated)}, in theory "
        f"{words.number(check.theory)} (z {words.z(check)})"
    )


def _list(console: Console, checks: Iterable[Check]) -> None:
    if is_narrow(console):
        for check in checks:
            say(console, f"  {words.CALLED[check.verdict]} {check.engine}: {check.says}", style=_style(check))
            say(console, f"    {words.number(check.simulated)} z {words.z(check)}")
        return
    for engine, its_own in groupby(checks, key=lambda check: check.engine):
        console.print(Padding(_table(console, str(engine), its_own), (0, 0, 0, 2)))


def _table(console: Console, engine: str, checks: Iterable[Check]) -> Table:
    table = columns(console, "", "theory", "simulated", "z", "finds", "")
    table.columns[0].header = text(console, engine)
    table.columns[0].width = console.width - 2 - sum(WIDTHS) - 2 * len(WIDTHS)
    for column, width in zip(table.columns[1:], WIDTHS, strict=True):
        column.width = width
    for check in checks:
        cells = (
            check.says, words.number(check.theory), words.number(check.simulated), words.z(check),
            words.finds(check), words.CALLED[check.verdict],
        )  # fmt: skip
        table.add_row(*(text(console, cell) for cell in cells), style=_style(check))
    return table


def _style(check: Check) -> str:
    return "" if check.passed else "red"
