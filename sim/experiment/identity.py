"""Who an outcome is: a short text that differs where its numbers could.

A plan says what is asked at every point. Where that is neither the measures nor the rescue but something of a
caller's own, two plans that differ in it alone are two experiments, and the rows of one are no use to the other.

The text is the name of the outcome's class with a checksum over everything that it holds: values as they are,
dataclasses field by field, functions by their name and source. What a function calls elsewhere is not followed; an
outcome that knows better may have an `identity` of its own.
"""

from __future__ import annotations

import dataclasses
import hashlib
import inspect
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.scenario.digest import canonical

if TYPE_CHECKING:
    from sim.experiment.run import Outcome

__all__ = ["identity"]


def identity(outcome: Outcome) -> str:
    """Give the name of an outcome with a checksum of its content; raises `UsageError` if none is to be had."""
    own = getattr(outcome, "identity", None)
    if isinstance(own, str):
        return own
    checksum = hashlib.sha256(_told(outcome).encode()).hexdigest()
    return f"{_name(type(outcome))} {checksum[:16]}"


def _told(thing: Any) -> str:
    """Give everything that a value holds as one text."""
    if thing is None or isinstance(thing, bool | int | float | str):
        return canonical(thing)
    if isinstance(thing, Mapping):
        return f"{{{', '.join(f'{_told(key)}: {_told(value)}' for key, value in thing.items())}}}"
    if isinstance(thing, Set):
        return f"{{{', '.join(sorted(map(_told, thing)))}}}"
    if isinstance(thing, list | tuple):
        return f"[{', '.join(map(_told, thing))}]"
    if inspect.isfunction(thing):
        return _function(thing)
    return f"{_name(type(thing))}({_told(_fields(thing))})"


def _fields(thing: Any) -> dict[str, Any]:
    if dataclasses.is_dataclass(thing):
        return {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
    try:
        return dict(vars(thing))
    except TypeError:
        raise UsageError(
            f"an outcome holds a {type(thing).__name__}, of which nobody can tell whether it is the same; "
            "give the outcome an `identity`"
        ) from None


def _function(function: Any) -> str:
    """Give a function by its name and source; one without a source by what it was compiled to."""
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        source = repr((function.__code__.co_code, function.__code__.co_consts))
    return f"{_name(function)} {hashlib.sha256(source.encode()).hexdigest()}"


def _name(thing: Any) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"
