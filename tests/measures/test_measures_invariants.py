"""A run that broke a law is not a result: each law is broken once here, and must be named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import InvariantError
from sim.measures.invariants import check_record
from sim.measures.record import Phase

pytestmark = pytest.mark.no_cover


def moved(values, place, by):
    """Give a copy with one number moved."""
    copy = np.array(values)
    copy[place] = copy[place] + by
    return copy


def spoil(record, table, name, by=1, place=0):
    """Give a copy of a record with one number of one column moved."""
    columns = dict(getattr(record, table))
    return replace(record, **{table: columns | {name: moved(columns[name], place, by)}})


def lose_a_customer(record):
    return replace(record, stock=moved(record.stock, (7, Phase.EXTENSION), -1))


def swap_phases(record):
    stock = moved(moved(record.stock, (7, Phase.EXTENSION), -1), (7, Phase.CHURNED), +1)
    return replace(record, stock=stock)


def invent_a_purchase(record):
    return spoil(record, "daily", "purchases", place=3)


def invent_a_departure(record):
    return spoil(record, "daily", "churned", place=3)


def lose_a_contact(record):
    return spoil(record, "daily", "abandoned", -1, place=int(np.argmax(record.daily["abandoned"])))


def lose_a_mail(record):
    """Over night: the books of both days balance, but the second begins with one e-mail fewer."""
    daily = dict(record.daily)
    daily["carried_in"] = moved(daily["carried_in"], 5, +1)
    daily["carried_out"] = moved(daily["carried_out"], 5, +1)
    return replace(record, daily=daily)


def invent_a_companion(record):
    daily = dict(record.daily)
    daily["arrivals"] = moved(daily["arrivals"], 5, +1)
    daily["abandoned"] = moved(daily["abandoned"], 5, +1)
    return replace(record, daily=daily)


BROKEN = {
    "customers lost or doubled": lose_a_customer,
    "stocks of customers do not follow their flows": swap_phases,
    "purchases and entries into Exit differ": invent_a_purchase,
    "departures from Extension have no cause": invent_a_departure,
    "contacts of the desk lost or doubled": lose_a_contact,
    "e-mails lost over night": lose_a_mail,
    "arrivals at the desk are not the customers' contacts": invent_a_companion,
    "served contacts without a channel": lambda r: spoil(r, "daily", "quick_answered", place=2),
    "Little's law does not hold": lambda r: spoil(r, "daily", "queue_minutes", 1e-3, place=9),
    "customers of customers and of days differ": lambda r: spoil(r, "customers", "days"),
    "purchases of customers and of days differ": lambda r: spoil(r, "customers", "purchases"),
    "failures of customers and of days differ": lambda r: spoil(r, "customers", "failures"),
    "contacts of customers and of days differ": lambda r: spoil(r, "customers", "contacts"),
    "the ledger does not add up to CX": lambda r: spoil(r, "customers", "sum_gap", 1e-5),
    "experience of customers and of days differ": lambda r: spoil(r, "daily", "cx_sum", 0.01),
    "money of customers and of days differ": lambda r: spoil(r, "customers", "money", 0.01),
    "more contacts answered than made": lambda r: spoil(r, "customers", "served", 1_000),
    "cx_now is not finite": lambda r: spoil(r, "customers", "cx_now", np.nan),
    "wages is not finite": lambda r: spoil(r, "daily", "wages", np.inf),
    "somebody bought and was a customer on no day": lambda r: spoil(r, "customers", "days", -60),
    "nps_answer out of range": lambda r: spoil(r, "customers", "nps_answer", 11),
    "csat_answer out of range": lambda r: spoil(r, "customers", "csat_answer", -5),
    "skill out of range": lambda r: spoil(r, "daily", "skill", 1.0),
    "satisfaction out of range": lambda r: spoil(r, "daily", "satisfaction", -1.0),
    "justice out of range": lambda r: spoil(r, "daily", "justice", 1.0),
    "agents out of range": lambda r: spoil(r, "daily", "agents", -1_000),
}  # fmt: skip


def test_a_sound_run_passes(results, record, nobody):
    for sound in (*results.records, record, nobody):
        check_record(sound)


@pytest.mark.parametrize("law", BROKEN)
def test_a_broken_law_is_named(record, law):
    with pytest.raises(InvariantError) as caught:
        check_record(BROKEN[law](record))
    assert law in str(caught.value)
    assert str(caught.value).startswith("replication 0: ")


def test_all_that_is_wrong_is_told_at_once(record):
    spoiled = spoil(spoil(record, "customers", "purchases"), "daily", "skill", 1.0)
    with pytest.raises(InvariantError, match=r"purchases of customers.*; skill out of range"):
        check_record(spoiled)


def test_a_residual_may_be_no_number_where_nothing_ever_ends(record):
    check_record(spoil(record, "customers", "residual", np.nan))


def test_the_days_before_the_measured_ones_are_not_compared_with_the_tallies(record):
    """A warm-up counts in the daily table only; its days must still balance among themselves."""
    spec = record.spec.but({"measure_from_day": 1})
    later = {
        name: record.customers[name] - (record.customers["customer"] < taken)
        for name, taken in (("days", record.daily["customers"][0]), ("purchases", record.daily["purchases"][0]))
    }
    with pytest.raises(InvariantError) as caught:
        check_record(replace(record, spec=spec, customers=dict(record.customers) | later))
    assert "customers of customers" not in str(caught.value)
    assert "purchases of customers" not in str(caught.value)
