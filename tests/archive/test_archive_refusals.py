"""Where results are not written: places that are somebody else's, and results of another run."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from small_firm import SETTINGS

from sim.archive import names, refusal
from sim.errors import MachineError, ResultsError, UsageError
from sim.results import ENGINE_VERSION, Results
from sim.scenario import Scenario, places
from sim.simulate import simulate

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home folder."""
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("USERPROFILE", str(place))
    return place


def foreign(place):
    (place / "full").mkdir()
    (place / "full" / "thesis.docx").write_text("x", encoding="utf-8")
    return place / "full"


def scenarios_of_mine(place):
    (place / "firms").mkdir()
    (place / "firms" / "mine.toml").write_text("", encoding="utf-8")
    return place / "firms"


def a_file(place):
    (place / "file").write_text("x", encoding="utf-8")
    return place / "file"


def a_repository(place):
    (place / "repository" / ".git").mkdir(parents=True)
    return place / "repository"


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (a_file, "is a file"),
        (foreign, "not a results folder; choose another or an empty one"),
        (scenarios_of_mine, "folder of scenarios"),
        (a_repository, "root of a repository"),
        (lambda _: Path("/"), "root of the disk"),
        (lambda _: Path.home(), "your home folder"),
        (lambda place: place / "x" / ".." / "home", "your home folder"),
        (lambda _: ROOT, "the program's folder"),
        (lambda _: ROOT / "sim" / "archive", "folder of the program"),
        (lambda _: places.folder(), "folder of scenarios"),
        (lambda _: places.folder() / "product" / "new", "folder of scenarios"),
        (lambda _: "", "name a folder"),
        (lambda _: "  ", "name a folder"),
        (lambda _: "a\0b", "no path"),
        (lambda place: place / ("x" * 300), "name too long"),
        (lambda place: place / "/".join(["y" * 100] * 60), "name too long"),
    ],
)
def test_a_place_that_is_not_for_results_is_refused(tmp_path, home, place, wrong):
    before = sorted(tmp_path.rglob("*"))
    said = place(tmp_path)
    made = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError) as refused:
        refusal.root(str(said))
    assert wrong in str(refused.value)
    assert "\n" not in str(refused.value)
    assert sorted(tmp_path.rglob("*")) == made
    assert len(made) >= len(before)


def test_a_place_is_named_when_the_folder_one_stands_in_is_gone(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for said in (None, "here"):
        with pytest.raises(UsageError, match="the folder that you are in was deleted"):
            refusal.root(said)
    assert refusal.root(str(tmp_path / "there")) == tmp_path / "there"


def test_a_place_is_fine_if_it_is_new_empty_or_holds_results(tmp_path, home, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert refusal.root(None) == Path("results")
    (tmp_path / "results").mkdir()
    for made in ("README.md", ".gitignore", "default-3f2a9c51/seed-1/runs.csv"):
        assert refusal.root(None) == Path("results")
        (tmp_path / "results" / made).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "results" / made).write_text("", encoding="utf-8")
    assert refusal.root(str(tmp_path / "results")) == tmp_path / "results"
    (tmp_path / "results" / "thesis.docx").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="not a results folder"):
        refusal.root(None)
    (tmp_path / "results" / "index.html").write_text(f"<html>{refusal.GENERATOR}", encoding="utf-8")
    assert refusal.root(None) == Path("results")  # it was ours before the other file came


def test_no_title_and_no_name_leads_out_of_the_folder(tmp_path):
    for title in ("../../../etc/x", "/etc/passwd", "con", "a" * 500, "\u202egnp", ".", ""):
        spec = Scenario().but({"title": title})
        place = names.folder_of(tmp_path, scenario=spec.name, digest=spec.digest, seed=1, engine="fast")
        assert place.relative_to(tmp_path).as_posix() == f"custom-{spec.digest[:8]}/seed-1"
        assert names._SCENARIO_FOLDER.fullmatch(place.parent.name)


