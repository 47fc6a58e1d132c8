"""What each factor of a sweep accounts for, or how far it moves a measure: a bar each, with its interval."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report.figures.axes import tick
from sim.report.figures.style import (
    BLUE,
    FAINT,
    INK,
    MARGIN,
    NOTE,
    POINTS,
    TYPE,
    WIDTH,
    Sheet,
    in_house_style,
    in_words,
    length,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Row = Mapping[Any, Any]

MOST_ROWS = 12
ROW = 0.52
BAR, BELOW = 0.64, 0.22
"""Where in its row a bar lies, below the name, and how far below it a second one."""

FURTHEST = -1.0, 2.0
"""The shares that an axis shows at most: intervals from two replications may go on for ten times that."""

THIN, THICK = 0.16, 0.26


@in_house_style
def sweep_shares(table: pd.DataFrame, written: Sequence[str], *, finding: str) -> Figure:
    """Draw the share of the variance that each factor accounts for by itself, and within what it has a part in.

    `table` has a row a factor: factor, first and perhaps total, each with low and high; `written` is what is said
    of each.
    """
    known = [
        (row, said) for row, said in zip(table.to_dict("records"), written, strict=True) if isfinite(row["first"])
    ]
    if not known:
        return in_words(finding)
    shown = known[:MOST_ROWS]
    both = "filled: by itself · hollow: with others · " if "total" in table else ""
    ends = table.filter(regex="_(low|high)$").to_numpy(float)
    out = " (some run off the picture)" if ((ends < FURTHEST[0]) | (ends > FURTHEST[1])).any() else ""
    sheet = Sheet(
        finding, f"{both}{_noise(shown, 'first')}{out}{_cut(shown, known)}", height=ROW * len(shown) + 0.65
    )
    ax = _axes(sheet, len(shown))
    for y, (row, said) in enumerate(shown):
        _bar(ax, y + BAR, row, "first", facecolor=BLUE, edgecolor=BLUE)
        if "total" in row:
            _bar(ax, y + BAR + BELOW, row, "total", facecolor="white", edgecolor=FAINT)
        _name(ax, y, str(row["factor"]), said)
    least, most = ax.dataLim.intervalx
    ax.set(
        xlim=(max(min(least, 0), FURTHEST[0]), min(max(most, 1), FURTHEST[1])), xlabel="share of the variance, %"
    )
    ax.locator_params(axis="x", nbins=5, steps=[1, 2.5, 5, 10])
    ax.xaxis.set_major_formatter(lambda value, _: tick(100 * value))
    return sheet.figure


@in_house_style
def sweep_swings(table: pd.DataFrame, written: Sequence[str], *, finding: str, moves: str, times: float) -> Figure:
    """Draw how far a measure moves along each factor, one at a time; `times` turns it into the unit of `moves`."""
    pairs = zip(table.to_dict("records"), written, strict=True)
    known = [(row, said) for row, said in pairs if isfinite(row["swing"])]
    if not known:
        return in_words(finding)
    shown = known[:MOST_ROWS]
    note = f"all other factors as in the base · {_noise(shown, '')}{_cut(shown, known)}"
    sheet = Sheet(finding, note, height=ROW * len(shown) + 0.65)
    ax = _axes(sheet, len(shown))
    for y, (row, said) in enumerate(shown):
        scaled = {name: times * float(row[name]) for name in ("swing", "low", "high")}
        ax.barh(y + BAR, scaled["swing"], height=THICK, facecolor=BLUE)
        if isfinite(scaled["low"]):
            ax.plot([max(0.0, scaled["low"]), scaled["high"]], [y + BAR] * 2, color=INK, linewidth=2)
        _name(ax, y, str(row["factor"]), said)
    ax.set_xlim(0, ax.get_xlim()[1] or 1.0)
    ax.set_xlabel(shortened(moves, TYPE, WIDTH - 0.5))
    ax.locator_params(axis="x", nbins=5)
    ax.xaxis.set_major_formatter(lambda value, _: tick(value))
    return sheet.figure


def _axes(sheet: Sheet, rows: int) -> Axes:
    ax = sheet.axes(0.22, 0.22, bottom=0.6, top=0.6 + ROW * rows)
    ax.set_ylim(rows + 0.05, 0)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    return ax


def _bar(ax: Axes, y: float, row: Row, name: str, **how: Any) -> None:
    """Draw a share and its interval as they were estimated."""
    value, low, high = (float(row[one]) for one in (name, f"{name}_low", f"{name}_high"))
    ax.barh(y, value, height=THIN, linewidth=0.8, **how)
    if isfinite(low):
        ax.plot([low, high], [y, y], color=INK, linewidth=2, solid_capstyle="butt")


def _name(ax: Axes, y: float, factor: str, said: str) -> None:
    """Write the name of a factor over its bar, and what is said of it at the right."""
    across = ax.get_yaxis_transform()
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.02 * POINTS}
    value = shortened(said, NOTE + 0.5, 2.6, bold=True)
    room = WIDTH - 0.44 - MARGIN - length(value, NOTE + 0.5, bold=True)
    ax.text(0, y + 0.28, shortened(factor, TYPE, room), transform=across, va="center", fontsize=TYPE, bbox=box)
    ax.text(1, y + 0.28, value, transform=across, va="center", ha="right", fontsize=NOTE + 0.5, fontweight="bold",
            bbox=box)  # fmt: skip


def _noise(shown: Sequence[tuple[Row, str]], name: str) -> str:
    low = f"{name}_low" if name else "low"
    several = any(isfinite(float(row[low])) for row, _ in shown)
    return "lines: 95 % intervals" if several else "no intervals: one replication has none"


def _cut(shown: Sequence[object], known: Sequence[object]) -> str:
    return f" · {len(shown)} of {len(known)} factors" if len(shown) < len(known) else ""
