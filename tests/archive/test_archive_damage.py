"""Any flipped bit, any cut, anywhere in a folder is found before a number is used."""

from __future__ import annotations

import hashlib
import json
import random
import shutil

import pytest

from sim.archive import checking, seal
from sim.archive.catalogue import DAMAGED, FINISHED, entry
from sim.errors import ResultsError
from sim.results import Results

pytestmark = pytest.mark.no_cover

DAMAGES = 300
NOT_READ_BACK = {"summary.csv", "report.html", "figures/one.svg"}
"""What is for people only: `check` looks at it, `load` has no use for it."""


def files_of(folder):
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_a_folder_as_it_was_written_is_sound(folder):
    verdict = checking.checked(folder)
    assert (verdict.is_sound, verdict.damage, verdict.foreign) == (True, (), ())
    assert entry(folder).state == FINISHED


def test_every_one_of_300_flipped_bits_and_cuts_is_found_and_its_file_named(folder, record_property):
    """Each file is hit in turn, so that the small ones are hit as often as the large."""
    dice = random.Random(1)
    files = files_of(folder)
    assert {"SHA256SUMS", "provenance.json", "scenario.toml", "customers.parquet"} <= {file.name for file in files}
    missed, passed = [], []
    for number in range(DAMAGES):
        file = files[number % len(files)]
        name = file.relative_to(folder).as_posix()
        sound = file.read_bytes()
        place, bit = dice.randrange(len(sound)), dice.randrange(8)
        cut = number // len(files) % 2
        harmed = sound[:place] if cut else sound[:place] + bytes([sound[place] ^ 1 << bit]) + sound[place + 1 :]
        file.write_bytes(harmed)
        what = f"{name}: {'cut at' if cut else 'flipped bit in'} byte {place}"
        found = checking.checked(folder).damage
        if not (found and found[0].startswith(name)):
            missed.append(f"{what}: {found}")
        if name not in NOT_READ_BACK and is_read(folder):
            passed.append(what)
        file.write_bytes(sound)
    record_property("flipped bits and cuts", DAMAGES)
    assert missed == []
    assert passed == []
    assert checking.checked(folder).is_sound


def is_read(folder):
    try:
        Results.load(folder)
    except ResultsError:
        return False
    return True


def test_every_bit_of_the_list_of_checksums_is_covered(folder):
    """The list covers the rest; its last line covers the list."""
    file = folder / "SHA256SUMS"
    sound = file.read_bytes()
    for place in range(len(sound)):
        file.write_bytes(sound[:place] + bytes([sound[place] ^ 1 << place % 8]) + sound[place + 1 :])
        with pytest.raises(ResultsError):
            seal.sums(folder)


def test_a_missing_file_is_named(folder):
    (folder / "daily.csv").unlink()
    assert checking.checked(folder).damage == ("daily.csv: missing",)
    with pytest.raises(ResultsError, match=r"daily\.csv \(missing\)"):
        Results.load(folder)
    assert entry(folder).state == DAMAGED


def test_a_missing_list_of_checksums_is_no_results_folder(folder):
    (folder / "SHA256SUMS").unlink()
    assert "SHA256SUMS" in checking.checked(folder).damage[0]
    with pytest.raises(ResultsError, match=r"no list of checksums: .*--fresh"):
        Results.load(folder)


def test_several_damaged_files_are_all_named(folder):
    for name in ("runs.csv", "flows.csv"):
        with (folder / name).open("ab") as stream:
            stream.write(b"x")
    assert [told.partition(":")[0] for told in checking.checked(folder).damage] == ["flows.csv", "runs.csv"]


def test_a_foreign_file_is_told_and_harms_nobody(folder):
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / ".DS_Store").write_text("", encoding="utf-8")
    verdict = checking.checked(folder)
    assert (verdict.is_sound, verdict.foreign) == (True, ("notes.txt",))
    Results.load(folder)


def test_a_table_that_changes_after_the_folder_was_opened_is_not_used(folder):
    results = Results.load(folder)
    with (folder / "customers.parquet").open("r+b") as stream:
        stream.seek(300)
        stream.write(b"\0\0")
    with pytest.raises(ResultsError, match=r"customers\.parquet: changed"):
        _ = results.customers
    assert len(results.daily) == 24  # the others are as good as they were


def test_a_table_swapped_with_that_of_another_run_is_found_though_all_checksums_fit(folder, small):
    """Checksums that were made anew cannot hide it: the digests of the content are in the provenance."""
    daily = (folder / "daily.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "daily.csv").write_text("".join(daily[:-1]), encoding="utf-8")
    (folder / "SHA256SUMS").unlink()
    seal.seal(folder)
    damage = checking.checked(folder).damage
    assert damage[0] == "daily.csv: 23 rows, 24 were written"
    assert "content digest" in damage[1]


def test_another_scenario_than_that_of_the_provenance_is_not_read(folder):
    file = folder / "scenario.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("days = 12", "days = 13"), encoding="utf-8")
    (folder / "SHA256SUMS").unlink()
    seal.seal(folder)
    with pytest.raises(ResultsError, match="scenario"):
        Results.load(folder)
    assert not checking.checked(folder).is_sound


def test_a_folder_in_a_format_of_the_future_is_not_read(folder):
    file = folder / "provenance.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | {"format": 2}), encoding="utf-8")
    (folder / "SHA256SUMS").unlink()
    seal.seal(folder)
    with pytest.raises(ResultsError, match=r"another format \(2, this is 1\)"):
        Results.load(folder)


def test_no_folder_is_no_results_folder(tmp_path):
    with pytest.raises(ResultsError, match="no such results folder"):
        Results.load(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    assert not checking.checked(tmp_path / "empty").is_sound
    assert not checking.checked(tmp_path / "none").is_sound


def test_the_check_can_fail(folder):
    """A list of checksums that is trusted blindly would let a flipped bit pass: the twin that must be caught."""
    copy = shutil.copytree(folder, folder.parent / "seed-6")
    file = copy / "runs.csv"
    file.write_bytes(file.read_bytes().replace(b"0", b"1", 1))
    wrong = hashlib.sha256(file.read_bytes()).hexdigest()
    assert seal.sums(copy)["runs.csv"] != wrong
    assert checking.checked(folder).is_sound
    assert checking.checked(copy).damage == ("runs.csv: changed since it was written",)
