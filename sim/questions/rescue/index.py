"""The rescue index: the share of the gap between the products that excellent service closes.

    [M(weak, excellent) - M(weak, poor)] / [M(strong, poor) - M(weak, poor)]

0: service cannot help; 1: it makes the weak product as good as the strong one with poor service.

Over time it is about the first T days: who is still a customer T days after the purchase, and what the firm has
earned until then. Experience, scores and lifetime value do not stand in the table of days: see `course`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.measures.record import retention_days
from sim.measures.rescued import SMALLEST_GAP
from sim.questions.survival import kept_by_age
from sim.statistics.fading import RatioChange, ratio_change
from sim.statistics.fieller import ratio_interval
from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.results import Results
    from sim.scenario import Scenario

    Floats = NDArray[np.float64]
    Values = Mapping[str, Floats]

DAYS_TOLD = (30, 60, 90, 180, 365, 730)
"""After how many days the index is told, as far as the run goes; its last day is told too."""

FIRST_LOOK, EARLY = 30, 90
"""The half-life counts from the first of these days; whether it faded is judged from the second."""


@dataclass(frozen=True)
class HalfLife:
    """The first day on which the index of retention is half of what it was after 30 days.

    `days`    that day; None where it is not within the days that were simulated
    `within`  how many were
    `known`   false where these are 30 at most, or where service had not surely closed any of the gap by then, so
              that there is nothing to halve
    """

    days: float | None
    within: int
    known: bool


@dataclass(frozen=True)
class Fading:
    """How the index of retention changed between two days.

    `early`   the first of them
    `late`    the last day
    `change`  how much higher the index is then, as a share of the gap: `difference`, `low`, `high` and, by the
              jackknife, `standard_error`; `fell` where it is surely lower
    """

    early: int
    late: int
    change: RatioChange


def by_measure(results: Mapping[str, Results]) -> pd.DataFrame:
    """Give the index of each measure with its Fieller interval."""
    return pd.DataFrame([
        {"measure": measure, **index_of(runs_of(results, measure), measure)} for measure in SMALLEST_GAP
    ])  # fmt: skip


def attainable(results: Mapping[str, Results]) -> pd.DataFrame:
    """Give the share that service alone brings of what a strong product and excellent service bring together.

    [M(weak, excellent) - M(weak, poor)] / [M(strong, excellent) - M(weak, poor)], with its Fieller interval.
    """
    rows = []
    for measure in SMALLEST_GAP:
        value = runs_of(results, measure)
        rows.append({"measure": measure, **index_of(value | {"strong_poor": value["strong_excellent"]}, measure)})
    return pd.DataFrame(rows)


def interaction(results: Mapping[str, Results]) -> pd.DataFrame:
    """Give how much more excellent service moves each measure of the strong product than of the weak one."""
    rows = []
    for measure in SMALLEST_GAP:
        value = runs_of(results, measure)
        on_strong = value["strong_excellent"] - value["strong_poor"]
        found = mean_interval(on_strong - (value["weak_excellent"] - value["weak_poor"]))
        rows.append({"measure": measure, "estimate": found.mean, "low": found.low, "high": found.high})
    return pd.DataFrame(rows)


def over_time(results: Mapping[str, Results]) -> pd.DataFrame:
    """Give the index of what has a course, after 30, 60, 90, 180, 365, 730 days and on the last day."""
    spec = results["weak_poor"].scenario
    rows = []
    for measure, course in (("retention", kept_by_age), ("profit", earned_by_day)):
        courses = {cell: course(one) for cell, one in results.items()}
        for day in days_told(spec):
            value = {cell: one[:, day - 1] for cell, one in courses.items()}
            rows.append({"day": day, "measure": measure, **index_of(value, measure)})
    columns = ["day", "measure", "index", "low", "high", "se", "defined"]
    return pd.DataFrame(rows, columns=columns)


def half_life(results: Mapping[str, Results]) -> HalfLife:
    """Find the day on which the index of retention has fallen to half of what it was after 30 days."""
    within = retention_days(results["weak_poor"].scenario)
    if within <= FIRST_LOOK:
        return HalfLife(None, within, known=False)
    course = {cell: kept_by_age(one) for cell, one in results.items()}
    first = index_of({cell: one[:, FIRST_LOOK - 1] for cell, one in course.items()}, "retention")
    if not first["defined"] or not first["low"] > 0:
        return HalfLife(None, within, known=False)
    closed, gap = (difference.mean(axis=0)[FIRST_LOOK:] for difference in moved(course))
    fallen = np.flatnonzero(closed <= gap * float(first["index"]) / 2)
    return HalfLife(float(FIRST_LOOK + 1 + fallen[0]) if len(fallen) else None, within, known=True)


def fading(results: Mapping[str, Results]) -> Fading | None:
    """Compare the index of retention on the last day with that after 90 days; None for a run as short as that."""
    late = retention_days(results["weak_poor"].scenario)
    if late <= EARLY:
        return None
    course = moved({cell: kept_by_age(one) for cell, one in results.items()})
    early, last = (tuple(one[:, day - 1] for one in course) for day in (EARLY, late))
    return Fading(EARLY, late, ratio_change((early[0], early[1]), (last[0], last[1])))


def days_told(spec: Scenario) -> list[int]:
    """Give the days on which the index is told."""
    last = retention_days(spec)
    return [day for day in DAYS_TOLD if day < last] + [last]


def runs_of(results: Mapping[str, Results], measure: str) -> dict[str, Floats]:
    """Give a measure of every replication, by cell."""
    return {cell: one.runs[measure].to_numpy(np.float64) for cell, one in results.items()}


def moved(value: Values) -> tuple[Floats, Floats]:
    """Give what service moved on the weak product, and the gap between the products."""
    start = value["weak_poor"]
    return value["weak_excellent"] - start, value["strong_poor"] - start


def index_of(value: Values, measure: str) -> dict[str, float | bool]:
    """Give the share that service closes of the gap, one value a cell and replication."""
    ratio = ratio_interval(*moved(value), smallest_denominator=SMALLEST_GAP[measure])
    return {
        "index": ratio.ratio, "low": ratio.low, "high": ratio.high, "se": ratio.standard_error,
        "defined": ratio.defined, "numerator": ratio.numerator, "denominator": ratio.denominator,
    }  # fmt: skip


def earned_by_day(results: Results) -> Floats:
    """Give what the firm has earned by each evening per person, a row a replication; ends as `profit`."""
    spec, daily = results.scenario, results.daily
    earned = daily["contribution"] - daily["advertising"] - daily["wages"] / spec.weight
    measured = daily[["replication", "day"]].assign(earned=earned)[daily["day"] >= spec.measure_from_day]
    by_day = measured.pivot(index="replication", columns="day", values="earned").to_numpy(np.float64)
    return np.cumsum(by_day, axis=1) / (spec.population or np.nan)
