"""A measure over two factors of a grid: shades, lines of equal value, and where the base scenario stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report.figures.axes import alike, by_factors, number_lines, tick, within
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
    shortened,
)
from sim.report.figures.sweep_curves import short_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Floats = NDArray[Any]

LEVELS = 9
LEFT, RIGHT = 0.82, 0.3
SIDE = 3.3
MOST_WRITTEN = 10
FEWEST_FOR_LINES = 3
STEPS = 12
"""Into how many an interval by equal factors is parted, so that lines that are straight in logs look so."""
MANY_POINTS = 400


@in_house_style
def sweep_map(
    values: Floats, across: tuple[str, Sequence[Any]], up: tuple[str, Sequence[Any]], *, finding: str,
    measure: str, times: float, base: tuple[Any, Any] | None = None, log: tuple[bool, bool] = (False, False),
) -> Figure:  # fmt: skip
    """Draw a table of values (a row a level of `up`) over two factors, each with its name and levels.

    `base` is where the base scenario stands on both, `log` says which are spread by equal factors. Where a factor
    has names for levels, or two only, each field is written out in place of lines.
    """
    import numpy as np

    scaled = np.ma.masked_invalid(times * np.asarray(values, float))
    if not scaled.count():
        return in_words(finding)
    lined = all(_is_scale(levels) for _, levels in (across, up)) and float(np.ptp(scaled.compressed())) > 0
    marked = lined and base is not None and _within(base[0], across[1]) and _within(base[1], up[1])
    missing = " · white: not known" if scaled.count() < scaled.size else ""
    how = "lines of equal value between the points (+)" if lined else "a field a point"
    note = f"{measure} · {how}{' · ◆ the base scenario' if marked else ''}{missing}"
    sheet = Sheet(finding, note, height=SIDE + 0.85)
    ax = sheet.axes(LEFT, RIGHT, bottom=0.6, top=0.6 + SIDE)
    if lined:
        _lines(ax, scaled, across[1], up[1], log)
    else:
        _fields(ax, scaled, across[1], up[1])
    if marked and base is not None:
        ax.plot(*base, "D", color=BLUE, markersize=9, markeredgecolor="white", markeredgewidth=1.2, clip_on=False)
    ax.set_xlabel(shortened(across[0], TYPE, WIDTH - LEFT - RIGHT), labelpad=3)
    ax.set_title(shortened(up[0], TYPE, WIDTH - 0.4), loc="left", fontsize=TYPE, pad=7, x=-0.13)
    return sheet.figure


def _is_scale(levels: Sequence[Any]) -> bool:
    numbers = all(isinstance(level, int | float) and not isinstance(level, bool) for level in levels)
    return numbers and len(levels) >= FEWEST_FOR_LINES


def _within(value: Any, levels: Sequence[Any]) -> bool:
    return isinstance(value, int | float) and min(levels) <= value <= max(levels)


def _lines(ax: Axes, scaled: Any, across: Sequence[float], up: Sequence[float], log: tuple[bool, bool]) -> None:
    """Shade between lines of equal value, label these, and mark the points."""
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    ax.set(xlim=(min(across), max(across)), ylim=(min(up), max(up)))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _: tick(value))
    ax.locator_params(nbins=6)
    if log[0]:
        by_factors(ax, "x")
    if log[1]:
        by_factors(ax, "y")
    marks = np.meshgrid(across, up)
    if log[0]:
        across, scaled = _finely_by_factors(across, scaled)
    if log[1]:
        up, turned = _finely_by_factors(up, scaled.T)
        scaled = turned.T
    levels = MaxNLocator(LEVELS, steps=[1, 2, 2.5, 5, 10]).tick_values(scaled.min(), scaled.max())
    shades = ax.contourf(across, up, scaled, levels=levels, cmap="Greys", alpha=0.45)
    shades.set_edgecolor("face")
    lines = ax.contour(across, up, scaled, levels=levels, colors="black", linewidths=1.2)
    number_lines(ax, lines, _label_places(ax, lines))
    x, y = marks
    if x.size <= MANY_POINTS:
        ax.plot(x.ravel(), y.ravel(), "+", color=FAINT, markersize=4, markeredgewidth=0.8, clip_on=False)


def _finely_by_factors(levels: Sequence[float], values: Any) -> tuple[Any, Any]:
    """Put more levels between those of the columns, with the values of lines that are straight in logs."""
    import numpy as np

    logs = np.log(levels)
    at = np.linspace(0, len(logs) - 1, STEPS * (len(logs) - 1) + 1)
    left = np.minimum(at.astype(int), len(logs) - 2)
    part = at - left
    between = values[:, left] * (1 - part) + values[:, left + 1] * part
    return np.exp(logs[left] * (1 - part) + logs[left + 1] * part), between


def _label_places(ax: Axes, lines: Any) -> list[tuple[float, float]]:
    """Give a place on each line for its label: near to the middle of the map, not to another or an edge."""
    import numpy as np

    frame = within(ax)
    taken: list[NDArray[Any]] = []
    for found in lines.allsegs:
        parts = [_finely(one) for one in found if len(one)]
        if not parts:
            continue
        spots = np.vstack(parts)
        scaled = frame.transform(spots)
        inside = ((scaled > 0.1) & (scaled < 0.9)).all(axis=1)
        for one in taken:
            inside &= (np.abs(scaled - one) > (0.16, 0.09)).any(axis=1)
        if inside.any():
            nearest = np.flatnonzero(inside)[np.abs(scaled[inside] - 0.5).sum(axis=1).argmin()]
            taken.append(scaled[nearest])
    return [(float(x), float(y)) for x, y in map(frame.inverted().transform, taken)]


def _finely(line: Any) -> Any:
    """Put more points on a line."""
    import numpy as np

    at = np.linspace(0, len(line) - 1, 20 * len(line))
    return np.stack([np.interp(at, range(len(line)), line[:, axis]) for axis in (0, 1)], axis=1)


def _fields(ax: Axes, scaled: Any, across: Sequence[Any], up: Sequence[Any]) -> None:
    """Shade a field a point, and write its value into it where there is room."""
    import numpy as np

    ax.pcolormesh(np.arange(len(across) + 1), np.arange(len(up) + 1), scaled, cmap="Greys", alpha=0.45,
                  edgecolors="white", linewidth=1)  # fmt: skip
    width = (WIDTH - LEFT - RIGHT) / len(across)
    if max(scaled.shape) <= MOST_WRITTEN:
        largest = float(np.abs(scaled).max())
        for y, row in enumerate(scaled.filled(np.nan)):
            for x, value in enumerate(row):
                said = shortened(alike(value, largest), NOTE, width)
                ax.text(x + 0.5, y + 0.5, said, ha="center", va="center", fontsize=NOTE, color=INK)
    ax.set_xticks(np.arange(len(across)) + 0.5, _written(across, width - 0.06))
    ax.set_yticks(np.arange(len(up)) + 0.5, _written(up, LEFT - 0.12))
    ax.tick_params(length=0, labelsize=NOTE)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _written(levels: Sequence[Any], room: float) -> list[str]:
    """Write the levels of a factor, every so manieth where there are many."""
    numbers = [isinstance(level, int | float) and not isinstance(level, bool) for level in levels]
    said = [tick(float(one)) for one in levels] if all(numbers) else short_names(levels)
    step = 1 + len(said) // (MOST_WRITTEN + 1)
    return [shortened(one, NOTE, max(room, 0.2) * step) if at % step == 0 else "" for at, one in enumerate(said)]
