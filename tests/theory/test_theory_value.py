"""Lifetime value, NPS and price elasticity against tabulated values."""

import numpy as np
import pytest

from sim.theory.value import latent_score, latent_sd, lifetime_value, price_elasticity


def test_a_customer_is_worth_his_margin_over_hazard_and_discount(reference):
    for case in reference["clv_geometric"]["cases"]:
        worth = lifetime_value(
            case["margin_per_day"], hazard=case["hazard"], discount_rate=case["discount_per_year"]
        )
        assert worth == pytest.approx(case["clv"], rel=1e-9)


def test_lifetime_value_is_the_sum_of_its_days():
    days = np.arange(0, 60_000, 0.5) + 0.25
    stream = 0.2 * np.exp(-0.001 * days) * 1.1 ** (-days / 365) * 0.5
    assert lifetime_value(0.2, hazard=0.001, discount_rate=0.1) == pytest.approx(stream.sum(), rel=1e-6)


def test_a_normal_willingness_gives_its_nps(reference):
    for case in reference["nps_from_latent"]["cases"]:
        score = latent_score(case["latent_mean"], sd=case["latent_sd"])
        assert score.promoters == pytest.approx(case["promoters"], abs=1e-9)
        assert score.detractors == pytest.approx(case["detractors"], abs=1e-9)
        assert score.nps == pytest.approx(case["nps"], abs=1e-9)


def test_noise_and_experience_spread_the_answers_together():
    assert latent_sd(2.0, slope=9.0, cx_sd=1.0 / 6.0) == pytest.approx(2.5, rel=1e-12)


def test_the_gate_answers_price_as_the_logit_says(reference):
    for case in reference["logit_price_elasticity"]["cases"]:
        elasticity = price_elasticity(case["P"], price=case["b_price"], price_ratio=case["price_rel"])
        assert elasticity == pytest.approx(case["elasticity"], rel=1e-9)
