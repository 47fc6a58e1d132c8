"""How far the rescue index reaches if the assumptions are off, and which of them matter most."""

from __future__ import annotations

from itertools import accumulate
from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import rescue_findings, wording
from sim.report.figures.style import (
    BLUE,
    INK,
    NOTE,
    TYPE,
    Sheet,
    in_house_style,
    in_lines,
    in_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Row = Mapping[Any, Any]

DRIVERS = 3
ROW, LINE = 0.55, 0.24
"""How high the row of an assumption is, in inches, and each further line of its meaning."""


@in_house_style
def doubt(points: pd.DataFrame, interval: Row, drivers: pd.DataFrame, *, here: float) -> Figure:
    """Draw the index of retention in every world of the study, and the assumptions that move it most.

    `points` has a row a world with the column `retention`; `interval` low, median, high; `drivers` parameter,
    meaning, importance (share of the variance), low, high, sign, the most important first; `here` is the
    index of the scenario itself.
    """
    values = 100 * points["retention"].dropna().to_numpy(float)
    rows = drivers[drivers["low"] > 0].head(DRIVERS).to_dict("records")
    told_apart = len(rows) < 2 or rows[0]["low"] > rows[1]["high"]
    finding = rescue_findings.doubt(interval, [str(row["meaning"]) for row in rows], told_apart=told_apart)
    if len(values) < 2 or not isfinite(interval["low"]):
        return in_words(finding)
    names = list(map(_name, rows))
    tall = sum(map(_height, names))
    foot = 0.85 + tall if rows else 0
    sheet = Sheet(finding, _note(len(values), bool(rows)), height=2.1 + foot)
    _draw_points(sheet.axes(0.3, 0.3, bottom=foot + 0.6, top=foot + 2.0), values, interval, here)
    if rows:
        _draw_drivers(sheet.axes(0.3, 0.3, bottom=0.55, top=0.6 + tall), rows, names)
    return sheet.figure


def _name(row: Row) -> str:
    """Give the direction of an assumption and its meaning, in as many lines as that takes."""
    return in_lines(f"{'▲' if float(row['sign']) > 0 else '▼'} {row['meaning']}", TYPE, 4.35)


def _height(name: str) -> float:
    return ROW + LINE * name.count("\n")


def _note(worlds: int, driven: bool) -> str:
    below = " · below: share of the differences between worlds, bars: 95 % interval, ▲ raises, ▼ lowers the index"
    return f"above: {wording.count(worlds, 'world')}, bar: nine in ten of them{below if driven else ''}"


def _draw_points(ax: Axes, values: Any, interval: Row, here: float) -> None:
    """Draw how the points are spread, the interval below them and the scenario itself."""
    import seaborn

    seaborn.histplot(x=values, bins=min(24, max(6, len(values) // 4)), ax=ax, color=BLUE, alpha=0.45,
                     edgecolor="white")  # fmt: skip
    top = ax.get_ylim()[1]
    low, middle, high = (100 * float(interval[key]) for key in ("low", "median", "high"))
    ax.plot([low, high], [-0.09 * top] * 2, color=INK, linewidth=4, solid_capstyle="butt")
    ax.plot(middle, -0.09 * top, "o", color="white", markeredgecolor=INK, markersize=8, markeredgewidth=2)
    if isfinite(here):
        ax.axvline(100 * here, color="black", linewidth=1.6, linestyle=(0, (4, 2)))
        ax.annotate(f"this scenario: {rescue_findings.per_cent(here)}", (100 * here, 1.12 * top), (5, 0),
                    textcoords="offset points", va="center", fontsize=NOTE + 0.5)  # fmt: skip
    ax.set(ylim=(-0.2 * top, 1.25 * top), xlabel="closed by service, % of the gap in customers kept", ylabel="")
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.locator_params(axis="x", nbins=6)


def _draw_drivers(ax: Axes, rows: Sequence[Row], names: Sequence[str]) -> None:
    """Draw the part of each assumption in the differences between worlds, its name above; heights in inches."""
    reach = max(100 * max(float(row["importance"]), float(row["high"])) for row in rows if isfinite(row["high"]))
    feet = [*accumulate(map(_height, names))]
    for row, name, foot in zip(rows, names, feet, strict=True):
        y = foot - 0.2
        value, low, high = (100 * float(row[key]) for key in ("importance", "low", "high"))
        ax.plot([0, reach], [y, y], color="#EDEDED", linewidth=7, solid_capstyle="butt", zorder=0)
        if isfinite(low):
            ax.plot([low, high], [y, y], color=BLUE, linewidth=4, alpha=0.45, solid_capstyle="butt")
        ax.plot(value, y, "o", color=BLUE, markersize=7.5)
        ax.text(0, y - 0.1, name, transform=ax.get_yaxis_transform(), va="bottom", fontsize=TYPE)
    ax.set(xlim=(min(0.0, -0.02 * reach), 1.02 * reach), ylim=(feet[-1], -0.05), yticks=[])
    ax.set_xlabel("% of the differences between worlds")
    ax.locator_params(axis="x", nbins=5)
    ax.spines["left"].set_visible(False)
