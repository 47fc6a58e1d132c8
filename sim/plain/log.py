"""The logs of contacts and events, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.plain.shift import Contact

CONTACT_COLUMNS = (
    "day", "customer", "number", "reason", "attempts", "channel", "made_day", "arrival_minute", "wait_minutes",
    "handle_minutes", "outcome", "resolved", "justice",
)  # fmt: skip
EVENT_COLUMNS = ("customer", "activity", "day", "minute")


class Log:
    """Rows as they come; columns when asked."""

    def __init__(self) -> None:
        self._contacts: list[tuple[Any, ...]] = []
        self._events: list[tuple[Any, ...]] = []

    def event(self, customer: int, activity: str, day: int, minute: float) -> None:
        """Note one step of a journey."""
        self._events.append((customer, activity, day, minute))

    def contact(self, contact: Contact, justice: float, day: int) -> None:
        """Note one contact, on the day it ended."""
        customer = contact.customer.number if contact.customer is not None else -1
        self._contacts.append((
            day, customer, contact.number, str(contact.reason), contact.attempts, str(contact.channel),
            contact.day, contact.arrival, contact.wait, contact.handle, str(contact.outcome), contact.resolved,
            justice,
        ))  # fmt: skip

    @property
    def contacts(self) -> dict[str, NDArray[Any]]:
        """All contacts, a column each."""
        return _columns(CONTACT_COLUMNS, self._contacts)

    @property
    def events(self) -> dict[str, NDArray[Any]]:
        """All events, a column each."""
        return _columns(EVENT_COLUMNS, self._events)


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, NDArray[Any]]:
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: np.asarray(column) for name, column in zip(names, columns, strict=True)}
