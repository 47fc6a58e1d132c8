"""The index of experience, scores and lifetime value over time.

The days of a run tell who is still there and what has been earned. They do not tell what everybody who ever
bought has experienced by then: of those who left they know nothing more, and survivors flatter weak firms. So the
cells are run once more for each of the days that are told, as runs that end there, with fewer people on the same
luck. The last day is the index itself.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, cast

import pandas as pd

from sim.questions.rescue.cells import NEEDED
from sim.questions.rescue.index import by_measure, days_told
from sim.questions.rescue.sketch import smaller
from sim.scenario.pieces import before
from sim.simulate import simulate_each

if TYPE_CHECKING:
    from sim.arguments import Engine
    from sim.questions.rescue.answer import Rescue
    from sim.scenario import Scenario
    from sim.simulate import Progress

OF_WHOLE_LIVES = ("cx", "nps", "clv")
"""The measures of the index that the days of a run do not tell."""

PEOPLE, RUNS = 20_000, 4
"""How many customers are simulated of each cell and day at most, in how many replications at most."""


def course(rescue: Rescue, *, workers: int = 1, progress: Progress | None = None) -> pd.DataFrame:
    """Give the index of what only whole lives tell, a row a day and measure, as in `Rescue.index_over_time`.

    `progress(done, total)` is called now and then with the simulated days.
    """
    cells = rescue.results["weak_poor"]
    days, replications = shorter(cells.scenario), min(cells.replications, RUNS)
    specs = [ended(rescue.results[cell].scenario, day, replications) for day in days for cell in NEEDED]
    made = simulate_each(
        specs, replications=replications, seed=cells.seed, engine=cast("Engine", cells.engine), workers=workers,
        progress=progress,
    )  # fmt: skip
    by_day = [
        by_measure(dict(zip(NEEDED, islice(made, len(NEEDED)), strict=True))).assign(day=day) for day in days
    ]
    last = rescue.index.assign(day=span(cells.scenario))
    found = pd.concat([*by_day, last]).set_index("measure").loc[list(OF_WHOLE_LIVES)].reset_index()
    return found[list(rescue.index_over_time.columns)]


def shorter(spec: Scenario) -> list[int]:
    """Give the days that are told before the run has ended."""
    return [day for day in days_told(spec) if day < span(spec)]


def span(spec: Scenario) -> int:
    """Give how many days are measured."""
    return spec.days - spec.measure_from_day


def ended(spec: Scenario, day: int, replications: int) -> Scenario:
    """Give the scenario with so many days measured, and with no more people than such a sketch needs."""
    sketch = smaller(spec, max(1, PEOPLE // replications))
    days = spec.measure_from_day + day
    return sketch.but({"days": days, "changes": before(days, spec.changes)})


def joined(rescue: Rescue, found: pd.DataFrame | None) -> pd.DataFrame:
    """Give the index over time of all measures that are known, the `found` course among them."""
    tables = [rescue.index_over_time] if found is None else [rescue.index_over_time, found]
    return pd.concat(tables, ignore_index=True)
