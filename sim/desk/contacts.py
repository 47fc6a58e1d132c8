"""Contacts as a table: a row for each try to reach the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.crowd.codes import REASONS
from sim.crowd.columns import EVERYBODY
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


class _Column:
    """A column of the table: a row of one of the two matrices in which it is kept."""

    def __init__(self, matrix: str, place: int) -> None:
        self.matrix, self.place = matrix, place

    def __get__(self, contacts: Contacts, _: type[Contacts]) -> NDArray[Any]:
        column: NDArray[Any] = getattr(contacts, self.matrix)[self.place]
        return column

    def __set__(self, contacts: Contacts, values: Ints | Floats | int) -> None:
        getattr(contacts, self.matrix)[self.place] = values


class Contacts:
    """Tries to reach the desk, a row for each. Times in minutes, `arrival` after the opening of `day`.

    The columns lie in two matrices, one of whole numbers and one of times: to take some rows, or to join two
    tables, is then two calls of NumPy and not one for each column, of which a day has many and few rows in each.
    """

    __slots__ = ("_minutes", "_numbers")

    customer = _Column("_numbers", 0)
    companion = _Column("_numbers", 1)
    """0: the customer's own. Others stand for the people he represents, and have no journey."""
    number = _Column("_numbers", 2)
    """The customer's how many-th contact."""
    reason = _Column("_numbers", 3)
    attempts = _Column("_numbers", 4)
    """Earlier tries of the same issue."""
    issue_number = _Column("_numbers", 5)
    channel = _Column("_numbers", 6)
    day = _Column("_numbers", 7)
    priority = _Column("_numbers", 8)

    arrival = _Column("_minutes", 0)
    handle = _Column("_minutes", 1)
    agent_minutes = _Column("_minutes", 2)
    """Time of one agent that it takes: a chat shares its agent with others."""
    patience = _Column("_minutes", 3)

    def __init__(self, numbers: Ints, minutes: Floats) -> None:
        self._numbers, self._minutes = numbers, minutes

    @classmethod
    def of(cls, customer: Ints, **known: Ints | Floats | int) -> Contacts:
        """Write down contacts of these customers; what is not known is 0."""
        contacts = cls(np.zeros((9, len(customer)), dtype=np.int64), np.zeros((4, len(customer))))
        contacts.customer = customer
        for name, values in known.items():
            setattr(contacts, name, values)
        return contacts

    def take(self, which: Ints | Bools | slice) -> Contacts:
        """Give some of the rows, in the order asked for."""
        if isinstance(which, slice):
            return self if which == EVERYBODY else Contacts(self._numbers[:, which], self._minutes[:, which])
        rows = which.nonzero()[0] if which.dtype == np.bool_ else which
        return Contacts(self._numbers.take(rows, axis=1), self._minutes.take(rows, axis=1))

    def for_each(self, weight: int) -> Contacts:
        """Put behind each contact those of the people whom its customer stands for, which are the same so far."""
        contacts = Contacts(self._numbers.repeat(weight, axis=1), self._minutes.repeat(weight, axis=1))
        contacts.companion.reshape(-1, weight)[:] = np.arange(weight)
        return contacts

    def __add__(self, others: Contacts) -> Contacts:
        if not len(others):
            return self
        return Contacts(
            np.concatenate([self._numbers, others._numbers], axis=1),
            np.concatenate([self._minutes, others._minutes], axis=1),
        )

    def in_order_of_arrival(self) -> Contacts:
        """Sort by arrival; who comes in the same moment stays in the order in which they stand."""
        return self.take(self.arrival.argsort(kind="stable"))

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
        return int(self._numbers.shape[1])


NO_CONTACTS = Contacts.of(np.zeros(0, dtype=np.int64))
