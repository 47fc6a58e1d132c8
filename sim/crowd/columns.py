"""The customers as columns: one row for each, one array for each thing that is remembered about him.

Write only your columns: after each stands who writes it (besides the births, which write all). Read any that
the scenario needs; the others hold one value for all (`births.unused`). What fades is stored inflated
(`crowd.ledger`).
Columns that a decision reads are float64, so that both engines decide alike. Of what only tables show, what a
customer feels by where it was felt is float32: that is right to 1e-7 of it, and half as large.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.crowd.cases import OpenCases
from sim.crowd.codes import PHASE_CODES
from sim.crowd.stored import LONGEST_IN_SHORT, STORED_AS, STORED_SHORT, last_day
from sim.measures.record import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    Words = NDArray[np.uint64]
    Floats = NDArray[np.float64]
    Ledgers = NDArray[Any]
    """A row for each word of `PARTS`, in single precision: no decision reads them."""
    Bools = NDArray[np.bool_]
    Ints = NDArray[Any]
    Counts = NDArray[Any]
    """Counters: of 8 bits, until `crowd.room` gives them more."""
    Sums = NDArray[Any]
    Places = NDArray[Any]
    Clocks = NDArray[Any]
    """What is left: days, or hazard where that changes from day to day (`crowd.clocks`)."""
    Days = NDArray[Any]
    Codes = NDArray[Any]
    Rows = NDArray[np.intp]
    """Places in the columns, each at most once."""

BLOCK_ROWS = 250_000
"""Customers worked at a time: few enough for the cache, and enough that a call of NumPy costs them little."""

ONCE_ROWS = 32_768
"""Customers worked at a time in what is done but once, for which calls of NumPy hardly count."""

AT_ONCE = 1e100
"""A hazard that is spent on the first day, per day: extreme settings are no reason to stop a run."""

PARTS = ("entry", "engagement", "exit", "failure", "service", "community", "use")
"""The rows of `felt` and `felt_sum`.

