"""The facts as they look in a terminal: what the world says, what the model says, and whether that is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.facts.fact import Verdict
from sim.report import facts_words as words
from sim.report.layout import is_narrow, say, text
from sim.report.screen import title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from sim.questions.facts.answer import Facts
    from sim.questions.facts.fact import Fact, Figure

FEW = 3
"""Facts of which all is told; of more, their figures."""

STYLES = {Verdict.MET: "green", Verdict.MISSED: "bold red", Verdict.OPEN: "yellow"}


WIDE = {"world": 15, "here": 11, "95 %": 16, "band": 15}
"""Letters of the columns beside the first."""


def show(console: Console, answer: Facts) -> None:
    """Show how many facts hold, and every figure."""
    say(console, "Which stylised facts does the model show?", style="bold")
    say(console, title(answer.scenario, answer.seed, answer.replications), style="dim")
    say(console, "")
    say(console, words.finding(answer), style="bold")
    if unjudged := words.others(answer):
        say(console, unjudged)
    if not is_narrow(console):
        say(console, "")
        console.print(_line(console, ("", *WIDE), style="dim"))
    for fact in answer.facts:
        _fact(console, answer, fact, whole=len(answer.facts) <= FEW)
    say(console, "")
    say(console, words.HOW_TO_READ, style="dim")
    for line in words.known(answer):
        say(console, line, style="dim")


def _fact(console: Console, answer: Facts, fact: Fact, *, whole: bool) -> None:
    verdict = answer.verdicts[fact.id]
    head = text(console, f"{fact.id} {fact.title}: ", style="bold")
    head.append_text(text(console, words.CALLED[verdict], style=STYLES.get(verdict, "dim")))
    console.print(head, overflow="fold")
    for sentence in (fact.world, words.where_from(fact), fact.asked) if whole else ():
        say(console, sentence)
    for figure in fact.figures:
        _figure(console, answer, fact, figure)
    if whole and fact.remark:
        say(console, fact.remark)


def _figure(console: Console, answer: Facts, fact: Fact, figure: Figure) -> None:
    here, style = words.mean(answer, fact, figure), STYLES.get(answer.verdict(fact, figure), "")
    reach, band = words.reach(answer, fact, figure), words.band(figure.band, figure.unit)
    if is_narrow(console):
        say(console, f"  {figure.says}")
        say(console, f"    {here}", style=style)
    else:
        console.print(_line(console, (f"  {figure.says}", figure.world, here, reach, band), style=style))


def _line(console: Console, cells: Sequence[str], *, style: str) -> Table:
    """Give a line of columns that are as wide in every line; the figure found is coloured."""
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold", width=console.width - sum(WIDE.values()) - 2 * len(WIDE) - 1)
    for width in WIDE.values():
        table.add_column(justify="right", overflow="fold", width=width)
    coloured = [style if place == FOUND or style == "dim" else "" for place in range(len(cells))]
    table.add_row(*(text(console, cell, style=how) for cell, how in zip(cells, coloured, strict=True)))
    return table


FOUND = 2
"""The place of the figure found in a line."""
