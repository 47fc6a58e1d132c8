"""The mailbox: e-mails that were not answered by closing time wait for the next opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.crowd.codes import NOTHING
from sim.desk.routing import is_entitled

if TYPE_CHECKING:
    from sim.crowd.columns import Bools, Customers, Rows
    from sim.desk.contacts import Contacts
    from sim.journey.world import World


def open_mailbox(mails: Contacts, c: Customers, w: World) -> Contacts:
    """Give yesterday's unanswered e-mails, as they lie there in order of arrival, without those void by now."""
    w.today.carried_in = len(mails)
    if not len(mails):
        return mails
    void = ~is_entitled(c, mails.customer, mails.reason)
    own = mails.companion == 0
    is_current = (c.issue[mails.customer] != NOTHING) & (c.issue_number[mails.customer] == mails.issue_number)
    gone = own & (void | ~is_current)
    if np.count_nonzero(gone):
        c.issue[mails.customer[gone & is_current]] = NOTHING
        void |= gone | follows(mails, gone)
    w.today.desk_dropped = int(np.count_nonzero(void))
    return mails.take(~void)


def follows(mails: Contacts, gone: Bools) -> Bools:
    """Tell which e-mails came with one that is gone: whom a customer stands for writes as he does."""
    with_him: Bools = np.isin(_whose(mails), _whose(mails)[gone])
    return with_him


def _whose(mails: Contacts) -> Rows:
    """Number the contacts that companions came with: by customer, and his how many-th contact it was."""
    whose: Rows = mails.customer * (mails.number.max() + 1) + mails.number
    return whose
