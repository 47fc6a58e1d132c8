"""The rescue index: of each measure with its interval and its ceiling, and over time."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import rescue_findings
from sim.report.figures.axes import labelled, named
from sim.report.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    NOTE,
    ON_WHITE,
    ORANGE,
    PURPLE,
    TYPE,
    VERMILION,
    Sheet,
    in_house_style,
    in_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.rescue.index import Fading, HalfLife

    Row = Mapping[Any, Any]

LINES: dict[str, tuple[str, Any]] = {
    "retention": (BLUE, "-"),
    "cx": (VERMILION, (0, (5, 2))),
    "nps": (GREEN, (0, (1, 1.2))),
    "clv": (ORANGE, (0, (5, 1.5, 1, 1.5))),
    "profit": (PURPLE, (0, (2, 2))),
}
"""Colour and dash of each measure over time."""

FARTHEST = 150.0
"""Percent of the gap beyond which an interval leaves the picture."""


@in_house_style
def rescue_index(index: pd.DataFrame, ceiling: pd.DataFrame | None = None) -> Figure:
    """Draw the share of the gap that service closes, a row a measure, with Fieller's interval.

    `index` has measure, index, low, high, defined. `ceiling`, if there is one, the same for service that settles
    every contact at once.
    """
    rows = index.to_dict("records")
    tops = {} if ceiling is None else {row["measure"]: row for row in ceiling.to_dict("records") if row["defined"]}
    finding = rescue_findings.closed(rows)
    if not any(row["defined"] for row in rows):
        return in_words(finding)
    marks = "● the share closed" + (" · ◇ at most, with perfect service" if tops else "")
    several = any(isfinite(row["low"]) for row in rows)
    bars = "bars: 95 % interval" if several else "no bars: an interval needs 2 replications"
    sheet = Sheet(finding, f"{marks} · {bars}", height=0.75 + 0.5 * len(rows))
    ax = sheet.axes(1.45, 0.8, bottom=0.55)
    for y, row in enumerate(rows):
        _draw_row(ax, y, row, tops.get(row["measure"]))
    _frame(ax, rows, tops)
    return sheet.figure


def _frame(ax: Axes, rows: Sequence[Row], tops: Mapping[str, Row]) -> None:
    """Name the rows and give them room: 0 and what lies around it always, not what says next to nothing."""
    from matplotlib.ticker import MaxNLocator

    ends = [
        100 * float(row[key])
        for row in (*rows, *tops.values()) if row["defined"]
        for key in ("index", "low", "high") if isfinite(row[key])
    ]  # fmt: skip
    low, high = max(min([0.0, *ends]), -FARTHEST), min(max([10.0, *ends]), FARTHEST)
    ax.set(xlim=(low - 0.05 * (high - low), high + 0.05 * (high - low)), ylim=(len(rows) - 0.5, -0.5))
    ax.set_yticks(range(len(rows)), [rescue_findings.GAPS[row["measure"]] for row in rows])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=FAINT, linewidth=1)
    ax.grid(axis="x")
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}".replace("-", "−"))
    ax.set_xlabel("% of the gap between the products")


def _draw_row(ax: Axes, y: int, row: Row, top: Row | None) -> None:
    """Draw one measure, or say that there is no gap."""
    across = ax.get_yaxis_transform()
    if not row["defined"]:
        ax.text(0.02, y, "no clear gap to close", transform=across, va="center", color=FAINT,
                fontsize=NOTE + 0.5, bbox=ON_WHITE)  # fmt: skip
        return
    if isfinite(row["low"]):
        ends = [100 * row["low"], 100 * row["high"]]
        ax.plot(ends, [y, y], color=BLUE, linewidth=5, solid_capstyle="butt", alpha=0.45)
    if top is not None:
        if isfinite(top["low"]):
            ax.plot([100 * top["low"], 100 * top["high"]], [y, y], color=FAINT, linewidth=2, solid_capstyle="butt")
        ax.plot(100 * top["index"], y, "D", markersize=7, markerfacecolor="white", markeredgecolor=FAINT,
                markeredgewidth=1.6)  # fmt: skip
    ax.plot(100 * row["index"], y, "o", color=BLUE, markersize=8)
    written = rescue_findings.per_cent(row["index"]).replace("-", "−")
    ax.text(1.03, y, written, transform=across, va="center", fontsize=TYPE, fontweight="bold")


@in_house_style
def index_over_time(table: pd.DataFrame, *, half_life: HalfLife, fading: Fading | None = None) -> Figure:
    """Draw how the share of the gap that service closes changes with time.

    `table` has day, measure, index, low, high, defined. The band is that of retention; `half_life` and `fading`
    are of its course.
    """
    kept = table[(table["measure"] == "retention") & table["defined"].astype(bool)].sort_values("day")
    finding = rescue_findings.over_time(kept.to_dict("records"), half_life, fading)
    if len(kept) < 2:
        return in_words(finding)
    several = bool(kept["low"].notna().any())
    noise = "bars: 95 % interval" if several else "no bars: an interval needs 2 replications"
    half = " · dashed: half of the first is left" if half_life.days is not None else ""
    sheet = Sheet(finding, f"each day by its own gap{half} · {noise}", height=3.2)
    ax = sheet.axes(0.75, 1.55, bottom=0.55, top=2.9)
    named(ax, "closed by service, % of the gap")
    ends = [_draw_course(ax, name, rows) for name, rows in _courses(table)]
    _frame_of_time(ax, table, kept)
    if half_life.days is not None:
        half_of_first = 50 * float(kept["index"].iloc[0])
        ax.plot([half_life.days] * 2, [0, half_of_first], color=FAINT, linewidth=1.2, linestyle=(0, (3, 2)))
    labelled(ax, [end for end in ends if end is not None])
    return sheet.figure


def _courses(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Give the measures that have a course to draw, retention last so that it lies on top."""
    there = table[table["defined"].astype(bool)].sort_values("day")
    named_rows = [(name, there[there["measure"] == name]) for name in (*list(LINES)[1:], "retention")]
    return [(name, rows) for name, rows in named_rows if len(rows) > 1]


