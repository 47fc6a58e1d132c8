"""Desks with one fault each, alike enough to the real one to be taken for it: the tests must tell them apart."""

from __future__ import annotations

from typing import Any

from sim.measures.record import Outcome
from sim.plain.shift import Contact, Shift


class OneAgentTooMany(Shift):
    """Counts from 0 to the number of agents."""

    def __init__(self, *, agents: float, **day: Any) -> None:
        super().__init__(agents=agents + 1.0, **day)


class LastComeFirstServed(Shift):
    """Piles contacts up: mean wait and abandonment stay, only the spread of waits changes."""

    def run(self, contacts: list[Contact], calls: Any = ()) -> None:
        for contact in contacts:
            contact.priority = -contact.arrival
        super().run(contacts, calls)


class OneForAll(Shift):
    """Knows no priorities."""

    def run(self, contacts: list[Contact], calls: Any = ()) -> None:
        for contact in contacts:
            contact.priority = 0
        super().run(contacts, calls)


class PatienceAfterTheWait(Shift):
    """Asks only when an agent is free whether the contact is still there: as many give up, but later."""

    def _contact(self, contact: Contact) -> Any:
        yield self.env.timeout(contact.arrival)
        with self.staff.request(priority=contact.priority) as turn:
            yield turn
            contact.wait = contact.waited(self.day, self.env.now)
            if contact.wait > contact.patience:
                contact.outcome = Outcome.ABANDONED
            else:
                contact.outcome = Outcome.SERVED
                yield self.env.timeout(contact.agent_minutes)


class GivesUpAndKeepsTheTurn(Shift):
    """Spends an agent's time on those who have hung up."""

    def _contact(self, contact: Contact) -> Any:
        yield self.env.timeout(contact.arrival)
        with self.staff.request(priority=contact.priority) as turn:
            if not turn.triggered:
                yield turn | self.env.timeout(contact.patience)
            contact.outcome = Outcome.SERVED if turn.triggered else Outcome.ABANDONED
            contact.wait = contact.waited(self.day, self.env.now)
            yield turn
            yield self.env.timeout(contact.agent_minutes)


class NeverCloses(Shift):
    """Answers whoever still waits at closing."""

    def __init__(self, *, open_minutes: float, **day: Any) -> None:
        super().__init__(open_minutes=open_minutes, **day)
        self.open_minutes = 1e9


class PartTimerStays(Shift):
    """Keeps the part-time agent all day."""

    def _go_home(self) -> Any:
        yield self.env.timeout(self.part_minutes)


class PartTimerGoesTwice(Shift):
    """Sends one agent too many home."""

    def _go_home(self) -> Any:
        yield from super()._go_home()
        yield from super()._go_home()


class ForgetsWhoGaveUp(Shift):
    """Counts the waiting of those only who were served."""

    def _contact(self, contact: Contact) -> Any:
        yield from super()._contact(contact)
        if contact.outcome is Outcome.ABANDONED:
            self.queue_minutes -= contact.left - contact.joined
