"""How a measure answers to each factor, whatever the others are: a small panel each, all with the same height."""

from __future__ import annotations

from math import ceil, isfinite
from typing import TYPE_CHECKING, Any, Literal

from sim.report.figures.axes import by_factors, tick, within
from sim.report.figures.style import (
    BLUE,
    NOTE,
    TYPE,
    WIDTH,
    Sheet,
    in_house_style,
    in_lines,
    in_words,
    length,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Side = Literal["left", "center", "right"]

MOST_PANELS = 12
LEFT, BETWEEN, RIGHT = 0.7, 0.32, 0.25
HEIGHT = 1.25
PITCH = 1.98
SECOND_LINE = 0.19
"""What a long name takes above a panel."""

EDGE, GAP = 0.1, 0.1
"""How near to an end of the axis a number is aligned with it; inches between numbers."""


@in_house_style
def sweep_curves(
    table: pd.DataFrame,
    factors: Sequence[str],
    *,
    finding: str,
    measure: str,
    times: float,
    band: str,
    log: Collection[str] = (),
) -> Figure:
    """Draw the means along each factor, in this order; `times` turns them into the unit of `measure`.

    `table` has a row a factor and value: factor, value, mean, low, high. `band` says what the bands are, `log`
    which factors are spread by equal factors.
    """
    there = [name for name in factors if (table["factor"] == name).sum() > 1]
    if not there:
        return in_words(finding)
    shown = there[:MOST_PANELS]
    cut = f" · {len(shown)} of {len(there)} factors" if len(shown) < len(there) else ""
    known = table["low"].notna().any()
    note = f"{measure} · {f'bands: {band}' if known else 'no bands: one replication has none'}{cut}"
    across, down = min(2, len(shown)), ceil(len(shown) / 2)
    width = (WIDTH - LEFT - RIGHT - BETWEEN * (across - 1)) / across
    heads = [in_lines(name, TYPE - 0.5, width) for name in shown]
    second = SECOND_LINE if any("\n" in head for head in heads) else 0.0
    pitch = PITCH + second
    sheet = Sheet(finding, note, height=pitch * (down - 1) + HEIGHT + 0.9 + second)
    low, high = _limits(table[table["factor"].isin(shown)], times)
    for number, name in enumerate(shown):
        row, column = divmod(number, across)
        left = LEFT + column * (width + BETWEEN)
        bottom = 0.5 + pitch * (down - 1 - row)
        ax = sheet.axes(left, WIDTH - left - width, bottom=bottom, top=bottom + HEIGHT)
        _draw(ax, table[table["factor"] == name], times, width, log=name in log)
        ax.set_ylim(low, high)
        ax.locator_params(axis="y", nbins=4)
        ax.yaxis.set_major_formatter(lambda value, _: tick(value))
        ax.tick_params(labelleft=not column, labelsize=NOTE + 0.5)
        ax.set_title(heads[number], loc="left", fontsize=TYPE - 0.5, pad=5)
        ax.grid(axis="y")
    return sheet.figure


def _limits(table: pd.DataFrame, times: float) -> tuple[float, float]:
    """Give the height that all panels share: of all means, and of bands as far as they say something."""
    means = times * table["mean"].dropna().to_numpy(float)
    low, high = float(means.min()), float(means.max())
    room = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-12)
    ends = times * table[["low", "high"]].to_numpy(float)
    ends = ends[[bool(isfinite(row[0])) for row in ends]]
    if len(ends):
        low, high = max(low - room, min(low, float(ends.min()))), min(high + room, max(high, float(ends.max())))
    return low - 0.06 * (high - low or 1.0), high + 0.06 * (high - low or 1.0)


def _draw(ax: Axes, table: pd.DataFrame, times: float, width: float, *, log: bool) -> None:
    """Draw one factor: a line with a band along numbers, dots with bars over names."""
    means, low, high = (times * table[name].to_numpy(float) for name in ("mean", "low", "high"))
    values = table["value"].tolist()
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        ax.fill_between(values, low, high, color=BLUE, alpha=0.22, linewidth=0)
        ax.plot(values, means, "o-", color=BLUE, markersize=3.5, linewidth=1.8)
        if log:
            by_factors(ax, "x")
        else:
            ax.locator_params(axis="x", nbins=4)
            ax.xaxis.set_major_formatter(lambda value, _: tick(value))
        _keep_ticks_inside(ax, width)
        return
    for x, (mean, bottom, top) in enumerate(zip(means, low, high, strict=True)):
        ax.plot([x, x], [bottom, top], color=BLUE, linewidth=3, alpha=0.5)
        ax.plot(x, mean, "o", color=BLUE, markersize=5.5)
    ax.set_xlim(-0.6, len(values) - 0.4)
    room = width / len(values) - 0.08
    names = [shortened(name, NOTE, room) if room > length("mm…", NOTE) else "" for name in short_names(values)]
    ax.set_xticks(range(len(values)), names, fontsize=NOTE)


def _keep_ticks_inside(ax: Axes, width: float) -> None:
    """Align the outer numbers at an axis so that they stay within their panel; no number touches the next one."""
    low, high = ax.get_xlim()
    height, frame = ax.get_ylim()[0], within(ax)
    shown: list[tuple[float, Side]] = []
    free = -1.0
    for place in [place for place in ax.get_xticks() if low <= place <= high]:
        share = float(frame.transform((place, height))[0])
        long = length(tick(float(place)), NOTE + 0.5)
        side: Side = "left" if share < EDGE else "right" if share > 1 - EDGE else "center"
        start = share * width - {"left": 0.0, "center": long / 2, "right": long}[side]
        if start > free:
            shown.append((float(place), side))
            free = start + long + GAP
    ax.set_xticks([place for place, _ in shown])
    ax.set_xlim(low, high)
    for label, (_, side) in zip(ax.get_xticklabels(), shown, strict=True):
        label.set_horizontalalignment(side)


def short_names(names: Sequence[Any]) -> list[str]:
    """Leave out the folder that all names begin with: `poor` and `excellent` of `service/...`."""
    said = [str(name) for name in names]
    folders = {name.rpartition("/")[0] for name in said}
    return [name.rpartition("/")[2] for name in said] if len(folders) == 1 and len(said) > 1 else said
