"""One day of the desk's queue in SimPy, lean: callbacks instead of processes, at most one event a contact.

An agent *is* an event, the moment at which he will be free, and is scheduled anew for each contact. That somebody
comes is none. An idle agent, for whom nobody waits, is given the next contact in advance: he will be free when it
has come and been served. Agents are alike, so it does not matter to whom it falls. Besides contacts, two things
want an idle agent: the end of the part-time agent's day and proactive calls. Contacts that come after the next of
these are not given to anybody before it has happened. Who comes while all are busy changes nothing, and is let in
by the next agent who becomes free.

Nobody keeps an alarm clock for a contact's patience: it is looked at when an agent calls him up, and whoever has
left by then is passed over. What becomes of those whom no agent took follows from their patience and the closing
time, for all of them at once, after the clock has stopped.

What happens in the same minute happens in this order: the part-time agent goes home, contacts arrive, proactive
calls are made, services end. An agent who becomes free in the very minute in which a contact's patience (or the
day) ends still takes it if it came after his last one began: what was planned first happens first.
"""

from __future__ import annotations

import math
from collections import deque
from functools import partial
from heapq import heappop, heappush
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy
from simpy.events import NORMAL, URGENT

from sim.desk.queue_day import ABANDONED, SERVED, WAITING, QueueDay, nobody_served

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from simpy.events import EventPriority

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]


def serve_day(
    *,
    arrival: Floats,
    patience: Floats,
    agent_minutes: Floats,
    priority: NDArray[np.int64],
    stays: Bools,
    agents: float,
    open_minutes: float,
    call_minute: Floats,
    call_agent_minutes: Floats,
) -> QueueDay:
    """Serve the contacts of a day, sorted by `arrival`; what was carried over arrives at 0 with the patience left.

    Patience and agent_minutes are above 0, patience may be infinite; priority 0 is served first. What `stays` (an
    e-mail) is kept over night when the desk closes, all else gives up; who is in service is served to the end.
    4.3 agents are four for the day and one for the first 0.3 of it: he leaves when idle, or else the next one to
    become free does. A call is made if an agent is idle at its minute. With no agents all wait until closing.
    """
    whole = math.floor(agents)
    part_minutes = float((agents - whole) * open_minutes)
    if agents <= 0.0:
        return nobody_served(len(arrival), len(call_minute), open_minutes)
    gives_up = arrival + np.minimum(patience, open_minutes - arrival)
    # One for each contact and call, and one to go home: nobody ever asks for another.
    enough = len(arrival) + len(call_minute) + 1
    desk = _Desk(arrival, gives_up, agent_minutes, priority, min(whole + (part_minutes > 0.0), enough))
    desk.live(part_minutes, call_minute, call_agent_minutes)

    taken, lost, taken_at = np.array(desk.taken, np.intp), desk.lost(), np.array(desk.taken_at, np.float64)
    outcome = np.full(len(arrival), SERVED, np.int8)
    left = arrival.copy()
    left[taken] = np.maximum(taken_at, arrival[taken])  # the clock may be off by the last bit
    if len(lost):
        over_night = stays[lost] & (patience[lost] > open_minutes - arrival[lost])
        outcome[lost] = np.where(over_night, WAITING, ABANDONED)
        left[lost] = gives_up[lost]
    busy_minutes = float(agent_minutes[outcome == SERVED].sum())
    call_made = np.zeros(len(call_minute), np.bool_)
    if desk.called:
        call_made[desk.called] = True
        busy_minutes += float(call_agent_minutes[call_made].sum())
    ends = len(arrival) - len(lost) + len(desk.called)
    return QueueDay(
        outcome=outcome,
        left=left,
        call_made=call_made,
        busy_minutes=busy_minutes,
        queue_minutes=float((left - arrival).sum()),
        queue_area=_area(arrival[desk.joined], np.concatenate([taken_at, gives_up[lost]])),
        whole=whole,
        part_minutes=part_minutes,
        events=len(call_minute) + int(part_minutes > 0.0) + ends,
    )


class _Planned(simpy.Event):
    """An event whose minute is known beforehand."""

    _ok = True
    _value = None

    def __init__(self, desk: _Desk, *happen: Callable[[Any], None]) -> None:
        self.env, self.callbacks = desk, [*happen]


class _Agent(_Planned):
    """An agent, and the moment at which he will be free: scheduled anew, it happens again and again."""

    since = 0
    """How many contacts had arrived when his last one began."""


