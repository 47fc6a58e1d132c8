"""The four cells: each product with each service, everything else as the scenario says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.rescue.sides import SIDES, sides_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.questions.rescue.sides import Sides
    from sim.scenario import Scenario

CELLS = {
    "weak_poor": ("weak", "poor"),
    "weak_excellent": ("weak", "excellent"),
    "strong_poor": ("strong", "poor"),
    "strong_excellent": ("strong", "excellent"),
}
"""The product and the service of each cell."""

NEEDED = ("weak_poor", "weak_excellent", "strong_poor")
"""The cells that the index is made of."""

NO_SIDES: dict[str, object] = {f"rescue.{side}": None for side in SIDES}
"""A cell is a firm like any other, and has no sides of its own."""


def called(cells: Collection[str]) -> str:
    """Call some of the cells by what they share, else each by its name; nothing where it is all of them."""
    for side, kind in (("weak", "product"), ("strong", "product"), ("poor", "service"), ("excellent", "service")):
        if set(cells) == {cell for cell, sides in CELLS.items() if side in sides}:
            return f"{side} {kind}"
    named = [f"{product} product with {service} service" for product, service in (CELLS[cell] for cell in cells)]
    return "" if len(named) == len(CELLS) else " and ".join(named)


def cells_of(scenario: Scenario, sides: Sides | None = None) -> list[Scenario]:
    """Give the scenario of each cell, in the order of `CELLS`; its title says which it is."""
    compared = sides_of(scenario) if sides is None else sides
    named = scenario.title or scenario.name
    return [
        scenario.but({
            **getattr(compared, product), **getattr(compared, service), **NO_SIDES,
            "title": f"{named}: {product} product, {service} service",
        })
        for product, service in CELLS.values()
    ]  # fmt: skip
