"""What customers are set by: the scenario and the quality of today, and what to do once these are others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.crowd import aim, follow_quality
from sim.crowd.clocks import in_days, keep_hazards, what_they_follow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.crowd import Customers
    from sim.journey.part import Part
    from sim.scenario import Scenario


class Following:
    """Remembers what each segment was set by, so that nothing is worked out twice."""

    def __init__(self) -> None:
        self._followed: dict[int, tuple[Scenario, float]] = {}

    def keep_up(self, customers: Customers, windows: Iterable[Customers], parts: Sequence[Part], day: int) -> None:
        """Set customers by the scenario and the quality of this morning.

        Their clocks are kept in days only as long as each day takes the same from them as the first did.
        """
        if in_days(customers.fail_left) and any(map(self._has_other_hazards, parts)):
            lived = [(block, *self._followed[part.number]) for part in parts for block in part.blocks]
            keep_hazards(customers, windows, lived, day)
            self._followed.clear()
        for part in parts:
            spec, quality = part.world.spec, part.world.quality
            followed, before = self._followed.get(part.number, (None, 0.0))
            if followed is not spec or before != quality:
                for block in part.blocks:
                    aim(block, spec)
                    follow_quality(block, spec, quality)
                self._followed[part.number] = (spec, quality)

    def _has_other_hazards(self, part: Part) -> bool:
        world = part.world
        spec, quality = self._followed.get(part.number, (world.spec, world.quality))
        of_settings = world.spec is not spec and what_they_follow(world.spec) != what_they_follow(spec)
        return of_settings or world.quality != quality or world.busyness != 1.0
