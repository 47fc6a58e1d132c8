"""What is counted on each day: the columns of the daily table, declared once for both engines."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.measures.record import Leaving

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(slots=True)
class Day:
    """The counters of one day. The desk counts everybody it sees, companions too; the rest counts customers."""

    customers: int = 0
    """People who are customers today, those who return the goods today included."""
    cx_sum: float = 0.0
    """Their CX, summed, in quality units."""
    purchases: int = 0
    failures: int = 0
    churned: int = 0
    """Left because of what they experienced."""
    refused: int = 0
    """Left because they did not buy again when the occasion came."""
    returned: int = 0
    """Left by returning the goods."""
    contacts: int = 0
    """Contacts that customers made by any way, each once."""
    helped: int = 0
    """Contacts that ended in self-service or in the community."""
    agent_contacts: int = 0
    """Contacts that went on to an agent."""
    dropped: int = 0
    """Contacts that were not made because the customer had left."""
    fault_contacts: int = 0
    """Contacts about a failure, a damage or a return."""

    arrivals: int = 0
    """Contacts that joined the desk's queue today."""
    outreach_asked: int = 0
    """Calls that the desk was to make of its own accord today."""
    outreach_made: int = 0
    """Those for which an agent was idle; no queue, wait or answer counts them."""
    carried_in: int = 0
    """E-mails that waited when the desk opened."""
    carried_out: int = 0
    """E-mails that waited when the desk closed."""
    desk_dropped: int = 0
    """E-mails that were void when the desk opened."""
    served: int = 0
    abandoned: int = 0
    quick_answered: int = 0
    """Calls and chats that were answered."""
    quick_abandoned: int = 0
    """Calls and chats that were given up."""
    quick_wait: float = 0.0
    """Minutes that calls and chats waited, the abandoned ones included."""
    quick_wait_answered: float = 0.0
    """Minutes that the answered calls and chats waited."""
    quick_within: int = 0
    """Calls and chats answered within `desk.answer_within_seconds`."""
    email_answered: int = 0
    email_abandoned: int = 0
    email_wait: float = 0.0
    """Minutes that e-mails waited, by the clock on the wall."""
    agents: float = 0.0
    """Agents on duty, in full days."""
    paid_minutes: float = 0.0
    busy_minutes: float = 0.0
    """Minutes of work, overtime included."""
    overtime_minutes: float = 0.0
    """Those of them after closing, which are not paid."""
    queue_minutes: float = 0.0
    """Minutes spent in the queue today, summed over those who left it."""
    queue_area: float = 0.0
    """The length of the queue, integrated over the day: the same, by Little's law."""

    contribution: float = 0.0
    """Money from customers, before wages and advertising."""
    wages: float = 0.0
    """Wages of the whole desk."""
    advertising: float = 0.0

    positive: float = 0.0
    """Expected number of positive messages; counted on the days when talk is listened to."""
    negative: float = 0.0
    tellers: int = 0
    """Customers on a day when talk was listened to."""

    recorded: int = 0
    """`customers` on a day when the ledger was added up: every seventh."""
    sum_attraction: float = 0.0
    """The columns of their ledgers, summed, in quality units; 0 on the other days."""
    sum_entry: float = 0.0
    sum_engagement: float = 0.0
    sum_exit: float = 0.0
    sum_use: float = 0.0
    sum_gap: float = 0.0
    sum_failure: float = 0.0
    sum_service: float = 0.0
    sum_community: float = 0.0

    satisfaction: float = 0.0
    """Employee satisfaction in the evening, 0 to 1."""
    skill: float = 0.0
    justice: float = 0.0
    """What employees remember of the justice that customers felt."""
    adstock: float = 0.0
    quality: float = 0.0
    """Product quality in the evening."""

    def count_leaving(self, why: Leaving) -> None:
        """Count somebody who stops being a customer."""
        self.churned += why is Leaving.CHURN
        self.refused += why is Leaving.GATE
        self.returned += why is Leaving.RETURN


def _today(name: str, model: Any) -> Any:
    return getattr(model.today, name)


REPORTERS: Mapping[str, Callable[[Any], Any]] = {f.name: partial(_today, f.name) for f in fields(Day)}
"""The same, as reporters for Mesa's DataCollector; they read `model.today`."""
