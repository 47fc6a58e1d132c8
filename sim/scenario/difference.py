"""Where two scenarios differ, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.scenario import NOT_CONTENT, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["differences"]


def differences(one: Scenario, other: Scenario) -> Mapping[str, tuple[object, object]]:
    """Give what each says, by dotted key, wherever they differ in something that can change a number."""
    mine, theirs = (spec._resolved() | {"represents": spec.weight} | spec._lists() for spec in (one, other))
    return {key: (mine[key], theirs[key]) for key in mine if key not in NOT_CONTENT and mine[key] != theirs[key]}
