"""What axes are written with: numbers in little room, names at the edge, and a scale that fits."""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Literal

from sim.report.figures.style import NOTE, ON_WHITE, POINTS, TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.contour import ContourSet
    from matplotlib.transforms import Transform

MANY_FACTORS = 300.0
"""An axis that reaches this many times as far has numbers at the powers of ten only."""


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart, so that neighbours are at least `gap` from each other and none leaves the frame."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = [places[i] for i in order]
    for i in range(len(moved)):
        moved[i] = max(moved[i], low if i == 0 else moved[i - 1] + gap)
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], high if i == len(moved) - 1 else moved[i + 1] - gap)
    found = [0.0] * len(places)
    for i, place in zip(order, moved, strict=True):
        found[i] = place
    return found


def labelled(ax: Axes, names: Sequence[tuple[str, float, str]], *, size: float = 11.5) -> None:
    """Name things at the right edge: each at its height, moved apart, with a line of its colour leading to it."""
    low, high = ax.get_ylim()
    inches = ax.get_window_extent().height / POINTS
    gap = 1.25 * max(1 + name.count("\n") for name, _, _ in names) * size / POINTS / inches
    places = spread([(place - low) / (high - low) for _, place, _ in names], gap, gap / 2, 1 - gap / 2)
    across = ax.get_window_extent().width / POINTS
    for (name, place, colour), y in zip(names, places, strict=True):
        start, end = (1 + 0.04 / across, (place - low) / (high - low)), (1 + 0.2 / across, y)
        ax.plot(*zip(start, end, strict=True), transform=ax.transAxes, color=colour, linewidth=2.5, clip_on=False)
        ax.text(end[0] + 0.06 / across, y, name, transform=ax.transAxes, va="center", fontsize=size)
    ax.set_ylim(low, high)


def named(ax: Axes, name: str) -> None:
    """Write above axes what their height means, and draw faint lines across."""
    ax.set_title(name, loc="left", fontsize=TYPE, pad=5, x=0)
    ax.set_ylabel("")
    ax.grid(axis="y")
    ax.yaxis.set_major_formatter(lambda value, _: tick(value))


def number_lines(ax: Axes, lines: ContourSet, places: Sequence[tuple[float, float]]) -> None:
    """Write on lines of equal value what it is: upright, lest a minus lie along its line, and above all lines."""
    for number in ax.clabel(lines, fmt=tick, fontsize=NOTE, inline=False, manual=places):
        number.set(rotation=0, bbox=ON_WHITE, zorder=4)


def tick(value: float) -> str:
    """Write a number at an axis in little room: `−0.05`, `20 k`, `1.5 M`, `2e−5`."""
    value = float(f"{value:.4g}")  # before its size is looked at: 9999.6 is 10 k
    size = abs(value)
    if size >= 1e13 or 0 < size < 1e-3:
        digits, power = f"{value:.2e}".split("e")
        written = f"{float(digits):g}e{int(power)}"
    else:
        scale, letter = next(((s, t) for s, t in ((1e9, " G"), (1e6, " M"), (1e4, " k")) if size >= s), (1.0, ""))
        written = f"{value / (1e3 if letter == ' k' else scale):.4g}{letter}"
    return written.replace("-", "−")


def alike(value: float, largest: float) -> str:
    """Write a number that stands among others with as many decimals as they: three digits of the largest."""
    if not isfinite(value):
        return ""
    if not 1e-2 <= largest < 1e4:
        return tick(float(f"{value:.3g}"))
    written = f"{value:.{max(0, 2 - floor(log10(largest)))}f}"
    return written.replace("-", "−") if any(digit in written for digit in "123456789") else written.lstrip("-")


def by_factors(ax: Axes, which: Literal["x", "y"]) -> None:
    """Spread the numbers along an axis by equal factors: `0.01`, `0.1`, `1`."""
    from matplotlib.ticker import LogLocator, NullLocator

    ax.set(**{f"{which}scale": "log"})
    axis = ax.xaxis if which == "x" else ax.yaxis
    low, high = axis.get_view_interval()
    axis.set_major_locator(LogLocator(subs=(1.0,) if high > MANY_FACTORS * low else (1.0, 2.0, 5.0)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(lambda value, _: tick(value))


def within(ax: Axes) -> Transform:
    """Give what takes a point of the data to its place within the frame, from 0 to 1 each way."""
    return ax.transScale + ax.transLimits


def few_ticks(most: float) -> list[float]:
    """Give at most five round numbers from 0 to the largest; days by the quarter where that fits."""
    steps = (1, 2, 5, 7, 10, 20, 30, 50, 90, 100, 180, 200, 365, 500, 730, 1000, 2000, 3650, 5000, 10000, 36500)
    step = next((step for step in steps if most / step <= 4.2), most / 4)
    return [step * i for i in range(int(most / step + 1e-9) + 1)]
