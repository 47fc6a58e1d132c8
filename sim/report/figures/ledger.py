"""Where the experience of current customers comes from, stacked over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.measures.record import LEDGER, RECORDED_EVERY_DAYS
from sim.report import findings
from sim.report.figures.axes import few_ticks, labelled, named
from sim.report.figures.curves import over_replications
from sim.report.figures.style import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    ORANGE,
    SKY,
    VERMILION,
    YELLOW,
    Sheet,
    in_house_style,
    in_words,
    noted,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PARTS = {
    "buying": ("attraction", "entry", "engagement", "exit"),
    "use": ("use",),
    "gap": ("gap",),
    "failure": ("failure",),
    "service": ("service",),
    "community": ("community",),
}
"""The nine columns, the four of the purchase taken together: they fade within weeks."""

LABELS = {"gap": "expectations", "failure": "failures"}
LOOKS: dict[str, tuple[str, str]] = {
    "use": (BLUE, ""),
    "service": (GREEN, "//"),
    "buying": (SKY, ""),
    "community": (YELLOW, ""),
    "gap": (ORANGE, ""),
    "failure": (VERMILION, "\\\\"),
}
"""Colour and hatch; the order is that in which parts are stacked, outwards from 0."""

TOO_THIN = 0.03
"""A part that never reaches this share of the height is drawn, but has no label."""


@in_house_style
def ledger(daily: pd.DataFrame) -> Figure:
    """Draw what each part of the ledger adds to the experience of the average current customer.

    `daily` is the table of `Results`, with `recorded` and the `sum_` columns on the days of record.
    """
    parts = contributions(daily)
    if parts.empty:
        return in_words(
            "Nobody was a customer on a day of record, so there is no experience to draw.", noted(daily)
        )
    means = parts.groupby("day")[[*PARTS, "cx"]].mean()
    last = means.iloc[-1]
    finding = findings.experience_parts({part: float(last[part]) for part in PARTS}, day=int(means.index[-1]))
    if len(means) < 2:
        few = f"Its parts are recorded every {RECORDED_EVERY_DAYS} days; a course over time needs two of these."
        return in_words(f"{finding} {few}", noted(parts))
    sheet = Sheet(finding, noted(parts, "thin lines beside the sum"), height=3.6)
    ax = sheet.axes(0.75, 1.35, bottom=0.55, top=3.3)
    named(ax, "experience, in units of quality")
    draw_stack(ax, means, parts)
    ax.set_xlabel("day")
    return sheet.figure


def contributions(daily: pd.DataFrame) -> pd.DataFrame:
    """Give the parts and their sum for the average current customer, for each replication and day of record."""
    import pandas as pd

    if "recorded" not in daily:
        return pd.DataFrame()
    days = daily[daily["recorded"] > 0]
    columns: dict[str, Any] = {name: days[name] for name in ("scenario", "replication", "day")}
    for part, ledger_columns in PARTS.items():
        columns[part] = sum(days[f"sum_{column}"] for column in ledger_columns) / days["recorded"]
    columns["cx"] = sum(days[f"sum_{column}"] for column in LEDGER) / days["recorded"]
    return pd.DataFrame(columns)


def draw_stack(
    ax: Axes,
    means: pd.DataFrame,
    parts: pd.DataFrame,
    *,
    within: tuple[float, float] | None = None,
    labels: bool = True,
) -> None:
    """Stack what is above 0 upwards and what is below downwards, draw the sum, and name all at the right edge.

    The range is that of the stack unless one is given: the band of the first few customers would press it flat.
    """
    import numpy as np

    up, down = np.zeros(len(means)), np.zeros(len(means))
    edges: list[tuple[str, float, str]] = []
    low_end, high_end = within or limits([means])
    for part, (colour, hatch) in LOOKS.items():
        values = means[part].to_numpy()
        above, below = up + np.maximum(values, 0), down + np.minimum(values, 0)
        for low, high in ((up, above), (below, down)):
            if np.any(high > low):
                fill = ax.fill_between(means.index, low, high, facecolor=colour, edgecolor="white", linewidth=0.6)
                fill.set_hatch(hatch)
        if abs(values).max() > TOO_THIN * (high_end - low_end):
            middle = (up[-1] + above[-1]) / 2 if values[-1] >= 0 else (down[-1] + below[-1]) / 2
            edges.append((LABELS.get(part, part), float(middle), colour))
        up, down = above, below
    draw_sum(ax, parts)
    ax.set_ylim(low_end, high_end)
    ax.axhline(0, color=FAINT, linewidth=1)
    ax.set_xlim(means.index[0], means.index[-1])
    ax.set_xticks([tick for tick in few_ticks(float(means.index[-1])) if tick >= means.index[0]])
    ax.locator_params(axis="y", nbins=4)
    if labels:
        labelled(ax, [*edges, ("all together", float(means["cx"].iloc[-1]), BLACK)])


def limits(tables: list[pd.DataFrame]) -> tuple[float, float]:
    """Give the range that stacks of mean parts need."""
    columns = list(PARTS)
    low = min(float(table[columns].clip(upper=0).sum(axis=1).min()) for table in tables)
    high = max(float(table[columns].clip(lower=0).sum(axis=1).max()) for table in tables)
    air = 0.04 * (high - low) or 1.0
    return low - air, high + air


def draw_sum(ax: Axes, parts: pd.DataFrame) -> None:
    """Draw the sum of all parts, which is the customer experience, between the ends of its intervals.

    These are lines, as a band would look like one more part.
    """
    from matplotlib.patheffects import Normal, Stroke

    course = over_replications(parts.rename(columns={"day": "age", "cx": "value"}))
    for height, width, around in (("low", 0.8, 1.8), ("high", 0.8, 1.8), ("mean", 2.0, 4.5)):
        white = [Stroke(linewidth=around, foreground="white"), Normal()]
        ax.plot(course["age"], course[height], color=BLACK, linewidth=width, path_effects=white)
