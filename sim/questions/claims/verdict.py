"""The verdict on a claim: what its own world says, and whether the region around it says the same.

An effect with its 95 % interval stands to what is expected of it in one of three ways:

    for       on the claimed side of 0; of one that should be negligible: surely smaller than what matters
    against   on the other side, or surely smaller than what matters; of one that should be
              negligible: surely larger
    open      the interval does not tell

A claim that says several things at once holds where all of them do, and in part, or at most so, where the main one
is not refuted and another one is.

    supported       for in its own world, and at 9 of 10 points of the region
    not supported   against in its own world, and at more than half of the points
    depends         anything else, with where it holds, or that this many runs do not settle it

Without a region (a quick run) the own world alone decides.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from sim.questions.claims.experiment import Direction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.claims.experiment import Expected

__all__ = ["MOST", "Standing", "Verdict", "standing", "together", "verdict"]

MOST = 0.9
"""The share of the points of a region at which a claim has to hold to be supported."""


class Standing(StrEnum):
    """What one point says of a claim."""

    FOR = "for"
    AGAINST = "against"
    IN_PART = "in part"
    OPEN = "open"


class Verdict(StrEnum):
    """What is found of a claim."""

    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    DEPENDS = "depends"
    BY_CONSTRUCTION = "by construction"


def standing(low: float, high: float, expected: Expected) -> Standing:
    """Tell how an interval stands to what is expected; one that is not known tells nothing."""
    matters = expected.matters
    is_none = -matters < low and high < matters
    if expected.direction is Direction.NEGLIGIBLE:
        if is_none:
            return Standing.FOR
        return Standing.AGAINST if low > matters or high < -matters else Standing.OPEN
    if is_none:
        return Standing.AGAINST
    above, below = (Standing.FOR, Standing.AGAINST)[:: 1 if expected.direction is Direction.RISES else -1]
    return above if low > 0 else below if high < 0 else Standing.OPEN


def together(parts: Sequence[Standing]) -> Standing:
    """Join what is found of the parts of a claim, the main one first."""
    if set(parts) == {Standing.FOR}:
        return Standing.FOR
    if parts[0] is Standing.AGAINST:
        return Standing.AGAINST
    return Standing.IN_PART if Standing.AGAINST in parts else Standing.OPEN


def verdict(own: Standing, region: Sequence[Standing] = ()) -> Verdict:
    """Give the verdict from the claim's own world and the points of its region, if it was looked at."""
    there = Counter(region)
    if own is Standing.FOR and there[Standing.FOR] >= MOST * len(region):
        return Verdict.SUPPORTED
    if own is Standing.AGAINST and (not region or there[Standing.AGAINST] > len(region) / 2):
        return Verdict.NOT_SUPPORTED
    return Verdict.DEPENDS
