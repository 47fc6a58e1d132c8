"""What settings are to meet: figures that a firm knows and rows of a table, each as a number taken from a run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.measures import MEASURES
from sim.measures.measure import mean, of_buyers
from sim.questions.known import FIGURES, to_meet
from sim.questions.observed import OBSERVABLES, halfway
from sim.questions.survival import staying

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.measures import Record
    from sim.questions.observed import Observation

    Floats = NDArray[np.float64]

__all__ = ["Target", "contacts_a_day", "going_together", "of_figures", "of_table"]

NEARLY_ONE = 0.98
"""The most that the errors of two observations are taken to go together: what has none left would be exact."""


@dataclass(frozen=True)
class Target:
    """One number that is to be met, and how far from it is as good as met."""

    name: str
    unit: str
    given: float
    tolerance: float
    """In units of this misses are counted: how well a firm knows it, or one standard error of an observation."""
    margin: float
    """How far from it still counts as met."""
    lengths: tuple[int, ...]
    """How long the runs are that it is taken from, in days: the same life, looked at so many days on."""
    measured: Callable[..., float]
    """What it comes to, from the record of each of them."""
    observed: Observation | None = None


def of_figures(given: Mapping[str, float], days: int) -> tuple[Target, ...]:
    """The figures that are to be met, each taken from so many days."""
    return tuple(_of_figure(name, given, days) for name in to_meet(given))


def of_table(table: Sequence[Observation], days: int) -> tuple[Target, ...]:
    """The rows of a table; ages of retention are read off the longest run that is made anyway, `days` or more."""
    longest = max((days, *(one.age_days for one in table)))
    return tuple(_of_row(one, longest) for one in table)


def going_together(targets: Sequence[Target]) -> Floats:
    """How the errors of the targets go together: those of retention at several ages of the same people do.

    corr(S(s), S(t)) = sqrt(v(s) / v(t)) for s < t, where v is the variance of ln S: of a share of n people
    (1 - S) / (n S), and of any estimate of the kind of Kaplan & Meier (1958), whose increments are independent.
    """
    together = np.eye(len(targets))
    for i, one in enumerate(targets):
        for j, other in enumerate(targets[:i]):
            if _of_the_same_people(one, other):
                small, large = sorted(target.tolerance / target.given for target in (one, other))
                together[i, j] = together[j, i] = min(NEARLY_ONE, small / large)
    return together


def contacts_a_day(record: Record, customers: float | None) -> float:
    """Contacts that reach the agents on the average day, of so many customers; left out, of all there are."""
    contacts = float(record.daily["arrivals"].mean())
    if customers is None:
        return contacts
    there = float(record.daily["customers"].mean()) * record.spec.weight
    return contacts * customers / there if there else math.nan


def _of_figure(name: str, given: Mapping[str, float], days: int) -> Target:
    figure, value = FIGURES[name], given[name]
    tolerance = figure.tolerance(value)
    measured = (
        partial(contacts_a_day, customers=given.get("customers"))
        if name == "contacts"
        else MEASURES[figure.measure]
    )
    return Target(name, figure.unit, value, tolerance, tolerance, (days,), measured)


def _of_row(one: Observation, longest: int) -> Target:
    lengths: tuple[int, ...] = (one.age_days,)
    measured: Callable[..., float]
    if one.measure == "retention":
        lengths, measured = (longest,), partial(_retention, age=one.age_days)
    elif not one.of_all:
        lengths = (halfway(one.age_days), one.age_days)
        measured = partial(_gone_by_contacts, least=one.least_contacts, most=one.most_contacts)
    else:
        measured = _SPECIAL.get(one.measure) or MEASURES[OBSERVABLES[one.measure].figure.measure]
    return Target(one.name, one.unit, one.value, one.error, one.margin, lengths, measured, one)


def _of_the_same_people(one: Target, other: Target) -> bool:
    """Tell whether two rows follow the same people: retention with a known error, of no other number of people."""
    a, b = one.observed, other.observed
    if a is None or b is None or not (a.measure == b.measure == "retention"):
        return False
    return a.is_measured and b.is_measured and a.of == b.of


def _retention(record: Record, *, age: int) -> float:
    return float(staying(record.daily, record.spec.population)[age - 1])


def _gone_by_contacts(half: Record, whole: Record, *, least: int, most: int | None) -> float:
    """Share of those with so many contacts at half the age, and still customers then, who are gone at the whole.

    Whoever leaves early has had no time for contacts: counted over the whole time, churn would fall with them.
    """
    contacts, there = of_buyers(half, "contacts"), of_buyers(half, "is_customer")
    these = there & (contacts >= least) & (contacts <= (contacts if most is None else most))
    return 1.0 - mean(of_buyers(whole, "is_customer")[these])


def _bought_once(record: Record) -> float:
    return mean(of_buyers(record, "purchases") == 1)


def _contact_rate(record: Record) -> float:
    return 365.0 * contacts_a_day(record, 1.0)


_SPECIAL: dict[str, Callable[[Record], float]] = {"bought_once": _bought_once, "contact_rate": _contact_rate}
"""What no measure of a run says."""
