"""Scores stay on their scales and follow what they measure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import scores
from sim.theory.value import latent_score

feelings, noise = st.floats(-3.0, 3.0), st.floats(-8.0, 8.0)
NPS = {"intercept": 7.8, "slope": 9.0, "noise_sd": 2.0}
CSAT = {"intercept": 4.0, "slope": 4.5, "noise_sd": 0.8}


def test_as_good_as_the_alternative_scores_75():
    assert scores.cx_index(0.0, slope=4.0) == pytest.approx(75.0, abs=1e-12)
    assert scores.cx_index(-np.log(3.0) / 4.0, slope=4.0) == pytest.approx(50.0, abs=1e-12)


@given(feelings, noise)
def test_answers_are_whole_and_on_their_scales(cx, z):
    recommends = scores.nps_answer(cx, z, **NPS)
    satisfied = scores.csat_answer(cx, z, **CSAT)
    assert recommends in range(11)
    assert satisfied in range(1, 6)
    assert 0.0 <= scores.cx_index(cx, slope=4.0) <= 100.0


def test_a_scale_is_used_from_end_to_end():
    assert [scores.nps_answer(cx, 0.0, **NPS) for cx in (-3.0, 3.0)] == [0.0, 10.0]
    assert [scores.csat_answer(cx, 0.0, **CSAT) for cx in (-3.0, 3.0)] == [1.0, 5.0]


def test_answers_are_rounded_half_to_even():
    exact = {"intercept": 0.0, "slope": 1.0, "noise_sd": 0.0}
    assert scores.nps_answer(6.5, 0.0, **exact) == 6.0
    assert scores.nps_answer(7.5, 0.0, **exact) == 8.0


def test_noise_belongs_to_who_answers():
    assert scores.nps_answer(0.0, 0.0, **NPS) == 8.0
    assert scores.nps_answer(0.0, -1.0, **NPS) == 6.0
    assert scores.csat_answer(0.0, 1.0, **CSAT) == 5.0
    assert scores.csat_answer(-0.2, 0.0, **CSAT) == 3.0


def test_many_answers_make_the_nps_of_their_latent():
    # A fine grid of normal quantiles stands for the population, so there is no noise to allow for.
    from scipy.special import ndtri

    z = ndtri((np.arange(200_000) + 0.5) / 200_000)
    answers = scores.nps_answer(np.zeros_like(z), z, **NPS)
    measured = scores.nps((answers >= 9).mean(), (answers <= 6).mean())
    assert measured == pytest.approx(latent_score(7.8, sd=2.0).nps, abs=2e-3)


def test_nps_is_promoters_less_detractors():
    assert scores.nps(0.5, 0.2) == pytest.approx(30.0)


def test_a_contact_at_the_norm_satisfies_in_the_middle():
    given_ = {"service_norm": 0.5, "noise_sd": 0.8}
    assert scores.contact_csat_answer(0.6, 0.0, **given_) == 4.0
    assert scores.contact_csat_answer(0.1, 0.0, **given_) == 2.0
    assert scores.contact_csat_answer(0.6, 1.0, **given_) == 5.0


def test_effort_is_waiting_trying_again_and_no_solution():
    phone = {"wait_half_life_minutes": 5.0}
    assert scores.ces_answer(0.0, 0.0, resolved=1.0, **phone) == 7.0
    assert scores.ces_answer(1.5, 0.0, resolved=1.0, **phone) == 7.0
    assert scores.ces_answer(15.0, 0.0, resolved=1.0, **phone) == 5.0
    assert scores.ces_answer(0.0, 2.0, resolved=1.0, **phone) == 4.0
    assert scores.ces_answer(0.0, 0.0, resolved=0.0, **phone) == 5.0
    assert scores.ces_answer(500.0, 9.0, resolved=0.0, **phone) == 1.0


@given(feelings)
def test_strong_feelings_answer_surveys(cx):
    usual = scores.response_chance(0.0, response=0.2, bias=2.0)
    chance = scores.response_chance(cx, response=0.2, bias=2.0)
    assert usual == pytest.approx(0.2, rel=1e-12)
    assert usual <= chance + 1e-15 <= 1.0 + 1e-15
    assert scores.response_chance(1.0, response=0.2, bias=2.0) == pytest.approx(0.6487856, rel=1e-6)
