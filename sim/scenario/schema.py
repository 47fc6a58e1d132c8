"""The JSON Schema of a scenario file: what an editor needs to complete, explain and check while one types.

It is made from the declarations of the parameters; `python -m sim.scenario` writes it into the scenarios folder.
A schema knows less than the program: that shares add up to 1, or that a name in `extends` exists, is said by
`scenarios check` alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sim.scenario.parameter import CHANCE, Block, is_parameter
from sim.scenario.parts import MOST_CHANGES, MOST_SEGMENTS
from sim.scenario.pieces import PIECES, Change, own_parameters
from sim.scenario.places import NAME, names
from sim.scenario.scenario import Scenario, parameters
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.parameter import Parameter, Range
    from sim.scenario.pieces import Piece

__all__ = ["DRAFT", "SCHEMA_FILE", "TITLE", "as_text", "is_ours", "schema", "schema_text", "table"]

SCHEMA_FILE = "scenario.schema.json"
TITLE = "Trapeze scenario"
DRAFT = "http://json-schema.org/draft-07/schema#"
TYPES = {int: "integer", float: "number", str: "string", tuple: "array"}
EXTENDS = "Scenarios to start from, by their names in the scenarios folder; later ones win over earlier ones."
MOST = {"segments": MOST_SEGMENTS, "changes": MOST_CHANGES}
LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def schema_text() -> str:
    """The schema as the text of its file."""
    return as_text(schema())


def as_text(found: Mapping[str, Any]) -> str:
    """A schema as a text in which a difference can be read."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def is_ours(text: str, title: str = TITLE) -> bool:
    """Whether a text is a schema of this program for files of a kind, perhaps of another version."""
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("title") == title


def schema() -> dict[str, Any]:
    """The schema of a whole scenario file."""
    whole = table(Scenario, "", parameters())
    lists = {name: _pieces(name, piece) for name, piece in PIECES.items()}
    whole["properties"] = {"extends": _extends(), **whole["properties"], **lists}
    return {"$schema": DRAFT, "title": TITLE, **whole}


def table(block: type[Block], prefix: str, known: Mapping[str, Parameter]) -> dict[str, Any]:
    """A block with what is known of it; of two keys that replace each other it may hold one."""
    properties = dict(_properties(block, prefix, known))
    pairs = {tuple(sorted(pair)) for pair in block.rivals().items()}
    beside = [{"not": {"required": list(pair)}} for pair in sorted(pairs) if properties.keys() >= set(pair)]
    described: dict[str, Any] = {"type": "object", "description": _about(block), "additionalProperties": False}
    return described | {"properties": properties} | ({"allOf": beside} if beside else {})


def _properties(
    block: type[Block], prefix: str, known: Mapping[str, Parameter]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, field in block.model_fields.items():
        key = f"{prefix}{name}"
        if is_parameter(field):
            if key in known:
                yield name, _parameter(known[key])
        elif isinstance(field.annotation, type) and issubclass(field.annotation, Block):
            inner = table(field.annotation, f"{key}.", known)
            if inner["properties"]:
                yield name, inner


def _pieces(name: str, piece: type[Piece]) -> dict[str, Any]:
    """A list of pieces: keys of their own, and the parameters that may differ there."""
    differ = {key: about for key, about in parameters().items() if _may_set(piece, about)}
    own = dict(_properties(piece, f"{name}.", own_parameters()))
    said = table(Scenario, "", differ)
    required = [key for key in own if piece.model_fields[key].is_required()]
    items = said | {"description": _about(piece), "required": required, "properties": own | said["properties"]}
    return {"type": "array", "minItems": 1, "maxItems": MOST[name], "items": items}


def _may_set(piece: type[Piece], parameter: Parameter) -> bool:
    return parameter.varies.by_day if piece is Change else parameter.varies.by_segment


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {"type": TYPES[parameter.type], "description": _meaning(parameter)}
    if parameter.type is tuple:
        described["items"] = {"type": "number", **_limits(CHANCE)}
    if parameter.choices:
        described["enum"] = list(parameter.choices)
    if parameter.default not in (None, ""):
        described["default"] = parameter.default
    return described | _limits(parameter.valid)


def _meaning(parameter: Parameter) -> str:
    """The meaning, then in brackets what a number needs to be understood."""
    said = [] if parameter.type is str else [f"unit: {parameter.unit}"]
    if parameter.plausible:
        said.append(f"plausible: {parameter.plausible.spelt()}")
    if parameter.default not in (None, "", ()):
        said.append(f"default: {shown(parameter.default)}")
    return f"{parameter.meaning} ({'; '.join(said)})" if said else parameter.meaning


def _limits(valid: Range) -> dict[str, float]:
    return {LIMITS[word]: limit for word, limit in valid.limits().items()}


def _extends() -> dict[str, Any]:
    """Names that come with the program are offered; others may lie in the folder too."""
    name = {"anyOf": [{"enum": list(names())}, {"type": "string", "pattern": f"^{NAME}$"}]}
    return {"type": "array", "description": EXTENDS, "items": name}


def _about(block: type[Block]) -> str:
    """The first sentence that stands under the name of a block."""
    return " ".join((block.__doc__ or "").partition("\n\n")[0].split())
