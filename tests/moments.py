"""A moment: a second of processor time, on the machine by which costs are reckoned."""

from __future__ import annotations

from sim.machine import speed

A_SECOND = 1.0


def within_a_second(seconds: float) -> bool:
    """Tell whether it was no longer; a slower machine may take as much longer as its loop does."""
    return seconds < A_SECOND or seconds * speed() < A_SECOND
