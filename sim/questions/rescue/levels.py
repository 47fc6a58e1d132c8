"""The firms between the four cells: other qualities of the product, and services between poor and excellent."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from sim.scenario import parameters

if TYPE_CHECKING:
    from sim.scenario import Scenario

LOWEST, HIGHEST = 0.2, 0.9
"""The qualities that are looked at; further, if the products of a rescue lie further apart."""

BETWEEN = (1 / 3,)
"""How far from the weak product to the strong one more qualities are looked at: closer to where the answer lies.

One is enough: with ten qualities in place of five the worth of service in quality moves by 0.001.
"""

SERVICES = (0.0, 1 / 3, 2 / 3, 1.0)
"""The levels of service: 0 is the poor one and 1 the excellent, all settings in proportion."""

APART = 0.1
"""Products that lie nearer to each other leave no room: what is between the weak one and the best is looked at."""

CLOSE = 0.02
"""Qualities nearer to each other than this are not told apart."""


def quality(spec: Scenario) -> float:
    """Give the quality of a product on its first day."""
    return spec.in_force(0).product.quality


def qualities(weak: float, strong: float) -> tuple[float, ...]:
    """Give the qualities to look at, in order: of the two products, between them, and the ends of the range."""
    upper = strong if strong > weak + APART else max(HIGHEST, weak)
    chosen = sorted({weak, strong, upper})
    for more in (*(weak + share * (upper - weak) for share in BETWEEN), LOWEST, HIGHEST):
        # Neither end is looked at inside of the range of the products, where there are points enough.
        if min(abs(more - one) for one in chosen) > CLOSE:
            chosen.append(more)
    return tuple(sorted(chosen))


def services(poor: Scenario, excellent: Scenario) -> tuple[float, ...]:
    """Give the levels of service to look at: only the two where not all that differs is a number."""
    told = [value for pair in _differences(poor, excellent).values() for value in pair]
    return SERVICES if all(map(_is_number, told)) else (SERVICES[0], SERVICES[-1])


def served(poor: Scenario, excellent: Scenario, level: float) -> Scenario:
    """Give the firm whose service is so far from poor to excellent, all settings in proportion."""
    if level == 1:
        return excellent
    return poor.but({
        key: _rounded(key, a + level * (b - a))  # type: ignore[operator]
        for key, (a, b) in _differences(poor, excellent).items() if level
    })  # fmt: skip


def _differences(one: Scenario, other: Scenario) -> dict[str, tuple[object, object]]:
    pairs = {key: (attrgetter(key)(one), attrgetter(key)(other)) for key in parameters() if "." in key}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _rounded(key: str, value: float) -> float:
    return round(value) if parameters()[key].type is int else value
