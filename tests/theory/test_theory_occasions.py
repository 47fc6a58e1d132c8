"""Buying again at one's own pace: both engines come out at the closed form, and CDNOW is within its reach."""

from __future__ import annotations

import numpy as np
import pytest

from sim.luck import Decision, customer_lucks, gamma_factor, gamma_factors
from sim.scenario import Scenario
from sim.simulate import Job
from sim.theory.repeat_buying import occasions_taken

pytestmark = pytest.mark.no_cover

NOTHING_ELSE = {
    "returns.rate": 0.0, "loyalty.churn_rate": 0.0, "loyalty.sd": 0.0, "failures.rate": 0.0, "log": "none",
    "failures.question_rate": 0.0, "journey.exit.damage_chance": 0.0, "product.usage_rate": 0.02,
    "journey.engagement.days": 0, "journey.exit.days": 0, "journey.engagement.belief": 0.0,
    "journey.engagement.loyalty": 0.0, "journey.engagement.service": 0.0, "journey.engagement.intercept": 0.0,
    "journey.engagement.inertia": 0.8, "journey.engagement.enquiry_chance": 0.0, "represents": 1,
}  # fmt: skip
"""Nobody leaves but by not buying again, for which everybody has the same chance: expit(0.8)."""
TAKEN = 1.0 / (1.0 + np.exp(-0.8))
OFTEN = {"loyalty.repurchases_per_year": 9.0, "loyalty.repurchase_cv": 1.4}


def repeats(people, days, engine, settings=OFTEN):
    spec = Scenario.load("archetypes/goods").but(NOTHING_ELSE | settings | {"population": people, "days": days})
    return Job(spec, 11, 0, engine).run(lambda: None).customers["purchases"].astype(int) - 1


@pytest.mark.parametrize(("engine", "people", "days"), [("fast", 6_000, 90), ("plain", 400, 45)])
@pytest.mark.parametrize("cv", [0.0, 1.4])
def test_purchases_come_out_at_the_closed_form(engine, people, days, cv):
    bought = repeats(people, days, engine, OFTEN | {"loyalty.repurchase_cv": cv})
    mean, none = occasions_taken(days, per_year=9.0, cv=cv, taken=TAKEN)
    assert abs(bought.mean() - mean) < 4.0 * bought.std() / np.sqrt(people)
    assert abs((bought == 0).mean() - none) < 4.0 * np.sqrt(none * (1.0 - none) / people)
    # It would be seen if all had one pace: the errors above are small against what the spread changes.
    other = occasions_taken(days, per_year=9.0, cv=1.4 - cv, taken=TAKEN)[1]
    assert abs(other - none) > 4.0 * np.sqrt(none * (1.0 - none) / people)


def test_the_closed_form_is_the_average_over_people_of_many_paces():
    pace = gamma_factors(customer_lucks(1, 0, np.arange(200_000)), Decision.PACE, 0, 1.4**2)
    each = [occasions_taken(120, per_year=9.0 * at, cv=0.0, taken=TAKEN) for at in np.quantile(pace, QUANTILES)]
    mean, none = occasions_taken(120, per_year=9.0, cv=1.4, taken=TAKEN)
    assert np.mean(each, axis=0) == pytest.approx([mean, none], rel=0.01)


QUANTILES = (np.arange(400) + 0.5) / 400


def test_in_continuous_time_it_is_the_limit_of_many_short_days():
    """With a chance to stay p, (p / q) (1 - (alpha / (alpha + q t))^r) of gamma (r, alpha) rates: q = 1 - p."""
    p, cv, rate, years = TAKEN, 1.4, 0.05, 4
    mean, _ = occasions_taken(365 * years, per_year=rate, cv=cv, taken=p)
    r, q = 1.0 / cv**2, 1.0 - p
    assert mean == pytest.approx(p / q * (1.0 - (1.0 + q * rate * years / r) ** -r), rel=1e-3)


def test_paces_are_gamma_with_mean_one_and_the_spread_that_is_said():
    lucks = customer_lucks(3, 0, np.arange(40_000))
    pace = gamma_factors(lucks, Decision.PACE, 0, 1.4**2)
    assert abs(pace.mean() - 1.0) < 4.0 * 1.4 / 200.0
    assert pace.std() == pytest.approx(1.4, rel=0.05)
    assert pace[:50].tolist() == [gamma_factor(int(luck), Decision.PACE, 0, 1.4**2) for luck in lucks[:50]]
    assert gamma_factors(lucks[:3], Decision.PACE, 0, 0.0).tolist() == [1.0, 1.0, 1.0]


def test_at_a_spread_of_nothing_every_customer_is_as_he_was_without_it():
    one, other = (repeats(500, 30, "fast", {"loyalty.repurchases_per_year": 9.0} | more)
                  for more in ({}, {"loyalty.repurchase_cv": 0.0}))  # fmt: skip
    assert np.array_equal(one, other)
    assert not np.array_equal(one, repeats(500, 30, "fast", OFTEN))
