"""Many firms in a rough draft: one run of each with a part of the people, and the noise from groups of them.

Where the four cells are simulated finely, what lies between and beyond them is simulated once, with at most
`PEOPLE` customers who stand for as many at the desk as before. Everybody has the luck that he has in the cells, so
that differences between these firms are far surer than any of them alone.

In two measures the groups of a run have much in common, so that they vary less than runs do: lifetime value counts
what a customer will cost at the desk by the wages of the whole firm in its last weeks, and in experience all feel
the same queue. Of these two whole runs are the units, and one run alone says nothing of their noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, cast

import numpy as np

from sim.measures.groups import GROUPS, of_groups
from sim.measures.rescued import SMALLEST_GAP
from sim.simulate import simulate_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.arguments import Engine
    from sim.questions.rescue.answer import Rescue
    from sim.results import Results
    from sim.scenario import Scenario
    from sim.simulate import Progress

    Firm = str | tuple[float, float]
    Floats = NDArray[np.float64]

PEOPLE = 10_000
"""How many customers are simulated of each firm, if there are so many."""

MEASURES = tuple(SMALLEST_GAP)


IN_COMMON = ("cx", "clv")
"""The measures in which groups of one run are no firms of their own."""


@dataclass(frozen=True)
class Sketch:
    """Several firms, measured by group of customers: `values[firm]` has a row a group and a column a measure.

    `run` tells of which replication each group is.
    """

    values: Mapping[Firm, Floats]
    run: NDArray[np.int64]
    people: int
    represents: int
    replications: int

    def of(self, firm: Firm, measure: str) -> Floats:
        """Give a measure of each unit that varies by itself: of each group of a firm's customers, or each run."""
        found = self.values[firm][:, MEASURES.index(measure)]
        if measure not in IN_COMMON:
            return found
        return np.array([found[self.run == run].mean() for run in np.unique(self.run)])


def sketched(
    firms: Mapping[Firm, Scenario], known: Rescue, *, workers: int = 1, progress: Progress | None = None
) -> Sketch:
    """Simulate small firms on the luck of a rescue; those that are its cells, or each other, only once."""
    cells = known.results["weak_poor"]
    some = next(iter(firms.values()))
    replications = max(1, min(cells.replications, PEOPLE // max(some.population, 1)))
    found = {results.scenario.digest: results.only(replications) for results in known.results.values()}
    missing = {spec.digest: spec for spec in firms.values() if spec.digest not in found}
    made = simulate_all(
        list(missing.values()), replications=replications, seed=cells.seed, engine=cast("Engine", cells.engine),
        workers=workers, progress=progress,
    )  # fmt: skip
    found |= dict(zip(missing, made, strict=True))
    groups = {digest: by_group(found[digest]) for digest in {spec.digest for spec in firms.values()}}
    # In a market some groups may be without a buyer of some firm: only those that all firms have are compared.
    whole = ~np.any([np.isnan(values).any(axis=1) for values in groups.values()], axis=0)
    kept = whole if whole.any() else ~whole
    values = {name: groups[spec.digest][kept] for name, spec in firms.items()}
    run = np.repeat(np.arange(replications), len(kept) // replications)[kept]
    return Sketch(values, run, some.population, some.weight, replications)


def smaller(spec: Scenario, people: int = PEOPLE) -> Scenario:
    """Give the same market in fewer people, each of whom stands for more; without a log."""
    market = spec.population * spec.weight
    represents = max(1, ceil(market / people))
    return spec.but({"population": round(market / represents), "represents": represents, "log": "none"})


def by_group(results: Results) -> Floats:
    """Give the measures of the index for each group of each replication."""
    tables = zip(results.pieces("customers"), results.pieces("daily"), strict=True)
    spec = results.scenario
    groups = max(1, min(GROUPS, spec.population))
    return np.concatenate([of_groups(spec, *pair, MEASURES, groups=groups) for pair in tables])
