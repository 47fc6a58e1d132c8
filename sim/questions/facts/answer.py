"""The answer: every figure with its interval beside what the world says, and how each fact fares."""

from __future__ import annotations

import hashlib
import inspect
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from sim.errors import UsageError
from sim.questions.facts import FACTS, cases, causing, complaining, levels, study
from sim.questions.facts.fact import Fact, Figure, Verdict
from sim.questions.facts.worlds import worlds_of
from sim.statistics.intervals import mean_interval
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario import Scenario
    from sim.statistics.intervals import MeanInterval

TABLE = (
    "fact", "figure", "says", "world", "unit", "mean", "low", "high", "n", "band_low", "band_high", "verdict",
)  # fmt: skip
"""What is told of a figure; an end that a band does not have is empty."""


@dataclass(frozen=True, repr=False)
class Facts:
    """What the model says to the facts that were asked about.

    `values`  a row a figure and replication: what all this is made of
    `table`   a row a figure: its mean, 95 % interval over replications, band and verdict
    """

    scenario: Scenario
    facts: tuple[Fact, ...]
    values: pd.DataFrame
    seed: int
    engine: str = "fast"

    def __repr__(self) -> str:
        counted = ", ".join(f"{count} {verdict}" for verdict, count in Counter(self.verdicts.values()).items())
        return f"<Facts of {self.scenario.name!r}: {counted}>"

    @property
    def replications(self) -> int:
        """How many independent runs there are of each world; none where no world was needed."""
        return int(self.values["replication"].nunique())

    @cached_property
    def found(self) -> Mapping[tuple[str, str], MeanInterval]:
        """Give what was found of each figure, by fact and figure."""
        groups = {key: rows["value"].to_numpy(float) for key, rows in self.values.groupby(["fact", "figure"])}
        return {
            (fact.id, figure.name): mean_interval(groups.get((fact.id, figure.name), []))
            for fact in self.facts for figure in fact.figures
        }  # fmt: skip

    @kept_table
    def table(self) -> pd.DataFrame:
        """Give every figure."""
        return pd.DataFrame(
            [self._row(fact, figure) for fact in self.facts for figure in fact.figures], columns=list(TABLE)
        )

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """Tell how each fact fares."""
        return {
            fact.id: fact.verdict({figure.name: self.verdict(fact, figure) for figure in fact.figures})
            for fact in self.facts
        }

    def verdict(self, fact: Fact, figure: Figure) -> Verdict:
        """Tell how a figure fares."""
        if figure.band is None:
            return Verdict.BESIDE
        return figure.band.verdict(self.found[fact.id, figure.name])

    def _row(self, fact: Fact, figure: Figure) -> tuple[object, ...]:
        found, band = self.found[fact.id, figure.name], figure.band
        ends = (nan, nan) if band is None else tuple(end if abs(end) < float("inf") else nan for end in band.ends)
        verdict = self.verdict(fact, figure)
        return (
            fact.id, figure.name, figure.says, figure.world, figure.unit, found.mean, found.low, found.high,
            found.n, *ends, str(verdict),
        )  # fmt: skip


def chosen(ids: Sequence[str]) -> tuple[Fact, ...]:
    """Give the facts of these ids, in their order; all of them if none is named."""
    known = {fact.id: fact for fact in FACTS}
    wanted = {one.upper() for one in ids}
    if unknown := sorted(wanted - known.keys()):
        raise UsageError(f"no such fact: {', '.join(unknown)}; there are {FACTS[0].id} to {FACTS[-1].id}")
    return tuple(fact for fact in FACTS if not wanted or fact.id in wanted)


def worlds_needed(base: Scenario, facts: Sequence[Fact]) -> dict[str, Scenario]:
    """Give the worlds that these facts ask for, around the firm that is asked about."""
    if not base.population:
        raise UsageError(f"{base.name} simulates nobody, so there is nothing to see; set population above 0")
    if not any(fact.figures for fact in facts):
        (fact,) = facts
        raise UsageError(f"{fact.id} is not modelled: {fact.remark} Ask about others too")
    return study.worlds_for(facts, worlds_of(base))


def digest(worlds: Mapping[str, Scenario], facts: Sequence[Fact]) -> str:
    """Give a checksum over everything that can change a figure: the worlds, and how they are asked."""
    lines = [f"{name} {spec.digest}" for name, spec in worlds.items()]
    lines += [f"{fact.id} {figure.name} {figure.worlds}" for fact in facts for figure in fact.figures]
    lines += [inspect.getsource(module) for module in (cases, causing, complaining, levels)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
