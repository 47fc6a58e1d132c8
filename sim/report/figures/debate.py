"""A debate: the effect along the parameter that settles it, above 0 where one side is right and below if not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import debate_words, wording
from sim.report.claims_words import unit_of
from sim.report.figures.axes import labelled, tick
from sim.report.figures.style import BLUE, FAINT, NOTE, TYPE, VERMILION, WIDTH, Sheet, in_house_style, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.claims.debate import Debate, Settled

LINES = ((BLUE, "-", "o"), (VERMILION, "--", "s"), (FAINT, ":", "D"))
"""Colour, stroke and mark of each of the circumstances."""

HEIGHT, LEFT, RIGHT = 2.5, 0.75, 0.2
ROOM_FOR_NAMES = 1.1


@in_house_style
def debate(found: Settled) -> Figure:
    """Draw the curves of a debate with their 95 % bands; the grey band is what would not matter."""
    asked = found.debate
    note = "bands: 95 % interval · grey: too small to matter"
    sheet = Sheet(debate_words.title(found), note, height=HEIGHT + 0.85)
    is_named = len(found.curves) > 1
    ax = sheet.axes(LEFT, RIGHT + ROOM_FOR_NAMES * is_named, bottom=0.6, top=0.6 + HEIGHT)
    _draw(ax, found)
    ax.set_xlabel(shortened(asked.called, TYPE, WIDTH - LEFT - RIGHT))
    _name_sides(ax, asked)
    if is_named:
        times = _times(asked)
        ends = [(name, times * float(curve.mean[-1])) for name, curve in found.curves.items()]
        names = [
            (shortened(name, NOTE, ROOM_FOR_NAMES - 0.3), at, LINES[i % 3][0]) for i, (name, at) in enumerate(ends)
        ]
        labelled(ax, names, size=NOTE)
    return sheet.figure


def _draw(ax: Axes, found: Settled) -> None:
    times = _times(found.debate)
    ax.axhspan(-times * found.debate.matters, times * found.debate.matters, color="#ECECEC", linewidth=0)
    ax.axhline(0, color=FAINT, linewidth=1)
    for (colour, stroke, mark), curve in zip(LINES * len(found.curves), found.curves.values(), strict=False):
        ax.fill_between(curve.x, times * curve.low, times * curve.high, color=colour, alpha=0.2, linewidth=0)
        ax.plot(curve.x, times * curve.mean, stroke, color=colour, marker=mark, markersize=4.5)
    ends = [end for curve in found.curves.values() for end in (*curve.mean, *curve.low, *curve.high) if end == end]
    most = times * max([abs(end) for end in ends] + [2 * found.debate.matters])
    ax.set_ylim(-1.3 * most, 1.3 * most)
    ax.locator_params(nbins=5)
    ax.xaxis.set_major_formatter(lambda value, _: tick(value))
    ax.yaxis.set_major_formatter(lambda value, _: tick(value))
    ax.set_title(unit_of(found.debate.unit), loc="left", fontsize=NOTE, color=FAINT, pad=4, x=-0.14)


def _times(asked: Debate) -> float:
    """Give what numbers are written in: shares in points."""
    return wording.SHAPES.get(asked.unit, wording.Shape()).times


def _name_sides(ax: Axes, asked: Debate) -> None:
    """Write each side where it is right: above 0 and below."""
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1.0}
    room = ax.get_window_extent().width / 72.0 - 0.1
    for side, y, va in ((f"↑ {asked.one_side}", 0.985, "top"), (f"↓ {asked.other_side}", 0.015, "bottom")):
        ax.text(0.02, y, shortened(side, NOTE, room), transform=ax.transAxes, va=va, fontsize=NOTE, bbox=box)
