"""Room in memory: counters get more once they need it, and clocks leave theirs when the last day is over."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from sim.crowd.clocks import place
from sim.crowd.columns import Customers

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOKED_AT_EVERY_DAYS = 7
NEARLY_FULL = 64
"""A counter of 8 bits that has not passed this does not run over until it is looked at again.

Nobody does anything more than eight times a day.
"""

COUNTERS = tuple(column.name for column in fields(Customers) if column.type == "Counts")

CLOCKS = (
    "phase_left", "repurchase_left", "return_left", "fail_left", "question_left", "outreach_left", "next_use",
    "fail_hazard",
)  # fmt: skip
"""The columns that only say when something will happen."""


def widen_counters(customers: Customers, windows: Iterable[Customers]) -> None:
    """Give counters that might run over as many bits as they can need in all days, in all windows on them too."""
    for name in COUNTERS:
        counter = getattr(customers, name)
        if counter.dtype == np.int8 and counter.max(initial=0) > NEARLY_FULL:
            place(customers, windows, name, counter.astype(customers.days.dtype))


def stop_clocks(customers: Customers, windows: Iterable[Customers]) -> None:
    """Let all clocks go: none of them runs any more."""
    for some in (customers, *windows):
        for name in CLOCKS:
            setattr(some, name, np.broadcast_to(getattr(some, name)[:1] * 0, len(some)))
