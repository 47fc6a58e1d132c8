"""Counters that outgrow their bytes count on, and the clocks of a finished run take no room."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

import sim.model
from sim import Scenario
from sim.crowd import Books, Customers, columns
from sim.crowd.room import CLOCKS, COUNTERS, FEELINGS
from sim.errors import InvariantError
from sim.model import JourneyModel

BUSY = Scenario().but({
    "population": 60, "represents": 1, "days": 180, "log": "none", "product.usage_rate": 1.0, "desk.agents": 60,
    "failures.question_rate": 9.0, "loyalty.churn_rate": 0.0, "returns.rate": 0.0,
})  # fmt: skip
"""Customers who use the product and ask something every day."""


def bits(model):
    """Give the width of each counter."""
    return {name: getattr(model.customers, name).dtype.itemsize * 8 for name in COUNTERS}


def test_counters_that_are_outgrown_count_as_if_they_had_been_wide_from_the_start(monkeypatch):
    narrow = JourneyModel(BUSY, block_rows=25)
    found = narrow.run().customers
    monkeypatch.setitem(columns.STORED_SHORT, "Counts", (np.int16, 0))
    expected = JourneyModel(BUSY).run().customers
    assert [name for name in expected if not np.array_equal(found[name], expected[name])] == []
    assert found["contacts"].max() > 150
    assert {name for name, width in bits(narrow).items() if width == 16} > {"use", "contacts", "issue_number"}
    assert bits(narrow)["purchase"] == 8


def test_a_counter_that_is_not_widened_is_found(monkeypatch):
    monkeypatch.setattr(sim.model, "widen_counters", lambda *_: None)
    with pytest.raises(InvariantError, match="contacts of customers and of days differ"):
        JourneyModel(BUSY).run()


def test_all_windows_see_the_widened_counter():
    model = JourneyModel(BUSY, block_rows=25)
    for _ in range(90):
        model.step()
    assert bits(model)["use"] == 16
    for window in model.windows:
        for column in fields(window):
            if column.name not in ("first", "leave_once", "cases"):
                assert np.shares_memory(getattr(window, column.name), getattr(model.customers, column.name))


def test_what_only_the_days_needed_takes_no_room_in_a_finished_run():
    model = JourneyModel(BUSY.but({"days": 3}), block_rows=25)
    before = model.customers.bytes_each
    record = model.run()
    for some in (model.customers, *model.windows):
        gone = [getattr(some, name) for name in (*CLOCKS, *FEELINGS)]
        assert not any(column.flags.writeable for column in gone)
        assert all(column.shape[-1] == len(some) for column in gone)
    assert before - model.customers.bytes_each > 90
    again = model.record().customers
    assert all(again[name] is column for name, column in record.customers.items())


LEAVING = Scenario().but({
    "population": 300, "represents": 1, "days": 60, "log": "none", "desk.agents": 4, "failures.rate": 0.02,
    "loyalty.churn_rate": 0.004, "loyalty.repurchases_per_year": 12, "returns.rate": 0.01,
})  # fmt: skip


def test_sums_that_hold_clocks_meanwhile_come_to_the_same(monkeypatch):
    """Also those of a run that is looked at before its last day."""

    def looked_at_twice():
        model = JourneyModel(LEAVING, block_rows=77)
        while model.day < 40:
            model.step()
        return model.customers.bytes_each, model.record().customers, model.run().customers

    found = looked_at_twice()
    blank = Customers.blank
    monkeypatch.setattr(Customers, "blank", lambda people, *, leave_once, **how: blank(people, **how))
    expected = looked_at_twice()
    assert expected[0] - found[0] == 16
    for mine, theirs in zip(found[1:], expected[1:], strict=True):
        assert [name for name in theirs if not np.array_equal(mine[name], theirs[name], equal_nan=True)] == []
    assert set(found[2]["left_by"]) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("setting", "leave_once"),
    [
        ({}, True),
        ({"protocol": "market"}, False),
        ({"measure_from_day": 9}, False),
        ({"loyalty.winback_offer": 0.1}, False),
        ({"changes": [{"from_day": 30, "loyalty": {"winback_offer": 0.1}}]}, False),
        ({"experience.incident_half_life_days": 5.5}, True),
        ({"experience.incident_half_life_days": 5}, False),
    ],
)
def test_sums_hold_clocks_only_where_all_leave_once_and_no_ledger_is_written_anew(
    monkeypatch, setting, leave_once
):
    anew = []
    monkeypatch.setattr(Books, "_write_anew", lambda *_: anew.append(True))
    model = JourneyModel(LEAVING.but({"population": 2} | setting))
    assert model.customers.leave_once == leave_once
    while model.running:
        model.step()
    assert not (leave_once and anew)
