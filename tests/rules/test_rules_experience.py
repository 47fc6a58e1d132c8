"""Losses loom larger, expectations pull, and the parts add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import experience

differences = st.floats(-2.0, 2.0)


@given(differences, st.floats(0.0, 3.0))
def test_a_loss_hurts_as_much_more_as_loss_aversion_says(difference, loss_aversion):
    felt = experience.value(difference, loss_aversion=loss_aversion)
    assert felt == (difference if difference >= 0 else loss_aversion * difference)
    assert loss_aversion < 1.0 or felt <= difference


@given(differences, differences, st.floats(0.0, 3.0))
def test_more_is_never_felt_as_less(one, other, loss_aversion):
    low, high = sorted((one, other))
    assert experience.value(low, loss_aversion=loss_aversion) <= experience.value(
        high, loss_aversion=loss_aversion
    )


@given(differences)
def test_without_loss_aversion_a_difference_is_its_value(difference):
    assert experience.value(difference, loss_aversion=1.0) == difference


def test_a_touchpoint_counts_against_its_norm():
    felt = experience.touchpoint_quality(-2.0, quality=0.8, sd=0.15)
    assert felt == pytest.approx(0.5)
    assert experience.touchpoint(felt, norm=0.6, weight=0.1, loss_aversion=2.0) == pytest.approx(-0.02)
    assert experience.touchpoint(0.7, norm=0.6, weight=0.1, loss_aversion=2.0) == pytest.approx(0.01)


def test_an_open_problem_makes_use_worse_by_its_penalty():
    met = {"quality": 0.6, "fit": 0.1, "experience_sd": 0.15}
    well = experience.experienced(1.0, penalty=0.0, **met)
    assert well == pytest.approx(0.85)
    assert well - experience.experienced(1.0, penalty=0.4, **met) == pytest.approx(0.4)
    assert experience.experienced(-2.0, penalty=0.0, **met) == pytest.approx(0.4)


def test_expectations_pull_perception_and_contrast_pushes_it():
    assert experience.perceived(0.5, 0.7, assimilation=0.15) == pytest.approx(0.53)
    assert experience.perceived(0.5, 0.7, assimilation=-0.15) == pytest.approx(0.47)


def test_performance_compares_with_the_alternative_and_the_gap_with_the_promise():
    weights = {"use_weight": 0.8, "disconfirmation_weight": 0.25}
    assert experience.performance(0.6, competitor_quality=0.5, **weights) == pytest.approx(0.06)
    assert experience.gap(0.6, 0.7, loss_aversion=2.0, **weights) == pytest.approx(-0.04)
    assert experience.gap(0.8, 0.7, loss_aversion=2.0, **weights) == pytest.approx(0.02)


@given(differences, differences, st.floats(0.3, 1.5))
def test_the_weight_splits_use_between_performance_and_gap(perceived, expected, use_weight):
    all_gap = {"use_weight": use_weight, "disconfirmation_weight": 1.0}
    no_gap = {"use_weight": use_weight, "disconfirmation_weight": 0.0}
    assert experience.performance(perceived, competitor_quality=0.5, **all_gap) == 0.0
    assert experience.gap(perceived, expected, loss_aversion=2.0, **no_gap) == 0.0
