"""What a contact with the desk does to a customer: justice, the encounter itself, recovery, and trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import luck
from sim.crowd.codes import ABOUT_CASE, IS_FAILURE, NOTHING, ONE
from sim.desk.contacts import COMMUNITY
from sim.journey.acts import close_case, earn, report_case
from sim.luck import Decision
from sim.rules import encounter, money, scores

if TYPE_CHECKING:
    from sim.crowd.columns import Bools, Customers, Floats, Rows
    from sim.desk.contacts import Contacts
    from sim.desk.ways import Ways
    from sim.journey.world import World

WHAT_BECOMES_OF_IT = (Decision.RESOLVE, Decision.AGAIN, Decision.AGAIN_DAYS)
"""What is decided about a contact that has left the queue."""


class Staff(NamedTuple):
    """The staff as it is today, and the ways to it."""

    skill: float
    satisfaction: float
    ways: Ways


class Felt(NamedTuple):
    """What came of contacts: the justice felt, and which settled what they were about."""

    justice: Floats
    resolved: Bools


def helped(c: Customers, contacts: Contacts, w: World) -> Floats:
    """Solve matters by self-service or with the community's help; gives the justice felt."""
    rows = contacts.customer
    justice = np.full(len(rows), w.spec.desk.self_service.justice)
    value = felt(c, rows, justice, recovers(c, contacts), w)
    by_community = contacts.channel == COMMUNITY
    for column, mine in (("community", by_community), ("service", ~by_community)):
        w.books.enter(c, rows[mine], column, value[mine])
    rate_effort(c, contacts, np.zeros(len(rows)), np.ones(len(rows), dtype=np.bool_), 1.0)
    c.helped[rows] += ONE
    settle(c, rows)
    return justice


def ended(c: Customers, contacts: Contacts, through: Bools, wait: Floats, staff: Staff, w: World) -> Felt:
    """Be served by an agent, who resolves it or not; or, who does not get through, give up waiting.

    Both at once, with all that is decided about a contact drawn at once: on most days few contacts end, and each
    call of NumPy takes as long for one as for dozens.
    """
    rows, desk = contacts.customer, w.spec.desk
    settled, tried, later = luck.uniforms(c.luck[rows], WHAT_BECOMES_OF_IT, contacts.number)
    faults = recovers(c, contacts, through)
    resolved = through & (settled < resolution_chance(c, contacts, faults, staff, w))
    half_life = staff.ways.wait_half_life_minutes[contacts.channel]
    justice = justice_index(contacts, wait, half_life, distributive(contacts, resolved, w), staff, w)
    justice[~through] = w.spec.recovery.abandon_justice
    compensate(c, rows[faults], w)
    w.books.enter(c, rows, "service", felt(c, rows, justice, faults, w))
    rate_effort(c, contacts, wait, resolved, half_life)
    pay_agents(c, rows[through], contacts.agent_minutes[through], w)
    c.served[rows] += through
    first = first_agent_contact(c, rows)
    c.first_served[rows] += first & through
    c.first_resolved[rows] += first & resolved
    settle(c, rows[resolved])
    unsolved = (~resolved).nonzero()[0]
    if len(unsolved):
        served = through[unsolved]
        again = tried[unsolved] < np.where(served, desk.recontact_chance, desk.redial_chance)
        gap = luck.geometrics_at(later[unsolved], 1.0 / max(1.0, desk.recontact_days))
        try_again(c, rows[unsolved], again, np.where(served, gap, 1.0), w)
    return Felt(justice, resolved)


def called(c: Customers, contacts: Contacts, staff: Staff, w: World) -> Floats:
    """Be called by the desk; what was suffered in silence becomes an issue of tomorrow."""
    rows = contacts.customer
    half_life = staff.ways.wait_half_life_minutes[contacts.channel]
    justice = justice_index(contacts, np.zeros(len(rows)), half_life, np.ones(len(rows)), staff, w)
    w.books.enter(c, rows, "service", encounter_value(justice, w))
    pay_agents(c, rows, contacts.agent_minutes, w)
    report_case(c, rows[c.case[rows] != NOTHING], w.day + 1)
    return justice


# --- the parts --------------------------------------------------------------------------------------------


def recovers(c: Customers, contacts: Contacts, through: Bools | bool = True) -> Rows:
    """Which contacts that got through are about a failure whose case is open, by their place in the table."""
    about = IS_FAILURE[contacts.reason] & (c.case[contacts.customer] != NOTHING)
    faults: Rows = (about & through).nonzero()[0]
    return faults


def resolution_chance(c: Customers, contacts: Contacts, faults: Rows, staff: Staff, w: World) -> Floats:
    """Chance that a contact resolves the issue: by severity, skill, and time to talk."""
    failures = w.spec.failures
    base = np.full(len(contacts), failures.minor.resolution_chance)
    if len(faults):
        is_major = c.cases.major[c.places_of_cases(contacts.customer[faults])]
        base[faults[is_major]] = failures.major.resolution_chance
    p: Floats = encounter.resolution_chance(
        base, skill=staff.skill, handle_time_target=w.spec.desk.handle_time_target
    )
    return p


