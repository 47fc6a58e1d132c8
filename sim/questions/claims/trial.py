"""The trial of claims: their experiments carried out, one after the other, and what was found of each.

Every experiment is one plan, or with its region two, each with a store of its own: what has been computed is read,
what is missing is made, and after a kill the same command goes on where it was.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.errors import TrapezeError
from sim.experiment.store import Store
from sim.experiment.sweep import carried_out
from sim.questions.claims.debate import Debate, settled
from sim.questions.claims.finding import Finding, found
from sim.questions.claims.plans import own_plan, region_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from sim.experiment.crew import Crew
    from sim.experiment.plan import Plan
    from sim.experiment.run import Outcome
    from sim.questions.claims.claim import Claim
    from sim.questions.claims.debate import Settled

__all__ = ["Bench", "Terms", "Tried", "tried"]


@dataclass(frozen=True)
class Terms:
    """How claims are tried; None leaves seed and replications as each experiment has them."""

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
        own = own_plan(
            one.id, one.experiment, seed=self.seed, replications=self.replications, settings=self.settings
        )
        region = region_plan(one.id, one.experiment, seed=self.seed, settings=self.settings)
        return [own, region] if region and self.full else [own]


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
    counted = _Counted(bench.progress)
    findings = []
    for claim in claims:
        tables = [_runs(plan, claim.experiment.outcome, bench, counted)
                  for plan in terms.plans(claim) if claim.experiment]  # fmt: skip
        findings.append(found(claim, *tables) if tables else Finding(claim))
    curves = [
        settled(debate, _runs(plan, debate.outcome, bench, counted))
        for debate in debates
        for plan in terms.plans(debate)
    ]
    return Tried(tuple(findings), tuple(curves))


@dataclass(frozen=True)
class Tried:
    """What was found of claims and of debates, in the order in which they were asked."""

    findings: tuple[Finding, ...]
    debates: tuple[Settled, ...]


class _Counted:
    """Adds up the runs of one plan after the other."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self._progress, self._before = progress, 0

    def now(self, done: int) -> None:
        self._progress(self._before + done)

    def end(self, runs: int) -> None:
        self._before += runs


def _runs(plan: Plan, outcome: Outcome, bench: Bench, counted: _Counted) -> pd.DataFrame:
    """Give the runs of a plan: those that are kept, and those that have to be made; raise if one of them fails."""
    folder = bench.place(plan)
    with Store.begin(folder, plan, command=bench.command, workers=bench.workers, fresh=bench.fresh) as store:
        sweep = carried_out(
            plan, store, nullcontext(bench.crew), outcome=outcome, retry_failed=True,
            progress=lambda tally: counted.now(tally.done),
        )  # fmt: skip
        counted.end(sweep.tally.total)
        if sweep.tally.failed:
            first = sweep.failures.iloc[0]
            raise TrapezeError(f"{plan.title}: {sweep.tally.failed} runs failed, the first for: {first['reason']}")
        # A folder may hold more replications than are asked for now.
        runs = sweep.runs
        return runs[runs["replication"] < plan.replications].reset_index(drop=True)
