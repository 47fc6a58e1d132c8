"""Curves over time with their bands, from tidy tables of replication, age and value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

EVERYWHERE = (float("-inf"), float("inf"))


def draw_curve(ax: Axes, curve: pd.DataFrame, colour: str, *, within: tuple[float, float] = EVERYWHERE) -> None:
    """Draw the mean over replications, and as a band the 95 % interval that the tables give.

    What cannot lie outside some bounds, as a percentage, has no band there.
    """
    import seaborn

    from sim.statistics import mean_interval

    def band(values: pd.Series[float]) -> tuple[float, float]:
        found = mean_interval(values.to_numpy())
        return max(found.low, within[0]), min(found.high, within[1])

    # A single stretch of time is a dot: a line would not be seen.
    dots = {"marker": "o"} if curve["age"].nunique() == 1 else {}
    several = curve["replication"].nunique() > 1
    seaborn.lineplot(
        curve, x="age", y="value", ax=ax, color=colour, errorbar=band if several else None,
        err_kws={"linewidth": 0}, **dots,
    )  # fmt: skip
    ax.set(xlabel="", ylabel="")


def binned(days: pd.DataFrame, counters: list[str]) -> pd.DataFrame:
    """Add up the counters of each replication over weeks, or over sixty equal stretches of a long run.

    A table of replication, age (the middle of the stretch) and the counters; a last week that is not whole is
    left to the one before.
    """
    length = int(days["day"].max()) + 1
    stretches = min(max(length // 7, 1), 60)
    which = days["day"] * stretches // length
    summed = days.groupby(["replication", which.rename("age")])[counters].sum().reset_index()
    summed["age"] = (summed["age"] + 0.5) * length / stretches
    return summed
