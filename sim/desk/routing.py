"""Who contacts the desk today, and by which way: self-service, the community, or an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.crowd.codes import CODE, NOTHING, ONE, REASONS
from sim.crowd.columns import rows_where
from sim.desk.contacts import CHAT, COMMUNITY, EMAIL, NO_CONTACTS, PHONE, SELF_SERVICE, Contacts
from sim.journey.acts import are_young, count
from sim.luck import Decision
from sim.measures.record import Phase, Reason
from sim.rules import encounter

if TYPE_CHECKING:
    from sim.crowd.columns import Bools, Customers, Floats, Ints, Rows, Words
    from sim.desk.ways import Ways
    from sim.journey.world import World

IS_FAULT = np.isin(REASONS, (Reason.FAILURE, Reason.DAMAGE, Reason.RETURN))
IS_SMALL = np.isin(REASONS, (Reason.QUESTION, Reason.ENQUIRY, Reason.SETUP))
"""By the code of a reason; a minor failure is a small matter too."""


def is_entitled(c: Customers, rows: Rows, reason: Ints) -> Bools:
    """Customers, and prospects who are making up their minds; who returned the goods until that is settled."""
    here = c.is_customer[rows] | c.are_in(Phase.ENGAGEMENT, rows)
    entitled: Bools = here | (reason == CODE[Reason.RETURN])
    return entitled


def due_today(c: Customers, w: World) -> Rows:
    """Who contacts the desk today, each once; who has left by now does not."""
    due: Rows = rows_where(c.due == w.day)
    due = due[c.issue[due] != NOTHING]
    if not len(due):
        return due
    entitled = is_entitled(c, due, c.issue[due])
    rows: Rows = due[entitled]
    if len(rows) < len(due):
        c.issue[due[~entitled]] = NOTHING
        w.today.dropped += len(due) - len(rows)
    c.contact[rows] += ONE
    count(c.contacts, rows)
    if c.early_contacts.flags.writeable:
        c.early_contacts[rows] += are_young(c, rows, w)
    w.today.contacts += len(rows)
    return rows


def count_faults(contacts: Contacts, w: World) -> None:
    """Count what the firm hears of its faults; what the community solves it does not hear of."""
    heard = IS_FAULT[contacts.reason] & (contacts.channel != COMMUNITY)
    w.today.fault_contacts += int(np.count_nonzero(heard))


def help_themselves(c: Customers, rows: Rows, luck_in_this: Floats, w: World) -> Contacts:
    """Let customers with small matters try self-service or the community first; gives the contacts that helped.

    `luck_in_this` says which of the two each tries, and whether it works.
    """
    desk = w.spec.desk
    issue = c.issue[rows]
    small = IS_SMALL.take(issue)
    small |= (issue == CODE[Reason.FAILURE]) & ~c.cases.major[c.places_of_cases(rows)]
    small &= c.attempts[rows] == 0
    u, works = luck_in_this
    # What is below the first share is below the sum of both, but for the last bit.
    alone = u < desk.self_service.share
    tries = (small & ((u < desk.self_service.share + desk.community.share) | alone)).nonzero()[0]
    if not len(tries):
        return NO_CONTACTS
    rows, alone = rows[tries], alone[tries]
    helped = works[tries] < np.where(alone, desk.self_service.success, desk.community.success)
    c.attempts[rows[~helped]] += ONE
    rows, channel = rows[helped], np.where(alone[helped], SELF_SERVICE, COMMUNITY)
    return Contacts.of(rows, number=c.contact[rows], reason=c.issue[rows], channel=channel, day=w.day)


def to_agents(c: Customers, rows: Rows, reason: Ints, u: Floats, w: World) -> Contacts:
    """Make contacts with agents: who, about what, and by which channel, of which luck `u` decides."""
    desk = w.spec.desk
    channel = np.where(u < desk.phone.share + desk.chat.share, CHAT, EMAIL)
    channel[u < desk.phone.share] = PHONE
    return Contacts.of(rows, number=c.contact[rows], reason=reason, channel=channel, day=w.day)


def with_companions(own: Contacts, c: Customers, ways: Ways, w: World) -> Contacts:
    """Draw the times of contacts, and let those come along whom a customer stands for.

    They use the same channel, have luck of their own, and stand right behind him.
    """
    weight = w.spec.weight
    lucks = c.luck[own.customer]
    if weight > 1:
        own = own.for_each(weight)
        lucks = lucks[:, None].repeat(weight, axis=1)
        lucks[:, 1:] = luck.companion_lucks(lucks[:, 1:], np.arange(1, weight))
    draw_times(own, lucks.ravel(), ways)
    return own


def draw_times(contacts: Contacts, lucks: Words, ways: Ways) -> None:
    """Draw when contacts arrive, how long they would wait and how long they take."""
    number, channel, desk = contacts.number, contacts.channel, ways.desk
    arrives, takes, waits = luck.uniforms(lucks, (Decision.ARRIVAL, Decision.HANDLE, Decision.PATIENCE), number)
    contacts.arrival = desk.open_hours * 60.0 * day_positions(arrives, desk.arrival_profile)
    natural = luck.lognormals_at(takes, ways.handle_minutes[channel], ways.handle_cv[channel])
    contacts.handle = encounter.handle_minutes(
        natural, target=desk.handle_time_target, relationship_minutes=ways.extra_minutes[channel]
    )
    contacts.agent_minutes = contacts.handle / ways.concurrency[channel]
    contacts.patience = patience(waits, channel, ways)
    contacts.priority = ways.priority[channel]


def patience(u: Floats, channel: Ints, ways: Ways) -> Floats:
    """How long customers would wait, in minutes: exponential, or lognormal where its spread is given."""
    mean = ways.patience_minutes[channel]
    minutes = mean * luck.thresholds_at(u)
    if ways.is_patience_lognormal:
        cv = ways.patience_cv[channel]
        minutes = np.where(cv > 0.0, luck.lognormals_at(u, mean, cv), minutes)
    return minutes


def day_positions(u: Floats, profile: tuple[float, ...]) -> Floats:
    """Place contacts in the day, 0 to 1: uniform, or by the shares of equal slices of it."""
    if not profile:
        return u
    width, below = 1.0 / len(profile), 0.0
    position, placed = np.zeros(len(u)), np.zeros(len(u), dtype=np.bool_)
    for slice_number, share in enumerate(profile):
        here = ~placed & ((u < below + share) | (slice_number == len(profile) - 1))
        inside = np.minimum((u[here] - below) / share, 1.0) if share > 0.0 else 1.0
        position[here] = width * (slice_number + inside)
        placed |= here
        below += share
    return position
