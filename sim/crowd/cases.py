"""What is known of open cases: few customers have one at a time, so it is kept for these alone.

Who has a case open has a place among the cases, which is free for others once it is closed. What is known there is
read and written by customer all the same, as in `c.loss[rows]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int32]
    Rows = NDArray[np.intp]
    Values = NDArray[Any]

NO_PLACE = 0
"""The place of all who have no case open: nothing is written there."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is known of open cases, by customer: 0 for who has none."""

    values: Values
    """By place."""
    places: Places
    """By customer."""

    def take(self, rows: Rows) -> Values:
        """Read some rows."""
        return self.values.take(self.places.take(rows))

    __getitem__ = take

    def __setitem__(self, rows: Rows, values: Values | bool) -> None:
        self.values[self.places[rows]] = values


class _Column:
    """Reads like a column of customers."""

    def __init__(self, dtype: type) -> None:
        self.dtype = dtype

    def __set_name__(self, _: type, name: str) -> None:
        self.name = name

    def __get__(self, customers: WithCases, _: type) -> Known:
        return Known(customers.cases.known[self.name], customers.case_place)


class WithCases:
    """The columns that are kept for open cases alone: extension.trouble, desk.encounter."""

    __slots__ = ()
    if TYPE_CHECKING:
        cases: OpenCases
        case_place: Places

    major = _Column(np.bool_)
    loss = _Column(np.float64)
    earlier_failures = _Column(np.float64)
    case_reported = _Column(np.bool_)
    compensated = _Column(np.bool_)
    self_fix_left = _Column(np.float64)


KNOWN = {name: column.dtype for name, column in vars(WithCases).items() if isinstance(column, _Column)}


class OpenCases:
    """The cases of all customers, in any order."""

    def __init__(self) -> None:
        self.known: dict[str, Values] = {name: np.zeros(1, dtype) for name, dtype in KNOWN.items()}
        self._free: Places = np.zeros(1, dtype=np.int32)
        """A stack of free places, and how high it is."""
        self._height = 0

    def open(self, cases: int) -> Places:
        """Give so many places."""
        if cases > self._height:
            self._grow(cases)
        self._height -= cases
        return self._free[self._height : self._height + cases]

    def close(self, places: Places) -> None:
        """Take places back."""
        back = places[places != NO_PLACE]
        self._free[self._height : self._height + len(back)] = back
        self._height += len(back)

    def copy(self) -> OpenCases:
        """Give the same again, in memory of its own."""
        other = OpenCases()
        other.known = {name: values.copy() for name, values in self.known.items()}
        other._free, other._height = self._free.copy(), self._height
        return other

    @property
    def nbytes(self) -> int:
        """Memory that the places take, but for the one that is always there."""
        return sum(values.nbytes - values.itemsize for values in (*self.known.values(), self._free))

    def _grow(self, cases: int) -> None:
        """Make room for so many more, or for half as many again as there are."""
        before, more = len(self._free), max(cases, len(self._free) // 2)
        for name, values in self.known.items():
            self.known[name] = np.concatenate([values, np.zeros(more, values.dtype)])
        self._free = np.concatenate([self._free, np.zeros(more, np.int32)])
        self._free[self._height : self._height + more] = np.arange(before, before + more)
        self._height += more
