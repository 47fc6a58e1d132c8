"""The tables of a comparison: an alternative beside the baseline, by measure, by day and by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.measures import MEASURES
from sim.questions.precision import needed_for
from sim.statistics.intervals import mean_interval
from sim.statistics.paired import PairedInterval, paired_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.results import Results

    Floats = NDArray[np.float64]

SAME = "-"
"""The verdict on a difference that may be 0, or is."""

COLUMNS = (
    "measure", "baseline", "value", "difference", "low", "high", "n", "unit",
    "moved", "identical", "verdict", "gain", "bound", "needed",
)  # fmt: skip
"""What is told of a difference."""

COURSES = {"customers": "share", "cx": "quality"}
"""What is followed over time, with its unit: the share of the people who are customers in the evening, and the
experience of those who are customers on the day, which is not that of all who ever bought."""


def by_measure(baseline: Results, other: Results, label: str) -> pd.DataFrame:
    """Give a row a measure: both values, the difference with its interval, and what pairing was worth.

    The values are those that each scenario shows alone. The difference is over the `n` replications in which both
    have one; where these are not all, the difference need not be that of the values.
    """
    return pd.DataFrame([_measure(name, baseline.runs, other.runs, label) for name in MEASURES])


def over_time(baseline: Results, other: Results, label: str) -> pd.DataFrame:
    """Give a row a day and course: both values and the difference with its paired interval."""
    days = sorted(set(baseline.daily["day"]))
    before, after = courses(baseline), courses(other)
    return pd.DataFrame([
        {"scenario": label, "day": day, "what": what, **_compared(before[what][:, at], after[what][:, at]),
         "unit": unit}
        for what, unit in COURSES.items() for at, day in enumerate(days)
    ])  # fmt: skip


def by_segment(baseline: Results, other: Results, label: str) -> pd.DataFrame:
    """Give a row a segment and measure of people, as `by_measure` does; none if the segments are not the same."""
    names = baseline.scenario.part_names
    if not baseline.scenario.segments or set(names) != set(other.scenario.part_names):
        return pd.DataFrame(columns=["scenario", "segment", *COLUMNS])
    before, after = (dict(list(results.by_segment.groupby("segment"))) for results in (baseline, other))
    return pd.DataFrame([
        {"scenario": label, "segment": name, **_measure(measure, before[name], after[name], label)}
        for name in names if name in before and name in after
        for measure in MEASURES if measure in before[name]
    ], columns=["scenario", "segment", *COLUMNS])  # fmt: skip


def courses(results: Results) -> dict[str, Floats]:
    """Give what is followed over time, a row a replication and a column a day.

    Those who leave by their own decision or by returning the goods are still counted on the day they do; the share
    is of those who remain in the evening, so that it ends where `active` does.
    """
    daily = results.daily
    in_the_evening = daily["customers"] - daily["churned"] - daily["returned"]
    table = daily[["replication", "day"]].assign(
        customers=in_the_evening / (results.scenario.population or float("nan")),
        cx=daily["cx_sum"] / daily["customers"].where(daily["customers"] > 0),
    )
    return {what: table.pivot(index="replication", columns="day", values=what).to_numpy(float) for what in COURSES}


def verdict(found: PairedInterval, better: str) -> str:
    """Call a difference better, worse, or other where neither direction is; `-` where it may be 0."""
    if not found.moved:
        return SAME
    if better == "neither":
        return "other"
    return "better" if (found.difference.mean > 0) == (better == "higher") else "worse"


def _measure(name: str, before: pd.DataFrame, after: pd.DataFrame, label: str) -> dict[str, object]:
    measure = MEASURES[name]
    one, other = before[name].to_numpy(float), after[name].to_numpy(float)
    found = paired_interval(one, other)
    baseline = mean_interval(one).mean
    enough = None if found.identical else needed_for(name, found.difference, around=baseline)
    return {
        "scenario": label, "measure": name, **_shown(one, other, found), "unit": measure.unit,
        "moved": found.moved, "identical": found.identical, "verdict": verdict(found, measure.better),
        "gain": found.gain, "bound": found.bound, "needed": float("nan") if enough is None else enough.likely,
    }  # fmt: skip


def _compared(one: Floats, other: Floats) -> dict[str, object]:
    return _shown(one, other, paired_interval(one, other))


def _shown(one: Floats, other: Floats, found: PairedInterval) -> dict[str, object]:
    difference = found.difference
    return {
        "baseline": mean_interval(one).mean, "value": mean_interval(other).mean, "difference": difference.mean,
        "low": difference.low, "high": difference.high, "n": difference.n,
    }  # fmt: skip
