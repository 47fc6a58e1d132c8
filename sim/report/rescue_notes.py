"""The notes of a rescue, the same on the screen, on the page and beside the JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import wording

if TYPE_CHECKING:
    from sim.questions.rescue import Rescue


def notes(rescue: Rescue) -> list[str]:
    """Give what a careful reader should know: of the question, and of too few agents or replications."""
    from sim.questions.rescue.cells import called

    agents = {called([cell]): float(one.runs["agents"].mean()) for cell, one in rescue.results.items()}
    first = rescue.results["weak_poor"]
    few = [*wording.few_agents(first.scenario, agents), *wording.few_replications(first.replications)]
    return [*map(wording.visible, rescue.notes), *few]
