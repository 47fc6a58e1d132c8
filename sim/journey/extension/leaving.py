"""Leaving: returning the goods, churn, and the occasions to buy again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.crowd.clocks import repurchase_hazards
from sim.crowd.columns import AT_ONCE, EVERYBODY, MANY, rows_where
from sim.journey.acts import ask_about, earn, leave, spend, spend_where
from sim.journey.engagement import begin_again
from sim.measures.record import Leaving, Phase, Reason
from sim.rules import failure, loyalty, money

if TYPE_CHECKING:
    from sim.crowd.columns import Customers, Floats, Rows
    from sim.journey.world import World


def give_back(c: Customers, w: World) -> None:
    """Return the goods: the sale is reversed, and the desk hears of it."""
    returns, prices = w.spec.returns, w.spec.money
    if returns.rate <= 0.0:
        return
    # In whole days, for NumPy compares whole numbers with a fraction ten times as long.
    since = w.day + 1 - math.ceil(min(returns.window_days, w.day + 1))
    may = (c.delivered >= since) & c.are_in(Phase.EXTENSION)
    if MANY * np.count_nonzero(may) > len(c):
        back = spend_where(c.return_left, may, return_hazard(c, EVERYBODY, w))
    else:
        rows = rows_where(may)
        if not len(rows):
            return
        back = spend(c.return_left, rows, return_hazard(c, rows, w))
    if not len(back):
        return
    leave(c, back, Leaving.RETURN, w)
    reversal = money.return_reversal(prices.price, unit_cost=prices.unit_cost, return_cost=prices.return_cost)
    earn(c, back, reversal, w)
    c.returns[back] += c.tally("purchases")[back] > 0  # of what was bought before measuring, neither counts
    ask_about(c, back, Reason.RETURN, w)


@np.errstate(over="ignore")
def return_hazard(c: Customers, rows: Rows | slice, w: World) -> Floats:
    """The hazard of sending the goods back, per day."""
    returns, cx = w.spec.returns, w.books.experience_here(c, rows)
    hazard = failure.return_hazard(cx, rate=returns.rate, sensitivity=returns.sensitivity)
    capped: Floats = np.minimum(hazard, AT_ONCE)
    return capped


def close_returners(c: Customers, w: World) -> None:
    """End the last day as customers of those who returned the goods today."""
    if not w.today.returned:
        return
    back = rows_where(c.counted & ~c.is_customer)
    w.books.close(c, back)
    w.books.freeze(c, back)


@np.errstate(over="ignore")
def churn_hazard(c: Customers, rows: Rows | slice, cx: Floats, w: World) -> Floats:
    """The hazard of leaving, per day; it takes the place of the CX in memory."""
    how = w.spec.loyalty
    if how.churn_rate <= 0.0:
        return np.zeros(len(cx))
    standing = cx
    standing += c.loyalty[rows]
    if how.tenure_effect == 0.0:  # the same without a logarithm for everybody
        standing *= -how.churn_sensitivity
        hazard = np.exp(standing, out=standing)
        hazard *= how.churn_rate
    else:
        hazard = loyalty.churn_hazard(
            standing,
            w.day - c.first_purchase_day[rows],
            churn_rate=how.churn_rate,
            churn_sensitivity=how.churn_sensitivity,
            tenure_effect=how.tenure_effect,
        )
    if hazard.max(initial=0.0) > AT_ONCE:  # to look is several times cheaper than to cut
        np.minimum(hazard, AT_ONCE, out=hazard)
    return hazard


def decide(c: Customers, cx: Floats, w: World) -> None:
    """Leave for good; or, if one stays, think of buying again. CX of everybody is handed in."""
    hazard = churn_hazard(c, EVERYBODY, cx, w)
    leave(c, spend_where(c.phase_left, c.are_in(Phase.EXTENSION), hazard), Leaving.CHURN, w)
    if w.spec.loyalty.repurchases_per_year > 0.0:
        again = repurchase_hazards(c, EVERYBODY, w.spec, w.quality)
        begin_again(c, spend_where(c.repurchase_left, c.are_in(Phase.EXTENSION), again), w)
