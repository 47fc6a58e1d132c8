"""One customer's day as plain arithmetic: the same for every tool whose agents are objects."""

from __future__ import annotations

import math
from statistics import mean, pstdev
from types import SimpleNamespace

NOTHING, MINOR, MAJOR = 0, 1, 2


def begin(agent, number, task):
    """Give an agent what customer `number` is on the first morning."""
    agent.fit, agent.loyalty = task["fit"][number], task["loyalty"][number]
    agent.belief, agent.variance = task["belief"][number], task["variance"][number]
    agent.incidents = task["incidents"][number]
    agent.performance = agent.gap = agent.recent = 0.0
    agent.case = NOTHING
    agent.failures = agent.days = 0
    agent.cx_sum = 0.0
    agent.here = True


def live_a_day(agent, w, luck):
    """Let a day pass: it fades, is used, heals, fails, is remembered, and may be the last."""
    agent.incidents *= w.fading
    agent.recent *= w.fading
    if luck.random() < w.usage_rate:
        use(agent, w, luck)
    if agent.case and luck.random() < w.healing:
        agent.case = NOTHING
    if not agent.case and luck.random() < 1.0 - math.exp(-failure_hazard(agent, w)):
        fail(agent, w, luck)
    agent.days += 1
    cx = agent.incidents + agent.performance + agent.gap
    agent.cx_sum += cx
    if luck.random() < 1.0 - math.exp(-w.churn_rate * math.exp(-w.churn_sensitivity * (cx + agent.loyalty))):
        agent.here = False


def use(agent, w, luck):
    """Use the product: performance, disconfirmation, and what is learnt."""
    met = w.quality + agent.fit + w.experience_sd * luck.gauss(0.0, 1.0)
    if agent.case:
        met -= w.penalties[agent.case - 1]
    perceived = met + w.assimilation * (agent.belief - met)
    difference = perceived - agent.belief
    if difference < 0.0:
        difference *= w.loss_aversion
    performance = w.use_weight * (1.0 - w.gap_share) * (perceived - w.competitor)
    agent.performance += w.recency * (performance - agent.performance)
    agent.gap += w.recency * (w.use_weight * w.gap_share * difference - agent.gap)
    gain = agent.variance / (agent.variance + w.signal_sd**2)
    agent.belief += gain * (met - agent.belief)
    agent.variance *= 1.0 - gain


def failure_hazard(agent, w):
    """Better products and better fits fail less."""
    return w.failure_rate * math.exp(-w.failure_slope * (w.quality + agent.fit - 0.5))


def fail(agent, w, luck):
    """Suffer a failure, worse after recent ones; nobody is told."""
    agent.case = MAJOR if luck.random() < w.major_share else MINOR
    agent.incidents -= w.losses[agent.case - 1] * (1.0 + w.escalation * agent.recent)
    agent.recent += 1.0
    agent.failures += 1


def world(task):
    """Give the rates of a task as names."""
    rates = {name: value for name, value in task.items() if not (hasattr(value, "__len__") and len(value) > 2)}
    return SimpleNamespace(**rates, healing=1.0 - math.exp(-1.0 / task["self_fix_days"]))


def told(agents):
    """Say what became of them."""
    agents = list(agents)
    number = len(agents)
    return {
        "stayed": sum(agent.here for agent in agents) / number,
        "failures": sum(agent.failures for agent in agents) / number,
        "cx": mean(evenings := [agent.cx_sum / agent.days for agent in agents]),
        "cx_sd": pstdev(evenings),
        "customer_days": sum(agent.days for agent in agents),
    }
