"""What the answer to `worth` looks like in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import worth_words as words
from sim.report.layout import columns, is_narrow, is_tiny, say, text
from sim.report.screen import title

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim.questions.worth import Worth

WITH_INTERVAL = {"worth"}
"""Of these the interval is shown; there is room for no more."""


def show(console: Console, answer: Worth) -> None:
    """Show what a unit of each lever is worth, how far each was moved, and what is not in it."""
    say(console, "What is a little more of each lever worth?", style="bold")
    say(console, title(answer.scenario, answer.seed, answer.replications), style="dim")
    say(console, "")
    say(console, words.finding(answer), style="bold")
    say(console, "")
    console.print(_table(console, answer))
    say(console, "")
    say(console, words.how_to_read(answer), style="dim")
    if any(line.by_luck & {*_shown(console)} - WITH_INTERVAL for line in words.lines(answer)):
        say(console, words.HOW_MARKED, style="dim")
    say(console, "")
    for line in (*words.steps(answer), *words.limits(answer)):
        say(console, line)
    say(console, "")
    for line in words.known(answer):
        say(console, line)


def _shown(console: Console) -> tuple[str, ...]:
    """Give the columns that there is room for."""
    return ("worth",) if is_narrow(console) else tuple(words.HEADS)


def _table(console: Console, answer: Worth) -> Table:
    shown = _shown(console)
    heads = [head for what in shown for head in ((what, "95 % interval") if what in WITH_INTERVAL else (what,))]
    table = columns(console, "", *(() if is_tiny(console) else heads))
    for line in words.lines(answer):
        cells = [
            cell
            for what in shown
            for cell in ((line.told[what], line.reach[what]) if what in WITH_INTERVAL else (line.marked(what),))
        ]
        if is_tiny(console):
            table.add_row(text(console, words.NAMES[line.lever]))
            table.add_row(text(console, f"    {' '.join(cells)}"))
        else:
            table.add_row(*(text(console, cell) for cell in (words.NAMES[line.lever], *cells)))
    return table
