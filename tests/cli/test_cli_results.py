"""`results list|check|replay`: what lies there, whether it is sound, whether it comes out again."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim import Scenario, simulate
from sim.archive import names
from sim.results import PACKAGES

ALONE = ["--workers", "1"]
NOBODY = 65534


@pytest.fixture
def kept(say, tiny):
    """The folder of a run of the tiny scenario."""
    assert say("run", tiny, "--quiet", *ALONE).code == 0
    (folder,) = names.results_folders(Path(names.ROOT))
    return folder


def flip(file, place=700):
    content = bytearray(file.read_bytes())
    content[place] ^= 4
    file.write_bytes(content)


def flat(text):
    return "".join(text.split())


def test_an_empty_place_is_told(say):
    said = say("results", "list")
    assert (said.code, said.out) == (0, "Nothing lies here yet; see: run --help\n")
    assert say("results", "check").out == "0 of 0 results folders sound.\n"


def test_results_are_listed_newest_first_with_what_they_are(say, tiny, kept):
    say("run", tiny, "--seed", "2", "--set", 'title="<b>Second</b>"', *ALONE)
    for folder, written in ((kept, "2031-01-01T00:00:00Z"), (kept.with_name("seed-2"), "2030-01-01T00:00:00Z")):
        dated(folder, written)
    told = json.loads(say("results", "list", "--json").out)
    assert told["command"] == "results list"
    first, second = told["results"]
    assert (first["title"], first["seed"], first["replications"], first["state"]) == ("Tiny", 1, 2, "finished")
    assert (second["title"], second["seed"]) == ("<b>Second</b>", 2)
    assert first["folder"] == kept.as_posix()
    assert first["size"] > 10_000
    assert len(first["digest"]) == 64
    shown = say("results", "list").out
    assert flat(shown).index("Tiny") < flat(shown).index("<b>Second</b>")
    assert "2031-01-01 00:00" in shown


def test_a_listed_folder_is_broken_after_a_slash_only_however_wide_the_terminal(say, kept, monkeypatch):
    place = kept.as_posix()
    for width in (len(place) - 5, len(place), 72, len(place) + 20, len(place) + 60):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = [line.strip() for line in say("results", "list").out.splitlines()]
        assert place in lines or any(line.endswith("/") and place.startswith(line) for line in lines), width


def dated(folder, written):
    """Say that a folder was written at another time."""
    from sim.archive import seal

    file = folder / "provenance.json"
    facts = json.loads(file.read_text(encoding="utf-8")) | {"written": written}
    file.write_text(json.dumps(facts), encoding="utf-8")
    (folder / "SHA256SUMS").unlink()
    seal.seal(folder)


def test_a_damaged_folder_is_listed_as_such(say, kept):
    flip(kept / "provenance.json")
    (entry,) = json.loads(say("results", "list", "--json").out)["results"]
    assert entry["state"] == "damaged"
    assert "damaged" in say("results", "list").out


def test_sound_results_are_sound(say, kept):
    said = say("results", "check")
    assert said.code == 0
    assert flat(said.out) == flat(f"{kept}: sound\n1 of 1 results folder sound.\n")
    assert say("results", "check", str(kept), "--quiet").out == "1 of 1 results folder sound.\n"
    told = json.loads(say("results", "check", "--json").out)
    assert told["results"] == [{"folder": kept.as_posix(), "sound": True, "damage": [], "foreign": []}]


def test_a_folder_that_holds_results_stands_for_them(say, kept):
    shutil.copytree(kept, kept.with_name("seed-2"))
    for folder in (kept.parent, kept.parent.parent):
        assert say("results", "check", str(folder), "--quiet").out == "2 of 2 results folders sound.\n"


def test_damage_ends_with_4_and_names_the_files(say, kept):
    other = shutil.copytree(kept, kept.with_name("seed-2"))
    flip(other / "daily.csv")
    (other / "report.html").unlink()
    (other / "notes.txt").write_text("mine", encoding="utf-8")
    said = say("results", "check")
    assert said.code == 4
    (line,) = said.err.splitlines()
    assert line.startswith(f"error: damaged: {other.as_posix()}: daily.csv: changed since it was written")
    assert "report.html: missing" in line
    assert "--fresh" in line
    assert "1 of 2 results folders sound." in said.out
    assert "not one of its files: notes.txt" in said.out
    assert say("results", "check", str(kept)).code == 0
    told = json.loads(say("results", "check", "--json").out)
    assert [entry["sound"] for entry in told["results"]] == [True, False]


@pytest.fixture
def shared(kept):
    """A folder of results that everybody may read, as somebody who may not read everything."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        shutil.copytree(kept.parent, Path(place, kept.parent.name))
        yield Path(place, kept.parent.name)


@contextmanager
def not_the_superuser():
    """Be nobody meanwhile, if this is the superuser: he may read everything."""
    before = os.geteuid()
    os.seteuid(before or NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="asks for the permissions of POSIX")
