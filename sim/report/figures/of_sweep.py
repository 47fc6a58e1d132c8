"""The pictures of a sweep: what matters, how a measure answers, a map of two factors, where something happens."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.questions.sensitivity.methods import cells_of
from sim.report import sensitivity_words as words
from sim.report import sweep_findings, where_words, wording
from sim.report.figures.sweep_boxes import sweep_boxes
from sim.report.figures.sweep_curves import sweep_curves
from sim.report.figures.sweep_map import sweep_map
from sim.report.figures.sweep_screening import sweep_screening
from sim.report.figures.sweep_shares import sweep_shares, sweep_swings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.questions.sensitivity import Sensitivity, Where
    from sim.questions.sensitivity.study import Study
    from sim.scenario import Scenario

BANDS = {
    "grid": "95 % interval over replications",
    "one-at-a-time": "95 % interval over replications",
}
OVER_POINTS = "95 % interval of the mean over points"


def of_sensitivity(found: Sensitivity, *, base: Scenario | None = None) -> dict[str, Figure]:
    """Draw what matters for a measure, by the name of the files; a map only of a grid.

    `base` is the scenario that the map marks.
    """
    drawn = {"sensitivity": of_factors(found)}
    if len(found.curves):
        drawn["curves"] = of_curves(found)
    if found.design == "grid" and len(found.study.axes) > 1:
        drawn["map"] = of_map(found, base=base)
    return drawn


def of_factors(found: Sensitivity) -> Figure:
    """Draw how much each factor matters."""
    finding, told = words.finding(found), words.cells(found)
    written = [cells[1] for cells in told]
    times, unit = _scale(found)
    if "first" in found.factors:
        return sweep_shares(found.factors, written, finding=finding)
    unit = "points" if found.unit == "share" else unit
    if "mu_star" in found.factors:
        return sweep_screening(found.factors, written, finding=finding, unit=unit, times=times)
    moves = f"moves {words.measure(found.measure)} by{f', {unit}' if unit else ''}"
    return sweep_swings(found.factors, written, finding=finding, moves=moves, times=times)


def of_curves(found: Sensitivity) -> Figure:
    """Draw how the measure answers to each factor."""
    times, unit = _scale(found)
    return sweep_curves(
        found.curves, [str(name) for name in found.factors["factor"]], finding=sweep_findings.curve_finding(found),
        measure=_axis(found, unit), times=times, band=BANDS.get(found.design, OVER_POINTS),
        log=_by_factors(found.study),
    )  # fmt: skip


def of_map(found: Sensitivity, *, base: Scenario | None = None) -> Figure:
    """Draw the measure over the two factors that matter most, on average over any others."""
    cells, _, out = cells_of(found.study)
    order = [str(name) for name in found.factors["factor"]]
    axes = [axis.name for axis in found.study.axes]
    across, up = (axes.index(name) for name in order[:2])
    others = tuple(at for at in range(cells.ndim) if at not in (across, up))
    values = np.asarray(cells.mean(axis=others), np.float64)
    table = values.T if across < up else values
    x, y = (
        (axes[at], [one for one in found.study.axes[at].levels if f"{axes[at]} = {one}" not in out])
        for at in (across, up)
    )
    times, unit = _scale(found)
    finding = sweep_findings.map_finding(found, table, x, y)
    where_it_stands = _at(base, x[0], y[0])
    return sweep_map(table, x, y, finding=finding, measure=_axis(found, unit), times=times, base=where_it_stands,
                     log=(found.study.axes[across].log, found.study.axes[up].log))  # fmt: skip


def of_where(found: Where) -> dict[str, Figure]:
    """Draw the boxes in which something happens."""
    said = {
        int(
            row["box"]
        ): f"{where_words.per_cent(row['density'])} of {wording.count(row['points'], 'point')} in it · "
        f"{where_words.per_cent(row['coverage'])} of all such points"
        for row in found.boxes.to_dict("records")
    }
    ranges = {axis.name: list(axis.levels) for axis in found.study.axes}
    finding = where_words.finding(found)
    return {"where": sweep_boxes(found.limits, said, ranges, finding=finding, log=_by_factors(found.study))}


def _by_factors(study: Study) -> set[str]:
    return {axis.name for axis in study.axes if axis.log}


def _scale(found: Sensitivity) -> tuple[float, str]:
    """Give by what to multiply a measure, and the unit that it is then in."""
    shape = wording.SHAPES.get(found.unit, wording.Shape())
    return shape.times, "%" if found.unit == "share" else found.unit


def _axis(found: Sensitivity, unit: str) -> str:
    return f"{words.measure(found.measure)}{f', {unit}' if unit else ''}"


def _at(base: Scenario | None, *names: str) -> Any:
    """Give where a scenario stands on some parameters; None where it has no such."""
    if base is None:
        return None
    try:
        return tuple(reduce(getattr, name.split("."), base) for name in names)
    except AttributeError:
        return None
