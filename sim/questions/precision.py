"""How well is well enough: add replications until an interval is as narrow as it was asked to be."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sim.arguments import check_arguments, is_number, whole
from sim.errors import UsageError
from sim.measures import MEASURES
from sim.simulate import taken_further
from sim.statistics.intervals import MeanInterval, mean_interval
from sim.statistics.precision import FEWEST, Needed, needed, next_look, reached

if TYPE_CHECKING:
    from sim.results import Results
    from sim.simulate import Progress

Wanted = float | Mapping[str, float]
"""The half-width of a 95 % interval by measure, in the unit of the measure; a bare number is for retention."""

Intervals = Callable[[Sequence["Results"], str], Sequence[MeanInterval]]

MOST = 1_000
"""Replications at which it gives up, unless told otherwise."""

USEFUL = {
    "share": 0.005,
    "points": 1.0,
    "index": 0.5,
    "quality": 0.005,
    "points of 5": 0.02,
    "points of 7": 0.02,
    "0 to 1": 0.005,
}
"""Half-widths that are enough for most decisions, by unit; of others, one part in a hundred of the mean."""

ONE_IN_A_HUNDRED = 0.01


@dataclass(frozen=True)
class Reached:
    """How far the interval of a measure has come: the widest one, where several are watched."""

    measure: str
    wanted: float
    half_width: float
    n: int
    replications: int

    @property
    def met(self) -> bool:
        """Tell whether the interval is as narrow as it was asked to be."""
        return self.n >= FEWEST and self.half_width <= self.wanted


def taken_to_precision(
    begun: Results,
    precision: Wanted,
    *,
    most: int = MOST,
    replications: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[Results, tuple[Reached, ...]]:
    """Take results further until the intervals of some measures are narrow enough; see `simulate_until`."""
    finished, how_far = simulate_until(
        [begun],
        precision,
        intervals=lambda results, measure: [mean_interval(results[0].runs[measure])],
        most=most,
        replications=replications,
        workers=workers,
        progress=progress,
    )
    return finished[0], how_far


def simulate_until(
    begun: Sequence[Results],
    precision: Wanted,
    *,
    intervals: Intervals,
    most: int = MOST,
    replications: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[list[Results], tuple[Reached, ...]]:
    """Add replications, to all results alike, until the intervals of every measure wanted are narrow enough.

    It first looks at `replications` of them (those of the first scenario unless given), but at least `FEWEST`, and
    ends with `most`. What has been made before is used and does not change how many there are in the end: the
    results are those of asking for that number at once. What is measured in fewer than two is not waited for.
    """
    wanted = half_widths(precision)
    most = whole("the most replications", most, FEWEST)
    number = begun[0].scenario.replications if replications is None else replications
    check_arguments(number, begun[0].seed, begun[0].engine, workers)
    number = min(max(FEWEST, number), most)
    before, there, expected = 0, list(begun), number
    finished: list[Results] = []
    days = sum(results.scenario.days for results in begun)
    while number > before:
        there = taken_further(
            there, number, workers=workers, progress=_further(progress, _days(there, number), expected * days)
        )
        finished = [results.only(number) for results in there]
        found = {measure: intervals(finished, measure) for measure in wanted}
        before, (number, expected) = number, aim(found, wanted, number, most)
    if progress is not None:
        progress(number * days, number * days)
    return finished, tuple(_reached(measure, found[measure], wanted[measure], number) for measure in wanted)


def _days(there: Sequence[Results], number: int) -> int:
    """Count the days of so many replications that have been simulated before."""
    return sum(results.scenario.days * min(results.replications, number) for results in there)


def aim(
    found: Mapping[str, Sequence[MeanInterval]], wanted: Mapping[str, float], number: int, most: int
) -> tuple[int, int]:
    """Give how many replications to have at the next look and, as far as one can tell, at the end."""
    after, at_the_end = number, number
    for measure, means in found.items():
        for mean in means:
            if mean.n < 2 or reached(mean, wanted[measure]):
                continue
            after = max(after, next_look(mean, wanted[measure], number))
            defined = mean.n / number  # a measure may be undefined in some replications
            likely = needed(mean, wanted[measure])
            at_the_end = max(at_the_end, math.ceil(likely.likely / defined) if likely else 0)
    return min(after, most), min(max(after, at_the_end), most)


def useful_half_width(measure: str, mean: float) -> float:
    """Give a half-width that is enough for most decisions; NaN where there is none to be told."""
    useful = USEFUL.get(MEASURES[measure].unit, ONE_IN_A_HUNDRED * abs(mean))
    return useful if useful > 0 else math.nan


def needed_for(measure: str, mean: MeanInterval, *, around: float | None = None) -> Needed | None:
    """Give the replications that a useful half-width takes; None where that cannot be told."""
    half_width = useful_half_width(measure, mean.mean if around is None else around)
    return needed(mean, half_width) if half_width > 0 else None


def half_widths(precision: Wanted, besides: Collection[str] = ()) -> dict[str, float]:
    """Doubt what a caller wants, once; `besides` are measures that there are beside those of a run."""
    wanted = dict(precision) if isinstance(precision, Mapping) else {"retention": precision}
    for measure, half_width in wanted.items():
        if measure not in MEASURES and measure not in besides:
            raise UsageError(f"no such measure: {measure!r}; {_meant(measure)}")
        if not (is_number(half_width) and half_width > 0):
            raise UsageError(
                f"the precision of {measure} must be a number above 0, got {half_width!r}; "
                "it is half the width of the interval, in the unit of the measure: retention=0.005"
            )
        if measure in MEASURES and MEASURES[measure].unit == "share" and half_width >= 1:
            raise UsageError(
                f"the precision of {measure}, a share, would be ±{100 * half_width:g} percentage points; for "
                f"±{half_width:g} write {measure}={half_width / 100:g}"
            )
    if not wanted:
        raise UsageError("no precision is wanted of anything; give a measure and a half-width: retention=0.005")
    return {measure: float(half_width) for measure, half_width in wanted.items()}


def _meant(measure: str) -> str:
    near = get_close_matches(str(measure), MEASURES, n=1)
    return f"did you mean {near[0]!r}?" if near else "such as retention, cx, nps, clv (--json lists all)"


def _reached(measure: str, means: Sequence[MeanInterval], wanted: float, number: int) -> Reached:
    """Tell of the interval that is furthest from what was wanted; one that is not there is."""
    widest = max(means, key=lambda mean: math.inf if math.isnan(mean.half_width) else mean.half_width)
    return Reached(measure, wanted, widest.half_width, min(mean.n for mean in means), number)


def _further(progress: Progress | None, before: int, at_the_end: int) -> Progress | None:
    """Count the days of a batch after those of the batches before."""
    return progress and (lambda done, _total: progress(before + done, at_the_end))
