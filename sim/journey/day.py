"""A day of the customers, before and after the desk, in the order in which they live it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.crowd.codes import ONE
from sim.crowd.columns import rows_where
from sim.journey import attraction, engagement, entry
from sim.journey.acts import spend, thresholds
from sim.journey.coming_back import come_back
from sim.journey.exit import deliver, receive
from sim.journey.extension.leaving import close_returners, decide, give_back
from sim.journey.extension.trouble import heal, meet_failures, wonder
from sim.journey.extension.use import use
from sim.luck import Decision
from sim.measures.record import LAST_MINUTE
from sim.rules import belief, hazard
from sim.rules.failure import UNPACKING_DAYS

if TYPE_CHECKING:
    from sim.crowd.columns import Customers, Floats, Rows
    from sim.journey.world import World


def start_as_buyers(c: Customers, w: World) -> None:
    """Begin the cohort protocol: the whole way to the first delivery, gates open, in no time."""
    everybody = np.arange(len(c))
    attraction.arrive(c, everybody, w, stays=False)
    entry.begin(c, everybody, w, stays=False)
    engagement.begin(c, everybody, w, stays=False)
    engagement.pay(c, everybody, w, stays=False)
    receive(c, everybody, w)
    c.unpack_day[:] = np.floor(UNPACKING_DAYS * luck.uniforms(c.luck, Decision.DAMAGE_DAY, 0))
    w.journal.close(w.day)


def start_as_prospects(c: Customers, w: World) -> None:
    """Begin the market protocol: nobody has noticed the firm yet."""
    attraction.start_clock(c, np.arange(len(c)))


def morning(c: Customers, w: World) -> Rows:
    """Everything up to the desk, phase by phase; gives the customers whom the desk would like to call."""
    drift(c, w)
    attraction.attract(c, w)
    attraction.interest(c, w)
    entry.usability(c, w)
    come_back(c, w)
    engagement.purchase(c, w)
    deliver(c, w)
    use(c, w)
    give_back(c, w)
    heal(c, w)
    meet_failures(c, w)
    wonder(c, w)
    w.journal.close(w.day)
    return be_reached(c, w)


def evening(c: Customers, w: World) -> None:
    """Everything after the desk: remember the day, leave, or come back for more."""
    cx = remember(c, w)
    close_returners(c, w)
    decide(c, cx, w)
    keep(c, w)
    w.journal.close(w.day, LAST_MINUTE)


def drift(c: Customers, w: World) -> None:
    """Let beliefs grow uncertain."""
    if w.spec.belief.drift_sd > 0.0:
        rows = rows_where(c.are_live())
        c.belief_var[rows] = belief.drift(c.belief_var[rows], drift_sd=w.spec.belief.drift_sd, dt=1.0)


def be_reached(c: Customers, w: World) -> Rows:
    """Be on the desk's list of customers to call today, now and then."""
    rate = w.spec.desk.outreach_per_customer_year
    if rate <= 0.0:
        return np.zeros(0, dtype=np.intp)
    rows = spend(c.outreach_left, rows_where(c.is_customer), hazard.from_yearly(rate))
    c.outreach_clock[rows] += ONE
    c.outreach_left[rows] = thresholds(c, rows, Decision.OUTREACH, c.outreach_clock[rows])
    return c.first + rows


def remember(c: Customers, w: World) -> Floats:
    """Count the day as customers, and what it brought; gives CX of those who are here."""
    cx: Floats = w.books.scale * c.incidents
    cx += c.levels
    of_customers = cx[c.counted]
    w.feel(of_customers)
    w.book(w.spec.money.recurring_margin_per_day, len(of_customers))
    return cx


def keep(c: Customers, w: World) -> None:
    """Note who is still a customer at the age at which retention is taken."""
    since = w.day + 1 - w.retention_days
    if since >= 0 and c.kept.flags.writeable:
        c.kept[rows_where((c.since_day == since) & c.is_customer)] = True
