"""What the answer to `why` looks like in a terminal: whose doing it is, and where it is booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import changes, split, split_reasons, wording
from sim.report.layout import columns, is_narrow, is_tiny, say, text
from sim.report.screen import title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from sim.questions.why import Why

HEADS = {
    "marketing": "expectation\ngap",
    "product": "use,\nfailures",
    "journey": "touch-\npoints",
    "service": "\nservice",
}
"""The columns of the ledger, by whose they seem to be."""


def show(console: Console, answer: Why) -> None:
    """Show whose doing a difference is: the finding, every headline measure, and the ledger beside it."""
    names = f"{wording.visible(answer.names[0])} is not {wording.visible(answer.names[1])}"
    say(console, f"Who lost these customers? {names}", style="bold")
    say(console, title(answer.weak, answer.seed, answer.replications), style="dim")
    say(console, "")
    say(console, split.finding(answer), style="bold")
    for line in filter(None, (split.alone(answer), split.rest(answer))):
        say(console, line)
    say(console, "")
    console.print(_shares(console, answer))
    say(console, "")
    say(console, split.how_to_read(answer), style="dim")
    if len(answer.levers) > 1:
        _show_booked(console, answer)
    say(console, "")
    for line in split.known(answer):
        say(console, line)


def _shares(console: Console, answer: Why) -> Table:
    narrow = is_narrow(console)
    heads = ("share", "of it") if narrow else ("share", "95 % interval", "of it", "first", "last")
    table = columns(console, "", *(() if is_tiny(console) else heads))
    for found in split.splits(answer):
        _add(
            console,
            table,
            [f"{found.label}, {found.values}", found.difference, *_reach(found.reach, narrow)],
            "bold",
        )
        for share in found.shares:
            wide = () if narrow else (share.alone, share.last)
            numbers = [share.share, *_reach(share.reach, narrow), share.part, *wide]
            _add(console, table, [f"  {split.NAMES[share.lever]}", *numbers])
    return table


def _reach(reach: str, narrow: bool) -> tuple[str, ...]:
    return () if narrow else (reach,)


def _add(console: Console, table: Table, cells: Sequence[str], style: str = "") -> None:
    """Add a row; where there is no room for columns, its numbers below its name."""
    if is_tiny(console):
        table.add_row(text(console, cells[0], style=style))
        table.add_row(text(console, f"    {' '.join(cells[1:])}"))
    else:
        table.add_row(*(text(console, cell, style=style) for cell in cells))


def _show_booked(console: Console, answer: Why) -> None:
    """Show each lever's share of experience by where it is booked, and say where the two splits differ."""
    say(console, "")
    say(console, "Experience: whose doing it is, and where it is booked", style="bold")
    if not is_narrow(console):
        console.print(_booked(console, answer))
    for sentence in split_reasons.reasons(answer):
        say(console, sentence)


def _booked(console: Console, answer: Why) -> Table:
    cells = {(row["lever"], row["booked"]): float(row["share"]) for row in answer.booked.to_dict("records")}
    doing = split.its_doing(answer)
    table = columns(console, "", *HEADS.values(), "its doing\n(share)")
    for lever in answer.levers:
        mine = [_quality(cells[lever, one]) for one in HEADS]
        _add(console, table, [f"  {split.NAMES[lever]}", *mine, doing[lever]])
    sums = [sum(cells[lever, one] for lever in answer.levers) for one in HEADS]
    _add(console, table, ["  booked there", *map(_quality, [*sums, sum(sums)])])
    return table


def _quality(value: float) -> str:
    return changes.change(value, "quality")
