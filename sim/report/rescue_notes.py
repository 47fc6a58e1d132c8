"""The notes of a rescue, the same on the screen, on the page and beside the JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import wording

if TYPE_CHECKING:
    from sim.questions.rescue import Rescue


def notes(rescue: Rescue) -> list[str]:
    """Give what a careful reader should know: of the question, and of desks that are too small to tell."""
    from sim.questions.rescue.cells import called

    agents = {called([cell]): float(one.runs["agents"].mean()) for cell, one in rescue.results.items()}
    few = wording.few_agents(rescue.results["weak_poor"].scenario, agents)
    return [*map(wording.visible, rescue.notes), *few]
