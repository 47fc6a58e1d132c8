"""Repeat buying at rates of one's own: closed forms, published numbers, and people who live the story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.questions.verify.experiment import FORMULA, experiment
from sim.theory.repeat_buying import RepeatBuying

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

CDNOW = RepeatBuying(r=0.24259290431148306, alpha=4.413531465105242, a=0.7928863601043087, b=2.425753961229458)
"""The maximum-likelihood fit to 2,357 buyers of compact discs; weeks."""

WEEKS = 39.0


@experiment("A25", source="lifetimes 0.11.3, compared once", on=FORMULA)
def buyers_of_discs(bench: Bench) -> Iterator[Check]:
    for weeks, repeats in ((39.0, 1.1950162447337151), (78.0, 1.8579716440863803)):
        yield bench.exact(
            f"repeat purchases of a new customer in {weeks:g} weeks", float(CDNOW.expected(weeks)), repeats,
            tolerance=1e-9,
        )  # fmt: skip
    likelihood = float(RepeatBuying(0.2426, 4.4135, 0.7929, 2.4258).log_likelihood(2, 30.43, 38.86))
    yield bench.exact("log likelihood of one customer's purchases", likelihood, -9.459681082320499, tolerance=1e-9)


@experiment("A25", source="Fader, Hardie & Lee 2005", on=FORMULA)
def people_live_the_story(bench: Bench) -> Iterator[Check]:
    repeats, last = lived(CDNOW, weeks=WEEKS, people=bench.people(200_000), luck=bench.generator())
    yield bench.mean(
        "repeat purchases of people at rates of their own", repeats, float(CDNOW.expected(WEEKS)), finds=0.05
    )
    nobody = float(CDNOW.share_without(WEEKS))
    yield bench.share("people who never buy again", repeats == 0, nobody, finds=0.02)
    alive = CDNOW.alive(repeats, last, WEEKS)
    further = CDNOW.expected(2 * WEEKS) - CDNOW.expected(WEEKS)
    forecast = CDNOW.expected_further(WEEKS, repeats, last, WEEKS)
    yield bench.mean("purchases that their histories forecast", forecast, float(further), finds=0.06)
    yield bench.exact("chances to be alive out of range", np.count_nonzero((alive < 0) | (alive > 1)), 0)


def lived(
    buying: RepeatBuying, *, weeks: float, people: int, luck: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Let people live the story: a rate, a chance to quit, purchases until they quit or time is up."""
    rate = luck.gamma(buying.r, 1.0 / buying.alpha, people)
    quits = luck.beta(buying.a, buying.b, people)
    repeats, last, there = np.zeros(people), np.zeros(people), np.ones(people, np.bool_)
    while there.any():
        bought_at = last + luck.exponential(1.0, people) / np.maximum(rate, 1e-300)
        there &= bought_at <= weeks
        repeats, last = repeats + there, np.where(there, bought_at, last)
        there &= luck.random(people) >= quits
    return repeats, last
