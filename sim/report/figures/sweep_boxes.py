"""Where something happens: the part of each factor's range that a box takes."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report.figures.axes import tick
from sim.report.figures.style import (
    BLUE,
    FAINT,
    MARGIN,
    NOTE,
    RULE,
    TYPE,
    VERMILION,
    WIDTH,
    Sheet,
    in_house_style,
    in_words,
    length,
    shortened,
)
from sim.report.figures.sweep_curves import short_names

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Row = Mapping[Any, Any]

ROW = 0.42
HEAD = 0.72
MOST_ROWS = 6
"""Limits of one box that are drawn."""

LOOKS = ((BLUE, "█ box 1"), (VERMILION, "█ box 2"), ("#009E73", "█ box 3"))


@in_house_style
def sweep_boxes(
    limits: pd.DataFrame,
    said: Mapping[int, str],
    ranges: Mapping[str, Sequence[Any]],
    *,
    finding: str,
    log: Collection[str] = (),
) -> Figure:
    """Draw each box as the part that it takes of the range of each factor that it limits.

    `limits` has a row a box and factor: box, factor, low, high (NaN: no limit), among (levels without an order);
    `said` is what is said of each box, and `ranges` the values of each factor in order; `log` are the factors that
    are spread by equal factors.
    """
    boxes = {int(str(box)): rows.to_dict("records")[:MOST_ROWS] for box, rows in limits.groupby("box")}
    if not boxes:
        return in_words(finding)
    height = sum(HEAD + ROW * len(rows) for rows in boxes.values()) + 0.1
    sheet = Sheet(
        finding, "grey: the range that was looked at · in colour: the part within the box", height=height
    )
    top = height
    for number, rows in boxes.items():
        colour = LOOKS[(number - 1) % len(LOOKS)][0]
        y = sheet.bottom + top - 0.28
        sheet.write(0.2, y, f"Box {number}", fontsize=TYPE, fontweight="bold", color=colour)
        sheet.write(0.78, y, shortened(said[number], NOTE, WIDTH - 0.98), fontsize=NOTE)
        for place, row in enumerate(rows):
            bottom = top - HEAD + 0.2 - ROW * (place + 1)
            ax = sheet.axes(0.2, 0.2, bottom=bottom, top=bottom + ROW)
            _draw(ax, row, ranges[str(row["factor"])], colour, log=row["factor"] in log)
        top -= HEAD + ROW * len(rows)
    return sheet.figure


def _draw(ax: Axes, row: Row, values: Sequence[Any], colour: str, *, log: bool) -> None:
    """Draw the range of a factor, and the part of it that is in the box; above it the name and the limits."""
    ax.xaxis.set_visible(False)
    ax.set(ylim=(0, 1), yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    if row["among"]:
        written = _draw_names(ax, row, values, colour)
    else:
        low, high = (float(end) if isfinite(end) else whole for end, whole in zip(
            (row["low"], row["high"]), (values[0], values[-1]), strict=True))  # fmt: skip
        ax.plot([values[0], values[-1]], [0.2, 0.2], color=RULE, linewidth=7, solid_capstyle="butt")
        ax.plot([low, high], [0.2, 0.2], color=colour, linewidth=7, solid_capstyle="butt")
        if low == high:
            ax.plot(low, 0.2, "s", color=colour, markersize=7)
        ax.set(xscale="log" if log else "linear", xmargin=0.01)
        ax.autoscale_view(scaley=False)
        written = f"{_span(low, high)} of {_span(values[0], values[-1])}"
    value = shortened(written, NOTE, 2.7)
    room = WIDTH - 0.4 - MARGIN - length(value, NOTE)
    ax.text(0, 0.68, shortened(str(row["factor"]), NOTE + 0.5, room), transform=ax.transAxes, va="center",
            fontsize=NOTE + 0.5)  # fmt: skip
    ax.text(1, 0.68, value, transform=ax.transAxes, va="center", ha="right", fontsize=NOTE, color=FAINT)


def _draw_names(ax: Axes, row: Row, values: Sequence[Any], colour: str) -> str:
    for x, value in enumerate(values):
        inside = value in row["among"]
        ax.plot([x + 0.03, x + 0.97], [0.2, 0.2], color=colour if inside else RULE, linewidth=7,
                solid_capstyle="butt")  # fmt: skip
    ax.set_xlim(0, len(values))
    names = dict(zip(values, short_names(values), strict=True))
    return f"{' or '.join(names[value] for value in values if value in row['among'])} of {len(values)}"


def _span(low: float, high: float) -> str:
    return " to ".join(tick(float(f"{float(end):.3g}")) for end in (low, high))
