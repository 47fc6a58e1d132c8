"""Who contacts the desk today, and by which way: self-service, the community, or an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.crowd.columns import CODE, NOTHING
from sim.desk.contacts import CHANNELS, CHAT, COMMUNITY, EMAIL, PHONE, SELF_SERVICE, Contacts
from sim.luck import Decision
from sim.measures.record import Phase, Reason
from sim.rules import encounter

if TYPE_CHECKING:
    from sim.crowd.columns import Bools, Customers, Floats, Ints, Rows, Words
    from sim.journey.world import World
    from sim.scenario.blocks import Desk

FAULTS = [CODE[reason] for reason in (Reason.FAILURE, Reason.DAMAGE, Reason.RETURN)]
SMALL = [CODE[reason] for reason in (Reason.QUESTION, Reason.ENQUIRY, Reason.SETUP)]


def is_entitled(c: Customers, rows: Rows, reason: Ints) -> Bools:
    """Customers, and prospects who are making up their minds; who returned the goods until that is settled."""
    here = c.is_customer[rows] | (c.phase[rows] == Phase.ENGAGEMENT)
    entitled: Bools = here | (reason == CODE[Reason.RETURN])
    return entitled


def due_today(c: Customers, w: World) -> Rows:
    """Who contacts the desk today, each once; who has left by now does not."""
    due = np.flatnonzero(c.due == w.day)
    due = due[c.issue[due] != NOTHING]
    entitled = is_entitled(c, due, c.issue[due])
    c.issue[due[~entitled]] = NOTHING
    w.today.dropped += int(np.count_nonzero(~entitled))
    rows: Rows = due[entitled]
    c.contact[rows] += 1
    c.contacts[rows] += 1
    w.today.contacts += len(rows)
    w.today.fault_contacts += int(np.count_nonzero(np.isin(c.issue[rows], FAULTS)))
    return rows


def help_themselves(c: Customers, rows: Rows, w: World) -> Contacts:
    """Let customers with small matters try self-service or the community first; gives the contacts that helped."""
    desk = w.spec.desk
    small = np.isin(c.issue[rows], SMALL)
    small |= (c.issue[rows] == CODE[Reason.FAILURE]) & ~c.major[rows]
    rows = rows[small & (c.attempts[rows] == 0)]
    u = luck.uniforms(c.luck[rows], Decision.HELP_CHANNEL, c.contact[rows])
    tries = u < desk.self_service.share + desk.community.share
    # What is below the first share is below the sum of both, but for the last bit.
    alone = u < desk.self_service.share
    tries |= alone
    rows, alone = rows[tries], alone[tries]
    success = np.where(alone, desk.self_service.success, desk.community.success)
    works = luck.chances(c.luck[rows], Decision.HELP_WORKS, c.contact[rows], success)
    c.attempts[rows[~works]] += 1
    helped = rows[works]
    channel = np.where(alone[works], SELF_SERVICE, COMMUNITY)
    return Contacts.of(helped, number=c.contact[helped], reason=c.issue[helped], channel=channel, day=w.day)


def to_agents(c: Customers, rows: Rows, reason: Ints | int, w: World) -> Contacts:
    """Make contacts with agents, with all their draws: channel, minute, handle time and patience."""
    desk = w.spec.desk
    u = luck.uniforms(c.luck[rows], Decision.CHANNEL, c.contact[rows])
    channel = np.where(u < desk.phone.share + desk.chat.share, CHAT, EMAIL)
    channel[u < desk.phone.share] = PHONE
    contacts = Contacts.of(rows, number=c.contact[rows], reason=reason, channel=channel, day=w.day)
    draw_times(contacts, c.luck[rows], desk)
    return contacts


def companions(own: Contacts, c: Customers, w: World) -> Contacts:
    """Give the contacts of those whom the customers stand for: same channel, luck of their own."""
    others = own.take(np.repeat(np.arange(len(own)), w.spec.weight - 1))
    others.companion = np.tile(np.arange(1, w.spec.weight), len(own))
    draw_times(others, luck.companion_lucks(c.luck[others.customer], others.companion), w.spec.desk)
    return others


def draw_times(contacts: Contacts, lucks: Words, desk: Desk) -> None:
    """Draw when contacts arrive, how long they would wait and how long they take."""
    number, channel = contacts.number, contacts.channel
    position = day_positions(luck.uniforms(lucks, Decision.ARRIVAL, number), desk.arrival_profile)
    contacts.arrival = desk.open_hours * 60.0 * position
    mean, cv = setting(desk, "handle_minutes")[channel], setting(desk, "handle_cv")[channel]
    natural = luck.lognormals(lucks, Decision.HANDLE, number, mean, cv)
    extra = contacts.is_quick() * desk.relationship_minutes
    contacts.handle = encounter.handle_minutes(natural, target=desk.handle_time_target, relationship_minutes=extra)
    contacts.agent_minutes = contacts.handle / setting(desk, "concurrency")[channel]
    contacts.patience = patience(lucks, number, channel, desk)
    contacts.priority = setting(desk, "priority")[channel].astype(np.int64)


def patience(lucks: Words, number: Ints, channel: Ints, desk: Desk) -> Floats:
    """Draw how long customers would wait, in minutes: exponential, or lognormal where its spread is given."""
    mean, cv = setting(desk, "patience_minutes")[channel], setting(desk, "patience_cv")[channel]
    minutes = mean * luck.thresholds(lucks, Decision.PATIENCE, number)
    if np.any(cv > 0.0):
        minutes = np.where(cv > 0.0, luck.lognormals(lucks, Decision.PATIENCE, number, mean, cv), minutes)
    return minutes


def setting(desk: Desk, name: str) -> Floats:
    """Give a setting of each channel, by its code; what it does not have is 0."""
    return np.array([float(getattr(getattr(desk, channel), name, 0.0)) for channel in CHANNELS])


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
