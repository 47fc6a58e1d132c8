"""docs/results.md knows every column of every file, and no other.

`python -m tests.archive.test_archive_docs` writes its table of measures anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.archive.names import OURS, TABLES
from sim.measures import MEASURES

PAGE = Path(__file__).parents[2] / "docs" / "results.md"
LABELS = {"scenario", "replication"}
BEGIN, END = "<!-- measures: made by `python -m tests.archive.test_archive_docs` -->", "<!-- end of measures -->"


def page():
    return PAGE.read_text(encoding="utf-8")


def table_of_measures():
    rows = [f"| `{name}` | {one.unit} | {one.meaning.rstrip('.')} |" for name, one in MEASURES.items()]
    return "\n".join([BEGIN, "| column | unit | meaning |", "|---|---|---|", *rows, END])


def documented(file):
    """Give the columns that the page tells of a file."""
    section = re.split(r"^###? ", page().split(f"### {file}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    first_cells = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return [name for cell in first_cells for name in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("table", ["summary", *TABLES])
def test_every_column_is_documented_and_there(small, table):
    told = documented(TABLES.get(table, "summary.csv"))
    there = set(getattr(small, table).columns) - LABELS
    assert len(told) == len(set(told))
    assert set(told) == there


def test_the_tables_of_a_comparison_are_documented(small):
    from sim.archive.names import OF_A_COMPARISON
    from sim.questions.compare import Comparison

    answer = Comparison("one", small, {"other": small})
    for file, frame in (("comparison.csv", answer.table), ("over_time.csv", answer.over_time)):
        assert file in OF_A_COMPARISON
        assert set(documented(file)) == set(frame.columns) - LABELS


def test_the_tables_of_the_facts_are_documented():
    from sim.archive.names import FACTS, VALUES
    from sim.questions.facts.answer import TABLE
    from sim.questions.facts.study import COLUMNS

    for file, columns in ((FACTS, TABLE), (VALUES, COLUMNS)):
        assert documented(file) == [name for name in columns if name not in LABELS]


def test_the_table_of_measures_is_that_of_the_program():
    assert table_of_measures() in page()


def test_every_file_and_every_key_is_documented(pristine):
    import json

    for name in OURS:
        assert name in page()
    for key in json.loads((pristine / "provenance.json").read_text(encoding="utf-8")):
        assert f"`{key}`" in page()


def test_the_examples_of_the_page_can_be_read(pristine, small):
    import pandas as pd

    assert len(pd.read_parquet(pristine / "customers.parquet")) == len(small.customers)
    events = pd.read_csv(pristine / "events.csv", parse_dates=["timestamp"])
    assert events["timestamp"].dtype.kind == "M"
    assert events["timestamp"].min() == pd.Timestamp("2001-01-01")


if __name__ == "__main__":
    before, _, rest = page().partition(BEGIN)
    PAGE.write_text(before + table_of_measures() + rest.partition(END)[2], encoding="utf-8")
