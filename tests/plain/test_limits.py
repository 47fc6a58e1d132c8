"""The plain engine where mathematics says what must come out.

Each estimate is compared in standard errors: more than 5 apart is a fault. A bias of 7.35 standard errors is found
in 99 of 100 cases, so every test states the smallest bias that it can find, and fails if it could not find it.
Where one day is not short against a rate, the expected value is that of days, and the closed form is its limit.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import special, stats
from small_worlds import FUNNEL, change, column, live, quiet

from sim import luck
from sim.luck import Decision
from sim.measures import MEASURES
from sim.measures.record import LEDGER
from sim.plain import PlainModel
from sim.scenario import Scenario
from sim.theory.diffusion import (
    adstock_after_impulse,
    bass_share,
    bass_ticks,
    dwell_leaving_at_once,
    fit_of_attracted,
)
from sim.theory.learning import steady_experience
from sim.theory.renewal import (
    contacts_per_issue,
    finally_resolved,
    heterogeneity_factor,
    ledger_mean,
    ledger_variance,
    renewal_rate,
    steady_skill,
    surviving,
    weibull_count,
)
from sim.theory.value import latent_score, latent_sd

# CI holds the fast engine to the same, and the two engines to each other, customer by customer.
pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

CUT = 5.0
FOUND = 7.35
"""A bias of so many standard errors is found with 99 % power by a cut of 5.03."""


def assert_agrees(estimate, expected, se, *, finds):
    """Compare in standard errors; `finds` is the smallest bias that the test promises to find."""
    assert FOUND * se <= finds, f"too small to ever fail: finds {FOUND * se:.3g}, promised {finds:.3g}"
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


# --- attraction ---------------------------------------------------------------------------------------------

TALK = {
    "word_of_mouth.sensitivity": 0,
    "word_of_mouth.positivity": 1e3,
    "word_of_mouth.rate": 1,
    "word_of_mouth.memory_days": 0,
    "word_of_mouth.conversion": 0.12,
    "marketing.reach_per_day": 0.02,
    "marketing.targeting": 0,
}


@pytest.fixture(scope="module")
def bass():
    """A market in which whoever notices the product buys it, and praises it once a day."""
    return live(quiet(FUNNEL, TALK, {"marketing.reach_per_day": 0.02}, population=4000, days=40))


def test_a_market_fills_as_bass_says(bass):
    """Adopters in days, N to infinity; the noise of N people is carried along the recursion (its derivative)."""
    adopters = np.cumsum(column(bass, "purchases")) / 4000
    ticks = bass_ticks(innovation=0.02, imitation=0.12, dt=1.0)
    variance = share = 0.0
    for day in range(40):
        stay = math.exp(-(0.02 + 0.12 * share))
        variance = (stay * (1 + (1 - share) * 0.12)) ** 2 * variance + (1 - share) * stay * (1 - stay) / 4000
        share = next(ticks)
        if day in (4, 9, 19, 29, 39):
            assert_agrees(adopters[day], share, math.sqrt(variance), finds=0.1)


def test_the_days_of_bass_are_close_to_his_closed_form():
    ticks = bass_ticks(innovation=0.02, imitation=0.12, dt=1.0)
    for day in range(1, 41):
        assert next(ticks) == pytest.approx(bass_share(day, innovation=0.02, imitation=0.12), abs=0.03)


def test_a_market_fills_person_by_person_as_their_thresholds_say(bass):
    """The same exactly: with the drawn thresholds known, the talk of the day before says who comes today."""
    people = luck.customer_lucks(1, 0, np.arange(4000))
    threshold = luck.thresholds(people, Decision.ATTRACT, 1)
    spent = adopters = 0.0
    for bought in np.cumsum(column(bass, "purchases")):
        spent += 0.02 + 0.12 * adopters
        adopters = np.mean(threshold <= spent)
        assert bought == round(adopters * 4000)


def test_people_dwell_in_a_phase_as_long_as_its_mean_says():
    """A day can be left on arrival: dt / (exp(dt / T) - 1) days on average."""
    days = {"attraction": 2.0, "entry": 3.0, "engagement": 4.0, "exit": 5.0}
    spec = quiet(FUNNEL, {f"journey.{p}.days": d for p, d in days.items()}, population=1500, days=60)
    model = live(spec)
    phases = ["attraction", "entry", "engagement", "exit", "extension"]
    entered = {phase: np.full(1500, -1) for phase in phases}
    log = model.log.events
    for who, day, activity in zip(log["customer"], log["day"], log["activity"], strict=True):
        entered[activity][who] = day
    assert all(np.all(day >= 0) for day in entered.values())
    for phase, after in pairwise(phases):
        stay = entered[after] - entered[phase]
        assert_mean(stay, dwell_leaving_at_once(days[phase], dt=1.0), finds=0.22 * days[phase])


def test_targeting_attracts_those_whom_the_product_fits():
    """E[z | attracted within T] by quadrature; its limit for low hazards is the targeting itself."""
    spec = quiet({"protocol": "market", "marketing.targeting": 0.5, "marketing.reach_per_day": 0.02})
    spec = spec.but({"market.fit_sd": 0.1, "population": 8000, "days": 5, "journey.attraction.days": 1e9})
    model = live(spec)
    fit = [customer.fit for customer in model.customers if customer.tally.attracted]

    def attracted(z, reach=0.02):
        return 1 - np.exp(-np.exp(0.5 * z - 0.125) * reach * 5)

    share = over_fit(attracted)
    assert_share([c.tally.attracted for c in model.customers], share, finds=0.03)
    assert_mean(fit, 0.1 * over_fit(lambda z: z * attracted(z)) / share, finds=0.03)
    low = over_fit(lambda z: z * attracted(z, 1e-9)) / over_fit(lambda z: attracted(z, 1e-9))
    assert 0.1 * low == pytest.approx(fit_of_attracted(0.5, fit_sd=0.1), rel=1e-6)


def test_constant_advertising_stays_constant_and_an_impulse_fades():
    model = live(quiet(population=0, days=200), 100)
    assert column(model, "adstock") == pytest.approx([1.0] * 100, rel=1e-12)
    change(model, {"marketing.ad_spend": 2})
    model.step()
    change(model, {"marketing.ad_spend": 1})
    for _ in range(99):
        model.step()
    for days, adstock in enumerate(column(model, "adstock")[100:]):
        assert adstock - 1 == pytest.approx(adstock_after_impulse(days, half_life_days=28), rel=1e-9)


# --- experience ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("quality", "expectation"), [(0.6, 0.6), (0.35, 0.45)])
def test_use_settles_where_performance_and_disconfirmation_say(quality, expectation):
    """One use a day with a frozen belief; after n days 1 - .9^n of the mean and 1 - .9^(2n) of the variance."""
    frozen = {"belief.prior_sd": 0, "belief.prior_mean": expectation, "product.usage_rate": 1}
    spec = quiet(frozen, {"product.quality": quality, "product.experience_sd": 0.15}, population=1200, days=50)
    model = live(spec)
    steady = steady_experience(
        quality, expectation, competitor_quality=0.5, experience_sd=0.15, assimilation=0.15, use_weight=1.0,
        disconfirmation_weight=0.5, loss_aversion=2.0, recency=0.1,
    )  # fmt: skip
    for name, mean, sd in (("use", steady.mean_use, steady.sd_use), ("gap", steady.mean_gap, steady.sd_gap)):
        values = np.array([getattr(customer.ledger, name) for customer in model.customers])
        expected = mean * (1 - 0.9**50)
        assert_mean(values, expected, finds=0.006)
        assert_mean((values - expected) ** 2, sd**2 * (1 - 0.9**100), finds=0.45 * sd**2)


TROUBLE = {"failures.minor.contact_chance": 1, "failures.major_share": 0, "failures.escalation": 0}
"""Every failure is minor, told at once and put right the same day."""


def test_failures_come_as_often_as_quality_and_fit_say():
    """In days: the mean of 1 - exp(-h) over fit; its limit is h times the factor of heterogeneity."""
    spec = quiet(TROUBLE, {"failures.rate": 0.03, "market.fit_sd": 0.1}, population=1500, days=50)
    counts = [customer.tally.failures for customer in live(spec).customers]
    h = 0.03 * math.exp(-5 * 0.1)
    assert_mean(counts, 50 * over_fit(lambda z: 1 - np.exp(-h * np.exp(-0.5 * z))), finds=0.3)
    slow = over_fit(lambda z: 1 - np.exp(-1e-7 * np.exp(-0.5 * z)))
    assert slow == pytest.approx(1e-7 * heterogeneity_factor(5, fit_sd=0.1), rel=1e-6)


def test_an_open_case_keeps_the_next_failure_away():
    """Silent cases that heal by themselves: a chain of two states, whose limit is the renewal theorem."""
    silent = TROUBLE | {"failures.minor.contact_chance": 0, "failures.self_fix_days": 5, "failures.rate": 0.1}
    spec = quiet(silent, population=1500, days=60)
    counts = [customer.tally.failures for customer in live(spec).customers]
    h = 0.1 * math.exp(-0.5)

    def expected(h, fix, days):
        open_, total = 0.0, 0.0
        for _ in range(days):
            closed = 1 - open_ * (1 - fix)  # healing comes before failing
            total += closed * h
            open_ = (1 - closed) + closed * h
        return total

    assert_mean(counts, expected(1 - math.exp(-h), 1 - math.exp(-1 / 5), 60), finds=0.3)
    per_day = expected(h / 100, 1 / 5 / 100, 200_000) * 100 / 200_000
    assert per_day == pytest.approx(renewal_rate(h, mean_open_days=5), rel=0.01)


@pytest.mark.parametrize("shape", [0.7, 2.0])
def test_ageing_products_fail_by_the_power_law(shape):
    ageing = {"failures.rate": 1 / 30, "failures.quality_slope": 0, "failures.weibull_scale_days": 30}
    spec = quiet(TROUBLE, ageing, {"failures.weibull_shape": shape}, population=800, days=60)
    counts = [customer.tally.failures for customer in live(spec).customers]
    hazards = [shape / 30 * (max(age, 1) / 30) ** (shape - 1) for age in range(60)]
    assert_mean(counts, -sum(math.expm1(-h) for h in hazards), finds=0.5)
    assert sum(hazards) == pytest.approx(weibull_count(60, shape=shape, scale_days=30), rel=0.05)


def test_a_column_of_incidents_has_its_mean_and_variance():
    """Daily losses of .15 that fade by half in 10 days, not recovered: a first-order autoregression."""
    spec = quiet(TROUBLE, {"failures.rate": 0.2, "failures.quality_slope": 0, "recovery.cap": 0})
    spec = spec.but({"experience.incident_half_life_days": 10, "population": 1500, "days": 50})
    columns = np.array([customer.ledger.failure for customer in live(spec).customers])
    chance = 1 - math.exp(-0.2)
    given_ = {"loss": 0.15, "half_life_days": 10}
    mean = ledger_mean(chance, **given_) * (1 - 2**-5.0)
    variance = ledger_variance(chance, **given_) * (1 - 2**-10.0)
    assert_mean(columns, mean, finds=0.035)
    assert_mean((columns - mean) ** 2, variance, finds=0.3 * variance)


# --- the desk and what follows ------------------------------------------------------------------------------


def test_unsolved_issues_come_back_as_a_geometric_series_says():
    damaged = {"journey.exit.damage_chance": 1, "journey.exit.damage_contact_chance": 1, "desk.max_attempts": 1000}
    unsolved = {"failures.major.resolution_chance": 0.4, "desk.recontact_chance": 0.7, "desk.recontact_days": 1}
    spec = quiet(damaged, unsolved, {"failures.self_fix_days": 1e12}, population=2500, days=35)
    model = live(spec)
    assert all(customer.issue is None for customer in model.customers)
    counts = [customer.tally.contacts for customer in model.customers]
    assert_mean(counts, contacts_per_issue(0.4, recontact_chance=0.7), finds=0.2)
    solved = [customer.case is None for customer in model.customers]
    assert_share(solved, finally_resolved(0.4, recontact_chance=0.7), finds=0.08)
    assert_share([c.tally.first_resolved for c in model.customers], 0.4, finds=0.08)


def test_skill_settles_where_learning_and_leaving_balance():
    moving = {"staff.skill": 0.75, "staff.turnover_per_year": 1}
    skill = column(live(quiet(moving, population=0, days=1500)), "skill")[-1]
    settled = steady_skill(0.75, learn_days=60, turnover_per_year=1, newhire_share=0.5)
    assert skill == pytest.approx(settled, abs=1e-6)


@pytest.mark.parametrize("loyalty_sd", [0.0, 0.1])
def test_customers_leave_as_a_mixture_of_exponentials(loyalty_sd):
    spec = quiet({"loyalty.churn_rate": 0.01, "loyalty.sd": loyalty_sd}, population=2500, days=60)
    left = np.array([c.left_day if c.left_day >= 0 else 1000 for c in live(spec).customers])
    for days in (3, 9, 30, 60):
        expected = surviving(days, cx=0.0, churn_rate=0.01, churn_sensitivity=6.0, loyalty_sd=loyalty_sd)
        assert_share(left >= days, expected, finds=0.08)


@pytest.fixture(scope="module")
def opinions():
    """Customers whose CX is normal, mean .05 and sd .15, and nothing else."""
    felt = {"journey.exit.weight": 1, "journey.exit.sd": 0.15, "journey.exit.quality": 0.65}
    spec = quiet(felt, {"experience.loss_aversion": 1}, population=5000, days=1)
    return PlainModel(spec).run()


def test_recommendation_is_the_rounding_of_a_normal_latent(opinions):
    latent = latent_score(7.8 + 9 * 0.05, sd=latent_sd(2.0, slope=9, cx_sd=0.15))
    answers = opinions.customers["nps_answer"]
    assert_share(answers >= 9, latent.promoters, finds=0.06)
    assert_share(answers <= 6, latent.detractors, finds=0.06)
    p, q = latent.promoters, latent.detractors
    se = 100 * math.sqrt((p + q - (p - q) ** 2) / 5000)
    assert_agrees(MEASURES["nps"](opinions), latent.nps, se, finds=10)


def test_satisfaction_is_the_rounding_of_a_normal_latent(opinions):
    mean, sd = 4.0 + 4.5 * 0.05, math.hypot(0.8, 4.5 * 0.15)
    answers = opinions.customers["csat_answer"]
    for answer in (1, 2, 3, 4):
        expected = float(stats.norm.cdf((answer + 0.5 - mean) / sd))
        assert_share(answers <= answer, expected, finds=0.06)


def test_those_who_feel_strongly_answer_surveys_more_often(opinions):
    """expit(logit(.2) + 2 CX^2), averaged over CX."""
    expected = over_fit(lambda z: special.expit(special.logit(0.2) + 2 * (0.05 + 0.15 * z) ** 2))
    assert expected > 0.205
    assert_share(opinions.customers["answers_survey"], expected, finds=0.05)
    exact = luck.uniforms(luck.customer_lucks(1, 0, np.arange(5000)), Decision.ANSWERS_SURVEY, 0)
    chance = special.expit(special.logit(0.2) + 2 * opinions.customers["cx_now"] ** 2)
    assert np.array_equal(opinions.customers["answers_survey"], exact < chance)


def test_survey_answers_follow_each_customers_own_cx(opinions):
    z = luck.normals(luck.customer_lucks(1, 0, np.arange(5000)), Decision.NPS, 0)
    latent = 7.8 + 9 * opinions.customers["cx_now"] + 2 * z
    assert np.array_equal(opinions.customers["nps_answer"], np.clip(np.rint(latent), 0, 10))


# --- exact limits -------------------------------------------------------------------------------------------

EVERYDAY = {"population": 150, "represents": 1, "days": 60}
SERVICE_LEVERS = {
    "staff.skill": 0.3,
    "desk.staffing_ratio": 0.5,
    "desk.agents": 400,
    "recovery.compensation": 1.0,
    "recovery.effort_discount": 0.1,
    "desk.self_service.success": 1.0,
    "desk.self_service.share": 0.9,
    "desk.open_hours": 3,
    "recovery.cap": 0.1,
    "recovery.service_weight": 5.0,
    "desk.handle_time_target": 0.5,
    "desk.relationship_minutes": 20,
}


@pytest.fixture(scope="module", params=["cohort", "market"])
def undisturbed(request):
    """A lively firm whose customers never have anything to tell the desk."""
    nothing_to_say = {
        "failures.rate": 0, "failures.question_rate": 0, "returns.rate": 0, "journey.exit.damage_chance": 0,
        "journey.engagement.enquiry_chance": 0, "protocol": request.param, "marketing.reach_per_day": 0.05,
        "loyalty.repurchases_per_year": 12, "loyalty.churn_rate": 0.002, "market.winbacks_per_year": 12,
    }  # fmt: skip
    spec = Scenario().but(EVERYDAY | nothing_to_say)
    return spec, PlainModel(spec).run()


@pytest.mark.parametrize("lever", SERVICE_LEVERS)
def test_service_changes_nobody_who_has_nothing_to_say(undisturbed, lever):
    """Bit by bit, whatever the lever; only what a customer is worth may differ, by the wages of idle agents."""
    spec, before = undisturbed
    after = PlainModel(spec.but({lever: SERVICE_LEVERS[lever]})).run()
    assert before.customers["ever"].any()
    assert len(set(before.customers["phase"])) > 1
    for name, values in before.customers.items():
        if name != "residual":
            assert np.array_equal(values, after.customers[name]), name
    for name in ("retention", "cx", "nps"):
        assert MEASURES[name](before) == MEASURES[name](after)


def test_service_does_change_those_who_have_something_to_say():
    """The control of the test above: with failures every lever but the idle ones is felt."""
    spec = Scenario().but(EVERYDAY | {"failures.rate": 0.05})
    before = PlainModel(spec).run().customers["cx_sum"]
    for lever, value in SERVICE_LEVERS.items():
        assert not np.array_equal(before, PlainModel(spec.but({lever: value})).run().customers["cx_sum"]), lever


def test_perfect_service_rescues_a_product_that_shows_only_in_its_failures():
    """Every loss is told, made good in full at once: no evening knows of it, and quality keeps nobody."""
    perfect = {
        "experience.use_weight": 0, "failures.minor.contact_chance": 1, "failures.major.contact_chance": 1,
        "recovery.cap": 1, "recovery.repeat_attenuation": 1, "recovery.service_weight": 0,
        "recovery.compensation": 1, "failures.minor.open_penalty": 0, "failures.major.open_penalty": 0,
        "failures.rate": 0.05,
        "loyalty.churn_rate": 0.01, "loyalty.sd": 0.1, "market.fit_sd": 0.1,
        "experience.incident_half_life_days": 60, "product.usage_rate": 0.3,
    }  # fmt: skip
    models = {}
    for product, quality in (("weak", 0.35), ("strong", 0.8)):
        model = PlainModel(quiet(perfect, {"product.quality": quality}, population=300, days=60))
        while model.running:
            model.step()
            for customer in model.customers:
                assert customer.ledger.failure + customer.ledger.service == pytest.approx(0.0, abs=1e-12)
        models[product] = model
    weak, strong = models["weak"].record(), models["strong"].record()
    assert weak.customers["failures"].sum() > 3 * strong.customers["failures"].sum() > 0
    assert np.array_equal(weak.customers["left_day"], strong.customers["left_day"])
    assert 0.2 < MEASURES["retention"](weak) == MEASURES["retention"](strong) < 0.9


def test_the_parts_of_the_ledger_add_up_to_cx():
    record = PlainModel(Scenario().but(EVERYDAY | {"failures.rate": 0.02, "desk.agents": 1})).run()
    sums = sum(record.customers[f"sum_{name}"] for name in LEDGER)
    assert sums == pytest.approx(record.customers["cx_sum"], abs=1e-12)
    assert all(np.any(record.customers[f"sum_{name}"] != 0.0) for name in LEDGER)
    parts = sum(MEASURES[f"cx_{name}"](record) for name in LEDGER)
    assert parts == pytest.approx(MEASURES["cx"](record), abs=1e-12)


def test_a_test_too_small_to_ever_fail_is_an_error():
    with pytest.raises(AssertionError, match="too small"):
        assert_mean([0.0, 1.0, 0.0], 0.5, finds=0.1)
    with pytest.raises(AssertionError, match=r"z = "):
        assert_mean([0.0, 0.01] * 50, 0.5, finds=0.1)
