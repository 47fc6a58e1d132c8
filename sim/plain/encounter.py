"""What a contact with the desk does to a customer: justice, the encounter itself, recovery, and trying again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim import luck
from sim.luck import Decision
from sim.measures.record import Channel, Outcome
from sim.plain.scores import clip_round

if TYPE_CHECKING:
    from sim.plain.customer import Customer
    from sim.plain.shift import Contact

HANDLE_TIME_ELASTICITY = 0.5
"""How the chance of resolution falls when talks are cut short (an assumption)."""


def helped(customer: Customer, contact: Contact) -> float:
    """Solve it by self-service or with the community's help; returns the justice felt."""
    justice = customer.spec.desk.self_service.justice
    feel(customer, contact, justice)
    rate_effort(customer, contact, resolved=True)
    contact.outcome, contact.resolved, contact.wait = Outcome.HELPED, True, 0.0
    customer.tally.helped += 1
    settle(customer, contact)
    return justice


def served(customer: Customer, contact: Contact) -> float:
    """Be served by an agent, who resolves it or not; returns the justice felt."""
    resolved = customer.chance(Decision.RESOLVE, contact.number, resolution_probability(customer, contact))
    contact.resolved = resolved
    justice = justice_index(customer, contact, distributive(customer, contact, resolved))
    compensate(customer, contact)
    feel(customer, contact, justice)
    rate_effort(customer, contact, resolved)
    pay_agent(customer, contact)
    customer.tally.served += 1
    if first_agent_contact(contact):
        customer.tally.first_served += 1
        customer.tally.first_resolved += resolved
    if resolved:
        settle(customer, contact)
    else:
        days = max(1.0, customer.spec.desk.recontact_days)
        gap = luck.geometric(customer.luck, Decision.AGAIN_DAYS, contact.number, 1.0 / days)
        try_again(customer, contact, customer.spec.desk.recontact_chance, gap)
    return justice


def abandoned(customer: Customer, contact: Contact) -> float:
    """Give up waiting; returns the justice felt."""
    justice = customer.spec.recovery.abandon_justice
    customer.ledger.service += encounter_value(customer, justice)
    rate_effort(customer, contact, resolved=False)
    first_agent_contact(contact)
    try_again(customer, contact, customer.spec.desk.redial_chance, 1)
    return justice


def called(customer: Customer, contact: Contact) -> float:
    """Be called by the desk; what was suffered in silence becomes an issue of tomorrow."""
    justice = justice_index(customer, contact, 1.0)
    customer.ledger.service += encounter_value(customer, justice)
    pay_agent(customer, contact)
    if customer.case is not None:
        customer.report_case(due=customer.model.day + 1)
    return justice


# --- the parts --------------------------------------------------------------------------------------------


def severity(customer: Customer, contact: Contact) -> str:
    """Tell how hard it is to resolve: only failures and damages can be major."""
    case = customer.case
    return case.severity if case is not None and contact.reason.is_failure() else "minor"


def resolution_probability(customer: Customer, contact: Contact) -> float:
    """Chance that this contact resolves the issue: by severity, skill, and time to talk."""
    base: float = getattr(customer.spec.failures, severity(customer, contact)).resolution_chance
    talk = math.pow(customer.spec.desk.handle_time_target, HANDLE_TIME_ELASTICITY)
    return min(1.0, base * customer.model.service.skill * talk)


def distributive(customer: Customer, contact: Contact, resolved: bool) -> float:
    """Give the fairness of the outcome: solved, or compensated (failures)."""
    if not contact.reason.is_failure():
        return float(resolved)
    recovery = customer.spec.recovery
    share = recovery.compensation_weight
    return resolved * (1.0 - share) + share * recovery.compensation


def justice_index(customer: Customer, contact: Contact, outcome: float) -> float:
    """J: the outcome, the agent and the procedure together (Tax et al. 1998, Smith et al. 1999)."""
    recovery, desk, service = customer.spec.recovery, customer.spec.desk, customer.model.service
    half_life = getattr(desk, contact.channel).wait_half_life_minutes
    agent = min(max(service.skill * service.satisfaction / customer.spec.staff.satisfaction, 0.0), 1.0)
    if contact.channel in (Channel.PHONE, Channel.CHAT):
        agent += desk.relationship_gain * (1.0 - math.exp2(-desk.relationship_minutes / 5.0))
    procedure = math.exp2(-contact.wait / half_life) * math.pow(recovery.effort_discount, contact.attempts)
    return (
        recovery.distributive * outcome
        + recovery.interactional * min(1.0, agent)
        + recovery.procedural * procedure
    )


def encounter_value(customer: Customer, justice: float) -> float:
    """Give what the encounter itself is worth, against the norm of service."""
    recovery = customer.spec.recovery
    return recovery.service_weight * customer.value(justice - recovery.service_norm)


def feel(customer: Customer, contact: Contact, justice: float) -> None:
    """Book the encounter, and the recovery of a failure: never more than is left of the loss."""
    column = "community" if contact.channel is Channel.COMMUNITY else "service"
    customer.ledger.add(column, encounter_value(customer, justice))
    case = customer.case
    if case is not None and contact.reason.is_failure():
        recovery = customer.spec.recovery
        rate = recovery.cap * math.pow(recovery.repeat_attenuation, case.earlier_failures) * justice
        gain = rate * case.loss
        customer.ledger.add(column, gain)
        case.loss = max(0.0, case.loss - gain)


def compensate(customer: Customer, contact: Contact) -> None:
    """Pay compensation for a failure, once a case, at its first served contact."""
    case = customer.case
    if case is not None and contact.reason.is_failure() and not case.compensated:
        case.compensated = True
        customer.earn(-customer.spec.money.compensation_cost * customer.spec.recovery.compensation)


def rate_effort(customer: Customer, contact: Contact, resolved: bool) -> None:
    """Rate the ease of the contact from 1 to 7 (customer effort score)."""
    wait_cost = 0.0
    if contact.channel not in (Channel.SELF_SERVICE, Channel.COMMUNITY):
        half_life = getattr(customer.spec.desk, contact.channel).wait_half_life_minutes
        wait_cost = math.log2(1.0 + contact.wait / half_life)
    ease = 7.0 - 1.5 * contact.attempts - wait_cost - 2.0 * (not resolved)
    customer.tally.effort_sum += clip_round(ease, 1, 7)
    customer.tally.effort_count += 1


def pay_agent(customer: Customer, contact: Contact) -> None:
    """Charge the agent's minutes to the customer who took them."""
    wages = contact.agent_minutes / 60.0 * customer.spec.money.agent_cost_hour
    customer.tally.wages += wages
    customer.tally.wages_worth += wages * customer.model.discount


def first_agent_contact(contact: Contact) -> bool:
    """Tell whether this is the first time that this issue reaches the agents' queue."""
    if contact.issue is None or contact.issue.seen_agent:
        return False
    contact.issue.seen_agent = True
    return True


def settle(customer: Customer, contact: Contact) -> None:
    """End the issue, and the case if it was about one."""
    customer.issue = None
    if contact.reason.is_about_case():
        customer.close_case()


def try_again(customer: Customer, contact: Contact, chance: float, days: float) -> None:
    """Contact the desk again some days later, or give up and stay silent."""
    issue = contact.issue
    if issue is None:
        return
    issue.attempts += 1
    issue.mail = None
    patient = issue.attempts < customer.spec.desk.max_attempts
    if patient and customer.chance(Decision.AGAIN, contact.number, chance):
        issue.due = customer.model.day + days
    else:
        customer.issue = None
