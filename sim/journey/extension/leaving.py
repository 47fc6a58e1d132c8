"""Leaving: returning the goods, churn, and the occasions to buy again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.journey.acts import ask_about, earn, leave, rows_in, spend
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
    rows = np.flatnonzero((w.day - c.delivered < returns.window_days) & (c.phase == Phase.EXTENSION))
    if not len(rows):
        return
    cx = w.books.experience(c, rows)
    hazard = failure.return_hazard(cx, rate=returns.rate, sensitivity=returns.sensitivity)
    back = spend(c.return_left, rows, hazard)
    leave(c, back, Leaving.RETURN, w)
    reversal = money.return_reversal(prices.price, unit_cost=prices.unit_cost, return_cost=prices.return_cost)
    earn(c, back, reversal, w)
    c.returns[back] += 1
    ask_about(c, back, Reason.RETURN, w)


def close_returners(c: Customers, w: World) -> None:
    """End the last day as customers of those who returned the goods today."""
    back = np.flatnonzero(c.counted & ~c.is_customer)
    w.books.close(c, back)
    w.books.freeze(c, back)


def churn_hazard(c: Customers, rows: Rows, cx: Floats, w: World) -> Floats:
    """The hazard of leaving, per day."""
    how = w.spec.loyalty
    standing = cx + c.loyalty[rows]
    if how.tenure_effect == 0.0:  # the same without a logarithm for everybody
        return how.churn_rate * np.asarray(np.exp(-how.churn_sensitivity * standing))
    hazard: Floats = loyalty.churn_hazard(
        standing,
        w.day - c.first_purchase_day[rows],
        churn_rate=how.churn_rate,
        churn_sensitivity=how.churn_sensitivity,
        tenure_effect=how.tenure_effect,
    )
    return hazard


def decide(c: Customers, cx: Floats, w: World) -> None:
    """Leave for good; or, if one stays, think of buying again."""
    rows = rows_in(c, Phase.EXTENSION)
    gone = spend(c.churn_left, rows, churn_hazard(c, rows, cx[rows], w))
    if len(gone):
        leave(c, gone, Leaving.CHURN, w)
        rows = rows_in(c, Phase.EXTENSION)
    if w.spec.loyalty.repurchases_per_year > 0.0:
        again = loyalty.repurchase_hazard(w.spec.loyalty.repurchases_per_year)
        begin_again(c, spend(c.repurchase_left, rows, again), w)
