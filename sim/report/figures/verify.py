"""Every estimate of a verification, by how far it is off its theory."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.questions.verify import CUT, IDS, LIMITS, Engine
from sim.report import verify_words as words
from sim.report.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    NOTE,
    ORANGE,
    PURPLE,
    TYPE,
    VERMILION,
    Sheet,
    in_house_style,
    in_words,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.verify import Check, Outcome

ROW = 0.32
LABELS = 2.1
FARTHEST = 7.5
"""Where a mark stands that is farther off than can be drawn."""

WASH = "#EEF3F6"
LOOKS = {
    Engine.FAST: (BLUE, "o"), Engine.PLAIN: (ORANGE, "s"), Engine.FAST_DESK: (GREEN, "^"),
    Engine.PLAIN_DESK: (PURPLE, "D"), Engine.FORMULA: (FAINT, "x"),
}  # fmt: skip
"""A shape of its own for each engine, for those who do not tell the colours apart."""


def of_verification(outcome: Outcome) -> dict[str, Figure]:
    """Draw the picture of a verification, by the name of its file."""
    return {"verify": estimates_apart(outcome.checks, finding=words.finding(outcome))}


@in_house_style
def estimates_apart(checks: Sequence[Check], *, finding: str) -> Figure:
    """Draw every estimate at its standard errors, a row for each limit; what fails is ringed."""
    marks = [check for check in checks if check.z is not None]
    ids = [one for one in IDS if any(check.id == one for check in marks)]
    if not ids:
        return in_words(finding)
    engines = [engine for engine in LOOKS if any(check.engine == engine for check in marks)]
    legend = 0.3 * ((len(engines) + 2) // 3) + 0.1
    note = "A mark an estimate; a ring: it fails. Where only equality counts there is nothing to draw."
    sheet = Sheet(finding, note, height=ROW * len(ids) + 0.65 + legend)
    ax = sheet.axes(LABELS, 0.2, bottom=0.6, top=0.6 + ROW * len(ids))
    ax.axvspan(-CUT, CUT, color=WASH, linewidth=0)
    for limit in (-CUT, CUT):
        ax.axvline(limit, color=VERMILION, linewidth=1.2, linestyle=(0, (4, 3)))
    ax.axvline(0.0, color=FAINT, linewidth=0.8)
    _draw(ax, marks, ids)
    names = [shortened(f"{one} {LIMITS[one]}", NOTE, LABELS - 0.15) for one in ids]
    ax.set_yticks(range(len(ids)), names, fontsize=NOTE)
    ax.set(ylim=(len(ids) - 0.4, -0.6), xlim=(-FARTHEST - 0.4, FARTHEST + 0.4))
    ax.set_xticks([-CUT, 0, CUT], [f"−{CUT:g}", "0", f"{CUT:g}"])
    ax.set_xlabel("standard errors from theory", fontsize=TYPE)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    _legend(sheet, engines)
    return sheet.figure


def _draw(ax: Axes, checks: Sequence[Check], ids: Sequence[str]) -> None:
    """Put a mark a check, those of the same engine on the same height within the row."""
    heights = dict(zip(LOOKS, (-0.26, -0.09, 0.09, 0.26, 0.0), strict=True))
    for check in checks:
        z = check.z or 0.0
        x = max(-FARTHEST, min(FARTHEST, z)) if isfinite(z) else FARTHEST
        y = ids.index(check.id) + heights[check.engine]
        colour, shape = LOOKS[check.engine]
        ax.plot(x, y, shape, color=colour, markersize=4, alpha=0.75, markeredgewidth=1.0)
        if not check.passed:
            ax.plot(x, y, "o", markersize=11, markerfacecolor="none", markeredgecolor=VERMILION, markeredgewidth=2)


def _legend(sheet: Sheet, engines: Sequence[Engine]) -> None:
    from matplotlib.lines import Line2D

    marks = [
        Line2D([], [], linestyle="", marker=LOOKS[one][1], color=LOOKS[one][0], markersize=6, label=str(one))
        for one in engines
    ]
    sheet.figure.legend(
        handles=marks, loc="upper left", ncols=3, fontsize=NOTE, borderpad=0, columnspacing=1.2, handletextpad=0.2,
        bbox_to_anchor=(0.02, sheet.top / sheet.height),
    )  # fmt: skip
