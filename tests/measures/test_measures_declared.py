"""Every measure says what it is; none is missing, none is too many."""

from __future__ import annotations

import math

import pytest

from sim.measures import MEASURES
from sim.measures.measure import Measure

LEDGER = ["attraction", "entry", "engagement", "exit", "use", "gap", "failure", "service", "community"]
REQUIRED = [
    "retention", "churned", "returns", "repurchases", "attracted", "entered", "engaged", "bought", "active",
    "cx", "cx_index", *(f"cx_{column}" for column in LEDGER), "service_share", "nps", "nps_current", "nps_survey",
    "promoters", "detractors", "csat", "csat_top2", "csat_survey", "ces", "positive_messages",
    "negative_messages", "failures_per_buyer", "failures_per_customer_year", "silent_share",
    "contacts_per_buyer", "contacts_per_customer_year", "contacts_per_issue", "zero_contact_share",
    "unserved_customers", "wait_minutes", "wait_answered_minutes", "abandonment", "service_level",
    "email_wait_minutes", "email_abandonment", "first_contact_resolution", "occupancy", "agents",
    "employee_satisfaction", "agent_skill", "clv", "clv_realised", "profit",
]  # fmt: skip
COUNTED = {"attracted", "entered", "engaged", "bought", "active"}
OF_THE_FIRM = {"agents", "employee_satisfaction", "agent_skill", "occupancy"}


def test_the_measures_are_those_that_were_promised_in_their_order():
    assert list(MEASURES) == REQUIRED
    assert len(set(REQUIRED)) == len(REQUIRED) == 54


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_every_measure_says_what_it_means_in_what_unit_and_which_way_is_better(measure):
    assert isinstance(measure, Measure)
    assert MEASURES[measure.name] is measure
    assert measure.unit.strip()
    assert measure.better in ("higher", "lower", "neither")
    assert measure.meaning.endswith(".")
    assert "\n\n" not in measure.meaning
    assert measure.definition == " ".join(measure.definition.split())


@pytest.mark.parametrize("name", REQUIRED)
def test_where_nobody_is_there_is_nothing_to_measure(nobody, name):
    """Counts of people are 0 and the firm is as it is; every mean and share is NaN, without a warning."""
    value = MEASURES[name](nobody)
    if name in COUNTED:
        assert value == 0.0
    elif name in OF_THE_FIRM:
        assert 0.0 <= value <= 1.0
    else:
        assert math.isnan(value)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_measure_is_a_plain_number(record, name):
    assert type(MEASURES[name](record)) is float
