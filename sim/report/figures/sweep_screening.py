"""A screening: how much each factor moves a measure, and how differently it does so from place to place."""

from __future__ import annotations

from math import hypot, isfinite
from typing import TYPE_CHECKING

from sim.report.figures.axes import tick
from sim.report.figures.style import (
    BLUE,
    FAINT,
    INK,
    NOTE,
    TYPE,
    WIDTH,
    Sheet,
    in_house_style,
    in_words,
    length,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ROWS = 12
PLANE = 2.9
LINE = 0.24
RINGS = (0.15, 0.24, 0.34, 0.46, 0.6, 0.76)
WAYS = ((1, 0), (0, 1), (0, -1), (-1, 0), (0.7, 0.7), (0.7, -0.7), (-0.7, 0.7), (-0.7, -0.7))
NEAR = 0.2
"""Inches that two numbers must be apart."""

FAR = 0.3
"""Inches from its dot beyond which a thin line leads to a number."""


@in_house_style
def sweep_screening(
    table: pd.DataFrame, written: Sequence[str], *, finding: str, unit: str, times: float
) -> Figure:
    """Draw mean size and spread of the effects of each factor, numbered, with their names below.

    `table` has a row a factor: factor, mu_star and sigma, each with low and high.
    """
    rows = [row for row in table.to_dict("records") if isfinite(row["mu_star"])][:MOST_ROWS]
    if not rows:
        return in_words(finding)
    names = LINE * len(rows) + 0.15
    note = "bars: 95 % intervals over trajectories · above the dashed line an effect bends, or depends on others"
    sheet = Sheet(finding, note, height=PLANE + 0.85 + names)
    ax = sheet.axes(0.72, 0.3, bottom=0.55 + names, top=0.55 + names + PLANE)
    places = []
    for row in rows:
        x, y = times * float(row["mu_star"]), times * float(row["sigma"])
        ax.plot([times * row["mu_star_low"], times * row["mu_star_high"]], [y, y], color=BLUE, linewidth=1.4,
                alpha=0.6)  # fmt: skip
        ax.plot(
            [x, x], [times * row["sigma_low"], times * row["sigma_high"]], color=BLUE, linewidth=1.4, alpha=0.6
        )
        ax.plot(x, y, "o", color=BLUE, markersize=6)
        places.append((x, y))
    most = max(ax.get_xlim()[1], ax.get_ylim()[1], 1e-12)
    right, top = max(ax.get_xlim()[1], 0.05 * most), max(ax.get_ylim()[1], 0.05 * most)
    ax.plot([0, most], [0, most], color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    ax.set(xlim=(-0.04 * right, right), ylim=(-0.06 * top, top))
    _dress(ax, unit)
    _number(ax, places)
    _list(sheet, rows, written, names)
    return sheet.figure


def _dress(ax: Axes, unit: str) -> None:
    of = f", {unit}" if unit else ""
    ax.set_xlabel(f"moves it by, on average{of}", labelpad=3)
    ax.set_title(shortened(f"how differently{of}", TYPE, WIDTH - 1.0), loc="left", fontsize=TYPE, pad=6)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _: tick(value))
    ax.locator_params(nbins=5)
    ax.grid()


def _number(ax: Axes, places: Sequence[tuple[float, float]]) -> None:
    """Write a number beside each dot, at the nearest place that is free; a thin line leads to one far off."""
    width, height = WIDTH - 1.02, PLANE
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    dots = [((x - left) / (right - left) * width, (y - low) / (high - low) * height) for x, y in places]
    taken: list[tuple[float, float]] = []
    for number, (x, y) in enumerate(dots, start=1):
        spots = [(x + ring * a, y + ring * b) for ring in RINGS for a, b in WAYS]
        inside = [(a, b) for a, b in spots if 0.1 < a < width - 0.1 and 0.1 < b < height - 0.1]
        free = [spot for spot in inside if all(_apart(spot, one) for one in taken)]
        clear = [spot for spot in free if all(hypot(spot[0] - a, spot[1] - b) > 0.11 for a, b in dots)]
        best = (clear or free or inside or [(x, y)])[0]
        taken.append(best)
        if hypot(best[0] - x, best[1] - y) > FAR:
            ax.plot([x / width, best[0] / width], [y / height, best[1] / height], transform=ax.transAxes,
                    color=FAINT, linewidth=0.7)  # fmt: skip
        ax.text(best[0] / width, best[1] / height, str(number), transform=ax.transAxes, ha="center", va="center",
                fontsize=NOTE, fontweight="bold", color=INK)  # fmt: skip


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) > NEAR or abs(one[1] - other[1]) > NEAR


def _list(sheet: Sheet, rows: Sequence[object], written: Sequence[str], height: float) -> None:
    """Say below the plane which factor each number is, and how far it moves the measure."""
    for number, (row, said) in enumerate(zip(rows, written, strict=False)):
        y = sheet.bottom + height - LINE * (number + 0.8)
        value = shortened(said, NOTE, 2.2)
        room = WIDTH - 0.85 - length(value, NOTE) - 0.15
        sheet.write(0.3, y, str(number + 1), fontsize=NOTE, fontweight="bold", ha="center")
        sheet.write(0.5, y, shortened(str(row["factor"]), NOTE, room), fontsize=NOTE)  # type: ignore[index]
        sheet.write(WIDTH - 0.25, y, value, fontsize=NOTE, ha="right", fontweight="bold")
