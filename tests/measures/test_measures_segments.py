"""Segments have the measures that people can have, and together they are the whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.measures import MEASURES
from sim.measures.segments import OF_PEOPLE
from sim.scenario import Scenario
from sim.simulate import simulate

HALVES = [
    {"name": "keen", "share": 0.25, "product.usage_rate": 0.9, "failures.rate": 0.02},
    {"name": "nobody", "share": 0.0},
    {"name": "calm", "share": 0.75, "failures.rate": 0.001},
]


@pytest.fixture(scope="module")
def results():
    """Run a firm of two kinds of people, and one kind of which there is nobody."""
    spec = Scenario().but({"population": 400, "days": 60, "segments": HALVES})
    return simulate(spec, replications=2)


def needs_days(measure, record):
    """Tell whether a measure asks for the days of the firm."""
    try:
        measure(replace(record, daily={}))
    except KeyError:
        return True
    return False


def test_what_is_of_people_asks_nothing_of_the_days_of_the_firm(results):
    record = results.records[0]
    assert [name for name, measure in MEASURES.items() if not needs_days(measure, record)] == list(OF_PEOPLE)


def test_there_is_a_row_for_each_segment_and_replication(results):
    table = results.by_segment
    assert list(table.columns) == ["scenario", "replication", "segment", *OF_PEOPLE]
    assert table["segment"].tolist() == ["keen", "nobody", "calm"] * 2
    assert table["replication"].tolist() == [0, 0, 0, 1, 1, 1]
    assert table[table["segment"] == "nobody"]["bought"].tolist() == [0.0, 0.0]
    assert table[table["segment"] == "nobody"]["retention"].isna().all()


def test_segments_together_are_the_whole(results):
    for replication, rows in results.by_segment.groupby("replication"):
        whole = results.runs.set_index("replication").loc[replication]
        assert rows["bought"].sum() == whole["bought"] == 400
        for name in ("churned", "cx", "cx_index", "cx_failure", "failures_per_buyer", "promoters", "csat"):
            parts = np.nansum(rows[name] * rows["bought"]) / 400
            assert parts == pytest.approx(whole[name], rel=1e-9), name


def test_a_segment_is_measured_by_its_own_people(results):
    table = results.by_segment.set_index(["replication", "segment"])
    for replication in (0, 1):
        assert (
            table.loc[replication, "keen"]["failures_per_buyer"]
            > 4 * table.loc[replication, "calm"]["failures_per_buyer"]
        )


def test_without_segments_everybody_is_one():
    results = simulate(Scenario().but({"population": 60, "days": 20}), replications=1)
    (row,) = results.by_segment.to_dict("records")
    assert row["segment"] == ""
    runs = results.runs.iloc[0]
    assert {name: row[name] for name in OF_PEOPLE} == pytest.approx(
        {name: runs[name] for name in OF_PEOPLE}, nan_ok=True
    )


def test_the_table_of_customers_names_the_segment(results):
    people = results.customers
    assert people[people["replication"] == 0]["segment"].tolist() == ["keen"] * 100 + ["calm"] * 300
