"""The journey as a flow: how many pass from phase to phase, who is lost, who leaves, who comes round again."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.report import findings, wording
from sim.report.figures.style import (
    BLUE,
    FAINT,
    INK,
    NOTE,
    SKY,
    VERMILION,
    WIDTH,
    Sheet,
    in_house_style,
    in_words,
    noted,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    Counts = Mapping[tuple[str, str], float]
    Place = tuple[float, float]

WAY = ("attraction", "entry", "engagement", "exit", "extension")
SINKS = {"lost": "Lost", "churned": "Left"}

NODE = 0.13
WIDEST = 0.8
FIRST, STEP = 0.55, 0.85
AT_THE_END = 4.62
SINK_AT = {"lost": FIRST + 3 * STEP, "churned": AT_THE_END}
HEADS, LOOP, DROP, FOOT = 0.5, 0.36, 0.35, 0.5
"""Inches: for names and numbers, for the way round, from the way down to the sinks, below the sinks."""

THIN = 0.04
"""Inches of a flow so narrow that a hatch would hide it."""

TEXT = NOTE + 0.5


@in_house_style
def journey(flows: pd.DataFrame, daily: pd.DataFrame, *, protocol: str) -> Figure:
    """Draw the changes of phase of a run as a flow from left to right; losses fall, returns are dashed.

    `flows` and `daily` are tables of `Results`: changes of phase, and how many customers looked again in vain,
    whom flows do not tell from ex-customers. Counted is every change of phase, so that somebody who buys twice is
    in the flow twice; numbers are means over the replications.
    """
    counts = mean_counts(flows)
    finding = sentence(counts, protocol, in_vain(daily))
    if not any(counts.values()):
        return in_words(finding, noted(flows))
    runs = wording.count(flows["replication"].nunique(), "replication")
    note = " · ".join(filter(None, (noted(flows), f"means of {runs}; dashed: not to scale")))
    scale = WIDEST / max(through(counts, phase) for phase in (*WAY, *SINKS))
    deepest = max(into(counts, sink) for sink in SINKS) * scale
    loop = LOOP if counts.get(("extension", "engagement"), 0.0) > 0 else 0.0
    high, low = HEADS + loop, -WIDEST - DROP - deepest - FOOT
    sheet = Sheet(finding, note, height=high - low)
    ax = sheet.axes(0, 0)
    ax.set(xlim=(0, WIDTH), ylim=(low, high))
    ax.axis("off")
    draw_way(ax, counts, scale, heads=high, stay=stayed(counts, protocol))
    draw_losses(ax, counts, scale)
    draw_returns(ax, counts, low=low + FOOT / 2)
    return sheet.figure


def mean_counts(flows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Give the mean number of passages from phase to phase over the replications."""
    if flows.empty:
        return {}
    runs = flows["replication"].nunique()
    counts: dict[tuple[str, str], float] = {}
    for source, target, people in zip(flows["source"], flows["target"], flows["people"], strict=True):
        counts[source, target] = counts.get((source, target), 0.0) + people / runs
    return counts


def in_vain(daily: pd.DataFrame) -> float:
    """Count the customers who looked again and refused, or are still looking on the last evening."""
    if daily.empty:
        return 0.0
    last = daily[daily["day"] == daily["day"].max()]
    there = last["customers"] - last["churned"] - last["returned"]
    looking = there - last["in_exit"] - last["in_extension"]
    return float(daily["refused"].sum() + looking.sum()) / len(last)


def sentence(counts: Counts, protocol: str, refused: float) -> str:
    """Say what the flow shows; `refused` are the customers who looked again and have not bought."""
    if protocol == "cohort":
        buyers = into(counts, "attraction")
        gone = into(counts, "churned") - out_of(counts, "churned")
        return findings.journey_of_buyers(buyers, gone, into(counts, "exit") - buyers)
    again = max(counts.get(("extension", "engagement"), 0.0) - refused, 0.0)
    lost = {phase: counts.get((phase, "lost"), 0.0) for phase in WAY[:3]}
    won_back = counts.get(("churned", "entry"), 0.0)
    return findings.journey_of_market(into(counts, "attraction"), into(counts, "exit") - again, lost, won_back)


def into(counts: Counts, phase: str) -> float:
    """Count those who come into a phase."""
    return sum(people for (_, target), people in counts.items() if target == phase)


def out_of(counts: Counts, phase: str) -> float:
    """Count those who leave a phase."""
    return sum(people for (source, _), people in counts.items() if source == phase)


def through(counts: Counts, phase: str) -> float:
    """Count those who pass through a phase."""
    return max(into(counts, phase), out_of(counts, phase))


def stayed(counts: Counts, protocol: str) -> float:
    """Count the customers at the end; in a market those who are about to buy again are not told apart."""
    if protocol == "cohort":
        return into(counts, "attraction") - into(counts, "churned") + out_of(counts, "churned")
    return into(counts, "extension") - out_of(counts, "extension")


def place(phase: str) -> float:
    """Give where a phase of the way stands, across."""
    return FIRST + STEP * WAY.index(phase)


