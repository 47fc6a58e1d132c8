"""Advertising, targeting and talk bring people in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import attraction


@given(st.floats(0.0, 10.0), st.floats(3.0, 120.0))
def test_constant_spending_keeps_adstock_constant(spend, half_life):
    assert attraction.adstock(spend, spend, half_life_days=half_life, dt=1.0) == spend


def test_adstock_halves_in_a_half_life():
    assert attraction.adstock(1.0, 0.0, half_life_days=28, dt=28.0) == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize("elasticity", [0.0, 0.15, 1.0])
def test_without_adstock_advertising_reaches_nobody(elasticity):
    assert attraction.reach(0.0, reach_per_day=0.001, ad_elasticity=elasticity) == 0.0


def test_reference_adstock_reaches_at_the_reference_rate_and_double_at_the_elasticity(reference):
    (case,) = reference["adstock"]["cases"]
    one = attraction.reach(1.0, reach_per_day=0.001, ad_elasticity=0.24)
    two = attraction.reach(2.0, reach_per_day=0.001, ad_elasticity=0.24)
    assert one == 0.001
    assert two / one == pytest.approx(case["rate_multiplier_eps_0_24_at_double_long_run"], rel=1e-9)


@pytest.mark.parametrize("targeting", [0.0, 0.5, 1.5])
def test_targeting_buys_no_extra_reach(targeting):
    z, weight = np.polynomial.hermite_e.hermegauss(60)
    mean = weight @ attraction.targeting_weight(z, targeting=targeting) / weight.sum()
    assert mean == pytest.approx(1.0, abs=1e-12)


def test_praise_attracts_beside_advertising_and_targeting_weighs_both():
    h = attraction.hazard(2.0, reach=0.001, conversion=0.05, praise_per_head=0.02)
    assert h == pytest.approx(0.004)


@pytest.mark.parametrize(("stock", "seen"), [(0.0, 0), (0.1, 0), (0.125, 0), (0.375, 2), (1.0, 4), (1.125, 4)])
def test_exposures_are_rounded_half_to_even(stock, seen):
    assert attraction.exposures(stock, ad_exposures=4.0) == seen
