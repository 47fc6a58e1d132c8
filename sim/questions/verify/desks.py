"""The two desks alone: contacts go in with arrival, service, patience and urgency, waits come out."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.desk.queue import serve_day
from sim.desk.queue_day import Ending
from sim.measures.record import Channel, Outcome
from sim.plain.shift import Contact, Shift
from sim.questions.verify.check import Engine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NEVER_CLOSES = 1e9
ENDLESS = 1e12


@dataclass(frozen=True)
class Calls:
    """One long day of calls, in the order of their arrival; times in minutes, urgency 0 goes first."""

    arrival: Floats
    service: Floats
    patience: Floats
    urgency: NDArray[np.int64]

    @classmethod
    def alike(cls, arrival: Floats, service: Floats, patience: Floats) -> Calls:
        """Give calls of which none is more urgent."""
        return cls(arrival, service, patience, np.zeros(len(arrival), np.int64))


@dataclass(frozen=True)
class Answered:
    """What became of them, and what the desk says of its day."""

    wait: Floats
    served: NDArray[np.bool_]
    busy_minutes: float
    queue_minutes: float
    queue_area: float


Desk = Callable[[Calls, int], Answered]
"""A desk serves calls with so many agents, until all are answered or gone."""


def fast_desk(calls: Calls, agents: int) -> Answered:
    """Serve calls as the fast engine does."""
    nobody = np.zeros(0)
    day = serve_day(
        arrival=calls.arrival, patience=calls.patience, agent_minutes=calls.service, priority=calls.urgency,
        stays=np.zeros(len(calls.arrival), np.bool_), agents=float(agents), open_minutes=NEVER_CLOSES,
        call_minute=nobody, call_agent_minutes=nobody,
    )  # fmt: skip
    served = day.outcome == Ending.SERVED
    return Answered(day.left - calls.arrival, served, day.busy_minutes, day.queue_minutes, day.queue_area)


def plain_desk(calls: Calls, agents: int, *, shift: type[Shift] = Shift) -> Answered:
    """Serve calls as the plain engine does."""
    columns = (one.tolist() for one in (calls.arrival, calls.service, calls.patience, calls.urgency))
    contacts = [
        Contact(0, arrival, service, patience, urgency, Channel.PHONE, service)
        for arrival, service, patience, urgency in zip(*columns, strict=True)
    ]
    day = shift(day=0, agents=float(agents), open_minutes=NEVER_CLOSES)
    day.run(contacts)
    waits = np.array([contact.wait for contact in contacts])
    served = np.array([contact.outcome is Outcome.SERVED for contact in contacts])
    return Answered(waits, served, day.busy_minutes, day.queue_minutes, day.queue_area)


DESKS: dict[Engine, Desk] = {Engine.FAST_DESK: fast_desk, Engine.PLAIN_DESK: plain_desk}


def served_in_turn(calls: Calls, agents: int) -> Answered:
    """Serve calls first come first served, by a heap of the minutes at which agents are free: a third desk."""
    free, waits, served = [0.0] * agents, [], []
    columns = (calls.arrival.tolist(), calls.service.tolist(), calls.patience.tolist())
    for arrival, service, patience in zip(*columns, strict=True):
        offered = max(0.0, free[0] - arrival)
        stays = offered <= patience
        waits.append(offered if stays else patience)
        served.append(stays)
        if stays:
            heapq.heapreplace(free, max(free[0], arrival) + service)
    taken = np.array(served)
    return Answered(np.array(waits), taken, float(calls.service[taken].sum()), math.nan, math.nan)
