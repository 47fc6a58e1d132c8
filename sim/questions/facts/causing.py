"""Estimates of what a change does: the same firm twice, with one thing otherwise, on the same luck."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import numpy as np

from sim.measures import MEASURES
from sim.measures.measure import mean, ratio

if TYPE_CHECKING:
    from sim.questions.facts.fact import Estimate, Records


def elasticity(measure: str, before: str, after: str, *, factor: float) -> Estimate:
    """By how many per cent a measure grows for each per cent more of what was multiplied by a factor."""

    def estimate(records: Records) -> float:
        one, other = (MEASURES[measure](records[world].record) for world in (before, after))
        return log(other / one) / log(factor) if one > 0 and other > 0 else float("nan")

    return estimate


def moved(measure: str, before: str, after: str) -> Estimate:
    """By how much a measure is larger in the second world."""
    return lambda records: MEASURES[measure](records[after].record) - MEASURES[measure](records[before].record)


def would_have_stayed(before: str, after: str) -> Estimate:
    """Of those who left in the first world, the share that is still there in the second."""

    def estimate(records: Records) -> float:
        stayed = [records[world].record.customers["is_customer"] for world in (before, after)]
        return ratio((~stayed[0] & stayed[1]).sum(), (~stayed[0]).sum())

    return estimate


def together(one: str, other: str, *worlds: str) -> Estimate:
    """The correlation of two measures over worlds."""

    def estimate(records: Records) -> float:
        table = np.array([[MEASURES[name](records[world].record) for world in worlds] for name in (one, other)])
        deviations = table - table.mean(axis=1, keepdims=True)
        spread = np.sqrt((deviations**2).sum(axis=1))
        return ratio(mean(deviations[0] * deviations[1]) * len(worlds), spread[0] * spread[1])

    return estimate
