"""What changes: a baseline against any number of alternatives, on common random numbers.

Replication r of every scenario has the same luck, so the same people meet the same occasions and what differs is
the scenario's doing. Each difference gets the interval of its paired replications: simulation noise, and nothing
of what we do not know about the world.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sim.arguments import agreed, check_arguments, check_scenarios
from sim.errors import UsageError, told
from sim.questions.differences import by_measure, by_segment, over_time
from sim.questions.precision import MOST, Reached, Wanted, simulate_until
from sim.scenario.difference import differences
from sim.simulate import nothing_yet, taken_further
from sim.statistics.paired import BY_CHANCE, paired_interval
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.arguments import Engine
    from sim.questions.counterfactual import Counterfactual
    from sim.results import Results
    from sim.scenario import Scenario
    from sim.simulate import Progress
    from sim.statistics.intervals import MeanInterval

ALIKE = ("protocol", "days", "measure_from_day")
"""What must be equal: the measures would not mean the same."""

LONGEST_LABEL = 60
MOST_KEYS_IN_A_LABEL = 3


@dataclass(frozen=True, repr=False)
class Comparison:
    """The answer: finished runs of the baseline and of each alternative, and what differs between them.

    `table`      a row an alternative and measure: baseline, value, difference, its paired interval (low, high),
                 n, unit, moved, identical, verdict (better, worse, other, -), gain, bound, needed
    `moved`      the rows of it whose interval excludes 0
    `over_time`  a row an alternative, day and what (customers, cx): baseline, value, difference, low, high, n
    `by_segment` a row an alternative, segment and measure of people, where the segments are those of the baseline
    `counterfactuals` for each alternative of the same people, how many of them it saves and harms
    `notes`      what to know about scenarios that differ in more than what the firm does
    """

    label: str
    baseline: Results
    others: Mapping[str, Results]
    precision: tuple[Reached, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<Comparison of {self.label!r} with {', '.join(map(repr, self.others))}: "
            f"{len(self.moved)} of {len(self.table)} differences moved, {self.replications} replications>"
        )

    @property
    def seed(self) -> int:
        """The seed of all scenarios."""
        return self.baseline.seed

    @property
    def replications(self) -> int:
        """How many independent runs there are of each scenario."""
        return self.baseline.replications

    @kept_table
    def table(self) -> pd.DataFrame:
        """Give every measure of every alternative beside the baseline."""
        frames = [by_measure(self.baseline, results, label) for label, results in self.others.items()]
        return pd.concat(frames, ignore_index=True)

    @kept_table
    def moved(self) -> pd.DataFrame:
        """Give the differences that cannot well be luck: the interval excludes 0."""
        return self.table[self.table["moved"]].reset_index(drop=True)

    @kept_table
    def over_time(self) -> pd.DataFrame:
        """Give the course of the difference, day by day."""
        frames = [over_time(self.baseline, results, label) for label, results in self.others.items()]
        return pd.concat(frames, ignore_index=True)

    @kept_table
    def by_segment(self) -> pd.DataFrame:
        """Give the differences in each segment, of alternatives that have the segments of the baseline."""
        frames = [by_segment(self.baseline, results, label) for label, results in self.others.items()]
        return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)

    @cached_property
    def counterfactuals(self) -> dict[str, Counterfactual]:
        """Give how many each alternative saves and harms, where there are people and they are the same."""
        from sim.questions.counterfactual import counterfactual

        mine, people = self.baseline, self.baseline.scenario.population
        return {
            label: counterfactual(mine, results, names=(self.label, label), who=False)
            for label, results in self.others.items()
            if people and results.scenario.population == people
        }

    def moved_by_chance(self, label: str) -> float:
        """Give how many measures of an alternative would move by chance alone, if none truly differed."""
        if label not in self.others:
            raise UsageError(f"no alternative {label!r}; there are {', '.join(map(repr, self.others))}")
        rows = self.table[(self.table["scenario"] == label) & ~self.table["identical"]]
        return BY_CHANCE * int((rows["n"] > 1).sum())

    @property
    def notes(self) -> tuple[str, ...]:
        """Tell what differs besides what the firm does."""
        return tuple(
            note
            for label, results in self.others.items()
            for note in _notes(self.baseline.scenario, results.scenario, label)
        )


def compare(
    baseline: Scenario,
    *others: Scenario,
    labels: Iterable[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
    precision: Wanted | None = None,
    most: int | None = None,
) -> Comparison:
    """Run scenarios on common random numbers and tell what differs from the baseline.

    `replications` and `seed` default to those of the baseline and hold for all. With a `precision`, the half-width
    wanted of differences by measure, there are 10 at least, and more are added until every difference has it, or
    there are `most` (1,000). `labels` names the alternatives; else their files do, or what differs. Raises
    `UsageError` where scenarios cannot be compared: another protocol, other days or another warm-up.
    """
    replications, seed = agreed(baseline, replications, seed)
    check_comparable(baseline, others)
    names = told_apart(baseline, others) if labels is None else _checked(labels, baseline, len(others))
    check_arguments(replications, seed, engine, workers)
    if most is not None and precision is None:
        raise UsageError(
            f"most={told(most)} says nothing without a precision, which adds replications; for as many as that "
            "give `replications`"
        )
    begun = [nothing_yet(spec, seed=seed, engine=engine) for spec in (baseline, *others)]
    return compare_further(
        begun,
        names,
        replications=replications,
        workers=workers,
        progress=progress,
        precision=precision,
        most=MOST if most is None else most,
    )


def compare_further(
    begun: Sequence[Results],
    labels: Sequence[str],
    *,
    replications: int,
    workers: int = 1,
    progress: Progress | None = None,
    precision: Wanted | None = None,
    most: int = MOST,
) -> Comparison:
    """Compare results, the baseline's first, after making the replications that they lack."""
    how_far: tuple[Reached, ...] = ()
    if precision is None:
        there = taken_further(begun, replications, workers=workers, progress=progress)
        finished = [results.only(replications) for results in there]
    else:
        finished, how_far = simulate_until(
            begun, precision, intervals=_differences, most=most,
            replications=replications, workers=workers, progress=progress,
        )  # fmt: skip
    return Comparison(labels[0], finished[0], dict(zip(labels[1:], finished[1:], strict=True)), how_far)


