"""Attraction: being noticed, hearing what is said about the product, and the gate of interest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim import luck
from sim.crowd.codes import ONE
from sim.journey import entry
from sim.journey.acts import (
    certainty_equivalent,
    chances,
    dwelt,
    learn,
    move,
    put,
    rows_in,
    spend,
    stay,
    thresholds,
    touch,
    turn_away,
)
from sim.luck import Decision
from sim.measures.record import Phase
from sim.rules import belief, choice, word_of_mouth

if TYPE_CHECKING:
    from sim.crowd.columns import Customers, Rows
    from sim.journey.world import World


def attract(c: Customers, w: World) -> None:
    """Prospect -> Attraction: noticed through advertising or word of mouth; in the market protocol alone."""
    if not w.is_market:
        return
    rows = rows_in(c, Phase.PROSPECT)
    if len(rows):
        arrive(c, spend(c.phase_left, rows, c.pull[rows] * w.reach), w)


def start_clock(c: Customers, rows: Rows) -> None:
    """Set the clock of being noticed."""
    c.prospect_clock[rows] += ONE
    c.phase_left[rows] = thresholds(c, rows, Decision.ATTRACT, c.prospect_clock[rows])


def arrive(c: Customers, rows: Rows, w: World, *, stays: bool = True) -> None:
    """Enter Attraction: hear what is said about the product, and feel the first touchpoint."""
    if not len(rows):
        return
    c.visit[rows] += ONE
    move(c, rows, Phase.ATTRACTION, w)
    put(c.attracted, rows, True)
    if stays:
        stay(c, rows, Decision.LEAVE_ATTRACTION, c.visit[rows])
    hear_advertising(c, rows, w)
    hear_others(c, rows, Decision.PRAISE_HEARD, w.praise, w.praise_content, w)
    hear_others(c, rows, Decision.COMPLAINTS_HEARD, w.complaints, w.complaint_content, w)
    touch(c, rows, "attraction", Decision.TOUCH_ATTRACTION, c.visit[rows], w)


def hear_advertising(c: Customers, rows: Rows, w: World) -> None:
    """Take in the advertisements of a visit."""
    if w.exposures > 0:
        sd = w.spec.belief.ad_signal_sd
        z = luck.normals(c.luck[rows], Decision.AD_MESSAGE, c.visit[rows])
        learn(c, rows, belief.message(w.promise, z, signal_sd=sd, count=w.exposures), sd, w.exposures)


def hear_others(c: Customers, rows: Rows, decision: Decision, rate: float, content: float, w: World) -> None:
    """Take in the word of mouth of a visit, of one tone."""
    mean = word_of_mouth.heard(rate, memory_days=w.spec.word_of_mouth.memory_days)
    if mean > 0.0:
        messages = luck.poissons(c.luck[rows], decision, c.visit[rows], mean)
        some = messages > 0
        learn(c, rows[some], content, w.spec.belief.word_of_mouth_signal_sd, messages[some])


def interest(c: Customers, w: World) -> None:
    """Attraction -> Entry, through the gate of interest; in the market protocol alone."""
    if not w.is_market:
        return
    point = w.spec.journey.attraction
    rows = dwelt(c, rows_in(c, Phase.ATTRACTION), point.days)
    if not len(rows):
        return
    worth = certainty_equivalent(c, rows, w)
    p = choice.interest(worth, intercept=point.intercept, belief=point.belief)
    goes_on = chances(c, rows, Decision.GATE_INTEREST, c.visit[rows], p)
    entry.begin(c, rows[goes_on], w)
    turn_away(c, rows[~goes_on], w)
