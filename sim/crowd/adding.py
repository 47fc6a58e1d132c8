"""Sums over everybody, without a column of everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.crowd.columns import Floats

PIECE = 65_536
"""Numbers that are added up in one go: at least the 128 which NumPy adds without halving."""


class Total:
    """The sum of so many numbers that come bit by bit, to the last digit as if they lay side by side.

    NumPy adds pairwise: it cuts a column in halves, and these again, and adds the sums of the two. Here only the
    half that is being filled is in memory, so that it does not matter how those who come are cut into blocks.
    """

    def __init__(self, numbers: int) -> None:
        self._numbers = numbers
        self._sizes = pieces(numbers)
        self._size, self._filled = next(self._sizes), 0
        self._piece: Floats | None = None
        self._sums: list[float] = []

    def add(self, values: Floats) -> None:
        """Add the numbers that come next."""
        while len(values):
            if not self._size:
                raise ValueError(f"more numbers than the {self._numbers} that were to come")
            some = values[: self._size - self._filled]
            if len(some) == self._size:
                self._end(some)
            else:
                self._fill(some)
            values = values[len(some) :]

    @property
    def sum(self) -> float:
        """What all of them come to."""
        return folded(self._numbers, iter(self._sums or [0.0]))

    def _fill(self, some: Floats) -> None:
        if self._piece is None:
            self._piece = np.empty(min(self._numbers, PIECE))
        until = self._filled + len(some)
        self._piece[self._filled : until], self._filled = some, until
        if until == self._size:
            self._end(self._piece[:until])

    def _end(self, piece: Floats) -> None:
        self._sums.append(float(piece.sum()))
        self._size, self._filled = next(self._sizes, 0), 0


def pieces(numbers: int) -> Iterator[int]:
    """Give the sizes of the pieces into which NumPy halves so many numbers, in their order."""
    if numbers <= PIECE:
        yield numbers
    else:
        half = _half(numbers)
        yield from pieces(half)
        yield from pieces(numbers - half)


def folded(numbers: int, sums: Iterator[float]) -> float:
    """Add up the sums of these pieces as they were halved."""
    if numbers <= PIECE:
        return next(sums)
    half = _half(numbers)
    return folded(half, sums) + folded(numbers - half, sums)


def _half(numbers: int) -> int:
    return numbers // 2 - numbers // 2 % 8
