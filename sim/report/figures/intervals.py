"""Dots with their intervals, a row each, named on the left and written out on the right."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.report import wording
from sim.report.figures.style import BLUE, FAINT, TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.statistics import MeanInterval


def draw_intervals(ax: Axes, rows: Sequence[tuple[str, MeanInterval]], *, unit: str, colour: str = BLUE) -> None:
    """Draw a dot and its interval in each row; a row without a value says so."""
    for y, (_, found) in enumerate(rows):
        if isfinite(found.low):
            ax.plot([found.low, found.high], [y, y], color=colour, linewidth=3, solid_capstyle="butt", alpha=0.55)
        if isfinite(found.mean):
            ax.plot(found.mean, y, "o", color=colour, markersize=7)
        written = wording.quantity(found.mean, unit).replace("-", "−")
        ax.text(1.04, y, written, transform=ax.get_yaxis_transform(), va="center", fontsize=TYPE)
    ax.set_yticks(range(len(rows)), [name for name, _ in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=FAINT, linewidth=1)
    ax.margins(x=0.08)
    ax.locator_params(axis="x", nbins=4)
