"""Stories in a terminal: what both lives share, and from where they part the one beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from sim.questions.stories import RULE
from sim.report.layout import is_narrow, say, text
from sim.report.wording import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from sim.questions.stories import Story

    Days = Sequence[tuple[int, str]]

DAY = len("day 3650")
NONE_TOLD = (
    "There are no stories to tell: nobody typical is logged. With log = \"all\" everybody is, and with a larger "
    "population more are."
)  # fmt: skip


def show_stories(console: Console, told: Sequence[Story]) -> None:
    """Show stories, one after the other."""
    if not told:
        say(console, NONE_TOLD)
        return
    say(console, RULE, style="dim")
    for story in told:
        say(console, "")
        show_story(console, story)


def show_story(console: Console, story: Story) -> None:
    """Show one customer: what becomes of him, why he is typical, what both lives share, and where they part."""
    segment = f" ({visible(story.segment)})" if story.segment else ""
    say(console, f"{visible(story.title)}{segment}", style="bold")
    say(console, story.why_typical, style="dim")
    console.print(_days(console, story.together))
    if not any(story.apart):
        say(console, "Both lives are the same.", style="dim")
    elif is_narrow(console):
        for life, days in zip(story.lives, story.apart, strict=True):
            say(console, f"with {visible(life.name)}:", style="dim")
            console.print(_days(console, days))
    else:
        console.print(_side_by_side(console, story))


def _days(console: Console, days: Days) -> Table:
    table = _table()
    for day, happened in days:
        table.add_row(text(console, f"day {day}"), text(console, happened))
    return table


def _side_by_side(console: Console, story: Story) -> Table:
    """Give a row for each day on which something happens in either life."""
    table = _table(*(text(console, f"with {visible(life.name)}") for life in story.lives))
    happened = [dict(days) for days in story.apart]
    for day in sorted(set().union(*happened)):
        cells = (text(console, each.get(day, "")) for each in happened)
        table.add_row(text(console, f"day {day}"), *cells)
    return table


def _table(*heads: Text) -> Table:
    """Begin a table of days: their numbers, then what happened in one column, or in as many as have heads."""
    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True, show_header=bool(heads), header_style="dim"
    )
    table.add_column(min_width=DAY)
    for head in heads or ("",):
        table.add_column(head, ratio=1, overflow="fold")
    return table
