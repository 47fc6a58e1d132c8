"""The bench on which settings are tried: the firm at its own scale, on luck that is the same for every trial."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import UsageError
from sim.measures import MEASURES
from sim.questions.known import FIGURES, to_meet
from sim.simulate import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.measures import Record
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
    planned: int = 0
    """How many runs it is likely to take in all."""
    made: int = field(default=0, init=False)

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that are to be met."""
        return to_meet(self.given)

    @property
    def target(self) -> Floats:
        """What they are to come to."""
        return np.array([self.given[name] for name in self.figures])

    @property
    def tolerance(self) -> Floats:
        """How far from there is as good as met."""
        return np.array([FIGURES[name].tolerance(self.given[name]) for name in self.figures])

    def tried(self, trials: Sequence[tuple[Mapping[str, float], range]], what: str) -> list[Floats]:
        """Run each trial's settings in its replications; a table [replication, figure] for each."""
        specs = [self.base.but(settings) for settings, _ in trials]
        jobs = [
            Job(spec, self.seed, number)
            for spec, (_, numbers) in zip(specs, trials, strict=True)
            for number in numbers
        ]
        records = self.run(jobs, self._progress(len(jobs), what))
        measured = [np.array([self._measured(next(records)) for _ in numbers]) for _, numbers in trials]
        self.made += len(jobs)
        return measured

    def _measured(self, record: Record) -> list[float]:
        return [self._figure(name, record) for name in self.figures]

    def _figure(self, name: str, record: Record) -> float:
        if name == "contacts":
            return contacts_a_day(record, self.given.get("customers"))
        return MEASURES[FIGURES[name].measure](record)

    def _progress(self, jobs: int, what: str) -> Progress:
        """Report this batch as a part of all that is planned; the plan grows where it was too short."""
        days, before = self.base.days, self.made
        total = max(self.planned, before + jobs) * days
        return lambda done, _: self.report(before * days + done, total, what)


def scaled(parent: Scenario, given: Mapping[str, float], lived: Callable[[Scenario], float]) -> Scenario:
    """The archetype over one year, with the agents given and the customers given on the average day.

    `lived` says which share of the year its average buyer is a customer.
    """
    settings: dict[str, object] = {"log": "none"}
    if parent.days != A_YEAR:
        settings["days"] = A_YEAR
    if parent.measure_from_day:
        settings["measure_from_day"] = 0
    if "agents" in given:
        settings["desk.agents"] = given["agents"]
    base = _sound(parent.but(settings))
    return base.but(_scale(base, given["customers"] / lived(base))) if "customers" in given else base


def contacts_a_day(record: Record, customers: float | None) -> float:
    """Contacts that reach the agents on the average day, of so many customers; left out, of all there are."""
    contacts = float(record.daily["arrivals"].mean())
    if customers is None:
        return contacts
    return contacts * customers / (float(record.daily["customers"].mean()) * record.spec.weight)


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
