"""Many worlds that differ a little, on common random numbers: a row a world and replication, a column a measure.

A question that needs dozens of worlds needs no more of each than what was measured in it. So they are a table, and
what is kept of them is that table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.measures import MEASURES
from sim.simulate import simulate_each

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.arguments import Engine
    from sim.results import Results
    from sim.scenario import Scenario
    from sim.simulate import Progress

WAGES = "wages"
"""Wages over the measured time, in money per person of the population, as `profit` is."""

COLUMNS = ("world", "replication", *MEASURES, WAGES)


def lived(
    worlds: Mapping[str, Scenario],
    *,
    replications: int,
    first: int = 0,
    seed: int,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Run worlds, by name, and give what was measured in each; replications are numbered from `first` on."""
    found = simulate_each(
        list(worlds.values()), replications=replications, first=first, seed=seed, engine=engine,
        workers=workers, progress=progress,
    )  # fmt: skip
    return pd.concat(map(measured, worlds, found), ignore_index=True)


def measured(world: str, results: Results) -> pd.DataFrame:
    """Give what was measured in the runs of a world."""
    spec, daily = results.scenario, results.daily
    paid = daily[daily["day"] >= spec.measure_from_day].groupby("replication")["wages"].sum() / spec.weight
    people = spec.population or float("nan")
    runs = results.runs.set_index("replication")
    table = runs.assign(world=world, **{WAGES: paid / people}).reset_index()
    return pd.DataFrame(table, columns=list(COLUMNS))


def more(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Put further replications behind those that are there, world by world if the table has worlds."""
    if "world" not in before:
        return pd.concat([before, after], ignore_index=True)
    names = dict.fromkeys(before["world"])
    pieces: list[pd.DataFrame] = [frame.loc[frame["world"] == name] for name in names for frame in (before, after)]
    return pd.concat(pieces, ignore_index=True)


def replications_of(table: pd.DataFrame) -> int:
    """Tell how many replications a table of worlds holds of each."""
    return int(table["replication"].nunique())


def only(table: pd.DataFrame, replications: int) -> pd.DataFrame:
    """Give the first so many replications."""
    return table.loc[table["replication"] < replications].reset_index(drop=True)
