"""The fit, step by step."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from sim.arguments import agreed, check_arguments, check_progress
from sim.cost import refuse_what_does_not_fit
from sim.errors import UsageError
from sim.measures import MEASURES
from sim.questions.fit import bench
from sim.questions.fit.answer import NEAR_ITS_END, Alternative, Fit
from sim.questions.fit.bench import Bench, scaled, share_lived
from sim.questions.fit.knobs import asked_for, knobs_for, rivals_of
from sim.questions.fit.search import (
    Search,
    around,
    inverse,
    limits,
    mended,
    missed,
    off_by_an_error,
    settings_at,
    slopes,
    step_of,
)
from sim.questions.known import checked, to_meet
from sim.scenario.pieces import before
from sim.simulate import Job, crew

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.questions.fit.bench import Floats
    from sim.questions.fit.knobs import Knob
    from sim.questions.observed import Observation
    from sim.scenario import Scenario

__all__ = ["fit"]

ENOUGH_PEOPLE = 40_000
"""People over all replications that the search follows; fewer would leave its settings to luck."""
MOST_REPLICATIONS = 6
FRESH = 2
"""The figures are checked on so many times the luck of the search, none of it used before."""
TRIALS_EXPECTED = 4
LAST_STEPS = 2
LEAST_STEP = 0.03
"""A shorter step shows how settings are rounded and not what they do."""
FARTHEST_STEP = 0.3
"""The most that a knob is turned in one of them, in its units: slopes are good for no more."""
FAR_LOOKS = 2
"""The first finds slopes that only seemed strong; from where these lead the second takes them."""
PILOT = {"population": 2_000, "represents": 1}


def fit(
    parent: Scenario,
    given: Mapping[str, float],
    observed: Sequence[Observation] = (),
    *,
    knobs: Sequence[Knob] | None = None,
    rivals: Sequence[Knob] | None = None,
    seed: int | None = None,
    workers: int = 1,
    progress: Callable[[int, int, str], None] | None = None,
) -> Fit:
    """Find the settings of a scenario like `parent` that shows the figures given, by the names of `FIGURES`.

    `observed` are rows of a table (`read_table`), to be met with the figures. `knobs` are what is turned and
    `rivals` the assumptions that are moved to look for alternatives; left out, those that belong to what was
    given. Raises `UsageError` for figures that make no sense.
    """
    _, seed = agreed(parent, None, seed)
    given, observed = checked(given, beside=bool(observed)), tuple(observed)
    names = [*given, *asked_for(observed)]
    knobs = knobs_for(names, parent) if knobs is None else tuple(knobs)
    rivals = rivals_of(names, parent) if rivals is None else tuple(rivals)
    check_arguments(1, seed, "fast", workers)
    check_progress(progress or print)
    days = max([bench.A_YEAR] * bool(to_meet(given)) + [one.age_days for one in observed])
    base = scaled(parent, given, days, lambda base: _share_lived(base, given, seed))
    refuse_what_does_not_fit([base], replications=1, workers=workers)
    replications = range(min(MOST_REPLICATIONS, max(2, ceil(ENOUGH_PEOPLE / max(1, base.population)))))
    with crew(workers) as run:
        on = Bench(base, given, seed, run, progress or (lambda done, total, what: None), observed)
        on.planned = _planned(len(knobs), len(rivals), len(replications)) * sum(on.lengths)
        return _Steps(parent, on, knobs, rivals, replications).fit()


class _Steps:
    """The steps of a fit, in the order in which they are taken."""

    def __init__(
        self, parent: Scenario, bench: Bench, knobs: tuple[Knob, ...], rivals: tuple[Knob, ...], used: range
    ) -> None:
        self.parent, self.bench, self.knobs, self.rivals, self.used = parent, bench, knobs, rivals, used
        more = FRESH * len(used)
        self.with_more = range(len(used) + more)
        self.fresh = range(len(used) + more, len(used) + 2 * more)

    def fit(self) -> Fit:
        """Search, look around, mend by more luck, check on fresh luck, and look for other settings."""
        found = Search(self.bench, self.knobs, self.used).run()
        here, of_knobs, of_rivals = self._look_around(found)
        place, here = self._last_steps(found, of_knobs, here)
        of_knobs = self._far_slopes(place, of_knobs)
        here_again, check = self._check(place)
        alternatives = self._alternatives(place, of_knobs, of_rivals, missed(self.bench, check), here_again)
        settings = settings_at(self.knobs, place)
        return Fit(
            parent=self.parent, given=self.bench.given, targets=self.bench.targets, settings=settings,
            scenario=self.bench.base.but({**settings, "log": self.parent.log}),
            knobs=self.knobs, place=place, slopes=of_knobs, check=check,
            misses=self._by_chance(check), covariance=self._noise(of_knobs, here, check),
            spare=len(here) - 1 + len(check) - 1,
            alternatives=alternatives, tried=self.rivals,
            seed=self.bench.seed, runs=self.bench.made,
        )  # fmt: skip

    def _look_around(self, place: Floats) -> tuple[Floats, Floats, Floats]:
        """What the figures come to with more luck, and their slopes, those of the assumptions too."""
        there = settings_at(self.knobs, place)
        steps = [settings_at(self.knobs, away) for away in around(self.knobs, place)]
        steps += [there | rival.at(step_of(rival, 0.0) * rival.unit) for rival in self.rivals]
        here, *moved = self.bench.tried(
            [(there, self.with_more), *((step, self.used) for step in steps)], "looking around"
        )
        every = (*self.knobs, *self.rivals)
        found = slopes(
            self.bench, every, np.append(place, np.zeros(len(self.rivals))), here[: len(self.used)], moved
        )
        return here, found[:, : len(self.knobs)], found[:, len(self.knobs) :]

    def _last_steps(self, place: Floats, of_knobs: Floats, here: Floats) -> tuple[Floats, Floats]:
        """Take two steps with more luck, each kept only if it leads nearer; the place, and what shows there.

        Slopes are noisy, so a step along what is hardly known may lead astray; what it shows mends them.
        """
        for _ in range(LAST_STEPS):
            there = self._nearer(place, of_knobs, here)
            (shown,) = self.bench.tried([(settings_at(self.knobs, there), self.with_more)], "looking around")
            if np.linalg.norm(there - place) > LEAST_STEP:
                by = missed(self.bench, shown) - missed(self.bench, here)
                of_knobs = mended(of_knobs, there - place, by)
            if self._cost(shown) < self._cost(here):
                place, here = there, shown
        return place, here

    def _far_slopes(self, place: Floats, of_knobs: Floats) -> Floats:
        """The slopes over as far as the settings may be off, where that is farther than slopes were taken from.

        Over a short step luck drowns what a weak slope does and makes it look strong, so that the figures would
        seem to know what they do not; and where it bends, a slope here says little of what lies an error away.
        """
        for _ in range(FAR_LOOKS):
            ends = off_by_an_error(self.knobs, place, of_knobs)
            trials = [(settings_at(self.knobs, end), self.used) for pair in ends for end in pair]
            shown = [missed(self.bench, values) for values in self.bench.tried(trials, "looking farther")]
            for (low, high), at_low, at_high in zip(ends, shown[::2], shown[1::2], strict=True):
                of_knobs = mended(of_knobs, high - low, at_high - at_low)
        return of_knobs

    def _cost(self, values: Floats) -> float:
        return float(np.square(missed(self.bench, values)).sum())

    def _nearer(self, place: Floats, of_knobs: Floats, here: Floats) -> Floats:
        """One step: what more luck says is still missed, by the knobs that are not at their ends."""
        low, high = limits(self.knobs)
        free = (place > low + NEAR_ITS_END * (high - low)) & (place < high - NEAR_ITS_END * (high - low))
        step = np.zeros(len(self.knobs))
        step[free] = -inverse(of_knobs[:, free]) @ missed(self.bench, here)
        too_far = max(1.0, float(np.abs(step).max()) / FARTHEST_STEP)
        return np.clip(place + step / too_far, low, high)

    def _check(self, place: Floats) -> tuple[Floats, Floats]:
        there = settings_at(self.knobs, place)
        again, check = self.bench.tried([(there, self.used), (there, self.fresh)], "checking on fresh luck")
        return again, check

    def _by_chance(self, check: Floats) -> Floats:
        """The misses on fresh luck, each in units of its own chance: that of the observation and of the check."""
        apart = self.bench.apart(((check - check.mean(axis=0)) / self.bench.tolerance).T)
        of_means = apart @ apart.T / (len(check) - 1) / len(check)
        root = np.linalg.cholesky(np.eye(len(of_means)) + np.nan_to_num(of_means))
        return np.asarray(np.linalg.solve(root, missed(self.bench, check)))

    def _noise(self, of_knobs: Floats, *luck: Floats) -> Floats:
        """The covariance of the places: that of the figures over replications, through the slopes."""
        apart = np.concatenate([values - values.mean(axis=0) for values in luck]) / self.bench.tolerance
        degrees = len(apart) - len(luck)
        apart = self.bench.apart(apart.T).T
        of_means = apart.T @ apart / degrees / len(self.with_more)
        back = inverse(of_knobs)
        return np.asarray(back @ of_means @ back.T)

    def _alternatives(
        self, place: Floats, of_knobs: Floats, of_rivals: Floats, by: Floats, here: Floats
    ) -> tuple[Alternative, ...]:
        """Move each assumption as far as it is doubted, the knobs after it; keep what meets the figures too."""
        low, high = limits(self.knobs)
        back, moves = inverse(of_knobs), [_farthest(rival) for rival in self.rivals]
        after = [
            np.clip(place - back @ column * move / rival.unit, low, high)
            for rival, move, column in zip(self.rivals, moves, of_rivals.T, strict=True)
        ]
        # What it misses on fresh luck, and what other settings change on common luck.
        apart = by - missed(self.bench, here)
        misses = [apart + miss for miss in self._missed(moves, after)]
        after = [np.clip(there - back @ miss, low, high) for there, miss in zip(after, misses, strict=True)]
        misses = [apart + miss for miss in self._missed(moves, after)]
        return tuple(
            Alternative(rival, said, self._reached(miss))
            for rival, said, miss in zip(self.rivals, self._other_settings(moves, after), misses, strict=True)
            if np.abs(miss).max() <= max(1.0, np.abs(by).max())
        )

    def _reached(self, miss: Floats) -> tuple[float, ...]:
        """What each figure comes to where it is missed by so much."""
        return tuple((self.bench.target + self.bench.together(miss) * self.bench.tolerance).tolist())

    def _missed(self, moves: Sequence[float], after: Sequence[Floats]) -> list[Floats]:
        trials = [(said, self.used) for said in self._other_settings(moves, after)]
        return [missed(self.bench, values) for values in self.bench.tried(trials, "looking for other settings")]

    def _other_settings(self, moves: Sequence[float], after: Sequence[Floats]) -> list[dict[str, float]]:
        return [
            settings_at(self.knobs, there) | rival.at(move)
            for rival, move, there in zip(self.rivals, moves, after, strict=True)
        ]


def _farthest(rival: Knob) -> float:
    """The end of its range that is farther away."""
    return rival.high if rival.high >= -rival.low else rival.low


def _planned(knobs: int, rivals: int, replications: int) -> int:
    """The runs that a fit is likely to take."""
    search = TRIALS_EXPECTED + knobs
    # Of the directions in which settings can be off about half are looked along farther, to either side.
    farther = FAR_LOOKS * knobs
    return replications * (search + (2 + LAST_STEPS) * (1 + FRESH) + knobs + farther + 3 * rivals)


def _share_lived(base: Scenario, given: Mapping[str, float], seed: int) -> float:
    """Give the share of a year that the average buyer is a customer, however long the runs of the fit are."""
    churn = given.get("churn")
    if churn is None:
        pilot = base.but({**PILOT, "days": bench.A_YEAR, "changes": before(bench.A_YEAR, base.changes)})
        churn = MEASURES["churned"](Job(pilot, seed, 0).run(lambda: None))
    if not 0.0 < churn < 1.0:
        raise UsageError("all buyers of this scenario stay, or none; give --churn beside --customers")
    return share_lived(churn)
