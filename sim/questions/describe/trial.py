"""A short run of the scenario as it is, so that what a closed form says can be held to it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from sim.cost import seconds_of_a_run
from sim.rules.failure import UNPACKING_DAYS
from sim.scenario.pieces import before
from sim.simulate import simulate
from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.results import Results
    from sim.scenario import Scenario
    from sim.simulate import Progress
    from sim.statistics.intervals import MeanInterval

REPLICATIONS = 4
MEMORIES = 3
"""Half-lives of the planner's memory after which the rota knows a load that has changed."""
LONGEST_WINDOW_OF_RETURNS = 60
WINDOW = 56
SECONDS = 4.0
"""What a trial may take on the machine of the calibration."""

MEASURES = ("wait_minutes", "abandonment", "occupancy", "service_level")


@dataclass(frozen=True)
class Plan:
    """Which days of how large a world are run how often."""

    spec: Scenario
    first: int
    last: int
    replications: int
    is_smaller: bool
    """Whether fewer people are simulated than the scenario has, each standing for more."""


@dataclass(frozen=True)
class Trial:
    """What came of it: of each figure the mean over replications and its 95 % interval."""

    plan: Plan
    figures: Mapping[str, MeanInterval]

    def mean(self, name: str) -> float:
        """Give the mean of a figure."""
        return self.figures[name].mean


def plan(spec: Scenario) -> Plan:
    """Take as many days, replications and people as a few seconds allow."""
    first, last = window(spec)
    people, weight, replications = spec.population, spec.weight, REPLICATIONS
    trial = _cut(spec, first, last)
    each = seconds_of_a_run(trial)
    while each * replications > SECONDS and replications > 2:
        replications -= 1
    shrink = each * replications / SECONDS
    if shrink > 2.0 and people > 2_000:
        fewer = max(2_000, int(people / shrink))
        trial = trial.but({"population": fewer, "represents": max(1, round(weight * people / fewer))})
    return Plan(trial, first, last, replications, trial.population < people)


def window(spec: Scenario) -> tuple[int, int]:
    """The days to look at: after the warm-up or once the desk has settled; of a market, the second half.

    They end before the next timed change, so that one scenario holds on all of them.
    """
    if spec.measure_from_day:
        first, longest = spec.measure_from_day, WINDOW
    elif spec.protocol == "market":
        first, longest = spec.days // 2, spec.days
    else:
        first, longest = min(_settled(spec), spec.days // 2), WINDOW
    ahead = [change.from_day for change in spec.changes if change.from_day > first]
    return first, min([spec.days, first + longest, *ahead])


def _settled(spec: Scenario) -> int:
    """The day on which a cohort has unpacked, may send nothing back any more, and the rota knows what is left."""
    window = spec.returns.window_days if spec.returns.rate > 0.0 else 0.0
    unpacked = max(UNPACKING_DAYS, window if window <= LONGEST_WINDOW_OF_RETURNS else 0.0)
    return ceil(unpacked + MEMORIES * spec.desk.load_memory_days)


def run(planned: Plan, *, seed: int | None = None, progress: Progress | None = None) -> Trial:
    """Run it and read the desk's figures off the days of the window."""
    results = simulate(planned.spec, replications=planned.replications, seed=seed, progress=progress)
    return Trial(planned, {**_days(results, planned), **_measures(results)})


def _measures(results: Results) -> dict[str, MeanInterval]:
    return {name: mean_interval(results.runs[name].to_numpy()) for name in MEASURES}


def _days(results: Results, planned: Plan) -> dict[str, MeanInterval]:
    daily = results.daily[results.daily["day"] >= planned.first]
    each = daily.groupby("replication")[["arrivals", "agents", "customers", "carried_in"]].mean()
    names = {"arrivals": "contacts", "agents": "agents", "customers": "customers", "carried_in": "carried"}
    return {name: mean_interval(each[column].to_numpy()) for column, name in names.items()}


def _cut(spec: Scenario, first: int, last: int) -> Scenario:
    window = {"measure_from_day": first, "days": last, "changes": before(last, spec.changes)}
    return spec.but({**window, "log": "none", "represents": spec.weight})
