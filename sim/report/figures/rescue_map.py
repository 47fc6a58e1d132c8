"""The rescue map: what every mix of product quality and service keeps and earns."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import rescue_findings
from sim.report.figures.axes import number_lines
from sim.report.figures.style import (
    BLUE,
    FAINT,
    NOTE,
    VERMILION,
    WIDTH,
    Sheet,
    in_house_style,
    in_words,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

PANELS = {"retention": ("still customers, %", 100.0), "profit": ("profit a person", 1.0)}
"""What each panel shows, and times what."""

LEVELS = 9
LEFT, BETWEEN = 1.38, 0.2
PANEL = (WIDTH - LEFT - BETWEEN - 0.2) / 2


@in_house_style
def rescue_map(
    table: pd.DataFrame, *, products: Mapping[str, float], equivalent: Mapping[Any, Any] | None = None,
    break_even: float | None = None, currency: str = "",
) -> Figure:  # fmt: skip
    """Draw lines of equal retention and of equal profit over service and product quality.

    `table` has quality, service (0 poor, 1 excellent), measure, value. A flat line says that service moves little.
    `products` is the quality of the weak and of the strong product; `equivalent` the row of retention of the
    quality equivalents; `break_even` the quality at which excellent service pays for itself, if there is one.
    """
    finding = rescue_findings.equivalent(equivalent)
    shown = [name for name in PANELS if table.loc[table["measure"] == name, "value"].nunique() > 1]
    if not shown:
        return in_words("There is no map to draw: no mix of product and service does better than another.")
    sheet = Sheet(finding, _note(equivalent, break_even), height=3.45)
    for place, name in enumerate(shown):
        left = LEFT + place * (PANEL + BETWEEN)
        ax = sheet.axes(left, WIDTH - left - PANEL, bottom=0.62, top=3.05)
        _draw_panel(ax, table[table["measure"] == name], name, currency)
        _name_qualities(ax, products, written=not place)
        if name == "profit" and break_even is not None and isfinite(break_even):
            ax.axhline(break_even, color=VERMILION, linewidth=2.2, linestyle=(0, (4, 2)))
        if name == "retention" and equivalent is not None and equivalent["defined"]:
            _draw_equals(ax, products["weak"], float(equivalent["dq"]))
    return sheet.figure


def _note(equivalent: Mapping[Any, Any] | None, break_even: float | None) -> str:
    alike = "■ and □ keep as many · " if equivalent is not None and equivalent["defined"] else ""
    pays = "dashed: where excellent service pays for itself · " if break_even is not None else ""
    return f"{alike}{pays}lines of equal value between the simulated points (+)"


def grid(table: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give the levels of service, the qualities, and the values with a row a quality."""
    wide = table.pivot_table(index="quality", columns="service", values="value", aggfunc="mean", dropna=False)
    return wide.columns.to_numpy(float), wide.index.to_numpy(float), wide.to_numpy(float)


def _draw_panel(ax: Axes, table: pd.DataFrame, name: str, currency: str) -> None:
    """Draw one measure: shades, labelled lines of equal value, and the simulated points."""
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    services, qualities, values = grid(table)
    title, times = PANELS[name]
    scaled = np.ma.masked_invalid(times * values)
    if scaled.count() and scaled.max() > scaled.min() and min(scaled.shape) > 1:
        levels = MaxNLocator(LEVELS, steps=[1, 2, 2.5, 5, 10]).tick_values(scaled.min(), scaled.max())
        shades = ax.contourf(services, qualities, scaled, levels=levels, cmap="Greys", alpha=0.45)
        shades.set_edgecolor("face")
        lines = ax.contour(services, qualities, scaled, levels=levels, colors="black", linewidths=1.2)
        number_lines(ax, lines, _label_places(services, qualities, scaled, levels))
    across, up = np.meshgrid(services, qualities)
    ax.plot(across.ravel(), up.ravel(), "+", color=FAINT, markersize=4, markeredgewidth=0.8, clip_on=False)
    named = f"{title}, {currency}" if name == "profit" and currency else title
    ax.set_title(shortened(named, NOTE + 0.5, PANEL), loc="left", fontsize=NOTE + 0.5, pad=7)
    ax.set(xlim=(0, 1), ylim=(qualities[0], qualities[-1]))
    ax.set_xlabel("service")
    ax.set_xticks([0, 1], ["poor", "excellent"])
    poor, excellent = ax.get_xticklabels()
    poor.set_horizontalalignment("left")
    excellent.set_horizontalalignment("right")


def _name_qualities(ax: Axes, products: Mapping[str, float], *, written: bool) -> None:
    """Name the two products at the axis, and the ends of the range where there is room."""
    low, high = ax.get_ylim()
    shown = {quality: f"{name} {quality:.2f}" for name, quality in products.items()}
    for end in (low, high):
        if min(abs(end - one) for one in shown) > 0.1 * (high - low):
            shown[end] = f"{end:.2f}"
    ax.set_yticks(list(shown), list(shown.values()) if written else [""] * len(shown))
    if not written:
        return
    ax.set_ylabel("product quality", labelpad=2)
    if abs(products["strong"] - products["weak"]) < 0.1 * (high - low):
        weak, strong, *_ = ax.get_yticklabels()
        weak.set_verticalalignment("top")
        strong.set_verticalalignment("bottom")


def _label_places(services: Any, qualities: Any, scaled: Any, levels: Any) -> list[tuple[float, float]]:
    """Give the places of labels: where a line crosses half of the service, not too near the edge."""
    import numpy as np

    middle = np.array([np.interp(0.5, services, row) for row in scaled.filled(np.nan)])
    there = np.flatnonzero(np.isfinite(middle))
    order = there[np.argsort(middle[there])]
    if not len(order):
        return []
    edge = 0.06 * (qualities[-1] - qualities[0])
    inside = [level for level in levels if middle[order[0]] < level < middle[order[-1]]]
    crossed = [float(np.interp(level, middle[order], qualities[order])) for level in inside]
    return [(0.5, height) for height in crossed if qualities[0] + edge < height < qualities[-1] - edge]


def _draw_equals(ax: Axes, weak: float, more: float) -> None:
    """Mark the weak product with excellent service, and the better one that keeps as many with poor service."""
    ax.plot([0, 1], [weak + more, weak], color=BLUE, linewidth=1.4, linestyle=(0, (1, 1.2)))
    for place, height, face in ((1, weak, BLUE), (0, weak + more, "white")):
        ax.plot(
            place, height, "s", color=BLUE, markerfacecolor=face, markersize=9, markeredgewidth=2, clip_on=False
        )
