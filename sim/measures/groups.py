"""The noise of a single run, from groups of its customers: each group is measured as if it were the whole firm.

The luck of customers is their own. What they share is the desk and, where they listen, each other's talk, and of
both each feels the mean of many; so groups of the customers of one run vary nearly as much as firms of their size
with luck of their own would. A run with many customers and groups of them says as much as many small runs do, and
costs a fraction: most of the price of a small run is that of its days. Experience and lifetime value differ:
there the queue and the wages that all share are most of what varies, and groups vary far less than firms would.

Everybody is in the group of his number modulo the number of groups, so that a customer is in the same group in
every scenario and each group has its part of every segment. The bill for the agents is shared in proportion to the
agents' minutes that the members took: more work, more agents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures.measure import MEASURES
from sim.measures.record import LEDGER, Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from sim.scenario import Scenario

    Columns = Mapping[str, NDArray[np.generic]]
    Floats = NDArray[np.float64]

GROUPS = 20
"""Enough for an interval that is hardly wider than with the noise known: Student's t with 19 is 2.09."""


def of_groups(
    spec: Scenario, people: pd.DataFrame, daily: pd.DataFrame, measures: Sequence[str], *, groups: int = GROUPS
) -> Floats:
    """Give measures of each group of one replication, a row a group, from its tables of customers and days.

    NaN for a group without members. The measures are those of people, and `clv` and `profit`: of what the desk
    does as a whole no group has a part.
    """
    values = np.full((groups, len(measures)), np.nan)
    if not len(people):
        return values
    mine = people["customer"].to_numpy() % groups
    columns = {str(name): people[name].to_numpy() for name in people.columns}
    columns |= {f"sum_{name}": columns[f"cx_{name}"] * columns["days"] for name in LEDGER}
    money = {name: daily[name].to_numpy(np.float64) for name in ("wages", "advertising")}
    work = np.bincount(mine, columns["wages"], groups)
    heads = np.bincount(mine, minlength=groups)
    share = work / work.sum() if work.sum() > 0 else heads / heads.sum()
    for group in np.flatnonzero(heads):
        members = {name: column[mine == group] for name, column in columns.items()}
        days = {
            "wages": money["wages"] * share[group],
            "advertising": money["advertising"] * (heads[group] / heads.sum()),
            "contribution": _evenly(float(members["money"].sum()), spec),
        }
        record = _record(spec, int(heads[group]), members, days)
        values[group] = [MEASURES[name](record) for name in measures]
    return values


def _evenly(total: float, spec: Scenario) -> Floats:
    """Spread what was brought in the measured time over its days: no measure asks on which."""
    return np.full(spec.days, total / (spec.days - spec.measure_from_day))


def _record(spec: Scenario, heads: int, members: Columns, days: Columns) -> Record:
    """Give the record of a firm with these customers alone, each of whom stands for as many as before."""
    nothing = np.zeros(0, dtype=np.int64)
    return Record(
        spec=spec.model_copy(update={"population": heads, "represents": spec.weight}),
        seed=spec.seed,
        replication=0,
        customers=members,
        daily=days,
        flows=nothing,
        stock=nothing,
        contacts={},
        events={},
    )
