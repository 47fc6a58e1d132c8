"""A run keeps its results, and reads them instead of computing them again."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from itertools import islice
from pathlib import Path

import pytest

from sim.archive import names
from sim.errors import MachineError
from sim.results import ENGINE_VERSION, Results

pytestmark = pytest.mark.no_cover

ALONE = ["--workers", "1"]


@pytest.fixture
def jobs(monkeypatch):
    """Give a list of the replications that were computed."""
    module = import_module("sim.simulate")  # the package's name for it is that of the function
    records_of, made = module.records_of, []

    def counted(jobs, **how):
        made.extend(job.replication for job in jobs)
        return records_of(jobs, **how)

    monkeypatch.setattr(module, "records_of", counted)
    return made


@pytest.fixture
def run(say, tiny, jobs):
    """Give a function that runs the tiny scenario and tells its object, and which replications were computed."""

    def do(*arguments):
        jobs.clear()
        said = say("run", tiny, "--json", *ALONE, *arguments)
        assert said.code == 0, said.err
        return json.loads(said.out), list(jobs)

    return do


def the_folder():
    (folder,) = names.results_folders(Path(names.ROOT))
    return folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no such names")
def test_a_file_whose_name_is_not_utf8_is_run_and_swept_and_its_results_are_kept(say, tiny, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"caf\xe9.toml")
    Path(name).write_bytes(Path(tiny).read_bytes().replace(b"title", b"#"))
    assert say("run", name, "--quiet", *ALONE).code == 0
    assert say("sweep", name, "--vary", "product.quality=0.4", "--quiet", *ALONE).code == 0
    assert say("results", "check").code == 0
    facts = json.loads((the_folder() / "provenance.json").read_text(encoding="utf-8"))
    assert (facts["scenario"], facts["title"]) == ("caf", "caf\\udce9")
    assert facts["made"][0]["command"].startswith(f"run '{name}'")
    refused = say("run", name, "--set", f'title="{name}"')
    assert refused.code == 2
    assert ": not UTF-8; write KEY=VALUE" in refused.err


def test_a_run_says_where_its_results_lie(say, tiny):
    said = say("run", tiny, *ALONE)
    folder = the_folder()
    assert f"Results:{folder}" in "".join(said.out.split())
    assert folder.parent.name.startswith("tiny-")
    assert Results.load(folder).replications == 2
    assert (Path(names.ROOT) / "index.html").is_file()


def test_the_object_tells_the_folder(run):
    assert run()[0]["folder"] == the_folder().as_posix()


def test_what_was_computed_is_read_the_next_time(run, say, tiny):
    first, made = run()
    assert made == [0, 1]
    assert run() == (first, [])
    said = say("run", tiny, *ALONE)
    assert "Read, not computed: 2 replications (--fresh computes again)." in said.out


def test_quiet_says_no_more_when_it_reads(say, tiny):
    first = say("run", tiny, "--quiet", *ALONE)
    assert say("run", tiny, "--quiet", *ALONE) == first
    assert "Results:" not in first.out


def test_more_replications_take_only_those_that_are_missing(run, before, say, tiny):
    before("run")
    told, made = run("--replications", "4")
    assert made == [2, 3]
    assert told["replications"] == 4
    assert Results.load(the_folder()).replications == 4
    fresh, made = run("--replications", "4", "--fresh")
    assert made == [0, 1, 2, 3]
    assert fresh == told
    assert "customer-days in" in say("run", tiny, "--replications", "5", *ALONE).out


def test_fewer_replications_are_the_first_of_those_that_there_are(run):
    few, _ = run("--replications", "2")
    run("--replications", "3")
    assert run("--replications", "2") == (few, [])
    assert Results.load(the_folder()).replications == 3


def test_fewer_replications_under_another_title_say_how_to_get_its_report(run, say, tiny):
    run("--replications", "3")
    folder = the_folder()
    said = say("run", tiny, "--replications", "2", "--set", "title=Another", *ALONE)
    assert said.err.splitlines() == [
        f"note: {folder.as_posix()}: holds 3 replications and no report of this title; --replications 3 writes one"
    ]
    assert say("run", tiny, "--replications", "3", "--set", "title=Another", *ALONE).err == ""


def test_another_seed_another_setting_and_the_other_engine_have_folders_of_their_own(run):
    for arguments in ([], ["--seed", "2"], ["--set", "days=7"], ["--engine", "plain"]):
        assert run(*arguments)[1] == [0, 1]
    assert len(names.results_folders(Path(names.ROOT))) == 4


def test_another_title_is_another_label_on_the_same_numbers(run):
    first, _ = run()
    again, made = run("--set", "title=Another")
    assert (again, made) == (first, [])
    assert json.loads((the_folder() / "provenance.json").read_text(encoding="utf-8"))["title"] == "Another"


def test_another_log_is_computed_again(run, before):
    before("run")
    assert run("--set", "log=all")[1] == [0, 1]
    assert len(Results.load(the_folder()).contacts) > 0


def test_results_without_a_measure_of_today_are_computed_again(run, before, monkeypatch):
    before("run")
    from sim.measures import MEASURES

    monkeypatch.setitem(MEASURES, "cx_twice", MEASURES["cx"])
    assert run()[1] == [0, 1]
    assert run() == (run()[0], [])


def test_results_with_other_columns_are_not_taken_further_but_made_anew(run, before, monkeypatch):
    from sim.measures import rows

    before("run")
    people = rows._ROWS["customers"]
    monkeypatch.setitem(
        rows._ROWS, "customers", lambda record: {**people(record), "shoe": record.customers["days"]}
    )
    assert run("--replications", "3")[1] == [2, 0, 1, 2]
    assert "shoe" in Results.load(the_folder()).customers


@pytest.mark.parametrize("title", ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "../../x", "\u202etxt.exe",
                                   "\U0001f3aa \u65e5\u672c", r"$\frac$ cost $4", "_hidden"])  # fmt: skip
def test_a_hostile_title_is_a_title(run, title):
    _, made = run("--set", f"title={json.dumps(title, ensure_ascii=False)}")
    assert made == [0, 1]
    folder = the_folder()
    assert json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["title"] == title
    assert Results.load(folder).scenario.title == title
    page = (Path(names.ROOT) / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "\u202e" not in page
    assert folder.parent.parent == Path(names.ROOT)


def test_the_command_is_kept_without_the_folders_of_this_machine(run, tiny):
    run("--seed", "random", "--set", "product.quality=0.7")
    (made,) = json.loads((the_folder() / "provenance.json").read_text(encoding="utf-8"))["made"]
    told = Results.load(the_folder())
    assert made["command"] == (
        f"run tiny.toml --set product.quality=0.7 --seed {told.seed} --replications 2 --engine fast"
    )
    assert made["began"].endswith("Z")
    assert made["seconds"] > 0
    assert str(Path(tiny).parent) not in (the_folder() / "provenance.json").read_text(encoding="utf-8")


# --- what is in the way -------------------------------------------------------------------------------------


def one_line(said, code):
    assert said.code == code
    (line,) = said.err.splitlines()[-1:]
    assert line.startswith("error: ")
    return line


def test_damage_is_told_before_a_number_is_used(say, before, tiny):
    before("run")
    with (the_folder() / "runs.csv").open("r+b") as stream:
        stream.seek(900)
        stream.write(b"9")
    said = say("run", tiny, *ALONE)
    assert said.out == ""
    line = one_line(said, 4)
    assert "runs.csv (changed since it was written)" in line
    assert "--fresh" in line
    assert say("run", tiny, "--fresh", *ALONE).code == 0
    assert say("run", tiny, *ALONE).code == 0


@pytest.mark.parametrize("arguments", [[], ["--fresh"], ["--replications", "5"]])
def test_results_of_another_engine_version_are_refused_before_anything_is_computed(
    say, before, tiny, jobs, monkeypatch, arguments
):
    before("run")
    monkeypatch.setattr("sim.results.ENGINE_VERSION", 99)
    said = say("run", tiny, *ALONE, *arguments)
    assert f"engine version {ENGINE_VERSION}, not 99" in one_line(said, 4)
    assert jobs == []


def test_a_place_that_is_refused_costs_no_time(say, tiny, jobs, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.docx").write_text("x", encoding="utf-8")
    for place, wrong in ((tmp_path / "thesis", "not a results folder"), (tiny, "is a file"), ("/", "the root")):
        said = say("run", tiny, "--out", str(place), *ALONE)
        assert wrong in one_line(said, 2)
        assert said.out == ""
    assert jobs == []
    assert [entry.name for entry in (tmp_path / "thesis").iterdir()] == ["thesis.docx"]


def test_a_link_does_not_lead_out_of_the_folder(say, before, tiny, tmp_path):
    before("run")
    kept, elsewhere = the_folder().parent, tmp_path / "elsewhere"
    kept.rename(elsewhere)
    kept.symlink_to(elsewhere)
    there = sorted(elsewhere.rglob("*"))
    said = say("run", tiny, "--fresh", *ALONE)
    assert "a link leads out of" in one_line(said, 4)
    assert sorted(elsewhere.rglob("*")) == there


def test_the_folder_itself_may_be_a_link(say, tiny, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    assert say("run", tiny, "--out", str(tmp_path / "link"), *ALONE).code == 0
    assert len(names.results_folders(tmp_path / "disk")) == 1


def test_another_folder_can_be_named(say, tiny, tmp_path):
    place = tmp_path / "else where"
    assert say("run", tiny, "--out", str(place), *ALONE).code == 0
    assert [folder.parent.parent for folder in names.results_folders(place)] == [place]
    assert not Path(names.ROOT).exists()


def test_a_disk_without_room_is_told_before_the_work(say, tiny, jobs, monkeypatch):
    monkeypatch.setattr("sim.archive.trouble.free_bytes", lambda _place: 2_000)
    said = say("run", tiny, *ALONE)
    line = one_line(said, 3)
    assert "needed, 2.0 kB free; make room, or choose another folder with --out" in line
    assert jobs == []
    assert not Path(names.ROOT).exists()


def test_a_place_that_may_not_be_written_is_told_before_the_work(say, tiny, jobs, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "cannot be written (permission denied)" in one_line(say("run", tiny, *ALONE), 3)
    assert jobs == []


@pytest.mark.skipif(os.name == "nt", reason="there are no such limits")
@pytest.mark.parametrize("as_json", [True, False])
def test_a_disk_that_fills_up_costs_the_folder_and_not_the_answer(say, tiny, as_json):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        said = say("run", tiny, *ALONE, *(["--json"] if as_json else []))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    line = one_line(said, 3)
    assert "File too large" in line
    assert "make room, or choose another folder with --out" in line
    if as_json:
        assert json.loads(said.out)["folder"] is None
    else:
        assert "Of 100 buyers" in said.out
        assert "Results:" not in said.out
    assert not Path(names.ROOT).exists()


def test_a_longer_run_that_came_in_meanwhile_is_kept(run, monkeypatch):
    """Another program finished more replications of the same run while this one was computing."""
    from sim.cli.keeping import Errand

    run("--replications", "2")
    with monkeypatch.context() as patch:
        patch.setattr(Errand, "before", lambda errand: errand.nothing())
        assert run("--replications", "1")[1] == [0]
    assert Results.load(the_folder()).replications == 2


def test_a_report_that_there_is_stays_whoever_takes_the_run_further(say, tiny, monkeypatch):
    """A comparison draws no pictures of its runs, but takes none away; nor does one that comes late."""
    from sim.cli import keeping

    def dress(results, place):
        (place / names.REPORT).write_text(f"of {results.replications}", encoding="utf-8")

    monkeypatch.setattr(keeping, "dress", dress)
    compare = ("compare", tiny, "--but", "product.quality=0.8", "--quiet", *ALONE)
    assert say("run", tiny, "--replications", "1", "--quiet", *ALONE).code == 0
    report = the_folder() / names.REPORT
    assert say(*compare, "--replications", "2").code == 0
    assert report.read_text("utf-8") == "of 2"
    monkeypatch.setattr(keeping.Errand, "before", lambda errand: errand.nothing())
    monkeypatch.setattr(keeping, "dress", None)
    written = report.stat().st_mtime_ns
    assert say(*compare, "--replications", "2").code == 0
    assert (report.read_text("utf-8"), report.stat().st_mtime_ns) == ("of 2", written)


# --- damage -------------------------------------------------------------------------------------------------


def test_damaged_files_that_follow_from_the_tables_are_written_anew_and_named(say, tiny, monkeypatch):
    def draw(_results, place):
        (place / names.FIGURES).mkdir()
        for file in (place / names.REPORT, place / names.FIGURES / "ledger.svg"):
            file.write_text("a picture", encoding="utf-8")

    monkeypatch.setattr("sim.cli.keeping.dress", draw)
    sound = say("run", tiny, "--json", *ALONE)
    folder = the_folder()
    picture = folder / names.FIGURES / "ledger.svg"
    before = {file: file.read_bytes() for file in (folder / names.SUMMARY, folder / names.REPORT, picture)}
    (folder / names.SUMMARY).write_bytes(before[folder / names.SUMMARY].replace(b"retention", b"retentiom"))
    (folder / names.REPORT).write_bytes(b"")
    picture.unlink()
    said = say("run", tiny, "--json", "--replications", "1", *ALONE)
    assert said.code == 0
    (line,) = [line for line in said.err.splitlines() if line.startswith("note: ")]
    assert line.startswith(f"note: {folder.as_posix()}: damaged: ")
    for told in (
        "summary.csv (changed",
        "report.html (changed",
        f"figures/{picture.name} (missing)",
        "written anew",
    ):
        assert told in line
    assert {file: file.read_bytes() for file in before} == before
    assert say("results", "check", str(folder)).code == 0
    again = say("run", tiny, "--json", *ALONE)
    assert again.out == sound.out
    assert "note: " not in again.err


@pytest.mark.parametrize("file", ["daily.csv", "customers.parquet", "scenario.toml", "provenance.json"])
def test_damage_to_what_nothing_else_can_give_ends_with_4_and_mends_nothing(say, before, tiny, file):
    before("run")
    folder = the_folder()
    for name in (file, names.SUMMARY):
        (folder / name).write_bytes((folder / name).read_bytes()[:-2])
    left = (folder / names.SUMMARY).read_bytes()
    assert f"{file} (changed" in one_line(say("run", tiny, *ALONE), 4)
    assert (folder / names.SUMMARY).read_bytes() == left


# --- --open -------------------------------------------------------------------------------------------------


def test_the_report_is_opened(say, tiny, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    assert say("run", tiny, "--open", *ALONE).code == 0
    assert opened == [(the_folder() / "report.html").resolve().as_uri()]


def test_where_there_is_no_browser_one_line_says_where_the_report_is(say, tiny, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda _address: False)
    said = say("run", tiny, "--open", *ALONE)
    assert said.code == 0
    assert said.err.splitlines()[-1] == f"no browser to open it in: {(the_folder() / 'report.html').as_posix()}"


def test_trouble_that_is_none_of_the_disk_is_not_hidden(say, tiny, monkeypatch):
    def fail(*_):
        raise MachineError("no fonts; install some")

    monkeypatch.setattr("sim.cli.keeping.dress", fail)
    assert one_line(say("run", tiny, *ALONE), 3) == "error: no fonts; install some"


# --- the headline -------------------------------------------------------------------------------------------

CELLS = ["--set", "population=120", "--set", "represents=1", "--set", "days=8", *ALONE]


def test_the_cells_of_the_headline_are_kept_and_read(say, jobs):
    first = say("--json", "--replications", "2", *CELLS)
    assert sorted(jobs) == [0, 0, 0, 0, 1, 1, 1, 1]
    told = json.loads(first.out)
    assert {Path(folder) for folder in told["folders"].values()} == set(names.results_folders(Path(names.ROOT)))
    titles = {Results.load(folder).scenario.title for folder in told["folders"].values()}
    assert "Typical firm: weak product, poor service" in titles
    jobs.clear()
    assert say("--json", "--replications", "2", *CELLS) == first
    assert jobs == []
    assert "Read, not computed: 8 runs" in say("--replications", "2", *CELLS).out


def test_the_headline_takes_its_cells_further(say, jobs):
    say("--replications", "1", *CELLS)
    jobs.clear()
    further = say("--json", "--replications", "2", *CELLS)
    assert sorted(jobs) == [1, 1, 1, 1]
    assert say("--json", "--replications", "2", "--fresh", *CELLS) == further


def test_a_headline_whose_cells_have_other_columns_makes_them_anew_once_the_first_workers_are_gone(
    say, jobs, monkeypatch
):
    from sim.measures import rows

    say("--replications", "1", *CELLS)
    people = rows._ROWS["customers"]
    monkeypatch.setitem(
        rows._ROWS, "customers", lambda record: {**people(record), "shoe": record.customers["days"]}
    )
    module, alive = import_module("sim.simulate"), []
    records_of = module.records_of

    def watched(jobs, **how):
        assert not alive
        alive.append("a pool")
        try:
            yield from records_of(jobs, **how)
        finally:
            alive.clear()

    monkeypatch.setattr(module, "records_of", watched)
    jobs.clear()
    assert say("--replications", "2", *CELLS).code == 0
    assert sorted(jobs) == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]
    assert all("shoe" in Results.load(folder).customers for folder in names.results_folders(Path(names.ROOT)))


@pytest.mark.parametrize(("there", "made", "left"), [(0, 5, [0, 0, 1, 1]), (1, 1, [1, 1, 1])])
def test_a_headline_that_is_stopped_keeps_the_cells_that_it_has_made(say, jobs, monkeypatch, there, made, left):
    module, asked = import_module("sim.simulate"), ["--json", "--replications", "2", *CELLS]
    records_of = module.records_of

    def stopped(jobs, **how):
        yield from islice(records_of(jobs, **how), made)
        raise KeyboardInterrupt

    if there:
        say("--replications", str(there), *CELLS)
    with monkeypatch.context() as while_at_work:
        while_at_work.setattr(module, "records_of", stopped)
        assert say(*asked).code == 130
    jobs.clear()
    told = say(*asked)
    assert sorted(jobs) == left
    assert say("--fresh", *asked) == told
