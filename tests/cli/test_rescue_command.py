"""`rescue`: the answer first, each stage kept, a second call that reads, and a stop that takes nothing back."""

from __future__ import annotations

import io
import json
import shutil
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from sim.cli.endings import carry_out

SCENARIO = """\
title = "Tiny"
population = 150
represents = 1
days = 35
failures.rate = 0.02
[rescue]
weak = "product/weak"
"""


@pytest.fixture(scope="module", autouse=True)
def somebody_watches():
    """Let the command believe that somebody watches: it studies the assumptions without being told to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("sim.cli.rescue"), "is_watched", lambda: True)
        yield


HOW = ["--replications", "2", "--workers", "1"]
WORLDS = 3
KEYS = {
    "index", "attainable", "promise", "index_over_time", "half_life_days", "half_life_known", "ceiling",
    "quality_equivalent", "break_even_quality", "interaction", "cost_per_rescued", "counterfactual", "cells",
    "fading", "sides", "summary", "folder", "folders", "uncertainty",
}  # fmt: skip


def a_word(_found, place):
    """Write a page of one word: pictures take seconds."""
    (place / "report.html").write_text("word", encoding="utf-8")


def a_word_and_pictures(found, place):
    a_word(found, place)
    (place / "figures").mkdir()
    (place / "figures" / "index.svg").write_text("<svg/>", encoding="utf-8")


def said(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = carry_out(arguments, program="trapeze")
    return SimpleNamespace(code=code, out=out.getvalue(), err=err.getvalue())


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give a folder in which a rescue has been answered with all its stages, its page a word; and what it said."""
    here = tmp_path_factory.mktemp("rescue")
    (here / "tiny.toml").write_text(SCENARIO, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.cli.rescue_folder.dress", a_word_and_pictures)
        patch.setattr("sim.questions.rescue.levels.SERVICES", (0.0, 1.0))
        patch.setattr("sim.questions.rescue.levels.BETWEEN", (0.5,))
        patch.setattr("sim.questions.rescue.study.POINTS", WORLDS)
        first = said("rescue", str(here / "tiny.toml"), "--out", str(here / "kept"), *HOW)
    assert first.code == 0, first.err
    return SimpleNamespace(scenario=str(here / "tiny.toml"), root=here / "kept", first=first)


@pytest.fixture
def ask(place, monkeypatch):
    """Give a function that asks the same again, and fails if anything is computed anew or written."""

    monkeypatch.setattr("sim.questions.rescue.study.POINTS", WORLDS)

    def refuse(*_, **__):
        raise AssertionError("computed or written anew")

    # The package's name for the module of `simulate` is that of the function.
    monkeypatch.setattr(import_module("sim.simulate"), "records_of", refuse)
    monkeypatch.setattr("sim.cli.rescue_folder.dress", refuse)
    return lambda *arguments: said("rescue", place.scenario, "--out", str(place.root), *HOW, *arguments)


def the_folder(root):
    (folder,) = root.glob("rescue-*/seed-*")
    return folder


def test_the_answer_comes_first_and_each_stage_after_it(place):
    text = " ".join(place.first.out.split())
    order = (
        "How much can excellent service rescue", "of the gap", "Simulation noise", "Report: ",
        "The best service that there could be", "In profit, ", "With the assumptions varied", "Next: ",
    )  # fmt: skip
    found = [text.find(words) for words in order]
    assert -1 not in found
    assert found == sorted(found)


def test_a_second_call_reads_all_of_it(place, ask):
    again = ask()
    assert "Read, not computed: 8 runs" in again.out
    ran = place.first.out.index("customer-days")
    start, end = place.first.out.rindex("\n", 0, ran), place.first.out.index("\n", ran)
    assert again.out.replace("Read, not computed: 8 runs (--fresh computes again).", "") == (
        place.first.out[: start + 1] + place.first.out[end:]
    )


def test_the_object_has_what_is_documented_and_is_what_lies_in_the_folder(place, ask):
    assert json.loads(ask("--json").out)["uncertainty"] is None
    told = json.loads(ask("--json", "--uncertainty", "quick").out)
    assert (told["uncertainty"]["size"], told["uncertainty"]["worlds"]) == ("quick", WORLDS)
    assert "recovery.service_weight" in told["uncertainty"]["caution"]
    assert set(told) >= KEYS
    docs = (Path(__file__).parents[2] / "docs" / "rescuing.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in docs for key in KEYS)
    folder = the_folder(place.root)
    assert told["folder"] == folder.as_posix()
    index = pd.read_csv(folder / "index.csv").set_index("measure")
    assert told["index"]["cx"]["estimate"] == index.loc["cx", "index"]
    ceiling = pd.read_csv(folder / "ceiling.csv").set_index("measure")
    assert told["ceiling"]["cx"]["estimate"] == pytest.approx(ceiling.loc["cx", "index"], rel=1e-15)
    shares = [outcome["share"] for outcome in told["counterfactual"].values()]
    assert sum(shares) == pytest.approx(1)
    assert sum(outcome["people"] for outcome in told["counterfactual"].values()) == 2 * 150
    assert told["folders"].keys() == told["cells"].keys()
    assert all(Path(run).is_dir() for run in told["folders"].values())
    facts = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert facts["kind"] == "rescue"
    assert facts["sides"]["weak"] == {"name": "product/weak", "settings": {"product.quality": 0.35}}


def test_the_notes_of_the_screen_are_those_beside_the_object(place, ask):
    heard = [line.removeprefix("warning: ") for line in ask("--json").err.splitlines()]
    text = " ".join(place.first.out.split())
    assert [
        note for note in heard if "fewer than five agents" in note and "weak product with poor service" in note
    ]
    assert all(note in text for note in heard)


def test_a_study_that_was_stopped_goes_on_where_it_was(place, tmp_path, monkeypatch):
    """What is kept on the way is whole, with the report as it was; the next call lives the worlds that lack."""
    shutil.copytree(place.root, tmp_path / "kept")
    shutil.rmtree(the_folder(tmp_path / "kept").parent)
    monkeypatch.setattr("sim.cli.rescue_folder.dress", a_word_and_pictures)
    for stage in ("reached", "followed"):
        monkeypatch.setattr(f"sim.cli.rescue.{stage}", lambda inquiry: inquiry)
    monkeypatch.setattr("sim.questions.rescue.study.POINTS", WORLDS)
    monkeypatch.setattr("sim.cli.rescuing.SECONDS_BETWEEN", 0.0)
    module, lived = import_module("sim.questions.rescue.uncertainty"), []
    worlds = module.worlds

    def stopping(*given, **how):
        for number, row in enumerate(worlds(*given, **how)):
            lived.append(row["point"])
            yield row
            if number == 1:
                raise KeyboardInterrupt

    monkeypatch.setattr(module, "worlds", stopping)
    ask = ("rescue", place.scenario, "--out", str(tmp_path / "kept"), *HOW)
    assert said(*ask).code == 130
    kept = the_folder(tmp_path / "kept")
    assert said("results", "check", str(kept)).code == 0
    assert (len(pd.read_csv(kept / "points.csv")), (kept / "report.html").read_text("utf-8")) == (2, "word")
    monkeypatch.setattr(module, "worlds", worlds)
    lived.clear()
    monkeypatch.setattr(
        module, "worlds", lambda *given, **how: (lived.append(r["point"]) or r for r in worlds(*given, **how))
    )
    assert said(*ask).code == 0
    assert lived == [2]
    whole = pd.read_csv(the_folder(place.root) / "points.csv")
    pd.testing.assert_frame_equal(pd.read_csv(kept / "points.csv"), whole)


@pytest.mark.no_cover
def test_what_a_stop_has_kept_from_the_report_is_in_it_after_the_next_call(place, tmp_path, monkeypatch):
    """How far service reaches is kept at once, and reported with the stage after it: to draw takes seconds."""
    shutil.copytree(place.root, tmp_path / "kept")
    shutil.rmtree(the_folder(tmp_path / "kept").parent)
    reported = []

    def dress(found, building):
        reported.append((found.reach is not None, found.course is not None))
        a_word_and_pictures(found, building)

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.cli.rescue_folder.dress", dress)
    monkeypatch.setattr("sim.cli.rescue.doubted", lambda inquiry, _: inquiry)
    ask = ("rescue", place.scenario, "--out", str(tmp_path / "kept"), *HOW)
    with monkeypatch.context() as patch:
        patch.setattr("sim.questions.rescue.course.course", stop)
        assert said(*ask).code == 130
    kept = the_folder(tmp_path / "kept")
    assert said("results", "check", str(kept)).code == 0
    assert (kept / "ceiling.csv").read_bytes() == (the_folder(place.root) / "ceiling.csv").read_bytes()
    assert reported == [(False, False)]
    assert said(*ask).code == 0
    assert reported == [(False, False), (True, True)]


def test_stories_are_told_where_they_are_asked_for(ask, monkeypatch):
    monkeypatch.setattr("sim.cli.rescue_folder.dress", a_word)
    assert "stories" not in json.loads(ask("--json").out)
    assert "stories" in json.loads(ask("--json", "--stories").out)
    assert "Typical, not extreme" in " ".join(ask("--stories").out.split())


def test_it_is_listed_checked_and_no_run(place):
    folder = the_folder(place.root)
    listed = json.loads(said("results", "list", "--json", "--out", str(place.root)).out)["results"]
    assert folder.as_posix() in [each["folder"] for each in listed]
    checked = said("results", "check", "--out", str(place.root))
    assert (checked.code, checked.out.count("sound")) == (0, 6)
    assert "1 rescue in this folder" in (place.root / "index.html").read_text(encoding="utf-8")
    replayed = said("results", "replay", str(folder))
    assert replayed.code == 2
    assert "is a rescue, not a run" in replayed.err


@pytest.mark.no_cover
def test_another_side_is_another_rescue(place, tmp_path, monkeypatch):
    for stage in ("reached", "followed", "doubted"):
        monkeypatch.setattr(f"sim.cli.rescue.{stage}", lambda inquiry, *_: inquiry)
    monkeypatch.setattr("sim.cli.rescue_folder.dress", a_word)
    shutil.copytree(place.root, tmp_path / "kept")
    how = ("--out", str(tmp_path / "kept"), *HOW, "--quiet")
    assert said("rescue", place.scenario, *how, "--strong", "product.quality=0.9").code == 0
    assert len(list((tmp_path / "kept").glob("rescue-*/seed-*"))) == 2


@pytest.mark.parametrize("file", ["index.csv", "map.csv", "provenance.json"])
def test_a_flipped_bit_in_a_number_is_found_before_it_is_used(place, tmp_path, file):
    shutil.copytree(place.root, tmp_path / "kept")
    damaged = the_folder(tmp_path / "kept") / file
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    answer = said("rescue", place.scenario, "--out", str(tmp_path / "kept"), *HOW)
    assert answer.code == 4
    assert answer.err.count("\n") == 1
    assert f"damaged: {file}" in answer.err
    assert said("results", "check", str(damaged.parent)).code == 4


def test_a_worn_report_is_written_anew_from_what_is_kept(place, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.cli.rescue_folder.dress", a_word)
    monkeypatch.setattr("sim.questions.rescue.reach.reach", None)
    monkeypatch.setattr("sim.questions.rescue.course.course", None)
    monkeypatch.setattr("sim.questions.rescue.study.POINTS", WORLDS)
    shutil.copytree(place.root, tmp_path / "kept")
    report = the_folder(tmp_path / "kept") / "report.html"
    report.write_text("scribbled over")
    assert said("rescue", place.scenario, "--out", str(tmp_path / "kept"), *HOW).code == 0
    assert report.read_text(encoding="utf-8") == "word"
    assert (report.parent / "map.csv").is_file()
    course = pd.read_csv(report.parent / "index_over_time.csv")
    assert set(course["measure"]) == {"retention", "profit", "cx", "nps", "clv"}


def test_more_replications_keep_the_study_of_the_assumptions(place, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.cli.rescue_folder.dress", a_word)
    monkeypatch.setattr("sim.questions.rescue.uncertainty.worlds", None)
    monkeypatch.setattr("sim.questions.rescue.study.POINTS", WORLDS)
    for stage in ("reached", "followed"):
        monkeypatch.setattr(f"sim.cli.rescue.{stage}", lambda inquiry: inquiry)
    shutil.copytree(place.root, tmp_path / "kept")
    points = the_folder(tmp_path / "kept") / "points.csv"
    before = points.read_bytes()
    more = ["--replications", "3", "--workers", "1"]
    assert said("rescue", place.scenario, "--out", str(tmp_path / "kept"), *more).code == 0
    assert points.read_bytes() == before


def test_fewer_replications_leave_the_answer_of_more_as_it_is_and_say_so(place, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.questions.rescue.levels.SERVICES", (0.0, 1.0))
    monkeypatch.setattr("sim.questions.rescue.levels.BETWEEN", (0.5,))
    monkeypatch.setattr("sim.questions.rescue.study.POINTS", WORLDS)
    shutil.copytree(place.root, tmp_path / "kept")
    folder = the_folder(tmp_path / "kept")
    (folder / "report.html").write_text("scribbled over", encoding="utf-8")
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    fewer = ["--replications", "1", "--workers", "1"]
    asked = said("rescue", place.scenario, "--out", str(tmp_path / "kept"), *fewer)
    assert "The best service that there could be" in " ".join(asked.out.split())
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    holds = f"note: {folder.as_posix()}: holds the answer from 2 replications, which stays as it is"
    assert [line for line in asked.err.splitlines() if line.startswith("note: ")] == [
        f"{holds}; damaged: report.html: --replications 2 writes it anew"
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--weak", "product/strong"], "are alike; name a weaker one"),
        (["--weak", "product/weka"], "no such scenario; did you mean 'product/weak'?"),
        (["--strong", "product.quality=0.1"], "its product is no weaker than the strong one"),
        (["--poor", "nothing.toml"], "no such file"),
        (["--excellent", "staff.skill=9"], "staff.skill = 9"),
    ],
)
def test_sides_that_make_no_sense_are_refused_in_a_line_and_nothing_is_written(place, tmp_path, arguments, line):
    answer = said("rescue", place.scenario, "--out", str(tmp_path / "kept"), *HOW, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error: ")
    assert answer.err.count("\n") == 1
    assert line in answer.err
    assert not (tmp_path / "kept").exists()


def test_without_anybody_there_is_no_index_and_no_error(place, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.cli.rescue_folder.dress", a_word)
    nobody = ("--set", "population=0", "--out", str(tmp_path / "kept"), *HOW)
    answer = said("rescue", place.scenario, *nobody)
    assert answer.code == 0, answer.err
    assert "Nobody bought" in answer.out
    assert "nan" not in answer.out.lower().replace("nance", "")
    told = json.loads(said("rescue", place.scenario, *nobody, "--json").out)
    assert told["counterfactual"] == {}
    assert told["index"]["retention"]["estimate"] is None


def test_the_last_words_are_said_when_the_program_is_stopped():
    words = "from sim.cli.stopping import leave, say_when_stopped; say_when_stopped('go on with: x'); leave(130)"
    ended = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "go on with: x\n")


@pytest.mark.slow
def test_a_stop_keeps_what_was_said_and_tells_how_to_go_on(place, tmp_path, command):
    """Ctrl-C while it looks how far service reaches: the answer and its tables are there, and the rest is not."""
    shutil.copytree(place.root, tmp_path / "kept", ignore=shutil.ignore_patterns("rescue-*"))
    asked = ["rescue", place.scenario, "--out", str(tmp_path / "kept"), "--workers", "1", "--replications", "2"]
    process = subprocess.Popen(
        command(*asked), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stdout is not None
    heard = ""
    for line in process.stdout:
        heard += line
        if line.startswith("Report: "):
            break
    process.send_signal(signal.SIGINT)
    rest, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "of the gap" in " ".join(heard.split())
    assert "Next:" not in rest
    assert err.startswith("stopped; what was found before is kept; the rest with: ")
    assert err.rstrip().endswith(f"rescue {place.scenario} --replications 2 --out {tmp_path / 'kept'}")
    folder = the_folder(tmp_path / "kept")
    assert said("results", "check", str(folder)).code == 0
    assert (folder / "index.csv").is_file()
    assert not (folder / "map.csv").is_file()


@pytest.mark.no_cover
def test_where_nobody_watches_the_assumptions_are_studied_only_if_asked_for(place, tmp_path, monkeypatch):
    monkeypatch.setattr(import_module("sim.cli.rescue"), "is_watched", lambda: False)
    monkeypatch.setattr("sim.cli.rescue.reached", lambda inquiry: inquiry)  # what comes before is not the point
    monkeypatch.setattr("sim.cli.rescue_folder.dress", a_word)
    answer = said("rescue", place.scenario, "--out", str(tmp_path / "kept"), *HOW)
    assert answer.code == 0
    assert "the same with --uncertainty quick" in " ".join(answer.out.split())
    assert not list((tmp_path / "kept").rglob("uncertainty.csv"))
