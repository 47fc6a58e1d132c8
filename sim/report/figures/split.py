"""Whose doing a difference is: step by step for the customers, for every measure, and beside the ledger."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import changes, wording
from sim.report import split as words
from sim.report import split_findings as findings
from sim.report.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    NOTE,
    ORANGE,
    PURPLE,
    TYPE,
    VERMILION,
    Sheet,
    called,
    in_house_style,
    in_lines,
    in_words,
    shortened,
)
from sim.report.whom import BUYERS, whom_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.why import Why
    from sim.report.whom import Whom

    Row = Mapping[Any, Any]

LOOKS = {
    "product": (BLUE, ""),
    "journey": (GREEN, "//"),
    "service": (VERMILION, ".."),
    "marketing": (ORANGE, "\\\\"),
    "rest": (PURPLE, "xx"),
}
"""Colour and hatch of each lever."""

SHORT = {
    "product": "product",
    "journey": "touchpoints",
    "service": "service",
    "marketing": "marketing",
    "rest": "the rest",
}
ROW = 0.5
WIDE_ENOUGH = 9.0
"""In percent: a narrower part of a bar has no number in it."""


def of_why(answer: Why) -> dict[str, Figure]:
    """Draw the pictures of a split, by the name of their files."""
    return {
        "split": customers_step_by_step(
            words.row_of(answer.totals, measure="retention"), answer.split[answer.split["measure"] == "retention"],
            weak=answer.names[0], better=answer.names[1], finding=findings.shortly(answer),
            whom=whom_of(answer.weak),
        ),
        "split_measures": every_measure(answer.totals, answer.split, finding=findings.of_measures(answer)),
        "split_booked": beside_the_ledger(
            words.row_of(answer.totals, measure="cx"), answer.split[answer.split["measure"] == "cx"],
            answer.columns, finding=findings.of_the_ledger(answer),
        ),
    }  # fmt: skip


@in_house_style
def customers_step_by_step(
    total: Row, shares: pd.DataFrame, *, weak: str, better: str, finding: str, whom: Whom = BUYERS
) -> Figure:
    """Draw the way from one retention to the other, a step a lever, the largest first.

    `total` is the row of retention of `Why.totals`, `shares` its rows of `Why.split`.
    """
    start, end = (100 * float(total[side]) for side in ("weak", "better"))
    if not isfinite(total["difference"]):
        return in_words(finding)
    shown, decimals = words.together(total, dict(zip(shares["lever"], shares["share"], strict=True)))
    steps = sorted(shares.to_dict("records"), key=lambda row: -abs(float(row["share"])))
    several = isfinite(float(total["low"]))
    note = "bars: 95 % interval of each share" if several else "no bars: an interval needs at least 2 replications"
    sheet = Sheet(finding, note, height=ROW * (len(steps) + 2) + 0.75)
    ax = sheet.axes(1.7, 0.75, bottom=0.6, top=0.65 + ROW * (len(steps) + 2))
    names = [called(weak), *(SHORT[str(row["lever"])] for row in steps), called(better)]
    _whole(ax, 0, start)
    at = start
    for y, row in enumerate(steps, start=1):
        at = _step(ax, y, at, row)
        _write(ax, y, words.signed(shown[str(row["lever"])], decimals).replace("-", "−"))
    _whole(ax, len(names) - 1, end)
    ax.set_yticks(range(len(names)), [in_lines(name, TYPE, 1.5) for name in names])
    ax.set(ylim=(len(names) - 0.5, -0.6), xlim=(0, 100), xlabel=f"still customers, % of {whom.shortly}")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return sheet.figure


def _whole(ax: Axes, y: float, value: float) -> None:
    ax.barh(y, value, height=0.62, color="#D9D9D9", edgecolor=FAINT, linewidth=0.8)
    _write(ax, y, f"{value:.0f} %")


def _step(ax: Axes, y: float, start: float, row: Row) -> float:
    """Draw one lever's share from where the last one ended, with its interval, and give where it ends."""
    share, low, high = (100 * float(row[key]) for key in ("share", "low", "high"))
    colour, hatch = LOOKS[str(row["lever"])]
    ax.barh(y, share, left=start, height=0.62, facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0)
    ax.plot([start, start], [y - 1 + 0.31, y + 0.31], color=FAINT, linewidth=0.8)
    ax.plot([start + share] * 2, [y - 0.31, y + 1 - 0.31], color=FAINT, linewidth=0.8)
    if isfinite(low):
        ax.plot([start + low, start + high], [y, y], color=INK, linewidth=2.5, solid_capstyle="butt")
    return start + share


def _write(ax: Axes, y: float, said: str) -> None:
    across = ax.get_yaxis_transform()
    ax.text(1.03, y, said, transform=across, va="center", fontsize=TYPE, fontweight="bold")


