"""Printed 95 % intervals hold the truth about 95 times in 100: whole experiments, repeated with other seeds.

    python -m pytest -m slow tests/questions/test_interval_coverage.py -s        1,000 experiments, seven minutes

A desk with few agents and a weak product, the same with agents enough, and a strong product; five replications of
each, as `compare` runs them. Of every experiment the intervals are taken that `run`, `compare` and `rescue` print.
What is true is the mean of all experiments, whose own noise is a thirtieth of that of one.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim import Scenario, compare
from sim.questions.rescue.index import index_of, moved, runs_of

EXPERIMENTS, REPLICATIONS = 1_000, 5
LEAST, MOST = 0.93, 0.97
"""The promise; the standard error of a share of 95 % among 1,000 is 0.7 %."""

WEAK = Scenario().but({
    "population": 100, "represents": 4, "days": 10, "log": "none", "failures.rate": 0.05, "desk.agents": 0.4,
    "failures.question_rate": 0.05, "loyalty.churn_rate": 0.02, "product.quality": 0.35,
})  # fmt: skip
WORLDS = {"weak_excellent": WEAK.but({"desk.agents": 2}), "strong_poor": WEAK.but({"product.quality": 0.8})}
OF_RUN = (
    "retention", "churned", "cx", "cx_index", "nps", "csat", "ces", "failures_per_buyer", "contacts_per_buyer",
    "wait_minutes", "abandonment", "service_level", "first_contact_resolution", "occupancy", "clv", "profit",
)  # fmt: skip
OF_COMPARE = ("retention", "cx", "nps", "csat", "wait_minutes", "abandonment", "clv", "profit")
OF_RESCUE = ("cx", "nps")
"""Measures that have a clear gap between the products in every experiment, however small."""


def experiment(seed):
    """Make one experiment; gives (estimate, low, high) by what is printed, and the parts of each index."""
    one = compare(WEAK, *WORLDS.values(), labels=list(WORLDS), replications=REPLICATIONS, seed=seed)
    said = {}
    for row in one.baseline.summary.itertuples():
        if row.measure in OF_RUN:
            said[f"run: {row.measure}"] = (row.mean, row.low, row.high)
    for row in one.table.itertuples():
        if row.measure in OF_COMPARE:
            said[f"compare with {row.scenario}: {row.measure}"] = (row.difference, row.low, row.high)
    parts = {}
    for measure in OF_RESCUE:
        value = runs_of({"weak_poor": one.baseline, **one.others}, measure)
        index = index_of(value, measure)
        said[f"rescue index: {measure}"] = (index["index"], index["low"], index["high"])
        parts[f"rescue index: {measure}"] = [part.mean() for part in moved(value)]
    return said, parts


def coverage(experiments):
    """Repeat; gives the share of intervals that hold the truth, by what is printed."""
    made = [experiment(seed) for seed in range(experiments)]
    truth = {name: np.mean([said[name][0] for said, _ in made]) for name in made[0][0]}
    for name in made[0][1]:
        saved, gap = np.mean([parts[name] for _, parts in made], axis=0)
        truth[name] = saved / gap
    return {
        name: float(np.mean([said[name][1] <= true <= said[name][2] for said, _ in made]))
        for name, true in truth.items()
    }


@pytest.mark.slow
@pytest.mark.no_cover
def test_printed_intervals_hold_the_truth_as_often_as_they_say(record_property):
    held = coverage(EXPERIMENTS)
    for share in held.values():
        record_property("printed intervals of 95 % that hold the truth, share", share)
    print("\n" + "\n".join(f"{share:6.1%}  {name}" for name, share in held.items()))
    assert len(held) == len(OF_RUN) + 2 * len(OF_COMPARE) + len(OF_RESCUE)
    assert {name: share for name, share in held.items() if not LEAST <= share <= MOST} == {}
