"""What a run leaves behind for measuring, and the words it is written in.

Both engines fill the same `Record`: one row for each customer, one for each day, one for each logged contact
and event. Everything that is measured is computed from there, so no measure can differ between engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from sim.scenario import Scenario

    Columns = Mapping[str, NDArray[Any]]

LEDGER = ("attraction", "entry", "engagement", "exit", "use", "gap", "failure", "service", "community")
"""The columns of the experience ledger; customer experience (CX) is their sum."""

LOGGED_EVERY = 100
"""With log = "sample", the contacts and events of one customer in so many are kept."""

LAST_MINUTE = 1_440.0 - 1.0 / 60.0
"""The minute of events in the evening, when the desk has answered all that it answers today: the last second."""

RECORDED_EVERY_DAYS = 7
"""The ledger is added up on one day in so many; in the cohort protocol, where nobody listens, so is the talk."""


class Phase(IntEnum):
    """Where a customer is: the five phases of the experience, and the three outsides."""

    PROSPECT = 0
    ATTRACTION = 1
    ENTRY = 2
    ENGAGEMENT = 3
    EXIT = 4
    EXTENSION = 5
    LOST = 6
    CHURNED = 7


class Reason(StrEnum):
    """Why a customer and the desk talk."""

    ENQUIRY = "enquiry"
    QUESTION = "question"
    FAILURE = "failure"
    DAMAGE = "damage"
    SETUP = "setup"
    RETURN = "return"
    OUTREACH = "outreach"

    def is_urgent(self) -> bool:
        """Tell whether it takes the place of something that can wait: one contact per customer."""
        return self in (Reason.FAILURE, Reason.DAMAGE, Reason.RETURN)

    def can_wait(self) -> bool:
        """Tell whether something urgent may take its place."""
        return self in (Reason.QUESTION, Reason.ENQUIRY)

    def is_about_case(self) -> bool:
        """Tell whether it ends with the open case."""
        return self in (Reason.FAILURE, Reason.DAMAGE, Reason.SETUP)

    def is_failure(self) -> bool:
        """Tell whether recovery and compensation apply (setup is a struggle, not a fault)."""
        return self in (Reason.FAILURE, Reason.DAMAGE)


class Channel(StrEnum):
    """How a contact is made."""

    SELF_SERVICE = "self_service"
    COMMUNITY = "community"
    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"


class Outcome(StrEnum):
    """How a contact ends."""

    HELPED = "helped"
    SERVED = "served"
    ABANDONED = "abandoned"
    DROPPED = "dropped"


class Leaving(StrEnum):
    """Why a customer is no longer one."""

    CHURN = "churn"
    GATE = "repurchase refused"
    RETURN = "return"


LEAVINGS = (None, *Leaving)
"""Why somebody left, by the code in the customers' column `left_by`."""


def is_recorded(day: int) -> bool:
    """Tell whether the ledger is added up on this day."""
    return day % RECORDED_EVERY_DAYS == 0


def retention_days(spec: Scenario) -> int:
    """Give the age T at which retention is taken.

    In the cohort protocol the whole time that is measured. In the market protocol people buy on different days,
    so T is the longest of the usual ages that at most half of the measured time can be too short for.
    """
    span = spec.days - spec.measure_from_day
    if spec.protocol == "cohort":
        return span
    return max((age for age in (30, 60, 90, 180, 365, 730) if 2 * age <= span), default=max(1, span // 2))


@dataclass(frozen=True, eq=False)
class Record:
    """One finished run.

    `customers`, `daily`, `contacts` and `events` map a column's name to its values. The customers' columns are
    tallies over the measured days (from `measure_from_day` on); `flows[day, from, to]` counts the changes of
    phase, and `stock[day, phase]` who is where on the evening of each day (row 0: before the first morning).
    """

    spec: Scenario
    seed: int
    replication: int
    customers: Columns
    daily: Columns
    flows: NDArray[np.int64]
    stock: NDArray[np.int64]
    contacts: Columns
    events: Columns

    def __repr__(self) -> str:
        people = self.spec.population
        return f"<Record {self.spec.name!r}: replication {self.replication}, {people:,} customers>"
