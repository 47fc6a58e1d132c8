"""What customers do in any phase: move, earn, feel, learn, ask, leave. Rows name each customer at most once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.crowd.cases import NO_PLACE
from sim.crowd.clocks import in_days
from sim.crowd.codes import ABOUT_CASE, CAN_WAIT, CODE, NOTHING, ONE, URGENT
from sim.crowd.columns import rows_where
from sim.crowd.sureness import variances
from sim.measures.record import LEAVINGS, Leaving, Phase, Reason
from sim.rules import belief, experience

if TYPE_CHECKING:
    from sim.crowd.columns import Bools, Clocks, Counts, Customers, Days, Floats, Ints, Rows
    from sim.journey.world import World
    from sim.luck import Decision, Decisions

PHASES = len(Phase)
PHASE_WORDS = [phase.name.lower() for phase in Phase]


def rows_in(c: Customers, phase: Phase) -> Rows:
    """Who is in a phase."""
    return rows_where(c.are_in(phase))


def count(counter: Counts, rows: Rows) -> None:
    """Count one more, unless this scenario has another counter that says the same."""
    if counter.flags.writeable:
        counter[rows] += ONE


def put(column: Bools | Days, rows: Rows, value: Bools | int) -> None:
    """Write a value down, unless this scenario has one for all."""
    if column.flags.writeable:
        column[rows] = value


def spend(left: Floats, rows: Rows, hazard: Floats | float) -> Rows:
    """Spend a day's hazard of some clocks; gives those that fire."""
    return rows[run_down(left, rows, hazard)]


def run_down(left: Floats, places: Rows, hazard: Floats | float) -> Bools:
    """Spend a day's hazard of some clocks; tells which of them fire."""
    rest = left.take(places)
    rest -= hazard
    left[places] = rest
    fired: Bools = rest <= 0.0
    return fired


def spend_where(left: Clocks, running: Bools, hazard: Floats | float) -> Rows:
    """Spend a day (its hazard, unless they are kept in days) of the clocks that run; gives those that fire.

    Where most run, subtracting nothing from the others changes no bit of them, and is several times cheaper than
    picking rows.
    """
    if in_days(left):
        left -= running
    else:
        spent = running.astype(np.float64)
        spent *= hazard
        left -= spent
    fired = left <= 0  # not 0.0: NumPy compares whole numbers with a fraction ten times as long
    fired &= running
    return rows_where(fired)


def dwelt(c: Customers, rows: Rows, days: float) -> Rows:
    """Spend a day in a phase; gives those whose stay is over (all at once where it takes no time)."""
    return spend(c.phase_left, rows, 1.0 / days) if days > 0.0 and len(rows) else rows


def stay(c: Customers, rows: Rows, decision: Decision, occasions: Ints) -> None:
    """Set the clock of the phase that these customers are in."""
    c.phase_left[rows] = thresholds(c, rows, decision, occasions)


def chances(c: Customers, rows: Rows, decision: Decision, occasions: Ints | int, p: Floats | float) -> Bools:
    """Decide by these customers' own luck."""
    return luck.chances(c.luck[rows], decision, occasions, p)


def thresholds(c: Customers, rows: Rows, decision: Decision | Decisions, occasions: Ints | int) -> Floats:
    """Set clocks by these customers' own luck; a row for each decision, if there are several."""
    return luck.thresholds(c.luck[rows], decision, occasions)


def move(c: Customers, rows: Rows, phase: Phase, w: World) -> None:
    """Go to another phase; the only place where that happens."""
    if not len(rows):
        return
    w.flows[:, int(phase)] += np.bincount(c.phase[rows], minlength=PHASES)
    c.phase[rows] = int(phase)
    if w.journal.every:
        w.journal.note(c.first + rows, PHASE_WORDS[phase])


def earn(c: Customers, rows: Rows, money: float, w: World) -> None:
    """Book what each of these customers brings (or costs, if negative) today."""
    c.money[rows] += money
    c.worth[rows] += money * w.discount
    w.book(money, len(rows))


def touch(c: Customers, rows: Rows, column: str, decision: Decision, occasions: Ints, w: World) -> Floats:
    """Pass a touchpoint: feel its quality against the norm, once; gives the quality felt."""
    return meet(c, rows, column, luck.normals(c.luck[rows], decision, occasions), w)


def meet(c: Customers, rows: Rows, column: str, z: Floats, w: World) -> Floats:
    """Pass a touchpoint with this luck."""
    point = getattr(w.spec.journey, column)
    felt: Floats = experience.touchpoint_quality(z, quality=point.quality, sd=point.sd)
    value = experience.touchpoint(
        felt, norm=point.norm, weight=point.weight, loss_aversion=w.spec.experience.loss_aversion
    )
    w.books.enter(c, rows, column, value)
    return felt


