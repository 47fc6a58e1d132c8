"""The day of the desk: the mailbox, the contacts of today, the queue, and what comes of it."""

from __future__ import annotations

from functools import partial, reduce
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from sim import luck
from sim.crowd.codes import CODE, NOTHING, ONE
from sim.crowd.columns import EVERYBODY
from sim.desk import encounter
from sim.desk.contacts import EMAIL, MINUTES_A_DAY, NO_CONTACTS, PHONE, Contacts
from sim.desk.encounter import Staff
from sim.desk.mailbox import open_mailbox
from sim.desk.queue import serve_day
from sim.desk.queue_day import ABANDONED, SERVED, WAITING, nobody_comes
from sim.desk.rota import count_contacts, count_day, overtime, work
from sim.desk.routing import count_faults, due_today, help_themselves, to_agents, with_companions
from sim.desk.ways import Ways
from sim.journey.part import among
from sim.luck import Decision
from sim.measures.invariants import ShiftLog
from sim.measures.record import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.crowd.columns import Bools, Customers, Floats, Ints, Rows
    from sim.desk.queue_day import QueueDay
    from sim.desk.rota import Rota
    from sim.journey.part import Part
    from sim.journey.world import World

ENDINGS = np.array([str(Outcome.SERVED), str(Outcome.ABANDONED)])
"""The words for what becomes of contacts with agents, by the codes SERVED and ABANDONED."""

CHOOSING_A_WAY = (Decision.HELP_CHANNEL, Decision.HELP_WORKS, Decision.CHANNEL)
"""What a customer does before he reaches an agent: tries to do without, succeeds in that, or picks a channel."""


