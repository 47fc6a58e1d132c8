"""Bad products fail more, repeated failures hurt more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import failure


def test_a_product_as_good_as_the_alternative_fails_at_the_stated_rate():
    assert failure.hazard(0.5, rate=0.004, quality_slope=5.0, age_factor=1.0) == 0.004
    assert failure.hazard(0.5, rate=0.004, quality_slope=5.0, age_factor=3.0) == 0.012


@given(st.floats(0.0, 1.0), st.floats(0.01, 0.5))
def test_a_better_product_fails_less(quality, better):
    given_ = {"rate": 0.004, "quality_slope": 5.0, "age_factor": 1.0}
    assert failure.hazard(quality + better, **given_) < failure.hazard(quality, **given_)


@given(st.floats(0.0, 3000.0))
def test_age_does_not_matter_at_shape_one(age):
    assert failure.age_factor(age, shape=1.0, scale_days=180.0) == 1.0


def test_teething_troubles_fade_and_wear_grows():
    young, old = 1.0, 360.0
    assert failure.age_factor(young, shape=0.5, scale_days=180.0) == pytest.approx(0.5 * 180**0.5)
    assert failure.age_factor(0.0, shape=0.5, scale_days=180.0) == failure.age_factor(
        young, shape=0.5, scale_days=180.0
    )
    assert failure.age_factor(old, shape=2.0, scale_days=180.0) == pytest.approx(4.0)


def test_a_second_failure_costs_more_than_the_first():
    assert failure.loss(0.15, 0.0, escalation=0.25) == 0.15
    assert failure.loss(0.45, 2.0, escalation=0.25) == pytest.approx(0.675)


def test_the_disappointed_send_it_back():
    assert failure.return_hazard(0.0, rate=0.002, sensitivity=6.0) == 0.002
    assert failure.return_hazard(-0.2, rate=0.002, sensitivity=6.0) == pytest.approx(0.002 * 3.3201169227)


@given(st.floats(0.0, 1.0), st.floats(0.0, 0.1))
def test_fixes_close_a_part_of_what_is_missing(quality, cases):
    fixed = failure.quality_after_fixes(quality, cases, feedback_gain=0.5, dt=2.0)
    assert quality <= fixed <= 1.0
    assert fixed - quality == pytest.approx((1.0 - quality) * cases, abs=1e-12)