def check_comparable(baseline: Scenario, others: Sequence[Scenario]) -> None:
    """Refuse what would compare unlike things."""
    if not others:
        raise UsageError("nothing to compare with; give one more scenario, or --but product.quality=0.8")
    check_scenarios(baseline, *others)
    for other in others:
        for key in ALIKE:
            mine, theirs = getattr(baseline, key), getattr(other, key)
            if mine != theirs:
                raise UsageError(
                    f"{baseline.name} has {key} = {mine}, its alternative {other.name} {theirs}: their measures "
                    f"do not mean the same; make them equal, as in --set {key}={mine}"
                )


def told_apart(baseline: Scenario, others: Sequence[Scenario]) -> list[str]:
    """Give each scenario a label of its own: its name, else what differs from the baseline, else a number."""
    names = [spec.name for spec in (baseline, *others)]
    labels = [baseline.name]
    for spec in others:
        label = spec.name if names.count(spec.name) == 1 else _what_differs(baseline, spec) or spec.name
        labels.append(label)
    return numbered(labels)


def _what_differs(baseline: Scenario, other: Scenario) -> str:
    """Say in the words of the command line what an alternative changes, if that is short."""
    changed = differences(baseline, other)
    if not 0 < len(changed) <= MOST_KEYS_IN_A_LABEL:
        return ""
    words = ", ".join(f"{key}={theirs}" for key, (_, theirs) in changed.items() if theirs is not None)
    return words if len(words) <= LONGEST_LABEL else ""


def numbered(labels: Iterable[str]) -> list[str]:
    """Put a number behind a label that has been used before, in an order that no label can upset."""
    seen: Counter[str] = Counter()
    unique: list[str] = []
    for label in labels:
        candidate = label
        while candidate in seen:
            seen[label] += 1
            candidate = f"{label} ({seen[label]})"
        seen[candidate] += 1
        unique.append(candidate)
    return unique


def _checked(labels: Iterable[str], baseline: Scenario, count: int) -> list[str]:
    """Doubt labels that a caller gives."""
    given = list(labels) if isinstance(labels, Iterable) and not isinstance(labels, str) else [labels]
    words = {baseline.name, *(label for label in given if isinstance(label, str))}
    if len(given) != count or len(words) != count + 1:
        wanted = f"{count} different words other than {baseline.name!r}"
        raise UsageError(f"labels must be {wanted}, got {told(given)}")
    return [baseline.name, *given]


def _differences(finished: Sequence[Results], measure: str) -> list[MeanInterval]:
    """Give the interval of the difference of every alternative."""
    before, *others = (results.runs[measure].to_numpy() for results in finished)
    return [paired_interval(before, after).difference for after in others]


def _notes(baseline: Scenario, other: Scenario, label: str) -> Iterator[str]:
    if other.digest == baseline.digest:
        yield f"{label} is the same scenario as {baseline.name}"
    if other.population != baseline.population:
        yield (
            f"{label} simulates {other.population:,} people, {baseline.name} {baseline.population:,}: their luck "
            "is shared in part only, which makes intervals wider, and counts of people are not comparable"
        )
    market, markets = (spec.population * spec.weight for spec in (baseline, other))
    if market != markets:
        yield f"the desk of {label} serves {markets:,} people, that of {baseline.name} {market:,}"
    if other.money.currency != baseline.money.currency:
        yield f"{label} counts money in {other.money.currency}, {baseline.name} in {baseline.money.currency}"
