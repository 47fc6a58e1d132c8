"""The runs of a sweep in short: the mean of every measure at every point, with its interval over replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.measures import rescued

if TYPE_CHECKING:
    from sim.experiment.plan import Plan

LEVEL = 0.95

NUMBERS = ("mean", "low", "high", "sd", "n")
"""What is told of a measure at a point; an interval has them too."""


def summary(plan: Plan, runs: pd.DataFrame) -> pd.DataFrame:
    """Give a row a point and measure: its factors, then mean, low and high of the 95 % interval, sd, n and unit.

    A point of which no run has finished has no rows. One run says nothing about the noise: low, high and sd are
    then not numbers. The mean of a rescue index is the ratio of the means of what was gained and of the gap, its
    interval is Fieller's; where it is not defined n is 0.
    """
    factors = [factor.name for factor in plan.factors]
    measures = [name for name in runs.columns if name not in {"point", "replication", "seed", *factors}]
    by_point = runs.groupby("point")[measures]
    long = pd.concat(
        {name: getattr(by_point, name)().stack(future_stack=True) for name in ("mean", "std", "count")}, axis=1
    )
    n = long["count"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = stdtrit(np.where(n > 1, n - 1, np.nan), 0.5 + LEVEL / 2) * long["std"] / np.sqrt(n)
    table = pd.DataFrame({
        "mean": long["mean"], "low": long["mean"] - reach, "high": long["mean"] + reach,
        "sd": long["std"], "n": n,
    })  # fmt: skip
    table = table.rename_axis(["point", "measure"]).reset_index()
    for name in measures:
        if rescued.is_index(name, runs.columns):
            found = list(rescued.index_intervals(runs, name.removeprefix(rescued.INDEX)).values())
            for column in NUMBERS:
                table.loc[table["measure"] == name, column] = [getattr(one, column) for one in found]
    table["unit"] = table["measure"].map(rescued.unit_of)
    values = runs.drop_duplicates("point").set_index("point")[factors]
    return table.join(values, on="point")[["point", *factors, "measure", *NUMBERS, "unit"]]
