"""The assumptions that the answer of a rescue hangs on: what is assumed, what may be, and how much it matters."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sim.report import rescue_findings, wording
from sim.report.counting import number
from sim.report.tables import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.rescue import Rescue
    from sim.questions.rescue.uncertainty import Uncertainty
    from sim.scenario.parameter import Parameter

MOVED_BY = "the differences of the index"
LEADING = (rescue_findings.WEIGHT, "failures.minor.contact_chance", "failures.quality_slope")
"""The assumptions that usually move the index most; where no study of the firm itself was made."""


def leading(rescue: Rescue, uncertainty: Uncertainty | None) -> Table:
    """Give the assumptions that move the index most: what is assumed here, and what may be."""
    from sim.questions.rescue.study import meaning
    from sim.scenario import parameters

    known = parameters()
    ranked = {} if uncertainty is None else _drivers(uncertainty)
    rows = [
        Row(
            rescue_findings.shortly(meaning(key)),
            _assumed(rescue, known[key], ranked.get(key)),
            key,
            f"{known[key].unit}; {known[key].source}",
        )
        for key in ranked or LEADING
    ]
    heads = ("assumption", "here", "may be", *((f"part in {MOVED_BY}", "more of it") if ranked else ()))
    return Table(heads, tuple(rows), "", rescue_findings.assumed(tuple(ranked)))


def _drivers(uncertainty: Uncertainty) -> dict[str, Mapping[Any, Any]]:
    """Give the parameters that move retention's index most, in order, three at most of those that surely do."""
    from sim.questions.rescue.uncertainty import surely

    return {str(row["parameter"]): row for row in surely(uncertainty.drivers).to_dict("records")}


def _assumed(rescue: Rescue, parameter: Parameter, driver: Mapping[Any, Any] | None) -> tuple[Cell, ...]:
    """Give the value of a parameter here, the range that the study draws from, and its part in the differences."""
    from sim.questions.rescue.study import span

    value = float(attrgetter(parameter.key)(rescue.results["weak_poor"].scenario))
    low, high = span(parameter, value)
    here, spread = Cell(number(value)), Cell(f"{number(low)} – {number(high)}")
    if driver is None:
        return here, spread
    part = Cell(
        wording.quantity(float(driver["importance"]), "share"),
        wording.interval(float(driver["low"]), float(driver["high"]), "share"),
    )
    return here, spread, part, Cell("raises it" if float(driver["sign"]) > 0 else "lowers it")
