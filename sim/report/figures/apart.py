"""Two numbers and their difference, written with as many decimals as it takes to see that they differ."""

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


def signed(value: float, unit: str) -> str:
    """Write a difference with its sign; one of shares in percentage points."""
    shape = wording.SHAPES.get(unit, wording.Shape())
    written = [_written(value, shape, decimals) for decimals in range(shape.decimals, MOST_DECIMALS + 1)]
    shown = next((text for text in written if _counts(text)), written[0]).replace(" %", " points")
    if not _counts(shown):
        return shown.lstrip(MINUS)
    return shown if shown.startswith(MINUS) else f"+{shown}"


def _written(value: float, shape: wording.Shape, decimals: int) -> str:
    if value != value:
        return wording.UNKNOWN
    return f"{value * shape.times:,.{decimals}f}{shape.suffix}".replace("-", MINUS)


def _counts(text: str) -> bool:
    return any(digit in text for digit in "123456789")
