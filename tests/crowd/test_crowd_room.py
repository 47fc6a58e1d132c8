"""Counters that outgrow their bytes count on, and the clocks of a finished run take no room."""

from __future__ import annotations

from dataclasses import fields
from importlib import import_module

import numpy as np
import pytest

import sim.model
from sim import Scenario
from sim.crowd import ledger, stored
from sim.crowd.columns import PLACE
from sim.crowd.room import CLOCKS, COUNTERS, FEELINGS
from sim.errors import InvariantError
from sim.measures.record import LEDGER, Phase
from sim.model import JourneyModel

pytestmark = pytest.mark.no_cover

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
    monkeypatch.setitem(stored.STORED_SHORT, "Counts", (np.int16, 0))
    expected = JourneyModel(BUSY).run().customers
    assert [name for name in expected if not np.array_equal(found[name], expected[name])] == []
    assert found["contacts"].max() > 150
    assert {name for name, width in bits(narrow).items() if width == 16} > {"use", "contact", "issue_number"}
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
            if column.name not in ("first", "cases"):
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


COUNTED_TWICE = {"purchases", "issues", "failures", "contacts", "early_failures", "early_contacts", "kept", "days"}
"""What other columns say too, where all came on the first day, that day is measured, and nobody comes back."""


def looked_at_twice():
    """Live a world, and look at it before its last day too."""
    model = JourneyModel(LEAVING, block_rows=77)
    while model.day < 40:
        model.step()
    return model.customers.bytes_each, model.record().customers, model.run().customers


def test_what_other_columns_say_too_is_the_same_as_if_it_were_counted(monkeypatch):
    births = import_module("sim.crowd.births")  # not the function of that name
    found, unused = looked_at_twice(), births.unused
    monkeypatch.setattr(
        births, "unused", lambda spec: {k: v for k, v in unused(spec).items() if k not in COUNTED_TWICE}
    )
    expected = looked_at_twice()
    assert expected[0] - found[0] == 9
    for mine, theirs in zip(found[1:], expected[1:], strict=True):
        assert [name for name in theirs if not np.array_equal(mine[name], theirs[name], equal_nan=True)] == []
        assert [name for name in theirs if mine[name].dtype != theirs[name].dtype] == []
    assert set(found[2]["left_by"]) == {0, 1, 2, 3}
    assert 0 < found[2]["kept"].sum() < 300
    assert not found[1]["kept"].any()


@pytest.mark.parametrize(
    ("setting", "counted"),
    [
        ({}, set()),
        ({"protocol": "market"}, {"early_failures", "early_contacts", "kept", "days"}),
        ({"measure_from_day": 9}, COUNTED_TWICE),
        ({"loyalty.winback_offer": 0.1}, {"days"}),
        ({"changes": [{"from_day": 30, "loyalty": {"winback_offer": 0.1}}]}, {"days"}),
        ({"journey.exit.setup_difficulty": 0.1}, {"failures"}),
        ({"desk.outreach_per_customer_year": 1}, {"contacts"}),
    ],
)
def test_what_other_columns_do_not_say_is_counted(setting, counted):
    customers = JourneyModel(LEAVING.but({"population": 2} | setting)).customers
    assert {name for name in COUNTED_TWICE if getattr(customers, name).flags.writeable} == counted


@pytest.mark.parametrize("protocol", ["cohort", "market"])
def test_when_a_ledger_is_written_anew_changes_nothing(monkeypatch, protocol):
    spec = LEAVING.but({"protocol": protocol, "experience.incident_half_life_days": 20})
    often = JourneyModel(spec).run().customers
    monkeypatch.setattr(ledger, "SMALLEST_SCALE", 0.0)
    never = JourneyModel(spec).run().customers
    assert not np.array_equal(often["cx_sum"], never["cx_sum"])
    np.testing.assert_allclose(often["cx_sum"], never["cx_sum"], rtol=1e-9, atol=1e-9)
    for name in LEDGER:
        np.testing.assert_allclose(often[f"sum_{name}"], never[f"sum_{name}"], rtol=1e-5, atol=1e-5)


def test_what_a_decision_reads_of_help_is_what_tables_show_of_it_also_of_who_left_and_came_back():
    spec = LEAVING.but({
        "protocol": "market", "marketing.reach_per_day": 0.2, "market.lost_return_per_year": 30,
        "market.winbacks_per_year": 30, "experience.incident_half_life_days": 10,
    })  # fmt: skip
    model, left = JourneyModel(spec), 0
    while model.running:
        model.step()
        c = model.customers
        shown = c.felt[PLACE["service"]].astype(float) + c.felt[PLACE["community"]]
        np.testing.assert_allclose(c.felt_help, shown, atol=1e-5)
        left += np.count_nonzero(c.felt_help[c.are_in(Phase.CHURNED)])
    assert left > 100