@pytest.mark.parametrize("hidden", ["seed-2/SHA256SUMS", "seed-2/runs.csv", "seed-2", "."])
def test_what_others_keep_to_themselves_keeps_nobody_from_his_own(say, shared, hidden):
    mine, theirs = shared.with_name("mine-01234567"), shared / "seed-2"
    shutil.copytree(shared, mine)
    shutil.copytree(shared / "seed-1", theirs)
    say("results", "list")  # loads what it needs, which nobody may not read
    say("results", "check")
    (shared / hidden).chmod(0)
    try:
        with not_the_superuser():
            listed = say("results", "list", "--json", "--out", str(shared.parent))
            checked = say("results", "check", "--json", "--out", str(shared.parent))
    finally:
        (shared / hidden).chmod(0o755)
    states = {entry["folder"]: entry["state"] for entry in json.loads(listed.out)["results"]}
    assert states[f"{mine.as_posix()}/seed-1"] == "finished"
    damage = {entry["folder"]: entry["damage"] for entry in json.loads(checked.out)["results"]}
    assert damage[f"{mine.as_posix()}/seed-1"] == []
    file = "SHA256SUMS" if hidden in {"seed-2", "."} else hidden.removeprefix("seed-2/")
    told = (shared if hidden == "." else theirs).as_posix()
    assert damage[told] == [f"{file}: cannot be read (permission denied)"]
    assert told in states


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="asks for the permissions of POSIX")
def test_a_folder_that_may_not_be_looked_into_is_not_called_empty(say, shared):
    say("results", "list")
    shared.parent.chmod(0)
    try:
        with not_the_superuser():
            said = say("results", "list", "--out", str(shared.parent))
    finally:
        shared.parent.chmod(0o755)
    assert (said.code, said.out) == (2, "")
    assert f"{shared.parent}: not readable (permission denied)" in said.err


def test_a_folder_that_is_none_is_not_sound(say, tmp_path):
    said = say("results", "check", str(tmp_path))
    assert said.code == 4
    assert "no list of checksums" in said.err
    missing = say("results", "list", "--out", str(tmp_path / "none"))
    assert missing.code == 2
    assert "no such folder" in missing.err


# --- replay -------------------------------------------------------------------------------------------------


def test_from_the_provenance_alone_come_the_same_numbers(say, tiny, kept):
    Path(tiny).unlink()
    said = say("results", "replay", str(kept), *ALONE)
    assert said.code == 0, said.err
    assert said.out.startswith("The same, to the last bit: 2 replications of")
    told = json.loads(say("results", "replay", str(kept), "--json", "--replications", "1", *ALONE).out)
    assert (told["same"], told["replications"], told["differing_replications"]) == (True, 1, [])


def test_no_more_is_made_again_than_there_is(say, kept):
    said = say("results", "replay", str(kept), "--replications", "100", *ALONE)
    assert said.code == 2
    assert "has 2 replications, not 100" in said.err


def test_results_that_do_not_begin_with_number_0_are_made_again_as_they_are(say, tmp_path):
    tiny = Scenario().but({"population": 30, "represents": 1, "days": 5})
    folder = simulate(tiny, first=5, replications=2).save(tmp_path / "f5")
    told = say("results", "replay", str(folder), *ALONE)
    assert told.code == 0
    assert "The same, to the last bit: 2 replications" in told.out


def test_the_content_digest_of_a_replay_is_that_of_the_folder(say, kept):
    told = json.loads(say("results", "replay", str(kept), "--json", *ALONE).out)
    facts = json.loads((kept / "provenance.json").read_text(encoding="utf-8"))
    assert told["content_digest"] == facts["content_digest"]


def test_other_numbers_end_with_1_and_other_versions_are_told(say, kept, monkeypatch):
    """As if a library had changed: one replication comes out otherwise."""
    from sim.measures import rows

    people = rows._ROWS["customers"]

    def otherwise(record):
        return {**people(record), "cx_now": record.customers["cx_now"] * (2 if record.replication else 1)}

    monkeypatch.setitem(rows._ROWS, "customers", otherwise)
    monkeypatch.setattr("sim.results._packages", lambda: dict.fromkeys(PACKAGES, "9") | {"numpy": "0.1"})
    said = say("results", "replay", str(kept), *ALONE)
    assert said.code == 1
    assert flat("Other numbers in number 1 of 2 replications") in flat(said.out)
    assert "and is 0.1 now" in said.out
    assert "Note: numpy was" in said.out
    told = json.loads(say("results", "replay", str(kept), "--json", *ALONE).out)
    assert (told["same"], told["differing_replications"]) == (False, [1])
    assert told["other_versions"]["numpy"][1] == "0.1"


def test_a_damaged_folder_is_not_played_again(say, kept):
    flip(kept / "runs.csv", 900)
    said = say("results", "replay", str(kept), *ALONE)
    assert said.code == 4
    assert said.out == ""
    assert "runs.csv (changed" in said.err


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["results", "chekc"], "did you mean 'check'?"),
        (["results", "replay"], "FOLDER"),
        (["results", "replay", "x", "--replications", "0"], "1 .. "),
        (["results", "list", "extra"], "extra"),
    ],
)
def test_a_mistake_is_one_line(say, arguments, wrong):
    said = say(*arguments)
    assert said.code == 2
    (line,) = said.err.splitlines()
    assert wrong in line


def test_help_says_what_there_is(say):
    said = say("results")
    assert said.code == 0
    assert all(name in said.out for name in ("list", "check", "replay"))
