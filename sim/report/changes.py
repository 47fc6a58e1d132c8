"""Sentences about what differs: pure functions, no layout.

A difference is written with its sign, one of shares in percentage points, with as many decimals as its interval
needs; no sentence claims more than the interval allows.
"""

from __future__ import annotations

from math import floor, isfinite, log10, nan

from sim.report import estimate, wording
from sim.report.counting import listed
from sim.report.whom import BUYERS, Whom

CUSTOMERS = (100, 1_000, 10_000, 100_000)
"""Of how many buyers a difference is told: of the fewest that make ten of it."""

TOLD = 10
MORE_DECIMALS = 2
FEW_DAYS = (1, 7, 30, 90, 180, 365, 730, 1_095, 1_825, 3_650)
MOST_DAYS = 5


def change(value: float, unit: str = "", *, fineness: float = nan) -> str:
    """Write a difference with its sign: `+3.5`, `-0.2`, `0.0`; known to `fineness`, with a digit that shows it."""
    if not isfinite(value):
        return wording.UNKNOWN
    shape = wording.SHAPES.get(unit, wording.Shape())
    written = f"{value * shape.times:+,.{decimals(unit, fineness=fineness)}f}"
    return written if any(digit in written for digit in "123456789") else written.lstrip("+-")


def between(low: float, high: float, unit: str = "") -> str:
    """Write the interval of a difference: `+2.9 to +4.1`; nothing where there is none."""
    if not (isfinite(low) and isfinite(high)):
        return ""
    fine = fineness(low, high)
    return wording.with_width(
        low, high, f"{change(low, unit, fineness=fine)} to {change(high, unit, fineness=fine)}"
    )


def fineness(low: float, high: float) -> float:
    """Give what must be seen of a difference: half its interval, and the space between that and 0."""
    half_width = (high - low) / 2
    return min(half_width, abs(low), abs(high)) if low > 0 or high < 0 else half_width


def give_or_take(low: float, high: float, unit: str = "") -> str:
    """Write an interval as half its width, where there is little room."""
    half_width = (high - low) / 2
    if not isfinite(half_width):
        return ""
    written = f"±{change(half_width, unit, fineness=half_width).lstrip('+')}"
    return wording.with_width(low, high, written, same="same")


def decimals(unit: str = "", *, fineness: float = nan) -> int:
    """Give the decimals that show a fineness with one digit that counts, two more than usual at most."""
    shape = wording.SHAPES.get(unit, wording.Shape())
    if not (isfinite(fineness) and fineness > 0):
        return shape.decimals
    return min(max(shape.decimals, -floor(log10(fineness * shape.times))), shape.decimals + MORE_DECIMALS)


def kept(baseline: float, difference: float, low: float, high: float, days: int, whom: Whom = BUYERS) -> str:
    """Tell a difference in retention in people, as far as its interval allows."""
    if not (isfinite(baseline) and isfinite(difference)):
        return f"Nobody knows how many are still customers: {whom.nobody}."
    are = f"still customers {wording.span(days)} {whom.later}"
    people = whom.people if whom is BUYERS else f"{whom.people},"
    return in_people(baseline, difference, low, high, of_whom=people, are=are)


def won(baseline: float, difference: float, low: float, high: float) -> str:
    """Tell in people of a market how many more or fewer are customers at the end, as its interval allows."""
    if not (isfinite(baseline) and isfinite(difference)):
        return "Nobody is there to become a customer."
    return in_people(baseline, difference, low, high, of_whom="people of the market", are="customers at the end")


def in_people(baseline: float, difference: float, low: float, high: float, *, of_whom: str, are: str) -> str:
    """Tell a difference in a share of people, as far as its interval allows."""
    low, high = estimate.difference(low, high, "share")
    largest = max(map(abs, (difference, low, high) if isfinite(low) else (difference,)))
    of = next((size for size in CUSTOMERS if size * largest >= TOLD), CUSTOMERS[-1])
    whom = f"of {of:,} {of_whom}"
    if low == high == 0:
        return f"As many are {are}: the same, replication by replication."
    if not isfinite(low):
        return (
            f"{_sentence(whom)} {_more(of * difference)} are {are}, in the one world that was "
            "run; whether that is luck, only more replications show."
        )
    if low > 0 or high < 0:
        ends = sorted((abs(of * low), abs(of * high)))
        was, now = of * baseline, of * (baseline + difference)
        reach = wording.with_width(low, high, f"{ends[0]:,.0f} to {ends[1]:,.0f}")
        return (
            f"{_sentence(whom)} {_more(of * difference)} ({reach}) are {are}: "
            f"about {now:,.0f} instead of {was:,.0f}."
        )
    return (
        f"Whether more or fewer are {are} cannot be told from luck: {whom.rstrip(',')}, between "
        f"{_more(of * low)} and {_more(of * high)}."
    )


