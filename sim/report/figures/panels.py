"""Panels below each other that share what runs across: only the last one is labelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.figures.axes import named
from sim.report.figures.style import Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 1.0
PITCH = 1.36
"""Inches from one panel to the next."""

FOOT = 0.55


def stacked(finding: str, note: str, count: int) -> tuple[Sheet, list[Axes]]:
    """Give a sheet with so many panels, the uppermost first."""
    sheet = Sheet(finding, note, height=FOOT + PITCH * (count - 1) + HEIGHT + 0.25)
    bottoms = [FOOT + PITCH * (count - 1 - i) for i in range(count)]
    panels = [sheet.axes(0.75, 0.3, bottom=bottom, top=bottom + HEIGHT) for bottom in bottoms]
    for ax in panels[:-1]:
        ax.tick_params(labelbottom=False)
    return sheet, panels


def headroom(ax: Axes, name: str, largest: float) -> None:
    """Name a panel and let it begin at 0; bands that say next to nothing may leave it at the top."""
    named(ax, name)
    bound = 105.0 if name.endswith("%") else float("inf")
    ax.set_ylim(0, min(1.1 * ax.get_ylim()[1], 2.5 * largest, bound) if largest > 0 else 1.0)
    ax.locator_params(axis="y", nbins=3)