def learn(c: Customers, rows: Rows, signal: Floats | float, signal_sd: float, count: Ints | float = 1.0) -> None:
    """Update beliefs by the mean of `count` signals (Bayes, normal)."""
    c.belief_mean[rows], c.belief_var[rows] = belief.update(
        c.belief_mean[rows], c.belief_var[rows], signal=signal, signal_sd=signal_sd, count=count
    )


def certainty_equivalent(c: Customers, rows: Rows, w: World) -> Floats:
    """What enters choice: the belief, less the price of uncertainty, against the competitor."""
    worth: Floats = belief.certainty_equivalent(
        c.belief_mean[rows],
        variances(c, rows, w.variances),
        risk_aversion=w.spec.belief.risk_aversion,
        competitor_quality=w.spec.market.competitor_quality,
    )
    return worth


def ask(c: Customers, rows: Rows, reasons: Ints, due: int) -> Rows:
    """Plan contacts with the desk; gives those that will be made.

    One at a time: a failure or a return takes the place of a pending question or enquiry, nothing else does.
    """
    pending = c.issue[rows]
    made = rows
    if np.count_nonzero(pending):
        may = (pending == NOTHING) | (URGENT.take(reasons) & CAN_WAIT.take(pending))
        made, reasons = rows[may], reasons[may]
    c.issue[made] = reasons
    c.due[made] = due
    c.attempts[made] = 0
    c.seen_agent[made] = False
    c.issue_number[made] += ONE
    count(c.issues, made)
    return made


def ask_about(c: Customers, rows: Rows, reason: Reason, w: World) -> None:
    """Plan contacts for today, all for one reason."""
    ask(c, rows, np.full(len(rows), CODE[reason], dtype=np.int8), w.day)


def report_case(c: Customers, rows: Rows, due: int) -> None:
    """Make open cases issues for the desk, today or on a later day."""
    made = ask(c, rows, c.case[rows], due)
    if not len(made):
        return
    places = c.places_of_cases(made)
    # A failure of the warm-up is not among those that are counted.
    is_counted = (c.case[made] != CODE[Reason.SETUP]) & (c.tally("failures")[made] > 0)
    new = made[is_counted & ~c.cases.case_reported[places]]
    c.reported[new] += ONE
    c.cases.case_reported[places] = True


def are_young(c: Customers, rows: Rows, w: World) -> Bools:
    """Tell who bought less than T days ago, where T is the age at which retention is taken."""
    young: Bools = c.ever[rows] & (c.since_day[rows] > w.day - w.retention_days)
    return young


def close_case(c: Customers, rows: Rows) -> None:
    """Be done with what was wrong; the failures remembered stay remembered."""
    rows = rows[c.case[rows] != NOTHING]
    if not len(rows):
        return
    c.case[rows] = NOTHING
    c.cases.close(c.places_of_cases(rows))
    c.case_place[rows] = NO_PLACE
    c.issue[rows[ABOUT_CASE.take(c.issue[rows])]] = NOTHING


def leave(c: Customers, rows: Rows, why: Leaving, w: World) -> None:
    """Stop being customers. Who returns the goods closes the books in the evening, the others at once."""
    if not len(rows):
        return
    close_case(c, rows)
    c.is_customer[rows] = False
    c.left_by[rows] = LEAVINGS.index(why)
    c.left_day[rows] = w.day
    put(c.out_day, rows, w.day)
    move(c, rows, Phase.CHURNED, w)
    count_leaving(why, len(rows), w)
    if why is not Leaving.RETURN:
        w.books.close(c, rows)
        w.books.freeze(c, rows)


def count_leaving(why: Leaving, people: int, w: World) -> None:
    """Count people who stop being customers."""
    w.today.churned += people * (why is Leaving.CHURN)
    w.today.refused += people * (why is Leaving.GATE)
    w.today.returned += people * (why is Leaving.RETURN)


def turn_away(c: Customers, rows: Rows, w: World) -> None:
    """Fail a gate: lost, or churned if one ever bought."""
    if not len(rows):
        return
    is_customer = c.is_customer[rows]
    leaving, others = rows[is_customer], rows[~is_customer]
    leave(c, leaving, Leaving.GATE, w)
    # On the first measured day they have no measured day as customers: they are no buyers of that time.
    put(c.ever, leaving, c.days[leaving] > 0)
    if not len(others):
        return
    bought = c.purchase[others] > 0
    move(c, others[bought], Phase.CHURNED, w)
    move(c, others[~bought], Phase.LOST, w)
    put(c.out_day, others, w.day)
    w.books.freeze(c, others)
