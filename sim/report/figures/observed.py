"""What was observed, and what the fitted scenario makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report import wording
from sim.report.figures.style import BLUE, FAINT, INK, NOTE, RULE, TYPE, WIDTH, Sheet, in_house_style, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.fit import Fit
    from sim.questions.fit.targets import Target

    Met = tuple[Target, dict[Any, Any]]
    """A target, and its row of what was met."""

CURVE, ROW, GAP = 2.0, 0.62, 0.85
"""Inches that a curve takes, a line of the list below it, and what lies between."""
FARTHEST = 4.0
"""So many margins from what was observed the list ends; what lies beyond is drawn at its end."""


@in_house_style
def observed(found: Fit) -> Figure:
    """Draw the observations with their intervals, and what the scenario comes to with simulation noise.

    Retention by age and churn by contacts are curves; all else is a list, in units of what counts as met.
    """
    pairs = list(zip(found.targets, found.met.to_dict("records"), strict=True))
    ages = _several([pair for pair in pairs if _measure(pair) == "retention"])
    groups = _several([pair for pair in pairs if pair[0].observed and not pair[0].observed.of_all])
    rest = [pair for pair in pairs if pair not in ages and pair not in groups]
    heights = [CURVE] * bool(ages) + [CURVE] * bool(groups) + [ROW * len(rest) + 0.35] * bool(rest)
    sheet = Sheet(_finding(found), NOTED, height=sum(heights) + GAP * len(heights))
    top = sheet.top - sheet.bottom - 0.15
    panels = []
    for height in heights:
        panels.append(sheet.axes(0.75 if height == CURVE else 0.3, 0.3, bottom=top - height, top=top))
        top -= height + GAP
    if ages:
        _draw_ages(panels.pop(0), ages)
    if groups:
        _draw_groups(panels.pop(0), groups)
    if rest:
        _draw_list(panels.pop(0), rest)
    return sheet.figure


NOTED = "black: observed, with its 95 % interval or how well firms know it · blue: simulated, with 95 % noise"


def _measure(pair: Met) -> str:
    return pair[0].observed.measure if pair[0].observed else ""


def _several(pairs: list[Met]) -> list[Met]:
    """Those, if there are enough for a curve."""
    return pairs if len(pairs) > 1 else []


def _finding(found: Fit) -> str:
    met = found.met["met"]
    if met.all():
        return f"All {len(met)} observations are met" if len(met) > 1 else "The observation is met"
    return f"{met.sum()} of {len(met)} observations are met"


def _draw_ages(ax: Axes, pairs: Sequence[Met]) -> None:
    pairs = sorted(pairs, key=_age)
    ages = [_age(pair) for pair in pairs]
    _draw_points(ax, pairs, ages)
    ax.set(xlim=(0, 1.04 * ages[-1]), xlabel="days since the purchase", ylabel="still customers, %")


def _age(pair: Met) -> int:
    return pair[0].observed.age_days if pair[0].observed else 0


def _draw_groups(ax: Axes, pairs: Sequence[Met]) -> None:
    pairs = sorted(pairs, key=lambda pair: pair[0].observed.least_contacts if pair[0].observed else 0)
    _draw_points(ax, pairs, range(len(pairs)))
    ax.set(xlim=(-0.4, len(pairs) - 0.6), xlabel="contacts so far", ylabel="gone, %")
    ax.set_xticks(range(len(pairs)), [pair[0].observed.group if pair[0].observed else "" for pair in pairs])


def _draw_points(ax: Axes, pairs: Sequence[Met], x: Sequence[int]) -> None:
    """Draw the simulated band, and the observed points with their intervals on it."""
    rows = [row for _, row in pairs]
    low, middle, high = ([100.0 * row[what] for row in rows] for what in ("low", "reached", "high"))
    ax.fill_between(x, low, high, color=BLUE, alpha=0.25, linewidth=0)
    ax.plot(x, middle, color=BLUE, linewidth=1.6)
    given = [100.0 * target.given for target, _ in pairs]
    margins = [100.0 * target.margin for target, _ in pairs]
    ax.errorbar(x, given, yerr=margins, fmt="o", color=INK, markersize=5, elinewidth=1.4, capsize=3)
    bottom = min([*low, *(value - margin for value, margin in zip(given, margins, strict=True))])
    top = max([*high, *(value + margin for value, margin in zip(given, margins, strict=True))])
    ax.set_ylim(max(0.0, bottom - 0.08 * (top - bottom)), min(101.0, top + 0.08 * (top - bottom)))
    ax.grid(axis="y")


def _draw_list(ax: Axes, pairs: Sequence[Met]) -> None:
    """Draw for each how far the simulated lies from the observed, in units of what counts as met."""
    ax.axvspan(-1.0, 1.0, color=RULE, alpha=0.6, linewidth=0)
    ax.axvline(0.0, color=INK, linewidth=1.2)
    for y, (target, row) in enumerate(pairs):
        low, middle, high = (
            min(FARTHEST, max(-FARTHEST, (row[what] - target.given) / target.margin))
            for what in ("low", "reached", "high")
        )
        ax.plot([low, high], [y, y], color=BLUE, linewidth=4, alpha=0.45, solid_capstyle="butt")
        ax.plot(middle, y, "o", color=BLUE, markersize=7)
        ax.text(0.0, y - 0.42, shortened(_told(target, row), NOTE + 0.5, WIDTH - 0.6),
                transform=ax.get_yaxis_transform(), va="center", fontsize=NOTE + 0.5)  # fmt: skip
    ax.set(xlim=(-FARTHEST, FARTHEST), ylim=(len(pairs) - 0.4, -0.8), yticks=[])
    ax.set_xticks([0.0], ["as observed"], fontsize=TYPE)
    ax.set_xlabel("simulated lower ◂   grey: as good as met   ▸ higher", color=FAINT)
    ax.spines["left"].set_visible(False)


def _told(target: Target, row: dict[Any, Any]) -> str:
    given, reached = (wording.quantity(value, target.unit) for value in (target.given, row["reached"]))
    return f"{target.name}: observed {given}, simulated {reached}"