class Desk:
    """The desk of one market: its mailbox is all that is left of a day when it closes."""

    def __init__(self) -> None:
        self._ways: dict[int, Ways] = {}
        """By the number of a segment."""
        self.mailbox = NO_CONTACTS
        self.justices: Floats = np.zeros(0)
        """What customers felt today whose contacts with agents ended, abandoned ones included."""
        self.shift_log: Callable[[], ShiftLog] | None = None
        """Writes down the queue of the day as it went, for the checks."""

    def serve(self, c: Customers, to_call: Rows, rota: Rota, parts: Sequence[Part]) -> None:
        """Let the customers who have something to say today say it, and take the consequences."""
        self._read_settings(parts)
        w = parts[0].world  # for what all segments share
        backlog = open_mailbox(self.mailbox, c, w)
        fresh = self._fresh(c, parts)
        calls = self._calls(c, to_call, parts)
        minutes = (self._mean_minutes(contacts, parts) for contacts in (fresh, backlog))
        agents = rota.agents_today(*(work(each, w.spec.desk) for each in minutes))
        contacts = backlog + fresh
        if not len(contacts) and not len(calls):
            self._rest(agents, w)
            return
        outcome, wait, made = self._shift(contacts, calls, agents, w)
        ended = outcome != WAITING
        self.mailbox = contacts.take(~ended)
        quick = contacts.is_quick()[ended]
        count_contacts(quick, wait[ended], outcome[ended], w.spec.desk.answer_within_seconds, w.today)
        w.today.arrivals, w.today.carried_out = len(fresh), len(self.mailbox)
        w.today.outreach_asked, w.today.outreach_made = len(calls), int(np.count_nonzero(made))
        own = (ended & (contacts.companion == 0)).nonzero()[0]
        staff = {number: Staff(rota.skill, rota.satisfaction, ways) for number, ways in self._ways.items()}
        self.justices = tell(c, contacts.take(own), outcome[own], wait[own], staff, parts)
        if len(calls):
            call(c, calls.take(made & (calls.companion == 0)), staff, parts)

    def _rest(self, agents: float, w: World) -> None:
        """Have a day on which nobody has anything to say."""
        queue = nobody_comes(agents, w.spec.desk.open_hours * 60.0)
        count_day(queue, agents, w.spec, w.today)
        self.mailbox, self.justices = NO_CONTACTS, np.zeros(0)
        self.shift_log = partial(write_shift_log, NO_CONTACTS, np.zeros(0), NO_CONTACTS, queue)

    def _read_settings(self, parts: Sequence[Part]) -> None:
        for part in parts:
            spec, known = part.world.spec, self._ways.get(part.number)
            if known is None or known.desk is not spec.desk:
                self._ways[part.number] = Ways.of(spec.desk, part.turn)

    def _fresh(self, c: Customers, parts: Sequence[Part]) -> Contacts:
        """Let all contacts due today choose their way; gives those that go on to agents, in order of arrival."""
        w = parts[0].world
        rows = due_today(c, w)
        if not len(rows):
            return NO_CONTACTS
        # What is decided about a contact is drawn at once: a call of NumPy takes as long for one as for dozens.
        lucks = luck.uniforms(c.luck[rows], CHOOSING_A_WAY, c.contact[rows])
        for part, mine in among(parts, rows):
            self._help(c, help_themselves(c, rows[mine], lucks[:2, mine], part.world), part.world)
        others = (c.issue[rows] != NOTHING).nonzero()[0]  # than those who were helped
        w.today.agent_contacts += len(others)
        own = self._to_agents(c, rows[others], c.issue[rows[others]], lucks[2][others], parts)
        count_faults(own, w)
        own.attempts, own.issue_number = c.attempts[rows[others]], c.issue_number[rows[others]]
        return self._with_companions(own, c, parts).in_order_of_arrival()

    def _help(self, c: Customers, helped: Contacts, w: World) -> None:
        """Let self-service and the community help."""
        if len(helped):
            justice = encounter.helped(c, helped, w)
            log(helped, Outcome.HELPED, np.zeros(len(helped)), True, justice, w)
            w.today.helped += len(helped)
            count_faults(helped, w)

    def _calls(self, c: Customers, to_call: Rows, parts: Sequence[Part]) -> Contacts:
        """Plan the proactive contacts of the day: calls of the mean length, at a drawn minute."""
        if not len(to_call):
            return NO_CONTACTS
        c.contact[to_call] += ONE
        u = luck.uniforms(c.luck[to_call], Decision.CHANNEL, c.contact[to_call])
        own = self._to_agents(c, to_call, np.full(len(to_call), CODE[Reason.OUTREACH]), u, parts)
        calls = self._with_companions(own, c, parts)
        calls.channel = PHONE
        calls.agent_minutes = self._mean_minutes(calls, parts)
        return calls

    def _to_agents(self, c: Customers, rows: Rows, reason: Ints, u: Floats, parts: Sequence[Part]) -> Contacts:
        """Make contacts with agents, of customers in the order of their numbers."""
        made = [to_agents(c, rows[mine], reason[mine], u[mine], part.world) for part, mine in among(parts, rows)]
        return reduce(add, made)

    def _with_companions(self, own: Contacts, c: Customers, parts: Sequence[Part]) -> Contacts:
        """Draw the times of contacts, and of those whom these customers stand for."""
        made = [
            with_companions(own.take(mine), c, self._ways[part.number], part.world)
            for part, mine in among(parts, own.customer)
        ]
        return reduce(add, made)

    def _mean_minutes(self, contacts: Contacts, parts: Sequence[Part]) -> Floats:
        """Give the mean time of one agent that each of these contacts takes."""
        minutes = np.zeros(len(contacts))
        if not len(contacts):
            return minutes
        for part, mine in among(parts, contacts.customer):
            minutes[mine] = self._ways[part.number].agent_minutes[contacts.channel[mine]]
        return minutes

    def _shift(
        self, contacts: Contacts, calls: Contacts, agents: float, w: World
    ) -> tuple[NDArray[Any], Floats, NDArray[np.bool_]]:
        """Run the queue; gives the outcome and the wait of each contact, and which calls were made."""
        arrival = np.where(contacts.day == w.day, contacts.arrival, 0.0)
        patience = contacts.patience - contacts.waited(w.day, arrival)
        joins = (patience > 0.0) | (agents <= 0.0)  # the others' patience ran out over night
        joining = EVERYBODY if np.count_nonzero(joins) == len(joins) else joins.nonzero()[0]
        queued, arrival = contacts.take(joining), arrival[joining]
        order = calls.arrival.argsort(kind="stable")
        queue = serve_day(
            arrival=arrival,
            patience=patience[joining],
            agent_minutes=queued.agent_minutes,
            priority=queued.priority,
            stays=queued.channel == EMAIL,
            agents=agents,
            open_minutes=w.spec.desk.open_hours * 60.0,
            call_minute=calls.arrival[order],
            call_agent_minutes=calls.agent_minutes[order],
        )
        outcome, wait = queue.outcome, queued.waited(w.day, queue.left)
        if len(queued) < len(contacts):
            outcome, wait = np.full(len(contacts), ABANDONED, dtype=np.int8), contacts.patience.copy()
            outcome[joining], wait[joining] = queue.outcome, queued.waited(w.day, queue.left)
        made = np.zeros(len(calls), dtype=np.bool_)
        made[order] = queue.call_made
        count_day(queue, agents, w.spec, w.today)
        until = (queued.agent_minutes + queue.left)[queue.outcome == SERVED]
        if len(calls):
            until = np.concatenate([until, (calls.arrival + calls.agent_minutes)[made]])
        w.today.overtime_minutes = overtime(until, w.spec.desk)
        if agents <= 0.0:
            queued, arrival = NO_CONTACTS, np.zeros(0)
        self.shift_log = partial(write_shift_log, queued, arrival, calls.take(made), queue)
        return outcome, wait, made


