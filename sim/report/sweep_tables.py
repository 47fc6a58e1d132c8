"""The tables of a sweep's report: what varied, where a measure is best and worst, what failed, every point."""

from __future__ import annotations

from math import isfinite
from operator import attrgetter
from typing import TYPE_CHECKING

from sim.measures import MEASURES
from sim.report import sensitivity_notes, sensitivity_words, wording
from sim.report.changes import change
from sim.report.counting import listed
from sim.report.estimate import Estimate
from sim.report.sweep_material import called
from sim.report.sweep_told import place, spelt
from sim.report.tables import Cell, Row, Table
from sim.scenario import parameters
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.experiment.factor import Factor
    from sim.experiment.plan import Plan
    from sim.questions.sensitivity import Sensitivity
    from sim.report.sweep_material import Material, Measured
    from sim.statistics.intervals import MeanInterval

MOST_POINTS = 100
"""Points up to which the page shows every one."""

MOST_FAILURES = 20
MOST_TRACEBACKS = 3
ENDS = {"higher": ("best", "worst"), "lower": ("worst", "best"), "neither": ("highest", "lowest")}
"""What the highest and the lowest value of a measure are called, by the direction that is better."""


# --- what varied --------------------------------------------------------------------------------------------


def factors(plan: Plan) -> list[tuple[str, str, str, str]]:
    """Give a row a factor: its name, what it means and its unit, what it took, and what the base has."""
    return [_factor(factor, plan) for factor in plan.factors]


def _factor(factor: Factor, plan: Plan) -> tuple[str, str, str, str]:
    name = wording.visible(factor.name)
    if factor.key is None:
        return name, "Named scenarios; what each says stands below.", taken(factor, plan), ""
    known = parameters()[factor.key]
    meaning = known.meaning if factor.name == factor.key else f"{factor.key}: {known.meaning}"
    unit = f" Unit: {known.unit}." if known.unit else ""
    base = attrgetter(factor.key)(plan.base)
    return name, f"{meaning}{unit}".replace("`", ""), taken(factor, plan), "" if base is None else spelt(base)


def taken(factor: Factor, plan: Plan) -> str:
    """Say which values a factor took: its levels, or its range and how many of it were run."""
    if factor.levels:
        return ", ".join(spelt(level) for level in factor.levels)
    values = {point.values[factor.name] for point in plan.points} - {None}
    if factor.low == factor.high:  # of a list, which says the values itself
        numbers = sorted(float(value) for value in values if isinstance(value, int | float))
        return f"{spelt(numbers[0])} to {spelt(numbers[-1])}, {wording.count(len(numbers), 'value')}"
    way = ", by equal factors" if factor.log else ""
    return f"{spelt(factor.low)} to {spelt(factor.high)}{way}, {wording.count(len(values), 'value')}"


