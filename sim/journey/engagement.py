"""Engagement: making up one's mind, for the first time or again, and the gate of purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import luck
from sim.crowd.codes import CODE, NOTHING, ONE
from sim.journey.acts import (
    certainty_equivalent,
    chances,
    close_case,
    count,
    dwelt,
    earn,
    learn,
    move,
    put,
    rows_in,
    stay,
    touch,
    turn_away,
)
from sim.luck import Decision
from sim.measures.record import Phase, Reason
from sim.rules import belief, choice, money

if TYPE_CHECKING:
    from sim.crowd.columns import Customers, Floats, Rows
    from sim.journey.world import World


def begin(c: Customers, rows: Rows, w: World, *, stays: bool = True) -> None:
    """Enter Engagement as a new customer: its touchpoint, and the sales talk."""
    move(c, rows, Phase.ENGAGEMENT, w)
    put(c.engaged, rows, True)
    if stays:
        stay(c, rows, Decision.LEAVE_ENGAGEMENT, c.visit[rows])
    touch(c, rows, "engagement", Decision.TOUCH_ENGAGEMENT, c.visit[rows], w)
    sd = w.spec.belief.sales_signal_sd
    promise = w.promise + w.spec.marketing.sales_overpromise
    z = luck.normals(c.luck[rows], Decision.SALES_TALK, c.visit[rows])
    learn(c, rows, belief.message(promise, z, signal_sd=sd, count=1.0), sd)


def begin_again(c: Customers, rows: Rows, w: World) -> None:
    """Come back to Engagement as a customer: he knows the firm, so nothing is felt or learned."""
    if not len(rows):
        return
    c.visit[rows] += ONE
    move(c, rows, Phase.ENGAGEMENT, w)
    stay(c, rows, Decision.LEAVE_ENGAGEMENT, c.visit[rows])


def purchase(c: Customers, w: World) -> None:
    """Engagement -> Exit, through the gate of purchase; it waits for the answer to an enquiry."""
    rows = dwelt(c, rows_in(c, Phase.ENGAGEMENT), w.spec.journey.engagement.days)
    rows = rows[c.issue[rows] != CODE[Reason.ENQUIRY]]
    if not len(rows):
        return
    buys = chances(c, rows, Decision.GATE_PURCHASE, c.visit[rows], purchase_chance(c, rows, w))
    pay(c, rows[buys], w)
    turn_away(c, rows[~buys], w)


def purchase_chance(c: Customers, rows: Rows, w: World) -> Floats:
    """The chance to buy now: new customers, ex-customers and current ones differ."""
    gate = w.spec.journey.engagement
    p: Floats = choice.purchase(
        certainty_equivalent(c, rows, w),
        w.books.service_felt(c, rows),
        w.books.experience(c, rows) + c.loyalty[rows],
        is_customer=c.is_customer[rows],
        ever_bought=c.purchase[rows] > 0,
        price_ratio=w.spec.money.price / w.spec.market.competitor_price,
        intercept=gate.intercept,
        belief=gate.belief,
        price=gate.price,
        service=gate.service,
        inertia=gate.inertia,
        loyalty=gate.loyalty,
    )
    return p


def pay(c: Customers, rows: Rows, w: World, *, stays: bool = True) -> None:
    """Buy: from now on a customer, until he leaves. What was wrong with the last purchase is over."""
    if not len(rows):
        return
    close_case(c, rows)
    c.purchase[rows] += ONE
    count(c.purchases, rows)
    become_customers(c, rows[~c.is_customer[rows]], w)
    earn(c, rows, money.contribution(w.spec.money.price, unit_cost=w.spec.money.unit_cost), w)
    move(c, rows, Phase.EXIT, w)
    if stays:
        stay(c, rows, Decision.LEAVE_EXIT, c.purchase[rows])
    w.today.purchases += len(rows)


def become_customers(c: Customers, rows: Rows, w: World) -> None:
    """Count as people who bought."""
    if not len(rows):
        return
    c.is_customer[rows] = True
    c.left_day[rows], c.left_by[rows] = -1, NOTHING
    w.books.open(c, rows)
    put(c.first_purchase_day, rows[c.first_purchase_day[rows] < 0], w.day)
    new = rows[~c.ever[rows]]
    put(c.ever, new, True)
    put(c.since_day, new, w.day)
