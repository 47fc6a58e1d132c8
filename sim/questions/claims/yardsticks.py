"""The smallest effects that a manager would care about, and the ranges in which the world may lie.

They are said once, before any experiment was looked at, so that no claim is tried by a yardstick of its own.
"""

from __future__ import annotations

from sim.scenario import parameters

__all__ = ["CLV", "CX", "NPS", "PROFIT", "SHARE", "plausible"]

SHARE = 0.02
"""Two customers in a hundred: of retention, of promoters, of buyers who never call."""
NPS = 5.0
"""Points of the net promoter score; firms see less than that as the noise of their survey."""
CX = 0.02
"""Quality units: what a product better by a fiftieth of the scale would be felt as."""
CLV = 5.0
"""Money a buyer, where the product costs 100."""
PROFIT = 1.0
"""Money a person of the market a year."""


def plausible(*keys: str) -> dict[str, tuple[float, float]]:
    """Give the range of each parameter that is declared for the study of uncertainty, or else as plausible."""
    return {key: _range(key) for key in keys}


def _range(key: str) -> tuple[float, float]:
    declared = parameters()[key]
    wide = declared.bracket or declared.plausible
    if wide is None:
        raise ValueError(f"{key} has no plausible range")
    return (wide.low, wide.high)
