"""The service desk, from outside the queue: who contacts it today, by which way, and what comes of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.luck import Decision
from sim.measures.invariants import ShiftLog
from sim.measures.record import Channel, Outcome, Reason
from sim.plain import encounter
from sim.plain.shift import Contact, Shift
from sim.plain.turns import (
    QUICK,
    arrival_order,
    day_position,
    is_entitled,
    is_small,
    mean_agent_minutes,
    priority,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.plain.customer import Customer
    from sim.plain.memory import Issue
    from sim.plain.model import PlainModel
    from sim.scenario import Scenario


class Desk:
    """The desk of one market: its mailbox is all that is left of a day when it closes."""

    def __init__(self, model: PlainModel) -> None:
        self.model = model
        self.mailbox: list[Contact] = []
        self.to_call: list[Customer] = []
        self.last_contacts: list[Contact] = []
        """The contacts of the last day, for the checks."""
        self.shift: Shift | None = None

    @property
    def spec(self) -> Scenario:
        """The scenario in force today."""
        return self.model.spec

    @property
    def open_minutes(self) -> float:
        """Length of the desk's day."""
        return self.spec.desk.open_hours * 60.0

    def serve(self) -> None:
        """Let the customers who have something to say today say it, and take the consequences."""
        backlog = self.open_mail()
        fresh = [contact for own in self.take_contacts() for contact in self.with_companions(own)]
        fresh.sort(key=arrival_order)
        calls = [contact for own in self.make_calls() for contact in self.with_companions(own)]
        service = self.model.service
        agents = service.agents_today(self.work(fresh), self.work(backlog))
        self.shift = Shift(day=self.model.day, agents=agents, open_minutes=self.open_minutes)
        self.shift.run(backlog + fresh, sorted(calls, key=arrival_order))
        self.last_contacts = backlog + fresh + calls
        self.close(backlog + fresh, calls)

    # --- who contacts the desk --------------------------------------------------------------------------------

    def open_mail(self) -> list[Contact]:
        """Take yesterday's unanswered e-mails, in the order of arrival, without those that are void by now."""
        for mail in self.mailbox:
            if mail.own is None and not self.still_wanted(mail):
                mail.outcome = Outcome.DROPPED
                self.drop(mail)
        backlog = []
        for mail in self.mailbox:
            if mail.own is not None and (mail.own.outcome is Outcome.DROPPED or not self.may_contact(mail)):
                mail.outcome = Outcome.DROPPED
            if mail.outcome is None:
                backlog.append(mail)
            else:
                self.model.today.desk_dropped += 1
        self.model.today.carried_in = len(self.mailbox)
        return sorted(backlog, key=arrival_order)

    def still_wanted(self, mail: Contact) -> bool:
        """Tell whether a customer's own e-mail is still about something."""
        return mail.customer is not None and mail.customer.issue is mail.issue and self.may_contact(mail)

    def may_contact(self, contact: Contact) -> bool:
        """Tell whether the desk still serves whom the contact came from."""
        return contact.customer is not None and is_entitled(contact.customer, contact.reason)

    def drop(self, mail: Contact) -> None:
        """Forget an e-mail, and the issue with it if that is still the customer's."""
        customer = mail.customer
        if customer is not None and customer.issue is not None and customer.issue is mail.issue:
            customer.issue = None

    def take_contacts(self) -> Iterator[Contact]:
        """Let all contacts due today choose their way; those that help themselves never reach an agent."""
        for customer in self.model.customers:
            issue = customer.issue
            if issue is None or issue.due != self.model.day or issue.mail is not None:
                continue
            if not is_entitled(customer, issue.reason):
                customer.issue = None
                self.model.today.dropped += 1
                continue
            customer.contacts += 1
            customer.tally.contacts += 1
            customer.tally.early_contacts += customer.is_young()
            self.model.today.contacts += 1
            if not self.helps_himself(customer, issue):
                self.model.today.agent_contacts += 1
                self.count_fault(issue)
                yield self.to_agent(customer, issue, issue.reason)

    def helps_himself(self, customer: Customer, issue: Issue) -> bool:
        """Try self-service or the community first, with small matters; true if that was enough."""
        if issue.attempts > 0 or not is_small(customer, issue):
            return False
        desk = customer.spec.desk
        u = luck.uniform(customer.luck, Decision.HELP_CHANNEL, customer.contacts)
        if u < desk.self_service.share:
            channel, success = Channel.SELF_SERVICE, desk.self_service.success
        elif u < desk.self_service.share + desk.community.share:
            channel, success = Channel.COMMUNITY, desk.community.success
        else:
            return False
        if not customer.chance(Decision.HELP_WORKS, customer.contacts, success):
            issue.attempts += 1
            return False
        if channel is Channel.SELF_SERVICE:
            self.count_fault(issue)
        contact = self.contact(customer, channel, issue.reason, issue)
        justice = encounter.helped(customer, contact)
        self.model.today.helped += 1
        self.model.log_contact(contact, justice)
        return True

    def count_fault(self, issue: Issue) -> None:
        """Count what the firm hears of its faults; what the community solves it does not hear of."""
        self.model.today.fault_contacts += issue.reason in (Reason.FAILURE, Reason.DAMAGE, Reason.RETURN)

    def make_calls(self) -> Iterator[Contact]:
        """Plan the proactive contacts of the day: calls of the mean length, at a drawn minute."""
        for customer in self.to_call:
            customer.contacts += 1
            call = self.to_agent(customer, None, Reason.OUTREACH)
            call.channel = Channel.PHONE
            call.agent_minutes = mean_agent_minutes(call)
            yield call
        self.to_call = []

    # --- a contact with an agent --------------------------------------------------------------------------------

    def to_agent(self, customer: Customer, issue: Issue | None, reason: Reason) -> Contact:
        """Make a contact with all its draws: channel, minute, handle time and patience."""
        desk = customer.spec.desk
        u = luck.uniform(customer.luck, Decision.CHANNEL, customer.contacts)
        if u < desk.phone.share:
            channel = Channel.PHONE
        else:
            channel = Channel.CHAT if u < desk.phone.share + desk.chat.share else Channel.EMAIL
        contact = self.contact(customer, channel, reason, issue)
        self.draw_times(contact, customer, customer.luck)
        return contact

    def contact(
        self, customer: Customer, channel: Channel, reason: Reason, issue: Issue | None, companion: int = 0
    ) -> Contact:
        """Write down who contacts the desk, how and why."""
        return Contact(
            day=self.model.day,
            arrival=0.0,
            handle=0.0,
            patience=math.inf,
            priority=priority(customer, channel),
            channel=channel,
            agent_minutes=0.0,
            customer=customer,
            issue=issue,
            reason=reason,
            number=customer.contacts,
            attempts=issue.attempts if issue else 0,
            companion=companion,
        )

    def draw_times(self, contact: Contact, customer: Customer, whose_luck: int) -> None:
        """Draw when a contact arrives, how long it would wait and how long it takes."""
        desk = customer.spec.desk
        settings = getattr(desk, contact.channel)
        position = luck.uniform(whose_luck, Decision.ARRIVAL, contact.number)
        contact.arrival = self.open_minutes * day_position(position, desk.arrival_profile)
        natural = luck.lognormal(
            whose_luck, Decision.HANDLE, contact.number, settings.handle_minutes, settings.handle_cv
        )
        contact.handle = natural * desk.handle_time_target
        if contact.channel in QUICK:
            contact.handle += desk.relationship_minutes
        contact.agent_minutes = contact.handle / settings.concurrency
        mean, cv = settings.patience_minutes, settings.patience_cv
        if cv > 0.0:
            contact.patience = luck.lognormal(whose_luck, Decision.PATIENCE, contact.number, mean, cv)
        else:
            contact.patience = mean * luck.threshold(whose_luck, Decision.PATIENCE, contact.number)

    def with_companions(self, own: Contact) -> Iterator[Contact]:
        """Add the contacts of those whom the customer stands for: same channel, luck of their own."""
        yield own
        customer = own.customer
        if customer is None:
            return
        for companion in range(1, self.spec.weight):
            other = self.contact(customer, own.channel, own.reason, own.issue, companion)
            other.own = own
            self.draw_times(other, customer, luck.companion_luck(customer.luck, companion))
            if own.reason is Reason.OUTREACH:
                other.agent_minutes = own.agent_minutes
            yield other

    def work(self, contacts: list[Contact]) -> float:
        """Give the agents that these contacts keep busy for a day, by their mean handle times."""
        # Not sum(): since Python 3.12 it rounds otherwise.
        return math.fsum(mean_agent_minutes(contact) for contact in contacts) / self.open_minutes

    # --- what comes of it ---------------------------------------------------------------------------------------

    def close(self, contacts: list[Contact], calls: list[Contact]) -> None:
        """Tell customers what came of it, keep the e-mails that are left, and count."""
        self.mailbox = [contact for contact in contacts if contact.outcome is None]
        for mail in self.mailbox:
            if mail.own is None and mail.issue is not None:
                mail.issue.mail = mail
        for contact in contacts:
            if contact.outcome is not None:
                self.count(contact)
                self.tell(contact)
        self.model.today.outreach_asked = len(calls)
        for call in calls:
            self.model.today.outreach_made += call.outcome is Outcome.SERVED
            if call.outcome is Outcome.SERVED and call.own is None and call.customer is not None:
                self.model.log_contact(call, encounter.called(call.customer, call))
        self.count_day(contacts)

    def tell(self, contact: Contact) -> None:
        """Let a customer feel the outcome of his contact; companions have no journey."""
        if contact.own is not None or contact.customer is None:
            return
        act = encounter.served if contact.outcome is Outcome.SERVED else encounter.abandoned
        justice = act(contact.customer, contact)
        self.model.service.justices.append(justice)
        self.model.log_contact(contact, justice)

    def count(self, contact: Contact) -> None:
        """Count a contact that ended today in the desk's figures."""
        today, served = self.model.today, contact.outcome is Outcome.SERVED
        today.served += served
        today.abandoned += not served
        if contact.channel in QUICK:
            today.quick_answered += served
            today.quick_abandoned += not served
            today.quick_wait += contact.wait
            today.quick_wait_answered += contact.wait if served else 0.0
            today.quick_within += served and contact.wait * 60.0 <= self.spec.desk.answer_within_seconds
        else:
            today.email_answered += served
            today.email_abandoned += not served
            today.email_wait += contact.wait

    def count_day(self, contacts: list[Contact]) -> None:
        """Count the agents' day."""
        today, shift = self.model.today, self.shift
        assert shift is not None
        today.arrivals = sum(contact.day == self.model.day for contact in contacts)
        today.carried_out = len(self.mailbox)
        today.agents = shift.agents
        today.paid_minutes = shift.agents * shift.open_minutes
        today.busy_minutes = shift.busy_minutes
        today.overtime_minutes = shift.overtime_minutes
        today.queue_minutes = shift.queue_minutes
        today.queue_area = shift.queue_area
        today.wages = today.paid_minutes / 60.0 * self.spec.money.agent_cost_hour

    def shift_log(self) -> ShiftLog:
        """Give the queue of the day as it went, for the checks."""
        shift = self.shift
        assert shift is not None
        # What waits at closing left the queue at closing; a call that was made counts as served.
        queued = [contact for contact in self.last_contacts if contact.joined == contact.joined]
        return ShiftLog(
            joined=np.array([contact.joined for contact in queued]),
            left=np.array([contact.left for contact in queued]),
            served=np.array([contact.outcome is Outcome.SERVED for contact in queued], dtype=np.bool_),
            priority=np.array([contact.priority for contact in queued], dtype=np.int64),
            agent_minutes=np.array([contact.agent_minutes for contact in queued]),
            whole=shift.whole,
            part_minutes=shift.part_minutes,
        )
