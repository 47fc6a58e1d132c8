"""How much service rescues, asked at every point of a sweep.

At each point the four cells are lived. What a sweep varies is the product to be rescued and the service that
rescues it; what both are measured by stays:

    weak product        as the point says, then as `rescue.weak` says of anything that is not varied
    excellent service   as the point says, then as `rescue.excellent` says of anything that is not varied
    strong product      as `rescue.strong` says, whatever is varied
    poor service        as `rescue.poor` says, whatever is varied

So at a point with `product.quality = 0.3` it is a product of that quality that is rescued, and where
`desk.staffing_ratio` is varied the excellent service has the point's staffing. All that no side speaks of (the
market, what people believe) is the point's in all four cells.

A point whose product is not weaker than the strong one has no gap to close: its index is not defined, and neither
is its gap. What the index of a point is: see `sim.measures.rescued`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.measures.rescued import GAINED, GAP, INDEX, SMALLEST_GAP
from sim.questions.rescue.cells import CELLS, cells_of
from sim.questions.rescue.sides import SIDES, Sides, settled
from sim.scenario import parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.measures import Record
    from sim.scenario import Scenario

VARIED_SIDES = ("weak", "excellent")


@dataclass(frozen=True)
class RescueOutcome:
    """The measures of the weak product with poor service, and how much excellent service rescues it.

    `varied` are the parameters that the sweep varies, by dotted key.
    """

    varied: frozenset[str] = frozenset()

    def worlds(self, scenario: Scenario) -> tuple[Scenario, ...]:
        """Give the four cells of a point."""
        return tuple(cells_of(scenario, self.sides(scenario)))

    def values(self, records: Sequence[Record]) -> dict[str, float]:
        """Give every measure of the first cell, and what was gained of which gap."""
        from sim.measures import MEASURES

        record = dict(zip(CELLS, records, strict=True))
        found = {name: measure(record["weak_poor"]) for name, measure in MEASURES.items()}
        weaker = is_weaker(record["weak_poor"].spec, record["strong_poor"].spec)
        for name in SMALLEST_GAP:
            start, served, strong = (
                MEASURES[name](record[cell]) for cell in ("weak_poor", "weak_excellent", "strong_poor")
            )
            gained, gap = served - start, strong - start if weaker else math.nan
            found |= {f"{INDEX}{name}": share(gained, gap, name), f"{GAINED}{name}": gained, f"{GAP}{name}": gap}
        return found

    def sides(self, scenario: Scenario) -> Sides:
        """Give the sides at a point: what is varied is taken out of the weak product and the excellent service."""
        told = settled(scenario)
        mine = {key for one in self.varied for key in (one, parameters()[one].instead_of)}
        left = {
            side: {key: value for key, value in getattr(told, side).items() if key not in mine}
            for side in VARIED_SIDES
        }
        return Sides(**{side: left.get(side, getattr(told, side)) for side in SIDES}, names=told.names)


def is_weaker(weak: Scenario, strong: Scenario) -> bool:
    """Say whether there is something to rescue."""
    return weak.product.quality <= strong.product.quality and weak.digest != strong.digest


def share(gained: float, gap: float, measure: str) -> float:
    """Give the share of a gap that was gained; NaN where the gap is too small to be one."""
    return gained / gap if abs(gap) >= SMALLEST_GAP[measure] else math.nan
