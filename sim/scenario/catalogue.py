"""The catalogue of parameters, read off the blocks."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from sim.scenario.parameter import Block, Parameter, declaration, is_parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

__all__ = ["catalogue"]


def catalogue(root: type[Block], prefix: str = "") -> Iterator[Parameter]:
    """Every parameter under a block, with its dotted key, in the order of declaration."""
    for name, field in root.model_fields.items():
        if is_parameter(field):
            yield _parameter(prefix + name, field)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, Block):
            yield from catalogue(field.annotation, f"{prefix}{name}.")


def _parameter(key: str, field: FieldInfo) -> Parameter:
    declared = declaration(field)
    plain, choices = _plain(field.annotation)
    table, _, _ = key.rpartition(".")
    return Parameter(
        key=key,
        type=plain,
        default=None if field.is_required() else field.default,
        valid=declared.valid,
        plausible=declared.plausible,
        bracket=declared.bracket,
        unit=declared.unit,
        meaning=" ".join((field.description or "").split()),
        role=declared.role,
        source=declared.source,
        choices=choices,
        instead_of=f"{table}.{declared.instead_of}" if declared.instead_of else None,
        varies=declared.varies,
    )


def _plain(annotation: Any) -> tuple[type, tuple[str, ...]]:
    """The type without `| None`, and the words of a Literal."""
    if isinstance(annotation, types.UnionType):
        annotation = next(part for part in get_args(annotation) if part is not types.NoneType)
    if get_origin(annotation) is Literal:
        return str, get_args(annotation)
    return get_origin(annotation) or annotation, ()