Of the nine columns of the ledger two are not kept, for they are what a total has beyond its other columns:
`attraction` of the incidents, which fade, and `gap` of the levels, which each use renews.
"""

PLACE = {name: place for place, name in enumerate(PARTS)}
USE = PLACE["use"]
FADING = slice(USE)
"""The rows that fade: all but the last."""

FIRST_GONE = np.array(min(Phase.LOST, Phase.CHURNED), np.int8)
"""The phases from here on are those of who has left, or never came in."""

EVERYBODY = slice(None)
"""All rows."""

MANY = 4
"""Where more than one in so many rows are meant, it costs less to reckon all than to pick them."""


@dataclass(slots=True)
class Customers:
    """All customers, or a run of neighbours among them: row 0 is the customer with number `first`."""

    first: int
    cases: OpenCases
    """What is known of those who have one open."""

    # --- who he is: births ---
    luck: Words
    fit: Floats
    loyalty: Floats
    pull: Floats
    """How much more than average he is reached by advertising; `births.aim`."""
    fail_hazard: Floats
    """Of a failure at today's quality, new and without a busy day, where it changes; `births.follow_quality`."""

    pace: Floats
    """How much oftener than others he needs to buy again."""

    # --- what he believes: acts.learn, extension.use.learn, day.drift ---
    belief_mean: Floats
    belief_var: Floats

    # --- where he is ---
    phase: Codes
    """acts.move"""
    is_customer: Bools
    """From payment until he leaves; engagement.become_customers, acts.leave."""
    out_day: Days
    """When he last became LOST or CHURNED; acts.leave, acts.turn_away."""
    left_day: Days
    """acts.leave, engagement.become_customers"""
    left_by: Codes
    """acts.leave, engagement.become_customers"""
    delivered: Days
    """Day of the last delivery: age 0; exit.receive."""
    first_purchase_day: Days
    """engagement.become_customers"""
    usability: Floats
    """The quality he felt at the last entry touchpoint; entry.begin."""

    # --- counters of the draws: each by the act that it counts ---
    visit: Counts
    purchase: Counts
    use: Counts
    case_number: Counts
    contact: Counts
    issue_number: Counts
    prospect_clock: Counts
    failure_clock: Counts
    question_clock: Counts
    outreach_clock: Counts

    # --- clocks: the hazard left to spend, or the day; by the phase that they belong to ---
    phase_left: Floats
    """Until he is noticed (PROSPECT), goes on (to EXIT), churns (EXTENSION) or looks again (LOST, CHURNED)."""
    repurchase_left: Clocks
    return_left: Floats
    fail_left: Clocks
    question_left: Clocks
    outreach_left: Floats
    next_use: Days
    """extension.use.use_again"""
    unpack_day: Codes
    """Day on which a first delivery of the cohort shows its faults; day.start_as_buyers."""

    # --- the ledger: crowd.ledger, extension.use ---
    incidents: Floats
    """The sum of what fades; stored inflated while it does, as all its parts are (see `crowd.ledger`)."""
    levels: Floats
    """What the latest uses have left: use + gap."""
    felt: Ledgers
    """Both by where they were felt."""
    felt_help: Floats
    """service + community as a decision reads them, of who is new at the gate of purchase; stored inflated too."""
    recent: Floats
    """Failures still remembered, stored as incidents are; extension.trouble."""
    counted: Bools
    """Whether this evening is one of a customer: `is_customer`, or returned the goods today."""

    # --- the open case: extension.trouble, acts.close_case ---
    case: Codes
    case_place: Places
    """Where among `cases` more is known of it."""

    # --- the pending issue: acts.ask, acts.close_case, desk ---
    issue: Codes
    due: Days
    attempts: Counts
    seen_agent: Bools

    # --- the tally of the measured days: nothing that the model reads (but `ever` and `days`) ---
    ever: Bools
    kept: Bools
    since_day: Days
    incidents_sum: Floats
    levels_sum: Floats
    felt_sum: Ledgers
    days: Sums
    attracted: Bools
    entered: Bools
    engaged: Bools
    purchases: Counts
    returns: Counts
    failures: Counts
    early_failures: Counts
    """Those in the first T days as a buyer, where T is the age at which retention is taken."""
    reported: Counts
    issues: Counts
    contacts: Counts
    early_contacts: Counts
    helped: Counts
    served: Counts
    first_served: Counts
    first_resolved: Counts
    effort_sum: Sums
    """Of whole numbers: a rating a contact, and no more than a contact a day."""
    effort_count: Counts
    money: Floats
    worth: Floats
    wages: Floats
    wages_worth: Floats

    @classmethod
    def blank(cls, people: int, *, days: int, unused: Mapping[str, float]) -> Customers:
        """Give so many rows, as they are before anything is known about anybody.

        Columns that are `unused` under the scenario hold one value for all, in no memory, and cannot be written.
        """
        blanks: dict[str, Any] = {}
        for column in _columns():
            dtype, at_first = (STORED_SHORT if days <= LONGEST_IN_SHORT else STORED_AS)[column.type]
            shape = (len(PARTS), people) if column.type == "Ledgers" else (people,)
            if column.name in unused:
                blanks[column.name] = np.broadcast_to(np.array(unused[column.name], dtype=dtype), shape)
            else:
                blanks[column.name] = np.full(shape, at_first, dtype) if at_first else np.zeros(shape, dtype)
        return cls(first=0, cases=OpenCases(), **blanks)

    @property
    def never(self) -> int:
        """A day that does not come."""
        return last_day(self.next_use.dtype)

    @property
    def bytes_each(self) -> float:
        """Memory that a customer takes."""
        stored = [getattr(self, column.name) for column in _columns()]
        written = sum(column.nbytes for column in stored if column.flags.writeable)
        return float(written + self.cases.nbytes) / max(1, len(self))

    def part(self, start: int, stop: int) -> Customers:
        """Give a window on some rows: what is written there is written here."""
        windows = {column.name: getattr(self, column.name)[..., start:stop] for column in _columns()}
        return Customers(self.first + start, self.cases, **windows)

    def copy(self) -> Customers:
        """Give the same again, in memory of its own."""
        stored = {column.name: getattr(self, column.name) for column in _columns()}
        columns = {name: column.copy() if column.flags.writeable else column for name, column in stored.items()}
        return Customers(self.first, self.cases.copy(), **columns)

    def parts(self, sizes: Iterable[int]) -> list[Customers]:
        """Cut all rows into windows of these sizes."""
        ends = list(accumulate(sizes, initial=0))
        return [self.part(start, stop) for start, stop in pairwise(ends)]

    def blocks(self, rows: int) -> list[Customers]:
        """Cut all rows into windows small enough for the processor's cache."""
        return [self.part(start, min(start + rows, len(self))) for start in range(0, len(self), rows)]

    def places_of_cases(self, rows: Rows) -> Rows:
        """Where more is known of the cases of some customers; 0 for who has none.

        In the size of number by which NumPy counts: by a shorter one it picks in three times the time, and writes
        in nine.
        """
        return self.case_place[rows].astype(np.intp)

    def tally(self, name: str) -> Counts:
        """Give a counter of the tally, or in its place the one that says the same in this scenario."""
        counter: Counts = getattr(self, name)
        return counter if counter.flags.writeable or name not in SAME else self.tally(SAME[name])

    def are_in(self, phase: Phase, rows: Rows | slice = EVERYBODY) -> Bools:
        """Tell who is in a phase, of all or of some rows."""
        # With a word of an enum in place of its code NumPy compares in 64 bits, thirty times as long.
        there: Bools = self.phase[rows] == PHASE_CODES[phase]
        return there

    def are_live(self, rows: Rows | slice = EVERYBODY) -> Bools:
        """Tell whose incidents fade: of all but the LOST and CHURNED, and of who returned the goods today."""
        live: Bools = self.phase[rows] < FIRST_GONE
        live |= self.counted[rows]
        return live

    def __len__(self) -> int:
        return len(self.luck)

    def __repr__(self) -> str:
        return f"<Customers {self.first:,} to {self.first + len(self):,}>"


def rows_where(these: Bools) -> Rows:
    """Which rows: as `np.flatnonzero` says, but without the microsecond that this takes for itself."""
    rows: Rows = these.nonzero()[0]
    return rows


TALLY = (
    "days", "attracted", "entered", "engaged", "purchases", "returns", "failures", "early_failures", "reported",
    "issues", "contacts", "early_contacts", "helped", "served", "first_served", "first_resolved", "effort_sum",
    "effort_count", "money", "worth", "wages", "wages_worth", "incidents_sum", "levels_sum", "felt_sum",
)  # fmt: skip
"""The columns that start again at 0 when measuring starts."""


SAME = {
    "purchases": "purchase", "issues": "issue_number", "failures": "case_number", "contacts": "contact",
    "early_failures": "failures", "early_contacts": "contacts",
}  # fmt: skip
"""Counters of the tally, and those that say the same in some scenarios (`births.unused`) and are kept instead."""


def _columns() -> Iterator[Any]:
    return (column for column in fields(Customers) if column.name not in ("first", "cases"))
