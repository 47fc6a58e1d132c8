"""Room in memory: counters get more once they need it, and what no day needs any more leaves its own."""

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

FEELINGS = ("incidents", "levels", "felt", "felt_help", "recent", "luck")
"""The columns that nobody reads once all have been asked how they feel after the last day."""

SUMS = ("incidents_sum", "levels_sum", "felt_sum")
"""The columns that nobody reads once the record has them in double precision, by the columns of the ledger."""


def widen_counters(customers: Customers, windows: Iterable[Customers]) -> None:
    """Give counters that might run over as many bits as they can need in all days, in all windows on them too."""
    for name in COUNTERS:
        counter = getattr(customers, name)
        if counter.dtype == np.int8 and counter.max(initial=0) > NEARLY_FULL:
            place(customers, windows, name, counter.astype(customers.days.dtype))


def let_go(names: Iterable[str], customers: Customers, windows: Iterable[Customers]) -> None:
    """Let the memory of columns go that nobody will read any more."""
    for name in names:
        column = getattr(customers, name)
        place(customers, windows, name, np.broadcast_to(column[..., :1] * 0, column.shape))
