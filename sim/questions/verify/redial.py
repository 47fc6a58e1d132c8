"""Callers who give up and call again much later: the rate at which fresh and repeated calls balance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.verify.check import Check, Engine
from sim.questions.verify.desks import Calls
from sim.questions.verify.experiment import DESKS, experiment
from sim.questions.verify.queues import answered
from sim.theory.queues import ErlangA, redialling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.questions.verify.bench import Bench

    Floats = NDArray[np.float64]

MINUTES = 700.0
"""What counts of a day; whoever gives up calls again at any minute of the next one."""

SETTLES, COUNTS = 8, 7
"""Days until fresh and repeated calls balance, and days that are counted then."""


@experiment("A5", source="fixed point with Poisson retrials", on=DESKS, quick_on=(Engine.FAST_DESK,))
def lost_callers_call_again(bench: Bench) -> Iterator[Check]:
    """Independent weeks; each day begins with calls at the same rate that do not count, so that it is as busy."""
    for servers, chance in ((25, 0.5), (30, 0.6)):
        fresh = ErlangA(5.0, 6.0, servers, 10.0)
        settled = redialling(fresh, chance)
        weeks = max(round(24 * bench.scale), 12)
        seen = np.array([_week(bench, fresh, chance, week) for week in range(weeks)])
        errors = seen.std(axis=0, ddof=1) / math.sqrt(weeks)
        (rate, gives_up), (rate_error, error) = seen.mean(axis=0), errors
        theory = settled.queue
        line = f"{servers} agents, {chance:.0%} call again"
        yield bench.estimate(
            f"calls a minute: {line}", rate, theory.arrivals_per_minute, rate_error, freedom=weeks - 1, finds=0.05
        )
        yield bench.estimate(
            f"share of calls given up: {line}",
            gives_up,
            theory.abandon_chance,
            error,
            freedom=weeks - 1,
            finds=0.3,
        )


def _week(bench: Bench, fresh: ErlangA, chance: float, week: int) -> tuple[float, float]:
    """Give the calls a minute and the share that gives up, once the days are alike."""
    luck = bench.generator(fresh.servers, week)
    again, calls, given_up = 0, 0, 0
    for day in range(SETTLES + COUNTS):
        number = int(luck.poisson(fresh.arrivals_per_minute * MINUTES)) + again
        gone = _given_up(bench, fresh, number, luck)
        again = int(luck.binomial(gone, chance))
        if day >= SETTLES:
            calls, given_up = calls + number, given_up + gone
    return calls / (COUNTS * MINUTES), given_up / calls


def _given_up(bench: Bench, fresh: ErlangA, number: int, luck: np.random.Generator) -> int:
    """Let so many call in a day that was as busy before, and count who gives up."""
    edge = 15.0 * fresh.patience_minutes
    around = int(luck.poisson(number / MINUTES * edge))
    minutes = np.concatenate([luck.uniform(-edge, 0.0, around), luck.uniform(0.0, MINUTES, number)])
    order = np.argsort(minutes)
    size = len(minutes)
    services = luck.exponential(fresh.service_minutes, size)
    patiences = luck.exponential(fresh.patience_minutes, size)
    done = answered(bench, Calls.alike(minutes[order] + edge, services, patiences), fresh.servers)
    return int(np.count_nonzero(~done.served[minutes[order] >= 0.0]))
