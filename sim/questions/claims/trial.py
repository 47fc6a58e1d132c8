"""The trial of claims: their experiments carried out, one after the other, and what was found of each.

Every experiment is one plan, or with its region two, each with a store of its own: what has been computed is read,
what is missing is made, and after a kill the same command goes on where it was.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.experiment.store import Store
from sim.experiment.sweep import carried_out
from sim.questions.claims.finding import Finding, found
from sim.questions.claims.plans import own_plan, region_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from sim.experiment.crew import Crew
    from sim.experiment.plan import Plan
    from sim.experiment.run import Outcome
    from sim.questions.claims.claim import Claim

__all__ = ["Terms", "tried"]


@dataclass(frozen=True)
class Terms:
    """How claims are tried; None leaves seed and replications as each experiment has them."""

    full: bool = False
    seed: int | None = None
    replications: int | None = None
    settings: Mapping[str, object] = field(default_factory=dict)

    def plans(self, claim: Claim) -> list[Plan]:
        """Give what is to be computed for a claim: nothing, its own world, or that and its region."""
        if claim.experiment is None:
            return []
        how = {"seed": self.seed, "settings": self.settings}
        own = own_plan(claim.id, claim.experiment, replications=self.replications, **how)  # type: ignore[arg-type]
        region = region_plan(claim.id, claim.experiment, **how) if self.full else None  # type: ignore[arg-type]
        return [own, region] if region else [own]


def tried(
    claims: Sequence[Claim],
    terms: Terms,
    crew: Crew,
    *,
    place: Callable[[Plan], Path | None] = lambda plan: None,
    fresh: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Finding]:
    """Try claims, and give what was found of each as soon as it is.

    `place` says where the runs of a plan are kept; None keeps them in memory. `progress` is told how many runs are
    done.
    """
    done = 0
    for claim in claims:
        tables: list[pd.DataFrame] = []
        for plan in terms.plans(claim):
            assert claim.experiment is not None

            def said(now: int, before: int = done) -> None:
                progress(before + now)

            tables.append(_runs(plan, claim.experiment.outcome, crew, place(plan), fresh=fresh, progress=said))
            done += len(plan.runs)
        yield found(claim, *tables) if tables else Finding(claim)


def _runs(
    plan: Plan,
    outcome: Outcome,
    crew: Crew,
    folder: Path | None,
    *,
    fresh: bool,
    progress: Callable[[int], None],
) -> pd.DataFrame:
    """Give the runs of a plan: those that are kept, and those that have to be made."""
    with Store.begin(folder, plan, fresh=fresh) as store:
        sweep = carried_out(
            plan, store, nullcontext(crew), outcome=outcome, progress=lambda tally: progress(tally.done)
        )
        return sweep.runs
