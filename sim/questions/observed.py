"""Small tables of what a firm has observed: which measures can stand in one, and what a row of it says.

A figure that a firm knows (`sim.questions.known`) is one number for a year. An observation says besides at which
age it was taken, for whom, and how surely it is known: a curve of retention, churn by number of contacts. This
module is read for `--help`, so it imports nothing heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from sim.questions.known import FIGURES, Figure

__all__ = [
    "COLUMNS",
    "NORMAL",
    "OBSERVABLES",
    "TEMPLATE",
    "Groups",
    "Observable",
    "Observation",
    "error_of_share",
    "halfway",
]

NORMAL = 1.959964
"""Standard errors on either side in an interval of 95 %."""

COLUMNS = ("measure", "value", "age_days", "contacts", "low", "high", "n")
"""The columns of a table; the first two are needed, the order is free."""

TEMPLATE = """\
measure,age_days,contacts,value,low,high,n
retention,90,,0.94,,,2000
retention,180,,0.89,,,2000
retention,365,,0.81,,,2000
churn,365,0,0.12,,,900
churn,365,3+,0.35,,,240
contact_rate,,,1.3,1.2,1.4,
abandonment,,,0.06,0.05,0.07,
"""
"""A table as it could be."""


class Groups(StrEnum):
    """Whom an observation can be of."""

    ALL = "all"
    BY_CONTACTS = "by contacts"
    """Those with so many contacts too, who were still customers when they were counted."""


@dataclass(frozen=True)
class Observable:
    """One kind of measure that can be observed: its unit, its limits, and how well it is known if nobody says."""

    name: str
    figure: Figure
    ages: bool = False
    """Whether a row has to say at which age it was taken."""
    groups: Groups = Groups.ALL

    @property
    def is_share(self) -> bool:
        """Tell whether it is a share of people or contacts, so that their number says how surely it is known."""
        return self.figure.unit == "share"


def _of_figure(name: str) -> Observable:
    figure = FIGURES[name]
    return Observable(name.replace("-", "_"), figure, groups=Groups.BY_CONTACTS if name == "churn" else Groups.ALL)


OBSERVABLES: dict[str, Observable] = {
    one.name: one
    for one in (
        Observable(
            "retention",
            Figure(
                "retention", "share", 0.001, 0.9999,
                "Share of buyers who are still customers so many days after they bought.", known_to=0.01,
            ),
            ages=True,
        ),
        *(_of_figure(name) for name in ("churn", "nps", "csat")),
        Observable(
            "contact_rate",
            Figure(
                "contact_rate", "per customer-year", 0.001, 1_000.0,
                "Contacts that reach the agents by any way, per year as a customer.", relative=0.03,
            ),
        ),
        _of_figure("wait"),
        _of_figure("abandonment"),
        Observable(
            "service_level",
            Figure(
                "service_level", "share", 0.01, 0.9999,
                "Share of calls and chats that are answered within `desk.answer_within_seconds`.",
                measure="service_level", known_to=0.02,
            ),
        ),
        *(_of_figure(name) for name in ("first-contact-resolution", "returns", "failures")),
        Observable(
            "repurchases",
            Figure(
                "repurchases", "per buyer", 0.001, 1_000.0, "Purchases after the first, per buyer.",
                measure="repurchases", relative=0.05,
            ),
        ),
        Observable(
            "bought_once",
            Figure(
                "bought_once", "share", 0.001, 0.999, "Share of buyers who never bought again.", known_to=0.01
            ),
        ),
    )
}  # fmt: skip
"""Every measure that can stand in a table, in the order in which they are shown."""


@dataclass(frozen=True)
class Observation:
    """One row of a table: what was observed of whom, and how surely it is known."""

    measure: str
    value: float
    age_days: int
    """At which age, or over which time from the purchase on."""
    error: float
    """One standard error, in its unit."""
    least_contacts: int = 0
    most_contacts: int | None = None
    """Of buyers with so many contacts in the first half of that time; of all if none is said."""
    of: int | None = None
    """How many people or contacts it is a share of, if that was said."""
    is_measured: bool = False
    """Whether its error was given, and not taken to be what firms know such a measure to."""

    @property
    def of_all(self) -> bool:
        """Tell whether it is of everybody, however many contacts."""
        return self.least_contacts == 0 and self.most_contacts is None

    @property
    def unit(self) -> str:
        """Its unit."""
        return OBSERVABLES[self.measure].figure.unit

    @property
    def name(self) -> str:
        """What it is called, and at which age or for whom."""
        words = self.measure.replace("_", " ")
        if not self.of_all:
            return f"{words}, {self.group} contacts"
        return f"{words}, {self.age_days:,} days" if OBSERVABLES[self.measure].ages else words

    @property
    def group(self) -> str:
        """The number of contacts, as it is written in the table."""
        if self.most_contacts is None:
            return f"{self.least_contacts}+"
        if self.most_contacts == self.least_contacts:
            return str(self.least_contacts)
        return f"{self.least_contacts}-{self.most_contacts}"

    @property
    def margin(self) -> float:
        """How far from it is as good as met: the interval of 95 %, or what firms know such a measure to."""
        return NORMAL * self.error if self.is_measured else self.error


def halfway(age_days: int) -> int:
    """Give the age at which contacts are counted where churn until `age_days` is told by them."""
    return max(1, age_days // 2)


def error_of_share(share: float, of: int) -> float:
    """Standard error of a share of so many.

    sqrt(p (1 - p) / n) with two added on either side (Agresti & Coull 1998), so that 0 of 20 is not exact.
    """
    p = (share * of + 2.0) / (of + 4.0)
    return sqrt(p * (1.0 - p) / (of + 4.0))
