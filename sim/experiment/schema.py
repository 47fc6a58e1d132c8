"""The JSON Schema of a sweep file, with which editors complete, explain and check it while one types.

It is made from the same declarations as the checks; `python -m sim.experiment` writes it beside the scenarios.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.experiment.levels import is_level
from sim.experiment.sheet import LEVELS, FactorSheet, Sheet, known_keys
from sim.scenario import Scenario, names, parameters
from sim.scenario.schema import DRAFT, as_text, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario import Parameter

__all__ = ["SCHEMA_FILE", "TITLE", "schema", "schema_text"]

SCHEMA_FILE = "sweep.schema.json"
TITLE = "Trapeze sweep"
OF_THE_FILE = ("title", "description", "seed", "replications")
VALUE = {"type": ["number", "string", "boolean"]}
NUMBER = {"type": "number"}
WAYS: Mapping[str, dict[str, Any]] = {
    "values": {"type": "array", "minItems": 1, "items": VALUE},
    "range": {"type": "array", "minItems": 2, "maxItems": 2, "items": NUMBER},
    "log_range": {"type": "array", "minItems": 2, "maxItems": 2, "items": {**NUMBER, "exclusiveMinimum": 0}},
    "scenarios": {"type": "array", "minItems": 1, "items": {"type": "string"}},
}

NO_RESCUES: Mapping[str, Any] = {
    "if": {"not": {"properties": {"ask": {"const": "rescue"}}, "required": ["ask"]}},
    "then": {"properties": {"measures": {"items": {"not": {"pattern": "^rescue_"}}}}},
}
"""A sweep that asks for no rescues has none of their measures."""


def schema_text() -> str:
    """The schema as the text of its file."""
    return as_text(schema())


def schema() -> dict[str, Any]:
    """The schema of a whole sweep file."""
    whole = table(Sheet, "", known_keys())
    settings = {key: about for key, about in parameters().items() if key not in OF_THE_FILE}
    whole["properties"] |= {
        "base": whole["properties"]["base"] | {"anyOf": [{"enum": list(names())}, {"type": "string"}]},
        "measures": {
            "type": "array",
            "description": "The measures to show first; every measure is stored.",
            "items": {"enum": list(_measures())},
        },
        "settings": table(Scenario, "", settings) | {"description": "What holds at every point, over the base."},
        "factors": {"type": "array", "minItems": 1, "items": _factor()},
    }
    return {"$schema": DRAFT, "title": TITLE, **whole, **NO_RESCUES}


def _factor() -> dict[str, Any]:
    known = known_keys()
    single: Mapping[str, Parameter] = {
        key: one for key, one in known.items() if key.rpartition(".")[2] not in LEVELS
    }
    items = table(FactorSheet, "factors.", single)
    items["properties"]["key"] |= {"enum": [key for key in parameters() if is_level(key)]}
    items["properties"] |= {way: {**WAYS[way], "description": known[f"factors.{way}"].meaning} for way in LEVELS}
    return items | {
        "allOf": [{"not": {"required": [one, other]}} for at, one in enumerate(LEVELS) for other in LEVELS[:at]],
        "anyOf": [{"required": ["key"]}, {"required": ["name", "scenarios"]}],
    }


def _measures() -> list[str]:
    from sim.measures import MEASURES
    from sim.measures.rescued import names_of_values

    return [*MEASURES, *names_of_values()]
