"""Measures of a part of the customers: those that make sense without the rest of the firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures.measure import MEASURES
from sim.measures.record import LEDGER, Record

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

OF_PEOPLE = tuple(name for name, measure in MEASURES.items() if not measure.of_firm)
"""The measures that a segment has; waits, wages and the staff are the desk's, which all segments share."""


def of_people(spec: Scenario, people: pd.DataFrame) -> dict[str, float]:
    """Give the measures of some customers of one replication, from their rows in the table of customers."""
    columns = {str(name): people[name].to_numpy() for name in people.columns}
    columns |= {f"sum_{name}": columns[f"cx_{name}"] * columns["days"] for name in LEDGER}
    nothing = np.zeros(0, dtype=np.int64)
    part = Record(
        spec=spec,
        seed=spec.seed,
        replication=0,
        customers=columns if len(people) else {},
        daily={},
        flows=nothing,
        stock=nothing,
        contacts={},
        events={},
    )
    return {name: MEASURES[name](part) for name in OF_PEOPLE}
