"""The store of a sweep: what is added stays, in whatever order it comes, bit by bit."""

from __future__ import annotations

import math
import os
import struct

import pytest

from sim.errors import ResultsError, UsageError
from sim.experiment.design import grid
from sim.experiment.factor import Factor
from sim.experiment.plan import Plan
from sim.experiment.run import Failed, Finished, Run
from sim.experiment.store import Store
from sim.scenario import Scenario

ODD = struct.unpack("<d", struct.pack("<Q", 0x7FF8_0000_0000_BEEF))[0]
"""A number that is none, with bits of its own."""


@pytest.fixture
def plan():
    """Eight points of a tiny firm, three times each."""
    factors = (
        Factor("product.quality", "product.quality", low=0.2, high=0.9, steps=4),
        Factor("desk.agents", "desk.agents", levels=(10, 20)),
    )
    return Plan("tiny", "Tiny", Scenario().but({"population": 50, "days": 5}), factors, grid(factors), 3, 1)


def ended(run):
    """Give numbers that are hard to keep, and one point at which all fails."""
    if run.point == 3:
        return Failed(run, "it raised", 'File "/home/joe/lib/sim/model.py", line 3\nFile "/a b/c.py", line 1', 3)
    nothing = ODD if run.point == 2 else math.nan if run.point == 4 else -0.0
    return Finished(run, {"retention": run.point + run.replication / 7, "profit": nothing}, 0.5)


def bits(frame):
    return [frame[name].to_numpy().tobytes() for name in ("retention", "profit")]


def test_what_is_added_is_there_in_order_and_bit_by_bit(plan, tmp_path):
    with Store.begin(tmp_path / "a", plan) as store:
        store.add(ended(run) for run in plan.runs)
        here = store.runs
    with Store.open(tmp_path / "a") as store:
        there = store.runs
        assert (len(store.finished), len(store.failed)) == (21, 3)
        assert {run.point for run in store.failed} == {3}
    assert list(there.columns) == [
        "point", "replication", "seed", "product.quality", "desk.agents", "retention", "profit",
    ]  # fmt: skip
    assert list(zip(there["point"], there["replication"], strict=True)) == [
        (run.point, run.replication) for run in sorted(plan.runs) if run.point != 3
    ]
    assert bits(here) == bits(there)
    assert ODD != ODD
    assert struct.pack("<d", there["profit"][6]) == struct.pack("<Q", 0x7FF8_0000_0000_BEEF)
    assert math.copysign(1, there["profit"][0]) == -1
    assert dict(there.iloc[0])["desk.agents"] == 10


def test_the_digest_knows_neither_order_nor_batches_nor_where_it_lies(plan, tmp_path):
    digests = set()
    runs = list(plan.runs)
    for number, (order, batch) in enumerate(((runs, 24), (runs[::-1], 5), (runs[7:] + runs[:7], 1))):
        folder = tmp_path / str(number) if number else None
        for first in range(0, 24, batch):
            if not folder and first:
                continue
            with Store.begin(folder, plan) as store:
                store.add(map(ended, order[first : first + batch]))
                digest = store.digest
        digests.add(digest)
    assert len(digests) == 1


def test_another_number_gives_another_digest(plan):
    digests = set()
    for last in (1.0, math.nextafter(1.0, 2.0)):
        store = Store.begin(None, plan)
        store.add([Finished(Run(0, 0), {"retention": last}, 1.0)])
        digests.add(store.digest)
    assert len(digests) == 2


def test_failures_say_why_and_name_no_folder_of_this_machine(plan, tmp_path):
    with Store.begin(tmp_path / "a", plan) as store:
        store.add(map(ended, plan.runs))
        failures = store.failures
    assert list(failures["reason"].unique()) == ["it raised"]
    assert failures["traceback"][0] == 'File "sim/model.py", line 3\nFile "c.py", line 1'
    assert list(failures["deaths"]) == [3, 3, 3]


def test_a_run_that_failed_can_come_out_after_all_but_not_the_other_way_round(plan):
    store = Store.begin(None, plan)
    run = Run(3, 0)
    store.add([ended(run)])
    assert store.failed == {run}
    store.add([Finished(run, {"retention": 1.0}, 1.0)])
    store.add([ended(run)])
    assert (store.finished, store.failed) == ({run}, set())


def test_a_second_sweep_is_refused_and_told_who_is_first(plan, tmp_path):
    with Store.begin(tmp_path / "a", plan), pytest.raises(UsageError, match=rf"process {os.getpid()}, since 20"):
        Store.begin(tmp_path / "a", plan)
    Store.begin(tmp_path / "a", plan).close()


def test_another_plan_is_refused_with_the_difference(plan, tmp_path):
    from dataclasses import replace

    Store.begin(tmp_path / "a", plan).close()
    other = replace(plan, seed=2, base=plan.base.but({"days": 6}))
    with pytest.raises(ResultsError, match=r"days = 5, not 6; seed = 1, not 2"):
        Store.begin(tmp_path / "a", other)
    more = replace(plan, replications=5)
    with Store.begin(tmp_path / "a", more):
        pass
    with Store.open(tmp_path / "a") as store:
        assert store.plan.replications == 5
