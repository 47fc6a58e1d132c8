"""The same customer lived twice: the sums, the swap, what is certain, and worlds in which nothing can happen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import UsageError
from sim.questions.compare import Comparison
from sim.questions.counterfactual import OUTCOMES, counterfactual, lives_of
from sim.scenario import Scenario, said
from sim.simulate import simulate, simulate_all

pytestmark = pytest.mark.no_cover

FIRM = {
    "population": 150, "represents": 4, "days": 35, "log": "all", "failures.rate": 0.02,
    "loyalty.churn_rate": 0.004, "loyalty.churn_sensitivity": 8, "product.quality": 0.4,
}  # fmt: skip
SEGMENTS = [{"name": "calm", "share": 0.6}, {"name": "angry", "share": 0.4, "loyalty": {"churn_sensitivity": 9}}]
POOR, EXCELLENT = said("service/poor"), said("service/excellent")
MIXED = EXCELLENT | {"failures.minor.loss": 0.22}
"""A better desk, and worse failures: some are saved by the one, some harmed by the other."""


def both(settings, *, replications=2):
    """Give the runs of a firm before and after such a change."""
    spec = Scenario().but({**FIRM, **settings})
    return simulate_all([spec.but(POOR), spec.but(MIXED)], replications=replications, seed=7)


@pytest.fixture(scope="module")
def runs():
    """A cohort of two segments."""
    return both({"segments": SEGMENTS})


@pytest.fixture(scope="module")
def answer(runs):
    """Who is saved among them."""
    return counterfactual(*runs, names=("poor", "excellent"))


@pytest.fixture(scope="module")
def of_market():
    """A market, in which not the same people buy in both lives."""
    market = {"protocol": "market", "marketing.reach_per_day": 0.1, "market.lost_return_per_year": 40}
    runs = both({**market, "word_of_mouth.rate": 0.5, "word_of_mouth.conversion": 0.5, "log": "none"})
    return runs, counterfactual(*runs)


def test_every_outcome_is_met_here(answer):
    """So that the tests below look at something."""
    assert (answer.counts["people"] > 0).all()


def test_the_four_outcomes_are_everybody_to_the_last_person(answer, of_market):
    for found in (answer, of_market[1]):
        assert (found.runs[list(OUTCOMES)].sum(axis=1) == found.runs["everybody"]).all()
        assert found.counts["people"].sum() == found.runs["everybody"].sum()
        assert found.counts["share"].sum() == pytest.approx(1.0, abs=1e-15)


def test_saved_less_harmed_is_the_difference_in_retention(runs, answer):
    before, after = (results.runs["retention"].to_numpy() for results in runs)
    assert answer.net.mean == pytest.approx(np.mean(after - before), abs=1e-12)
    spread = np.std(after - before, ddof=1) / np.sqrt(2) * 12.706204736432095
    assert answer.net.high - answer.net.mean == pytest.approx(spread, rel=1e-9)


def test_each_person_is_counted_by_whether_he_is_a_customer_at_the_horizon(runs, answer):
    one, other = (results.customers.set_index(["replication", "customer"])["is_customer"] for results in runs)
    people = dict(answer.counts.set_index("outcome")["people"])
    assert people == {
        "saved": (~one & other).sum(), "harmed": (one & ~other).sum(),
        "kept_anyway": (one & other).sum(), "lost_anyway": (~one & ~other).sum(),
    }  # fmt: skip


def test_swapping_the_lives_swaps_saved_and_harmed(runs, answer):
    swapped = counterfactual(*reversed(runs))
    other_way = {"saved": "harmed", "harmed": "saved", "kept_anyway": "kept_anyway", "lost_anyway": "lost_anyway"}
    for table in ("counts", "bounds"):
        mine, theirs = (getattr(each, table).set_index("outcome") for each in (answer, swapped))
        assert mine.rename(index=other_way).loc[list(OUTCOMES)].equals(theirs)
    assert swapped.net.mean == -answer.net.mean
    assert (swapped.net.low, swapped.net.high) == (-answer.net.high, -answer.net.low)


def test_the_counts_lie_within_the_bounds(answer, of_market):
    for found in (answer, of_market[1]):
        shares = found.counts["share"].to_numpy()
        assert (found.bounds["least"].to_numpy() - 1e-12 <= shares).all()
        assert (shares <= found.bounds["most"].to_numpy() + 1e-12).all()


@pytest.mark.parametrize("stay", [(0.2, 0.5), (0.5, 0.2), (0.8, 0.9), (0.1, 0.3), (0.4, 0.4), (0.0, 1.0)])
def test_the_bounds_are_reached_by_some_sharing_of_luck_and_never_left(answer, stay):
    """Two lives of a thousand people: as alike as can be, as unlike as can be, and at random in between."""
    n, rng = 1000, np.random.default_rng(1)
    counts = [round(p * n) for p in stay]
    runs = answer.runs.iloc[:1].assign(everybody=n, stay_before=counts[0], stay_after=counts[1])
    bounds = replace(answer, runs=runs).bounds.set_index("outcome")
    before = np.arange(n) < counts[0]
    sorted_alike, opposite = np.arange(n) < counts[1], np.arange(n) >= n - counts[1]
    for after in (sorted_alike, opposite, *(rng.permutation(sorted_alike) for _ in range(20))):
        found = [~before & after, before & ~after, before & after, ~before & ~after]
        for outcome, share in zip(OUTCOMES, (each.mean() for each in found), strict=True):
            least, most = bounds.loc[outcome]
            assert least - 1e-12 <= share <= most + 1e-12
            if after is sorted_alike or after is opposite:
                assert min(abs(share - least), abs(share - most)) < 1e-12


def test_a_placebo_saves_and_harms_nobody(runs):
    spec = runs[0].scenario
    placebo = simulate(spec.but({"title": "the customer experience team"}), replications=2, seed=7)
    found = counterfactual(runs[0], placebo).counts.set_index("outcome")
    assert found.loc[["saved", "harmed"], "people"].tolist() == [0, 0]
    assert found.loc["kept_anyway", "people"] > 0
    assert found.loc["lost_anyway", "people"] > 0


def test_with_nothing_for_service_to_do_nobody_is_saved_or_harmed():
    nothing = {
        "failures.rate": 0, "failures.question_rate": 0, "journey.exit.damage_chance": 0, "returns.rate": 0,
        "journey.exit.setup_difficulty": 0, "journey.engagement.enquiry_chance": 0, "log": "none",
    }  # fmt: skip
    spec = Scenario().but({**FIRM, **nothing})
    found = counterfactual(*simulate_all([spec.but(POOR), spec.but(EXCELLENT)], replications=2, seed=7))
    counts = found.counts.set_index("outcome")
    assert counts.loc[["saved", "harmed"], ["people", "share", "low", "high"]].to_numpy().tolist() == [[0] * 4] * 2
    assert counts.loc["lost_anyway", "people"] > 0
    assert found.net.mean == 0


def test_nobody_without_a_contact_is_saved_by_the_desk(answer):
    """In a cohort nobody listens to others: the desk reaches those who contact it, and no one else."""
    assert (answer.facts.query("outcome == 'saved' and what == 'zero_contact_share'")["value"] == 0).all()
    assert answer.told("kept_anyway", "zero_contact_share").mean > 0


def test_what_is_told_of_people_is_told_of_the_right_ones(runs, answer):
    lives = next(iter(lives_of(*runs)))
    people = runs[1].customers.query("replication == 0").reset_index(drop=True)
    saved = people[lives.outcome == "saved"]
    facts = answer.facts.query("replication == 0 and outcome == 'saved' and life == 'after'").set_index("what")
    assert facts.loc["failures", "value"] == pytest.approx(saved["failures"].mean())
    assert facts.loc["cx_service", "value"] == pytest.approx(saved["cx_service"].mean())
    calls = runs[1].contacts.query("replication == 0 and channel in ('phone', 'chat')")
    calls = calls[calls["customer"].isin(saved["customer"])]
    assert facts.loc["wait_minutes", "value"] == pytest.approx(calls["wait_minutes"].mean())
    traits = answer.facts.query("replication == 0 and outcome == 'saved' and life == 'before'").set_index("what")
    assert traits.loc["fit", "value"] == pytest.approx(saved["fit"].mean())
    assert traits.loc["segment: angry", "value"] == pytest.approx((saved["segment"] == "angry").mean())


def test_traits_of_the_outcomes_average_to_those_of_everybody(answer):
    facts = dict(list(answer.facts.query("what == 'fit'").groupby("replication")))
    for number, run in answer.runs.set_index("replication").iterrows():
        fit = facts[number].set_index("outcome")["value"]
        people = run[list(OUTCOMES)]
        assert (fit[list(OUTCOMES)] * people).sum() / people.sum() == pytest.approx(fit["everybody"], abs=1e-12)


def test_in_a_market_everybody_is_who_bought_in_either_life(of_market):
    runs, answer = of_market
    ever = [results.customers["ever"].to_numpy() for results in runs]
    alone = (ever[0] != ever[1]).sum()
    assert alone > 0
    assert answer.runs["everybody"].sum() == (ever[0] | ever[1]).sum()
    assert answer.runs.filter(like="_one_life").to_numpy().sum() == alone
    # Who buys in one life alone cannot be kept in both.
    assert answer.runs["kept_anyway_one_life"].sum() == 0


def test_in_a_cohort_the_same_people_buy_in_both_lives(answer):
    assert (answer.counts["one_life"] == 0).all()


def test_runs_that_do_not_hold_the_same_people_are_refused(runs):
    spec = runs[0].scenario.but({"days": 5, "population": 20})
    small = simulate(spec, replications=2, seed=1)
    for settings, how, complaint in (
        ({"population": 21}, {}, "population of one is 20, of the other 21"),
        ({}, {"seed": 2}, "seed of one is 1, of the other 2"),
        ({}, {"replications": 3}, "number of replications of one is 2, of the other 3"),
        ({"days": 6}, {}, "days = 5"),
        ({"protocol": "market"}, {}, "protocol = cohort"),
    ):
        other = simulate(spec.but(settings), **{"replications": 2, "seed": 1, **how})
        with pytest.raises(UsageError, match=complaint):
            counterfactual(small, other)


def test_results_that_were_kept_tell_the_same(runs, answer, tmp_path):
    from sim.results import Results

    read = [Results.load(results.save(tmp_path / str(i))) for i, results in enumerate(runs)]
    again = counterfactual(*read, names=answer.names)
    assert again.runs.equals(answer.runs)
    assert again.facts["value"].to_numpy() == pytest.approx(
        answer.facts["value"].to_numpy(), nan_ok=True, rel=1e-12
    )


def test_a_comparison_counts_the_saved_of_the_same_people_only(runs, answer):
    smaller = simulate(runs[0].scenario.but({"population": 10}), replications=2, seed=7)
    found = Comparison("poor", runs[0], {"mixed": runs[1], "smaller": smaller}).counterfactuals
    assert list(found) == ["mixed"]
    assert found["mixed"].counts.equals(answer.counts)
