"""What differs between the segments of a firm, where its people are of several kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures import MEASURES
from sim.report import tables, wording
from sim.report.estimate import Estimate
from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.results import Results

OF_A_SEGMENT = ("retention", "cx")
"""What is shown of each; JSON and tables have the rest."""


def estimates_by_segment(results: Results) -> dict[str, dict[str, Estimate]]:
    """Give the measures that a segment can have, by segment; nothing where people are of one kind."""
    if not results.scenario.segments:
        return {}
    found = dict[str, dict[str, Estimate]]()
    for segment, rows in results.by_segment.groupby("segment", sort=False):
        means = {name: mean_interval(rows[name].to_numpy()) for name in rows.columns if name in MEASURES}
        found[str(segment)] = {
            name: Estimate(mean.mean, mean.low, mean.high, MEASURES[name].unit) for name, mean in means.items()
        }
    return found


def table(found: Mapping[str, Mapping[str, Estimate]]) -> tables.Table | None:
    """Give the table of a page; None without segments."""
    rows = tuple(
        tables.Row(wording.visible(segment), tuple(tables.estimate(measured[name]) for name in OF_A_SEGMENT))
        for segment, measured in found.items()
    )
    return tables.Table(("", *(wording.label(name) for name in OF_A_SEGMENT)), rows) if rows else None
