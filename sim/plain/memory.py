"""What a customer carries: the experience ledger, an open case, a pending issue, and the tally of his life."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.measures.record import LEDGER

if TYPE_CHECKING:
    from sim.measures.record import Reason
    from sim.plain.shift import Contact


class Ledger:
    """All experiences, by where they were made, in quality units; their sum is CX.

    `use` and `gap` are levels, renewed by each use; the others are incidents, which fade.
    """

    __slots__ = LEDGER

    attraction: float
    entry: float
    engagement: float
    exit: float
    use: float
    gap: float
    failure: float
    service: float
    community: float

    def __init__(self) -> None:
        for column in LEDGER:
            setattr(self, column, 0.0)

    def add(self, column: str, value: float) -> None:
        """Book an experience."""
        setattr(self, column, getattr(self, column) + value)

    def total(self) -> float:
        """Give CX."""
        touchpoints = self.attraction + self.entry + self.engagement + self.exit
        return touchpoints + self.use + self.gap + self.failure + self.service + self.community

    def fade(self, factor: float) -> None:
        """Let a day pass over the incidents."""
        self.attraction *= factor
        self.entry *= factor
        self.engagement *= factor
        self.exit *= factor
        self.failure *= factor
        self.service *= factor
        self.community *= factor


@dataclass(slots=True)
class Case:
    """Something that is wrong and not yet put right. One at a time."""

    reason: Reason
    severity: str
    loss: float
    """What of the loss can still be made good, in quality units."""
    earlier_failures: float
    """Failures still remembered when this one happened: they weaken recovery."""
    reported: bool = False
    compensated: bool = False


@dataclass(slots=True)
class Issue:
    """What a customer wants from the desk, over all tries. One at a time."""

    reason: Reason
    due: float
    """Day of the next try; a number without an end if it never comes."""
    attempts: int = 0
    """Earlier tries of this issue."""
    mail: Contact | None = None
    """The e-mail that waits for the next opening of the desk, if there is one."""
    seen_agent: bool = False


@dataclass(slots=True)
class Tally:
    """Sums over the measured days of one customer, nothing that the model reads."""

    days: int = 0
    cx_sum: float = 0.0
    sums: list[float] = field(default_factory=lambda: [0.0] * len(LEDGER))
    attracted: bool = False
    entered: bool = False
    engaged: bool = False
    purchases: int = 0
    returns: int = 0
    failures: int = 0
    early_failures: int = 0
    """Those in the first T days as a buyer, where T is the age at which retention is taken."""
    reported: int = 0
    issues: int = 0
    contacts: int = 0
    early_contacts: int = 0
    helped: int = 0
    served: int = 0
    first_served: int = 0
    first_resolved: int = 0
    effort_sum: float = 0.0
    effort_count: int = 0
    money: float = 0.0
    """Contribution before the wages of the desk."""
    worth: float = 0.0
    """The same, discounted to the first measured day."""
    wages: float = 0.0
    """Wages for the minutes that agents spent on this customer."""
    wages_worth: float = 0.0

    def remember(self, cx: float, ledger: Ledger) -> None:
        """Add a day as a customer."""
        self.days += 1
        self.cx_sum += cx
        sums = self.sums
        sums[0] += ledger.attraction
        sums[1] += ledger.entry
        sums[2] += ledger.engagement
        sums[3] += ledger.exit
        sums[4] += ledger.use
        sums[5] += ledger.gap
        sums[6] += ledger.failure
        sums[7] += ledger.service
        sums[8] += ledger.community
