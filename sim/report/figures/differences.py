"""What an alternative changes: a dot and its interval for each difference that luck does not explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.report import findings, wording
from sim.report.figures.apart import apart
from sim.report.figures.style import (
    BLUE,
    FAINT,
    MARGIN,
    NOTE,
    POINTS,
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
from sim.statistics.many import beyond_chance
from sim.statistics.paired import BY_CHANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = (
    "retention", "returns", "bought", "repurchases", "cx_index", "nps", "nps_current", "clv", "profit",
    "failures_per_customer_year", "silent_share", "contacts_per_customer_year", "first_contact_resolution",
    "wait_minutes", "abandonment", "agents", "occupancy", "employee_satisfaction",
)  # fmt: skip
"""Which of the measures are worth a row, in this order; the table has all."""

MOST_ROWS = 9
ROW = 0.46
FARTHEST = 150.0
"""Changes beyond this edge, in percent or points, are drawn as an arrow and written out."""

IN_POINTS = frozenset({"points", "index"})
MARKS: dict[str, tuple[str, str]] = {"better": (BLUE, "o"), "worse": (VERMILION, "s"), "other": (FAINT, "D")}


@dataclass(frozen=True)
class Row:
    """One difference: in its own words, and on the scale that all rows share."""

    label: str
    written: str
    verdict: str
    change: float
    low: float
    high: float


@in_house_style
def differences(table: pd.DataFrame, *, baseline: str) -> Figure:
    """Draw the differences of one alternative from the baseline whose intervals exclude 0.

    `table` has a row a measure: scenario, measure, baseline, value, difference, low, high, n, unit, moved,
    identical, verdict.
    Counts, shares, money and minutes are in percent of the baseline; scores are in points.
    """
    if table.empty:
        return in_words("There is nothing to compare.")
    other, before = called(str(table["scenario"].iloc[0])), called(baseline)
    moved = table[table["moved"].astype(bool)]
    verdicts = {str(verdict): int(count) for verdict, count in moved["verdict"].value_counts().items()}
    asked = table[(table["n"] > 1) & ~table["identical"].astype(bool)]
    sure = beyond_chance(asked["low"], asked["high"], asked["n"])
    finding = findings.moved_differences(
        other, before, len(moved), int((table["n"] > 1).sum()), verdicts, sure=sure
    )
    rows = rows_of(moved)
    chance = f"if nothing differed, about {BY_CHANCE * len(asked):.0f} of {len(asked)} measures would seem to move"
    if not rows:
        return in_words(finding, f"{len(table)} measures compared" + (f" · {chance}" if len(asked) else ""))
    note = (
        f"{len(rows)} of {len(moved)} measures that moved · ● better ■ worse ◆ neither · bars: 95 % interval · "
        f"{chance}"
    )
    sheet = Sheet(finding, note, height=ROW * len(rows) + 0.7)
    ax = sheet.axes(0.2, 0.2, bottom=0.6, top=0.6 + ROW * len(rows))
    draw_rows(ax, rows)
    ax.set_xlabel("change in % of the baseline; of scores, in points")
    return sheet.figure


def rows_of(moved: pd.DataFrame) -> list[Row]:
    """Choose the differences to be shown and put them on the common scale."""
    by_name: dict[str, Mapping[Any, Any]] = {str(row["measure"]): row for row in moved.to_dict("records")}
    rows = [_row(by_name[name]) for name in SHOWN if name in by_name]
    return [row for row in rows if row is not None][:MOST_ROWS]


def _row(found: Mapping[Any, Any]) -> Row | None:
    """Give a row; None where a percentage of the baseline would say nothing."""
    unit, before = str(found["unit"]), float(found["baseline"])
    if unit in IN_POINTS:
        scale = 1.0
    elif before > 0:
        scale = 100.0 / before
    else:
        return None
    written = " → ".join(apart(before, float(found["value"]), unit))
    change, low, high = (scale * float(found[key]) for key in ("difference", "low", "high"))
    label = wording.label(str(found["measure"]))
    return Row(label, written, str(found["verdict"]), change, low, high)


def draw_rows(ax: Axes, rows: list[Row]) -> None:
    """Draw each row: its name and values, and below them the dot with its interval."""
    reach = max(max(abs(row.low), abs(row.high)) for row in rows)
    edge = min(reach, FARTHEST) * 1.08
    ax.set(xlim=(-edge, edge), ylim=(len(rows), 0))
    for i, row in enumerate(rows):
        colour, mark = MARKS.get(row.verdict, MARKS["other"])
        y = i + 0.72
        ax.plot([-edge, edge], [y, y], color="#EDEDED", linewidth=7, solid_capstyle="butt", zorder=0)
        low, high = (min(max(end, -edge), edge) for end in (row.low, row.high))
        ax.plot([low, high], [y, y], color=colour, linewidth=3, alpha=0.55, solid_capstyle="butt")
        inside = abs(row.change) <= edge
        arrow = ">" if row.change > 0 else "<"
        ax.plot(row.change if inside else 0.98 * edge * (1 if row.change > 0 else -1), y, color=colour,
                marker=mark if inside else arrow, markersize=7.5)  # fmt: skip
        _name(ax, i + 0.32, row)
    ax.axvline(0, color=FAINT, linewidth=1, zorder=0.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.locator_params(axis="x", nbins=5)


def _name(ax: Axes, y: float, row: Row) -> None:
    inches = WIDTH - 0.4 - MARGIN
    label = shortened(row.label, TYPE, inches - length(row.written, NOTE + 1, bold=True))
    across = ax.get_yaxis_transform()
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.02 * POINTS}
    ax.text(0, y, label, transform=across, va="center", fontsize=TYPE, bbox=box)
    ax.text(
        1,
        y,
        row.written,
        transform=across,
        va="center",
        ha="right",
        fontsize=NOTE + 1,
        fontweight="bold",
        bbox=box,
    )
