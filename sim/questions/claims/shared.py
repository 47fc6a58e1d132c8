"""Worlds that several claims ask for, lived once for all of them, and no worker idle between two claims.

Many claims look at the same world: the strong product with an ordinary desk is in three of them. Claims that have
a world in common are a party. A run of a party lives each of its worlds once and measures the effects of all its
claims, and the runs of all parties stand in one queue, the longest first, so that the workers end together.

Nothing else is otherwise: a world has the luck of its seed and replication whoever asks for it, and each number is
kept in the store of its own plan, bit for bit what the plan alone would have given. A run of a party that fails is
kept nowhere. Whose fault it was then shows where each plan makes what it still lacks.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, compress
from operator import not_
from typing import TYPE_CHECKING

from sim.cost import seconds_of_a_run
from sim.experiment.batch import Task
from sim.experiment.run import Finished, Measures, Run
from sim.experiment.runner import Runner, Work
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.experiment.crew import Crew
    from sim.experiment.plan import Plan
    from sim.experiment.run import Failed
    from sim.measures import Record
    from sim.questions.claims.experiment import Effects

    Key = tuple[str, str]

__all__ = ["Wanted", "made_together"]


@dataclass(frozen=True)
class Wanted:
    """The one point of a claim's own plan, and which replications of it are to be made."""

    plan: Plan
    effects: Effects
    replications: frozenset[int]

    @cached_property
    def worlds(self) -> tuple[tuple[Key, Scenario], ...]:
        """Its worlds in their order, each with all that its record follows from but the luck."""
        return tuple(((world.digest, world.log), world) for world in self.effects.worlds(self.plan.base))

    @cached_property
    def keys(self) -> frozenset[Key]:
        """Its worlds in no order; two that are the same are one."""
        return frozenset(key for key, _ in self.worlds)


@dataclass(frozen=True)
class Share:
    """What one claim takes from the worlds of its party: its effects, and where each of its worlds stands."""

    plan: str
    effects: Effects
    places: tuple[int, ...]

    def values(self, records: Sequence[Record]) -> dict[str, float]:
        """Give its effects from the records of the party."""
        return self.effects.values([records[place] for place in self.places])


@dataclass(frozen=True)
class Party:
    """Claims with a world in common, as one outcome: every world once, and the effects of each claim."""

    lived: tuple[Scenario, ...]
    shares: tuple[Share, ...]

    def worlds(self, scenario: Scenario) -> tuple[Scenario, ...]:
        """Give the worlds, which are no point of any base."""
        return self.lived

    def values(self, records: Sequence[Record]) -> dict[str, float]:
        """Give the effects of all claims."""
        named = ((share.plan, share.values(records)) for share in self.shares)
        return {f"{plan} {name}": value for plan, values in named for name, value in values.items()}

    def told(self, ended: Finished) -> Iterator[tuple[str, Finished]]:
        """Give to each plan its own run: its effects, and its part of the seconds."""
        of_plans: dict[str, dict[str, float]] = defaultdict(dict)
        for key, value in ended.values.items():
            plan, _, name = key.partition(" ")
            of_plans[plan][name] = value
        run = Run(0, ended.run.replication)
        for plan, values in of_plans.items():
            yield plan, Finished(run, values, ended.seconds / len(self.shares))


@dataclass
class Queue:
    """The runs of all parties of a seed, the longest first."""

    tasks: deque[Task] = field(default_factory=deque)
    wanted: int = 0

    def take(self) -> Task | None:
        """Give the next one."""
        return self.tasks.popleft() if self.tasks else None

    def note(self, results: Iterable[Finished | Failed]) -> None:
        """Nothing follows from how a run ended."""


def made_together(wanted: Sequence[Wanted], crew: Crew) -> Iterator[tuple[str, Finished]]:
    """Make the runs that are wanted; give each that has come to its end, with the name of its plan."""
    for seed in sorted({one.plan.seed for one in wanted}):
        queue = queued([one for one in wanted if one.plan.seed == seed])
        parties = {task.run: task.outcome for task in queue.tasks}
        for results in Runner(queue, crew, Work(Scenario(), seed, Measures())).results():
            for ended in results:
                party = parties[ended.run]
                if isinstance(ended, Finished) and isinstance(party, Party):
                    yield from party.told(ended)


def queued(wanted: Sequence[Wanted]) -> Queue:
    """Lay out the runs of some claims: in each replication the claims that want it, by parties."""
    runs = [
        (number, party)
        for number in sorted(set().union(*(one.replications for one in wanted)))
        for party in parties([one for one in wanted if number in one.replications])
    ]
    seconds = {world.digest: seconds_of_a_run(world) for _, party in runs for world in party.lived}
    runs.sort(key=lambda run: -sum(seconds[world.digest] for world in run[1].lived))
    return Queue(deque(Task(Run(at, number), {}, party) for at, (number, party) in enumerate(runs)), len(runs))


def parties(wanted: Sequence[Wanted]) -> list[Party]:
    """Bring those together that have a world in common, directly or by way of others."""
    groups: list[list[Wanted]] = []
    for one in wanted:
        near = [any(one.keys & other.keys for other in group) for group in groups]
        groups = [*compress(groups, map(not_, near)), [*chain(*compress(groups, near)), one]]
    return [_party(group) for group in groups]


def _party(group: Sequence[Wanted]) -> Party:
    lived = {key: world for one in group for key, world in one.worlds}
    place = {key: at for at, key in enumerate(lived)}
    shares = (Share(one.plan.name, one.effects, tuple(place[key] for key, _ in one.worlds)) for one in group)
    return Party(tuple(lived.values()), tuple(shares))
