"""Every figure that has a band: a row each, on a scale of its own, with its interval."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.questions.facts.fact import Verdict
from sim.report import facts_words as words
from sim.report.estimate import Estimate
from sim.report.figures.style import (
    BLUE,
    FAINT,
    INK,
    NOTE,
    ORANGE,
    VERMILION,
    Sheet,
    in_house_style,
    in_lines,
    in_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from sim.questions.facts.answer import Facts
    from sim.questions.facts.fact import Band, Fact, Figure
    from sim.statistics.intervals import MeanInterval

    Rows = Sequence[tuple[Fact, Figure]]

ROW = 0.36
LABELS = 2.5
"""Room for the names of the figures, in inches."""

WASH = "#DCE9F2"
LOOKS = {Verdict.MET: (BLUE, "o"), Verdict.MISSED: (VERMILION, "X"), Verdict.OPEN: (ORANGE, "D")}
NAMED = {Verdict.MET: "met", Verdict.MISSED: "missed", Verdict.OPEN: "open"}
SPARE = 0.3
"""Room beyond the ends of a row, at least, as a share of its span."""


def of_facts(answer: Facts) -> dict[str, Drawing]:
    """Draw the picture of the facts, by the name of its file."""
    return {"facts": beside_their_bands(answer, finding=words.shortly(answer))}


@in_house_style
def beside_their_bands(answer: Facts, *, finding: str) -> Drawing:
    """Draw each figure that has a band against it."""
    rows = [
        (fact, figure) for fact in answer.facts for figure in fact.figures
        if figure.band is not None and isfinite(answer.found[fact.id, figure.name].mean)
    ]  # fmt: skip
    if not rows:
        return in_words(finding)
    sheet = Sheet(
        finding,
        "shaded: the band, each row on a scale of its own · bars: 95 % interval, which goes on at an arrow",
        height=ROW * len(rows) + 0.5,
    )
    ax = sheet.axes(LABELS, 0.78, bottom=0.05, top=0.05 + ROW * len(rows))
    for y, (fact, figure) in enumerate(rows):
        _row(ax, y, answer.found[fact.id, figure.name], figure, answer.verdict(fact, figure))
    names = [in_lines(f"{fact.id} {figure.says}", NOTE, LABELS - 0.15) for fact, figure in rows]
    ax.set_yticks(range(len(rows)), names, fontsize=NOTE, linespacing=0.95)
    ax.set(ylim=(len(rows) - 0.5, -0.5), xlim=(0, 1), xticks=[])
    ax.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    _legend(sheet, {answer.verdict(*row) for row in rows}, len(rows))
    return sheet.figure


def _row(ax: Axes, y: float, found: MeanInterval, figure: Figure, verdict: Verdict) -> None:
    """Draw one figure: its band, its interval and its mean, with the edges of the band written in."""
    band = figure.band
    assert band is not None
    low, high = _span(found, band)

    def place(value: float) -> float:
        return min(1.0, max(0.0, (value - low) / (high - low)))

    ax.barh(y, place(band.high) - place(band.low), left=place(band.low), height=0.78, color=WASH, linewidth=0)
    colour, marker = LOOKS[verdict]
    upper, lower = y - 0.17, y + 0.22
    if isfinite(found.low):
        ends = Estimate(found.mean, found.low, found.high, figure.unit).possible
        ax.plot(list(map(place, ends)), [upper, upper], color=INK, linewidth=2.5, solid_capstyle="butt")
        for end, beyond, arrow in ((0, ends[0] < low, "<"), (1, ends[1] > high, ">")):
            if beyond:
                ax.plot(end, upper, arrow, color=INK, markersize=6, clip_on=False)
    ax.plot(place(found.mean), upper, marker, color=colour, markersize=7, markeredgecolor="white")
    for edge, side, beside in ((band.low, "right", -0.012), (band.high, "left", 0.012)):
        if isfinite(edge):
            said = words.edge(edge, figure.unit).removesuffix(words.suffix(figure.unit)).replace("-", "−")
            ax.text(place(edge) + beside, lower, said, fontsize=NOTE - 2.5, ha=side, va="center", color=FAINT)
    said = words.written(found.mean, figure.unit).removesuffix(" points").replace("-", "−")
    ax.text(1.03, y, said, fontsize=NOTE, va="center", fontweight="bold")


def _span(found: MeanInterval, band: Band) -> tuple[float, float]:
    """Give the ends of the scale of a row: wide enough for the band, the mean and as much air as letters need.

    An interval that is wider than that is cut off at the edges, or it would leave no room for the band.
    """
    edges = [edge for edge in band.ends if isfinite(edge)]
    low, high = min(found.mean, *edges), max(found.mean, *edges)
    reach = max((abs(end - found.mean) for end in (found.low, found.high) if isfinite(end)), default=0.0)
    air = max(SPARE * (high - low), min(reach, high - low)) or abs(low) or 1.0
    return low - 1.2 * air, high + 1.2 * air


def _legend(sheet: Sheet, verdicts: set[Verdict], rows: int) -> None:
    from matplotlib.lines import Line2D

    marks = [
        Line2D([], [], linestyle="", marker=LOOKS[one][1], color=LOOKS[one][0], markersize=7, label=NAMED[one])
        for one in LOOKS if one in verdicts
    ]  # fmt: skip
    sheet.figure.legend(
        handles=marks, loc="upper left", ncols=3, fontsize=NOTE, borderpad=0, columnspacing=1.2, handletextpad=0.2,
        bbox_to_anchor=(0.02, (sheet.bottom + 0.05 + ROW * rows + 0.4) / sheet.height),
    )  # fmt: skip
