"""How a market fills, how long people dwell in a phase, whom targeting attracts, what advertising leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.luck import Decision, thresholds
from sim.measures.record import Phase
from sim.questions.verify.averages import over_normal
from sim.questions.verify.experiment import FORMULA, experiment
from sim.questions.verify.worlds import FUNNEL, quiet
from sim.theory.diffusion import (
    adstock_after_impulse,
    adstock_after_step,
    bass_share,
    bass_ticks,
    dwell_leaving_at_once,
    fit_of_attracted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

INNOVATION, IMITATION, DAYS = 0.02, 0.12, 40
TALK = {
    "word_of_mouth.sensitivity": 0, "word_of_mouth.positivity": 1e3, "word_of_mouth.rate": 1,
    "word_of_mouth.memory_days": 0, "word_of_mouth.conversion": IMITATION,
    "marketing.reach_per_day": INNOVATION, "marketing.targeting": 0,
}  # fmt: skip
"""Whoever notices the product buys it, and praises it once a day."""


@experiment("A7", source="Bass 1969, in days, for very many people")
def a_market_fills(bench: Bench) -> Iterator[Check]:
    people = bench.people(400_000)
    bought = bench.live(quiet(FUNNEL, TALK, population=people, days=DAYS)).daily["purchases"]
    adopters = np.cumsum(bought) / people
    ticks = bass_ticks(innovation=INNOVATION, imitation=IMITATION, dt=1.0)
    variance = share = 0.0
    for day in range(DAYS):
        # The noise of so many people is carried along the recursion, by its derivative.
        stay = math.exp(-(INNOVATION + IMITATION * share))
        noise = (1.0 - share) * stay * (1.0 - stay) / people
        variance = (stay * (1.0 + (1.0 - share) * IMITATION)) ** 2 * variance + noise
        share = next(ticks)
        if day in (4, 9, 19, 29, 39):
            says = f"share of a market that has bought by day {day + 1}"
            yield bench.estimate(says, adopters[day], share, math.sqrt(variance), finds=0.05 if day < 9 else 0.03)
    yield bench.exact(
        "purchases on days that are not those of each person's own luck", _astray(bench, bought), 0.0
    )


def _astray(bench: Bench, bought: np.ndarray) -> float:
    """Count days whose buyers are not those whom the talk of the day before has won, by the drawn thresholds."""
    people = len(lucks := bench.lucks(bench.people(400_000)))
    threshold = thresholds(lucks, Decision.ATTRACT, 1)
    spent = adopters = 0.0
    wrong = 0
    for so_far in np.cumsum(bought):
        spent += INNOVATION + IMITATION * adopters
        adopters = float(np.mean(threshold <= spent))
        wrong += int(so_far != round(adopters * people))
    return wrong


@experiment("A7", source="Bass 1969", on=FORMULA)
def days_come_to_the_curve_of_bass(bench: Bench) -> Iterator[Check]:
    """The error of a step goes with its length: from a day to a tenth of one it falls to a tenth."""
    steps = {dt: _farthest_from_bass(dt) for dt in (1.0, 0.1, 0.01)}
    yield bench.exact(
        "days against the closed form, largest distance of the shares", steps[1.0], 0.0, tolerance=0.03
    )
    yield bench.exact("the same in steps of a tenth of a day", steps[0.1], 0.0, tolerance=0.003)
    yield bench.exact("the same in steps of a hundredth", steps[0.01], 0.0, tolerance=0.0003)


def _farthest_from_bass(dt: float) -> float:
    ticks = bass_ticks(innovation=INNOVATION, imitation=IMITATION, dt=dt)
    return max(
        abs(next(ticks) - bass_share(step * dt, innovation=INNOVATION, imitation=IMITATION))
        for step in range(1, round(DAYS / dt) + 1)
    )


@experiment("A8", source="geometric series")
def people_dwell(bench: Bench) -> Iterator[Check]:
    """A day can be left on arrival, so the stay is told by the evenings that were spent there."""
    days = {"attraction": 2.0, "entry": 3.0, "engagement": 4.0, "exit": 5.0}
    people = bench.people(130_000)
    slow = {f"journey.{point}.days": mean for point, mean in days.items()}
    record = bench.live(quiet(FUNNEL, slow, population=people, days=110))
    for point, mean in days.items():
        leave = -math.expm1(-1.0 / mean)
        error = math.sqrt((1.0 - leave) / leave**2 / people)
        stay = record.stock[1:, Phase[point.upper()]].sum() / people
        says = f"days in {point} when the mean is set to {mean:g}"
        yield bench.estimate(says, stay, dwell_leaving_at_once(mean, dt=1.0), error, finds=0.035)
    yield bench.exact("people who got through", record.stock[-1, Phase.EXTENSION], people)


@experiment("A9", source="exponential tilting of a normal, by quadrature")
def targeting_finds_whom_it_fits(bench: Bench) -> Iterator[Check]:
    targeting, fit_sd, reach, days = 1.0, 0.1, 0.05, 5
    market = {
        "protocol": "market", "marketing.targeting": targeting, "marketing.reach_per_day": reach,
        "market.fit_sd": fit_sd, "journey.attraction.days": 1e9,
    }  # fmt: skip
    people = bench.live(quiet(market, population=bench.people(450_000), days=days)).customers

    def attracted(z: np.ndarray, reach: float = reach) -> np.ndarray:
        return np.asarray(-np.expm1(-np.exp(targeting * z - targeting**2 / 2) * reach * days))

    share = over_normal(attracted)
    fit = fit_sd * over_normal(lambda z: z * attracted(z)) / share
    yield bench.share(
        f"people whom targeted advertising attracts in {days} days", people["attracted"], share, finds=0.03
    )
    yield bench.mean("mean fit of those whom it attracts", people["fit"][people["attracted"]], fit, finds=0.03)
    rare = fit_sd * over_normal(lambda z: z * attracted(z, 1e-9)) / over_normal(lambda z: attracted(z, 1e-9))
    limit = fit_of_attracted(targeting, fit_sd=fit_sd)
    yield bench.exact("the same while few are attracted, by quadrature", rare / limit, 1.0, tolerance=1e-6)


@experiment("A10", source="geometric series")
def advertising_lasts(bench: Bench) -> Iterator[Check]:
    half_life, days = 28.0, 60
    usual = quiet({"marketing.adstock_half_life_days": half_life}, population=0, days=days)
    more = {"from_day": 10, "marketing": {"ad_spend": 2.0}}
    less = {"from_day": 11, "marketing": {"ad_spend": 1.0}}
    constant = bench.live(usual).daily["adstock"]
    yield bench.exact("constant advertising, largest change", np.abs(constant - 1.0).max(), 0.0, tolerance=1e-12)
    since = range(1, days - 9)
    step = bench.live(usual.but({"changes": [more]})).daily["adstock"][10:]
    expected = [adstock_after_step(d, before=1.0, after=2.0, half_life_days=half_life) for d in since]
    yield bench.exact(
        "twice the spend for good, largest error", np.abs(step - expected).max(), 0.0, tolerance=1e-12
    )
    impulse = bench.live(usual.but({"changes": [more, less]})).daily["adstock"][10:]
    left = [1.0 + adstock_after_impulse(d - 1, half_life_days=half_life) for d in since]
    yield bench.exact(
        "twice the spend for a day, largest error", np.abs(impulse - left).max(), 0.0, tolerance=1e-12
    )
