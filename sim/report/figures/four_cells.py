"""The four cells of a rescue: who stays with either product and either service, at the end and over time."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.report import rescue_findings
from sim.report.figures.axes import few_ticks, labelled, named
from sim.report.figures.curves import draw_curve
from sim.report.figures.style import BLUE, FAINT, ON_WHITE, TYPE, VERMILION, Sheet, in_house_style, in_words
from sim.report.whom import BUYERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.report.estimate import Estimate
    from sim.report.whom import Whom
    from sim.statistics import PairedInterval

PRODUCTS = {"weak": (VERMILION, "s"), "strong": (BLUE, "o")}
"""Colour and mark of each product; poor service is hollow and dashed, excellent service filled and solid."""


NEAR_THE_FOOT = 12.0
DOTTED = (0, (1, 1.2))
SERVICES = {"poor": 0.0, "excellent": 1.0}


@in_house_style
def four_cells(
    kept: Mapping[str, Estimate], *, service: PairedInterval, product: PairedInterval, whom: Whom = BUYERS
) -> Figure:
    """Draw the retention of the four cells, a line a product, from poor to excellent service.

    `kept` is the retention of each cell; `service` and `product` are what excellent service and what the strong
    product change for those who have the weak product with poor service.
    """
    with_service, with_product = (
        (found.difference.mean, found.difference.low, found.difference.high) for found in (service, product)
    )
    finding = rescue_findings.more_kept(with_service, with_product, whom)
    if not all(isfinite(found.mean) for found in kept.values()):
        return in_words(finding)
    several = isfinite(kept["weak_poor"].low)
    bars = "bars: 95 % interval over replications" if several else "no bars: an interval needs 2 replications"
    sheet = Sheet(finding, f"dotted: the gap, and what service closes of it · {bars}", height=3.5)
    ax = sheet.axes(0.75, 1.6, bottom=0.4, top=3.2)
    named(ax, f"still customers at the end, % of {whom.shortly}")
    for name in PRODUCTS:
        _draw_product(ax, name, kept)
    for level, place in SERVICES.items():
        _write_shares(ax, place, *sorted((kept[f"{name}_{level}"] for name in PRODUCTS), key=lambda at: at.mean))
    _draw_gap(ax, kept)
    ax.set(xlim=(-0.3, 1.22), ylim=(0, 112))
    ax.set_xticks(list(SERVICES.values()), [f"{name} service" for name in SERVICES])
    ax.tick_params(axis="x", length=0)
    ax.set_yticks([0, 25, 50, 75, 100])
    labelled(
        ax, [(f"{name} product", 100 * kept[f"{name}_excellent"].mean, PRODUCTS[name][0]) for name in PRODUCTS]
    )
    return sheet.figure


def _draw_product(ax: Axes, name: str, kept: Mapping[str, Estimate]) -> None:
    """Draw one product: poor and excellent service with their intervals, and the numbers."""
    colour, mark = PRODUCTS[name]
    found = {place: kept[f"{name}_{service}"] for service, place in SERVICES.items()}
    ax.plot(list(found), [100 * at.mean for at in found.values()], color=colour, linewidth=3)
    for place, at in found.items():
        ax.plot([place, place], [100 * at.low, 100 * at.high], color=colour, linewidth=7, alpha=0.35,
                solid_capstyle="butt")  # fmt: skip
        face = colour if place else "white"
        ax.plot(place, 100 * at.mean, mark, color=colour, markersize=8.5, markerfacecolor=face, markeredgewidth=2)


def _write_shares(ax: Axes, place: float, lower: Estimate, upper: Estimate) -> None:
    """Write the lower share below its bar and the higher one above; at the foot of the picture beside it."""
    foot = 100 * (lower.low if isfinite(lower.low) else lower.mean)
    head = min(100 * (upper.high if isfinite(upper.high) else upper.mean), 100)
    inwards = (max(100 * lower.mean - 6, 1), (-22 if place else 22, 0))
    below = (foot, (0, -17)) if foot > NEAR_THE_FOOT else inwards
    for one, (height, offset) in ((lower, below), (upper, (head, (0, 9)))):
        ax.annotate(f"{100 * one.mean:.0f}", (place, height), offset, textcoords="offset points", ha="center",
                    fontsize=TYPE, fontweight="bold", bbox=ON_WHITE)  # fmt: skip


def _draw_gap(ax: Axes, kept: Mapping[str, Estimate]) -> None:
    """Draw the gap between the products beside poor service, and what service closes of it beside excellent."""
    weak = 100 * kept["weak_poor"].mean
    for place, end in ((-0.17, kept["strong_poor"]), (1.14, kept["weak_excellent"])):
        ax.plot([place, place], [weak, 100 * end.mean], color=FAINT, linewidth=2, linestyle=DOTTED, marker="_",
                markersize=9)  # fmt: skip
    ax.plot([0.06, 1.14], [weak, weak], color=FAINT, linewidth=1, linestyle=(0, (1, 2)), zorder=0)


@in_house_style
def four_curves(curves: Mapping[str, pd.DataFrame], *, days: int, whom: Whom = BUYERS) -> Figure:
    """Draw who is still a customer in each cell, by the days since the purchase.

    `curves` has for each cell what `survival` gives: scenario, replication, age, value in percent.
    """
    last = {
        cell: float(curve.loc[curve["age"] == days, "value"].mean()) if len(curve) else float("nan")
        for cell, curve in curves.items()
    }
    finding = rescue_findings.left_after({cell: value / 100 for cell, value in last.items()}, days, whom)
    if not all(map(isfinite, last.values())):
        return in_words(finding)
    several = next(iter(curves.values()))["replication"].nunique() > 1
    noise = "bands: 95 % interval" if several else "no bands: an interval needs 2 replications"
    sheet = Sheet(finding, f"dashed: poor service · solid: excellent service · {noise}", height=3.4)
    ax = sheet.axes(0.75, 1.6, bottom=0.55, top=3.1)
    named(ax, f"still customers, % of {whom.shortly}")
    for cell, curve in curves.items():
        product, service = cell.split("_")
        draw_curve(ax, curve, PRODUCTS[product][0], within=(0.0, 100.0))
        if service == "poor":
            ax.lines[-1].set_linestyle((0, (4, 2)))
    ax.set(xlim=(0, days), ylim=(0, 103), xlabel=whom.axis)
    ax.set_xticks(few_ticks(days))
    ax.set_yticks([0, 25, 50, 75, 100])
    labelled(ax, [(cell.replace("_", ", "), last[cell], PRODUCTS[cell.split("_")[0]][0]) for cell in curves])
    return sheet.figure
