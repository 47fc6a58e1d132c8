"""The notes of a run: of calls that were asked for and not made."""

from __future__ import annotations

import pytest

from sim import Scenario, simulate
from sim.report.run_notes import few_calls

SMALL = {"population": 300, "represents": 20, "days": 60, "log": "none", "desk.outreach_per_customer_year": 12}


def lived(changes):
    return simulate(Scenario().but({**SMALL, **changes}), replications=1, seed=1, workers=1)


def test_calls_that_were_not_made_are_counted_by_customer_and_year():
    results = lived({"desk.staffing_ratio": 1.0})
    (note,) = few_calls({"": results})
    asked, made = results.daily["outreach_asked"].sum(), results.daily["outreach_made"].sum()
    assert 0 < made < 0.5 * asked
    years = results.daily["customers"].sum() * 20 / 365
    assert f"({made / years:.2f} of {asked / years:.2f})" in note
    assert asked / years == pytest.approx(12, rel=0.1)
    assert note.endswith("raise `desk.staffing_ratio`")


def test_each_of_several_desks_is_named_with_what_it_takes():
    runs = {"ratio": lived({"desk.staffing_ratio": 1.0}), "number": lived({"desk.agents": 2}),
            "many": lived({"desk.agents": 100})}  # fmt: skip
    (note,) = few_calls(runs)
    assert "(ratio: " in note
    assert "number: " in note
    assert "many" not in note
    assert note.endswith("raise `desk.staffing_ratio` or `desk.agents`")


def test_only_the_days_that_are_measured_count():
    busy = {"changes": [{"from_day": 30, "desk.agents": 100}], "desk.agents": 2}
    assert list(few_calls({"": lived(busy)}))
    assert not list(few_calls({"": lived({**busy, "measure_from_day": 30})}))


def test_no_calls_are_few_where_none_is_asked_for():
    assert not list(few_calls({"": lived({"desk.outreach_per_customer_year": 0, "desk.agents": 0})}))
