"""The measures of a rescue: what a sweep that asks for rescues adds to the measures of a run.

    rescue_gained_<measure>    what excellent service moves on the weak product, in the unit of the measure
    rescue_gap_<measure>       how far the strong product is away, in the unit of the measure
    rescue_index_<measure>     the share of the gap that is gained

The index of a run is that of one replication; that of a point is the ratio of the means of its runs, with
Fieller's interval, and not the mean of their ratios, which one small gap would ruin. Tables, reports, what
matters, and how many replications a precision asks for: all take the index of a point from here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.measure import MEASURES
from sim.statistics.fieller import ratio_interval, whole_pairs
from sim.statistics.intervals import MeanInterval, mean_interval

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd
    from numpy.typing import ArrayLike

SMALLEST_GAP = {"retention": 0.01, "cx": 0.01, "nps": 1.0, "clv": 1.0, "profit": 0.1}
"""The measures of the index, each in its unit: a smaller gap between the products is none to close."""

INDEX, GAINED, GAP = "rescue_index_", "rescue_gained_", "rescue_gap_"
"""What the columns of a sweep begin with, before the name of a measure."""


def names_of_values() -> tuple[str, ...]:
    """Give the columns that are added to the measures."""
    return tuple(f"{what}{measure}" for measure in SMALLEST_GAP for what in (INDEX, GAINED, GAP))


def unit_of(name: str) -> str:
    """Give the unit of a measure of a sweep; an index is a share, and of what is no measure nothing is known."""
    if name.startswith(INDEX):
        return "share"
    plain = name.removeprefix(GAINED).removeprefix(GAP)
    return MEASURES[plain].unit if plain in MEASURES else ""


def behind(name: str) -> tuple[str, ...]:
    """Give the columns from which a point has a measure: its own, and of an index what was gained of which gap."""
    measure = name.removeprefix(INDEX)
    return (name, f"{GAINED}{measure}", f"{GAP}{measure}") if name == INDEX + measure else (name,)


def is_index(name: str, columns: Collection[str]) -> bool:
    """Say whether a measure is an index whose parts are there; a program's own column may only be called so."""
    return (
        name.removeprefix(INDEX) in SMALLEST_GAP and name.startswith(INDEX) and set(behind(name)) <= set(columns)
    )


# --- the index of a point -----------------------------------------------------------------------------------


def index_interval(gained: ArrayLike, gap: ArrayLike, measure: str) -> MeanInterval:
    """Give the index of a point from what its runs gained of which gap, with Fieller's interval.

    `sd` is that of the runs' distances from the index, to first order, and `n` counts the runs that have a gap.
    Where the gap is too small, or not clear of the noise, the index is not defined: nothing is known, and n is 0.
    """
    found = ratio_interval(gained, gap, smallest_denominator=SMALLEST_GAP[measure])
    if not found.defined:
        return MeanInterval(math.nan, math.nan, math.nan, math.nan, 0)
    top, bottom = whole_pairs(gained, gap)
    sd = mean_interval((top - found.ratio * bottom) / found.denominator).sd
    return MeanInterval(found.ratio, found.low, found.high, sd, found.n)


def interval_over(name: str, runs: Sequence[Mapping[str, float]]) -> MeanInterval:
    """Give a measure of a point with its interval, from the values of its runs; a failed one has none."""
    if any(is_index(name, run) for run in runs):
        _, gained, gap = ([run.get(column, math.nan) for run in runs] for column in behind(name))
        return index_interval(gained, gap, name.removeprefix(INDEX))
    return mean_interval([run.get(name, math.nan) for run in runs])


def index_intervals(runs: pd.DataFrame, measure: str) -> dict[int, MeanInterval]:
    """Give the index of each point with its interval, in the order of the points, from the runs of a sweep."""
    return {
        int(str(point)): index_interval(mine[f"{GAINED}{measure}"], mine[f"{GAP}{measure}"], measure)
        for point, mine in runs.groupby("point", sort=True)
    }


def index_of_points(runs: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Give the index of each point, a row a point: point, index, low, high, defined, from the runs of a sweep."""
    import pandas as pd

    rows = [
        {"point": point, "index": one.mean, "low": one.low, "high": one.high, "defined": one.n > 0}
        for point, one in index_intervals(runs, measure).items()
    ]
    return pd.DataFrame(rows, columns=["point", "index", "low", "high", "defined"])


def replications_of(runs: pd.DataFrame, measure: str) -> pd.Series[float]:
    """Give each run a value of the index whose mean over the runs of a point is the index of the point.

    That is the ratio of the means with the run's own distance from it, to first order:
    index + (gained - index * gap) / mean(gap). NaN where the index of the point is not defined.
    """
    whole = runs[f"{GAINED}{measure}"].notna() & runs[f"{GAP}{measure}"].notna()
    gained, gap = (runs[f"{what}{measure}"].where(whole) for what in (GAINED, GAP))
    point = index_of_points(runs, measure).set_index("point")["index"]
    index, size = runs["point"].map(point), gap.groupby(runs["point"]).transform("mean")
    return index + (gained - index * gap) / size


def values_of(runs: pd.DataFrame, name: str) -> pd.Series[float]:
    """Give each run its value of a measure; of an index one whose mean over a point is the index of the point."""
    if is_index(name, runs.columns):
        return replications_of(runs, name.removeprefix(INDEX))
    return runs[name].astype(np.float64)
