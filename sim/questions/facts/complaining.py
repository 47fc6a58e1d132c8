"""Estimates of what becomes of customers after a failure: by whether they told, and how they were answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.measures.measure import mean, ratio
from sim.measures.record import LEAVINGS, Leaving
from sim.questions.facts.cases import LANDMARK_DAYS, NEVER, Cases
from sim.questions.facts.worlds import TYPICAL, WINDOW
from sim.rules import word_of_mouth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.measures.record import Record
    from sim.questions.facts.fact import Estimate, Records

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

Which = Callable[[Cases], "Bools"]
"""Tells which of the cases are meant."""

FOLLOWED_DAYS = 90
"""For how long callers are followed from the landmark."""

DAYS_A_MONTH = 30


# --- which cases ----------------------------------------------------------------------------------------------


def alone(c: Cases) -> Bools:
    """Those of customers whose only failure it is, in the days that a trial looks at."""
    return np.asarray((c.of == 1) & _in_window(c))


def second(c: Cases) -> Bools:
    """Those that are the second and last failure of a customer, in the days that a trial looks at."""
    return np.asarray((c.of == 2) & (c.number == 2) & _in_window(c))


def _in_window(c: Cases) -> Bools:
    return np.asarray((c.day >= WINDOW[0]) & (c.day < WINDOW[1]))


def major(c: Cases) -> Bools:
    """Those in which the product did not do what it was bought for."""
    return np.asarray(c.major)


def minor(c: Cases) -> Bools:
    """Those that are an annoyance."""
    return np.asarray(~c.major)


def silent(c: Cases) -> Bools:
    """Those that the firm was not told of."""
    return np.asarray(~c.told)


def told(c: Cases) -> Bools:
    """Those that the firm was told of."""
    return c.told


def unsolved(c: Cases) -> Bools:
    """Those that the firm was told of and did not put right."""
    return np.asarray(c.told & (c.solved == NEVER))


def solved(c: Cases) -> Bools:
    """Those that the firm put right."""
    return np.asarray(c.solved != NEVER)


def solved_at_once(c: Cases) -> Bools:
    """Those that the first contact put right on the day of the failure."""
    return np.asarray(c.at_once & (c.solved == c.day))


def solved_slowly(c: Cases) -> Bools:
    """Those that were put right, but not at once."""
    return np.asarray(solved(c) & ~solved_at_once(c))


def _chosen(c: Cases, which: tuple[Which, ...]) -> NDArray[np.intp]:
    mine = np.full(len(c), True)
    for one in which:
        mine &= one(c)
    return np.flatnonzero(mine)


# --- buying again ---------------------------------------------------------------------------------------------


def bought_again(world: str, *which: Which) -> Estimate:
    """Share of those with such a case who buy again when all are asked; who has left by then does not."""

    def estimate(records: Records) -> float:
        c = records[world].cases
        return mean(_buys(records[world].record)[c.customer[_chosen(c, which)]])

    return estimate


def bought_more_often(world: str, quiet: str, *which: Which) -> Estimate:
    """How many more of them buy again than would have in the life without the failure."""

    def estimate(records: Records) -> float:
        c = records[world].cases
        people = c.customer[_chosen(c, which)]
        return mean(_buys(records[world].record)[people]) - mean(_buys(records[quiet].record)[people])

    return estimate


def _buys(record: Record) -> Bools:
    return np.asarray(record.customers["purchases"] > 1)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """The first estimate less the second."""
    return lambda records: one(records) - other(records)


# --- experience, beside the same life without the failure -----------------------------------------------------


def felt(world: str, quiet: str, *which: Which) -> Estimate:
    """What the failure and the answer to it left behind: experience less that of the quiet life."""
    return lambda records: mean(_apart(records, world, quiet, which)[0])


def worse_for_each_better(world: str, quiet: str, *which: Which, by_contact: bool = False) -> Estimate:
    """How many are left worse off than in the quiet life, for each who is left better off: people, or contacts."""

    def estimate(records: Records) -> float:
        apart, contacts = _apart(records, world, quiet, which)
        counted = contacts if by_contact else np.ones(len(apart))
        return ratio(counted[apart < 0].sum(), counted[apart > 0].sum())

    return estimate


def _apart(records: Records, world: str, quiet: str, which: tuple[Which, ...]) -> tuple[Floats, Floats]:
    """The difference of the two lives for customers who are still there in both, and their contacts."""
    here, there = (records[name].record.customers for name in (world, quiet))
    c = records[world].cases
    mine = _chosen(c, which)
    mine = mine[(here["is_customer"] & there["is_customer"])[c.customer[mine]]]
    people = c.customer[mine]
    return np.asarray(here["cx_now"][people] - there["cx_now"][people]), c.contacts[mine].astype(np.float64)


# --- leaving --------------------------------------------------------------------------------------------------


def left_after(*which: Which, of: Which = major) -> Estimate:
    """Share of callers who leave over their experience in the 90 days after a landmark.

    `which` may ask only for what was known at the landmark: two weeks after the first contact. Sorted by what came
    later, those who leave early would count as unanswered because they left.
    """

    def estimate(records: Records) -> float:
        record, c = records[TYPICAL].record, records[TYPICAL].at_landmark
        at = c.first_contact + LANDMARK_DAYS
        left = record.customers["left_day"].astype(np.int64)[c.customer]
        by_choice = record.customers["left_by"][c.customer] == LEAVINGS.index(Leaving.CHURN)
        asked = c.told & of(c) & ((left == NEVER) | (left > at)) & (at + FOLLOWED_DAYS <= record.spec.days)
        gone = by_choice & (left > at) & (left <= at + FOLLOWED_DAYS)
        mine = _chosen(c, (*which, lambda _: asked))
        return mean(gone[mine])

    return estimate


def after_more_contacts(c: Cases) -> Bools:
    """Those that it took more than one contact to put right."""
    return np.asarray(solved(c) & (c.tries > 1))


def at_first_contact(c: Cases) -> Bools:
    """Those that the first contact put right."""
    return c.at_once


def easy(c: Cases) -> Bools:
    """Those that one contact ended."""
    return np.asarray(c.contacts == 1)


def hard(c: Cases) -> Bools:
    """Those that took further contacts."""
    return np.asarray(c.contacts > 1)


# --- talking --------------------------------------------------------------------------------------------------


def messages(world: str, *which: Which, praise: bool | None = None) -> Estimate:
    """Messages a month of those with such a case, as they feel at the end: praise, complaints, or both."""

    def estimate(records: Records) -> float:
        record, c = records[world].record, records[world].cases
        how = record.spec.word_of_mouth
        cx = record.customers["cx_now"][c.customer[_chosen(c, which)]]
        sent = word_of_mouth.message_rate(
            cx, rate=how.rate, sensitivity=how.sensitivity, negativity=how.negativity
        )
        kind = word_of_mouth.share_positive(cx, positivity=how.positivity, valence_sd=how.valence_sd)
        share = {None: 1.0, True: kind, False: 1.0 - kind}[praise]
        return DAYS_A_MONTH * mean(np.asarray(sent * share))

    return estimate
