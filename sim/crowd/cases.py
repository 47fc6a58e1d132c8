"""What is known of open cases: few customers have one at a time, so it is kept for these alone.

Who has a case open has a place among the cases, which is free for others once it is closed. The rules ask for the
places once, and read and write by them: `cases.loss[places]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.intp]
    Values = NDArray[Any]

NO_PLACE = 0
"""The place of all who have no case open: nothing is written there."""

NOBODY = -1
"""Whose a place is that is free."""


KNOWN: dict[str, type] = {
    "major": np.bool_,
    "loss": np.float64,
    "earlier_failures": np.float64,
    "case_reported": np.bool_,
    "compensated": np.bool_,
    "self_fix_left": np.float64,
}
"""What is known of a case."""


class OpenCases:
    """The cases of all customers, in any order."""

    major: Values
    loss: Values
    earlier_failures: Values
    case_reported: Values
    compensated: Values
    self_fix_left: Values

    def __init__(self) -> None:
        for name, dtype in KNOWN.items():
            setattr(self, name, np.zeros(1, dtype))
        self.customer: Rows = np.full(1, NOBODY)
        """By place, whose case it is."""
        self._free: Rows = np.zeros(1, dtype=np.intp)
        """A stack of free places, and how high it is."""
        self._height = 0

    def open(self, customers: Rows) -> Rows:
        """Give places to customers, by their numbers."""
        cases = len(customers)
        if cases > self._height:
            self._grow(cases)
        self._height -= cases
        places = self._free[self._height : self._height + cases]
        self.customer[places] = customers
        return places

    def close(self, places: Rows) -> None:
        """Take places back."""
        self.customer[places] = NOBODY
        self._free[self._height : self._height + len(places)] = places
        self._height += len(places)

    def among(self, first: int, people: int) -> Rows:
        """Give the places of the cases of so many neighbours: to look in `case` takes twice as long."""
        return ((self.customer >= first) & (self.customer < first + people)).nonzero()[0]

    def copy(self) -> OpenCases:
        """Give the same again, in memory of its own."""
        other = OpenCases()
        for name, values in self.known.items():
            setattr(other, name, values.copy())
        other.customer, other._free, other._height = self.customer.copy(), self._free.copy(), self._height
        return other

    @property
    def known(self) -> dict[str, Values]:
        """All that is known, by place."""
        return {name: getattr(self, name) for name in KNOWN}

    @property
    def nbytes(self) -> int:
        """Memory that the places take, but for the one that is always there."""
        return sum(values.nbytes - values.itemsize for values in (*self.known.values(), self.customer, self._free))

    def _grow(self, cases: int) -> None:
        """Make room for so many more, or for an eighth more than there are."""
        before, more = len(self._free), max(cases, len(self._free) // 8)
        for name, values in self.known.items():
            setattr(self, name, np.concatenate([values, np.zeros(more, values.dtype)]))
        self.customer = np.concatenate([self.customer, np.full(more, NOBODY)])
        self._free = np.concatenate([self._free, np.zeros(more, np.intp)])
        self._free[self._height : self._height + more] = np.arange(before, before + more)
        self._height += more
