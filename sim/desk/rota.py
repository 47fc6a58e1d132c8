"""How much work a day brings, and who does it: the figures of the desk's planner and of its day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.desk.contacts import CHAT, PHONE
from sim.desk.queue import SERVED
from sim.desk.routing import setting
from sim.rules import encounter, staff

if TYPE_CHECKING:
    from sim.crowd.columns import Floats
    from sim.desk.contacts import Contacts
    from sim.desk.queue import QueueDay
    from sim.measures.daily import Day
    from sim.scenario import Scenario
    from sim.scenario.blocks import Desk


class Rota(Protocol):
    """Who staffs the desk: any department that can say how many come, and what they can do."""

    skill: float
    satisfaction: float

    def roster(self, work: float, backlog: float) -> float:
        """Decide how many agents work today; `work` and `backlog` in agents kept busy for a day."""


def mean_agent_minutes(desk: Desk) -> Floats:
    """The mean time of one agent that a contact takes, by the code of its channel."""
    extra = np.zeros(len(setting(desk, "share")))
    extra[[PHONE, CHAT]] = desk.relationship_minutes
    handle = encounter.handle_minutes(
        setting(desk, "handle_minutes"), target=desk.handle_time_target, relationship_minutes=extra
    )
    minutes: Floats = handle / np.maximum(setting(desk, "concurrency"), 1e-300)
    return minutes


def work(contacts: Contacts, desk: Desk) -> float:
    """The agents that these contacts keep busy for a day, by their mean handle times."""
    minutes = sum(mean_agent_minutes(desk)[contacts.channel].tolist())
    return float(staff.load(minutes, open_minutes=desk.open_hours * 60.0))


def count_contacts(contacts: Contacts, wait: Floats, outcome: Floats, within_seconds: float, today: Day) -> None:
    """Count contacts that ended today in the desk's figures."""
    served = outcome == SERVED
    quick = contacts.is_quick()
    mails = ~quick
    today.served, today.abandoned = _count(served), _count(~served)
    today.quick_answered, today.quick_abandoned = _count(served & quick), _count(~served & quick)
    today.email_answered, today.email_abandoned = _count(served & mails), _count(~served & mails)
    today.quick_wait, today.email_wait = float(wait[quick].sum()), float(wait[mails].sum())
    today.quick_wait_answered = float(wait[quick & served].sum())
    today.quick_within = _count(quick & served & (wait * 60.0 <= within_seconds))


def count_day(queue: QueueDay, agents: float, spec: Scenario, today: Day) -> None:
    """Count the agents' day."""
    today.agents = agents
    today.paid_minutes = agents * (spec.desk.open_hours * 60.0)
    today.busy_minutes = queue.busy_minutes
    today.queue_minutes, today.queue_area = queue.queue_minutes, queue.queue_area
    today.wages = today.paid_minutes / 60.0 * spec.money.agent_cost_hour


def _count(which: Floats) -> int:
    return int(np.count_nonzero(which))
