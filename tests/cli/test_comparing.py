"""A comparison keeps the runs of every scenario, reads them the next time, and lies beside them itself."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from sim.archive import names
from sim.cli import comparing
from sim.questions.compare import compare
from sim.results import Results
from sim.scenario import Scenario

ALONE = ["--workers", "1"]
BETTER = ["--but", "product.quality=0.8"]


@pytest.fixture
def jobs(monkeypatch):
    """Give a list of the scenarios' qualities and replications that were computed."""
    module = import_module("sim.simulate")  # the package's name for it is that of the function
    records_of, made = module.records_of, []

    def counted(jobs, **how):
        made.extend((job.spec.product.quality, job.replication) for job in jobs)
        return records_of(jobs, **how)

    monkeypatch.setattr(module, "records_of", counted)
    return made


@pytest.fixture
def compared(say, tiny, jobs):
    """Give a function that compares the tiny scenario and tells its object, and what was computed."""

    def do(*arguments):
        jobs.clear()
        said = say("compare", tiny, *arguments, "--json", *ALONE)
        assert said.code == 0, said.err
        return json.loads(said.out), list(jobs)

    return do


def the_comparison():
    (folder,) = Path(names.ROOT).glob("compare-*/seed-*")
    return folder


def test_the_runs_of_every_scenario_are_kept_in_their_own_place(compared):
    told, made = compared(*BETTER)
    quality = sorted({quality for quality, _ in made})
    folders = names.results_folders(Path(names.ROOT))
    assert sorted(Results.load(folder).scenario.product.quality for folder in folders) == quality
    assert [Results.load(folder).replications for folder in folders] == [2, 2]
    assert told["folder"] == the_comparison().as_posix()


@pytest.mark.no_cover
def test_a_second_comparison_computes_only_what_is_new(compared):
    first, made = compared(*BETTER)
    assert len(made) == 4
    again, made = compared(*BETTER)
    assert (again, made) == (first, [])
    more, made = compared(*BETTER, "--but", "product.quality=0.9")
    assert made == [(0.9, 0), (0.9, 1)]
    assert more["alternatives"][0] == first["alternatives"][0]
    _, made = compared("--but", "product.quality=0.9", "--replications", "3")
    assert sorted(number for _, number in made) == [2, 2]


@pytest.mark.no_cover
def test_what_was_read_is_what_would_be_computed(compared, before):
    before("compare", *BETTER)
    mixed, made = compared(*BETTER, "--replications", "4")
    assert [number for _, number in made] == [2, 3, 2, 3]
    fresh, made = compared(*BETTER, "--replications", "4", "--fresh")
    assert len(made) == 8
    assert mixed == fresh
    fewer, made = compared(*BETTER, "--replications", "3")
    assert made == []
    assert fewer["replications"] == 3


def test_a_run_reads_what_a_comparison_has_kept(before, say, tiny, jobs):
    before("compare", *BETTER)
    said = say("run", tiny, *ALONE, "--set", "product.quality=0.8")
    assert "Read, not computed: 2 replications" in said.out
    assert jobs == []


def test_a_precision_goes_on_from_what_is_kept(compared, before):
    before("compare", *BETTER)
    told, made = compared(*BETTER, "--precision", "1e-9", "--max-replications", "11")
    assert sorted({number for _, number in made}) == list(range(2, 11))
    again, made = compared(*BETTER, "--precision", "1e-9", "--max-replications", "11")
    assert (again, made) == (told, [])
    asked, made = compared(*BETTER, "--replications", "11")
    assert (asked["alternatives"], made) == (told["alternatives"], [])


def test_a_scenario_is_compared_with_itself_from_what_is_kept(compared, tiny):
    compared(tiny)
    told, _ = compared(tiny, "--replications", "3")
    assert all(row["identical"] for row in told["alternatives"][0]["differences"].values())
    assert len(names.results_folders(Path(names.ROOT))) == 1


