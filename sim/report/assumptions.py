"""The assumptions that the answer of a rescue hangs on: what is assumed, what may be, and how much it matters."""

from __future__ import annotations

from functools import reduce
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from sim.report import changes, rescue_findings
from sim.report.counting import number
from sim.report.tables import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.rescue import Rescue
    from sim.scenario.parameter import Parameter

LEADING = ("recovery.service_weight", "failures.minor.contact_chance", "failures.quality_slope")
"""The assumptions that usually move the index most; where no study of the firm itself was made."""


def leading(rescue: Rescue, uncertainty: Any | None) -> Table:
    """Give the assumptions that move the index most: what is assumed here, and what may be."""
    from sim.scenario import parameters

    known = parameters()
    ranked = {} if uncertainty is None else _drivers(uncertainty)
    rows = [
        Row(
            rescue_findings.shortly(known[key].meaning),
            _assumed(rescue, known[key], ranked.get(key)),
            key,
            f"{known[key].unit}; {known[key].source}",
        )
        for key in ranked or LEADING
    ]
    heads = ("assumption", "here", "may be", *(("rank correlation with the index",) if ranked else ()))
    return Table(heads, tuple(rows), "", rescue_findings.assumed(studied=bool(ranked)))


def _drivers(uncertainty: Any) -> dict[str, Mapping[Any, Any]]:
    """Give the three parameters that move retention's index most, in order."""
    table = uncertainty.drivers
    mine = table[table["measure"] == "retention"] if "measure" in table else table
    return {str(row["parameter"]): row for row in mine.head(3).to_dict("records")}


def _assumed(rescue: Rescue, parameter: Parameter, driver: Mapping[Any, Any] | None) -> tuple[Cell, ...]:
    value: Any = reduce(getattr, parameter.key.split("."), rescue.results["weak_poor"].scenario)
    bracket = parameter.bracket or parameter.plausible
    here = Cell(number(float(value)))
    spread = Cell(f"{number(bracket.low)} – {number(bracket.high)}" if bracket else "")
    if driver is None:
        return here, spread
    low, high = (float(driver.get(end, nan)) for end in ("low", "high"))
    reach = changes.between(low, high) if isfinite(low) else ""
    return here, spread, Cell(f"{float(driver['importance']):+.2f}", reach)
