"""Things that must be counted or done once: offers, returns, reports, fault contacts; and settings left alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim import Scenario, rescue
from sim.measures import MEASURES
from sim.measures.record import Reason
from sim.plain import PlainModel
from sim.plain.memory import Issue
from sim.questions.rescue import sides_of

pytestmark = pytest.mark.no_cover

LIVELY = {"population": 200, "represents": 1, "days": 120, "failures.rate": 0.02, "loyalty.churn_rate": 0.004}


def test_one_win_back_offer_for_each_time_somebody_leaves():
    spec = Scenario().but(LIVELY | {"loyalty.winback_offer": 1.0, "money.winback_cost": 7.0, "log": "all"})
    record = PlainModel(spec).run()
    left = sum(record.daily[why].sum() for why in ("churned", "refused", "returned"))
    on_the_last_day = sum(record.daily[why][-1] for why in ("churned", "refused", "returned"))
    back = record.flows[:, 7, 2].sum()  # from CHURNED straight to ENTRY
    assert back == left - on_the_last_day > 20


def test_somebody_won_back_has_not_left():
    spec = Scenario().but(LIVELY | {"loyalty.winback_offer": 1.0})
    people = PlainModel(spec).run().customers
    back = people["is_customer"] & (people["purchases"] > 1)
    assert back.any()
    assert (people["left_day"][people["is_customer"]] == -1).all()
    assert (people["left_by"][people["is_customer"]] == 0).all()


@pytest.mark.parametrize("warm_up", [1, 20, 60, 110])
def test_a_warm_up_leaves_shares_between_0_and_1(warm_up):
    lever = {"returns.rate": 0.02, "desk.outreach_per_customer_year": 30, "loyalty.repurchases_per_year": 12}
    few = {"population": 80, "measure_from_day": warm_up}
    record = PlainModel(Scenario().but(LIVELY | lever | few)).run()
    for name in ("returns", "silent_share", "occupancy", "retention", "abandonment"):
        value = MEASURES[name](record)
        assert math.isnan(value) or 0.0 <= value <= 1.0, name


def test_the_rescue_question_keeps_the_promise_of_the_scenario():
    bold = Scenario().but({"population": 60, "days": 20, "marketing.overpromise": 0.4})
    for results in rescue(bold, replications=1).results.values():
        assert results.scenario.marketing.overpromise == 0.4
    sides = sides_of(bold)
    assert set(sides.weak) | set(sides.strong) <= {"product.quality"}


def test_a_call_brings_a_silent_case_to_light_in_place_of_a_pending_question():
    model = PlainModel(Scenario().but({"population": 1, "represents": 1, "desk.agents": 5}))
    customer = model.customers[0]
    customer.fail(Reason.FAILURE, "major", contact_chance=0.0)
    customer.issue = Issue(Reason.QUESTION, due=99)
    model.desk.to_call.append(customer)
    model.desk.serve()
    assert customer.issue is not None
    assert (customer.issue.reason, customer.issue.due) == (Reason.FAILURE, model.day + 1)


def test_relationship_minutes_lengthen_calls_of_the_desk_too():
    def minutes(extra):
        one = {"population": 1, "represents": 1, "desk.agents": 5}
        model = PlainModel(Scenario().but(one | {"desk.relationship_minutes": extra}))
        model.desk.to_call.append(model.customers[0])
        model.desk.serve()
        return model.desk.shift.busy_minutes

    assert minutes(10) == pytest.approx(minutes(0) * 18 / 8)


def test_the_product_does_not_learn_from_what_the_community_solved():
    alone = {
        "failures.minor.contact_chance": 1.0, "failures.major_share": 0.0, "journey.exit.damage_chance": 0.0,
        "returns.rate": 0.0, "desk.self_service.share": 0.0, "desk.community.share": 1.0,
        "desk.community.success": 1.0,
    }  # fmt: skip
    record = PlainModel(Scenario().but(LIVELY | alone)).run()
    assert record.daily["helped"].sum() > 50
    assert record.daily["fault_contacts"].sum() == 0


@pytest.mark.parametrize(
    "extreme",
    [
        {"loyalty.churn_sensitivity": 2_000.0},
        {"failures.quality_slope": 4_000.0},
        {"returns.sensitivity": 3_000.0},
        {"desk.recontact_days": 1.7e308, "staff.skill": 0.1},
    ],
)
def test_extreme_settings_give_a_result_and_no_traceback(extreme):
    record = PlainModel(Scenario().but(LIVELY | {"days": 30} | extreme)).run()
    assert np.isfinite(record.customers["cx_sum"]).all()


def test_dispersion_of_arrivals_starts_from_the_first_day_not_from_nothing():
    model = PlainModel(Scenario().but({"population": 500, "desk.arrival_dispersion": 3.0, "failures.rate": 0.05}))
    model.step()
    first = model.datacollector.model_vars["arrivals"][0]
    assert model.service.usual_arrivals == first > 0
