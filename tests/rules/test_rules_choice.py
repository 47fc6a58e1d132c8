"""Gates are logits, and ex-customers remember."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import choice

ANYONE = {"is_customer": 0.0, "ever_bought": 0.0, "price_ratio": 1.0}
GATE = {"intercept": -0.4, "belief": 4.0, "price": 5.0, "service": 2.0, "inertia": 2.5, "loyalty": 6.0}


def logit(p: float) -> float:
    return math.log(p / (1.0 - p))


@given(st.floats(-800.0, 800.0))
def test_a_gate_gives_a_probability(utility):
    assert 0.0 <= choice.gate(utility) <= 1.0


def test_interest_rests_on_belief_alone():
    assert choice.interest(0.0, intercept=0.0, belief=4.0) == 0.5
    assert logit(choice.interest(0.2, intercept=0.1, belief=4.0)) == pytest.approx(0.9)


def test_usability_rests_on_what_was_felt_on_entering():
    p = choice.usability(0.65, norm=0.6, intercept=0.4, usability=4.0)
    assert logit(p) == pytest.approx(0.6)


def test_a_new_buyer_weighs_belief_price_and_service():
    p = choice.purchase(0.1, 0.05, -0.3, **ANYONE | {"price_ratio": 1.1}, **GATE)
    assert logit(p) == pytest.approx(-0.4 + 0.4 - 0.5 + 0.1)


def test_a_customer_weighs_habit_and_experience_but_service_only_once():
    p = choice.purchase(0.1, 0.05, -0.3, is_customer=1.0, ever_bought=1.0, price_ratio=1.0, **GATE)
    assert logit(p) == pytest.approx(-0.4 + 0.4 + 2.5 - 1.8)


def test_an_ex_customer_is_new_but_remembers():
    p = choice.purchase(0.1, 0.05, -0.3, is_customer=0.0, ever_bought=1.0, price_ratio=1.0, **GATE)
    assert logit(p) == pytest.approx(-0.4 + 0.4 + 0.1 - 1.8)


@given(st.floats(-0.5, 0.5), st.floats(0.5, 2.0), st.floats(1.0, 10.0))
def test_price_elasticity_is_the_slope_of_the_gate(belief, ratio, price):
    def bought(r: float) -> float:
        return choice.purchase(belief, 0.0, 0.0, **ANYONE | {"price_ratio": r}, **GATE | {"price": price})

    step = 1e-5
    slope = (math.log(bought(ratio * math.exp(step))) - math.log(bought(ratio * math.exp(-step)))) / (2 * step)
    closed = choice.price_elasticity(bought(ratio), price=price, price_ratio=ratio)
    assert closed == pytest.approx(slope, rel=1e-6, abs=1e-6)
