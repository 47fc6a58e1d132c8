"""Trouble: failures, outages, questions, and what heals by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import luck
from sim.crowd.clocks import wind
from sim.crowd.codes import ABOUT_CASE, CODE, NOTHING, ONE
from sim.crowd.columns import rows_where
from sim.journey.acts import (
    are_young,
    ask_about,
    chances,
    close_case,
    count,
    report_case,
    run_down,
    spend_where,
    thresholds,
)
from sim.luck import Decision
from sim.measures.record import Phase, Reason
from sim.rules import failure, hazard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.crowd.columns import Bools, Customers, Floats, Rows
    from sim.journey.world import World

COURSE = (Decision.SELF_FIX, Decision.REPORT)
"""How a case goes on: when it heals by itself, and whether the desk hears of it."""


def heal(c: Customers, w: World) -> None:
    """Let open cases fix themselves while the desk is not asked about them."""
    places = c.cases.among(c.first, len(c))
    rows = c.cases.customer.take(places)
    rows -= c.first
    left_alone = c.are_in(Phase.EXTENSION, rows)
    issues = c.issue.take(rows)
    if np.count_nonzero(issues):  # to look up what they are about takes as long as all else here
        left_alone &= ~ABOUT_CASE.take(issues)
    rows, places = rows[left_alone], places[left_alone]
    if not len(rows):
        return
    healed = rows[run_down(c.cases.self_fix_left, places, hazard.from_mean(w.spec.failures.self_fix_days))]
    w.journal.note(c.first + healed, "self-fixed")
    close_case(c, healed)


def meet_failures(c: Customers, w: World) -> None:
    """Meet failures of the product: by one's own clock, or in an outage of the whole market."""
    failures = w.spec.failures
    may_fail = c.are_in(Phase.EXTENSION) & (c.case == NOTHING)
    failed = spend_where(c.fail_left, may_fail, failure_hazard(c, w))
    if w.outage:
        others = rows_where(may_fail & (c.fail_left > 0.0))
        hit = others[chances(c, others, Decision.OUTAGE_HIT, w.day, failures.outage_share)]
    if len(failed):
        start_failure_clock(c, failed, w)
    if w.outage:
        failed = np.concatenate([failed, hit])
    if len(failed):
        severity, *course = luck.uniforms(c.luck[failed], (Decision.SEVERITY, *COURSE), c.case_number[failed] + 1)
        is_major = severity < failures.major_share
        chance = np.where(is_major, failures.major.contact_chance, failures.minor.contact_chance)
        fail(c, failed, Reason.FAILURE, is_major, chance, course, w)


def failure_hazard(c: Customers, w: World) -> Floats:
    """The hazard of a failure today; what is 1 for all is left out, not multiplied by for everybody."""
    how, hazard_today = w.spec.failures, c.fail_hazard
    if w.busyness != 1.0:
        hazard_today = hazard_today * w.busyness
    if how.weibull_shape != 1.0:
        age = w.day - c.delivered
        factor = failure.age_factor(age, shape=how.weibull_shape, scale_days=how.weibull_scale_days)
        hazard_today = hazard_today * factor
    return hazard_today


def fail(
    c: Customers,
    rows: Rows,
    reason: Reason,
    is_major: Bools,
    contact_chance: Floats | float,
    course: Sequence[Floats],
    w: World,
) -> None:
    """Suffer failures: the loss is larger the more failures are still remembered."""
    if not len(rows):
        return
    failures = w.spec.failures
    c.case_number[rows] += ONE
    count(c.failures, rows)
    if c.early_failures.flags.writeable:
        c.early_failures[rows] += are_young(c, rows, w)
    w.today.failures += len(rows)
    severe = np.where(is_major, failures.major.loss, failures.minor.loss)
    loss = failure.loss(severe, c.recent[rows] * w.books.scale, escalation=failures.escalation)
    open_case(c, rows, reason, is_major, loss, contact_chance, course, w)
    c.recent[rows] += 1.0 / w.books.scale


def open_case(
    c: Customers,
    rows: Rows,
    reason: Reason,
    is_major: Bools,
    loss: Floats,
    contact_chance: Floats | float,
    course: Sequence[Floats],
    w: World,
) -> None:
    """Have something wrong, and tell the desk about it or stay silent; `course` is the luck in how it goes on."""
    if not len(rows):
        return
    w.books.enter(c, rows, "failure", -loss)
    cases, places = c.cases, c.cases.open(c.first + rows)
    c.case[rows], c.case_place[rows] = CODE[reason], places
    cases.major[places], cases.loss[places] = is_major, loss
    cases.earlier_failures[places] = c.recent[rows] * w.books.scale
    cases.case_reported[places] = cases.compensated[places] = False
    to_fix, to_report = course
    cases.self_fix_left[places] = luck.thresholds_at(to_fix)
    if w.journal.every:
        w.journal.note(c.first + rows[is_major], f"{reason} (major)")
        w.journal.note(c.first + rows[~is_major], f"{reason} (minor)")
    report_case(c, rows[to_report < contact_chance], w.day)


def wonder(c: Customers, w: World) -> None:
    """Need help in using the product: it costs an effort, and a question to the desk."""
    failures = w.spec.failures
    if failures.question_rate <= 0.0:
        return
    here = c.are_in(Phase.EXTENSION)
    rows = spend_where(c.question_left, here, failures.question_rate * w.busyness)
    if not len(rows):
        return
    start_question_clock(c, rows, w)
    w.books.enter(c, rows, "failure", -failures.question_effort)
    ask_about(c, rows, Reason.QUESTION, w)


def start_failure_clock(c: Customers, rows: Rows, w: World) -> None:
    """Set the clock of the next failure."""
    c.failure_clock[rows] = number = c.failure_clock[rows] + 1
    left = thresholds(c, rows, Decision.FAIL, number)
    wind(c, "fail_left", rows, left, w.spec, w.quality)


def start_question_clock(c: Customers, rows: Rows, w: World) -> None:
    """Set the clock of the next question."""
    c.question_clock[rows] = number = c.question_clock[rows] + 1
    left = thresholds(c, rows, Decision.QUESTION, number)
    wind(c, "question_left", rows, left, w.spec, w.quality)
