"""Numbers as they stand in a sentence: as short as they can be said, with three digits that count."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.report.wording import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGE = 1000


def number(value: float) -> str:
    """Write a number as short as it can be said, three digits that count: `0.964`, `12`, `1,440`."""
    if not isfinite(value):
        return UNKNOWN
    rounded = float(f"{value:.3g}")
    if abs(value) >= LARGE and value == int(value):
        rounded = value
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.12f}".rstrip("0")


def per_cent(share: float) -> str:
    """Write a share: `30 %`, `2.5 %`."""
    return f"{number(100.0 * share)} %"


def times_a_year(rate: float) -> str:
    """Say how often: `once a year`, `2.5 times a year`."""
    return "once a year" if rate == 1.0 else f"{number(rate)} times a year"


def listed(words: Sequence[str]) -> str:
    """Name things one after the other: `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def size(amount: float) -> str:
    """Write an amount of memory or disk: `640 MB`, `1.2 GB`."""
    for unit, one in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9)):
        if amount >= one:
            return f"{number(amount / one)} {unit}"
    return f"{number(round(amount / 1e6))} MB"
