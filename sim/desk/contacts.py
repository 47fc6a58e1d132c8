"""Contacts as a table: a row for each try to reach the desk."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.crowd.columns import REASONS
from sim.measures.record import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.crowd.columns import Bools, Floats, Ints

CHANNELS = tuple(Channel)
"""Channels by their code in the column `channel`."""

SELF_SERVICE, COMMUNITY, PHONE, CHAT, EMAIL = range(len(CHANNELS))

REASON_WORDS = np.array([str(reason) for reason in REASONS])
CHANNEL_WORDS = np.array([str(channel) for channel in CHANNELS])

MINUTES_A_DAY = 1440.0


@dataclass(slots=True)
class Contacts:
    """Tries to reach the desk. Times in minutes, `arrival` after the opening of `day`."""

    customer: Ints
    companion: Ints
    """0: the customer's own. Others stand for the people he represents, and have no journey."""
    number: Ints
    """The customer's how many-th contact."""
    reason: Ints
    attempts: Ints
    """Earlier tries of the same issue."""
    issue_number: Ints
    channel: Ints
    day: Ints
    arrival: Floats
    handle: Floats
    agent_minutes: Floats
    """Time of one agent that it takes: a chat shares its agent with others."""
    patience: Floats
    priority: Ints

    @classmethod
    def of(cls, customer: Ints, **known: Ints | Floats | int) -> Contacts:
        """Write down contacts of these customers; what is not known is 0."""
        columns: dict[str, NDArray[Any]] = {}
        for column in fields(cls):
            dtype = np.float64 if column.type == "Floats" else np.int64
            columns[column.name] = np.zeros(len(customer), dtype=dtype)
        columns["customer"][:] = customer
        for name, value in known.items():
            columns[name][:] = value
        return cls(**columns)

    def take(self, which: Ints | Bools | slice) -> Contacts:
        """Give some of the rows, in the order asked for."""
        return Contacts(*(column[which] for column in COLUMNS(self)))

    def __add__(self, others: Contacts) -> Contacts:
        return Contacts(*map(np.concatenate, zip(COLUMNS(self), COLUMNS(others), strict=True)))

    def in_order_of_arrival(self) -> Contacts:
        """Sort by arrival, ties by customer and companion."""
        return self.take(np.lexsort((self.companion, self.customer, self.arrival, self.day)))

    def waited(self, day: int, minute: Floats | float) -> Floats:
        """Minutes waited so far, by the clock on the wall: nights count."""
        waited: Floats = (day - self.day) * MINUTES_A_DAY + minute - self.arrival
        return waited

    def is_quick(self) -> Bools:
        """Which customers wait on the spot: calls and chats."""
        quick: Bools = self.channel != EMAIL
        return quick

    def words(
        self, day: int, *, wait: Floats, outcome: NDArray[Any], resolved: Bools, justice: Floats
    ) -> Mapping[str, NDArray[Any]]:
        """Give the columns of the log."""
        return {
            "day": np.full(len(self), day),
            "customer": self.customer,
            "number": self.number,
            "reason": REASON_WORDS[self.reason],
            "attempts": self.attempts,
            "channel": CHANNEL_WORDS[self.channel],
            "made_day": self.day,
            "arrival_minute": self.arrival,
            "wait_minutes": wait,
            "handle_minutes": self.handle,
            "outcome": outcome,
            "resolved": resolved,
            "justice": justice,
        }

    def __len__(self) -> int:
        return len(self.customer)


COLUMNS = attrgetter(*(column.name for column in fields(Contacts)))
"""Gives all columns of a table, in order."""
