"""The figures that a firm knows about itself, and what each of them is in the model.

`known_to` is how well a firm knows a figure, which is also its weight where not all can be met at once: a miss
counts in units of it. This module is read for `--help`, so it imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from sim.errors import UsageError, told

__all__ = ["FIGURES", "Figure", "checked", "refuse_outside", "to_meet"]


@dataclass(frozen=True)
class Figure:
    """One figure: its name, its unit, the values that make sense, and the measure that it is."""

    name: str
    unit: str
    low: float
    high: float
    meaning: str
    measure: str = ""
    """Its measure, by name; none for what is given and not met: the size of the desk and of the firm."""
    known_to: float = 0.0
    """How well a firm knows it, in its unit."""
    relative: float = 0.0
    """The same as a share of its value; the larger of the two counts."""

    def tolerance(self, given: float) -> float:
        """How far from the figure given is as good as met."""
        return max(self.known_to, self.relative * given)

    @property
    def limits(self) -> str:
        """The values that make sense, in words."""
        return f"between {self.low:,.10g} and {self.high:,.10g}"


FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure(
            "churn", "share", 0.005, 0.95,
            "Share of buyers who are gone a year after they bought, whatever the reason.",
            measure="churned", known_to=0.01,
        ),
        Figure(
            "nps", "points", -95.0, 95.0,
            "Net promoter score as surveys measure it: of the current customers who answer.",
            measure="nps_survey", known_to=3.0,
        ),
        Figure(
            "csat", "points of 5", 1.5, 4.9,
            "Satisfaction with the firm, 1 to 5, as surveys of current customers measure it.",
            measure="csat_survey", known_to=0.05,
        ),
        Figure(
            "contacts", "per day", 1.0, 100_000.0,
            "Contacts a day that reach the agents by any way, those who give up included.",
            measure="contacts_a_day", relative=0.03,
        ),
        Figure(
            "wait", "minutes", 0.01, 120.0,
            "Minutes that a call or chat waits on average, those who give up included.",
            measure="wait_minutes", known_to=0.1, relative=0.1,
        ),
        Figure(
            "abandonment", "share", 0.001, 0.9,
            "Share of calls and chats that are given up before an answer.",
            measure="abandonment", known_to=0.01,
        ),
        Figure(
            "first-contact-resolution", "share", 0.05, 0.99,
            "Share of issues that are resolved at the first contact with an agent.",
            measure="first_contact_resolution", known_to=0.02,
        ),
        Figure(
            "returns", "share", 0.0005, 0.6,
            "Share of purchases that are sent back.",
            measure="returns", known_to=0.003, relative=0.05,
        ),
        Figure(
            "failures", "per customer-year", 0.01, 50.0,
            "Failures that a customer meets in a year, those that he tells nobody of included.",
            measure="failures_per_customer_year", relative=0.05,
        ),
        Figure(
            "customers", "people", 100.0, 10_000_000.0,
            "Customers whom the desk serves, on the average day of the year.",
        ),
        Figure("agents", "agents", 0.1, 10_000.0, "Agents on duty while the desk is open."),
    )
}  # fmt: skip
"""Every figure that can be given, in the order in which they are asked for and shown."""


def checked(given: Mapping[str, Any], *, beside: bool = False) -> dict[str, float]:
    """Give the figures in their order, or raise `UsageError` for the first that makes no sense.

    `beside` a table of observations there may be none that settings are fitted to.
    """
    _refuse_no_mapping(given)
    for name, value in given.items():
        if name not in FIGURES:
            raise UsageError(f"no such figure: {name}; there are {', '.join(FIGURES)}")
        if not isinstance(value, Real):
            raise UsageError(f"{name} must be a number, got {told(value)}")
        refuse_outside(name, float(value))
    if not (beside or to_meet(given)):
        only = f"--{' and --'.join(given)} alone" if given else "no figures"
        raise UsageError(
            f"{only}: there is nothing to fit; give another, such as --churn, or write it into the file"
        )
    _not_against_each_other(given)
    return {name: float(given[name]) for name in FIGURES if name in given}


def _refuse_no_mapping(given: object) -> None:
    if not isinstance(given, Mapping):
        example = "figures must be a mapping by name, as in {'churn': 0.3}"
        raise UsageError(f"{example}, got {told(given)}")


def refuse_outside(name: str, value: float) -> None:
    """Refuse a figure that makes no sense, whatever stands beside it."""
    if not FIGURES[name].low <= value <= FIGURES[name].high:
        raise UsageError(f"--{name} {value:.10g}: must be {FIGURES[name].limits}; {_remedy(name, value)}")


def to_meet(given: Mapping[str, float]) -> tuple[str, ...]:
    """Name those of them that settings are fitted to."""
    return tuple(name for name in given if FIGURES[name].measure)


def _remedy(name: str, value: float) -> str:
    figure = FIGURES[name]
    if figure.unit == "share" and figure.low <= value / 100.0 <= figure.high:
        return f"write {value / 100.0:.10g} for {value:.10g} %"
    return f"it is in {figure.unit}: {figure.meaning[0].lower()}{figure.meaning[1:].rstrip('.')}"


def _not_against_each_other(given: Mapping[str, float]) -> None:
    returns, churn = given.get("returns", 0.0), given.get("churn", 1.0)
    if returns > churn:
        raise UsageError(
            f"--returns {returns:g} with --churn {churn:g}: who sends the goods back is gone, so churn is no "
            "lower than returns; check both"
        )
    contacts, people = given.get("contacts", 0.0), given.get("customers", float("inf"))
    if contacts > people:
        raise UsageError(
            f"--contacts {contacts:g} with --customers {people:g}: more than one contact a day from each; "
            "give contacts a day, not a month or a year"
        )
