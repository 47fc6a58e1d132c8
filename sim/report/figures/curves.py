"""Curves over time with their bands, from tidy tables of replication, age and value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

EVERYWHERE = (float("-inf"), float("inf"))


def draw_curve(ax: Axes, curve: pd.DataFrame, colour: str, *, within: tuple[float, float] = EVERYWHERE) -> None:
    """Draw the mean over replications, and as a band the 95 % interval that the tables give.

    What cannot lie outside some bounds, as a percentage, has no band there.
    """
    course = over_replications(curve)
    # A single stretch of time is a dot: a line would not be seen.
    dots: dict[str, Any] = {"marker": "o"} if len(course) == 1 else {}
    # Not by seaborn, which takes half a second to load and would draw the same line.
    ax.plot(course["age"], course["mean"], color=colour, **dots)
    low, high = course["low"].clip(*within), course["high"].clip(*within)
    if dots:
        ax.vlines(course["age"], low, high, color=colour, alpha=0.4, linewidth=3.5)
    ax.fill_between(course["age"], low, high, color=colour, alpha=0.2, linewidth=0)
    ax.set(xlabel="", ylabel="")


def over_replications(curve: pd.DataFrame) -> pd.DataFrame:
    """Give for each age the mean over replications and its 95 % interval: age, mean, low, high."""
    import pandas as pd

    from sim.statistics import mean_interval

    ages, values = curve["age"].to_numpy(), curve["value"].to_numpy()
    found = {age: mean_interval(values[ages == age]) for age in sorted(set(ages.tolist()))}
    return pd.DataFrame(
        [(age, at.mean, at.low, at.high) for age, at in found.items()], columns=["age", "mean", "low", "high"]
    )


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
