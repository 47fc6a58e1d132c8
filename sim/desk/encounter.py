"""What a contact with the desk does to a customer: justice, the encounter itself, recovery, and trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim import luck
from sim.crowd.columns import ABOUT_CASE, IS_FAILURE, NOTHING
from sim.desk.contacts import COMMUNITY
from sim.journey.acts import close_case, earn, report_case
from sim.luck import Decision
from sim.rules import encounter, money, scores

if TYPE_CHECKING:
    from sim.crowd.columns import Bools, Customers, Floats, Rows
    from sim.desk.contacts import Contacts
    from sim.desk.ways import Ways
    from sim.journey.world import World


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
    feel(c, contacts, justice, recovers(c, contacts), w)
    rate_effort(c, contacts, np.zeros(len(rows)), np.ones(len(rows), dtype=np.bool_), 1.0)
    c.helped[rows] += 1
    settle(c, rows)
    return justice


def served(c: Customers, contacts: Contacts, wait: Floats, staff: Staff, w: World) -> Felt:
    """Be served by an agent, who resolves it or not."""
    rows, number, faults = contacts.customer, contacts.number, recovers(c, contacts)
    p = resolution_chance(c, contacts, faults, staff, w)
    resolved = luck.chances(c.luck[rows], Decision.RESOLVE, number, p)
    justice = justice_index(contacts, wait, distributive(contacts, resolved, w), staff, w)
    compensate(c, rows[faults], w)
    feel(c, contacts, justice, faults, w)
    half_life = staff.ways.wait_half_life_minutes[contacts.channel]
    rate_effort(c, contacts, wait, resolved, half_life)
    pay_agents(c, contacts, w)
    c.served[rows] += 1
    first = first_agent_contact(c, rows)
    c.first_served[rows] += first
    c.first_resolved[rows] += first & resolved
    settle(c, rows[resolved])
    unsolved = contacts.take(~resolved)
    if len(unsolved):
        days = max(1.0, w.spec.desk.recontact_days)
        gap = luck.geometrics(c.luck[unsolved.customer], Decision.AGAIN_DAYS, unsolved.number, 1.0 / days)
        try_again(c, unsolved, w.spec.desk.recontact_chance, gap, w)
    return Felt(justice, resolved)


def abandoned(c: Customers, contacts: Contacts, wait: Floats, staff: Staff, w: World) -> Felt:
    """Give up waiting."""
    rows = contacts.customer
    justice = np.full(len(rows), w.spec.recovery.abandon_justice)
    w.books.enter(c, rows, "service", encounter_value(justice, w))
    half_life = staff.ways.wait_half_life_minutes[contacts.channel]
    unresolved = np.zeros(len(rows), dtype=np.bool_)
    rate_effort(c, contacts, wait, unresolved, half_life)
    first_agent_contact(c, rows)
    try_again(c, contacts, w.spec.desk.redial_chance, np.ones(len(rows)), w)
    return Felt(justice, unresolved)


def called(c: Customers, contacts: Contacts, staff: Staff, w: World) -> Floats:
    """Be called by the desk; what was suffered in silence becomes an issue of tomorrow."""
    rows = contacts.customer
    justice = justice_index(contacts, np.zeros(len(rows)), np.ones(len(rows)), staff, w)
    w.books.enter(c, rows, "service", encounter_value(justice, w))
    pay_agents(c, contacts, w)
    report_case(c, rows[c.case[rows] != NOTHING], w.day + 1)
    return justice


# --- the parts --------------------------------------------------------------------------------------------


def recovers(c: Customers, contacts: Contacts) -> Rows:
    """Which contacts are about a failure whose case is open, by their place in the table."""
    faults: Rows = (IS_FAILURE[contacts.reason] & (c.case[contacts.customer] != NOTHING)).nonzero()[0]
    return faults


def resolution_chance(c: Customers, contacts: Contacts, faults: Rows, staff: Staff, w: World) -> Floats:
    """Chance that a contact resolves the issue: by severity, skill, and time to talk."""
    failures = w.spec.failures
    base = np.full(len(contacts), failures.minor.resolution_chance)
    base[faults[c.major[contacts.customer[faults]]]] = failures.major.resolution_chance
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


def justice_index(contacts: Contacts, wait: Floats, outcome: Floats, staff: Staff, w: World) -> Floats:
    """J: the outcome, the agent and the procedure together."""
    recovery, channel = w.spec.recovery, contacts.channel
    usual = w.spec.staff.satisfaction
    able = min(max(staff.skill * staff.satisfaction / usual, 0.0), 1.0)
    agent = np.minimum(1.0, able + staff.ways.personal[channel])
    procedure = encounter.procedural(
        wait,
        contacts.attempts,
        wait_half_life_minutes=staff.ways.wait_half_life_minutes[channel],
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


def feel(c: Customers, contacts: Contacts, justice: Floats, faults: Rows, w: World) -> None:
    """Book the encounter, and the recovery of a failure: never more than is left of the loss."""
    rows, value = contacts.customer, encounter_value(justice, w)
    if len(faults):
        value[faults] += recover(c, rows[faults], justice[faults], w)
    by_community = contacts.channel == COMMUNITY
    for column, mine in (("community", by_community), ("service", ~by_community)):
        w.books.enter(c, rows[mine], column, value[mine])


def recover(c: Customers, rows: Rows, justice: Floats, w: World) -> Floats:
    """Make good a share of what is left of the loss; gives what is made good."""
    recovery = w.spec.recovery
    # Not from earlier failures plus this one: a trace of an old one would be rounded away, and 0 ** 0 is 1.
    attenuation = np.power(recovery.repeat_attenuation, c.earlier_failures[rows])
    share = encounter.recovery_share(justice, 1.0, cap=recovery.cap, repeat_attenuation=1.0) * attenuation
    gain: Floats = encounter.recovery_gain(share, c.loss[rows])
    c.loss[rows] = encounter.loss_left(c.loss[rows], gain)
    return gain


def compensate(c: Customers, rows: Rows, w: World) -> None:
    """Pay compensation for failures, once a case, at its first served contact."""
    rows = rows[~c.compensated[rows]]
    if not len(rows):
        return
    c.compensated[rows] = True
    paid = money.compensation_paid(w.spec.recovery.compensation, compensation_cost=w.spec.money.compensation_cost)
    earn(c, rows, -paid, w)


def rate_effort(
    c: Customers, contacts: Contacts, wait: Floats, resolved: Bools, half_life: Floats | float
) -> None:
    """Rate the ease of contacts from 1 to 7 (customer effort score); half-lives of waits in minutes."""
    rows = contacts.customer
    ease = scores.ces_answer(wait, contacts.attempts, resolved=resolved, wait_half_life_minutes=half_life)
    c.effort_sum[rows] += ease.astype(c.effort_sum.dtype)
    c.effort_count[rows] += 1


def pay_agents(c: Customers, contacts: Contacts, w: World) -> None:
    """Charge the agents' minutes to the customers who took them."""
    rows = contacts.customer
    wages = contacts.agent_minutes / 60.0 * w.spec.money.agent_cost_hour
    c.wages[rows] += wages
    c.wages_worth[rows] += wages * w.discount


def first_agent_contact(c: Customers, rows: Rows) -> Bools:
    """Tell for whom this is the first time that the issue reaches the agents' queue."""
    first: Bools = ~c.seen_agent[rows]
    c.seen_agent[rows] = True
    return first


def settle(c: Customers, rows: Rows) -> None:
    """End issues, and the cases that they were about."""
    close_case(c, rows[ABOUT_CASE[c.issue[rows]]])
    c.issue[rows] = NOTHING


def try_again(c: Customers, contacts: Contacts, chance: float, days: Floats, w: World) -> None:
    """Contact the desk again some days later, or give up and stay silent."""
    rows = contacts.customer
    attempts = c.attempts[rows] + 1
    c.attempts[rows] = attempts
    patient = attempts < w.spec.desk.max_attempts
    again = patient & luck.chances(c.luck[rows], Decision.AGAIN, contacts.number, chance)
    c.due[rows[again]] = np.minimum(w.day + days[again], c.never)
    c.issue[rows[~again]] = NOTHING
