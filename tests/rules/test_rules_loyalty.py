"""The satisfied and the settled leave less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import loyalty

USUAL = {"churn_rate": 0.00025, "churn_sensitivity": 6.0, "tenure_effect": 0.0}


def test_a_customer_who_feels_no_difference_leaves_at_the_stated_rate():
    assert loyalty.churn_hazard(0.0, 1000.0, **USUAL) == 0.00025


@given(st.floats(-1.0, 1.0), st.floats(0.01, 0.5))
def test_the_better_it_feels_the_fewer_leave(standing, better):
    assert loyalty.churn_hazard(standing + better, 0.0, **USUAL) < loyalty.churn_hazard(standing, 0.0, **USUAL)


def test_hazards_are_proportional_in_experience():
    ratio = loyalty.churn_hazard(-0.1, 30.0, **USUAL) / loyalty.churn_hazard(0.1, 30.0, **USUAL)
    assert ratio == pytest.approx(3.3201169227, rel=1e-9)


def test_a_year_of_tenure_protects_by_two_to_the_effect():
    settled = USUAL | {"tenure_effect": 1.0}
    assert loyalty.churn_hazard(0.0, 365.0, **settled) == pytest.approx(0.000125)
    assert loyalty.churn_hazard(0.0, 0.0, **settled) == pytest.approx(0.00025)


def test_no_repurchase_a_year_is_never():
    assert loyalty.repurchase_hazard(0.0, 1.0) == 0.0
    assert loyalty.repurchase_hazard(2.0, 1.5) == pytest.approx(3 / 365)


def test_people_differ_around_their_mean():
    assert loyalty.trait(-2.0, mean=0.05, sd=0.1) == pytest.approx(-0.15)
