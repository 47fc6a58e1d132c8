"""Hazards make chances, half-lives halve."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import hazard

hazards = st.floats(0.0, 100.0)


@given(hazards, st.floats(0.01, 30.0))
def test_a_chance_and_its_survival_add_up_to_one(h, dt):
    assert 0.0 <= hazard.chance(h, dt) <= 1.0
    assert hazard.chance(h, dt) + hazard.survival(h, dt) == pytest.approx(1.0, abs=1e-15)


@given(st.floats(0.0, 2.0), st.integers(1, 50))
def test_survival_does_not_depend_on_the_step(h, steps):
    assert hazard.survival(h, 1.0 / steps) ** steps == pytest.approx(hazard.survival(h, 1.0), rel=1e-12)


def test_a_small_hazard_keeps_its_digits():
    assert hazard.chance(1e-18, 1.0) == 1e-18


def test_rates_can_be_said_by_the_year_or_by_their_mean():
    assert hazard.from_yearly(1.0) == hazard.from_mean(365.0)
    assert hazard.chance(hazard.from_yearly(0.0), 1e9) == 0.0


@given(st.floats(0.0, 500.0), st.floats(1.0, 300.0))
def test_what_is_left_halves_in_every_half_life(elapsed, half_life):
    left = hazard.halved(elapsed, half_life)
    assert left == pytest.approx(0.5 ** (elapsed / half_life), rel=1e-12)
    assert hazard.halved(elapsed + half_life, half_life) == pytest.approx(left / 2, rel=1e-12)


def test_a_level_moves_towards_the_newest_by_its_weight():
    assert hazard.ewma(0.2, 0.6, weight=0.1) == pytest.approx(0.24)


def test_a_running_mean_is_half_way_after_a_half_life():
    level = 0.0
    for _ in range(7):
        level = hazard.smoothed(level, 1.0, half_life_days=7.0, dt=1.0)
    assert level == pytest.approx(0.5, abs=1e-12)
    assert math.isclose(hazard.smoothed(0.0, 1.0, half_life_days=7.0, dt=7.0), 0.5)
