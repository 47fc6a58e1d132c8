"""The desk's day: when people call or chat, how long they wait, who gives up."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from sim.report import findings
from sim.report.figures.axes import few_ticks
from sim.report.figures.panels import headroom, stacked
from sim.report.figures.style import BLUE, GREEN, VERMILION, in_house_style, in_words, noted
from sim.statistics import MeanInterval, mean_interval
from sim.statistics.intervals import t_quantile

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUICK = ("phone", "chat")
"""The channels on which people wait on the line; e-mails wait for hours, mostly at night."""

FEWEST_CONTACTS = 30
"""The hours of the day are taken together until each part has so many logged contacts on average."""

NORMAL = 10**9
"""Degrees of freedom at which Student's law is the normal one."""


@dataclass(frozen=True)
class Part:
    """A stretch of the desk's day, and the calls and chats that came in it."""

    name: str
    middle: float
    contacts: int
    wait: MeanInterval
    wait_at_large: MeanInterval
    """The interval that holds for all parts at once: the longest wait of many is picked because it is long."""
    given_up: MeanInterval


@in_house_style
def desk_day(contacts: pd.DataFrame, *, open_hours: float) -> Figure:
    """Draw, over the hours in which the desk is open, how many call or chat, how long they wait and who gives up.

    `contacts` is the table of `Results`, which is a sample. Intervals take contacts as independent of each other.
    """
    quick = contacts[contacts["channel"].isin(QUICK)] if "channel" in contacts else contacts
    count = parts_that_tell(len(quick), open_hours)
    if count < 2:
        return in_words(findings.desk_of_the_day({}), noted(contacts))
    parts = parts_of_the_day(quick, open_hours, count)
    waits = {part.name: (part.wait.mean, part.wait_at_large.low, part.wait_at_large.high) for part in parts}
    answered = bool((quick["outcome"] == "served").any())
    note = " · ".join(filter(None, (noted(contacts), f"{len(quick):,} logged contacts, bars: 95 % interval")))
    sheet, panels = stacked(findings.desk_of_the_day(waits, answered=answered), note, 3)
    at, width = [part.middle for part in parts], 0.7 * open_hours / count
    panels[0].bar(at, [part.contacts for part in parts], width=width, color=GREEN)
    headroom(panels[0], "logged calls and chats", float(max(part.contacts for part in parts)))
    draw_dots(panels[1], "mean wait, minutes", at, [part.wait for part in parts], BLUE)
    draw_dots(panels[2], "given up, %", at, [part.given_up for part in parts], VERMILION)
    for ax in panels:
        ax.set_xlim(0, open_hours)
        ax.set_xticks(few_ticks(open_hours))
    panels[-1].set_xlabel("hours since the desk opened")
    return sheet.figure


def parts_that_tell(contacts: int, open_hours: float) -> int:
    """Give the number of equal parts, of whole hours where the day has whole hours, with enough in each."""
    hours = int(open_hours)
    return max((n for n in range(1, hours + 1) if hours % n == 0 and contacts >= n * FEWEST_CONTACTS), default=1)


def parts_of_the_day(quick: pd.DataFrame, open_hours: float, count: int) -> list[Part]:
    """Cut the open hours into equal parts and measure each."""
    length = open_hours / count
    which = (quick["arrival_minute"] // (60 * length)).clip(0, count - 1)
    parts = []
    for i in range(count):
        rows = quick[which == i]
        waits = rows["wait_minutes"].to_numpy()
        name = f"hour {i + 1}" if length == 1 else f"hours {i * length + 1:.3g} to {(i + 1) * length:.3g}"
        given_up = share(int((rows["outcome"] == "abandoned").sum()), len(rows))
        at_large = mean_interval(waits, level=1 - 0.05 / count)
        parts.append(Part(name, (i + 0.5) * length, len(rows), mean_interval(waits), at_large, given_up))
    return parts


def share(count: int, of: int) -> MeanInterval:
    """Give a percentage with Wilson's interval, which never leaves 0 to 100 (Wilson 1927)."""
    if of == 0:
        return mean_interval([])
    z, p = t_quantile(0.95, NORMAL), count / of
    middle, scale = p + z * z / (2 * of), 1 + z * z / of
    reach = z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = (middle - reach) / scale, (middle + reach) / scale
    return MeanInterval(100 * p, 100 * max(low, 0.0), 100 * min(high, 1.0), float("nan"), of)


def draw_dots(ax: Axes, name: str, at: list[float], values: list[MeanInterval], colour: str) -> None:
    """Draw means as dots, each with its interval."""
    known = [(x, found) for x, found in zip(at, values, strict=True) if found.n > 0]
    xs, means = [x for x, _ in known], [found.mean for _, found in known]
    ax.vlines(xs, [v.low for _, v in known], [v.high for _, v in known], color=colour, linewidth=3, alpha=0.55)
    ax.plot(xs, means, "o", color=colour, markersize=6)
    headroom(ax, name, max(means))
