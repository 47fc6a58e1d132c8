"""The desk over the run: how long people wait, how many give up, how many agents there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import findings
from sim.report.figures.axes import few_ticks
from sim.report.figures.curves import binned, draw_curve
from sim.report.figures.panels import headroom, stacked
from sim.report.figures.style import BLUE, GREEN, VERMILION, in_house_style, in_words, noted
from sim.statistics import mean_interval

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COUNTERS = ["quick_wait", "quick_answered", "quick_abandoned", "agents", "days"]


@in_house_style
def desk_over_time(daily: pd.DataFrame, runs: pd.DataFrame) -> Figure:
    """Draw the wait of calls and chats, the share given up and the agents on duty, week by week.

    `daily` and `runs` are tables of `Results`. The sentence has the measures of the runs, which leave out a
    warm-up; the curves show all days.
    """
    measured = (mean_interval(runs[name]).mean for name in ("wait_minutes", "abandonment", "agents"))
    finding = findings.desk_of_the_year(*measured)
    days = daily.assign(days=1.0)
    if not (days["quick_answered"] + days["quick_abandoned"]).any():
        return in_words(finding, noted(daily))
    weeks = binned(days, COUNTERS)
    ended = weeks["quick_answered"] + weeks["quick_abandoned"]
    last = float(daily["day"].max()) + 1
    sheet, panels = stacked(finding, noted(daily, "bands"), 3)
    curves = (
        ("wait of calls and chats, minutes", BLUE, weeks["quick_wait"] / ended),
        ("given up, %", VERMILION, 100 * weeks["quick_abandoned"] / ended),
        ("agents on duty", GREEN, weeks["agents"] / weeks["days"]),
    )
    for ax, (name, colour, values) in zip(panels, curves, strict=True):
        bounds = (0.0, 100.0 if name.endswith("%") else float("inf"))
        draw_curve(ax, weeks.assign(value=values).dropna(subset="value"), colour, within=bounds)
        headroom(ax, name, float(values.max()))
        ax.set_xlim(0, last)
        ax.set_xticks(few_ticks(last))
    panels[-1].set_xlabel("day")
    return sheet.figure