def test_the_tables_lie_beside_the_runs(compared):
    told, _ = compared(*BETTER)
    folder = the_comparison()
    table = pd.read_csv(folder / "comparison.csv")
    row = table.set_index("measure").loc["cx"]
    assert row["difference"] == told["alternatives"][0]["differences"]["cx"]["mean"]
    course = pd.read_csv(folder / "over_time.csv")
    assert len(course) == 2 * 8
    facts = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert (facts["kind"], facts["seed"], facts["replications"]) == ("comparison", 1, 2)
    assert [each["label"] for each in facts["scenarios"]] == ["tiny", "product.quality=0.8"]
    assert [each["digest"] for each in facts["scenarios"]] == [told["digest"], told["alternatives"][0]["digest"]]
    assert not any(Path(each["runs"]).is_absolute() for each in facts["scenarios"])
    assert all((Path(names.ROOT) / each["runs"]).is_dir() for each in facts["scenarios"])


@pytest.mark.no_cover
def test_another_comparison_lies_elsewhere(compared):
    places = {
        compared(*arguments)[0]["folder"]
        for arguments in (BETTER, [*BETTER, "--seed", "2"], ["--but", "product.quality=0.80"], [*BETTER, *BETTER])
    }
    assert len(places) == 4


def test_what_is_compared_is_listed_and_checked_with_the_runs(before, say):
    before("compare", *BETTER)
    said = say("results", "list", "--json", "--out", names.ROOT)
    assert the_comparison().as_posix() in [each["folder"] for each in json.loads(said.out)["results"]]
    assert "3 of 3 results folders sound." in say("results", "check", "--out", names.ROOT).out
    assert "product.quality=0.8 against tiny" in (Path(names.ROOT) / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["comparison.csv", "over_time.csv", "provenance.json", "report.html"])
def test_a_flipped_bit_in_a_comparison_is_found(before, say, file):
    before("compare", *BETTER)
    content = bytearray((the_comparison() / file).read_bytes())
    content[len(content) // 2] ^= 4
    (the_comparison() / file).write_bytes(bytes(content))
    said = say("results", "check", "--out", names.ROOT)
    assert said.code == 4
    assert f"{file}: changed since it was written" in said.err


def test_a_comparison_cannot_be_replayed_as_a_run_is(before, say):
    before("compare", *BETTER)
    said = say("results", "replay", str(the_comparison()))
    assert said.code == 2
    assert "is a comparison, not a run" in said.err
    assert f"results check {the_comparison().as_posix()}" in said.err
    assert len(said.err.splitlines()) == 1


def test_files_of_others_are_not_overwritten_and_the_answer_is_given_all_the_same(before, say, tiny):
    before("compare", *BETTER)
    (the_comparison() / "notes.txt").write_text("mine", encoding="utf-8")
    said = say("compare", tiny, *BETTER, *ALONE)
    assert said.code == 4
    assert "What changes against tiny?" in said.out
    assert "notes.txt" in said.err
    assert (the_comparison() / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_another_folder_can_be_named(compared, tmp_path):
    told, _ = compared(*BETTER, "--out", str(tmp_path / "elsewhere"))
    assert told["folder"].startswith((tmp_path / "elsewhere").as_posix())
    assert not Path(names.ROOT).exists()


def test_pictures_and_a_report_are_made(tmp_path):
    firm = Scenario().but({"population": 40, "represents": 1, "days": 8, "replications": 2})
    comparing.dress(compare(firm, firm.but({"product.quality": 0.8})), tmp_path)
    made = {path.name for path in (tmp_path / "figures").iterdir()}
    assert {"customers_1.svg", "customers_1.png", "differences_1.svg", "ledger_1.png"} <= made
    assert "product.quality=0.8" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_screen_says_what_was_read_and_where_it_lies(say, tiny):
    assert "customer-days in" in say("compare", tiny, *BETTER, *ALONE).out
    said = say("compare", tiny, *BETTER, *ALONE)
    assert "Read, not computed: 4 runs (--fresh computes again)." in said.out
    assert f"Results:{the_comparison()}" in "".join(said.out.split())
