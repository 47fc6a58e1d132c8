"""Before and after: who is a customer, and what experience is made of, in a baseline and an alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import findings
from sim.report.figures.axes import few_ticks, labelled, named
from sim.report.figures.ledger import PARTS, contributions, draw_stack, limits
from sim.report.figures.style import BLUE, FAINT, NOTE, TYPE, Sheet, called, in_house_style, in_lines, in_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MOST_POINTS = 120
LINES = 3
"""Of a name beside or above axes, at most."""


@in_house_style
def customers_before_after(over_time: pd.DataFrame, *, baseline: str) -> Figure:
    """Draw the share of people who are customers in a baseline and in an alternative, day by day.

    `over_time` has rows of one alternative: scenario, day, what, baseline, value, difference, low, high, n. The
    band around the alternative is the paired interval of the difference: where it holds the baseline's line, the
    two cannot be told apart.
    """
    days = over_time[over_time["what"] == "customers"].sort_values("day")
    if days["value"].isna().all():
        return in_words("Nobody is there to become a customer or to stay one.")
    other, before = called(str(days["scenario"].iloc[0])), called(baseline)
    last = days.iloc[-1]
    ends = tuple(float(last[key]) for key in ("baseline", "value", "difference", "low", "high"))
    several = bool(days["n"].max() > 1)
    note = (
        "band: 95 % interval of the paired difference"
        if several
        else "no band: an interval needs at least 2 replications"
    )
    sheet = Sheet(findings.kept_instead(*ends, other=other, baseline=before), note, height=3.4)
    ax = sheet.axes(0.75, 1.6, bottom=0.55, top=3.1)
    named(ax, "customers in the evening, % of all people")
    drawn = days.iloc[:: max(1, len(days) // MOST_POINTS)]
    ax.plot(drawn["day"], 100 * drawn["baseline"], color=FAINT, linestyle=(0, (4, 2)))
    ax.plot(drawn["day"], 100 * drawn["value"], color=BLUE)
    if several:
        low, high = (100 * (drawn["baseline"] + drawn[key]) for key in ("low", "high"))
        ax.fill_between(drawn["day"], low, high, color=BLUE, alpha=0.25, linewidth=0)
    largest = 100 * float(days[["baseline", "value"]].max().max())
    length = float(last["day"])
    ax.set(xlabel="day", xlim=(0, max(length, 1)), ylim=(0, max(1.08 * largest, 1e-9)))
    ax.set_xticks(few_ticks(max(length, 1)))
    ax.locator_params(axis="y", nbins=5)
    said = in_little_room(before, other, TYPE, 1.28)
    labelled(ax, list(zip(said, (100 * ends[0], 100 * ends[1]), (FAINT, BLUE), strict=True)))
    return sheet.figure


@in_house_style
def ledger_before_after(
    baseline_daily: pd.DataFrame, other_daily: pd.DataFrame, *, baseline: str, other: str
) -> Figure:
    """Draw the parts of the experience of current customers in a baseline and in an alternative, on one scale."""
    both = [contributions(table) for table in (baseline_daily, other_daily)]
    means = [parts.groupby("day")[[*PARTS, "cx"]].mean() if len(parts) else parts for parts in both]
    if min(map(len, means)) < 2:
        return in_words("Too few days of record to show how experience is made up before and after.")
    averages = [{part: float(table[part].mean()) for part in PARTS} for table in means]
    names = called(baseline), called(other)
    finding = findings.parts_instead(*averages, baseline=names[0], other=names[1])
    heads = in_little_room(*names, NOTE + 0.5, 1.3)
    sheet = Sheet(
        finding,
        "experience of the average current customer, in units of quality, over the days",
        height=2.9 + 0.2 * (1 + max(head.count("\n") for head in heads)),
    )
    axes = [sheet.axes(0.75, 2.95, bottom=0.35, top=2.9), sheet.axes(2.2, 1.35, bottom=0.35, top=2.9)]
    both_fit = limits(means)
    for ax, head, table, parts in zip(axes, heads, means, both, strict=True):
        named(ax, head)
        ax.title.set_fontsize(NOTE + 0.5)
        draw_stack(ax, table, parts, within=both_fit, labels=ax is axes[1])
        first, last = table.index[0], table.index[-1]
        ax.set_xticks([first, last])
        start, end = ax.get_xticklabels()
        start.set_horizontalalignment("left")
        end.set_horizontalalignment("right")
    axes[1].tick_params(labelleft=False)
    return sheet.figure


def in_little_room(baseline: str, other: str, size: float, width: float) -> list[str]:
    """Break both names into a few lines of so many inches; one that needs more is told by the title alone."""
    names = {"baseline": baseline, "alternative": other}
    broken = {role: in_lines(name, size, width, lines=LINES) for role, name in names.items()}
    return [role if "…" in said else said for role, said in broken.items()]
