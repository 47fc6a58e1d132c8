"""What callers say of a run in Python, doubted once: scenarios, replications, seeds, workers, policies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from sim.errors import UsageError, told

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = [
    "LARGEST_SEED",
    "Engine",
    "agreed",
    "as_folder",
    "check_arguments",
    "check_day",
    "check_evening",
    "check_methods",
    "check_names",
    "check_progress",
    "check_scenarios",
    "check_word",
    "check_worlds",
    "decided",
    "department",
    "is_number",
    "left",
    "whole",
]

T = TypeVar("T")

Engine = Literal["fast", "plain"]
"""`fast` works on customers as rows of arrays; `plain` is the same model, told one customer at a time."""

LARGEST_SEED = 2**53 - 1
"""Seeds up to here are the same number in every file that holds them, JSON included."""


def agreed(scenario: Scenario, replications: int | None, seed: int | None) -> tuple[int, int]:
    """Give replications and seed, the scenario's own where a caller says nothing.

    Raises `UsageError` for what is no scenario.
    """
    from sim.scenario.layers import as_python

    check_scenarios(scenario)
    runs = scenario.replications if replications is None else replications
    return as_python(runs), as_python(scenario.seed if seed is None else seed)


def check_scenarios(*given: object) -> None:
    """Raise `UsageError` for what is no scenario, such as the name of one."""
    from sim.scenario import Scenario

    for one in given:
        if not isinstance(one, Scenario):
            raise UsageError(f"not a scenario: {told(one)}; load one, as in Scenario.load('default')")


def check_worlds(given: Any) -> None:
    """Raise `UsageError` for what are no scenarios one after the other, such as a single one."""
    from sim.scenario import Scenario

    if not (isinstance(given, Sequence) and given and all(isinstance(one, Scenario) for one in given)):
        raise UsageError(
            f"the `worlds` of an outcome must be scenarios, as in `return (scenario,)`, got {told(given)}"
        )


def check_methods(name: str, given: object, *methods: str) -> None:
    """Raise `UsageError` for an argument that is no object with these methods."""
    if isinstance(given, type) or not all(callable(getattr(given, method, None)) for method in methods):
        has = " and ".join(f"`{method}`" for method in methods)
        raise UsageError(f"{name} must be an object with {has}, got {told(given)}")


def check_progress(given: object) -> None:
    """Raise `UsageError` for what cannot be called to hear how far a run is."""
    if not callable(given):
        raise UsageError(f"progress must be a function, got {told(given)}")


def as_folder(given: object) -> Path:
    """Give the path of a folder, or raise `UsageError` for what is none."""
    if not isinstance(given, str | PathLike) or not given:
        raise UsageError(f"folder must be a path, as in 'results/mine', got {told(given)}")
    return Path(given)


def check_arguments(replications: int, seed: int, engine: str, workers: int, first: int = 0) -> None:
    """Raise `UsageError` for numbers and engines that make no sense."""
    for name, value, low, high in (
        ("replications", replications, 1, None),
        ("first", first, 0, None),
        ("seed", seed, 0, LARGEST_SEED),
        ("workers", workers, 1, None),
    ):
        whole(name, value, low, high)
    if engine not in get_args(Engine):
        raise UsageError(f"no such engine: {engine!r}; there are 'fast' and 'plain'")


def whole(name: str, given: object, low: int = 0, high: int | None = None) -> int:
    """Give a whole number, NumPy's as Python's, or raise `UsageError` for what is none, too small or too large."""
    # A truth is a number to Python, and 3.0 is none of a count.
    counts = isinstance(given, Integral) and not isinstance(given, bool)
    number = int(given) if counts else -1  # type: ignore[call-overload]
    if number < low or (high is not None and number > high):
        upto = "" if high is None else f" and at most {high}"
        raise UsageError(f"{name} must be a whole number, at least {low}{upto}, got {told(given)}")
    return number


def check_word(name: str, value: object, words: Sequence[str]) -> None:
    """Raise `UsageError` for what is none of some words."""
    if not (isinstance(value, str) and value in words):
        raise UsageError(f"no such {name}: {told(value)}; there are {', '.join(words)}")


def check_names(name: str, value: Any, example: str) -> None:
    """Raise `UsageError` for what is no list of texts, such as a single text."""
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    if not (listed and all(isinstance(one, str) for one in value)):
        raise UsageError(f"{name} must be a list of texts, such as [{example!r}], got {told(value)}")


def is_number(value: object) -> bool:
    """Tell whether something is a finite number, which yes and no are not."""
    return not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)


def check_day(day: int, days: int) -> None:
    """Raise `UsageError` for a step after the last day, counted from 1."""
    if day > days:
        raise UsageError(f"the last day is over: this run has {days} days; for another one make a model anew")


def decided(policy: str, what: str, given: object) -> float:
    """Give what a policy has decided, or raise `UsageError` for what is no finite number from 0 on."""
    number = float(given) if isinstance(given, Real) else math.nan
    if not 0.0 <= number < math.inf:
        raise UsageError(f"{policy} must give {what} from 0 on, got {told(given)}")
    return number


def left(policy: str, what: str, given: object) -> float:
    """Give what a policy has left, or raise `UsageError` for what is no number.

    One that is infinite may be a scenario's doing: what a run checks about itself says so.
    """
    number = float(given) if isinstance(given, Real) else math.nan
    if math.isnan(number):
        raise UsageError(f"{policy} must give {what} that is a number, got {told(given)}")
    return number


def check_evening(quality: object, satisfaction: object, skill: object) -> None:
    """Raise `UsageError` for what the policies of the day have left as no number."""
    left("act of Product", "a quality", quality)
    left("act of Service", "a satisfaction", satisfaction)
    left("act of Service", "a skill", skill)


def department(name: str, made_by: Any, kind: type[T], model: object) -> T:
    """Make a department of a model, or raise `UsageError` for what makes none of this kind: another's, say."""
    made = made_by(model) if callable(made_by) else None
    if not isinstance(made, kind):
        wanted = f"{kind.__module__}.{kind.__name__} or a subclass of it"
        raise UsageError(f"{name} must be {wanted}, got {told(made_by)}")
    return made
