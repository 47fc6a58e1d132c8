"""What the rescue question compares, as a scenario's file names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.parameter import Block, setting

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Rescue"]


class Rescue(Block):
    """What `rescue` compares: two products and two services.

    Each is the name of a scenario (`product/strong`) or settings (`product.quality=0.9, failures.rate=0.002`). It
    belongs to the file that it stands in, as a title does, and changes no number of a run.
    """

    weak: str | None = setting(None, unit="text")
    """The product to be rescued; left out, the scenario's own."""
    strong: str | None = setting(None, unit="text")
    """The product that sets the gap; left out, product/strong."""
    poor: str | None = setting(None, unit="text")
    """The service that both products start from; left out, service/poor."""
    excellent: str | None = setting(None, unit="text")
    """The service that is to rescue; left out, service/excellent."""

    def named(self) -> Iterator[tuple[str, str]]:
        """Give the sides that are named, with what names them."""
        for side in type(self).model_fields:
            if (text := getattr(self, side)) is not None:
                yield side, text