def test_the_plain_engine_has_a_place_of_its_own(tmp_path):
    engines = [
        names.folder_of(tmp_path, scenario="x", digest="0" * 64, seed=3, engine=each) for each in ("fast", "plain")
    ]
    assert [place.name for place in engines] == ["seed-3", "seed-3-plain"]
    for place in engines:
        place.mkdir(parents=True)
    assert names.results_folders(tmp_path) == engines


# --- another run in the same place --------------------------------------------------------------------------


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"scenario": Scenario().but(SETTINGS | {"product.quality": 0.7})}, "digest "),
        ({"seed": 6}, "seed 5, not 6"),
        ({"engine": "plain"}, "engine fast, not plain"),
    ],
)
def test_another_run_is_never_overwritten(folder, small, change, difference):
    before = contents(folder)
    with pytest.raises(ResultsError, match=difference) as refused:
        replace(small, **change).save(folder)
    assert str(refused.value).startswith(f"{folder}: holds another run: ")
    assert contents(folder) == before


def test_more_replications_are_overwritten_by_fewer_only_if_that_is_meant(folder, small, same):
    before = contents(folder)
    with pytest.raises(ResultsError, match="holds 2 replications of this run, these are 1; save them"):
        small.only(1).save(folder)
    assert contents(folder) == before
    small.only(1).save(folder, fresh=True)
    same(Results.load(folder), small.only(1))


def test_results_that_begin_with_another_replication_are_never_overwritten(folder, small):
    before = contents(folder)
    later = [replace(record, replication=record.replication + 7) for record in small.records]
    with pytest.raises(ResultsError, match="holds another run: first replication 0, not 7; delete it"):
        replace(small, records=tuple(later)).save(folder)
    assert contents(folder) == before


def test_results_of_another_engine_version_are_never_overwritten(folder, small, monkeypatch):
    before = contents(folder)
    monkeypatch.setattr("sim.results.ENGINE_VERSION", 99)
    with pytest.raises(ResultsError, match=f"engine version {ENGINE_VERSION}, not 99"):
        replace(small).save(folder)
    assert contents(folder) == before


def test_files_of_somebody_else_are_never_overwritten(folder, small):
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(folder)
    with pytest.raises(ResultsError, match=r"holds files that are not of a run \(notes\.txt\); move them"):
        small.save(folder)
    assert contents(folder) == before


def test_a_picture_of_somebody_else_among_ours_is_not_overwritten(folder, small):
    (folder / "figures" / "mine.png").write_bytes(b"x")
    with pytest.raises(ResultsError, match=r"not of a run \(figures/mine\.png\)"):
        small.save(folder)


def test_files_that_are_only_called_like_ours_are_somebody_else_s(tmp_path, small):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "summary.csv").write_text("my own", encoding="utf-8")
    with pytest.raises(ResultsError, match=r"not of a run \(summary\.csv\)"):
        small.save(tmp_path / "mine")
    assert (tmp_path / "mine" / "summary.csv").read_text(encoding="utf-8") == "my own"


def test_a_file_or_a_link_in_the_place_of_a_folder_is_left_alone(tmp_path, small):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ResultsError, match="is a file"):
        small.save(tmp_path / "file")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ResultsError, match="is a link"):
        small.save(tmp_path / "link")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_same_run_is_written_again_and_a_damaged_one_replaced(folder, small, same):
    small.save(folder)
    (folder / "provenance.json").write_text("{", encoding="utf-8")
    small.save(folder)
    same(Results.load(folder), small)


def test_a_folder_of_the_future_does_not_matter_to_anything(folder, small, same):
    for file in folder.rglob("*"):
        os.utime(file, (4e9, 4e9))
    same(Results.load(folder), small)
    small.save(folder)
    same(Results.load(folder), small)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="to root everything is writable")
def test_a_folder_that_may_not_be_written_is_machine_trouble(tmp_path, small):
    tmp_path.chmod(0o500)
    with pytest.raises(MachineError, match="permission denied"):
        small.save(tmp_path / "kept")
    tmp_path.chmod(0o700)


def test_simulated_again_with_the_same_luck_it_is_the_same_run(folder, small, same):
    again = simulate(small.scenario, replications=2, seed=5)
    again.save(folder)
    same(Results.load(folder), again)
