"""What came of a sweep, in sentences made from its numbers; no layout.

Nothing is said of two points that their interval does not allow. Replication r has the same luck at every point,
so points are compared replication by replication.
"""

from __future__ import annotations

from itertools import chain
from math import isfinite
from typing import TYPE_CHECKING

from sim.report import sensitivity_words, wording
from sim.report.changes import between, change
from sim.report.counting import listed
from sim.statistics.highest import highest_less_lowest

if TYPE_CHECKING:
    from sim.experiment.plan import Plan
    from sim.report.sweep_material import Material, Measured
    from sim.statistics.intervals import MeanInterval

FEW_FACTORS = 4
"""Up to so many factors a sentence names the values of all."""

NOTHING_YET = "No run has finished yet, so there is nothing to tell."

SAME_LUCK = (
    "Replication by replication all points had the same luck: the same people met the same occasions, and what "
    "differs between points is what the factors do, and what this luck makes of it."
)


def finding(sweep: Material) -> str:
    """Say in one sentence what came of it: what matters most, or how far the one factor moves a measure."""
    if not sweep.measures:
        return NOTHING_YET
    first = sweep.measures[0]
    if len(sweep.plan.factors) > 1:
        return sensitivity_words.finding(sweep.answers[first])
    return extremes(sweep.plan, sweep.measured(first))


def extremes(plan: Plan, found: Measured) -> str:
    """Say where a measure is lowest and highest, and how surely the two differ."""
    called = sensitivity_words.measure(found.name)
    name, points = _sentence(called), found.points
    if not len(points):
        return f"{name} is not defined at any point that has a run."
    if len(points) == 1:
        return f"{name} is {found.at(points[0])} at {place(plan, points[0])}, the only point that has a run."
    least, most = found.least, found.most
    apart = _apart(found)
    difference = change(apart.mean, found.unit).lstrip("+") if isfinite(apart.mean) else ""
    unit = " points" if found.unit in ("share", "points", "index") else ""
    ends = (
        f"lowest, {found.at(least)}, at {place(plan, least)} and highest, {found.at(most)}, at {place(plan, most)}"
    )
    if apart.low == apart.high == apart.mean == 0:
        return f"{name} is {found.at(least)} at every point: the same, replication by replication."
    if not isfinite(apart.low):
        return f"{name} is {ends}; from one replication nobody can tell how much of it is luck."
    reach = between(apart.low, apart.high, found.unit)
    if apart.low <= 0:
        return (
            f"Where {called} is higher cannot be told from luck: the largest difference between two points "
            f"is {difference}{unit} ({reach})."
        )
    return f"{name} is {ends}: {difference}{unit} more ({reach.replace('+', '')})."


def differ(found: Measured) -> bool:
    """Tell whether the highest and the lowest point surely differ."""
    if len(found.points) < 2:
        return False
    return _apart(found).low > 0


def _apart(found: Measured) -> MeanInterval:
    """Give how far the highest point is from the lowest, as surely as two can be known that were chosen for it."""
    return highest_less_lowest(found.values(found.most), found.values(found.least), of=len(found.points))


def place(plan: Plan, point: int) -> str:
    """Name a point by its values: `product.quality = 0.2 and desk.agents = 10`."""
    values = plan.points[point].values
    return listed([f"{wording.visible(name)} = {spelt(value)}" for name, value in values.items()])


def spelt(value: object) -> str:
    """Write the value of a factor; nothing stands for what the base says."""
    if value is None:
        return "as it is"
    if isinstance(value, float):
        return f"{value:.4g}"
    return wording.visible(str(value))


def notes(plan: Plan) -> list[str]:
    """Say what opening hours are where they vary, and warn of points known from two replications alone."""
    varied = {key for factor in plan.factors for key in (factor.key, *chain(*factor.stands_for.values()))}
    hours = [wording.OTHER_HOURS] if "desk.open_hours" in varied else []
    return hours if plan.precision else [*hours, *wording.few_replications(plan.replications)]


def how_far(sweep: Material) -> list[str]:
    """Say of an unfinished sweep how far it is, and of failed runs how many there are."""
    said = []
    if sweep.missing:
        said.append(
            f"unfinished: {sweep.missing:,} of {wording.count(sweep.planned, 'run')} "
            f"{'is' if sweep.missing == 1 else 'are'} not there yet; all below is told from the others"
        )
    if len(sweep.failures):
        failed = len(sweep.failures)
        said.append(
            f"{wording.count(failed, 'run')} failed and {'is' if failed == 1 else 'are'} left out; "
            "why stands below, under what is missing"
        )
    return said


def all_there(sweep: Material) -> str:
    """Say that nothing is missing, or how much is."""
    finished = wording.count(len(sweep.runs), "run")
    if not sweep.missing and not len(sweep.failures):
        return f"Nothing: all {finished} have finished."
    parts = [f"{len(sweep.runs):,} of {wording.count(sweep.planned, 'run')} have finished"]
    parts += [f"{len(sweep.failures):,} failed"] if len(sweep.failures) else []
    parts += [f"{sweep.missing:,} are still to be made"] if sweep.missing else []
    return f"{listed(parts)}."


def limits(sweep: Material) -> list[str]:
    """Say what a sweep cannot tell, whatever came of it."""
    by_design = {
        "one-at-a-time": "One factor was moved at a time, all others as the base has them: what two factors do "
        "together is not in it.",
        "morris": "A screening sorts what matters from what does not, from few points; it gives no shares of the "
        "variance.",
        "list": "The points are those of a list: what they say of a factor holds for these points.",
    }
    return [
        "How much a factor matters depends on how far it was varied: over a wider range any factor matters more.",
        *([by_design[sweep.plan.design.name]] if sweep.plan.design.name in by_design else []),
        "Between the points nothing was run: lines and shades there are drawn, not simulated.",
        "The lowest and the highest of many points are so partly by luck, and their means a little too far apart. "
        "The interval of their difference reckons with that: it reaches further than that of two points that were "
        "chosen beforehand.",
    ]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
