"""How much work a day brings, and who does it: the figures of the desk's planner and of its day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.desk.queue_day import SERVED
from sim.rules import money, staff

if TYPE_CHECKING:
    from sim.crowd.columns import Bools, Floats, Ints
    from sim.desk.queue_day import QueueDay
    from sim.measures.daily import Day
    from sim.scenario import Scenario
    from sim.scenario.blocks import Desk as Settings


class Rota(Protocol):
    """Who staffs the desk: any department that can say how many come, and what they can do."""

    skill: float
    satisfaction: float

    def agents_today(self, work: float, backlog: float) -> float:
        """Say how many agents work today; `work` and `backlog` in agents kept busy for a day."""


def work(mean_minutes: Floats, desk: Settings) -> float:
    """The agents whom contacts keep busy for a day, by the mean time of an agent that each takes."""
    return float(staff.load(math.fsum(mean_minutes.tolist()), open_minutes=desk.open_hours * 60.0))


def count_contacts(quick: Bools, wait: Floats, outcome: Ints, within_seconds: float, today: Day) -> None:
    """Count contacts that ended today in the desk's figures; `quick` are calls and chats, the others e-mails."""
    served = outcome == SERVED
    quick_served = quick & served
    today.served, today.quick_answered = _count(served), _count(quick_served)
    today.abandoned, today.quick_abandoned = len(served) - today.served, _count(quick) - today.quick_answered
    today.email_answered = today.served - today.quick_answered
    today.email_abandoned = today.abandoned - today.quick_abandoned
    today.quick_wait, today.email_wait = float(wait[quick].sum()), float(wait[~quick].sum())
    answered_after = wait[quick_served]
    today.quick_wait_answered = float(answered_after.sum())
    today.quick_within = _count(answered_after * 60.0 <= within_seconds)


def count_day(queue: QueueDay, agents: float, spec: Scenario, today: Day) -> None:
    """Count the agents' day."""
    today.agents = agents
    today.paid_minutes = agents * (spec.desk.open_hours * 60.0)
    today.busy_minutes = queue.busy_minutes
    today.queue_minutes, today.queue_area = queue.queue_minutes, queue.queue_area
    today.wages = float(money.wages(today.paid_minutes, agent_cost_hour=spec.money.agent_cost_hour))


def overtime(until: Floats, desk: Settings) -> float:
    """Minutes of work after closing, from the minutes in which the day's services end."""
    return float(np.maximum(until - desk.open_hours * 60.0, 0.0).sum())


def _count(which: Bools) -> int:
    return int(np.count_nonzero(which))
