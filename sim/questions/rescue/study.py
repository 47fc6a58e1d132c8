"""What is not known about the world, and how the study of it is laid out.

A parameter that nobody measured carries the range of the study with its declaration (its `bracket`). The range is
meant for the default. For a scenario that says otherwise it lies around what the scenario says, in proportion: a
parameter that may be from half to twice the default may be from half to twice a utility's too, and a utility stays
one. Nothing leaves what is plausible, unless the scenario itself has. What is 0 stays 0: it is switched off.

Two pairs go together. Both kinds of failure hurt more, or less, by one factor: it is the scale of such losses that
is not known. And the chance to report a major failure stays as far above that of a minor one as the scenario has
it, up to 0.95.

The points are a Latin hypercube: of n points each lies in another n-th of every range (McKay, Beckman & Conover
1979, Technometrics 21:239-245, doi:10.1080/00401706.1979.10489755). Within its n-th, and in how the ranges are
combined, a point is random, by the seed alone. A larger study begins with the points of a smaller one: it is made
of several hypercubes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario import parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.scenario import Scenario
    from sim.scenario.parameter import Parameter

    Floats = NDArray[np.float64]
    Settings = Mapping[str, object]

SIZES = {"quick": 1, "full": 8}
"""How many hypercubes of `POINTS` points a study is made of."""

POINTS = 32

SAME_FACTOR = {"failures.major.loss": "failures.minor.loss"}
SAME_DISTANCE = {"failures.major.contact_chance": "failures.minor.contact_chance"}
"""Parameters that follow another one."""

OF_BOTH = {
    "failures.minor.loss": "What failures, minor and major ones alike, take from the experience.",
    "failures.minor.contact_chance": "Chance that failures, minor or major, are reported; else nobody is told.",
}
"""What those mean that others follow."""

SURELY_REPORTED = 0.95
"""The chance to report a major failure above which nothing raises it."""


def studied() -> Mapping[str, Parameter]:
    """Give the parameters that are varied by themselves, by dotted key."""
    follow = {*SAME_FACTOR, *SAME_DISTANCE}
    return {key: one for key, one in parameters().items() if one.bracket and key not in follow}


def meaning(key: str) -> str:
    """Give what a parameter means in a study."""
    return OF_BOTH.get(key, parameters()[key].meaning)


@dataclass(frozen=True)
class Design:
    """The points of a study of one scenario: a row a point, a column a parameter of `keys`, in its own unit."""

    scenario: Scenario
    size: str
    seed: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The parameters that vary."""
        return tuple(key for key in studied() if self._ranges[key][0] < self._ranges[key][1])

    @cached_property
    def points(self) -> Floats:
        """Give the value of each parameter at each point."""
        lows, highs = np.array([self._ranges[key] for key in self.keys]).T.reshape(2, -1)
        return np.asarray(lows + self._places * (highs - lows), np.float64)

    def span_of(self, key: str) -> tuple[float, float]:
        """Give the range that a parameter is drawn from."""
        return self._ranges[key]

    def factors(self, point: int) -> dict[str, float]:
        """Give how many times what the scenario says each parameter is at a point."""
        return {key: float(self.points[point, at] / _own(self.scenario, key)) for at, key in enumerate(self.keys)}

    @cached_property
    def _ranges(self) -> dict[str, tuple[float, float]]:
        return {key: span(one, _own(self.scenario, key)) for key, one in studied().items()}

    @property
    def _places(self) -> Floats:
        """Give where in each range a point lies, from 0 to 1."""
        luck = np.random.Generator(np.random.PCG64(self.seed))
        return np.concatenate([hypercube(POINTS, len(self.keys), luck) for _ in range(SIZES[self.size])])


def hypercube(points: int, dimensions: int, luck: np.random.Generator) -> Floats:
    """Give a Latin hypercube: in each dimension, one point in each of so many equal parts."""
    parts = luck.permuted(np.tile(np.arange(points), (dimensions, 1)), axis=1).T
    return np.asarray((parts + luck.random((points, dimensions))) / points, np.float64)


def span(parameter: Parameter, own: float) -> tuple[float, float]:
    """Give the range of the study around a scenario's own value: that of the default, in proportion."""
    assert parameter.bracket is not None
    default = parameter.default
    assert isinstance(default, float)
    low, high = sorted(own * limit / default for limit in parameter.bracket)
    within = parameter.plausible if parameter.plausible and own in parameter.plausible else parameter.valid
    return min(own, max(low, within.low)), max(own, min(high, within.high))


def at(spec: Scenario, factors: Mapping[str, float]) -> Scenario:
    """Give a firm in a world whose parameters are so many times what the firm's scenario says of them.

    Segments and changes that say something of them say so many times that.
    """
    pieces = {
        name: tuple(piece.told() | _settings(spec, factors, piece.settings) for piece in getattr(spec, name))
        for name in ("segments", "changes")
    }
    return spec.but({**_settings(spec, factors), **pieces})


def _settings(spec: Scenario, factors: Mapping[str, float], said: Settings | None = None) -> dict[str, object]:
    """Give what becomes of the parameters that are said, those of the whole scenario if nothing is."""

    def own(key: str) -> float:
        return float(said[key]) if said is not None and key in said else _own(spec, key)  # type: ignore[arg-type]

    def now(key: str) -> float:
        return _held(parameters()[key], own(key), own(key) * factors.get(key, 1.0))

    settled = {key: now(key) for key in factors}
    for key, leader in SAME_FACTOR.items():
        settled[key] = _held(parameters()[key], own(key), own(key) * factors.get(leader, 1.0))
    for key, leader in SAME_DISTANCE.items():
        settled[key] = min(max(own(key), SURELY_REPORTED), max(0.0, own(key) + (now(leader) - own(leader))))
    return {key: value for key, value in settled.items() if said is None or key in said}


def _held(parameter: Parameter, own: float, value: float) -> float:
    """Hold a value to what is plausible, or where the scenario's own is not to what is possible."""
    within = parameter.plausible if parameter.plausible and own in parameter.plausible else parameter.valid
    return min(max(value, within.low), within.high)


def _own(spec: Scenario, key: str) -> float:
    return float(attrgetter(key)(spec))
