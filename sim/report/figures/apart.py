"""Two numbers, written with as many decimals as it takes to see that they differ."""

from __future__ import annotations

from sim.report import wording

MOST_DECIMALS = 4
MINUS = "−"


def apart(one: float, other: float, unit: str) -> tuple[str, str]:
    """Write two numbers of a unit, so that they read differently if they are different."""
    shape = wording.SHAPES.get(unit, wording.Shape())
    pairs = [
        (_written(one, shape, decimals), _written(other, shape, decimals))
        for decimals in range(shape.decimals, MOST_DECIMALS + 1)
    ]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])


def _written(value: float, shape: wording.Shape, decimals: int) -> str:
    if value != value:
        return wording.UNKNOWN
    return f"{value * shape.times:,.{decimals}f}{shape.suffix}".replace("-", MINUS)
