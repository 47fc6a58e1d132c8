"""The desk in closed form: Erlang-A, fed with what arithmetic expects or with what a run had."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan
from typing import TYPE_CHECKING

from sim.demand import demand
from sim.rules import encounter, staff
from sim.theory.queues import ErlangA

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.demand import Demand
    from sim.scenario import Scenario
    from sim.scenario.blocks import Desk
    from sim.scenario.blocks.desk import Channel

QUICK = ("phone", "chat")
CHANNELS = (*QUICK, "email")
LONGEST_QUEUE = 1e6
"""Contacts that would arrive within one patience: beyond, a closed form of a day makes no sense."""


@dataclass(frozen=True)
class Work:
    """What an average contact with an agent is, channels taken together."""

    minutes: float
    """Minutes of one agent."""
    patience: float
    """Minutes that calls and chats wait, by their mean rate of hanging up; e-mails where there are no others."""
    quick: float
    """Share of calls and chats."""


@dataclass(frozen=True)
class Queue:
    """A desk as Erlang-A sees it: all contacts in one queue. Waits in minutes, shares from 0 to 1."""

    contacts: float
    """Contacts with agents on a day."""
    load: float
    """Agents whom they would keep busy."""
    agents: float
    wait: float
    abandonment: float
    occupancy: float
    service_level: float

    @property
    def rho(self) -> float:
        """Load for each agent."""
        if self.agents > 0.0:
            return self.load / self.agents
        return inf if self.load > 0.0 else 0.0


def work(desk: Desk) -> Work:
    """Average over the channels."""
    channels: dict[str, Channel] = {name: getattr(desk, name) for name in CHANNELS}
    minutes = sum(channel.share * agent_minutes(desk, name) for name, channel in channels.items())
    quick = sum(channels[name].share for name in QUICK)
    hanging_up = sum(channels[name].share / channels[name].patience_minutes for name in QUICK)
    return Work(minutes, quick / hanging_up if quick > 0.0 else desk.email.patience_minutes, quick)


def agent_minutes(desk: Desk, name: str) -> float:
    """Minutes of one agent that a contact by this channel takes on average."""
    channel: Channel = getattr(desk, name)
    extra = desk.relationship_minutes if name in QUICK else 0.0
    handle = encounter.handle_minutes(
        channel.handle_minutes, target=desk.handle_time_target, relationship_minutes=extra
    )
    return float(encounter.occupied_minutes(handle, concurrency=channel.concurrency))


def rostered(desk: Desk, load: float) -> float:
    """Agents on duty under a load."""
    if desk.agents is not None:
        return float(staff.agents_by_decision(desk.agents, open_hours=desk.open_hours))
    ratio, hours = desk.staffing_ratio or 0.0, desk.open_hours
    return float(staff.agents_for_load(load, 0.0, staffing_ratio=ratio, open_hours=hours))


def queue(desk: Desk, contacts: float, agents: float | None = None) -> Queue:
    """What Erlang-A says of so many contacts a day, met by these agents or by those whom the rota gives them.

    Agents work in fractions of a day: 4.3 are five for three tenths of it and four for the rest. Without any,
    all who call wait until closing. Waits are those of calls and chats: not a number where there are only e-mails.
    """
    average, open_minutes = work(desk), desk.open_hours * 60.0
    load = float(staff.load(contacts * average.minutes, open_minutes=open_minutes))
    agents = rostered(desk, load) if agents is None else agents
    rate = contacts / open_minutes
    if rate <= 0.0 or average.quick <= 0.0 or rate * average.patience > LONGEST_QUEUE:
        return Queue(contacts, load, agents, nan, nan, min(1.0, load / agents) if agents > 0.0 else 0.0, nan)
    whole, part = staff.shifts(agents)

    def over_the_day(read: Callable[[ErlangA], float], with_nobody: float) -> float:
        levels = [(float(part), int(whole) + 1), (1.0 - float(part), int(whole))]
        values = [
            share * (read(ErlangA(rate, average.minutes, servers, average.patience)) if servers else with_nobody)
            for share, servers in levels
            if share > 0.0
        ]
        return sum(values)

    abandonment = over_the_day(lambda queue: queue.abandon_chance, 1.0)
    return Queue(
        contacts=contacts,
        load=load,
        agents=agents,
        wait=over_the_day(lambda queue: queue.mean_wait, average.patience if agents > 0.0 else open_minutes / 2.0),
        abandonment=abandonment,
        occupancy=load * (1.0 - abandonment) / agents if agents > 0.0 else 0.0,
        service_level=over_the_day(lambda queue: queue.answered_within(desk.answer_within_seconds / 60.0), 0.0),
    )


def expected(spec: Scenario, customers: float, first: int, last: int) -> tuple[Queue, Demand]:
    """What arithmetic alone expects: who gives up calls again, so load and waits are found together."""
    from scipy.optimize import brentq  # takes a fifth of a second to load, and reports of runs come by here

    reasons, desk = demand(spec, first, last), spec.in_force(first).desk
    quick = work(desk).quick

    def with_abandonment(share: float) -> Queue:
        return queue(desk, customers * reasons.agent_contacts(quick * share))

    def excess(share: float) -> float:
        found = with_abandonment(share).abandonment
        return (found if found == found else 0.0) - share  # not a number: nobody there to give up

    if excess(0.0) <= 0.0:
        return with_abandonment(0.0), reasons
    share = 1.0 if excess(1.0) >= 0.0 else brentq(excess, 0.0, 1.0, xtol=1e-9)
    return with_abandonment(share), reasons