def moved(better: int, worse: int, other: int, among: int, by_chance: float) -> str:
    """Count what moved, and how much of it chance alone would move."""
    total = better + worse + other
    if among == 0:
        return "Nothing differs: every measure is the same to the last bit."
    parts = [
        f"{number} {word}" for number, word in ((better, "better"), (worse, "worse"), (other, "neither")) if number
    ]
    what = f" ({', '.join(parts)})" if parts else ""
    return (
        f"{wording.count(total, 'measure')} of {among} moved{what}; if nothing differed, about "
        f"{by_chance:.0f} would seem to, by chance."
    )


SAME_LUCK = (
    "Both scenarios had the same luck: the same people met the same occasions, so that chance can cancel out of "
    "what changes."
)


def gain(retention: float, lowest: float, median: float, *, harms: bool = False) -> str:
    """Say what sharing the luck was worth: for the difference in retention, and over all measures.

    `harms`: whether the lowest is below 1 for sure, the least of many measures as it is.
    """
    if not isfinite(lowest):
        return f"{SAME_LUCK} How much that helped cannot be told here."
    told = {"still customers": retention, "a typical measure": median, "the one that this helps least": lowest}
    times = [f"{_times(gain)} times for {what}" for what, gain in told.items() if isfinite(gain)]
    harm = (" (below 1: there it does harm)" if harms else " (below 1 as luck has it)") if lowest < 1 else ""
    return (
        f"{SAME_LUCK} With luck of its own for each, to know the changes as well would take more replications: "
        f"{listed(times)}{harm}."
    )


def needed(measure: str, half_width: float, unit: str, likely: int, low: int, high: int) -> str:
    """Say how many replications a useful interval takes, and how surely that is known."""
    reach = f"{wording.bare(half_width, unit)}{' points' if unit == 'share' else ''}"
    return f"{wording.label(measure)} to ±{reach} about {likely:,} ({low:,} to {high:,})"


def reached(measure: str, wanted: float, half_width: float, unit: str, replications: int, met: bool) -> str:
    """Say whether an interval became as narrow as it was asked to be."""
    name = wording.label(measure)
    here = f"±{_fine(half_width, unit)}" if isfinite(half_width) else "too few of them could measure it"
    after = f"after {wording.count(replications, 'replication')}"
    if met:
        return f"{name} is known to {here}, as wanted (±{_fine(wanted, unit)}), {after}"
    return f"{name} is not known to ±{_fine(wanted, unit)} {after}: {here}; --max-replications allows more"


OPTIMISTIC = (
    "An interval that decides when to stop holds the truth a little less often than it says: "
    "93 to 95 times in 100."
)


def so_far(done: int, total: int) -> str:
    """Say how many replications have been made: `12 of about 40 replications`."""
    return f"{done:,} of about {wording.count(total, 'replication')}"


def a_few_days(days: int) -> list[int]:
    """Pick a few days to look at, the last one always: numbers of days lived."""
    early = [day for day in FEW_DAYS if day < days]
    return [*early[-(MOST_DAYS - 1) :], days]


def _more(customers: float) -> str:
    return f"{abs(customers):,.0f} {'more' if customers > 0 else 'fewer'}"


def _times(gain: float) -> str:
    return f"{gain:.0f}" if gain >= TOLD else f"{gain:.1f}"


def _fine(half_width: float, unit: str) -> str:
    """Write a half-width with two digits that count, however small."""
    shape = wording.SHAPES.get(unit, wording.Shape())
    scaled = half_width * shape.times
    return f"{scaled:.2g}{' points' if unit == 'share' else ''}" if scaled < TOLD else f"{scaled:,.0f}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
