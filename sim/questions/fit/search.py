"""The search for the settings that meet the figures: least squares on common random numbers.

Every trial has the same luck, so what a figure does when a knob moves is the knob's doing and is smooth enough for
slopes to be taken from differences. The slopes are taken once and then mended by what each step shows (Broyden
1965); where a step shows that they were badly wrong they are taken anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.fit.bench import Bench, Floats
    from sim.questions.fit.knobs import Knob

__all__ = [
    "WEAK",
    "Search",
    "inverse",
    "mended",
    "of_errors",
    "off_by_an_error",
    "settings_at",
    "slopes",
    "step_of",
]

MET = 0.1
"""Figures all nearer than so many tolerances are met: to go on would be to fit luck."""
STEP = 0.2
"""The difference from which slopes are taken, as a share of a knob's unit."""
WRONG = 0.5
"""Slopes are taken anew where a step was foretold worse than by such a share of it."""
WEAK = 0.3
"""A direction in which a unit moves no figure by so many tolerances is left where it is."""
INSIDE = 0.1
"""A knob that would begin at an end of its range begins this share of it inside; at the end a search is stuck."""
MOST_TRIALS = 10
NOT_MEASURED = 1e3
"""The miss of a figure that cannot be measured, as the score of customers where none are left."""


class Search:
    """The search, with the last slopes it knows; places of knobs are in units of theirs."""

    def __init__(self, bench: Bench, knobs: Sequence[Knob], replications: range) -> None:
        self.bench, self.knobs, self.replications = bench, knobs, replications
        self.trials = 0
        self._values: dict[bytes, Floats] = {}
        self._slopes = np.empty((0, 0))
        self._from = np.empty(0)
        self._stale = True

    def run(self) -> Floats:
        """Give the place at which the figures are met best."""
        from scipy.optimize import least_squares

        low, high = limits(self.knobs)
        margin = INSIDE * (high - low)
        start = np.clip(np.zeros(len(self.knobs)), low + margin, high - margin)
        found = least_squares(
            self.miss, start, self.slopes, bounds=(low, high), max_nfev=MOST_TRIALS, xtol=1e-3, ftol=1e-3
        )
        return np.asarray(found.x)

    def miss(self, place: Floats) -> Floats:
        """By how many tolerances each figure is missed; zero where all are as good as met."""
        if place.tobytes() not in self._values:
            self.trials += 1
            there = settings_at(self.knobs, place)
            (self._values[place.tobytes()],) = self.bench.tried([(there, self.replications)], self._what())
            self._mend(place)
        by = self._missed(place)
        return np.zeros_like(by) if np.abs(by).max() < MET else by

    def slopes(self, place: Floats) -> Floats:
        """By how many tolerances each figure moves for a unit of each knob."""
        if self._stale:
            there = [(settings_at(self.knobs, away), self.replications) for away in around(self.knobs, place)]
            moved = self.bench.tried(there, self._what())
            self._slopes = slopes(self.bench, self.knobs, place, self._values[place.tobytes()], moved)
            self._stale = False
        self._from = place.copy()
        return self._slopes

    def _missed(self, place: Floats) -> Floats:
        return missed(self.bench, self._values[place.tobytes()])

    def _mend(self, place: Floats) -> None:
        """Mend the slopes by what a step from the last good place showed."""
        if self._stale:
            return
        step = place - self._from
        shown = self._missed(place) - self._missed(self._from)
        if np.linalg.norm(shown - self._slopes @ step) > WRONG * np.linalg.norm(shown):
            self._stale = True
        self._slopes = mended(self._slopes, step, shown)

    def _what(self) -> str:
        return f"fitting, step {self.trials}"


def limits(knobs: Sequence[Knob]) -> tuple[Floats, Floats]:
    """How far each knob may go down and up, in units of its own."""
    return (
        np.array([knob.low / knob.unit for knob in knobs]),
        np.array([knob.high / knob.unit for knob in knobs]),
    )


def settings_at(knobs: Sequence[Knob], place: Floats) -> dict[str, float]:
    """The settings at a place."""
    return {
        key: value
        for knob, move in zip(knobs, place, strict=True)
        for key, value in knob.at(move * knob.unit).items()
    }


def step_of(knob: Knob, move: float) -> float:
    """The step from which its slope is taken: up, or down where there is no room above."""
    return STEP if (move + STEP) * knob.unit <= knob.high else -STEP


def around(knobs: Sequence[Knob], place: Floats) -> list[Floats]:
    """For each knob the place one step of it away."""
    steps = np.diag([step_of(knob, move) for knob, move in zip(knobs, place, strict=True)])
    return [place + step for step in steps]


def off_by_an_error(knobs: Sequence[Knob], place: Floats, of_knobs: Floats) -> list[tuple[Floats, Floats]]:
    """The two places a standard error away in each direction of which the figures know little, by these slopes.

    The directions are those in which the errors of the settings are independent of each other. One in which an
    error is no longer than the step from which slopes are taken is left out.
    """
    low, high = limits(knobs)
    far = [error for error in _errors(of_knobs) if np.linalg.norm(error) > STEP]
    return [(np.clip(place - error, low, high), np.clip(place + error, low, high)) for error in far]


def of_errors(of_knobs: Floats) -> Floats:
    """The covariance of the settings were every figure off by a tolerance of its own."""
    errors = _errors(of_knobs)
    return np.asarray(errors.T @ errors)


def _errors(of_knobs: Floats) -> Floats:
    """Standard errors of the settings that are independent of one another, a row each.

    In a direction that hardly moves a figure the error is not without end: `WEAK` says how far it goes.
    """
    _, strengths, directions = np.linalg.svd(of_knobs)
    strengths = np.append(strengths, np.zeros(len(directions) - len(strengths)))
    return np.asarray(directions / np.maximum(strengths, WEAK)[:, np.newaxis])


def missed(bench: Bench, values: Floats) -> Floats:
    """By how many tolerances the mean of each figure misses what was given, as `Bench.apart` tells it."""
    by = (values.mean(axis=0) - bench.target) / bench.tolerance
    return bench.apart(np.asarray(np.nan_to_num(by, nan=NOT_MEASURED)))


def slopes(bench: Bench, knobs: Sequence[Knob], place: Floats, base: Floats, moved: Sequence[Floats]) -> Floats:
    """The slopes from what was measured at a place and one step away, replication by replication."""
    columns = [
        np.nan_to_num((values - base).mean(axis=0) / bench.tolerance) / step_of(knob, move)
        for values, knob, move in zip(moved, knobs, place, strict=True)
    ]
    return bench.apart(np.array(columns).T)


def mended(of_knobs: Floats, step: Floats, shown: Floats) -> Floats:
    """The slopes nearest to these that agree with what a step has shown (Broyden 1965)."""
    length = float(step @ step)
    return of_knobs + np.outer(shown - of_knobs @ step, step) / length if length else of_knobs


def inverse(of_knobs: Floats) -> Floats:
    """The move of the knobs that makes up for a miss; none in directions that no figure knows of."""
    left, strengths, right = np.linalg.svd(of_knobs, full_matrices=False)
    turned = np.divide(1.0, strengths, out=np.zeros_like(strengths), where=strengths > WEAK)
    return np.asarray(right.T @ np.diag(turned) @ left.T)
