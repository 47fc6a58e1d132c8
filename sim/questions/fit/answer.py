"""What a fit answers: the scenario, how well it shows the figures, and how surely they settle it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.questions.fit.search import WEAK, limits, of_errors
from sim.statistics.intervals import mean_interval, t_quantile
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.fit.bench import Floats
    from sim.questions.fit.knobs import Knob
    from sim.questions.fit.targets import Target
    from sim.scenario import Scenario

__all__ = ["NEAR_ITS_END", "Alternative", "Fit"]

ALIKE = 1.0
"""Knobs that can move together by a unit, no figure leaving its tolerance, cannot be told apart."""
MUCH = 0.25
"""Of the largest effect that makes up for another, the part that makes a knob one of them."""
AS_OPEN = 0.5
"""An interval that covers more than so much of what is plausible has hardly learned anything."""
TRADE = 0.9
"""Two settings whose errors go together so closely trade off."""
BY_CHANCE = 0.01
"""Misses that would be so large by chance less often than this are the model's."""
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
    """The figures that were given, met or not; the rows of a table are among `targets` only."""
    targets: tuple[Target, ...]
    """What was to be met: figures, and rows of a table."""
    scenario: Scenario
    """The firm: the archetype with what was given and what was fitted."""
    settings: Mapping[str, float]
    """What was fitted, by dotted key."""
    knobs: tuple[Knob, ...]
    place: Floats
    slopes: Floats
    covariance: Floats
    """Of the places of the knobs, from simulation noise."""
    spare: int
    """On how many degrees of freedom the covariance rests: Student's t is that of so many."""
    check: Floats
    """What each figure comes to on fresh luck: a row a replication."""
    misses: Floats
    """The misses there, each in units of its own chance, and none going together with another."""
    alternatives: tuple[Alternative, ...]
    tried: tuple[Knob, ...]
    """The assumptions that were moved to look for alternatives."""
    seed: int
    runs: int

    def __repr__(self) -> str:
        met = self.met["met"]
        return f"<Fit {self.parent.name!r}: {met.sum()} of {len(met)} figures met by {len(self.knobs)} knobs>"

    @kept_table
    def met(self) -> pd.DataFrame:
        """Give for each figure what was given and what comes of the settings, with its simulation noise."""
        return pd.DataFrame([self._met(target, at) for at, target in enumerate(self.targets)])

    @kept_table
    def estimates(self) -> pd.DataFrame:
        """Give for each setting that was fitted its value, where it started, and how surely it is known.

        `low` and `high` are the 95 % interval of simulation noise, `se` its standard error; `low_if_off` and
        `high_if_off` hold besides what it would be were every figure off by as much as it is known to. No interval
        goes beyond what is plausible.
        """
        return pd.DataFrame([row for at, knob in enumerate(self.knobs) for row in self._estimates(at, knob)])

    @kept_table
    def correlation(self) -> pd.DataFrame:
        """Give how the estimates go together when figures are off, by name of the knob; NaN if it moves none."""
        spread = np.sqrt(np.diag(self._if_off))
        spread[np.linalg.norm(self.slopes, axis=0) < WEAK] = np.nan
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

    @cached_property
    def open(self) -> dict[str, float]:
        """Give the settings that are settled, yet almost as open as before, and the share of what is plausible."""
        rows = self.estimates.dropna(subset="se")
        hardly = rows[rows["covers"] > AS_OPEN]
        return dict(zip(hardly["key"], hardly["covers"], strict=True))

    @cached_property
    def trading(self) -> tuple[tuple[str, str, float], ...]:
        """Name the pairs of settled knobs of which one makes up for the other, and how closely their errors go."""
        names, alike = [knob.name for knob in self.knobs], {name for names in self.alike for name in names}
        together = self.correlation.to_numpy()
        return tuple(
            (one, other, float(together[at, before]))
            for at, one in enumerate(names)
            for before, other in enumerate(names[:at])
            if abs(together[at, before]) > TRADE and not {one, other} & alike
        )

    @cached_property
    def chance_of_misses(self) -> float:
        """How often chance alone would make misses as large; NaN where nothing says how large chance is.

        The sum of the squared misses of independent errors is chi-squared, with as many degrees of freedom as
        there are more of them than knobs; the noise of the check is added to that of the observations.
        """
        from scipy.stats import chi2

        known = all(target.observed is not None and target.observed.is_measured for target in self.targets)
        degrees = len(self.targets) - len(self.knobs)
        if not known or degrees < 1:
            return float("nan")
        return float(chi2.sf(np.square(self.misses).sum(), degrees))

    @property
    def at_their_ends(self) -> tuple[Knob, ...]:
        """Give the knobs that have been turned as far as is plausible."""
        low, high = limits(self.knobs)
        near = np.minimum(self.place - low, high - self.place) < NEAR_ITS_END * (high - low)
        return tuple(knob for knob, is_near in zip(self.knobs, near, strict=True) if is_near)

    @property
    def _if_off(self) -> Floats:
        return np.asarray(self.covariance + of_errors(self.slopes))

    def _moving(self, direction: Floats) -> tuple[str, ...]:
        """Name the knob that moves most in a direction, and those that make up for one another on the way."""
        effects = np.abs(direction) * np.linalg.norm(self.slopes, axis=0)
        named = (effects > max(ALIKE, MUCH * effects.max())) | (np.abs(direction) == np.abs(direction).max())
        return tuple(knob.name for knob, is_named in zip(self.knobs, named, strict=True) if is_named)

    def _met(self, target: Target, at: int) -> dict[str, object]:
        reached = mean_interval(self.check[:, at])
        # Where few are simulated luck, of the fit and of the check, can take it farther than firms know it.
        near_enough = max(target.margin, np.sqrt(2.0) * (reached.high - reached.low) / 2.0)
        return {
            "figure": target.name, "given": target.given, "reached": reached.mean,
            "low": reached.low, "high": reached.high, "tolerance": target.margin,
            "met": bool(abs(reached.mean - target.given) <= near_enough), "unit": target.unit,
        }  # fmt: skip

    def _estimates(self, at: int, knob: Knob) -> list[dict[str, object]]:
        error, if_off = (np.sqrt(covariance[at, at]) for covariance in (self.covariance, self._if_off))
        if any(knob.name in names for names in self.alike):
            error = if_off = float("nan")
        covered = 1.0 if np.isnan(if_off) else min(1.0, 4.0 * if_off * knob.unit / max(knob.high - knob.low, 1e-9))
        return [
            self._estimate(knob, key, self.place[at], error, if_off) | {"covers": covered} for key in knob.start
        ]

    def _estimate(self, knob: Knob, key: str, place: float, error: float, if_off: float) -> dict[str, object]:
        def value(away: float) -> float:
            return knob.scale.back(knob.scale.of(knob.start[key]) + (place + away) * knob.unit)

        def plausible(away: float) -> float:
            return value(min(max(away, knob.low / knob.unit - place), knob.high / knob.unit - place))

        reach = t_quantile(0.95, self.spare)
        return {
            "key": key, "knob": knob.name, "value": self.settings[key], "was": knob.start[key],
            "se": (value(error) - value(-error)) / 2.0,
            "low": plausible(-reach * error), "high": plausible(reach * error),
            "low_if_off": plausible(-2.0 * if_off), "high_if_off": plausible(2.0 * if_off),
        }  # fmt: skip
