"""The notes of a rescue, the same on the screen, on the page and beside the JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import wording
from sim.report.run_notes import few_calls

if TYPE_CHECKING:
    from sim.questions.rescue import Rescue


def notes(rescue: Rescue) -> list[str]:
    """Give what a careful reader should know: of the question, and of too few agents, replications or calls."""
    from sim.questions.rescue.cells import called

    agents = {called([cell]): float(one.runs["agents"].mean()) for cell, one in rescue.results.items()}
    first = rescue.results["weak_poor"]
    few = [*wording.few_agents(first.scenario, agents), *wording.few_replications(first.replications)]
    hours = wording.other_hours(one.scenario for one in rescue.results.values())
    calls = few_calls({called([cell]): one for cell, one in rescue.results.items()})
    return [*map(wording.visible, rescue.notes), *hours, *few, *calls]
