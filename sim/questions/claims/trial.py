"""The trial of claims: their experiments carried out, and what was found of each.

Every experiment is one plan, or with its region two, each with a store of its own: what has been computed is read,
what is missing is made, and after a kill the same command goes on where it was. The claims' own worlds come first,
those that several of them ask for only once; then regions and debates, one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sim.errors import TrapezeError
from sim.experiment.store import Store
from sim.experiment.sweep import carried_out
from sim.questions.claims.debate import Debate, settled
from sim.questions.claims.finding import Finding, found
from sim.questions.claims.plans import own_plan, region_plan
from sim.questions.claims.quick import Size, quick
from sim.questions.claims.shared import Wanted, made_together

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from sim.experiment.crew import Crew
    from sim.experiment.plan import Plan
    from sim.experiment.run import Finished, Outcome
    from sim.questions.claims.claim import Claim
    from sim.questions.claims.debate import Settled
    from sim.questions.claims.experiment import Effects

__all__ = ["Bench", "Terms", "Tried", "tried"]


@dataclass(frozen=True)
class Terms:
    """How claims are tried; None leaves seed and replications as each experiment has them.

    What is said here goes before the size that a quick trial gives an experiment.
    """

    full: bool = False
    seed: int | None = None
    replications: int | None = None
    settings: Mapping[str, object] = field(default_factory=dict)

    def plans(self, one: Claim | Debate) -> list[Plan]:
        """Give what is to be computed: for a claim nothing, its own world, or that and its region."""
        if isinstance(one, Debate):
            return [one.plan(seed=self.seed, replications=self.replications, settings=self.settings)]
        if one.experiment is None:
            return []
        size = self.size(one)
        own = own_plan(
            one.id, one.experiment, seed=self.seed, replications=self.replications or size.replications,
            settings={**size.settings, **self.settings},
        )  # fmt: skip
        region = region_plan(one.id, one.experiment, seed=self.seed, settings=self.settings)
        return [own, region] if region and self.full else [own]

    def size(self, claim: Claim) -> Size:
        """Give the size at which the own world of a claim is tried."""
        if claim.experiment is None:
            return Size({}, 0)
        return Size({}, claim.experiment.replications) if self.full else quick(claim.id, claim.experiment)


@dataclass(frozen=True)
class Bench:
    """Who makes the runs and where they are kept: `place` gives the folder of a plan, None to keep them in memory.

    `progress` is told how many runs are done, those that were there included.
    """

    crew: Crew
    place: Callable[[Plan], Path | None] = lambda plan: None
    fresh: bool = False
    command: str = ""
    workers: int = 1
    progress: Callable[[int], None] = lambda done: None


def tried(claims: Sequence[Claim], debates: Sequence[Debate], terms: Terms, bench: Bench) -> Tried:
    """Try claims and debates."""
    made = _Made(bench)
    made.own_worlds([(plans[0], claim.experiment.outcome)
                     for claim in claims if (plans := terms.plans(claim)) and claim.experiment])  # fmt: skip
    findings = []
    for claim in claims:
        tables = [made.runs(plan, claim.experiment.outcome)
                  for plan in terms.plans(claim) if claim.experiment]  # fmt: skip
        smaller = {key: value for key, value in terms.size(claim).settings.items() if key not in terms.settings}
        findings.append(replace(found(claim, *tables), smaller=smaller) if tables else Finding(claim))
    curves = [
        settled(debate, made.runs(plan, debate.outcome)) for debate in debates for plan in terms.plans(debate)
    ]
    return Tried(tuple(findings), tuple(curves))


@dataclass(frozen=True)
class Tried:
    """What was found of claims and of debates, in the order in which they were asked."""

    findings: tuple[Finding, ...]
    debates: tuple[Settled, ...]


class _Made:
    """The runs of a trial, plan by plan: those that are kept, and those that have to be made."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._fresh: set[str] = set()
        self._in_memory: dict[str, list[Finished]] = defaultdict(list)
        self._before = self._told = 0

    def own_worlds(self, asked: Sequence[tuple[Plan, Effects]]) -> None:
        """Make what the plans of the claims' own worlds lack, all together, and keep each run as it ends."""
        plans = {plan.name: plan for plan, _ in asked}
        lacking = [Wanted(plan, effects, self._missing(plan)) for plan, effects in asked]
        wanted = [one for one in lacking if one.replications]
        done = sum(plan.replications for plan in plans.values()) - sum(len(one.replications) for one in wanted)
        self._tell(done)
        for more, (name, ended) in enumerate(made_together(wanted, self._bench.crew), start=1):
            self._keep(plans[name], ended)
            self._tell(done + more)

    def runs(self, plan: Plan, outcome: Outcome) -> pd.DataFrame:
        """Give the runs of a plan, making what it lacks by itself; raise if one of them fails."""
        with self._opened(plan) as store:
            store.add(self._in_memory.pop(plan.name, ()))
            sweep = carried_out(
                plan, store, nullcontext(self._bench.crew), outcome=outcome, retry_failed=True,
                progress=lambda tally: self._tell(self._before + tally.done),
            )  # fmt: skip
            self._before += sweep.tally.total
            if sweep.tally.failed:
                first = sweep.failures.iloc[0]
                raise TrapezeError(
                    f"{plan.title}: {sweep.tally.failed} runs failed, the first for: {first['reason']}"
                )
            return sweep.runs

    def _opened(self, plan: Plan) -> Store:
        """Open the store of a plan; what is to be computed afresh is removed the first time."""
        bench, is_first = self._bench, plan.name not in self._fresh
        self._fresh.add(plan.name)
        return Store.begin(
            bench.place(plan), plan, command=bench.command, workers=bench.workers, fresh=bench.fresh and is_first
        )

    def _missing(self, plan: Plan) -> frozenset[int]:
        with self._opened(plan) as store:
            there = {run.replication for run in store.finished}
        return frozenset(range(plan.replications)) - there

    def _keep(self, plan: Plan, ended: Finished) -> None:
        """Keep a run in the store of its plan; a store in memory lives only while it is open."""
        if self._bench.place(plan) is None:
            self._in_memory[plan.name].append(ended)
            return
        with self._opened(plan) as store:
            store.add([ended])

    def _tell(self, done: int) -> None:
        """Tell how many runs are done: what is looked at a second time takes none back."""
        self._told = max(self._told, done)
        self._bench.progress(self._told)
