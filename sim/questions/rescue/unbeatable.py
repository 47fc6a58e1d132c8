"""The service that no desk can beat: whoever calls is answered at once and has the best encounter there can be.

Every justice is 1: the problem is solved at the first try, by people of full skill who stay so, with the most
generous compensation and no wait. Who calls at all is as it was, and so is what a perfect encounter can make good
(`recovery.cap`): neither is the desk's to choose. What it would cost is not asked: agents and compensation are
free, so that for money too no desk can do better. Since nobody waits, nobody meets anybody else at the desk, and
it does not matter for how many people each customer stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario

PERFECT: dict[str, object] = {
    "desk.self_service.share": 0,
    "desk.community.share": 0,
    "desk.handle_time_target": 1,
    "staff.skill": 1,
    "staff.turnover_per_year": 0,
    "staff.load_effect": 0,
    "staff.customer_effect": 0,
    "failures.minor.resolution_chance": 1,
    "failures.major.resolution_chance": 1,
    "recovery.compensation": 1,
    "recovery.effort_discount": 1,
    "money.agent_cost_hour": 0,
    "money.compensation_cost": 0,
}
"""What makes an encounter perfect, for as long as the run lasts and in every segment."""

STAFFING = ("desk.agents", "desk.staffing_ratio", "staff.satisfaction")
"""What must not change on the way: how many agents there are, and what they are used to."""


def unbeatable(scenario: Scenario) -> Scenario:
    """Give the same firm with this service."""
    ours = {*PERFECT, *STAFFING}
    segments = tuple(
        {**piece.told(), **{key: PERFECT[key] for key in piece.settings if key in PERFECT}}
        for piece in scenario.segments
    )
    changes = tuple(
        {key: value for key, value in piece.told().items() if key not in ours} for piece in scenario.changes
    )
    # One for each customer, and one more should the desk call him on the same day.
    ample = 2 * scenario.population + 1
    return scenario.but({
        **PERFECT, "desk.agents": ample, "represents": 1,
        "segments": segments, "changes": tuple(piece for piece in changes if len(piece) > 1),
    })  # fmt: skip
