"""The same customers in two lives: what becomes of a hundred of them, and who they are."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.report import changes, counterfactual_words, portraits, wording
from sim.report.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MARGIN,
    NOTE,
    RULE,
    TYPE,
    VERMILION,
    WIDTH,
    Sheet,
    called,
    in_house_style,
    in_words,
    length,
    shortened,
)
from sim.report.whom import BUYERS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.counterfactual import Counterfactual
    from sim.report.whom import Whom
    from sim.statistics.intervals import MeanInterval

MARKS: dict[str, tuple[str, str, str]] = {
    "kept_anyway": (BLUE, "o", BLUE),
    "saved": (GREEN, "^", GREEN),
    "harmed": (VERMILION, "X", VERMILION),
    "lost_anyway": (FAINT, "o", "white"),
}
"""Colour, mark and filling of each outcome, in the order in which a hundred people are drawn."""

IN_A_ROW, ROWS = 20, 5
STEP = (WIDTH - 2 * MARGIN) / IN_A_ROW
LINE = 0.27
NUMBER = MARGIN + 1.85
STRIP = 0.56
TOLD = {
    "days": ("days as a customer", 1.0),
    "failures": ("failures met", 1.0),
    "contacts": ("contacts made", 1.0),
    "silent_share": ("failures never reported, %", 100.0),
    "zero_contact_share": ("never contact the firm, %", 100.0),
    "fit": ("how well the product fits, in quality", 1.0),
    "loyalty": ("loyalty by nature, in quality", 1.0),
}
"""What is drawn of the people, with what it is called and times what it is shown."""


@in_house_style
def four_outcomes(answer: Counterfactual, whom: Whom = BUYERS) -> Figure:
    """Draw a hundred buyers by what becomes of them in both lives, with how surely that is known."""
    finding = counterfactual_words.in_short(answer, whom)
    if not answer.runs["everybody"].sum():
        return in_words(finding)
    sheet = Sheet(finding, _note(answer), height=ROWS * STEP + (len(MARKS) + 1) * LINE + 0.1)
    ax = sheet.axes(MARGIN, MARGIN, bottom=(len(MARKS) + 1) * LINE + 0.05)
    _draw_hundred(ax, counterfactual_words.hundred(answer))
    _write_outcomes(sheet, answer)
    return sheet.figure


def _note(answer: Counterfactual) -> str:
    net, noise = answer.net, "no interval: it needs at least 2 replications"
    if isfinite(net.low):
        noise = f"in brackets: 95 % interval, {wording.count(answer.replications, 'replication')}"
    certain = changes.change(net.mean, "share", fineness=changes.fineness(net.low, net.high)).replace("-", "−")
    return f"only saved less harmed is identified: {certain} of 100 · {noise}"


def _draw_hundred(ax: Axes, people: dict[str, int]) -> None:
    """Draw a mark for each of a hundred, row by row, the outcomes one after the other."""
    ax.set(xlim=(0, IN_A_ROW), ylim=(ROWS, 0))
    ax.axis("off")
    everybody = [outcome for outcome in MARKS for _ in range(people[outcome])]
    for outcome in MARKS:
        places = [place for place, name in enumerate(everybody) if name == outcome]
        x, y = ([place % IN_A_ROW + 0.5 for place in places], [place // IN_A_ROW + 0.5 for place in places])
        _marks(ax, x, y, outcome, size=9.0)


def _marks(ax: Axes, x: list[float], y: list[float], outcome: str, *, size: float) -> None:
    colour, mark, face = MARKS[outcome]
    ax.plot(x, y, mark, color=colour, markerfacecolor=face, markeredgewidth=1.5, markersize=size, linestyle="none")


def _write_outcomes(sheet: Sheet, answer: Counterfactual) -> None:
    """Write each outcome with its mark, how many of 100 have it, and its bounds."""
    rows = {str(row["outcome"]): row for row in answer.counts.merge(answer.bounds).to_dict("records")}
    height, right = (len(MARKS) + 1) * LINE, WIDTH - MARGIN
    ax = sheet.axes(0, 0, bottom=0, top=height)
    ax.set(xlim=(0, WIDTH), ylim=(0, height))
    ax.axis("off")
    for x, head in ((NUMBER, "of 100"), (right, "however luck is shared")):
        ax.text(x, height - LINE / 2, head, fontsize=NOTE, color=FAINT, ha="right", va="center")
    for i, outcome in enumerate(MARKS):
        row, y = rows[outcome], (len(MARKS) - i - 0.5) * LINE
        _marks(ax, [MARGIN + 0.1], [y], outcome, size=8.0)
        ax.text(MARGIN + 0.3, y, portraits.NAMES[outcome], fontsize=TYPE, va="center")
        share, reach = 100 * float(row["share"]), wording.interval(row["low"], row["high"], "share")
        ax.text(NUMBER, y, f"{share:.1f}", fontsize=TYPE, fontweight="bold", va="center", ha="right")
        ax.text(NUMBER + 0.1, y, f"({reach})" if reach else "", fontsize=NOTE, color=FAINT, va="center")
        ends = counterfactual_words.from_to(row["least"], row["most"])
        ax.text(right, y, ends, fontsize=TYPE, va="center", ha="right")


@in_house_style
def who_they_are(answer: Counterfactual, whom: Whom = BUYERS) -> Figure:
    """Draw in what those who are saved, harmed, kept and lost anyway differ, in their lives before the change."""
    finding = portraits.who_is_saved(answer, whom)
    drawn = [outcome for outcome in MARKS if answer.runs[outcome].sum() >= portraits.FEW]
    rows = [what for what in TOLD if any(isfinite(answer.told(name, what).mean) for name in drawn)]
    if not drawn or not rows:
        return in_words(finding)
    several = answer.replications > 1
    bars = "bars: 95 % interval" if several else "no bars: an interval needs at least 2 replications"
    before = called(answer.names[0])
    note = f"with {before} · line: all {whom.people} · {bars}"
    sheet = Sheet(finding, note, height=len(rows) * (STRIP + 0.3) + LINE + 0.1)
    _legend(sheet, drawn, len(rows) * (STRIP + 0.3) + 0.1)
    for i, what in enumerate(rows):
        foot = (len(rows) - 1 - i) * (STRIP + 0.3) + 0.22
        ax = sheet.axes(0.25, 0.25, bottom=foot, top=foot + STRIP - 0.2)
        name, times = TOLD[what]
        found = {outcome: answer.told(outcome, what) for outcome in drawn}
        _draw_strip(ax, found, answer.told(portraits.EVERYBODY, what).mean, times)
        ax.set_title(shortened(name, TYPE, WIDTH - 0.5), loc="left", fontsize=TYPE, pad=3, x=0)
    return sheet.figure


def _legend(sheet: Sheet, drawn: list[str], foot: float) -> None:
    ax = sheet.axes(0, 0, bottom=foot, top=foot + LINE)
    ax.set(xlim=(0, WIDTH), ylim=(0, LINE))
    ax.axis("off")
    x = MARGIN + 0.1
    for outcome in drawn:
        name = portraits.NAMES[outcome]
        _marks(ax, [x], [LINE / 2], outcome, size=8.0)
        ax.text(x + 0.14, LINE / 2, name, fontsize=NOTE, va="center")
        x += length(name, NOTE) + 0.45


def _draw_strip(ax: Axes, found: dict[str, MeanInterval], everybody: float, times: float) -> None:
    """Draw one thing told of the people: a mark an outcome with its interval, and a line for all buyers."""
    for i, (outcome, mean) in enumerate(found.items()):
        height = 0.8 - 0.6 * i / max(len(found) - 1, 1)
        colour = MARKS[outcome][0]
        ax.plot([times * mean.low, times * mean.high], [height, height], color=colour, linewidth=4, alpha=0.4,
                solid_capstyle="butt")  # fmt: skip
        _marks(ax, [times * mean.mean], [height], outcome, size=7.0)
    ax.axvline(times * everybody, color=INK, linewidth=1.2, zorder=0)
    ax.set(ylim=(0, 1), yticks=[])
    ax.margins(x=0.06)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_color(RULE)
    ax.locator_params(axis="x", nbins=5)
    ax.tick_params(axis="x", labelsize=NOTE, pad=2)