def tell(
    c: Customers,
    own: Contacts,
    outcome: NDArray[Any],
    wait: Floats,
    staff: Mapping[int, Staff],
    parts: Sequence[Part],
) -> Floats:
    """Let customers feel the outcome of their contacts; gives the justice felt."""
    justice, resolved = np.zeros(len(own)), np.zeros(len(own), dtype=np.bool_)
    if not len(own):
        return justice
    through = outcome == SERVED
    for part, mine in among(parts, own.customer):
        contacts = own.take(mine)
        if len(contacts):
            felt = encounter.ended(c, contacts, through[mine], wait[mine], staff[part.number], part.world)
            justice[mine], resolved[mine] = felt.justice, felt.resolved
    log(own, ENDINGS[outcome], wait, resolved, justice, parts[0].world)
    return justice


def call(c: Customers, made: Contacts, staff: Mapping[int, Staff], parts: Sequence[Part]) -> None:
    """Let customers feel that the desk called."""
    justice = np.zeros(len(made))
    for part, mine in among(parts, made.customer):
        justice[mine] = encounter.called(c, made.take(mine), staff[part.number], part.world)
    # A call has nothing to settle: what it brings to light becomes an issue of tomorrow.
    log(made, Outcome.SERVED, np.zeros(len(made)), False, justice, parts[0].world)


def log(
    contacts: Contacts,
    outcome: NDArray[Any] | Outcome,
    wait: Floats,
    resolved: Bools | bool,
    justice: Floats,
    w: World,
) -> None:
    """Note how contacts ended."""
    if not w.journal.every:
        return
    kept = w.journal.keeps(contacts.customer).nonzero()[0]
    if len(kept):
        words = np.broadcast_to(np.asarray(outcome, dtype=np.str_), len(contacts))[kept]
        settled = np.broadcast_to(np.asarray(resolved), len(contacts))[kept]
        columns = contacts.take(kept).words(
            w.day, wait=wait[kept], outcome=words, resolved=settled, justice=justice[kept]
        )
        minute = columns["arrival_minute"] + wait[kept] - MINUTES_A_DAY * (w.day - columns["made_day"])
        w.journal.contacts_ended(columns, minute)


def write_shift_log(queued: Contacts, joined: Floats, calls: Contacts, queue: QueueDay) -> ShiftLog:
    """Give the queue of the day as it went; what waits at closing left it at closing, a call is served at once."""
    left = queue.left if len(queued) else np.zeros(0)
    served = queue.outcome == SERVED if len(queued) else np.zeros(0, dtype=np.bool_)
    everybody = queued + calls
    return ShiftLog(
        joined=np.concatenate([joined, calls.arrival]),
        left=np.concatenate([left, calls.arrival]),
        served=np.concatenate([served, np.ones(len(calls), dtype=np.bool_)]),
        priority=everybody.priority,
        agent_minutes=everybody.agent_minutes,
        whole=queue.whole,
        part_minutes=queue.part_minutes,
    )
