"""One measured number with its interval, taken from a tidy table."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Estimate:
    """A mean over replications, its 95 % interval (NaN where there is none) and its unit."""

    mean: float
    low: float
    high: float
    unit: str


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
