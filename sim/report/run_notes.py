"""The notes of a run, the same on the screen, on the page and beside the JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import wording

if TYPE_CHECKING:
    from sim.results import Results


def notes(results: Results) -> list[str]:
    """Give what a careful reader should know: of the scenario, and of too few agents or replications."""
    spec, agents = results.scenario, float(results.runs["agents"].mean())
    few = [*wording.few_agents(spec, {"": agents}), *wording.few_replications(results.replications)]
    return [*map(wording.visible, spec.warnings), *few]
