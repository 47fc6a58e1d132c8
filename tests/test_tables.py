"""A table is its reader's own: whatever he does to it, what is kept, saved and answered stays as it came about."""

from __future__ import annotations

import pandas as pd
import pytest

from sim import tables
from sim.questions.compare import compare
from sim.questions.rescue import rescue
from sim.results import Results
from sim.scenario import Scenario
from sim.simulate import simulate
from sim.tables import kept_table

pytestmark = pytest.mark.no_cover

FRAMES = ("runs", "summary", "by_segment", "daily", "flows", "customers", "contacts", "events")
FIRM = Scenario().but({"population": 60, "represents": 1, "days": 35, "log": "all"})


def spoil(table):
    """Write into every column that holds numbers, and add one."""
    for column in table.select_dtypes("number"):
        table.loc[:, column] = table[column] * 0
    table["added"] = 1


def test_what_is_written_into_the_tables_of_a_run_is_nowhere_else(tmp_path):
    mine, untouched = simulate(FIRM, replications=2), simulate(FIRM, replications=2)
    for name in FRAMES:
        spoil(getattr(mine, name))
    again = Results.load(mine.save(tmp_path / "mine"))
    for name in FRAMES:
        spoil(getattr(again, name))
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(mine, name), getattr(untouched, name))
        pd.testing.assert_frame_equal(getattr(again, name), getattr(untouched, name))


def test_a_summary_that_is_rounded_for_the_eye_is_not_saved(tmp_path):
    results = simulate(FIRM, replications=2)
    shown = results.summary
    shown[["mean", "low", "high"]] = shown[["mean", "low", "high"]].round(1)
    results.provenance["seed"] = 7
    saved = results.save(tmp_path / "mine")
    assert pd.read_csv(saved / "summary.csv")["mean"].to_numpy() == pytest.approx(
        results.summary["mean"], nan_ok=True
    )
    assert Results.load(saved).seed == results.seed


def test_what_is_written_into_a_table_moves_no_answer():
    def asked():
        return compare(FIRM, FIRM.but({"product.quality": 0.9}), replications=2), rescue(FIRM, replications=2)

    (compared, rescued), (untouched, also) = asked(), asked()
    for results in (compared.baseline, *compared.others.values(), *rescued.results.values()):
        spoil(results.runs)
    for table in (compared.table, compared.over_time, rescued.index, rescued.cells):
        spoil(table)
    pd.testing.assert_frame_equal(compared.moved, untouched.moved)
    pd.testing.assert_frame_equal(compared.over_time, untouched.over_time)
    pd.testing.assert_frame_equal(rescued.index, also.index)
    pd.testing.assert_frame_equal(rescued.cells, also.cells)


class Reckoned:
    """Something with a table, and a count of how often it was reckoned."""

    times = 0

    @kept_table
    def table(self) -> pd.DataFrame:
        """Give it."""
        self.times += 1
        return pd.DataFrame({"a": [1, 2]})


@pytest.mark.parametrize("shared", [tables.SHARED_UNTIL_WRITTEN, False])
def test_a_table_is_reckoned_once_however_pandas_copies(monkeypatch, shared):
    monkeypatch.setattr(tables, "SHARED_UNTIL_WRITTEN", shared)
    one = Reckoned()
    spoil(one.table)
    assert one.table["a"].tolist() == [1, 2]
    assert one.times == 1
    assert Reckoned.table.__doc__ == "Give it."
