"""Settings are found from a table of observations, and what the table cannot tell is said."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures import MEASURES
from sim.questions.fit import fit
from sim.questions.fit.answer import BY_CHANCE
from sim.questions.fit.bench import Bench
from sim.questions.fit.knobs import asked_for, knobs_for
from sim.questions.fit.targets import going_together, of_table
from sim.questions.observed import OBSERVABLES, Observation, error_of_share, halfway
from sim.scenario import Scenario
from sim.simulate import Job

pytestmark = pytest.mark.no_cover

FIRM = Scenario.load("archetypes/subscription").but({"population": 500, "represents": 1})
Z, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
AGES = (30, 90, 180, 365, 730)


def survival(rate, sd, ages=AGES, sensitivity=6.0):
    """Buyers who are still customers where experience is neutral and loyalty normal: E exp(-h t)."""

    hazard = rate * np.exp(-sensitivity * sd * Z)
    return (np.exp(-np.outer(ages, hazard)) @ WEIGHTS).tolist()


def retention(values, of=2_000, ages=AGES):
    """A curve of retention as a table has it."""
    return [
        Observation("retention", value, age, error_of_share(value, of), of=of, is_measured=True)
        for value, age in zip(values, ages, strict=True)
    ]


def by_formula(spec):
    return survival(spec.loyalty.churn_rate, spec.loyalty.sd)


def test_the_rate_and_the_spread_that_made_a_curve_are_found_within_the_stated_interval(on_paper):
    on_paper(by_formula)
    answer = fit(FIRM, {}, retention(survival(0.0005, 0.2)), rivals=())
    found = answer.estimates.set_index("key")
    for key, truth in (("loyalty.churn_rate", 0.0005), ("loyalty.sd", 0.2)):
        assert found.loc[key, "low_if_off"] < truth < found.loc[key, "high_if_off"]
        assert found.loc[key, "value"] == pytest.approx(truth, rel=0.02)
    assert answer.met["met"].all()
    assert answer.chance_of_misses > 0.5


def test_stated_intervals_cover_the_truth_as_often_as_they_say(on_paper):
    """A firm draws its 2,000 customers; 25 firms, two intervals each, of which 95 % are to hold the truth."""
    on_paper(by_formula, noise=0.01)
    truth, covered = {"loyalty.churn_rate": 0.0005, "loyalty.sd": 0.2}, []
    curve = np.array(survival(*truth.values()))
    for firm in range(25):
        left = np.random.default_rng(firm).multinomial(2_000, -np.diff([1.0, *curve, 0.0]))
        seen = 1.0 - np.cumsum(left[:-1]) / 2_000
        rows = fit(FIRM, {}, retention(seen), rivals=()).estimates.set_index("key")
        covered += [
            rows.loc[key, "low_if_off"] < value < rows.loc[key, "high_if_off"] for key, value in truth.items()
        ]
    assert 0.88 <= np.mean(covered) < 1.0


def test_one_age_settles_the_rate_and_several_the_spread_too():
    assert [knob.key for knob in knobs_for(asked_for(retention([0.8], ages=[90])), FIRM)] == ["loyalty.churn_rate"]
    keys = [knob.key for knob in knobs_for(asked_for(retention([0.9, 0.8], ages=[90, 180])), FIRM)]
    assert keys == ["loyalty.churn_rate", "loyalty.sd"]


def test_ages_that_lie_close_leave_the_spread_open_and_that_is_said(on_paper):
    ages = (30, 40)
    on_paper(lambda spec: survival(spec.loyalty.churn_rate, spec.loyalty.sd, ages))
    answer = fit(FIRM, {}, retention(survival(0.0006, 0.1, ages), ages=ages), rivals=())
    open_keys = {
        *answer.open,
        *(knob.key for knob in answer.knobs if any(knob.name in names for names in answer.alike)),
    }
    assert "loyalty.sd" in open_keys


def test_a_curve_that_the_model_cannot_draw_is_missed_by_more_than_chance(on_paper):
    on_paper(by_formula)
    answer = fit(FIRM, {}, retention([0.97, 0.93, 0.60, 0.59, 0.58]), rivals=())
    assert not answer.met["met"].all()
    assert answer.chance_of_misses < BY_CHANCE


def test_where_nobody_says_how_sure_the_table_is_nothing_is_said_of_chance(on_paper):
    on_paper(by_formula)
    rows = [
        Observation("retention", value, age, 0.01) for value, age in zip(survival(6e-4, 0.1), AGES, strict=True)
    ]
    assert np.isnan(fit(FIRM, {}, rows, rivals=()).chance_of_misses)


def test_errors_of_one_curve_go_together_as_those_of_the_same_people_do():
    curve, of = np.array([0.95, 0.8, 0.6]), 4_000
    left = np.random.default_rng(1).multinomial(of, -np.diff([1.0, *curve, 0.0]), size=40_000)
    seen = 1.0 - np.cumsum(left[:, :-1], axis=1) / of
    rows = of_table(retention(curve, of, ages=AGES[:3]), 0)
    assert going_together(rows) == pytest.approx(np.corrcoef(seen.T), abs=0.02)


def test_groups_of_different_people_have_errors_of_their_own():
    rows = of_table([*retention([0.9], 400, [90]), *retention([0.8], 300, [180])], 0)
    assert np.array_equal(going_together(rows), np.eye(2))


@pytest.fixture(scope="module")
def lives():
    """The same life looked at after 30 and after 60 days."""
    spec = FIRM.but({"failures.rate": 0.02, "loyalty.churn_rate": 0.004})
    return {days: Job(spec.but({"days": days}), 5, 0).run(lambda: None) for days in (30, 60)}


def measured(row, lives):
    (target,) = of_table([row], 60)
    return target.measured(*(lives[days] for days in target.lengths))


def test_an_age_of_retention_is_what_a_run_of_that_length_measures(lives):
    for age in (30, 60):
        assert measured(Observation("retention", 0.9, age, 0.01), lives) == MEASURES["retention"](lives[age])


def test_churn_by_contacts_is_of_those_who_were_there_when_they_were_counted(lives):
    assert halfway(60) == 30
    half, whole = lives[30].customers, lives[60].customers
    for least, most in ((0, 0), (1, None)):
        rows = [
            at for at in range(500)
            if half["is_customer"][at] and least <= half["contacts"][at] <= (most if most is not None else 10**6)
        ]  # fmt: skip
        gone = sum(not whole["is_customer"][at] for at in rows)
        share = measured(Observation("churn", 0.2, 60, 0.01, least, most), lives)
        assert share == pytest.approx(gone / len(rows))
        assert 0 < gone < len(rows)


@pytest.mark.parametrize("name", [name for name in OBSERVABLES if name not in ("retention", "repurchases")])
def test_everything_that_can_be_observed_is_measured_and_has_a_setting(lives, name):
    row = Observation(name, 0.5, 60, 0.01)
    assert np.isfinite(measured(row, lives))
    assert knobs_for(asked_for([row]), Scenario.load("archetypes/goods"))


def test_rows_are_taken_from_no_more_runs_than_their_ages_ask_for():
    rows = (*retention([0.9, 0.8], ages=[90, 365]), Observation("wait", 2.0, 365, 0.1))
    churn = Observation("churn", 0.2, 180, 0.01, 1, None)
    assert Bench(FIRM, {}, 1, None, None, rows).lengths == (365,)
    assert Bench(FIRM, {}, 1, None, None, (*rows, churn)).lengths == (90, 180, 365)