@in_house_style
def every_measure(totals: pd.DataFrame, shares: pd.DataFrame, *, finding: str) -> Figure:
    """Draw each lever's part of all that the levers move in each headline measure.

    What works against the difference is left of 0; where nothing does, the parts are those of the difference.
    Measures whose difference may be luck are left out.
    """
    told = [row for row in totals.to_dict("records") if words.can_be_split(row)]
    if not told:
        return in_words(finding)
    left = "" if len(told) == len(totals) else " · left out: differences that may be luck"
    sheet = Sheet(finding, f"% of all that the levers move in each measure{left}", height=ROW * len(told) + 1.05)
    ax = sheet.axes(1.5, 0.3, bottom=0.35, top=0.4 + ROW * len(told))
    levers = [lever for lever in LOOKS if lever in set(shares["lever"])]
    for y, row in enumerate(told):
        mine = shares[shares["measure"] == row["measure"]].set_index("lever")["share"]
        _stack(ax, y, words.percents({lever: float(mine[lever]) for lever in levers}))
    labels = [words.LABELS.get(str(row["measure"]), wording.label(str(row["measure"]))) for row in told]
    ax.set_yticks(range(len(told)), [shortened(label, TYPE, 1.35) for label in labels])
    ax.set_ylim(len(told) - 0.45, -0.55)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=FAINT, linewidth=1)
    _legend(sheet, levers, 0.55 + ROW * len(told))
    return sheet.figure


def _stack(ax: Axes, y: float, parts: Mapping[str, int]) -> None:
    """Stack the parts of a measure, those below 0 to the left, with their numbers where there is room."""
    ends = {True: 0, False: 0}
    for lever, part in parts.items():
        colour, hatch = LOOKS[lever]
        start = ends[part >= 0]
        ax.barh(y, part, left=start, height=0.7, facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0)
        ends[part >= 0] += part
        if abs(part) >= WIDE_ENOUGH:
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85}
            ax.text(
                start + part / 2,
                y,
                str(part).replace("-", "−"),
                ha="center",
                va="center",
                fontsize=NOTE,
                bbox=box,
            )


def _legend(sheet: Sheet, levers: Sequence[str], height: float) -> None:
    """Name the colours in two lines above the bars."""
    from matplotlib.patches import Patch

    look: dict[str, Any] = {"edgecolor": "white", "linewidth": 0}
    patches = [Patch(facecolor=LOOKS[one][0], hatch=LOOKS[one][1], label=SHORT[one], **look) for one in levers]
    sheet.figure.legend(
        handles=patches, loc="upper left", ncols=3, fontsize=NOTE + 0.5, borderpad=0, columnspacing=1.2,
        handlelength=1.4, bbox_to_anchor=(0.02, (sheet.bottom + height + 0.42) / sheet.height),
    )  # fmt: skip


@in_house_style
def beside_the_ledger(total: Row, shares: pd.DataFrame, columns: pd.DataFrame, *, finding: str) -> Figure:
    """Draw what each lever makes of the difference in experience, and what is booked under its name.

    `total` and `shares` are the rows of cx of `Why.totals` and `Why.split`, `columns` is `Why.columns`.
    """
    rows = [row for row in shares.to_dict("records") if row["lever"] != "rest"]
    if not rows or not all(isfinite(float(row["share"])) for row in rows):
        return in_words(finding)
    shown, decimals = words.together(total, dict(zip(shares["lever"], shares["share"], strict=True)))
    booked = columns.groupby("lever")["difference"].sum()
    note = "filled: its doing (Shapley, with its 95 % interval) · hollow: booked under its name in the ledger"
    sheet = Sheet(finding, note, height=0.72 * len(rows) + 0.75)
    ax = sheet.axes(1.3, 0.75, bottom=0.6, top=0.65 + 0.72 * len(rows))
    for y, row in enumerate(rows):
        lever, made, other = str(row["lever"]), float(row["share"]), float(booked[row["lever"]])
        colour, hatch = LOOKS[lever]
        ax.barh(y - 0.19, made, height=0.34, facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0)
        ax.barh(y + 0.19, other, height=0.34, facecolor="white", edgecolor=colour, linewidth=1.8)
        if isfinite(float(row["low"])):
            ax.plot([row["low"], row["high"]], [y - 0.19] * 2, color=INK, linewidth=2.5, solid_capstyle="butt")
        doing, held = words.signed(shown[lever], decimals), changes.change(other, "quality")
        for said, at, weight in ((doing, y - 0.19, "bold"), (held, y + 0.19, "normal")):
            ax.text(1.03, at, said.replace("-", "−"), transform=ax.get_yaxis_transform(), va="center",
                    fontsize=NOTE + 0.5, fontweight=weight)  # fmt: skip
    ax.set_yticks(range(len(rows)), [SHORT[str(row["lever"])] for row in rows])
    ax.set(ylim=(len(rows) - 0.45, -0.55), xlabel="difference in experience, units of quality")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=FAINT, linewidth=1)
    ax.locator_params(axis="x", nbins=5)
    return sheet.figure
