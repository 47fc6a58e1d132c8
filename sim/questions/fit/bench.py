"""The bench on which settings are tried: the firm at its own scale, on luck that is the same for every trial."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import UsageError
from sim.questions.fit.targets import going_together, of_figures, of_table
from sim.simulate import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.measures import Record
    from sim.questions.fit.targets import Target
    from sim.questions.observed import Observation
    from sim.scenario import Scenario
    from sim.simulate import Progress

    Floats = NDArray[np.float64]
    Run = Callable[[Sequence[Job], Progress], Iterator[Record]]

__all__ = ["A_YEAR", "Bench", "scaled"]

A_YEAR = 365


@dataclass
class Bench:
    """Where settings are tried; `tried` gives what every figure comes to, for every trial and replication."""

    base: Scenario
    """The archetype at the scale of the firm, with all that is given and not fitted."""
    given: Mapping[str, float]
    seed: int
    run: Run
    report: Callable[[int, int, str], None]
    observed: tuple[Observation, ...] = ()
    planned: int = 0
    """How many days it is likely to simulate in all."""
    made: int = field(default=0, init=False)
    """Runs made."""
    lived: int = field(default=0, init=False)
    """Days simulated."""

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """What is to be met: the figures, then the rows of the table."""
        figures = of_figures(self.given, A_YEAR)
        return (*figures, *of_table(self.observed, A_YEAR if figures else 0))

    @property
    def figures(self) -> tuple[str, ...]:
        """What each of them is called."""
        return tuple(target.name for target in self.targets)

    @cached_property
    def target(self) -> Floats:
        """What they are to come to."""
        return np.array([target.given for target in self.targets])

    @cached_property
    def tolerance(self) -> Floats:
        """How far from there is as good as met."""
        return np.array([target.tolerance for target in self.targets])

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """How long the runs are from which they are taken, in days."""
        return tuple(sorted({days for target in self.targets for days in target.lengths}))

    def apart(self, by: Floats) -> Floats:
        """Misses in tolerances, told so that none goes together with another (a column a miss, or one alone)."""
        return by if self._root is None else np.asarray(np.linalg.solve(self._root, by))

    def together(self, apart: Floats) -> Floats:
        """The same the other way: from what `apart` gives to misses in tolerances."""
        return apart if self._root is None else np.asarray(self._root @ apart)

    @cached_property
    def _root(self) -> Floats | None:
        together = going_together(self.targets)
        return None if np.array_equal(together, np.eye(len(together))) else _root_of(together)

    def tried(self, trials: Sequence[tuple[Mapping[str, float], range]], what: str) -> list[Floats]:
        """Run each trial's settings in its replications; a table [replication, figure] for each."""
        specs = [self.base.but(settings) for settings, _ in trials]
        jobs = [
            Job(self._as_long(spec, days), self.seed, number)
            for spec, (_, numbers) in zip(specs, trials, strict=True)
            for number in numbers
            for days in self.lengths
        ]
        records = self.run(jobs, self._progress(jobs, what))
        measured = [np.array([self._measured(records) for _ in numbers]) for _, numbers in trials]
        self.made += len(jobs)
        self.lived += sum(job.spec.days for job in jobs)
        return measured

    def _as_long(self, spec: Scenario, days: int) -> Scenario:
        return spec if spec.days == days else spec.but({"days": days})

    def _measured(self, records: Iterator[Record]) -> list[float]:
        """What every figure comes to in the next replication."""
        there = {days: next(records) for days in self.lengths}
        return [target.measured(*(there[days] for days in target.lengths)) for target in self.targets]

    def _progress(self, jobs: Sequence[Job], what: str) -> Progress:
        """Report this batch as a part of all that is planned; the plan grows where it was too short."""
        before = self.lived
        total = max(self.planned, before + sum(job.spec.days for job in jobs))
        return lambda done, _: self.report(before + done, total, what)


def scaled(
    parent: Scenario, given: Mapping[str, float], days: int, lived: Callable[[Scenario], float]
) -> Scenario:
    """The archetype over so many days, with the agents given and the customers given on the average day.

    `lived` says which share of the year its average buyer is a customer.
    """
    settings: dict[str, object] = {"log": "none"}
    if parent.days != days:
        settings["days"] = days
    if parent.measure_from_day:
        settings["measure_from_day"] = 0
    if "agents" in given:
        settings["desk.agents"] = given["agents"]
    base = _sound(parent.but(settings))
    return base.but(_scale(base, given["customers"] / lived(base))) if "customers" in given else base


def _root_of(together: Floats) -> Floats:
    return np.asarray(np.linalg.cholesky(together), np.float64)


def share_lived(churn: float) -> float:
    """Share of a year that the average buyer is a customer, if churn takes them at a steady rate.

    c / -ln(1 - c): the mean of exp(-h t) over a year, with exp(-h) = 1 - c.
    """
    return churn / -math.log1p(-churn)


def _scale(base: Scenario, buyers: float) -> dict[str, object]:
    """So many buyers, as nearly as whole numbers can, and no more people simulated than the archetype has."""
    represents = max(1, round(buyers / max(1, base.population)))
    return {"represents": represents, "population": max(1, round(buyers / represents))}


def _sound(base: Scenario) -> Scenario:
    if base.protocol != "cohort":
        raise UsageError(
            "figures are met by following a year's buyers, and this scenario plays a whole market; give one of "
            'protocol "cohort" to --like, such as archetypes/subscription'
        )
    return base
