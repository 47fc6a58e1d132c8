"""Estimates of where things lie: measures of a world, settings, shares of customers, and laws of the desk."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from sim.measures import MEASURES
from sim.measures.measure import DAYS_A_YEAR, mean, of_buyers, ratio
from sim.measures.record import Channel, Outcome
from sim.rules import staff

if TYPE_CHECKING:
    from sim.questions.facts.fact import Estimate, Records

AN_INSTANT = 1e-6
"""Minutes; waits that closing time ends are computed, and so only nearly as long as that."""


def measured(world: str, name: str) -> Estimate:
    """A measure of a world."""
    return lambda records: MEASURES[name](records[world].record)


def setting(world: str, key: str) -> Estimate:
    """A setting of a world, which has no noise."""
    return lambda records: float(attrgetter(key)(records[world].record.spec))


def share_told(world: str) -> Estimate:
    """Share of failures that the firm is told of."""
    return lambda records: 1.0 - MEASURES["silent_share"](records[world].record)


def share_with_a_failure(world: str) -> Estimate:
    """Share of buyers who met at least one failure."""
    return lambda records: mean(of_buyers(records[world].record, "failures") > 0)


def share_without_a_repeat(world: str) -> Estimate:
    """Share of buyers who did not buy a second time."""
    return lambda records: mean(of_buyers(records[world].record, "purchases") == 1)


def praise_for_each_complaint(world: str) -> Estimate:
    """Positive messages for each negative one."""

    def estimate(records: Records) -> float:
        record = records[world].record
        return ratio(MEASURES["positive_messages"](record), MEASURES["negative_messages"](record))

    return estimate


def yearly_turnover(world: str) -> Estimate:
    """Share of agents who leave in a year, as satisfied as they were on each day."""

    def estimate(records: Records) -> float:
        record = records[world].record
        how = record.spec.staff
        a_day = staff.turnover(
            record.daily["satisfaction"],  # type: ignore[arg-type]  # the rule takes arrays as well
            turnover_per_year=how.turnover_per_year,
            turnover_sensitivity=how.turnover_sensitivity,
            usual_satisfaction=how.satisfaction,
        )
        return mean(np.asarray(DAYS_A_YEAR * a_day))

    return estimate


def abandonment_by_wait(world: str) -> Estimate:
    """Share of callers who give up, over the mean wait of all in units of the mean patience.

    1 wherever patience is exponential: each minute that somebody waits ends in giving up at the same rate, also if
    the wait is cut off by an answer. Closing time is such a cut, so whom it sends away has not given up.
    """

    def estimate(records: Records) -> float:
        spec, contacts = records[world].record.spec, records[world].record.contacts
        calls = contacts["channel"] == str(Channel.PHONE)
        left = contacts["arrival_minute"][calls] + contacts["wait_minutes"][calls]
        before_closing = left < spec.desk.open_hours * 60.0 - AN_INSTANT
        given_up = mean((contacts["outcome"][calls] == str(Outcome.ABANDONED)) & before_closing)
        return ratio(given_up, mean(contacts["wait_minutes"][calls]) / spec.desk.phone.patience_minutes)

    return estimate
