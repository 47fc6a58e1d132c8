"""Service: what fails, who calls, and how the desk answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures.measure import customer_years, mean, measure, of_buyers, of_days, old_enough, ratio

if TYPE_CHECKING:
    from sim.measures.record import Record


@measure("per buyer", "lower")
def failures_per_buyer(record: Record) -> float:
    """Failures and damages in the first T days as a buyer.

    T and who counts are those of `retention`.
    """
    return mean(of_buyers(record, "early_failures")[old_enough(record)])


@measure("per customer-year", "lower")
def failures_per_customer_year(record: Record) -> float:
    """Failures and damages per year as a customer."""
    return ratio(of_buyers(record, "failures").sum(), customer_years(record))


@measure("share", "lower")
def silent_share(record: Record) -> float:
    """Failures that the firm never hears of."""
    return 1.0 - ratio(of_buyers(record, "reported").sum(), of_buyers(record, "failures").sum())


@measure("per buyer", "lower")
def contacts_per_buyer(record: Record) -> float:
    """Contacts with the firm in the first T days as a buyer: self-service, community and agents.

    T and who counts are those of `retention`. A failed try at self-service that goes on to an agent is one
    contact; calling again is another.
    """
    return mean(of_buyers(record, "early_contacts")[old_enough(record)])


@measure("per customer-year", "lower")
def contacts_per_customer_year(record: Record) -> float:
    """Contacts with the firm per year as a customer.

    All of a buyer's contacts in the measured time, also those from before he was a customer, such as enquiries,
    and those about goods that he sent back, over the days on which he was one.
    """
    return ratio(of_buyers(record, "contacts").sum(), customer_years(record))


@measure("per issue", "lower")
def contacts_per_issue(record: Record) -> float:
    """Contacts that it takes to settle an issue, or to give it up."""
    return ratio(of_buyers(record, "contacts").sum(), of_buyers(record, "issues").sum())


@measure("share", "neither")
def zero_contact_share(record: Record) -> float:
    """Buyers who never contact the firm."""
    return mean(of_buyers(record, "contacts") == 0)


@measure("share", "lower")
def unserved_customers(record: Record) -> float:
    """Buyers with a contact who were never served by an agent and never helped themselves, of all with one."""
    contacted = of_buyers(record, "contacts") > 0
    answered = of_buyers(record, "served") + of_buyers(record, "helped")
    return mean(answered[contacted] == 0)


@measure("minutes", "lower", of_firm=True)
def wait_minutes(record: Record) -> float:
    """Mean wait of calls and chats, those that give up included (E[W] of Erlang-A)."""
    return ratio(of_days(record, "quick_wait").sum(), quick(record))


@measure("minutes", "lower", of_firm=True)
def wait_answered_minutes(record: Record) -> float:
    """Mean wait of the calls and chats that are answered."""
    return ratio(of_days(record, "quick_wait_answered").sum(), of_days(record, "quick_answered").sum())


@measure("share", "lower", of_firm=True)
def abandonment(record: Record) -> float:
    """Calls and chats that are given up before an answer."""
    return ratio(of_days(record, "quick_abandoned").sum(), quick(record))


@measure("share", "higher", of_firm=True)
def service_level(record: Record) -> float:
    """Calls and chats that are answered within `desk.answer_within_seconds`."""
    return ratio(of_days(record, "quick_within").sum(), quick(record))


@measure("minutes", "lower", of_firm=True)
def email_wait_minutes(record: Record) -> float:
    """Mean wait of e-mails by the clock on the wall, nights included, those that give up included."""
    return ratio(of_days(record, "email_wait").sum(), emails(record))


@measure("share", "lower", of_firm=True)
def email_abandonment(record: Record) -> float:
    """E-mails whose senders give up before an answer."""
    return ratio(of_days(record, "email_abandoned").sum(), emails(record))


@measure("share", "higher")
def first_contact_resolution(record: Record) -> float:
    """Issues resolved at the first agent contact, of those whose first agent contact was answered."""
    return ratio(of_buyers(record, "first_resolved").sum(), of_buyers(record, "first_served").sum())


@measure("share", "neither", of_firm=True)
def occupancy(record: Record) -> float:
    """Busy minutes of the agents per minute on duty, overtime in both; 0 where nobody is on duty."""
    on_duty = of_days(record, "paid_minutes").sum() + of_days(record, "overtime_minutes").sum()
    return ratio(of_days(record, "busy_minutes").sum(), on_duty) if on_duty else 0.0


@measure("agents", "neither", of_firm=True)
def agents(record: Record) -> float:
    """Agents on duty, in full days, on the average day."""
    return mean(of_days(record, "agents"))


@measure("0 to 1", "higher", of_firm=True)
def employee_satisfaction(record: Record) -> float:
    """Satisfaction of the agents, on the average day."""
    return mean(of_days(record, "satisfaction"))


@measure("0 to 1", "higher", of_firm=True)
def agent_skill(record: Record) -> float:
    """Skill of the agents, on the average day: what it multiplies is the chance of resolution."""
    return mean(of_days(record, "skill"))


def quick(record: Record) -> float:
    """Count the calls and chats that ended."""
    return float(of_days(record, "quick_answered").sum() + of_days(record, "quick_abandoned").sum())


def emails(record: Record) -> float:
    """Count the e-mails that ended."""
    return float(of_days(record, "email_answered").sum() + of_days(record, "email_abandoned").sum())
