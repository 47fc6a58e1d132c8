"""The answer of `describe`: the story of a scenario, its desk in closed form and in a short run, its cost."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from sim.arguments import agreed
from sim.cost import Cost, cost
from sim.questions.describe import trial as trials
from sim.questions.describe.expected import Queue, expected, queue, rostered, work
from sim.questions.describe.reasons import Reason, reasons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.demand import Demand
    from sim.questions.describe.trial import Trial
    from sim.scenario import Scenario
    from sim.scenario.story import Story
    from sim.simulate import Progress

NOTICEABLE = 0.02
"""A difference from theory below this share of it is none worth a reason."""
SMALLEST = {"wait_minutes": 0.05, "abandonment": 0.003, "occupancy": 0.003, "service_level": 0.003}
"""Nor is one below this, in the unit of the figure."""
PATIENT_DAYS = 5.0
"""Where people would wait so many days, a queue is as good as one that nobody leaves."""


@dataclass(frozen=True)
class Description:
    """What a scenario is, and what is there to expect of it."""

    scenario: Scenario
    story: tuple[Story, ...]
    demand: Demand
    customers: float
    """How many the load is reckoned for, those whom the simulated ones stand for included."""
    expected: Queue
    """The desk by arithmetic alone."""
    fed: Queue | None
    """Erlang-A on the load and the agents that the trial had."""
    trial: Trial | None
    reasons: tuple[Reason, ...]
    cost: Cost

    @property
    def window(self) -> tuple[int, int]:
        """The days that the desk is looked at on: the first, and the one after the last."""
        return (self.trial.plan.first, self.trial.plan.last) if self.trial else trials.window(self.scenario)

    @property
    def differing(self) -> tuple[str, ...]:
        """Figures of the queue in which the trial differs from Erlang-A by more than noise."""
        if self.trial is None or self.fed is None:
            return ()
        pairs = {
            "wait_minutes": self.fed.wait,
            "abandonment": self.fed.abandonment,
            "occupancy": self.fed.occupancy,
            "service_level": self.fed.service_level,
        }
        return tuple(name for name, theory in pairs.items() if _differs(self.trial, name, theory))

    @property
    def load_differs(self) -> bool:
        """Tell whether more or fewer contacts came than arithmetic expects."""
        return self.trial is not None and _differs(self.trial, "contacts", self.expected.contacts)

    @property
    def agents_of_backlog(self) -> bool:
        """Tell whether more agents came than the load asks for, as a rota brings them for e-mails that wait."""
        desk = self.scenario.in_force(self.window[0]).desk
        if self.trial is None or self.fed is None or desk.agents is not None or desk.email.share <= 0.0:
            return False
        of_load = rostered(desk, self.fed.load)
        return self.trial.mean("agents") > of_load and _differs(self.trial, "agents", of_load)

    @property
    def backlog_a_day(self) -> float:
        """By how many contacts the queue grows each day where nobody leaves it; 0 where it does not."""
        desk = self.scenario.in_force(self.window[0]).desk
        average, seen = work(desk), self.fed or self.expected
        is_patient = average.patience > PATIENT_DAYS * 1440.0
        if not is_patient or seen.agents <= 0.0:
            return 0.0
        return max(0.0, seen.load - seen.agents) * desk.open_hours * 60.0 / average.minutes


def describe(
    scenario: Scenario,
    *,
    story: Sequence[Story] = (),
    simulated: bool = True,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    engine: str = "fast",
    report: bool = True,
    progress: Progress | None = None,
) -> Description:
    """Describe a scenario; `simulated` adds a run of a few seconds to hold the closed form to.

    `replications`, `workers`, `engine` and `report` are those of the run whose cost is asked for.
    """
    replications, _ = agreed(scenario, replications, seed)
    price = cost([scenario], replications=replications, workers=workers, engine=engine, report=report)
    trial = None
    if simulated and scenario.population:
        trial = trials.run(trials.plan(scenario), seed=seed, progress=progress)
    first, last = trials.window(scenario)
    now = scenario.in_force(first)
    customers = float(scenario.population * scenario.weight)
    if trial is not None and isfinite(trial.mean("customers")):
        customers = trial.mean("customers") * trial.plan.spec.weight
    by_arithmetic, demand = expected(scenario, customers, first, last)
    fed = queue(now.desk, trial.mean("contacts"), trial.mean("agents")) if trial else None
    return Description(
        scenario=scenario,
        story=tuple(story),
        demand=demand,
        customers=customers,
        expected=by_arithmetic,
        fed=fed,
        trial=trial,
        reasons=reasons(now, fed or by_arithmetic),
        cost=price,
    )


def _differs(trial: Trial, name: str, theory: float) -> bool:
    """Tell whether a figure lies outside of the noise, and by more than is worth a word."""
    found = trial.figures[name]
    if not (isfinite(theory) and isfinite(found.half_width)):
        return False
    away = abs(found.mean - theory)
    worth = max(NOTICEABLE * max(abs(theory), abs(found.mean)), SMALLEST.get(name, 0.0))
    return away > found.half_width and away > worth
