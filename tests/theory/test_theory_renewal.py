"""Leaving, failing, healing and calling back against tabulated values and the rules."""

import math

import numpy as np
import pytest

from sim.rules import failure, staff
from sim.theory.renewal import (
    any_event,
    contacts_per_issue,
    finally_resolved,
    heterogeneity_factor,
    ledger_mean,
    ledger_variance,
    renewal_count,
    renewal_rate,
    steady_skill,
    surviving,
    weibull_count,
)


def test_customers_survive_as_a_mixture_of_exponentials(reference):
    for case in reference["churn_survival"]["cases"]:
        for day in (30, 90, 365, 730):
            share = surviving(
                day,
                cx=case["cx"],
                churn_rate=case["churn_rate_per_day"],
                churn_sensitivity=case["churn_sensitivity"],
                loyalty_sd=case["loyalty_sd"],
            )
            assert share == pytest.approx(case[f"survival_{day}d"], abs=1e-9)


def test_better_experience_keeps_more_customers():
    given_ = {"churn_rate": 0.001, "churn_sensitivity": 6.0, "loyalty_sd": 0.1}
    assert surviving(365, cx=0.1, **given_) > surviving(365, cx=0.0, **given_)


def test_failures_come_as_often_as_quality_says(reference):
    for case in reference["failures"]["cases"]:
        h = failure.hazard(case["quality"], rate=0.004, quality_slope=5.0, age_factor=1.0)
        mixed = h * 365 * heterogeneity_factor(5.0, fit_sd=0.1)
        assert h == pytest.approx(case["rate_per_day"], rel=1e-9)
        assert h * 365 == pytest.approx(case["per_year"], rel=1e-9)
        assert any_event(h, days=365) == pytest.approx(case["p_any_in_year"], rel=1e-9)
        assert mixed == pytest.approx(case["per_year_with_fit_sd_0_1"], rel=1e-9)
        assert renewal_rate(h, mean_open_days=10) == pytest.approx(case["renewal_rate_if_mean_open_10d"], rel=1e-9)


def test_differences_in_fit_raise_the_mean_hazard_by_the_factor():
    z, weight = np.polynomial.hermite_e.hermegauss(60)
    hazards = failure.hazard(0.5 + 0.1 * z, rate=1.0, quality_slope=5.0, age_factor=1.0)
    assert weight @ hazards / weight.sum() == pytest.approx(heterogeneity_factor(5.0, fit_sd=0.1), rel=1e-12)


@pytest.mark.parametrize("shape", [0.7, 1.0, 2.0])
def test_the_age_factor_adds_up_to_the_power_law(shape):
    days = np.arange(1, 20_000)
    middles = days + 0.5
    rate = 1 / 180 * failure.age_factor(middles, shape=shape, scale_days=180.0)
    count = weibull_count(20_000, shape=shape, scale_days=180.0) - weibull_count(1, shape=shape, scale_days=180.0)
    assert rate.sum() == pytest.approx(count, rel=1e-3)


def test_a_column_of_incidents_settles_at_its_mean_and_variance(reference):
    for case in reference["incident_ledger"]["cases"]:
        given_ = {"loss": case["loss"], "half_life_days": case["half_life_days"]}
        assert ledger_mean(case["p"], **given_) == pytest.approx(case["mean"], rel=1e-9)
        assert ledger_variance(case["p"], **given_) == pytest.approx(case["var"], rel=1e-9)


def test_unsolved_issues_come_back_as_contacts(reference):
    for case in reference["contacts_per_issue"]["cases"]:
        given_ = {"recontact_chance": case["recontact_prob"]}
        assert contacts_per_issue(case["resolve_prob"], **given_) == pytest.approx(case["mean_contacts"], rel=1e-9)
        assert finally_resolved(case["resolve_prob"], **given_) == pytest.approx(
            case["p_finally_resolved"], rel=1e-9
        )


def test_skill_settles_where_learning_and_leaving_balance(reference):
    for case in reference["skill_steady_state"]["cases"]:
        full, learn, newhire = case["full_skill"], case["learn_days"], case["newhire_fraction"]
        settled = steady_skill(
            full, learn_days=learn, turnover_per_year=case["turnover_per_year"], newhire_share=newhire
        )
        assert settled == pytest.approx(case["K_star"], rel=1e-9)
        leaving = staff.turnover(
            0.75,
            turnover_per_year=case["turnover_per_year"],
            turnover_sensitivity=4.0,
            usual_satisfaction=0.75,
        )
        skill = full
        for _ in range(5000):
            skill = staff.skill_step(
                skill, leaving, full_skill=full, learn_days=learn, newhire_share=newhire, dt=1.0
            )
        assert skill == pytest.approx(settled, rel=1e-9)


def test_a_certain_event_is_certain():
    assert any_event(math.inf, days=1.0) == 1.0
    assert any_event(0.0, days=1000.0) == 0.0


def test_failures_counted_by_days_come_to_the_renewal_theorem():
    short = 0.01
    count = renewal_count(0.02 * short, mean_open_days=30.0 / short, days=400_000)
    assert count == pytest.approx(renewal_rate(0.02, mean_open_days=30.0) * 400_000 * short, rel=0.01)


def test_who_is_never_kept_from_failing_fails_with_the_same_chance_every_day():
    assert renewal_count(0.1, mean_open_days=1e-9, days=50) == pytest.approx(-50 * math.expm1(-0.1), rel=1e-12)
    assert renewal_count(0.1, mean_open_days=1e12, days=50) == pytest.approx(-math.expm1(-0.1 * 50), rel=1e-6)
