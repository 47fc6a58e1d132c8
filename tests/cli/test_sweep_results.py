"""`results list|check|replay` of sweeps, and the page of all that lies there."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from sim.archive import catalogue, names, seal
from sim.experiment.batch import Batch, Task, attempt, this_process
from sim.experiment.design import grid
from sim.experiment.factor import Factor
from sim.experiment.plan import Plan
from sim.experiment.run import Failed, Finished, Measures
from sim.experiment.store import Store
from sim.report import index
from sim.scenario import Scenario


def small_plan():
    """Two points of a tiny firm, twice each."""
    base = Scenario().but({"population": 50, "represents": 1, "days": 5})
    factors = (Factor("product.quality", "product.quality", levels=(0.3, 0.6)),)
    return Plan("map", "<b>The map</b>", base, factors, grid(factors), 2, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The plan, its runs, really made but for the last, which is said to have failed, and a folder with them."""
    plan = small_plan()
    runs = [
        attempt(
            Task(run, plan.settings_at(run.point)),
            Batch((), plan.base, plan.seed, Measures(), home=this_process()),
        )
        for run in list(plan.runs)[:3]
    ]
    runs.append(Failed(plan.runs[3], "it raised"))
    folder = tmp_path_factory.mktemp("made") / "map"
    with Store.begin(folder, plan, command="sweep map") as store:
        store.add(runs)
        store.export()
    return plan, runs, folder


@pytest.fixture
def kept(say, made):
    """A copy of the folder where results are kept."""
    plan, _, folder = made
    return shutil.copytree(folder, names.folder_of_sweep(Path(names.ROOT), name=plan.name, digest=plan.digest))


def flat(text):
    return "".join(text.split())


def test_a_sweep_is_listed_with_how_far_it_is(say, kept, made):
    plan, runs, _ = made
    half = kept.with_name("map-00000000")
    with Store.begin(half, plan) as store:
        store.add(runs[:2])
    told = {Path(one["folder"]).name: one for one in json.loads(say("results", "list", "--json").out)["results"]}
    assert {"state": "finished, 1 failed", "planned": 4, "finished": 3, "failed": 1}.items() <= told[
        kept.name
    ].items()
    assert (told[half.name]["state"], told[half.name]["finished"]) == ("unfinished", 2)
    assert told[kept.name]["digest"] == plan.digest
    shown = say("results", "list").out
    assert "3 of 4" in shown
    assert flat("<b>The map</b>") in flat(shown)
    assert "unfinished" in shown
    page = index.render(catalogue.entries(kept.parent), kept.parent)
    assert "2 sweeps in this folder" in page
    assert "&lt;b&gt;The map" in page
    assert "sweep · finished, 1 failed · no report · 3 of 4 runs · seed 1" in page


def test_a_complete_share_of_a_sweep_is_finished(say, made):
    """The first of two shares has the first of the two points, with its two runs."""
    plan, runs, _ = made
    whole = names.folder_of_sweep(Path(names.ROOT), name=plan.name, digest=plan.digest)
    there = sorted((run for run in runs if isinstance(run, Finished)), key=lambda one: one.run.point)
    for number, its_runs in ((1, there[:2]), (2, there[2:])):
        with Store.begin(names.folder_of_share(whole, number, 2), plan) as store:
            store.add(its_runs)
    told = {
        one["folder"][-len("1-of-2") :]: one for one in json.loads(say("results", "list", "--json").out)["results"]
    }
    assert {name: (one["state"], one["finished"], one["planned"]) for name, one in told.items()} == {
        "1-of-2": ("finished", 2, 2),
        "2-of-2": ("unfinished", 1, 2),
    }


def test_a_sound_sweep_is_checked_with_its_digest(say, kept):
    said = say("results", "check")
    assert said.code == 0, said.err
    with Store.open(kept) as store:
        digest = store.digest
    assert flat(f"{kept}: sound content digest {digest} 1 of 1 results folder sound.") == flat(said.out)
    (told,) = json.loads(say("results", "check", str(kept), "--json").out)["results"]
    assert (told["sound"], told["content_digest"]) == (True, digest)


