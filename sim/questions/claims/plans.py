"""What an experiment computes, as plans that a store can keep: its own world, and the region around it.

The own world is one point with many replications. The region is a Latin hypercube over the parameters that matter.
They are two plans, because they need different numbers of replications, and because a quick run makes the first
alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.experiment.design import Design
from sim.experiment.identity import identity
from sim.experiment.plan import Plan
from sim.experiment.planning import Asked
from sim.experiment.varying import varied
from sim.scenario import Scenario
from sim.scenario.digest import canonical
from sim.scenario.scenario import NOT_CONTENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.claims.debate import Debate
    from sim.questions.claims.experiment import Experiment

__all__ = ["NO_POINT_BUT_ONE", "checksum", "own_plan", "region_plan"]

NO_POINT_BUT_ONE = Design("list", (), ((),), (0,))
"""One point at which nothing varies."""


def own_plan(
    name: str,
    experiment: Experiment,
    *,
    seed: int | None = None,
    replications: int | None = None,
    settings: Mapping[str, object] | None = None,
) -> Plan:
    """Give the plan of the claim's own world; `settings` are laid over those of the experiment."""
    base = experiment.base.but(settings or {})
    return Plan(
        name=f"{name.lower()}-own", title=f"{name}: its own world", base=base, factors=(), design=NO_POINT_BUT_ONE,
        replications=replications or experiment.replications, seed=base.seed if seed is None else seed,
        outcome=identity(experiment.outcome),
    )  # fmt: skip


def region_plan(
    name: str,
    experiment: Experiment,
    *,
    seed: int | None = None,
    settings: Mapping[str, object] | None = None,
) -> Plan | None:
    """Give the plan of the region around it; None where there is none."""
    if not experiment.region:
        return None
    base = experiment.base.but(settings or {})
    ranges = {key: f"{low!r}:{high!r}" for key, (low, high) in experiment.region.items()}
    asked = Asked(
        design="latin-hypercube", points=experiment.points, replications=experiment.region_replications, seed=seed
    )
    plan = varied(base, ranges, asked)
    return replace(
        plan, name=f"{name.lower()}-region", title=f"{name}: the region around it",
        outcome=identity(experiment.outcome),
    )  # fmt: skip


def checksum(one: Experiment | Debate) -> str:
    """Give a checksum over all that an experiment or a debate says, to tell whether it is still the same.

    Of its scenario it holds what is otherwise than the defaults say and can change a number: a new parameter that
    is off changes nothing, nor do other words in its description.
    Whether the defaults have changed is a matter of the engine's version.
    """
    usual = Scenario().settings
    said = {
        key: value for key, value in one.base.settings.items()
        if key not in NOT_CONTENT and usual.get(key) != value
    }  # fmt: skip
    text = f"{sorted((key, canonical(value)) for key, value in said.items())} {one.base.seed} {one.question_of!r}"
    return hashlib.sha256(f"{text} {identity(one.outcome)}".encode()).hexdigest()[:16]
