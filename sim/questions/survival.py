"""Who is still a customer, so many days after the purchase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.measures.record import retention_days

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from sim.results import Results

    Floats = NDArray[np.float64]


def kept_by_age(results: Results) -> Floats:
    """Give the share of buyers who are still customers 1, 2, ... days after they bought, a row a replication.

    It ends as the measure `retention`. Where everybody bought on the first day the days are counted; else it is
    reckoned from when each buyer left.
    """
    spec = results.scenario
    if spec.protocol == "cohort" and not spec.measure_from_day:
        daily = results.daily
        return (
            daily[["replication", "day"]]
            .assign(there=staying(daily, spec.population))
            .pivot(index="replication", columns="day", values="there")
            .to_numpy(np.float64)
        )
    days = retention_days(spec)
    ages = np.arange(1, days + 1)
    return np.array([survivors(people, ages, horizon=spec.days) for people in results.pieces("customers")])


def staying(daily: Any, people: int) -> Any:
    """Give the share of so many buyers of the first day who are still customers on each evening.

    `daily` has the columns of the daily table; the result is of their kind.
    """
    return (daily["customers"] - daily["churned"] - daily["returned"]) / (people or np.nan)


def survivors(people: pd.DataFrame, ages: NDArray[np.int64], *, horizon: int) -> Floats:
    """Give the share of buyers of one replication who are still customers at each age; NaN where there are none.

    The last age is the one at which retention is measured; buyers whose history is shorter are left out, as the
    measure leaves them out. When somebody who came back had left is not in the table: such people are taken to
    have left when the others did.
    """
    days = int(ages[-1])
    buyers = people[people["ever"] & (people["since_day"] + days <= horizon)] if len(people) else people
    if not len(buyers):
        return np.full(len(ages), np.nan)
    left = np.sort((buyers["left_day"] - buyers["since_day"])[buyers["left_day"] >= 0].to_numpy())
    gone = np.searchsorted(left, ages) / len(buyers)
    missing = 1.0 - float(buyers["kept"].mean())
    gone = gone * (missing / gone[-1]) if gone[-1] > 0 else missing * ages / days
    return np.asarray(1.0 - gone, np.float64)
