"""Scores: the experience of current customers over time, and the net promoter score of three crowds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import findings
from sim.report.figures.axes import few_ticks, named
from sim.report.figures.curves import binned, draw_curve
from sim.report.figures.intervals import draw_intervals
from sim.report.figures.style import BLUE, FAINT, Sheet, in_house_style, in_words, noted
from sim.report.whom import BUYERS
from sim.statistics import mean_interval

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.report.whom import Whom

CROWDS = {"nps": "all buyers", "nps_current": "those still here", "nps_survey": "those who answer"}


@in_house_style
def scores(daily: pd.DataFrame, runs: pd.DataFrame, whom: Whom = BUYERS) -> Figure:
    """Draw the mean experience of each day's customers, and below it the net promoter score at the end.

    `daily` and `runs` are tables of `Results`. Nobody asks those who left: the score of all buyers is what the
    firm does not see.
    """
    found = {name: mean_interval(runs[name].to_numpy()) for name in CROWDS}
    difference = mean_interval((runs["nps_current"] - runs["nps"]).to_numpy())
    apart = difference.low, difference.high
    finding = findings.two_scores(found["nps"].mean, found["nps_current"].mean, apart, whom)
    days = daily[daily["customers"] > 0]
    if found["nps"].n == 0 or days.empty:
        return in_words(finding, noted(runs))
    sheet = Sheet(finding, noted(runs, "bands and bars"), height=4.2)
    over_time = sheet.axes(0.75, 0.3, bottom=2.25, top=3.9)
    draw_experience(over_time, days)
    below = sheet.axes(1.75, 0.75, bottom=0.55, top=1.55)
    crowds = CROWDS if whom is BUYERS else CROWDS | {"nps": "all counted"}  # there is no room for more
    draw_intervals(below, [(crowd, found[name]) for name, crowd in crowds.items()], unit="points")
    below.set_xlabel("net promoter score at the end, points")
    return sheet.figure


def draw_experience(ax: Axes, days: pd.DataFrame) -> None:
    """Draw the mean CX of each day's customers, week by week."""
    curve = binned(days, ["cx_sum", "customers"])
    curve["value"] = curve["cx_sum"] / curve["customers"]
    draw_curve(ax, curve, BLUE)
    ax.axhline(0, color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    last = float(days["day"].max()) + 1
    ax.set(xlabel="day", xlim=(0, last))
    ax.set_xticks(few_ticks(last))
    ax.locator_params(axis="y", nbins=4)
    named(ax, "experience of customers, 0 = competitor")
