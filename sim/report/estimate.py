"""One measured number with its interval, taken from a tidy table."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


POSSIBLE = {
    "share": (0.0, 1.0),
    "0 to 1": (0.0, 1.0),
    "difference of shares": (-1.0, 1.0),
    "index": (0.0, 100.0),
    "points": (-100.0, 100.0),
    "points of 5": (1.0, 5.0),
    "points of 7": (1.0, 7.0),
    **dict.fromkeys(("minutes", "people", "agents", "per buyer", "per customer-year", "per issue"), (0.0, inf)),
}
"""Between what a measure of a unit lies in any world; units without limits are not named."""


@dataclass(frozen=True)
class Estimate:
    """A measure: its mean over replications, its 95 % interval (NaN where there is none) and its unit."""

    mean: float
    low: float
    high: float
    unit: str

    @property
    def possible(self) -> tuple[float, float]:
        """The interval without what cannot be, such as a share below 0: it holds the truth as often.

        Student's law knows of no limits, and from two replications it reaches far beyond them.
        """
        least, most = POSSIBLE.get(self.unit, (-inf, inf))
        return max(self.low, least), min(self.high, most)


def difference(low: float, high: float, unit: str) -> tuple[float, float]:
    """Give the interval of a difference of two measures without what cannot be: no share rises by 120 points."""
    least, most = POSSIBLE.get(unit, (-inf, inf))
    return max(low, least - most), min(high, most - least)


UNMEASURED = Estimate(nan, nan, nan, "")


def estimates(table: pd.DataFrame) -> dict[str, Estimate]:
    """Give the estimate of each measure of a table with columns measure, mean, low, high, unit."""
    rows = zip(table["measure"], table["mean"], table["low"], table["high"], table["unit"], strict=True)
    return {
        str(name): Estimate(float(mean), float(low), float(high), str(unit))
        for name, mean, low, high, unit in rows
    }


def cells(table: pd.DataFrame) -> dict[str, dict[str, Estimate]]:
    """Give the estimates of each cell of a comparison, in the order in which the cells appear."""
    return {str(name): estimates(rows) for name, rows in table.groupby("cell", sort=False)}
