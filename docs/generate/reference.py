"""The public names with their signatures and docstrings, for the reference."""

from __future__ import annotations

import inspect
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sim
from sim import errors
from sim.questions.compare import Comparison
from sim.questions.counterfactual import Counterfactual
from sim.questions.rescue import Rescue
from sim.questions.rescue.cost import CostPerRescued
from sim.questions.rescue.index import Fading, HalfLife

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOLD = (
    sim.Scenario,
    sim.simulate,
    sim.Results,
    sim.compare,
    Comparison,
    sim.rescue,
    Rescue,
    HalfLife,
    Fading,
    CostPerRescued,
    Counterfactual,
    sim.sweep,
    sim.Sweep,
)
"""The public names, each followed by what it gives."""

LONGEST = 88
COLUMN = re.compile(r"^(`\w+`)(?: {2,}| (?=a row |for each ))", re.MULTILINE)
"""A line of a docstring that tells of one column, table or attribute."""


def chapters() -> str:
    """A chapter for each public name and for what it gives."""
    return "\n\n".join(_chapter(one) for one in TOLD)


def tree() -> str:
    """What can go wrong, as one tree."""
    return _text(errors)


def _chapter(one: Any) -> str:
    if not isinstance(one, type):
        return f"## {one.__name__}\n\n{_signature(one)}\n\n{_text(one)}"
    members = [_member(one, name, value) for name, value in _members(one)]
    return "\n\n".join([f"## {one.__name__}", _text(one), *members])


def _members(owner: type) -> Iterator[tuple[str, Any]]:
    """What a class has of its own, shows and says something of, in the order of the text."""
    shown = (property, cached_property, classmethod)
    for name, value in vars(owner).items():
        public = value.__doc__ and not name.startswith(("_", "model_"))
        if public and (isinstance(value, shown) or inspect.isfunction(value)):
            yield name, value


def _member(owner: type, name: str, value: Any) -> str:
    if isinstance(value, property | cached_property):
        return f"### {owner.__name__}.{name}\n\n{_text(value)}"
    return f"### {owner.__name__}.{name}\n\n{_signature(getattr(owner, name))}\n\n{_text(getattr(owner, name))}"


def _signature(function: Callable[..., Any]) -> str:
    """How it is called, on one line or a line an argument; `self` is not said."""
    signature = inspect.signature(function)
    given = [one for one in signature.parameters.values() if one.name != "self"]
    parts = [str(_plain(one)) for one in given]
    firsts = [place for place, one in enumerate(given) if one.kind is inspect.Parameter.KEYWORD_ONLY]
    if firsts and not any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in given):
        parts.insert(firsts[0], "*")
    gives = f" -> {signature.return_annotation}"
    line = f"{function.__name__}({', '.join(parts)}){gives}"
    if len(line) > LONGEST:
        line = "\n".join([f"{function.__name__}(", *(f"    {part}," for part in parts), f"){gives}"])
    return f"```python\n{line}\n```"


def _plain(one: inspect.Parameter) -> inspect.Parameter:
    """An argument without quotes around its annotation, and without the address of a default function."""
    default = _Bare("...") if inspect.isfunction(one.default) else one.default
    return one.replace(annotation=_Bare(one.annotation), default=default)


class _Bare(str):
    """A text that shows itself without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _text(one: Any) -> str:
    """A docstring as Markdown, in which lines that tell of a column are a list."""
    return COLUMN.sub(r"- \1: ", inspect.getdoc(one) or "")
