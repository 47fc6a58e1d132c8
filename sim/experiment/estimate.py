"""What an experiment will cost before it starts: runs, time, memory, disk."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from sim import cost as costs
from sim.errors import UsageError
from sim.experiment.agenda import WHOLE, Shard
from sim.machine import free_memory, speed

if TYPE_CHECKING:
    from sim.experiment.plan import Ask, Plan
    from sim.scenario import Scenario

__all__ = ["MOST_RUNS", "Estimate", "estimate", "refuse_too_many"]

MOST_RUNS = 1_000_000
"""Runs above which an experiment is planned only on a second word."""

MOST_POINTS = 10_000_000
"""Points above which none is planned: they are held in memory."""

LOOKED_AT = 32
"""Points whose cost stands for that of all."""

BYTES_A_VALUE, BYTES_A_RUN, BYTES_AT_LEAST = 30, 400, 500_000
"""On the disk, in the database and the tables together: for each number of a run, for a run, and beside them."""

WORLDS = {"run": 1, "rescue": 4}
"""How many worlds a run lives."""


@dataclass(frozen=True)
class Estimate:
    """What an experiment costs on this machine, good to a factor of one and a half where nothing else runs."""

    points: int
    runs: int
    workers: int
    seconds: float
    memory: float
    disk: float
    free: int | None
    """Bytes of memory that are free now, if known."""
    share: str = ""
    """Of which share of the points this is, as in 1/4; nothing if of all."""


def estimate(plan: Plan, workers: int = 1, *, shard: Shard = WHOLE) -> Estimate:
    """Estimate a share of a plan from some of its points.

    Precision is not foreseen, only the replications that are sure.
    """
    points = shard.points(len(plan.points))
    runs = len(points) * plan.replications
    chosen = sorted({round(at * (len(points) - 1) / max(1, LOOKED_AT - 1)) for at in range(LOOKED_AT)})
    specs = [plan.scenario_at(points[at]) for at in chosen] if points else [plan.base]
    each = sum(map(costs.seconds_of_a_run, specs)) / len(specs) * WORLDS[plan.ask]
    largest = max(specs, key=lambda spec: spec.population)
    processes = min(workers, runs) or 1
    start = costs.START_SECONDS + (costs.POOL_SECONDS if processes > 1 else 0.0)
    in_turn = ceil(runs / processes)
    at_once = costs.memory([largest] * processes, replications=1, workers=processes)
    return Estimate(
        points=len(points), runs=runs, workers=processes,
        seconds=(start + each * in_turn) / speed(),
        memory=at_once.total,
        disk=_disk(runs, len(plan.factors)),
        free=free_memory(),
        share="" if shard == WHOLE else str(shard),
    )  # fmt: skip


def refuse_too_many(base: Scenario, points: int, replications: int, *, ask: Ask, yes: bool) -> None:
    """Raise a `UsageError` for more runs than anybody means, before any point is made."""
    runs = points * replications
    if points <= MOST_POINTS and (yes or runs <= MOST_RUNS):
        return
    seconds = runs * WORLDS[ask] * costs.seconds_of_a_run(base) / speed()
    needed = f"{costs.span(seconds)} of one processor and {costs.size(_disk(runs, 1))} of disk"
    told = f"{points:,} points x {replications:,} = {runs:,} runs would take about {needed}"
    if points > MOST_POINTS:
        raise UsageError(f"{told}; more than {MOST_POINTS:,} points are too many: take fewer values")
    raise UsageError(f"{told}; --yes runs them all the same, fewer values or replications take less")


def _disk(runs: int, factors: int) -> float:
    from sim.measures import MEASURES

    return BYTES_AT_LEAST + runs * (BYTES_A_RUN + BYTES_A_VALUE * (len(MEASURES) + factors))
