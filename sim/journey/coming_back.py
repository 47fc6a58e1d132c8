"""Coming back: from Lost and Churned in time, or at once by an accepted offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.crowd.codes import ONE
from sim.crowd.columns import rows_where
from sim.journey import attraction, entry
from sim.journey.acts import chances, earn, move, rows_in, spend, thresholds
from sim.luck import Decision
from sim.measures.record import Phase
from sim.rules import hazard

if TYPE_CHECKING:
    from sim.crowd.columns import Customers, Rows
    from sim.journey.world import World


def come_back(c: Customers, w: World) -> None:
    """Lost, Churned -> Prospect in time; a churned one at once to Entry, if an offer wins him back."""
    if w.spec.loyalty.winback_offer > 0.0:
        offer(c, w)
    if w.is_market:
        market = w.spec.market
        look_again(c, Phase.LOST, Decision.RETURN_FROM_LOST, market.lost_return_per_year, w)
        look_again(c, Phase.CHURNED, Decision.WIN_BACK, market.winbacks_per_year, w)


def offer(c: Customers, w: World) -> None:
    """Make those an offer who left yesterday; an accepted one leads to Entry."""
    rows = rows_where(c.are_in(Phase.CHURNED) & (c.left_day == w.day - 1))
    rows = rows[chances(c, rows, Decision.WIN_BACK_OFFER, c.visit[rows], w.spec.loyalty.winback_offer)]
    earn(c, rows, -w.spec.money.winback_cost, w)
    c.visit[rows] += ONE
    w.books.thaw(c, rows)
    entry.begin(c, rows, w)


def look_again(c: Customers, phase: Phase, decision: Decision, per_year: float, w: World) -> None:
    """Start to be reachable again, some time after having left; never on the same day."""
    rows = rows_in(c, phase)
    rows = rows[c.out_day[rows] < w.day]
    new = rows[c.out_day[rows] == w.day - 1]
    c.phase_left[new] = thresholds(c, new, decision, c.visit[new])
    become_prospects(c, spend(c.phase_left, rows, hazard.from_yearly(per_year)), w)


def become_prospects(c: Customers, rows: Rows, w: World) -> None:
    """Be reachable again."""
    w.books.thaw(c, rows)
    move(c, rows, Phase.PROSPECT, w)
    attraction.start_clock(c, rows)
