"""The logs of contacts and events of those customers whose journeys are kept, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Column = NDArray[Any]

CONTACT_COLUMNS = (
    "day", "customer", "number", "reason", "attempts", "channel", "made_day", "arrival_minute", "wait_minutes",
    "handle_minutes", "outcome", "resolved", "justice",
)  # fmt: skip
EVENT_COLUMNS = ("customer", "activity", "day", "minute")


class Journal:
    """Rows as they come; columns when asked.

    Customers are worked phase by phase, but a journey is read customer by customer: what is noted between two
    calls of `close` is put into the order of the customers, each one's events as they happened to him.
    """

    def __init__(self, every: int) -> None:
        self.every = every
        """Customers whose number is a multiple of this are kept; 0 keeps nobody."""
        self._notes: list[tuple[Column, str]] = []
        self._events: list[tuple[Column, ...]] = []
        self._contacts: list[tuple[Column, ...]] = []

    def keeps(self, customers: Column) -> NDArray[np.bool_]:
        """Tell whose journeys are kept (by customer number)."""
        if self.every == 0:
            return np.zeros(len(customers), dtype=np.bool_)
        kept: NDArray[np.bool_] = customers % self.every == 0
        return kept

    def note(self, customers: Column, activity: str) -> None:
        """Note what happened to some customers."""
        if self.every and len(customers):
            kept = customers[self.keeps(customers)]
            if len(kept):
                self._notes.append((kept, activity))

    def close(self, day: int, minute: float = 0.0) -> None:
        """Write the notes down, customer by customer, as of a minute after the desk opened."""
        if not self._notes:
            return
        customers = np.concatenate([who for who, _ in self._notes])
        activities = np.repeat([what for _, what in self._notes], [len(who) for who, _ in self._notes])
        order = np.argsort(customers, kind="stable")
        self._events.append((
            customers[order], activities[order], np.full(len(order), day), np.full(len(order), minute),
        ))  # fmt: skip
        self._notes = []

    def contacts_ended(self, contacts: Mapping[str, Column], minute: Column) -> None:
        """Note contacts of customers who are kept as they end, in this order; as events at a minute of today."""
        words = zip(contacts["reason"], contacts["outcome"], contacts["channel"], strict=True)
        activity = np.array([f"{reason}: {outcome} by {channel}" for reason, outcome, channel in words])
        self._contacts.append(tuple(contacts[name] for name in CONTACT_COLUMNS))
        self._events.append((contacts["customer"], activity, contacts["day"], minute))

    @property
    def contacts(self) -> dict[str, Column]:
        """All contacts, a column each."""
        return _joined(CONTACT_COLUMNS, self._contacts)

    @property
    def events(self) -> dict[str, Column]:
        """All events, a column each."""
        return _joined(EVENT_COLUMNS, self._events)


def _joined(names: tuple[str, ...], chunks: list[tuple[Column, ...]]) -> dict[str, Column]:
    columns = zip(*chunks, strict=True) if chunks else ((np.zeros(0),),) * len(names)
    return {name: np.concatenate(column) for name, column in zip(names, columns, strict=True)}
