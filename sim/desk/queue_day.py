"""What comes of a day's queue: of contacts, of calls, of the agents' time; also of a day without a queue."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]


class Ending(IntEnum):
    """How a contact left today's queue."""

    SERVED = 0
    ABANDONED = 1
    WAITING = 2
    """Still there at closing, and will be tomorrow."""


# As numbers: NumPy takes six times as long to compare a column with a word of an enum.
SERVED, ABANDONED, WAITING = map(int, Ending)


@dataclass(frozen=True)
class QueueDay:
    """What came of a day: a row for each contact, in the order in which they were handed in. Times in minutes."""

    outcome: NDArray[np.int8]
    """An `Ending`."""
    left: Floats
    """When it left the queue, in minutes after opening: start of service, giving up, or closing."""
    call_made: Bools
    busy_minutes: float
    """Time of agents that contacts and calls took, also after closing."""
    queue_minutes: float
    """Time that contacts spent waiting today; 0 where there is no agent to wait for."""
    queue_area: float
    """The same as an integral of the queue's length, from who joined and who was taken out: Little's law."""
    whole: int
    """Agents who stay all day."""
    part_minutes: float
    """Minutes that one more agent stays; 0 for none."""
    events: int
    """Of the SimPy environment: ends of services, minutes of calls, and the part-time agent's going home."""


def nobody_comes(agents: float, open_minutes: float) -> QueueDay:
    """Let agents wait for nobody."""
    whole = math.floor(agents)
    return nobody_served(0, 0, open_minutes, whole=whole, part_minutes=float((agents - whole) * open_minutes))


def nobody_served(
    contacts: int, calls: int, open_minutes: float, *, whole: int = 0, part_minutes: float = 0.0
) -> QueueDay:
    """Let everybody wait until closing, e-mails too."""
    return QueueDay(
        outcome=np.full(contacts, ABANDONED, np.int8),
        left=np.full(contacts, open_minutes),
        call_made=np.zeros(calls, np.bool_),
        busy_minutes=0.0,
        queue_minutes=0.0,
        queue_area=0.0,
        whole=whole,
        part_minutes=part_minutes,
        events=0,
    )
