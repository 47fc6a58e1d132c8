"""The pictures of a rescue: those of its four cells, and those of what was found out besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report import rescue_findings
from sim.report.estimate import cells
from sim.report.figures.doubt import doubt
from sim.report.figures.four_cells import four_cells, four_curves
from sim.report.figures.rescue_index import index_over_time, rescue_index
from sim.report.figures.rescue_map import rescue_map
from sim.report.figures.retention import survival
from sim.report.figures.two_lives import four_outcomes, who_they_are
from sim.report.whom import whom_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.questions.rescue import Rescue
    from sim.questions.rescue.reach import Reach
    from sim.questions.rescue.told import ReachTold
    from sim.questions.rescue.uncertainty import Uncertainty
    from sim.results import Results


def of_rescue(
    rescue: Rescue, *, reach: Reach | ReachTold | None = None, course: pd.DataFrame | None = None,
    uncertainty: Uncertainty | None = None,
) -> dict[str, Figure]:  # fmt: skip
    """Draw the pictures of a rescue, by the name of their files; those of later stages if these have been run."""
    drawn = {
        "cells": of_cells(rescue),
        "curves": of_curves(rescue),
        "index": rescue_index(rescue.index, None if reach is None else reach.ceiling),
        "index_over_time": of_time(rescue, course),
    }
    if reach is not None:
        drawn["map"] = of_map(rescue, reach)
    if lived := rescue.counterfactual:
        of = whom_of(rescue.scenario)
        drawn |= {"outcomes": four_outcomes(lived, of), "who": who_they_are(lived, of)}
    if uncertainty is not None:
        drawn["doubt"] = of_doubt(rescue, uncertainty)
    return drawn


def of_cells(rescue: Rescue) -> Figure:
    """Draw the retention of the four cells."""
    from sim.statistics import paired_interval

    kept = {cell: measured["retention"] for cell, measured in cells(rescue.cells).items()}
    weak, excellent, strong = (
        rescue.results[cell].runs["retention"].to_numpy()
        for cell in ("weak_poor", "weak_excellent", "strong_poor")
    )
    service, product = paired_interval(weak, excellent), paired_interval(weak, strong)
    return four_cells(kept, service=service, product=product, whom=whom_of(rescue.scenario))


def of_curves(rescue: Rescue) -> Figure:
    """Draw who is still there in the four cells, over time."""
    curves = {cell: _curve(results) for cell, results in rescue.results.items()}
    days = rescue.results["weak_poor"].provenance["retention_days"]
    return four_curves(curves, days=days, whom=whom_of(rescue.scenario))


def _curve(results: Results) -> pd.DataFrame:
    import pandas as pd

    days, horizon = results.provenance["retention_days"], results.scenario.days
    return pd.concat([survival(piece, days=days, horizon=horizon) for piece in results.pieces("customers")])


def of_time(rescue: Rescue, course: pd.DataFrame | None = None) -> Figure:
    """Draw the index over time with its half-life; with the `course` of what only whole lives tell, if known."""
    from sim.questions.rescue.course import joined

    return index_over_time(joined(rescue, course), half_life=rescue.half_life, fading=rescue.fading)


def of_map(rescue: Rescue, reach: Reach | ReachTold) -> Figure:
    """Draw what every mix of quality and service keeps and earns."""
    from sim.questions.rescue.levels import quality
    from sim.report import wording

    row = row_of(reach.quality_equivalent, "retention")
    products = {name: quality(rescue.results[f"{name}_poor"].scenario) for name in ("weak", "strong")}
    currency = wording.visible(rescue.scenario.money.currency)
    even = reach.break_even.quality
    return rescue_map(reach.map, products=products, equivalent=row, break_even=even, currency=currency)


def of_doubt(rescue: Rescue, uncertainty: Uncertainty) -> Figure:
    """Draw how far the index reaches if the assumptions are off."""
    drivers, interval = uncertainty.drivers, row_of(uncertainty.intervals, "retention")
    here = row_of(rescue.index, "retention")
    mine = drivers[drivers["measure"] == "retention"]
    mine = mine.assign(meaning=mine["meaning"].map(rescue_findings.shortly))
    return doubt(uncertainty.points, interval or {}, mine, here=float((here or {}).get("index", float("nan"))))


def row_of(table: pd.DataFrame, measure: str) -> dict[Any, Any] | None:
    """Give the row of a measure, None if there is none."""
    rows = table[table["measure"] == measure].to_dict("records")
    return rows[0] if rows else None
