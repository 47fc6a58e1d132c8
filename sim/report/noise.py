"""How well numbers are known: what was asked for, or how many replications a useful interval would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures import MEASURES
from sim.questions.precision import needed_for, useful_half_width
from sim.report import changes
from sim.report.layout import say
from sim.statistics.intervals import MeanInterval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from sim.questions.precision import Reached
    from sim.results import Results
    from sim.statistics.precision import Needed

FORETOLD = ("retention", "nps")
"""Of which measures it is said how many replications they take."""


def show(console: Console, lines: Sequence[str]) -> None:
    """Print what is known of the noise."""
    if lines:
        say(console, "")
    for line in lines:
        say(console, line, style="dim")


def of_means(results: Results, how_far: Iterable[Reached] = ()) -> list[str]:
    """Say how well the measures of a run are known."""
    asked = of_what_was_asked(how_far)
    if asked:
        return asked
    found = {
        measure: (useful_half_width(measure, mean), needed)
        for measure, (mean, needed) in foretold(results).items()
    }
    parts = [
        changes.needed(measure, half_width, MEASURES[measure].unit, needed.likely, needed.low, needed.high)
        for measure, (half_width, needed) in found.items()
    ]
    return [f"Replications needed: {'; '.join(parts)}."] if parts else []


def of_what_was_asked(how_far: Iterable[Reached]) -> list[str]:
    """Say whether the intervals became as narrow as was asked for, and what that costs."""
    lines = [
        changes.reached(
            far.measure, far.wanted, far.half_width, MEASURES[far.measure].unit, far.replications, far.met
        )
        for far in how_far
    ]
    return [f"Precision: {line}." for line in lines] + [changes.OPTIMISTIC] if lines else []


def foretold(results: Results) -> Mapping[str, tuple[float, Needed]]:
    """Give the mean of a few measures and the replications that a useful interval of each takes."""
    rows = {row["measure"]: row for row in results.summary.to_dict("records") if row["measure"] in FORETOLD}
    means = {
        measure: MeanInterval(**{name: row[name] for name in ("mean", "low", "high", "sd", "n")})
        for measure, row in rows.items()
    }
    found = {measure: (mean.mean, needed_for(measure, mean)) for measure, mean in means.items()}
    return {measure: (mean, needed) for measure, (mean, needed) in found.items() if needed is not None}
