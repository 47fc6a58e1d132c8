"""The fast engine where mathematics says what must come out, with more people than the plain one can afford.

Each estimate is compared in standard errors: more than 5.03 apart is a fault. A bias of 7.35 standard errors is
found in 99 of 100 cases, so every test states the smallest relative bias that it can find, and fails if it could
not find it. Where one day is not short against a rate, the expected value is that of days, and the closed form its
limit.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from large_worlds import FUNNEL, quiet

from sim.crowd.ledger import by_column
from sim.luck import Decision, customer_lucks, normals, thresholds
from sim.measures import MEASURES
from sim.measures.record import Phase
from sim.model import JourneyModel
from sim.theory.diffusion import bass_ticks, dwell_leaving_at_once, fit_of_attracted
from sim.theory.learning import steady_experience
from sim.theory.renewal import (
    contacts_per_issue,
    finally_resolved,
    heterogeneity_factor,
    ledger_mean,
    ledger_variance,
    renewal_rate,
    surviving,
    weibull_count,
)
from sim.theory.value import latent_score, latent_sd

pytestmark = pytest.mark.no_cover

CUT = 5.03
FOUND = 7.35
"""A bias of so many standard errors is found with 99 % power by a cut of 5.03."""


def assert_agrees(estimate, expected, se, *, finds):
    """Compare in standard errors; `finds` is the smallest relative bias that the test promises to find."""
    found = FOUND * se / abs(expected)
    assert found <= finds, f"too small to ever fail: finds {found:.2%}, promised {finds:.2%}"
    z = (estimate - expected) / se
    assert abs(z) < CUT, f"{estimate:.6g} against {expected:.6g}: z = {z:.1f}"


def assert_mean(values, expected, *, finds):
    """Compare the mean of independent values."""
    values = np.asarray(values, dtype=np.float64)
    assert_agrees(values.mean(), expected, values.std(ddof=1) / math.sqrt(values.size), finds=finds)


def assert_share(hits, expected, *, finds):
    """Compare a share of independent events."""
    hits = np.asarray(hits, dtype=np.bool_)
    assert_agrees(hits.mean(), expected, math.sqrt(expected * (1 - expected) / hits.size), finds=finds)


def over_fit(function, *, nodes=80):
    """Average a function of the standard normal fit."""
    z, weight = np.polynomial.hermite_e.hermegauss(nodes)
    return float(weight @ function(z) / weight.sum())


def live(spec):
    """Run all days and give the model."""
    model = JourneyModel(spec)
    model.run()
    return model


# --- leaving ------------------------------------------------------------------------------------------------


def left_days(*, loyalty_sd, rate=0.01):
    """Give the days on which customers who feel nothing leave."""
    spec = quiet({"loyalty.churn_rate": rate, "loyalty.sd": loyalty_sd}, population=150_000, days=90)
    left = live(spec).customers.left_day
    return np.where(left < 0, 10**6, left)


def check_survival(left, *, loyalty_sd):
    """Hold the survivors of some days against the mixture."""
    for days in (3, 9, 30, 60, 90):
        there = surviving(days, cx=0.0, churn_rate=0.01, churn_sensitivity=6.0, loyalty_sd=loyalty_sd)
        assert_share(left >= days, there, finds=0.025)


@pytest.mark.parametrize("loyalty_sd", [0.0, 0.1])
def test_customers_leave_as_a_mixture_of_exponentials(loyalty_sd):
    check_survival(left_days(loyalty_sd=loyalty_sd), loyalty_sd=loyalty_sd)


def test_leaving_that_is_four_percent_too_frequent_is_found():
    """The control."""
    with pytest.raises(AssertionError, match=r"z = "):
        check_survival(left_days(loyalty_sd=0.0, rate=0.0104), loyalty_sd=0.0)


# --- failing ------------------------------------------------------------------------------------------------

UNTOLD = {"failures.minor.contact_chance": 0, "failures.major_share": 0, "failures.escalation": 0}
HEALS_AT_ONCE = UNTOLD | {"failures.self_fix_days": 1e-9}
"""Every failure is minor, told to nobody and gone before the next morning."""


def failures_in(days, rate):
    """Give the failures of each customer, whose products fit them differently."""
    spec = quiet(HEALS_AT_ONCE, {"failures.rate": rate, "market.fit_sd": 0.1}, population=50_000, days=days)
    return live(spec).customers.failures


def expected_in(days, rate):
    """The mean of 1 - exp(-h) over fit, each day."""
    h = rate * math.exp(-5 * 0.1)
    return days * over_fit(lambda z: 1 - np.exp(-h * np.exp(-0.5 * z)))


def test_failures_in_a_year_are_as_many_as_quality_and_fit_say():
    assert_mean(failures_in(365, 0.02), expected_in(365, 0.02), finds=0.025)
    limit = 1e-7 * math.exp(-0.5) * heterogeneity_factor(5, fit_sd=0.1)
    assert expected_in(1, 1e-7) == pytest.approx(limit, rel=1e-6)


def test_failures_that_are_four_percent_too_many_are_found():
    """The control."""
    with pytest.raises(AssertionError, match=r"z = "):
        assert_mean(failures_in(150, 0.02 * 1.04), expected_in(150, 0.02), finds=0.03)


def test_an_open_case_keeps_the_next_failure_away():
    """Silent cases that heal by themselves: a chain of two states, whose limit is the renewal theorem."""
    silent = UNTOLD | {"failures.self_fix_days": 5, "failures.rate": 0.1}
    counts = live(quiet(silent, population=32_000, days=60)).customers.failures
    h = 0.1 * math.exp(-0.5)

    def expected(h, fix, days):
        open_, total = 0.0, 0.0
        for _ in range(days):
            closed = 1 - open_ * (1 - fix)  # healing comes before failing
            total += closed * h
            open_ = (1 - closed) + closed * h
        return total

    assert_mean(counts, expected(1 - math.exp(-h), 1 - math.exp(-1 / 5), 60), finds=0.02)
    per_day = expected(h / 100, 1 / 5 / 100, 200_000) * 100 / 200_000
    assert per_day == pytest.approx(renewal_rate(h, mean_open_days=5), rel=0.01)


@pytest.mark.parametrize("shape", [0.7, 2.0])
def test_ageing_products_fail_by_the_power_law(shape):
    ageing = {"failures.rate": 1 / 30, "failures.quality_slope": 0, "failures.weibull_scale_days": 30}
    spec = quiet(HEALS_AT_ONCE, ageing, {"failures.weibull_shape": shape}, population=80_000, days=60)
    counts = live(spec).customers.failures
    hazards = [shape / 30 * (max(age, 1) / 30) ** (shape - 1) for age in range(60)]
    assert_mean(counts, -sum(math.expm1(-h) for h in hazards), finds=0.025)
    assert sum(hazards) == pytest.approx(weibull_count(60, shape=shape, scale_days=30), rel=0.05)


# --- the market ---------------------------------------------------------------------------------------------

TALK = {
    "word_of_mouth.sensitivity": 0, "word_of_mouth.positivity": 1e3, "word_of_mouth.rate": 1,
    "word_of_mouth.memory_days": 0, "word_of_mouth.conversion": 0.12, "marketing.reach_per_day": 0.02,
    "marketing.targeting": 0,
}  # fmt: skip
BUYERS = 400_000


def adopters_by_day(conversion=0.12):
    """A market in which whoever notices the product buys it, and praises it once a day."""
    spec = quiet(FUNNEL, TALK, {"word_of_mouth.conversion": conversion}, population=BUYERS, days=40)
    return np.cumsum(live(spec).record().daily["purchases"])


@pytest.fixture(scope="module")
def bass():
    return adopters_by_day()


def check_bass(adopters):
    """In days, N to infinity; the noise of N people is carried along the recursion (its derivative)."""
    ticks = bass_ticks(innovation=0.02, imitation=0.12, dt=1.0)
    variance = share = 0.0
    for day in range(40):
        stay = math.exp(-(0.02 + 0.12 * share))
        variance = (stay * (1 + (1 - share) * 0.12)) ** 2 * variance + (1 - share) * stay * (1 - stay) / BUYERS
        share = next(ticks)
        if day in (4, 9, 19, 29, 39):
            assert_agrees(adopters[day] / BUYERS, share, math.sqrt(variance), finds=0.05 if day < 9 else 0.03)


def test_a_market_fills_as_bass_says(bass):
    check_bass(bass)


def test_imitation_that_is_three_percent_too_strong_is_found():
    """The control."""
    with pytest.raises(AssertionError, match=r"z = "):
        check_bass(adopters_by_day(0.12 * 1.03))


def test_a_market_fills_person_by_person_as_their_thresholds_say(bass):
    """The same exactly: with the drawn thresholds known, the talk of the day before says who comes today."""
    threshold = thresholds(customer_lucks(1, 0, np.arange(BUYERS)), Decision.ATTRACT, 1)
    spent = adopters = 0.0
    for bought in bass:
        spent += 0.02 + 0.12 * adopters
        adopters = np.mean(threshold <= spent)
        assert bought == round(adopters * BUYERS)


def test_people_dwell_in_a_phase_as_long_as_its_mean_says():
    """A day can be left on arrival: dt / (exp(dt / T) - 1) days on average, by the evenings spent there."""
    days = {"attraction": 2.0, "entry": 3.0, "engagement": 4.0, "exit": 5.0}
    people = 130_000
    spec = quiet(FUNNEL, {f"journey.{p}.days": d for p, d in days.items()}, population=people, days=110)
    record = JourneyModel(spec).run()
    assert record.stock[-1, Phase.EXTENSION] == people
    for name, mean in days.items():
        leave = -math.expm1(-1 / mean)
        se = math.sqrt((1 - leave) / leave**2 / people)
        stay = record.stock[1:, Phase[name.upper()]].sum() / people
        assert_agrees(stay, dwell_leaving_at_once(mean, dt=1.0), se, finds=0.03)


def test_targeting_attracts_those_whom_the_product_fits():
    """E[z | attracted within T] by quadrature; its limit for low hazards is the targeting itself."""
    spec = quiet({"protocol": "market", "marketing.targeting": 1.0, "marketing.reach_per_day": 0.05})
    spec = spec.but({"market.fit_sd": 0.1, "population": 450_000, "days": 5, "journey.attraction.days": 1e9})
    people = live(spec).customers

    def attracted(z, reach=0.05):
        return 1 - np.exp(-np.exp(z - 0.5) * reach * 5)

    share = over_fit(attracted)
    assert_share(people.attracted, share, finds=0.03)
    assert_mean(people.fit[people.attracted], 0.1 * over_fit(lambda z: z * attracted(z)) / share, finds=0.03)
    low = over_fit(lambda z: z * attracted(z, 1e-9)) / over_fit(lambda z: attracted(z, 1e-9))
    assert 0.1 * low == pytest.approx(fit_of_attracted(1.0, fit_sd=0.1), rel=1e-6)


# --- experience ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("quality", "expectation"), [(0.6, 0.6), (0.35, 0.45)])
def test_use_settles_where_performance_and_disconfirmation_say(quality, expectation):
    """One use a day with a frozen belief; after n days 1 - .9^n of the mean and 1 - .9^(2n) of the variance."""
    frozen = {"belief.prior_sd": 0, "belief.prior_mean": expectation, "product.usage_rate": 1}
    noisy = {"product.quality": quality, "product.experience_sd": 0.15}
    people = live(quiet(frozen, noisy, population=140_000, days=50)).customers
    steady = steady_experience(
        quality, expectation, competitor_quality=0.5, experience_sd=0.15, assimilation=0.15, use_weight=1.0,
        disconfirmation_weight=0.5, loss_aversion=2.0, recency=0.1,
    )  # fmt: skip
    sd = {"use": steady.sd_use, "gap": steady.sd_gap}
    settled = {"use": steady.mean_use, "gap": steady.mean_gap}
    for name in ("use", "gap"):
        values, expected = by_column(people.felt, name), settled[name] * (1 - 0.9**50)
        assert_mean(values, expected, finds=0.02)
        assert_mean((values - expected) ** 2, sd[name] ** 2 * (1 - 0.9**100), finds=0.03)
    assert_mean(people.levels, steady.mean_cx * (1 - 0.9**50), finds=0.03)


def test_a_column_of_incidents_has_its_mean_and_variance():
    """Daily losses of .15 that fade by half in 10 days, not recovered: a first-order autoregression."""
    spec = quiet(HEALS_AT_ONCE, {"failures.rate": 0.2, "failures.quality_slope": 0})
    spec = spec.but({"experience.incident_half_life_days": 10, "population": 140_000, "days": 50})
    model = live(spec)
    values = model.parts[0].world.books.scale * by_column(model.customers.felt, "failure")
    chance = 1 - math.exp(-0.2)
    given_ = {"loss": 0.15, "half_life_days": 10}
    mean = ledger_mean(chance, **given_) * (1 - 2**-5.0)
    assert_mean(values, mean, finds=0.02)
    assert_mean((values - mean) ** 2, ledger_variance(chance, **given_) * (1 - 2**-10.0), finds=0.03)


def test_unsolved_issues_come_back_as_a_geometric_series_says():
    damaged = {"journey.exit.damage_chance": 1, "journey.exit.damage_contact_chance": 1, "desk.max_attempts": 1000}
    unsolved = {"failures.major.resolution_chance": 0.4, "desk.recontact_chance": 0.7, "desk.recontact_days": 1}
    ample = {"desk.agents": 500, "desk.phone.handle_minutes": 1, "failures.self_fix_days": 1e12}
    spec = quiet(damaged, unsolved, ample, population=90_000, days=40)
    model = live(spec)
    people = model.customers
    assert not people.issue.any()
    assert sum(model.datacollector.model_vars["queue_minutes"]) == 0
    assert_mean(people.contacts, contacts_per_issue(0.4, recontact_chance=0.7), finds=0.02)
    assert_share(people.case == 0, finally_resolved(0.4, recontact_chance=0.7), finds=0.02)
    assert_share(people.first_resolved, 0.4, finds=0.031)


# --- opinions -----------------------------------------------------------------------------------------------

ASKED = 400_000


@pytest.fixture(scope="module")
def opinions():
    """Customers whose CX is normal, mean .15 and sd .15, and nothing else."""
    felt = {"journey.exit.weight": 1, "journey.exit.sd": 0.15, "journey.exit.quality": 0.75}
    spec = quiet(felt, {"experience.loss_aversion": 1}, population=ASKED, days=1)
    return JourneyModel(spec).run()


def test_recommendation_is_the_rounding_of_a_normal_latent(opinions):
    latent = latent_score(7.8 + 9 * 0.15, sd=latent_sd(2.0, slope=9, cx_sd=0.15))
    answers = opinions.customers["nps_answer"]
    assert_share(answers >= 9, latent.promoters, finds=0.03)
    assert_share(answers <= 6, latent.detractors, finds=0.03)
    p, q = latent.promoters, latent.detractors
    se = 100 * math.sqrt((p + q - (p - q) ** 2) / ASKED)
    assert_agrees(MEASURES["nps"](opinions), latent.nps, se, finds=0.03)
    assert FOUND * se < 1.0  # point of the scale from -100 to 100


def test_recommendation_follows_each_customers_own_cx(opinions):
    z = normals(customer_lucks(1, 0, np.arange(ASKED)), Decision.NPS, 0)
    latent = 7.8 + 9 * opinions.customers["cx_now"] + 2 * z
    assert np.array_equal(opinions.customers["nps_answer"], np.clip(np.rint(latent), 0, 10))


def test_a_test_too_small_to_ever_fail_is_an_error():
    with pytest.raises(AssertionError, match="too small"):
        assert_mean([0.0, 1.0, 0.0], 0.5, finds=0.1)
    with pytest.raises(AssertionError, match=r"z = "):
        assert_mean([0.5, 0.51] * 500, 0.52, finds=0.02)
