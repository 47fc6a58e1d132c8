"""Ask the model for figures: every replication of the worlds that they need, a number a figure and replication."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pandas as pd

from sim.arguments import check_arguments
from sim.questions.facts.cases import Seen
from sim.simulate import Job, records_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.arguments import Engine
    from sim.questions.facts.fact import Fact, Records
    from sim.scenario import Scenario
    from sim.simulate import Progress

COLUMNS = ("fact", "figure", "replication", "value")


def worlds_for(facts: Sequence[Fact], worlds: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Give the worlds that these facts ask for, in their order."""
    asked = {name for fact in facts for figure in fact.figures for name in figure.worlds}
    return {name: spec for name, spec in worlds.items() if name in asked}


def measured(
    facts: Sequence[Fact],
    worlds: Mapping[str, Scenario],
    *,
    replications: int,
    first: int = 0,
    seed: int,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Run the worlds and give every figure of every replication; these are numbered from `first` on.

    All worlds of a replication are held at once, and those of one replication only: what is compared is the same
    customers in several lives.
    """
    check_arguments(replications, seed, engine, workers, first)
    numbers = range(first, first + replications)
    rows = [
        (fact.id, figure.name, number, float(figure.estimate(records)))
        for number, records in _replications(worlds, numbers, seed, engine, workers, progress)
        for fact in facts for figure in fact.figures
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _replications(
    worlds: Mapping[str, Scenario],
    numbers: range,
    seed: int,
    engine: Engine,
    workers: int,
    progress: Progress | None,
) -> Iterator[tuple[int, Records]]:
    jobs = [Job(spec, seed, number, engine) for number in numbers for spec in worlds.values()]
    records = records_of(jobs, workers=workers, progress=progress or (lambda done, total: None))
    for number in numbers:
        yield number, dict(zip(worlds, map(Seen, islice(records, len(worlds))), strict=True))
