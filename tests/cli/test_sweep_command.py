"""`sweep` and `sweep-merge`: what is there is not computed again, and every way to end says how to go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import stopping
from sim.cli.progress import Lines
from sim.cli.sweeping import Watch, so_far
from sim.errors import MachineError
from sim.experiment.run import Run
from sim.experiment.sweep import Tally

VARY = ("--vary", "product.quality=0.3,0.6", "--workers", "1")


@pytest.fixture(autouse=True)
def calm(monkeypatch, tmp_path):
    """Measure no machine, draw no report, and let no test say how to go on after it."""
    monkeypatch.setattr("sim.cli.sweep_report.put", lambda *_, **__: None)
    monkeypatch.setattr("sim.experiment.estimate.speed", lambda: 1.0)
    monkeypatch.setattr(stopping, "_last_words", b"")
    monkeypatch.setattr(stopping, "_last_acts", [])
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def bare(tmp_path):
    """Give the path of a scenario that runs in a tenth of a second."""
    path = tmp_path / "bare.toml"
    path.write_text('title = "Bare"\npopulation = 20\nrepresents = 1\ndays = 3\nreplications = 2\n')
    return str(path)


def runs_in(said):
    assert said.code == 0, said.err
    return json.loads(said.out)["runs"]


def digest_in(said):
    return json.loads(said.out)["content_digest"]


def failing(monkeypatch, *runs):
    """Let some runs fail."""
    from sim.simulate import Job

    live = Job.run

    def run(job, after_day):
        if Run(int(job.spec.product.quality > 0.5), job.replication) in runs:
            raise ValueError("boom")
        return live(job, after_day)

    monkeypatch.setattr("sim.experiment.batch.Job.run", run)


# --- computing and going on -----------------------------------------------------------------------------------


def test_what_is_there_is_reused_and_more_replications_are_added(say, bare, tmp_path):
    sweep = ("sweep", bare, *VARY, "--json")
    assert runs_in(say(*sweep)) == {"total": 4, "computed": 4, "reused": 0, "failed": 0}
    assert runs_in(say(*sweep)) == {"total": 4, "computed": 0, "reused": 4, "failed": 0}
    more = say(*sweep, "--replications", "3")
    assert runs_in(more) == {"total": 6, "computed": 2, "reused": 4, "failed": 0}
    assert digest_in(say(*sweep, "--replications", "3", "--out", "elsewhere")) == digest_in(more)
    assert runs_in(say(*sweep, "--replications", "3", "--fresh"))["computed"] == 6


def test_of_more_replications_the_first_are_told_and_the_report_stays_that_of_all(say, bare, monkeypatch):
    reported = []
    monkeypatch.setattr(
        "sim.cli.sweep_report.put", lambda it, *_, **__: reported.append((it.plan.replications, len(it.runs)))
    )
    two, three, again = (say("sweep", bare, *VARY, "--json", "--replications", n) for n in "232")
    assert digest_in(again) == digest_in(two) != digest_in(three)
    assert reported == [(2, 4), (3, 6), (3, 6)]


def test_two_replications_are_noted_on_the_screen_and_beside_the_object(say, bare):
    for heard in (say("sweep", bare, *VARY).out, say("sweep", bare, *VARY, "--json").err):
        assert heard.count("two replications hardly tell") == 1
    assert "hardly" not in say("sweep", bare, *VARY, "--replications", "3").out


def test_a_sweep_of_opening_hours_says_what_they_do_not(say, bare):
    sweep = ("sweep", bare, "--set", "days=3", "--vary")
    assert say(*sweep, "desk.open_hours=1,2", "--json").err.count("hours outside opening do not exist") == 1
    assert "opening" not in say(*sweep, "product.quality=0.2,0.3", "--json").err


def test_shares_are_merged_into_what_a_sweep_in_one_piece_gives(say, bare, tmp_path):
    sweep = ("sweep", bare, *VARY, "--out", "parts", "--json")
    parts = [say(*sweep, "--shard", f"{number}/2") for number in (1, 2)]
    assert [runs_in(part)["computed"] for part in parts] == [2, 2]
    folders = [json.loads(part.out)["folder"] for part in parts]
    assert all(folder.endswith(f"-shard-{number}-of-2") for number, folder in enumerate(folders, start=1))
    assert "2 of 4 runs are missing" in say("sweep-merge", folders[0], "--out", "half").out
    merged = say("sweep-merge", *folders, "--json")
    assert runs_in(merged) == {"total": 4, "computed": 0, "reused": 4, "failed": 0}
    assert runs_in(say(*sweep))["computed"] == 0
    assert digest_in(say("sweep", bare, *VARY, "--out", "whole", "--json")) == digest_in(merged)


@pytest.mark.parametrize(("there", "complaint"), [(True, "holds no sweep"), (False, "no such folder")])
def test_what_is_no_share_is_not_merged(say, tmp_path, there, complaint):
    if there:
        (tmp_path / "notes").mkdir()
    said = say("sweep-merge", "notes", "--out", "never")
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert complaint in said.err
    assert not (tmp_path / "never").exists()


@pytest.mark.parametrize("gone", ["plan.json", "sweep.db"])
def test_a_sweep_of_which_a_file_is_gone_says_what_makes_it_again(say, bare, gone):
    sweep = ("sweep", bare, *VARY, "--json")
    folder = json.loads(say(*sweep).out)["folder"]
    Path(folder, gone).unlink()
    said = say("sensitivity", folder)
    assert (said.code, said.out) == (4, "")
    assert f"{gone}: missing; the command of the sweep makes it again" in said.err
    assert say(*sweep).code == say("sweep-merge", folder, "--out", "merged").code == 0


def test_the_object_tells_every_point_and_nothing_else_is_printed(say, bare):
    said = say("sweep", bare, *VARY, "--json")
    told = json.loads(said.out)
    assert (told["command"], told["scenario"], told["seed"], told["replications"]) == ("sweep", "bare", 1, 2)
    assert [point["values"] for point in told["points"]] == [{"product.quality": 0.3}, {"product.quality": 0.6}]
    assert set(told["points"][0]["summary"]["retention"]) == {"mean", "low", "high", "n", "unit"}


def test_the_screen_shows_the_points_and_what_it_took(say, bare):
    said = say("sweep", bare, *VARY)
    assert "2 points (product.quality)" in said.out
    assert "computed 4, reused 0, failed 0" in said.out
    assert "sensitivity" in said.out


def test_factors_for_which_a_line_has_no_room_are_told_in_sentences(say, bare):
    many = {"failures.rate": 0.01, "failures.major.loss": 0.4, "loyalty.churn_sensitivity": 6, "staff.skill": 0.5,
            "recovery.service_weight": 0.2, "experience.incident_half_life_days": 60}  # fmt: skip
    said = say("sweep", bare, *VARY, *(word for key, at in many.items() for word in ("--vary", f"{key}={at}")))
    text = " ".join(said.out.split())
    assert "2 points (7 factors)" in text
    assert "at product.quality 0.3, failures.rate 0.01, failures.major.loss 0.4" in text
    assert "at product.quality 0.6, failures.rate 0.01" in text
    assert max(map(len, said.out.splitlines())) <= 80


def test_a_dry_run_says_what_it_would_cost_and_writes_nothing(say, bare, tmp_path):
    before = sorted(tmp_path.iterdir())
    said = say("sweep", bare, *VARY, "--dry-run", "--out", "never")
    assert said.code == 0
    assert "2 points, 4 runs, in one process" in said.out
    assert all(word in said.out for word in ("Memory", "Disk", "Nothing was run"))
    told = json.loads(say("sweep", bare, *VARY, "--dry-run", "--json", "--out", "never").out)
    assert told["dry_run"]
    assert told["runs"] == {"total": 4}
    assert all(told[name] > 0 for name in ("seconds", "memory_bytes", "disk_bytes"))
    assert sorted(tmp_path.iterdir()) == before


def test_a_dry_run_of_a_share_says_what_the_share_would_cost(say, bare):
    thirds = ("sweep", bare, "--vary", "product.quality=0.3,0.4,0.5,0.6", "--dry-run", "--shard", "1/3")
    assert "Share 1/3: 2 points, 4 runs, in " in say(*thirds).out
    told = json.loads(say(*thirds, "--json").out)
    assert (told["shard"], told["runs"]) == ("1/3", {"total": 4})


def test_a_dry_run_says_what_a_careful_reader_should_know(say, bare):
    thrice = ("sweep", bare, "--vary", "product.quality=0.3,0.3,0.6", "--dry-run")
    assert "counts once" in say(*thrice).out
    assert "counts once" not in say(*thrice, "--quiet").out
    assert "counts once" in say(*thrice, "--json").err


def test_no_number_is_cut_off_however_narrow_the_terminal_is(say, bare, monkeypatch):
    sweep = ("sweep", bare, *VARY, "--vary", "desk.agents=1,3", "--quiet")
    monkeypatch.setenv("COLUMNS", "200")
    promoters = [line.split()[-2] for line in say(*sweep).out.splitlines()[3:7]]
    assert len(set(promoters)) > 1
    for width in (20, 30, 40, 53):
        monkeypatch.setenv("COLUMNS", str(width))
        assert set(promoters) <= set(say(*sweep).out.split()), width


def test_the_key_of_a_factor_is_broken_at_its_joints_and_only_where_there_is_no_room(say, bare, monkeypatch):
    sweep = ("sweep", bare, *VARY, "--vary", "desk.outreach_per_customer_year=0,2", "--quiet")
    monkeypatch.setenv("COLUMNS", "80")
    above, middle, below = (line.split() for line in say(*sweep).out.splitlines()[3:6])
    assert (above, middle, below[:2]) == (["desk.outreach_"], ["product.", "per_customer_"], ["quality", "year"])
    monkeypatch.setenv("COLUMNS", "120")
    assert "product.quality  desk.outreach_per_customer_year  still customers" in say(*sweep).out


# --- what fails -----------------------------------------------------------------------------------------------


def test_failed_runs_are_listed_kept_and_tried_again_when_asked(say, bare, monkeypatch):
    with monkeypatch.context() as patched:
        failing(patched, Run(1, 0))
        said = say("sweep", bare, *VARY, "--json")
        assert said.code == 1
        assert "3 of 4 runs finished, 1 failed (point 1 replication 0: ValueError: boom)" in said.err
        assert said.err.rstrip().endswith("--retry-failed")
        assert json.loads(said.out)["failures"] == [
            {"point": 1, "replication": 0, "reason": "ValueError: boom", "deaths": 0}
        ]
    again = say("sweep", bare, *VARY, "--json")
    assert (again.code, json.loads(again.out)["runs"]["computed"]) == (1, 0)
    retried = say("sweep", bare, *VARY, "--json", "--retry-failed")
    assert runs_in(retried) == {"total": 4, "computed": 1, "reused": 3, "failed": 0}
    assert digest_in(retried) == digest_in(say("sweep", bare, *VARY, "--json", "--out", "elsewhere"))


def test_trouble_of_the_machine_says_how_to_go_on(say, bare, monkeypatch):
    monkeypatch.setattr("sim.experiment.runner.Runner.results", trouble)
    more = ("--precision", "retention=0.05", "--max-replications", "20", "--time-limit", "60", "--no-lock")
    said = say("sweep", bare, *VARY, "--seed", "7", "--out", "kept", *more)
    assert said.code == 3
    assert said.err.startswith(
        "error: no worker has been there; what is finished is kept, go on with: trapeze sweep"
    )
    words = said.err.partition(" go on with: ")[2].split()[2:]
    assert sorted(words) == sorted(
        [bare, *VARY, "--seed", "7", "--out", "kept", *more[:-3], "--time-limit", "60.0", "--no-lock"]
    )


def trouble(_runner):
    raise MachineError("no worker has been there")
    yield


# --- what makes no sense --------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", ["0", "-1", "abc", "1000", "1.5", ""])
def test_a_number_of_workers_that_makes_no_sense_is_refused(say, bare, tmp_path, workers):
    said = say("sweep", bare, "--vary", "product.quality=0.3,0.6", "--workers", workers, "--out", "never")
    assert said.code == 2
    assert "is not a whole number 1 .. " in said.err
    assert "this machine has" in said.err
    assert not (tmp_path / "never").exists()


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (["--shard", "5/4"], "no such share: '5/4'; write 1/4"),
        (["--time-limit", "0"], "'0' is not above 0"),
        (["--time-limit", "nan"], "'nan' is not a finite number"),
        (["--precision", "retentoin=0.01"], "did you mean 'retention'?"),
        (["--precision", "retention=0"], "is not a precision"),
        (["--precision", "retention=0.1", "--replications", "20", "--max-replications", "10"], "allow more"),
        (["--max-replications", "20"], "says nothing without a precision"),
        (["--design", "sobel"], "sobel"),
        (["--scheduler", "nonsense"], "no scheduler at nonsense"),
        (["--points", "0"], "is not a whole number"),
        (["--vary", "product.qualty=1,2"], "product.quality"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_written(say, bare, tmp_path, more, complaint):
    said = say("sweep", bare, *VARY, "--out", "never", *more)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err
    assert said.err.count("\n") == 1
    assert not (tmp_path / "never").exists()


def test_what_takes_more_than_a_day_or_the_memory_is_refused(say, bare, tmp_path, monkeypatch):
    long = say("sweep", bare, *VARY, "--set", "population=100000000", "--set", "days=3000", "--out", "never")
    assert long.code == 2
    monkeypatch.setattr("sim.experiment.estimate.free_memory", lambda: 10_000_000)
    large = say("sweep", bare, *VARY, "--out", "never")
    assert large.code == 2
    assert "would need about" in large.err
    assert not (tmp_path / "never").exists()


# --- how far it is --------------------------------------------------------------------------------------------


def test_progress_says_done_failed_and_how_fast():
    assert so_far(Tally(500, 380), 0.0) == "380 of 500 runs"
    assert so_far(Tally(500, 380, 20, 1), 10.0) == "400 of 500 runs, 1 failed, 2 a second"


def test_without_a_terminal_a_line_says_how_far_it_is_and_counts_only_what_was_computed_for_the_time_left(capsys):
    now = [0.0]
    watch = Watch(Lines(clock=lambda: now[0]).report, clock=lambda: now[0])
    watch.see(Tally(500, 380))
    now[0] = 31.0
    watch.see(Tally(500, 380, 60, 2))
    assert capsys.readouterr().err == "440 of 500 runs, 2 failed, 1.9 a second done, about 31 s left\n"
