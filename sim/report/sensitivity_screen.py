"""What matters in a sweep, as it looks in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import sensitivity_notes, where_words
from sim.report import sensitivity_words as words
from sim.report.layout import columns, is_tiny, say, text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim.questions.sensitivity import Sensitivity, Where


def show(console: Console, found: Sensitivity, *, quiet: bool = False) -> None:
    """Show what matters most, a table of all factors, and what the numbers rest on."""
    say(console, words.finding(found), style="bold")
    say(console, "")
    console.print(_table(console, found))
    if quiet:
        return
    say(console, "")
    for line in sensitivity_notes.limits(found):
        say(console, line)
    say(console, "")
    say(console, words.how_to_read(found), style="dim")


def show_where(console: Console, found: Where) -> None:
    """Show where something happens."""
    say(console, "")
    say(console, where_words.finding(found), style="bold")
    for line in where_words.details(found):
        say(console, line)


def _table(console: Console, found: Sensitivity) -> Table:
    names = words.columns(found)
    table = columns(console, "", *(() if is_tiny(console) else (words.HEADS[name] for name in names)))
    for factor, *cells in words.cells(found):
        if is_tiny(console):
            table.add_row(text(console, factor))
            for name, cell in zip(names, cells, strict=True):
                table.add_row(text(console, f"  {words.HEADS[name]} {cell}"))
        else:
            table.add_row(*(text(console, cell) for cell in (factor, *cells)))
    return table
