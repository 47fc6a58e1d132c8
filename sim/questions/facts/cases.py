"""What became of every failure of a run: when it came, how severe it was, who told of it, who put it right.

A record with `log = "all"` names every failure and every contact. A contact about a failure belongs to the latest
failure of its customer: nobody has two cases open at once, and the desk works after the failures of its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.measures.record import Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.measures.record import Record

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

NEVER = -1
"""The day of what did not happen."""

MAJOR = " (major)"
FAULTS = [str(Reason.FAILURE), str(Reason.DAMAGE)]
OF_A_CASE = [f"{reason} ({severity})" for reason in FAULTS for severity in ("minor", "major")]
"""The words of the log with which a case begins."""

LANDMARK_DAYS = 14
"""Callers are sorted by what is known so many days after their first contact."""


@dataclass(frozen=True)
class Cases:
    """The failures of one run, a row each, in the order of customers and days.

    `number` counts the failures of a customer from 1 and `of` is how many he met in all; `contacts` are those
    about this case that came to an end, `first_contact` and `solved` the days of the first and of the one that
    put it right (`NEVER` if none did), and `tries` how many it took until then.
    """

    customer: Ints
    day: Ints
    major: Bools
    number: Ints
    of: Ints
    contacts: Ints
    first_contact: Ints
    solved: Ints
    tries: Ints

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def told(self) -> Bools:
        """Which ones the firm was told of, and had the time to answer."""
        return np.asarray(self.contacts > 0)

    @property
    def at_once(self) -> Bools:
        """Which ones the first contact put right."""
        return np.asarray((self.solved != NEVER) & (self.tries == 1))


@dataclass(frozen=True)
class Seen:
    """A finished run, with its cases read from the log once."""

    record: Record

    @cached_property
    def cases(self) -> Cases:
        """Everything that became of them."""
        return cases_of(self.record)

    @cached_property
    def at_landmark(self) -> Cases:
        """What had become of them two weeks after the first contact."""
        return cases_of(self.record, within_days=LANDMARK_DAYS)


def cases_of(record: Record, *, within_days: int | None = None) -> Cases:
    """Read the cases of a run from its log; raise `ValueError` where not everybody's journey was kept.

    `within_days` leaves out what came later than so many days after the first contact of a case.
    """
    if record.spec.log != "all":
        raise ValueError(f"cases need log = 'all', not {record.spec.log!r}")
    customer, day, major = _failures(record)
    number, of = _counted(customer)
    contacts, first, solved, tries = _answers(record, customer, day, within_days)
    return Cases(customer, day, major, number, of, contacts, first, solved, tries)


def _failures(record: Record) -> tuple[Ints, Ints, Bools]:
    events = record.events
    activity = np.asarray(events["activity"]).astype(np.str_)
    mine = np.flatnonzero(np.isin(activity, OF_A_CASE))
    customer, day = (np.asarray(events[name])[mine].astype(np.int64) for name in ("customer", "day"))
    order = np.lexsort((day, customer))
    return customer[order], day[order], np.char.endswith(activity[mine], MAJOR)[order]


def _counted(customer: Ints) -> tuple[Ints, Ints]:
    """Number the failures of each customer, and tell each how many there are."""
    _, first, place, count = np.unique(customer, return_index=True, return_inverse=True, return_counts=True)
    return np.arange(len(customer)) - first[place] + 1, count[place]


def _answers(record: Record, customer: Ints, day: Ints, within_days: int | None) -> tuple[Ints, Ints, Ints, Ints]:
    """Count the contacts of each case, and find the first and the one that put it right."""
    contacts: Any = record.contacts
    contacts_count, first, solved, tries = (np.full(len(customer), value) for value in (0, NEVER, NEVER, 0))
    mine = np.flatnonzero(np.isin(np.asarray(contacts["reason"]).astype(np.str_), FAULTS))
    who, when = (np.asarray(contacts[name])[mine].astype(np.int64) for name in ("customer", "day"))
    settled = np.asarray(contacts["resolved"])[mine].astype(np.bool_)
    number = np.asarray(contacts["number"])[mine].astype(np.int64)
    span = int(max(day.max(initial=0), when.max(initial=0))) + 1
    for place in np.lexsort((number, when, who)):
        case = int(np.searchsorted(customer * span + day, who[place] * span + when[place], side="right")) - 1
        if case < 0 or customer[case] != who[place]:
            continue  # about a failure from before the log
        first[case] = when[place] if first[case] == NEVER else first[case]
        if within_days is not None and when[place] > first[case] + within_days:
            continue
        contacts_count[case] += 1
        if solved[case] == NEVER:
            tries[case] += 1
            solved[case] = when[place] if settled[place] else NEVER
    return contacts_count, first, solved, tries