def test_a_moved_and_renamed_sweep_is_the_same_sweep(say, kept, tmp_path):
    there = tmp_path / "elsewhere" / "my best work"
    shutil.move(kept, there)
    assert say("results", "check", str(there)).code == 0
    assert say("results", "replay", str(there), "0:1").code == 0
    assert str(kept.parent) not in "".join(
        file.read_bytes().decode("latin-1") for file in there.iterdir() if file.is_file()
    )


def test_a_damaged_row_ends_with_4_and_names_the_run(say, kept):
    falsify(kept, "UPDATE run SET seconds = 7 WHERE point = 1 AND replication = 0", reseal=False)
    said = say("results", "check")
    assert said.code == 4
    (line,) = said.err.splitlines()
    assert "sweep.db: run 1:0: changed since it was written" in line
    assert line.endswith("the command of the sweep keeps what is sound and computes the rest again")
    assert "0 of 1 results folder sound." in said.out
    assert say("results", "replay", str(kept), "0:0").code == 4


def falsify(folder, sql, *arguments, reseal=True):
    """Change the database as somebody could who knows SQL, and put the folder under its checksums again."""
    database = sqlite3.connect(folder / "sweep.db")
    with database:
        database.execute(sql, arguments)
    database.close()
    if reseal:
        (folder / "SHA256SUMS").unlink()
        (folder / "sweep.lock").unlink()
        seal.seal(folder)


# --- replay -------------------------------------------------------------------------------------------------


def test_a_run_comes_out_again_to_the_last_bit_from_the_plan_alone(say, kept):
    said = say("results", "replay", str(kept), "0:1", "1:0")
    assert said.code == 0, said.err
    assert flat(f"The same, to the last bit: runs 0:1, 1:0 of {kept}.") in flat(said.out)
    told = json.loads(say("results", "replay", str(kept), "1:0", "--json").out)
    assert told["same"]
    assert told["runs"] == [{"point": 1, "replication": 0, "same": True, "differing": {}, "other_versions": {}}]


def test_a_run_that_comes_out_otherwise_ends_with_4_and_says_in_what(say, kept, made, monkeypatch):
    """As if a library had changed: in one measure, by the last bit."""
    from sim.measures import MEASURES

    retention = MEASURES["retention"].function
    otherwise = type(MEASURES["retention"])(
        **{**vars(MEASURES["retention"]), "function": lambda record: retention(record) * (1 + 2**-52)}
    )
    monkeypatch.setitem(MEASURES, "retention", otherwise)
    monkeypatch.setattr("sim.results._packages", lambda: {"numpy": "0.1"})
    said = say("results", "replay", str(kept), "0:0")
    assert said.code == 4
    (line,) = said.err.splitlines()
    assert "comes out otherwise: run 0:0: retention" in line
    assert "more measures" not in line
    assert "numpy was" in said.out
    told = json.loads(say("results", "replay", str(kept), "0:0", "--json").out)
    assert list(told["runs"][0]["differing"]) == ["retention"]


def test_a_run_that_failed_and_finishes_now_came_out_otherwise(say, kept):
    said = say("results", "replay", str(kept), "1:1")
    assert said.code == 4
    assert "run 1:1: failed (it raised) then, finished now" in said.err


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ([], "name runs of it by point and replication"),
        (["--replications", "1"], "name runs of it by point and replication"),
        (["0-1"], "'0-1' is no run; name one by its point and replication, as in 17:2"),
        (["7:0"], "has no run 7:0; the last that is planned is 1:1"),
        (["0:99999999999999999999"], "is no run"),
    ],
)
def test_a_mistake_is_one_line(say, kept, words, wrong):
    said = say("results", "replay", str(kept), *words)
    assert said.code == 2
    (line,) = said.err.splitlines()
    assert wrong in line


def test_the_folder_of_a_run_has_no_points(say, tiny):
    assert say("run", tiny, "--quiet", "--workers", "1").code == 0
    (folder,) = names.results_folders(Path(names.ROOT))
    said = say("results", "replay", str(folder), "0:1")
    assert said.code == 2
    assert "is no sweep" in said.err