def _draw_course(ax: Axes, name: str, rows: pd.DataFrame) -> tuple[str, float, str]:
    """Draw one measure over time with its bars; give its label, where it ends and its colour."""
    colour, dash = LINES[name]
    days, values = rows["day"].to_numpy(float), 100 * rows["index"].to_numpy(float)
    main = name == "retention"
    ax.plot(days, values, color=colour, linestyle=dash, marker="o", markersize=6 if main else 4,
            linewidth=2.5 if main else 1.6)  # fmt: skip
    if rows["low"].notna().any():
        ax.vlines(days, 100 * rows["low"], 100 * rows["high"], color=colour, linewidth=3.5, alpha=0.4)
        if main:
            ax.fill_between(days, 100 * rows["low"], 100 * rows["high"], color=colour, alpha=0.15, linewidth=0)
    return rescue_findings.GAPS[name], float(values[-1]), colour


def _frame_of_time(ax: Axes, table: pd.DataFrame, kept: pd.DataFrame) -> None:
    shown = 100 * table.loc[table["defined"].astype(bool), "index"].to_numpy(float)
    reach = 100 * kept[["index", "low", "high"]].to_numpy(float)
    reach = reach[reach == reach]
    low, high = min(0.0, shown.min(), reach.min()), max(shown.max(), reach.max(), 1e-9)
    low, high = max(low, -FARTHEST), min(high, FARTHEST)
    days = kept["day"].to_numpy(float)
    ax.set(xlabel="days since the purchase", xlim=(0, days[-1] * 1.03), ylim=(1.08 * low, 1.1 * high))
    ax.set_xticks(_apart(days, days[-1]))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
    ax.locator_params(axis="y", nbins=5)


def _apart(days: Any, last: float) -> list[float]:
    """Give the days that can be written below the axis without touching: the last, and those far enough away."""
    shown = [float(days[-1])]
    for day in reversed(days[:-1]):
        if shown[-1] - day >= 0.14 * last:
            shown.append(float(day))
    return shown