class _Desk(simpy.Environment):
    """The clock, the agents who are idle, the contacts that wait: a queue for each priority."""

    def __init__(
        self,
        arrival: Floats,
        gives_up: Floats,
        agent_minutes: Floats,
        priority: NDArray[np.int64],
        agents: int,
    ) -> None:
        super().__init__()
        # Reached gap by gap, as by a door that opens for each contact: to the last bit the same, however it opens.
        gaps = arrival.copy()
        gaps[1:] -= arrival[:-1]
        self.arrives_at: list[float] = gaps.cumsum().tolist()
        self.arrives_at.append(math.nan)  # after the last one nobody comes, at whatever minute
        self.gives_up: list[float] = gives_up.tolist()
        self.minutes: list[float] = agent_minutes.tolist()
        self.queues: list[deque[int]] = [deque() for _ in range(int(priority.max(initial=0)) + 1)]
        self.queue_of = list(map(self.queues.__getitem__, priority.tolist()))
        self.idle = [_Agent(self, self.free) for _ in range(agents)]
        self.one_goes_home = False
        self.wanted_at = [math.inf]
        """Up to when nothing but a contact wants an idle agent: the next of these minutes stands last."""
        self.arrived = 0
        """How many contacts have come, or are given to an agent in advance."""
        self.joined: list[int] = []
        """Who found nobody idle. Of these: whom an agent took, when, and who was gone when called up."""
        self.taken: list[int] = []
        self.taken_at: list[float] = []
        self.gone: list[int] = []
        self.called: list[int] = []

    def live(self, part_minutes: float, call_minute: Floats, call_agent_minutes: Floats) -> None:
        """Let the day pass, until the last service is finished."""
        if part_minutes > 0.0:
            self.put_down(self.go_home, URGENT, part_minutes)
        for number, minute in enumerate(call_minute.tolist()):
            self.put_down(partial(self.call, number, float(call_agent_minutes[number])), NORMAL, minute)
        self.wanted_at.sort(reverse=True)
        self.give_away()
        self.run_out()
        self.let_in(math.inf)

    def run_out(self) -> None:
        """Let everything happen that is on the calendar, as SimPy does.

        But for what none of these events does: fail, stop the clock, or lose its callbacks by having happened. A
        step of SimPy takes as long as what happens in it.
        """
        calendar = self._queue
        while calendar:
            self._now, _, _, event = heappop(calendar)
            for happen in event.callbacks:
                happen(event)

    def put_down(self, happen: Callable[[Any], None], priority: EventPriority, minute: float) -> None:
        """Let something happen at that minute that wants an idle agent.

        SimPy has delays alone: added to the time at which it was taken, a difference does not always give that
        minute again.
        """
        heappush(self._queue, (minute, priority, next(self._eid), _Planned(self, happen, self.look_further)))
        # Who comes in this very minute comes before a call, but after the part-time agent has gone.
        self.wanted_at.append(math.nextafter(minute, 0.0) if priority == URGENT else minute)

    def look_further(self, _: _Planned) -> None:
        """Look for contacts up to the next that wants an idle agent: this one has had what it wanted."""
        self.wanted_at.pop()
        self.give_away()

    def give_away(self) -> None:
        """Give idle agents the contacts that come before anything else wants these agents."""
        while self.idle and self.arrives_at[self.arrived] <= self.wanted_at[-1]:
            self.await_next(self.idle.pop())

    def let_in(self, now: float) -> None:
        """Let all who have come by now join the queue."""
        number = self.arrived
        while self.arrives_at[number] <= now:
            self.queue_of[number].append(number)
            self.joined.append(number)
            number += 1
        self.arrived = number

    def call(self, number: int, minutes: float, _: simpy.Event) -> None:
        """Call a customer, if an agent is idle."""
        if self.idle:
            self.called.append(number)
            self.occupy(self.idle.pop(), self._now + minutes)

    def go_home(self, _: simpy.Event) -> None:
        """End the part-time agent's day: whoever is idle goes, or else the next one to be free."""
        if self.idle:
            self.idle.pop()
        else:
            self.one_goes_home = True

    def await_next(self, agent: _Agent) -> None:
        """Let an agent wait for the next contact, and serve it."""
        number = self.arrived
        self.arrived = number + 1
        self.occupy(agent, self.arrives_at[number] + self.minutes[number])

    def occupy(self, agent: _Agent, until: float) -> None:
        """Give an agent something to do."""
        agent.since = self.arrived
        heappush(self._queue, (until, NORMAL, next(self._eid), agent))

    def free(self, agent: _Agent) -> None:
        """Take the most urgent contact that is still there, of these the one that came first; or the next."""
        if self.one_goes_home:
            self.one_goes_home = False
            return
        now = self._now
        if self.arrives_at[self.arrived] <= now:
            self.let_in(now)
        for queue in self.queues:
            while queue:
                number = queue.popleft()
                until = self.gives_up[number]
                if until > now or (until == now and number >= agent.since):
                    self.taken.append(number)
                    self.taken_at.append(now)
                    self.occupy(agent, now + self.minutes[number])
                    return
                self.gone.append(number)
        # Not by way of `give_away`: this happens for half of the contacts, and it would cost a tenth of the queue.
        if self.arrives_at[self.arrived] <= self.wanted_at[-1]:
            self.await_next(agent)
        else:
            self.idle.append(agent)

    def lost(self) -> NDArray[np.intp]:
        """Give those whom no agent took: gone when called up, or never called up."""
        return np.array([*self.gone, *chain.from_iterable(self.queues)], np.intp)


def _area(joined: Floats, left: Floats) -> float:
    """Integrate the queue's length, over sorted moments of joining and leaving."""
    if not len(joined):
        return 0.0
    moments = np.concatenate([joined, left])
    order = moments.argsort(kind="stable")
    moments, steps = moments[order], np.where(order < len(joined), 1.0, -1.0)
    # Not as a product of vectors: that is summed by BLAS, in as many parts as there are threads.
    return float(((moments[1:] - moments[:-1]) * steps.cumsum()[:-1]).sum())