def levels(plan: Plan) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what each named scenario of a factor says."""
    return [
        (f"{wording.visible(factor.name)} {wording.visible(level)}", _settings(said))
        for factor in plan.factors for level, said in factor.stands_for.items()
    ]  # fmt: skip


def _settings(said: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(wording.visible(key), wording.visible(shown(value))) for key, value in said.items()]


# --- what came of it ----------------------------------------------------------------------------------------


def extremes(sweep: Material) -> Table:
    """Give where each measure that is shown is best and worst, and how many points may be as good."""
    rows = [row for name in sweep.measures for row in _ends(sweep.plan, sweep.measured(name))]
    return Table(
        ("measure", "mean", "runs", "others alike"),
        tuple(rows),
        "Below each mean its simulation noise: a 95 % interval over replications. The best of many points is best "
        "partly by luck, and its mean a little too good; the last column counts the other points that cannot be "
        "told from it, replication by replication, when it is reckoned with that it was chosen for its mean.",
    )


def _ends(plan: Plan, found: Measured) -> Iterator[Row]:
    if not found.points:
        return
    high, low = ENDS[found.better]
    ends = [(high, found.most), (low, found.least)]
    for end, point in sorted(ends, key=lambda one: one[0] in ("worst", "lowest")):
        interval = found.interval(point)
        yield Row(
            f"{found.called}: {end}",
            (_mean(interval, found), Cell(str(interval.n)), Cell(alike(found, point))),
            note=f"point {point}: {place(plan, point)}",
        )


def alike(found: Measured, point: int) -> str:
    """Count the other points whose difference from one may be nothing."""
    if found.table.shape[1] < 2:
        return wording.UNKNOWN
    return f"{found.alike(point):,}"


def sensitivities(sweep: Material) -> list[tuple[str, str, str, Table, list[str]]]:
    """Give what matters, measure by measure: its label and name, the finding, the table, what is missing in it.

    Of a single factor there is no share to tell.
    """
    if len(sweep.plan.factors) < 2:
        return []
    return [
        (
            called(name),
            name,
            sensitivity_words.finding(found),
            _of_factors(sweep, name),
            [line for line in sensitivity_notes.limits(found) if line not in said_on_top(found)],
        )
        for name, found in sweep.answers.items()
    ]


def said_on_top(found: Sensitivity) -> tuple[str, str]:
    """Give what the page says before its tables."""
    return sensitivity_notes.noise(found), sensitivity_notes.two_replications(found)


def _of_factors(sweep: Material, name: str) -> Table:
    found = sweep.answers[name]
    heads = ("", *(sensitivity_words.HEADS[column] for column in sensitivity_words.columns(found)))
    rows = tuple(Row(factor, tuple(map(_split, cells))) for factor, *cells in sensitivity_words.cells(found))
    return Table(heads, rows)


def _split(cell: str) -> Cell:
    """Put the interval of a number below it."""
    value, bracket, reach = cell.partition(" (")
    return Cell(value, reach.removesuffix(")") if bracket else "")


def noise(sweep: Material) -> Table:
    """Give for each measure how much of what tells points apart is luck, and how well a typical point is known."""
    rows = [
        Row(called(name), (Cell(share_of_noise(found.noise)), Cell(half_width(sweep, name))))
        for name, found in sweep.answers.items()
    ]
    return Table(
        ("measure", "share that is noise", "a typical point is known to"),
        tuple(rows),
        "The share of the variance between the means of the points that is simulation noise, and half the 95 % "
        "interval of the middlemost point.",
    )


def share_of_noise(noise: float) -> str:
    """Write the share of the variance that is luck."""
    return sensitivity_words.share(noise) if isfinite(noise) else wording.UNKNOWN


def half_width(sweep: Material, name: str) -> str:
    """Write how well a typical point is known."""
    half = sweep.noise(name)
    written = change(half, sweep.measured(name).unit, fineness=half).lstrip("+")
    unit = " points" if sweep.measured(name).unit == "share" else ""
    return f"±{written}{unit}" if isfinite(half) else wording.UNKNOWN


def points(sweep: Material) -> Table | None:
    """Give every point with the measures that are shown; nothing where they are many."""
    if not sweep.measures or len(sweep.plan.points) > MOST_POINTS:
        return None
    found = [sweep.measured(name) for name in sweep.measures]
    names = [factor.name for factor in sweep.plan.factors]
    rows = []
    for point in sweep.plan.points:
        values = [Cell(spelt(point.values[name])) for name in names]
        measured = [_of_point(one, point.number) for one in found]
        rows.append(Row(str(point.number), (*values, *measured)))
    heads = ("point", *map(wording.visible, names), *(one.called for one in found))
    return Table(heads, tuple(rows), "Below each mean its simulation noise: a 95 % interval over replications.")


def _of_point(found: Measured, point: int) -> Cell:
    if point not in found.means.index:
        return Cell(wording.UNKNOWN)
    return _mean(found.interval(point), found)


def _mean(interval: MeanInterval, of: Measured) -> Cell:
    """Write a mean with its interval, of a measure without what cannot be; a share of a gap may be below 0."""
    found = Estimate(interval.mean, interval.low, interval.high, of.unit)
    ends = found.possible if of.name in MEASURES else (found.low, found.high)
    return Cell(wording.quantity(found.mean, found.unit), wording.interval(*ends, found.unit))


# --- what is missing ----------------------------------------------------------------------------------------


def failures(sweep: Material) -> list[tuple[str, str, str]]:
    """Give the runs that failed: which, with which values, and why."""
    return [
        (
            f"point {row['point']}, replication {row['replication']}",
            place(sweep.plan, int(row["point"])),
            f"{wording.visible(str(row['reason']))}{_deaths(int(row['deaths']))}",
        )
        for row in sweep.failures.head(MOST_FAILURES).to_dict("records")
    ]


def _deaths(deaths: int) -> str:
    return f"; {wording.count(deaths, 'worker')} died of it" if deaths else ""


def rest_of_failures(sweep: Material) -> str:
    """Say that there are more failures than the page shows."""
    more = len(sweep.failures) - MOST_FAILURES
    return f"And {more:,} more; all are in failures.csv." if more > 0 else ""


def tracebacks(sweep: Material) -> list[tuple[str, str]]:
    """Give where in the program runs failed, once for each reason, of a few reasons."""
    if not len(sweep.failures):
        return []
    told = sweep.failures[sweep.failures["traceback"].astype(str) != ""].drop_duplicates("reason")
    return [
        (f"point {row['point']}, replication {row['replication']}", wording.visible_lines(str(row["traceback"])))
        for row in told.head(MOST_TRACEBACKS).to_dict("records")
    ]


def names_of(plan: Plan) -> str:
    """Name the factors one after the other."""
    return listed([wording.visible(factor.name) for factor in plan.factors])
