"""`why` at the command line: what it keeps, what it reads again, and what goes wrong."""

from __future__ import annotations

import json
from math import fsum
from pathlib import Path

import pandas as pd
import pytest

from sim.archive import names
from sim.archive.checking import checked
from sim.simulate import Job

pytestmark = pytest.mark.no_cover

ALONE = ["--workers", "1", "--set", "days=5", "--set", "population=60"]


@pytest.fixture
def better(tmp_path):
    path = tmp_path / "better.toml"
    path.write_text(
        "population = 120\nrepresents = 1\ndays = 8\nproduct.quality = 0.8\nstaff.skill = 0.9\n", encoding="utf-8"
    )
    return str(path)


@pytest.fixture
def ask(say, tiny, better, monkeypatch):
    """Give a function that asks why, and tells the object and which replications were computed."""
    run, made = Job.run, []

    def counted(job, after_day):
        made.append(job.replication)
        return run(job, after_day)

    monkeypatch.setattr(Job, "run", counted)

    def do(*arguments):
        made.clear()
        said = say("why", tiny, "--better", better, "--json", *ALONE, *arguments)
        assert said.code == 0, said.err
        return json.loads(said.out), list(made)

    return do


def the_folder():
    (folder,) = (folder for folder in names.all_folders(Path(names.ROOT)) if names.kind(folder) == "split")
    return folder


def test_the_answer_is_kept_sealed_and_read_again(ask):
    told, made = ask()
    assert sorted(made) == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
    folder = the_folder()
    assert told["folder"] == folder.as_posix()
    assert checked(folder).is_sound
    shares = pd.read_csv(folder / "shares.csv")
    totals = pd.read_csv(folder / "totals.csv").set_index("measure")
    assert fsum(shares[shares["measure"] == "cx"]["share"]) == totals.loc["cx", "difference"]
    again, made = ask()
    assert (again, made) == (told, [])


def test_more_replications_are_added_to_those_that_are_there(ask):
    ask()
    more, made = ask("--replications", "4")
    assert made == [3, 3, 3, 3]
    fresh, made = ask("--replications", "4", "--fresh")
    assert len(made) == 16
    assert more == fresh
    fewer, made = ask("--replications", "2")
    assert (fewer["replications"], made) == (2, [])


def test_a_worn_report_is_written_anew_but_not_for_fewer_replications_than_are_kept(ask, say, tiny, better):
    told, _ = ask()
    report = the_folder() / "report.html"
    fewer = ["why", tiny, "--better", better, "--json", "--replications", "2", *ALONE]
    holds = f"note: {the_folder().as_posix()}: holds the answer from 3 replications, which stays as it is"
    assert say(*fewer).err.splitlines()[0] == holds
    report.write_text("scribbled over")
    assert say(*fewer).err.splitlines()[0] == f"{holds}; damaged: report.html: --replications 3 writes it anew"
    assert ask() == (told, [])
    assert report.read_text() == "word"


def test_damage_is_found_before_a_number_is_used(ask, say, tiny, better):
    ask()
    table = the_folder() / "worlds.csv"
    table.write_text(table.read_text().replace("1", "2", 1))
    said = say("why", tiny, "--better", better, *ALONE)
    assert (said.code, said.out) == (4, "")
    assert "worlds.csv" in said.err
    assert not checked(the_folder()).is_sound


def test_the_screen_says_whose_doing_it_is_and_what_to_type_next_unless_quiet(ask, say, tiny, better):
    ask()
    said = say("why", tiny, "--better", better, *ALONE)
    assert said.out.startswith("Who lost these customers? tiny is not better\n")
    assert "Read, not computed: 12 runs" in said.out
    assert "Next: trapeze worth" in said.out
    assert "Next:" not in say("why", tiny, "--better", better, *ALONE, "--quiet").out


@pytest.mark.parametrize(
    ("arguments", "wrong", "remedy"),
    [
        ([], "WEAK", "trapeze why --help"),
        (["default"], "--better", "trapeze why --help"),
        (["default", "--better", "default"], "nothing to split", "--better"),
        (["default", "--better", "no-such.toml"], "no-such.toml", ""),
        (["default", "--better", "product/strnog"], "product/strnog", ""),
        (["default", "--better", "debates/promise_big/honest"], "protocol", "--set protocol=cohort"),
        (["debates/promise_big/honest", "--better", "debates/amazon_or_zappos/rich"], "days", "--set days="),
        (["default", "--better", "product/strong", "--set", "product.qualty=1"], "qualty", "did you mean"),
    ],
)
def test_a_mistake_is_one_line_with_a_remedy_and_runs_nothing(say, monkeypatch, arguments, wrong, remedy):
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    said = say("why", *arguments)
    assert (said.code, said.out) == (2, "")
    assert not Path(names.ROOT).exists()
    (line, *_) = said.err.splitlines()
    assert line.startswith("error: ")
    assert wrong in line
    assert remedy in line