def distributive(contacts: Contacts, resolved: Bools, w: World) -> Floats:
    """The fairness of the outcome: solved, or compensated (failures)."""
    recovery = w.spec.recovery
    weight = IS_FAILURE[contacts.reason] * recovery.compensation_weight
    fairness: Floats = encounter.distributive(
        resolved, compensation=recovery.compensation, compensation_weight=weight
    )
    return fairness


def justice_index(
    contacts: Contacts, wait: Floats, half_life: Floats, outcome: Floats, staff: Staff, w: World
) -> Floats:
    """J: the outcome, the agent and the procedure together."""
    recovery = w.spec.recovery
    agent = encounter.interactional(
        staff.ways.personal[contacts.channel],
        skill=staff.skill,
        satisfaction=staff.satisfaction,
        usual_satisfaction=w.spec.staff.satisfaction,
    )
    procedure = encounter.procedural(
        wait,
        contacts.attempts,
        wait_half_life_minutes=half_life,
        effort_discount=recovery.effort_discount,
    )
    justice: Floats = encounter.justice(
        outcome,
        agent,
        procedure,
        distributive_weight=recovery.distributive,
        interactional_weight=recovery.interactional,
        procedural_weight=recovery.procedural,
    )
    return justice


def encounter_value(justice: Floats, w: World) -> Floats:
    """What the encounter itself is worth, against the norm of service."""
    recovery = w.spec.recovery
    value: Floats = encounter.encounter(
        justice,
        norm=recovery.service_norm,
        weight=recovery.service_weight,
        loss_aversion=w.spec.experience.loss_aversion,
    )
    return value


def felt(c: Customers, rows: Rows, justice: Floats, faults: Rows, w: World) -> Floats:
    """What an encounter leaves: its value, and the recovery of a failure, never more than is left of the loss."""
    value = encounter_value(justice, w)
    if len(faults):
        value[faults] += recover(c, rows[faults], justice[faults], w)
    return value


def recover(c: Customers, rows: Rows, justice: Floats, w: World) -> Floats:
    """Make good a share of what is left of the loss; gives what is made good."""
    recovery, cases, places = w.spec.recovery, c.cases, c.places_of_cases(rows)
    share = encounter.recovery_share(
        justice, cases.earlier_failures[places], cap=recovery.cap, repeat_attenuation=recovery.repeat_attenuation
    )
    loss = cases.loss[places]
    gain: Floats = encounter.recovery_gain(share, loss)
    cases.loss[places] = encounter.loss_left(loss, gain)
    return gain


def compensate(c: Customers, rows: Rows, w: World) -> None:
    """Pay compensation for failures, once a case, at its first served contact."""
    if not len(rows):
        return
    compensated, places = c.cases.compensated, c.places_of_cases(rows)
    rows = rows[~compensated[places]]
    if not len(rows):
        return
    compensated[places] = True
    paid = money.compensation_paid(w.spec.recovery.compensation, compensation_cost=w.spec.money.compensation_cost)
    earn(c, rows, -paid, w)


def rate_effort(
    c: Customers, contacts: Contacts, wait: Floats, resolved: Bools, half_life: Floats | float
) -> None:
    """Rate the ease of contacts from 1 to 7 (customer effort score); half-lives of waits in minutes."""
    rows = contacts.customer
    ease = scores.ces_answer(wait, contacts.attempts, resolved=resolved, wait_half_life_minutes=half_life)
    c.effort_sum[rows] += ease.astype(c.effort_sum.dtype)
    c.effort_count[rows] += ONE


def pay_agents(c: Customers, rows: Rows, minutes: Floats, w: World) -> None:
    """Charge the agents' minutes to the customers who took them."""
    wages = money.wages(minutes, agent_cost_hour=w.spec.money.agent_cost_hour)
    c.wages[rows] += wages
    c.wages_worth[rows] += wages * w.discount


def first_agent_contact(c: Customers, rows: Rows) -> Bools:
    """Tell for whom this is the first time that the issue reaches the agents' queue."""
    first: Bools = ~c.seen_agent[rows]
    c.seen_agent[rows] = True
    return first


def settle(c: Customers, rows: Rows) -> None:
    """End issues, and the cases that they were about."""
    close_case(c, rows[ABOUT_CASE.take(c.issue[rows])])
    c.issue[rows] = NOTHING


def try_again(c: Customers, rows: Rows, again: Bools, days: Floats, w: World) -> None:
    """Contact the desk again some days later, or give up and stay silent."""
    attempts = c.attempts[rows] + 1
    c.attempts[rows] = attempts
    again &= attempts < w.spec.desk.max_attempts
    c.due[rows[again]] = np.minimum(w.day + days[again], c.never)
    c.issue[rows[~again]] = NOTHING
