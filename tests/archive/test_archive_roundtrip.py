"""What is read back is what was written: columns, types, bits; whatever the words in it."""

from __future__ import annotations

import csv
import getpass
import io
import json
import os
import platform
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_firm import SETTINGS

from sim.archive import checking, digest, tables
from sim.results import Results
from sim.scenario import Scenario
from sim.simulate import simulate

pytestmark = pytest.mark.no_cover

WORLDS = {
    "lively": {},
    "plain engine": {"days": 6},
    "nobody": {"population": 0, "days": 3},
    "nothing logged": {"log": "none"},
    "no contact": {"population": 2, "days": 2},
    "one replication": {"days": 3},
}
FORMULAS = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=x", "''=x", "'tis", "'"]
LAYOUT = ["", "a,b", 'q"q', "two\nlines", "a\r\nb", " x ", "<script>", "../../etc", "\u202etxt", "\U0001f3aa"]
OTHERS = [r"$\frac$", "nan", "None", "NULL", "#N/A", "true", "1e5", "007"]
HOSTILE = [*FORMULAS, *LAYOUT, *OTHERS]


@pytest.mark.parametrize("world", WORLDS)
def test_every_table_comes_back_to_the_bit(world, tmp_path, same):
    engine = "plain" if world == "plain engine" else "fast"
    replications = 1 if world == "one replication" else 3
    results = simulate(Scenario().but(SETTINGS | WORLDS[world]), replications=replications, seed=2, engine=engine)
    back = Results.load(results.save(tmp_path / "kept"))
    same(back, results)
    assert back.provenance == results.provenance
    assert back.scenario.digest == results.scenario.digest
    assert (back.seed, back.engine, back.replications, back.scenario.name) == (2, engine, replications, "custom")
    assert repr(back) == repr(results)
    assert checking.checked(tmp_path / "kept").is_sound


def test_segments_and_timed_changes_come_back(tmp_path, same):
    path = tmp_path / "two.toml"
    path.write_text(
        'population = 40\nrepresents = 1\ndays = 12\ntitle = "=1+1"\n'
        '[[segments]]\nname = "families"\nshare = 0.4\nproduct.usage_rate = 0.5\n'
        '[[segments]]\nname = "others"\nshare = 0.6\n'
        "[[changes]]\nfrom_day = 5\ndesk.staffing_ratio = 2.0\n",
        encoding="utf-8",
    )
    spec = Scenario.load(path)
    results = Results(spec, simulate(Scenario().but(SETTINGS), replications=1).records, seed=1, engine="fast")
    back = Results.load(results.save(tmp_path / "kept"))
    same(back, results)
    assert back.scenario == spec.but({"replications": 1})
    assert back.scenario.digest == spec.digest
    assert (back.scenario.name, back.scenario.title) == ("two", "=1+1")


def test_a_folder_can_be_moved(folder, small, same):
    moved = folder.rename(folder.parent.parent / "elsewhere")
    same(Results.load(moved), small)


def test_one_run_and_a_run_taken_further_leave_the_same_tables_and_digests(tmp_path, same):
    spec = Scenario().but(SETTINGS)
    whole = simulate(spec, replications=4, seed=3)
    whole.save(tmp_path / "whole")
    simulate(spec, replications=1, seed=3).save(tmp_path / "further")
    for first, count in ((1, 2), (3, 1)):
        more = simulate(spec, first=first, replications=count, seed=3)
        replace(more, stored=Results.load(tmp_path / "further").stored).save(tmp_path / "further")
    further = Results.load(tmp_path / "further")
    same(further, whole)
    same(further.only(2), whole.only(2))
    facts, others = (
        json.loads((tmp_path / name / "provenance.json").read_text()) for name in ("whole", "further")
    )
    for key in ("content_digest", "log_digest", "replication_digests", "tables"):
        assert facts[key] == others[key]
    assert [(made["first"], made["replications"]) for made in others["made"]] == [(0, 1), (1, 2), (3, 1)]
    assert [(made["first"], made["replications"]) for made in further.only(2).provenance["made"]] == [
        (0, 1),
        (1, 1),
    ]


def test_a_run_that_does_not_begin_with_number_0_comes_back_too(tmp_path, same):
    results = simulate(Scenario().but(SETTINGS), first=7, replications=2, seed=3)
    back = Results.load(results.save(tmp_path / "kept"))
    same(back, results)
    same(back.only(1), results.only(1))
    assert checking.checked(tmp_path / "kept").is_sound


