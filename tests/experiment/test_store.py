"""The store of a sweep: what is added stays, in whatever order it comes, bit by bit."""

from __future__ import annotations

import json
import math
import os
import struct
from dataclasses import replace

import pytest
from small_sweep import NOT_A_NUMBER, ended

from sim.archive import checking
from sim.errors import ResultsError, UsageError
from sim.experiment.design import grid
from sim.experiment.factor import Factor
from sim.experiment.merging import merge
from sim.experiment.run import Finished, Run
from sim.experiment.store import Store, without_this_machine
from sim.results import ENGINE_VERSION


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
    assert struct.pack("<d", there["profit"][6]) == struct.pack("<Q", NOT_A_NUMBER)
    assert math.copysign(1, there["profit"][0]) == -1
    assert dict(there.iloc[0])["desk.agents"] == 10


def test_a_store_shows_itself_also_once_it_is_closed(plan, tmp_path):
    with Store.begin(tmp_path / "sweep", plan) as store:
        assert "0 runs finished" in repr(store)
    assert repr(store) == f"<Store {plan.name!r}: not open here>"


def test_the_digest_knows_neither_order_nor_batches_nor_where_it_lies(plan, tmp_path):
    digests = set()
    runs = list(plan.runs)
    for number, (order, batch) in enumerate(((runs, 24), (runs[::-1], 11), (runs[7:] + runs[:7], 7))):
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


def test_runs_that_failed_and_are_made_again_leave_nothing_to_mend(plan, tmp_path):
    with Store.begin(tmp_path / "a", plan) as store:
        store.add(map(ended, plan.runs))
        store.add([Finished(run, {"retention": 1.0, "profit": 1.0}, 1.0) for run in sorted(store.failed)])
        assert not store.failed
    with Store.begin(tmp_path / "a", plan) as store:
        assert store.notes == ()
    assert checking.checked(tmp_path / "a").is_sound


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
    Store.begin(tmp_path / "a", plan).close()
    other = replace(plan, seed=2, base=plan.base.but({"days": 6}))
    with pytest.raises(ResultsError, match=r"days = 5, not 6; seed = 1, not 2"):
        Store.begin(tmp_path / "a", other)
    more = replace(plan, replications=5)
    with Store.begin(tmp_path / "a", more):
        pass
    with Store.open(tmp_path / "a") as store:
        assert store.plan.replications == 5


# --- shares that are brought together ---------------------------------------------------------------------------


def test_shares_merged_have_the_digest_of_the_whole(plan, tmp_path):
    shares = share_out(plan, tmp_path)
    with Store.begin(None, plan) as whole:
        whole.add(map(ended, plan.runs))
        digest = whole.digest
    merge(shares, tmp_path / "whole")
    merge(shares, tmp_path / "whole")
    merge([shares[0]], tmp_path / "other")
    merge([*shares[1:], tmp_path / "whole"], tmp_path / "other")
    for name in ("whole", "other"):
        with Store.open(tmp_path / name) as store:
            assert store.digest == digest
            assert len(store.failed) == 3
    facts = json.loads((tmp_path / "whole" / "provenance.json").read_text(encoding="utf-8"))
    assert facts["content_digest"] == digest
    assert [made["command"] for made in facts["made"]] == ["share 0", "share 1", "share 2"]
    assert sum(made["runs"] for made in facts["made"]) == 24


def test_a_run_with_other_numbers_in_two_shares_is_refused_and_nothing_is_written(plan, tmp_path):
    shares = share_out(plan, tmp_path)
    with Store.begin(shares[1], plan) as store:
        store.add([Finished(Run(0, 0), {"retention": 0.0, "profit": 0.0}, 0.5)])  # not minus zero
    with pytest.raises(ResultsError, match=r"run 0:0: has other numbers in .*share-\d and .*share-\d"):
        merge(shares, tmp_path / "whole")
    assert not (tmp_path / "whole").exists()


def test_a_share_of_another_plan_is_refused(plan, tmp_path):
    shares = share_out(plan, tmp_path)
    Store.begin(tmp_path / "other", replace(plan, seed=2)).close()
    with pytest.raises(ResultsError, match="seed = 2, not 1"):
        merge([*shares, tmp_path / "other"], tmp_path / "whole")
    assert not (tmp_path / "whole").exists()


def test_a_folder_is_not_merged_with_itself_however_it_is_called(plan, tmp_path):
    first, *_ = shares = share_out(plan, tmp_path)
    for folders in ([], [first], [first.parent / "." / ".." / first.parent.name / first.name]):
        with pytest.raises(UsageError, match=r"^nothing to merge into .*; name the folders of the shares$"):
            merge(folders, first)
    (tmp_path / "link").symlink_to(first)
    merge([tmp_path / "link", *shares[1:]], first)
    assert checking.checked(first).is_sound
    assert not (first / "sweep.db-wal").exists()


