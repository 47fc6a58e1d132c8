"""What a unit of each lever is worth: a bar each, with its interval."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.report import worth_words as words
from sim.report.figures.axes import tick
from sim.report.figures.style import BLUE, FAINT, INK, TYPE, VERMILION, Sheet, in_house_style, in_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.worth import Worth

ROW = 0.62


def of_worth(answer: Worth) -> dict[str, Figure]:
    """Draw the picture of a valuation, by the name of its file."""
    currency = answer.scenario.money.currency
    return {
        "worth": worth_of_levers(
            answer.table, currency=currency, per=words.per(answer), finding=words.shortly(answer)
        )
    }


@in_house_style
def worth_of_levers(table: pd.DataFrame, *, currency: str, per: str, finding: str) -> Figure:
    """Draw what a unit of each lever is worth in a year; hollow, what it brings before wages.

    `table` is that of `Worth`: a row a lever and thing told.
    """
    found = {(row["lever"], row["what"]): row for row in table.to_dict("records")}
    levers = [lever for lever in words.NAMES if isfinite(found[lever, "worth"]["value"])]
    if not levers:
        return in_words(finding)
    several = any(isfinite(found[lever, "worth"]["low"]) for lever in levers)
    noise = "bars: 95 % interval" if several else "no bars: an interval needs at least 2 replications"
    sheet = Sheet(
        finding, f"filled: worth, after wages · hollow: before wages · {noise}", height=ROW * len(levers) + 0.75
    )
    ax = sheet.axes(1.5, 0.85, bottom=0.6, top=0.65 + ROW * len(levers))
    for y, lever in enumerate(levers):
        worth, brings = found[lever, "worth"], found[lever, "brings"]
        ax.barh(y, brings["value"], height=0.6, facecolor="white", edgecolor=FAINT, linewidth=1.4)
        colour, hatch = (BLUE, "") if worth["value"] >= 0 else (VERMILION, "\\\\")
        ax.barh(y, worth["value"], height=0.36, facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0)
        if isfinite(worth["low"]):
            ax.plot([worth["low"], worth["high"]], [y, y], color=INK, linewidth=2.5, solid_capstyle="butt")
        _write(ax, y, words.signed(worth["value"], worth["low"], worth["high"]))
    ax.set_yticks(range(len(levers)), [words.NAMES[lever] for lever in levers])
    ax.set(ylim=(len(levers) - 0.45, -0.55), xlabel=f"{currency} a year for {per}")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=FAINT, linewidth=1)
    ax.locator_params(axis="x", nbins=4)
    ax.xaxis.set_major_formatter(lambda value, _: tick(value))
    return sheet.figure


def _write(ax: Axes, y: float, said: str) -> None:
    ax.text(1.03, y, said.replace("-", "−"), transform=ax.get_yaxis_transform(), va="center", fontsize=TYPE,
            fontweight="bold")  # fmt: skip
