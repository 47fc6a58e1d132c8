"""The people at the desk: how many there are, how content and how skilled they are.

Loads and agents are in Erlangs (agent-minutes a minute of opening), satisfaction E and skill K in [0, 1].
"""

import numpy as np

from sim.rules.hazard import from_yearly
from sim.rules.quantity import Quantity, Result, within


def load(work_minutes: Quantity, *, open_minutes: float) -> Result:
    """How many agents a day's work keeps busy.

    a = agent-minutes of work / open minutes; Erlangs. Source: definition.
    """
    return work_minutes / open_minutes


def at_least_an_hour(agents: Quantity, *, open_hours: float) -> Result:
    """No open desk is staffed by less than one agent for one hour, or for the whole of a shorter day.

    max(agents, min(1, 1 / open_hours)); full-day agents. Source: modelling choice.
    """
    return np.maximum(agents, min(1.0, 1.0 / open_hours))


def agents_for_load(load: Quantity, backlog: Quantity, *, staffing_ratio: float, open_hours: float) -> Result:
    """How many agents a firm rosters for the load it has seen and what waits; a fraction works a part of the day.

    ratio (load + backlog), at least an hour; full-day agents. Source: modelling choice.
    """
    return at_least_an_hour(staffing_ratio * (load + backlog), open_hours=open_hours)


def agents_by_decision(agents: Quantity, *, open_hours: float) -> Result:
    """A fixed number of agents, which may be fractional; 0 means that there is no desk.

    0 if agents = 0, else at least an hour; full-day agents. Source: modelling choice.
    """
    return np.sign(agents) * at_least_an_hour(agents, open_hours=open_hours)


def shifts(agents: Quantity) -> tuple[Result, Result]:
    """Whole-day agents, and the part of the day one more works from opening.

    floor(x), x - floor(x). Source: definition.
    """
    whole = np.floor(agents)
    return whole, agents - whole


def occupancy(busy_minutes: Quantity, paid_minutes: Quantity) -> Result:
    """Share of the paid time that agents were busy; above 1 with overtime, 0 without agents.

    busy / paid. Source: definition.
    """
    return np.sign(paid_minutes) * busy_minutes / (paid_minutes + (paid_minutes == 0.0))


def satisfaction_target(
    occupancy: float,
    mean_justice: float,
    *,
    usual_satisfaction: float,
    load_effect: float,
    comfortable_occupancy: float,
    customer_effect: float,
    service_norm: float,
) -> Result:
    """The satisfaction employees move towards: overload lowers it, contented customers lift it.

    clip(E_usual - load_effect max(0, occ - ok) / (1 - ok) + customer_effect (J - norm), 0, 1).
    Source: direction of the customer's effect Brown & Lam 2008; sizes are modelling choices.
    """
    overload = np.maximum(0.0, occupancy - comfortable_occupancy) / (1.0 - comfortable_occupancy)
    mood = customer_effect * (mean_justice - service_norm)
    return within(usual_satisfaction - load_effect * overload + mood, 0.0, 1.0)


def satisfaction_step(satisfaction: float, target: float, *, adjust_days: float, dt: float) -> Result:
    """Employee satisfaction a step later.

    E += dt (target - E) / days. Source: first-order adjustment.
    """
    return satisfaction + dt * (target - satisfaction) / adjust_days


def turnover(
    satisfaction: float, *, turnover_per_year: float, turnover_sensitivity: float, usual_satisfaction: float
) -> Result:
    """Rate at which agents leave.

    nu = turnover / 365 exp(-sensitivity (E - E_usual)); 1/day. Source: level from call-centre surveys.
    """
    contentment = satisfaction - usual_satisfaction
    return from_yearly(turnover_per_year) * np.exp(-turnover_sensitivity * contentment)


def skill_step(
    skill: float,
    turnover_per_day: float,
    *,
    full_skill: float,
    learn_days: float,
    newhire_share: float,
    dt: float,
) -> Result:
    """Mean skill a step later: those who stay learn, those who leave are replaced by beginners.

    K += dt [(K_full - K) / learn_days - nu (K - newhire K_full)], from 0 to 1: where K_full falls from one day to
    the next, learning and turnover could together go too far in a step. Source: modelling choice.
    """
    learning = (full_skill - skill) / learn_days
    dilution = turnover_per_day * (skill - newhire_share * full_skill)
    return within(skill + dt * (learning - dilution), 0.0, 1.0)
