"""Any flipped bit, any cut, anywhere in the folder of a sweep is found before a number is used.

pytest -m slow tests/experiment/test_store_damage.py      thousands of them
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from dataclasses import replace

import pytest
from small_sweep import ended

from sim.archive import checking, ledger_check, seal
from sim.archive.catalogue import DAMAGED, entry
from sim.errors import ResultsError
from sim.experiment.run import Run
from sim.experiment.store import Store

pytestmark = pytest.mark.no_cover

READ_BACK = {"sweep.db", "plan.json", "SHA256SUMS"}
"""What the program itself reads; the tables are for others."""


def damages(folder, files, many, seed):
    """Harm one file after the other, by a flipped bit or a cut, and mend it again; say what was done."""
    dice = random.Random(seed)
    for number in range(many):
        file = files[number % len(files)]
        sound = file.read_bytes()
        place, cut = dice.randrange(len(sound)), number // len(files) % 3 == 2
        flipped = sound[:place] + bytes([sound[place] ^ 1 << dice.randrange(8)]) + sound[place + 1 :]
        file.write_bytes(sound[:place] if cut else flipped)
        name = file.relative_to(folder).as_posix()
        yield name, f"{name}: {'cut at' if cut else 'flipped bit in'} byte {place} of {len(sound)}"
        for left in folder.glob("sweep.db-*"):
            if left not in files:
                left.unlink()
        file.write_bytes(sound)


def files_of(folder):
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.stat().st_size)


def is_read(folder):
    """Tell whether the numbers of a folder can be had."""
    try:
        with Store.open(folder) as store:
            return len(store.runs) > 0
    except ResultsError:
        return False


def test_a_finished_sweep_is_sound(folder):
    verdict = checking.checked(folder)
    assert (verdict.damage, verdict.foreign) == ((), ())
    assert is_read(folder)
    assert entry(folder).state == "finished, 3 failed"


@pytest.mark.parametrize("many", [72, pytest.param(3_000, marks=pytest.mark.slow)])
def test_every_flipped_bit_and_cut_in_a_finished_sweep_is_found_and_its_file_named(folder, many, record_property):
    files = files_of(folder)
    names = {file.name for file in files}
    assert names == {"SHA256SUMS", "failures.csv", "one.svg", "plan.json", "provenance.json", "report.html",
                     "runs.csv", "runs.parquet", "sweep.db"}  # fmt: skip
    missed, used = [], []
    for name, what in damages(folder, files, many, seed=1):
        found = checking.checked(folder).damage
        if not (found and any(line.startswith(name) for line in found)):
            missed.append(f"{what}: {found}")
        if name in READ_BACK and is_read(folder):
            used.append(what)
    record_property("flipped bits and cuts", many)
    assert missed == []
    assert used == []
    assert checking.checked(folder).is_sound


@pytest.fixture
def halfway(plan, tmp_path):
    """The folder of a sweep that was killed: two batches in the database, three in the log."""
    running = tmp_path / "running"
    with Store.begin(running, plan) as store:
        store.add(map(ended, plan.runs[:8]))
    store = Store.begin(running, plan)
    for first in (8, 12, 16):
        store.add(map(ended, plan.runs[first : first + 4]))
    copy = shutil.copytree(running, tmp_path / "halfway" / "tiny-00000000")
    store.close()
    for name in ("sweep.db-shm", "sweep.lock"):
        (copy / name).unlink()
    return copy


@pytest.mark.parametrize("many", [60, pytest.param(3_000, marks=pytest.mark.slow)])
def test_no_flipped_bit_or_cut_in_an_unfinished_sweep_changes_a_number(halfway, plan, many, record_property):
    """Nothing seals a file that grows, so a bit between rows may go unseen; one in a row, or a lost row, does not.

    Damage in the log cuts it off there, as SQLite does after a power cut: the runs behind are computed again.
    """
    right = rows_of(halfway)
    assert len(right) == 20
    files = [halfway / "sweep.db", halfway / "sweep.db-wal"]
    silent, seen, fewer = [], 0, 0
    for name, what in damages(halfway, files, many, seed=2):
        try:
            there = rows_of(halfway)
        except ResultsError:
            seen += 1
            continue
        fewer += len(there) < 20
        short = len(there) < 20 and name == "sweep.db"
        if short or any(right[key] != numbers for key, numbers in there.items()):
            silent.append(what)
    record_property("flipped bits and cuts", many)
    assert silent == []
    assert seen >= many / 20
    assert fewer >= many / 10


def rows_of(folder):
    with Store.open(folder) as store:
        return {row.key: (row.finished, row.numbers, row.reason) for row in store.ledger.rows()}


@pytest.mark.parametrize("many", [8, pytest.param(300, marks=pytest.mark.slow)])
@pytest.mark.parametrize("ended_how", ["pristine", "halfway"])
def test_a_damaged_sweep_resumes_to_the_numbers_of_an_unbroken_one(
    request, folder, plan, ended_how, many, tmp_path
):
    """Or it says that there is no ledger left, and where."""
    place = folder if ended_how == "pristine" else request.getfixturevalue("halfway")
    files = [file for file in files_of(place) if file.name.startswith("sweep.db")]
    digest = whole_digest(plan)
    made = lost = 0
    for number, (_, what) in enumerate(damages(place, files, many, seed=3)):
        copy = shutil.copytree(place, tmp_path / str(number))
        try:
            with Store.begin(copy, plan) as store:
                store.add(ended(run) for run in plan.runs if run not in store.finished | store.failed)
                store.export()
        except ResultsError as error:
            lost += "no ledger any more" in str(error)
            continue
        assert checking.checked(copy).damage == (), what
        with Store.open(copy) as store:
            assert store.digest == digest, what
        made += 1
    assert made + lost == many
    assert made > many / 2


def whole_digest(plan):
    store = Store.begin(None, plan)
    store.add(map(ended, plan.runs))
    return store.digest


# --- what exactly is said -----------------------------------------------------------------------------------


def falsify(folder, sql, *, reseal=True):
    """Change the database as somebody could who knows SQL, and put it under its checksum again."""
    database = sqlite3.connect(folder / "sweep.db")
    with database:
        database.execute(sql)
    database.close()
    if reseal:
        (folder / "SHA256SUMS").unlink()
        lock = folder / "sweep.lock"
        lock.unlink()
        seal.seal(folder)


def test_a_row_that_was_changed_is_named_and_the_others_are_kept(folder, plan):
    falsify(folder, "UPDATE run SET seconds = 0.25 WHERE point = 4 AND replication = 1")
    assert checking.checked(folder).damage == ("sweep.db: run 4:1: changed since it was written",)
    with pytest.raises(ResultsError, match=r"sweep\.db: damaged: run 4:1: .*computes what is damaged again"):
        Store.open(folder)
    with Store.begin(folder, plan) as store:
        assert store.notes == (
            "sweep.db was damaged (run 4:1): 23 of its runs kept, the others are computed again",
        )
        assert set(plan.runs) - store.finished - store.failed == {Run(4, 1)}
        assert not (folder / "runs.csv").exists()
        store.add([ended(Run(4, 1))])
    assert checking.checked(folder).is_sound


def test_a_row_that_was_taken_out_is_missed(folder, plan):
    falsify(folder, "DELETE FROM run WHERE point = 4")
    assert checking.checked(folder).damage == ("sweep.db: 3 runs are lost",)
    with Store.begin(folder, plan) as store:
        assert len(store.finished | store.failed) == 21
        store.add(map(ended, plan.runs))
        assert store.digest == whole_digest(plan)


def test_a_row_of_another_sweep_is_not_taken_for_one_of_this(folder, plan, tmp_path):
    other = replace(plan, seed=2)
    with Store.begin(tmp_path / "other", other) as store:
        store.add(map(ended, other.runs))
    falsify(folder, f"ATTACH '{tmp_path / 'other' / 'sweep.db'}' AS b", reseal=False)
    database = sqlite3.connect(folder / "sweep.db")
    database.execute(f"ATTACH '{tmp_path / 'other' / 'sweep.db'}' AS b")
    with database:
        database.execute("REPLACE INTO run SELECT * FROM b.run WHERE point = 5")
    database.close()
    falsify(folder, "SELECT 1")
    assert len(checking.checked(folder).damage) == 3


def test_a_database_that_would_do_something_of_its_own_is_no_ledger(folder, plan):
    falsify(folder, "CREATE TRIGGER evil AFTER INSERT ON run BEGIN UPDATE run SET seconds = 0; END")
    assert checking.checked(folder).damage == ("sweep.db: its tables are not those of a ledger",)
    with Store.begin(folder, plan) as store:
        assert len(store.finished) == 21
        store.add(map(ended, plan.runs))
        store.export()
    assert checking.checked(folder).is_sound


@pytest.mark.parametrize("harm", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 4_080])
def test_what_is_no_database_any_more_ends_with_what_to_do(folder, plan, harm):
    (folder / "sweep.db").write_bytes(harm)
    assert entry(folder).state == DAMAGED
    assert checking.checked(folder).damage[0].startswith("sweep.db: ")
    with pytest.raises(
        ResultsError, match=r"sweep\.db: no ledger any more \(.*\); move it away, and the same command"
    ):
        Store.begin(folder, plan)
    (folder / "sweep.db").unlink()
    assert checking.checked(folder).damage == ("sweep.db: missing",)
    with Store.begin(folder, plan) as store:
        assert store.notes == ("sweep.db was missing: all of its runs are computed again",)
        store.add(map(ended, plan.runs))
        store.export()
    assert checking.checked(folder).is_sound


@pytest.mark.parametrize("name", ["owner", "tally", "format", "about"])
def test_what_a_ledger_says_of_itself_is_found_changed_and_mended(folder, plan, name):
    falsify(folder, f"UPDATE fact SET facts = replace(facts, '\"', 'x') || ' ' WHERE name = '{name}'")
    assert not checking.checked(folder).is_sound
    assert not is_read(folder)
    with Store.begin(folder, plan) as store:
        assert len(store.finished) == 21
        store.export()
    assert checking.checked(folder).is_sound


def test_the_ledger_of_another_sweep_is_refused_though_the_plan_fits(folder, plan, tmp_path):
    with Store.begin(tmp_path / "other", replace(plan, seed=2)):
        pass
    shutil.copy(tmp_path / "other" / "sweep.db", folder / "sweep.db")
    for fresh in (False, True):
        with pytest.raises(ResultsError, match="holds another sweep; delete it"):
            Store.begin(folder, plan, fresh=fresh)


@pytest.mark.parametrize("name", ["plan.json", "SHA256SUMS"])
def test_what_the_plan_can_say_again_is_written_anew(folder, plan, name):
    file = folder / name
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(ResultsError, match=name):
        Store.open(folder)
    with Store.begin(folder, plan) as store:
        assert name in store.notes[0]
        assert len(store.finished) == 21
        store.export()
    assert checking.checked(folder).is_sound


def test_tables_of_another_state_are_not_taken_for_those_of_the_rows(folder):
    text = (folder / "runs.csv").read_text(encoding="utf-8")
    (folder / "runs.csv").write_text(text.replace("1.0,", "1.5,", 1), encoding="utf-8")
    falsify(folder, "SELECT 1")
    assert checking.checked(folder).damage == ("runs.csv: the content digest is not that of the table",)


def test_the_check_of_rows_can_fail(folder):
    """A reader that believes the database would give a wrong number: the twin that must be caught."""
    falsify(folder, "UPDATE run SET numbers = zeroblob(16) WHERE point = 4")
    with ledger_check.for_reading(folder / "sweep.db") as kept:
        (believed,) = kept.database.execute(
            "SELECT numbers FROM run WHERE point = 4 AND replication = 0"
        ).fetchone()
        assert believed == bytes(16)
        assert ledger_check.examined(kept).runs == [(4, 0), (4, 1), (4, 2)]
        with pytest.raises(ResultsError, match="run 4:0: changed"):
            list(kept.rows())