def draw_way(ax: Axes, counts: Counts, scale: float, *, heads: float, stay: float) -> None:
    """Draw the phases with their names and numbers, and the flow from each to the next."""
    columns = [(phase.capitalize(), place(phase), into(counts, phase)) for phase in WAY]
    for name, x, people in [*columns, ("Stay", AT_THE_END, stay)]:
        ax.add_patch(_bar(x, 0.0, people * scale, BLUE))
        ax.text(x, heads - 0.08, name, ha="center", va="top", fontsize=TEXT)
        ax.text(x, heads - 0.28, counted(people), ha="center", va="top", fontsize=TEXT, fontweight="bold")
    for source, target in pairwise(WAY):
        people = counts.get((source, target), 0.0)
        ax.add_patch(_ribbon((place(source), 0.0), (place(target), 0.0), people * scale, SKY))
    # Those who look again leave at the top, those who stay below them.
    used = counts.get(("extension", "engagement"), 0.0)
    remaining = into(counts, "extension") - out_of(counts, "extension")
    ax.add_patch(_ribbon((place("extension"), -used * scale), (AT_THE_END, 0.0), remaining * scale, SKY))


def draw_losses(ax: Axes, counts: Counts, scale: float) -> None:
    """Let those who are lost before buying, and those who leave after it, fall out of the way.

    Who is to fall farther to the right leaves a phase higher up, and who comes from farther left lands lower,
    so that the flows do not cross.
    """
    top = -WIDEST - DROP
    for sink, name in SINKS.items():
        people, x = into(counts, sink), SINK_AT[sink]
        if people == 0:
            continue
        ax.add_patch(_bar(x, top, people * scale, INK))
        under = top - people * scale
        ax.text(x, under - 0.06, name, ha="center", va="top", fontsize=TEXT)
        ax.text(x, under - 0.26, counted(people), ha="center", va="top", fontsize=TEXT, fontweight="bold")
        landing = top
        for phase in reversed(WAY):
            falling = counts.get((phase, sink), 0.0) * scale
            below = counts.get((phase, "lost"), 0.0) * scale if sink == "churned" else 0.0
            start = -through(counts, phase) * scale + below + falling
            if falling > 0:
                ax.add_patch(_ribbon((place(phase), start), (x, landing), falling, VERMILION, hatch="//"))
            landing -= falling


def draw_returns(ax: Axes, counts: Counts, *, low: float) -> None:
    """Draw the ways back as dashed arrows with their numbers."""
    again = counts.get(("extension", "engagement"), 0.0)
    if again > 0:
        start, end = place("extension"), place("engagement")
        _arrow(ax, [(start, 0.03), (start, 0.14), (end, 0.14), (end, 0.02)])
        ax.text((start + end) / 2, 0.17, f"to buy again {counted(again)}", ha="center", fontsize=NOTE, va="bottom")
    back = {sink: counts.get((sink, "prospect"), 0.0) for sink in SINKS}
    if any(back.values()):
        start = SINK_AT["lost" if back["lost"] > 0 else "churned"] - 0.4
        edge = 0.2
        _arrow(ax, [(start, low), (edge, low), (edge, -0.1), (place("attraction") - NODE / 2, -0.1)])
        ax.text(
            (start + edge) / 2,
            low + 0.03,
            f"come back {counted(sum(back.values()))}",
            ha="center",
            fontsize=NOTE,
            va="bottom",
        )


def counted(people: float) -> str:
    """Write a number of people in little room: `3,000`, `120 k`, `1.2 M`."""
    if people >= 999_500:
        return f"{people / 1e6:.3g} M" if people < 999.5e6 else f"{people / 1e9:.3g} G"
    if people >= 99_999.5:
        return f"{people / 1e3:.0f} k"
    return f"{people:,.0f}" if people == 0 or people >= 0.5 else "<1"


def _bar(x: float, top: float, height: float, colour: str) -> Patch:
    from matplotlib.patches import Rectangle

    return Rectangle(
        (x - NODE / 2, top - height), NODE, height, facecolor=colour, edgecolor=colour, linewidth=0.8, zorder=3
    )


def _ribbon(start: Place, end: Place, width: float, colour: str, *, hatch: str = "") -> Patch:
    """Draw a flow of one width from the right of a bar to the left of another; places are upper corners."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    (x0, y0), (x1, y1) = (start[0] + NODE / 2, start[1]), (end[0] - NODE / 2, end[1])
    middle = (x0 + x1) / 2
    hatched = hatch and width > THIN
    corners = [
        (x0, y0), (middle, y0), (middle, y1), (x1, y1),
        (x1, y1 - width), (middle, y1 - width), (middle, y0 - width), (x0, y0 - width), (x0, y0),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    patch = PathPatch(
        Path(corners, codes), facecolor=colour, edgecolor="white" if hatched else colour, linewidth=0.6, alpha=0.9
    )
    patch.set_hatch(hatch if hatched else "")
    return patch


def _arrow(ax: Axes, places: list[Place]) -> None:
    """Draw a dashed line through places with a head at its end."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    xs, ys = [x for x, _ in places], [y for _, y in places]
    ax.plot(xs[:-1], ys[:-1], color=FAINT, linewidth=1.4, linestyle=(0, (4, 2)))
    last = Path([places[-2], places[-1]])
    ax.add_patch(FancyArrowPatch(path=last, arrowstyle="->", mutation_scale=11, color=FAINT, linewidth=1.4))
