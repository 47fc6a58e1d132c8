"""Where something happens, in words: boxes of the factors, how surely it does there and how much of it that is."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import wording
from sim.report.counting import listed
from sim.report.sensitivity_words import measure, value
from sim.statistics import prim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.sensitivity import Where

    Row = Mapping[Any, Any]

LIKELY_CHANCE = 0.05


def asked(found: Where) -> str:
    """Say what was asked: `the rescue index of customers kept is at least 25 %`."""
    ends = [("at least", found.at_least), ("at most", found.at_most)]
    said = [f"{way} {wording.quantity(end, found.unit)}" for way, end in ends if end is not None]
    return f"{measure(found.measure)} is {' and '.join(said)}"


def finding(found: Where) -> str:
    """Say in one sentence where it happens."""
    happens = asked(found)
    if not found.cases:
        return f"At none of {wording.count(found.points, 'point')} {happens}."
    if found.cases == found.points:
        return f"At all {wording.count(found.points, 'point')} {happens}."
    at = f"At {found.cases:,} of {wording.count(found.points, 'point')} {happens}"
    if not prim.enough(found.points, found.cases):
        return (
            f"{at}; too few to look for a box of the factors: it takes {prim.FEWEST_POINTS} points, "
            f"{prim.FEWEST_CASES} of each kind."
        )
    if not found.found:
        return f"{at}; no box of the factors holds more of them than chance would."
    row = found.boxes.iloc[0]
    return f"{at}; {per_cent(row['coverage'])} of these lie where {limits(found, 1)}."


def details(found: Where) -> list[str]:
    """Say of each box how surely it happens in it, and how that holds where the search had not looked."""
    unknown = f"At {wording.count(found.unknown, 'point')} this is not known; they do not count."
    boxes = [_detail(found, row) for row in found.boxes.to_dict("records")]
    return [*boxes, *([unknown] if found.unknown else [])]


def _detail(found: Where, row: Row) -> str:
    number = int(row["box"])
    density = f"it does at {per_cent(row['density'])} of {wording.count(row['points'], 'point')}"
    if number > 1:
        return f"Of the others, {per_cent(row['coverage'])} lie where {limits(found, number)}: there {density}."
    others = f"at {per_cent(row['density_elsewhere'])} of the others there"
    return f"In this box {density}; in boxes found likewise from four fifths of the points, {others}."


def limits(found: Where, box: int) -> str:
    """Say what a box asks of the factors: `quality is at most 0.38 and agents at least 12`."""
    rows = found.limits[found.limits["box"] == box].to_dict("records")
    return listed([f"{wording.visible(str(row['factor']))} is {_limit(row)}" for row in rows])


def _limit(row: Row) -> str:
    if row["among"]:
        names = [value(one) for one in row["among"]]
        return " or ".join(names)
    low, high = row["low"], row["high"]
    has_low, has_high = (not isinstance(end, float) or isfinite(end) for end in (low, high))
    if has_low and has_high:
        return value(low) if low == high else f"{value(low)} to {value(high)}"
    return f"at least {value(low)}" if has_low else f"at most {value(high)}"


def per_cent(share: float) -> str:
    """Write a share of points in whole percent."""
    return f"{100 * float(share):.0f} %"