def share_out(plan, place):
    """Make a third of the runs in each of three folders."""
    folders = [place / f"share-{number}" for number in range(3)]
    for number, folder in enumerate(folders):
        with Store.begin(folder, plan, command=f"share {number}") as store:
            store.add([ended(run) for run in plan.runs[number::3]])
    return folders


# --- what must not be overwritten, and what must not be told ----------------------------------------------------


def test_files_of_others_and_links_are_refused_and_left_alone(plan, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(mine)
    for place, wrong in (
        ("mine", "not of a sweep .thesis.txt."),
        ("link", "is a link"),
        ("mine/thesis.txt", "is a file"),
    ):
        with pytest.raises(ResultsError, match=wrong):
            Store.begin(tmp_path / place, plan)
    assert [file.name for file in mine.iterdir()] == ["thesis.txt"]


def test_runs_of_another_engine_are_refused_to_a_sweep_but_not_to_a_reader(plan, tmp_path, monkeypatch):
    with Store.begin(tmp_path / "a", plan) as store:
        store.add(map(ended, plan.runs[:2]))
    monkeypatch.setattr("sim.experiment.opening.ENGINE_VERSION", 99)
    with pytest.raises(
        ResultsError, match=f"holds runs of engine version {ENGINE_VERSION}, this is 99: it gives other numbers"
    ):
        Store.begin(tmp_path / "a", plan)
    with Store.open(tmp_path / "a") as store:
        assert len(store.finished) == 2


def test_a_factor_that_is_called_like_another_column_is_refused(plan, tmp_path):
    factor = replace(plan.factors[0], name="retention")
    with pytest.raises(UsageError, match="factor retention: is the name of another column"):
        Store.begin(tmp_path / "a", replace(plan, factors=(factor,), design=grid((factor,))))
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("typed", "noted"),
    [
        ("trapeze sweep rescue-map --workers 2", None),
        ("trapeze sweep scenarios/sweeps/a.toml --vary desk.agents=10,20", None),
        ("sweep '/home/joe/my sweeps/a.toml' --out ~/x", "sweep 'a.toml' --out x"),
        (
            "sweep a --out=/home/joe/out --scheduler tcp://joes-machine:8786",
            "sweep a --out=out --scheduler tcp://...",
        ),
        ("sweep ../../joe/a.toml", "sweep a.toml"),
        ("a quote that 'does not end", ""),
    ],
)
def test_a_command_is_noted_without_what_is_of_this_machine(typed, noted):
    expected = typed if noted is None else noted.replace("'", "")
    assert without_this_machine(typed) == expected


def test_a_factor_keeps_its_type_however_few_rows_there_are(plan, tmp_path):
    """Words, numbers and what is left as the base says, each in a column of one type, in the file too."""
    factors = (
        Factor(
            "service", levels=("=poor", "excellent"), stands_for={"=poor": {}, "excellent": {"desk.agents": 9}}
        ),
        Factor("desk.agents", "desk.agents", levels=(None, 10)),
        Factor("desk.open", "desk.open", levels=(True, False)),
    )
    mixed = replace(plan, factors=factors, design=grid(factors))
    with Store.begin(tmp_path / "a", mixed) as store:
        store.add([Finished(Run(3, 0), {"retention": 0.5}, 1.0)])
        store.export()
        runs = store.runs
    assert [runs[name].dtype.kind for name in ("service", "desk.agents", "desk.open")] == ["O", "f", "b"]
    assert runs["service"][0] == "=poor"
    assert "'=poor" in (tmp_path / "a" / "runs.csv").read_text(encoding="utf-8")
    assert checking.checked(tmp_path / "a").damage == ()


def test_beginning_afresh_removes_what_is_of_this_plan_and_nothing_else(plan, tmp_path):
    with Store.begin(tmp_path / "a", plan) as store:
        store.add(map(ended, plan.runs))
        store.export()
    with pytest.raises(ResultsError, match="holds another sweep: seed = 1, not 2"):
        Store.begin(tmp_path / "a", replace(plan, seed=2), fresh=True)
    with Store.begin(tmp_path / "a", plan, fresh=True) as store:
        assert store.finished | store.failed == set()
        assert store.notes == ()
        assert not (tmp_path / "a" / "runs.csv").exists()
        store.add(map(ended, plan.runs[:3]))
    assert checking.checked(tmp_path / "a").is_sound
    (tmp_path / "a" / "sweep.db").write_bytes(b"nothing")
    with Store.begin(tmp_path / "a", plan, fresh=True) as store:
        assert store.finished == set()
    Store.begin(tmp_path / "new", plan, fresh=True).close()
