"""What all customers share today: the scenario in force, the firm's offer, and where the day is written down."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.crowd.adding import Total
from sim.measures.daily import Day
from sim.measures.record import Phase

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.crowd import Books, Journal
    from sim.scenario import Scenario


def no_flows() -> NDArray[np.int64]:
    """Nobody has moved from any phase (row) to any other (column) yet."""
    return np.zeros((len(Phase), len(Phase)), dtype=np.int64)


@dataclass(slots=True)
class Page:
    """Where a day of all customers is written down: one for all segments."""

    today: Day = field(default_factory=Day)
    flows: NDArray[Any] = field(default_factory=no_flows)
    _bookings: Counter[float] = field(default_factory=Counter)
    """How many customers brought (or cost) so much today."""
    _felt: Total = field(default_factory=partial(Total, 0))
    """What the customers of this evening feel, in the order of rows."""

    def book(self, money: float, people: int) -> None:
        """Note that so many customers brought so much each."""
        self._bookings[float(money)] += people

    def expect(self, customers: int) -> None:
        """Begin the evening of so many customers."""
        self.today.customers, self._felt = customers, Total(customers)

    def feel(self, cx: NDArray[np.float64]) -> None:
        """Note what the customers of a block feel this evening."""
        self._felt.add(cx)

    def sum_up(self) -> None:
        """Write the sums over everybody into the day, so that neither blocks nor segments can change a bit."""
        self.today.contribution = math.fsum(money * people for money, people in self._bookings.items())
        self.today.cx_sum = self._felt.sum

    def turn(self) -> None:
        """Begin a new day."""
        self.today, self.flows = Day(), no_flows()
        self._bookings.clear()


@dataclass(slots=True)
class World:
    """Today, as any customer of a segment meets it.

    The model writes it in the morning; phases read it and count on its page.
    """

    spec: Scenario
    """The scenario in force today, as the segment lives it."""
    books: Books
    journal: Journal
    page: Page
    retention_days: int

    day: int = 0
    discount: float = 1.0
    """What money of today is worth on the first measured day."""
    busyness: float = 1.0
    """Factor on the hazards of failures and questions (busy days)."""
    quality: float = 0.0
    outage: bool = False

    reach: float = 0.0
    """Hazard that somebody of mean fit notices the firm, per day."""
    promise: float = 0.0
    """The advertised quality."""
    exposures: float = 0.0
    """Advertisements seen by somebody who looks: a whole number."""
    praise: float = 0.0
    complaints: float = 0.0
    """Messages that reach somebody, per day."""
    variances: NDArray[np.float64] = field(default_factory=partial(np.empty, 0))
    """Of beliefs, by the number of uses, where all learn alike (`crowd.sureness`)."""
    praise_content: float = 0.0
    complaint_content: float = 0.0
    """The quality they speak of."""

    @property
    def today(self) -> Day:
        """The counters of the day."""
        return self.page.today

    @property
    def flows(self) -> NDArray[Any]:
        """How many have moved today, from phase (row) to phase (column)."""
        return self.page.flows

    def book(self, money: float, people: int) -> None:
        """Note that so many customers brought so much each."""
        self.page.book(money, people)

    def feel(self, cx: NDArray[np.float64]) -> None:
        """Note what the customers of a block feel this evening."""
        self.page.feel(cx)

    @property
    def is_market(self) -> bool:
        """Tell whether people can come by themselves (protocol `market`)."""
        return self.spec.protocol == "market"
