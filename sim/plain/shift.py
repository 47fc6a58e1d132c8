"""One day of the desk in SimPy: a process for each contact, a priority queue for the agents.

This is the queue as a textbook would write it. It knows nothing of customers' lives: contacts go in with the
minute of arrival, patience and handle time; they come out with a wait and an outcome.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import simpy

from sim.measures.record import Channel, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from sim.plain.customer import Customer
    from sim.plain.memory import Issue

    Process = Generator[simpy.Event, Any, None]

MINUTES_A_DAY = 1440.0
FIRST_OF_ALL = -1
"""The priority of an agent who goes home: before any contact that waits (0 is the most urgent)."""


@dataclass(slots=True)
class Contact:
    """One try to reach an agent: times in minutes, `arrival` after the opening of `day`."""

    day: int
    arrival: float
    handle: float
    patience: float
    priority: int
    channel: Channel
    agent_minutes: float
    """Time of one agent that it takes: a chat shares its agent with others."""
    customer: Customer | None = None
    issue: Issue | None = None
    reason: Reason = Reason.QUESTION
    number: int = 0
    attempts: int = 0
    companion: int = 0
    """0: the customer's own. Others stand for the people he represents, and have no journey."""
    own: Contact | None = None
    outcome: Outcome | None = None
    resolved: bool = False
    """Whether it settled what it was about."""
    wait: float = math.nan
    """Minutes by the clock on the wall, nights included, until answered or given up."""
    joined: float = math.nan
    left: float = math.nan
    """When it joined and left today's queue, in minutes after opening."""

    def waited(self, day: int, minute: float) -> float:
        """Give the wait so far, by the clock on the wall."""
        return (day - self.day) * MINUTES_A_DAY + minute - self.arrival


class Shift:
    """A day of a desk: it opens without contacts in service, and finishes those that are when it closes.

    `agents` may be fractional: 4.3 are four for the whole day and one for the first 0.3 of it.
    """

    def __init__(self, *, day: int, agents: float, open_minutes: float) -> None:
        self.day = day
        self.agents = agents
        self.open_minutes = open_minutes
        self.whole = math.floor(agents)
        self.part_minutes = (agents - self.whole) * open_minutes
        self.busy_minutes = 0.0
        self.overtime_minutes = 0.0
        self.queue_minutes = 0.0
        """The time that contacts spent waiting today, summed as they leave the queue."""
        self.queue_area = 0.0
        """The same as an integral of the queue's length over time: Little's law says they are equal."""
        self._waiting = 0
        self._last_change = 0.0

    def run(self, contacts: Iterable[Contact], calls: Iterable[Contact] = ()) -> None:
        """Serve the contacts, in the order given where they arrive together; `calls` are made when idle."""
        self.env = simpy.Environment()
        if self.agents <= 0.0:
            self._nobody_there(contacts)
            return
        self.staff = simpy.PriorityResource(self.env, capacity=self.whole + (self.part_minutes > 0.0))
        if self.part_minutes > 0.0:
            self.env.process(self._go_home())
        for contact in contacts:
            self.env.process(self._contact(contact))
        for call in calls:
            self.env.process(self._call(call))
        self.env.run()

    def _contact(self, contact: Contact) -> Process:
        """Arrive, wait for an agent as long as patience and opening hours last, be served."""
        contact.joined = contact.left = math.nan
        if contact.day == self.day:
            yield self.env.timeout(contact.arrival)
        patience = contact.patience - contact.waited(self.day, self.env.now)
        if patience <= 0.0:  # it ran out over night
            contact.outcome, contact.wait = Outcome.ABANDONED, contact.patience
            return
        contact.joined = self.env.now
        until_closing = self.open_minutes - self.env.now
        with self.staff.request(priority=contact.priority) as turn:
            self._queue_changes(+1)
            if not turn.triggered:  # nobody idle: wait
                yield turn | self.env.timeout(min(patience, until_closing))
            self._queue_changes(-1)
            contact.left = self.env.now
            self.queue_minutes += contact.left - contact.joined
            if turn.triggered:
                contact.outcome = Outcome.SERVED
                contact.wait = contact.waited(self.day, self.env.now)
                self._work(contact)
                yield self.env.timeout(contact.agent_minutes)
            elif contact.channel is not Channel.EMAIL or patience <= until_closing:
                contact.outcome = Outcome.ABANDONED
                contact.wait = contact.waited(self.day, self.env.now)

    def _call(self, call: Contact) -> Process:
        """Call a customer, if an agent is idle at that minute."""
        yield self.env.timeout(call.arrival)
        if self.staff.count < self.staff.capacity:
            with self.staff.request(priority=call.priority) as turn:
                yield turn
                call.joined = call.left = self.env.now
                call.outcome, call.wait = Outcome.SERVED, 0.0
                self._work(call)
                yield self.env.timeout(call.agent_minutes)

    def _go_home(self) -> Process:
        """End the part-time agent's day: the next one to be free goes, and is not replaced."""
        yield self.env.timeout(self.part_minutes)
        yield self.staff.request(priority=FIRST_OF_ALL)

    def _nobody_there(self, contacts: Iterable[Contact]) -> None:
        """Let everybody wait until closing, e-mails too."""
        for contact in contacts:
            contact.joined = contact.left = math.nan
            contact.outcome = Outcome.ABANDONED
            contact.wait = contact.waited(self.day, self.open_minutes)

    def _work(self, contact: Contact) -> None:
        """Count the minutes of a contact that an agent takes up now, and those of them after closing."""
        self.busy_minutes += contact.agent_minutes
        self.overtime_minutes += max(0.0, self.env.now + contact.agent_minutes - self.open_minutes)

    def _queue_changes(self, by: int) -> None:
        """Keep the integral of the queue's length."""
        self.queue_area += self._waiting * (self.env.now - self._last_change)
        self._last_change = self.env.now
        self._waiting += by
