"""Money adds up, today and later."""

import numpy as np
import pytest

from sim.rules import money
from sim.theory.value import lifetime_value

SUBSCRIBER = {
    "margin_per_day": 0.1,
    "agent_cost_per_day": 0.0,
    "contribution": 40.0,
    "discount_rate": 0.1,
}


def test_a_returned_sale_leaves_only_its_cost():
    sold = money.contribution(100.0, unit_cost=60.0)
    back = money.return_reversal(100.0, unit_cost=60.0, return_cost=15.0)
    assert (sold, back, sold + back) == (40.0, -55.0, -15.0)


def test_a_year_discounts_by_the_yearly_rate():
    assert money.discount_factor(0.0, discount_rate=0.1) == 1.0
    assert money.discount_factor(365.0, discount_rate=0.1) == pytest.approx(1 / 1.1, rel=1e-12)
    daily = np.exp(-money.discounting_per_day(0.1))
    assert daily == pytest.approx(money.discount_factor(1.0, discount_rate=0.1), rel=1e-12)


def test_without_occasions_the_residual_is_the_lifetime_value(reference):
    for case in reference["clv_geometric"]["cases"]:
        residual = money.residual_value(
            case["hazard"],
            0.5,
            repurchases_per_year=0.0,
            horizon_day=0.0,
            **SUBSCRIBER | {"margin_per_day": case["margin_per_day"]},
        )
        assert residual == pytest.approx(case["clv"], rel=1e-9)


def test_the_residual_counts_sales_to_come_and_ends_when_one_is_refused():
    per_day = 1 / 365
    ends = 0.001 + per_day * 0.2 + float(money.discounting_per_day(0.1))
    expected = (0.1 - 0.02 + per_day * 0.8 * 40.0) / ends / 1.1
    given_ = SUBSCRIBER | {"agent_cost_per_day": 0.02}
    residual = money.residual_value(0.001, 0.8, repurchases_per_year=1.0, horizon_day=365.0, **given_)
    assert residual == pytest.approx(expected, rel=1e-12)


def test_a_residual_is_worth_less_from_a_later_horizon():
    now = money.residual_value(0.001, 0.5, repurchases_per_year=0.0, horizon_day=0.0, **SUBSCRIBER)
    later = money.residual_value(0.001, 0.5, repurchases_per_year=0.0, horizon_day=365.0, **SUBSCRIBER)
    assert now == pytest.approx(lifetime_value(0.1, hazard=0.001, discount_rate=0.1), rel=1e-12)
    assert later == pytest.approx(now / 1.1, rel=1e-12)


def test_no_desk_costs_nothing():
    assert money.wages(0.0, agent_cost_hour=30.0) == 0.0


def test_bills_are_what_was_agreed():
    assert money.wages(1500.0, agent_cost_hour=30.0) == 750.0
    assert money.compensation_paid(0.3, compensation_cost=20.0) == 6.0
    assert money.advertising_bill(2.0, ad_cost=5.0, people=20_000.0) == 200.0
