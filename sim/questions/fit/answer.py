"""What a fit answers: the scenario, how well it shows the figures, and how surely they settle it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.questions.fit.search import inverse, limits
from sim.questions.known import FIGURES, to_meet
from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.fit.bench import Floats
    from sim.questions.fit.knobs import Knob
    from sim.scenario import Scenario

__all__ = ["NEAR_ITS_END", "Alternative", "Fit"]

ALIKE = 1.0
"""Knobs that can move together by a unit, no figure leaving its tolerance, cannot be told apart."""
MUCH = 0.25
"""Of the largest effect that makes up for another, the part that makes a knob one of them."""
NEAR_ITS_END = 0.02
"""The part of its range that is counted as its end."""


@dataclass(frozen=True)
class Alternative:
    """Other settings that meet the figures as well: an assumption moved, and the fitted settings after it."""

    assumption: Knob
    settings: Mapping[str, float]
    reached: tuple[float, ...]
    """What each figure comes to, in the order of `Fit.met`."""


@dataclass(frozen=True, eq=False)
class Fit:
    """The answer: the scenario that shows the figures, and how surely they settle it.

    Places, slopes and covariance are in units of the knobs and tolerances of the figures.
    """

    parent: Scenario
    given: Mapping[str, float]
    scenario: Scenario
    """The firm: the archetype with what was given and what was fitted."""
    settings: Mapping[str, float]
    """What was fitted, by dotted key."""
    knobs: tuple[Knob, ...]
    place: Floats
    slopes: Floats
    covariance: Floats
    """Of the places of the knobs, from simulation noise."""
    check: Floats
    """What each figure comes to on fresh luck: a row a replication."""
    alternatives: tuple[Alternative, ...]
    tried: tuple[Knob, ...]
    """The assumptions that were moved to look for alternatives."""
    seed: int
    runs: int

    def __repr__(self) -> str:
        met = self.met["met"]
        return f"<Fit {self.parent.name!r}: {met.sum()} of {len(met)} figures met by {len(self.knobs)} knobs>"

    @cached_property
    def met(self) -> pd.DataFrame:
        """Give for each figure what was given and what comes of the settings, with its simulation noise."""
        return pd.DataFrame([self._met(name, at) for at, name in enumerate(to_meet(self.given))])

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Give for each setting that was fitted its value, where it started, and how surely it is known.

        `low` and `high` are the 95 % interval of simulation noise, `se` its standard error; `low_if_off` and
        `high_if_off` hold besides what it would be were every figure off by as much as it is known to.
        """
        return pd.DataFrame([row for at, knob in enumerate(self.knobs) for row in self._estimates(at, knob)])

    @cached_property
    def correlation(self) -> pd.DataFrame:
        """Give how the estimates go together when figures are off, by the name of the knob; NaN if not settled."""
        spread = np.sqrt(np.diag(self._if_off))
        spread[spread == 0.0] = np.nan
        names = [knob.name for knob in self.knobs]
        return pd.DataFrame(self._if_off / np.outer(spread, spread), index=names, columns=names)

    @cached_property
    def alike(self) -> tuple[tuple[str, ...], ...]:
        """Name the knobs that the figures cannot tell apart; one alone is one that they do not settle."""
        _, strengths, directions = np.linalg.svd(self.slopes)
        strengths = np.append(strengths, np.zeros(len(self.knobs) - len(strengths)))
        return tuple(
            self._moving(direction)
            for strength, direction in zip(strengths, directions, strict=True)
            if strength < ALIKE
        )

    @property
    def at_their_ends(self) -> tuple[Knob, ...]:
        """Give the knobs that have been turned as far as is plausible."""
        low, high = limits(self.knobs)
        near = np.minimum(self.place - low, high - self.place) < NEAR_ITS_END * (high - low)
        return tuple(knob for knob, is_near in zip(self.knobs, near, strict=True) if is_near)

    @property
    def _if_off(self) -> Floats:
        back = inverse(self.slopes)
        return np.asarray(self.covariance + back @ back.T)

    def _moving(self, direction: Floats) -> tuple[str, ...]:
        """Name the knob that moves most in a direction, and those that make up for one another on the way."""
        effects = np.abs(direction) * np.linalg.norm(self.slopes, axis=0)
        named = (effects > max(ALIKE, MUCH * effects.max())) | (np.abs(direction) == np.abs(direction).max())
        return tuple(knob.name for knob, is_named in zip(self.knobs, named, strict=True) if is_named)

    def _met(self, name: str, at: int) -> dict[str, object]:
        figure, given, reached = FIGURES[name], self.given[name], mean_interval(self.check[:, at])
        tolerance = figure.tolerance(given)
        # Where few are simulated luck, of the fit and of the check, can take it farther than firms know it.
        near_enough = max(tolerance, np.sqrt(2.0) * (reached.high - reached.low) / 2.0)
        return {
            "figure": name, "given": given, "reached": reached.mean, "low": reached.low, "high": reached.high,
            "tolerance": tolerance, "met": bool(abs(reached.mean - given) <= near_enough), "unit": figure.unit,
        }  # fmt: skip

    def _estimates(self, at: int, knob: Knob) -> list[dict[str, object]]:
        error, if_off = (np.sqrt(covariance[at, at]) for covariance in (self.covariance, self._if_off))
        if any(knob.name in names for names in self.alike):
            error = if_off = float("nan")
        return [self._estimate(knob, key, self.place[at], error, if_off) for key in knob.start]

    def _estimate(self, knob: Knob, key: str, place: float, error: float, if_off: float) -> dict[str, object]:
        def value(away: float) -> float:
            return knob.scale.back(knob.scale.of(knob.start[key]) + (place + away) * knob.unit)

        return {
            "key": key, "knob": knob.name, "value": self.settings[key], "was": knob.start[key],
            "se": (value(error) - value(-error)) / 2.0, "low": value(-2.0 * error), "high": value(2.0 * error),
            "low_if_off": value(-2.0 * if_off), "high_if_off": value(2.0 * if_off),
        }  # fmt: skip