def test_the_digest_of_the_content_is_that_of_the_numbers_alone(small, tmp_path):
    """Not of the name, of what is logged, or of how many workers there were; another seed is another digest."""

    def digest_of(results, name):
        facts = json.loads((results.save(tmp_path / name) / "provenance.json").read_text(encoding="utf-8"))
        return facts["content_digest"]

    usual = digest_of(small, "usual")
    assert digest_of(replace(small, scenario=small.scenario.called("other")), "renamed") == usual
    assert (
        digest_of(simulate(Scenario().but(SETTINGS | {"log": "none"}), replications=2, seed=5), "quiet") == usual
    )
    assert digest_of(simulate(small.scenario, replications=2, seed=5, workers=2), "two") == usual
    assert digest_of(simulate(small.scenario, replications=2, seed=6), "seed") != usual
    assert digest_of(simulate(small.scenario, replications=1, seed=5), "one") != usual


@pytest.mark.parametrize(
    ("column", "change"),
    [("cx", lambda values: np.nextafter(values, 1)), ("customer", lambda values: values + 1),
     ("phase", lambda values: values.str.upper()), ("kept", lambda values: ~values)],
)  # fmt: skip
def test_the_digest_sees_the_last_bit_of_every_kind_of_column(small, column, change):
    piece = next(small.pieces("customers"))
    before = digest.of_rows(piece)
    assert digest.of_rows(piece[list(reversed(piece.columns))]) == before
    changed = piece.assign(**{column: change(piece[column]).where(piece.index == 3, piece[column])})
    assert digest.of_rows(changed) != before


def test_the_digest_tells_minus_zero_from_zero_and_no_nan_from_another():
    other = np.array([0x7FF8000000000001], dtype=np.uint64).view(np.float64)
    one, two = (digest.of_rows(pd.DataFrame({"x": values})) for values in (other, np.array([np.nan])))
    assert one == two
    assert digest.of_rows(pd.DataFrame({"x": [0.0]})) != digest.of_rows(pd.DataFrame({"x": [-0.0]}))


# --- words and numbers --------------------------------------------------------------------------------------


def written(frame, name="x.csv"):
    stream = io.BytesIO()
    tables.write(stream, name, [frame])
    return stream.getvalue()


@pytest.mark.parametrize("name", ["x.csv", "x.parquet"])
def test_hostile_words_come_back_as_they_were(name):
    frame = pd.DataFrame({"scenario": HOSTILE, "number": range(len(HOSTILE))})
    back = tables.read(written(frame, name), name, tables.types_of(frame))
    pd.testing.assert_frame_equal(back, frame)


def test_no_cell_of_a_csv_begins_like_a_formula():
    frame = pd.DataFrame({"word": HOSTILE, "number": -1.5})
    rows = list(csv.reader(io.StringIO(written(frame).decode(), newline="")))[1:]
    assert len(rows) == len(HOSTILE)
    assert not [word for word, _ in rows if word.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {number for _, number in rows} == {"-1.5"}  # a number stays one


@given(st.lists(st.tuples(st.text(), st.floats(), st.integers(-(2**63), 2**63 - 1), st.booleans()), min_size=1))
@settings(max_examples=60, deadline=None)
def test_any_table_comes_back_to_the_bit(rows):
    rows = [(word.encode("utf-8", "replace").decode().replace("\0", ""), *others) for word, *others in rows]
    frame = pd.DataFrame(rows, columns=["word", "real", "whole", "truth"])
    for name in ("x.csv", "x.parquet"):
        back = tables.read(written(frame, name), name, tables.types_of(frame))
        pd.testing.assert_frame_equal(back, frame, check_exact=True)
        assert digest.of_rows(back) == digest.of_rows(frame)


# --- what is said of it -------------------------------------------------------------------------------------


def test_provenance_names_no_user_no_machine_and_no_place(folder):
    said = (folder / "provenance.json").read_text(encoding="utf-8")
    for private in (getpass.getuser(), platform.node(), os.getcwd(), str(folder), "/home", "/root", "/tmp"):
        assert private not in said or private in ("", "root", "user")
    facts = json.loads(said)
    assert facts["format"] == 1
    assert facts["written"].endswith("Z")
    assert {"trapeze", "python", "numpy", "machine"} <= facts["versions"].keys()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum here")
def test_the_checksums_are_those_that_sha256sum_reads(folder):
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_the_pages_of_parquet_have_checksums(folder):
    import pyarrow.parquet as pq

    content = bytearray((folder / "customers.parquet").read_bytes())
    first = pq.ParquetFile(folder / "customers.parquet").metadata.row_group(0).column(2)
    content[first.data_page_offset + first.total_compressed_size - 3] ^= 1
    with pytest.raises(OSError, match="CRC"):
        tables.read(bytes(content), "customers.parquet", {})
    assert pq.ParquetFile(folder / "customers.parquet").num_row_groups == 2
