"""What matters in a sweep, as one JSON object: the same numbers as on the screen, unrounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report import sensitivity_notes, where_words
from sim.report import sensitivity_words as words
from sim.report.as_json import number

if TYPE_CHECKING:
    import pandas as pd

    from sim.questions.sensitivity import Sensitivity, Where


def sensitivity_object(found: Sensitivity, where: Where | None = None) -> dict[str, Any]:
    """Describe what matters for a measure, and where it is as large as was asked."""
    study, used = found.study, found.found
    said: dict[str, Any] = {
        "command": "sensitivity",
        "measure": found.measure,
        "unit": found.unit,
        "design": found.design,
        "finding": words.finding(found),
        "notes": sensitivity_notes.limits(found),
        "runs": {"finished": study.runs, "planned": study.of, "undefined": study.undefined},
        "used": {
            "blocks": used.blocks,
            "of": used.of,
            "filled": used.filled,
            "levels_left_out": [*used.levels_out],
        },
        "noise_share": number(found.noise),
        "moved_by_luck": number(used.by_luck),
        "degree": used.degree or None,
        "bends_take_points": used.bends_take or None,
        "factors": _rows(found.factors),
        "pairs": _rows(found.pairs),
        "curves": _rows(found.curves),
    }
    return said if where is None else said | {"where": where_object(where)}


def where_object(found: Where) -> dict[str, Any]:
    """Describe where something happens."""
    return {
        "asked": found.asked,
        "finding": where_words.finding(found),
        "points": found.points,
        "unknown": found.unknown,
        "cases": found.cases,
        "boxes": _rows(found.boxes),
        "limits": _rows(found.limits),
    }


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    """Give a value as JSON has it; what is not known is nothing."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    return number(value) if isinstance(value, float) else value
