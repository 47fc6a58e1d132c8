"""Who may contact the desk, with what, and in which order: small rules of the desk, a function each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures.record import Channel, Phase, Reason

if TYPE_CHECKING:
    from sim.plain.customer import Customer
    from sim.plain.memory import Issue
    from sim.plain.shift import Contact

QUICK = (Channel.PHONE, Channel.CHAT)
"""The channels whose customers wait on the spot."""

CHANNEL_CLASSES = 3
"""How many classes of channels there are within each class of segments."""


def is_entitled(customer: Customer, reason: Reason) -> bool:
    """Customers, and prospects who are making up their minds; who returned the goods until that is settled."""
    return reason is Reason.RETURN or customer.is_customer or customer.phase is Phase.ENGAGEMENT


def is_small(customer: Customer, issue: Issue) -> bool:
    """Tell whether one would first try to solve it without an agent."""
    if issue.reason is Reason.FAILURE:
        return customer.case is not None and customer.case.severity == "minor"
    return issue.reason in (Reason.QUESTION, Reason.ENQUIRY, Reason.SETUP)


def arrival_order(contact: Contact) -> tuple[int, float, int, int]:
    """Order by arrival, ties by customer and companion."""
    number = contact.customer.number if contact.customer is not None else -1
    return contact.day, contact.arrival, number, contact.companion


def day_position(u: float, profile: tuple[float, ...]) -> float:
    """Place a contact in the day: uniform, or by the shares of equal slices of it."""
    if not profile:
        return u
    width, below = 1.0 / len(profile), 0.0
    for slice_number, share in enumerate(profile):
        if u < below + share or slice_number == len(profile) - 1:
            return width * (slice_number + (min((u - below) / share, 1.0) if share > 0.0 else 1.0))
        below += share
    return u


def priority(customer: Customer, channel: Channel) -> int:
    """Give the class in which a contact waits, 0 first: by segment, and within a segment by channel."""
    spec = customer.model.spec
    by_channel: int = getattr(getattr(spec.desk, channel), "priority", 0)
    return CHANNEL_CLASSES * spec.part_priorities[customer.segment] + by_channel


def mean_agent_minutes(contact: Contact) -> float:
    """Give the mean time of one agent that a contact like this takes."""
    assert contact.customer is not None
    desk = contact.customer.spec.desk
    settings = getattr(desk, contact.channel)
    talk = settings.handle_minutes * desk.handle_time_target
    if contact.channel in QUICK:
        talk += desk.relationship_minutes
    return float(talk / settings.concurrency)
