"""The index over time, its half-life, what service adds to which product, and what a kept customer costs."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.questions.rescue import CELLS, Rescue, cells_of, rescue
from sim.questions.rescue.index import HalfLife, attainable, days_told, fading, half_life, index_of
from sim.questions.survival import kept_by_age, survivors
from sim.scenario import Scenario
from sim.simulate import simulate, simulate_all

pytestmark = pytest.mark.no_cover

FIRM = Scenario.load("default").but({"population": 200, "represents": 1, "days": 70, "failures.rate": 0.02})
NOTHING_TO_DO = {
    "failures.rate": 0, "failures.question_rate": 0, "failures.outages_per_year": 0, "returns.rate": 0,
    "journey.exit.damage_chance": 0, "journey.exit.setup_difficulty": 0, "journey.engagement.enquiry_chance": 0,
    "desk.outreach_per_customer_year": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def answer() -> Rescue:
    return rescue(FIRM, replications=3, seed=3)


# --- over time ----------------------------------------------------------------------------------------------


def test_the_course_ends_as_the_index(answer):
    assert list(answer.index_over_time["day"].unique()) == [30, 60, 70]
    last = answer.index_over_time.query("day == 70").set_index("measure")
    whole = answer.index.set_index("measure")
    for measure in ("retention", "profit"):
        for column in ("index", "low", "high", "se"):
            assert last.loc[measure, column] == pytest.approx(whole.loc[measure, column], rel=1e-9, nan_ok=True)


def test_each_day_is_reckoned_as_if_the_run_had_ended_then(answer):
    """The first days of a long run are the run of those days."""
    shorter = rescue(FIRM.but({"days": 30}), replications=3, seed=3).index.set_index("measure")
    then = answer.index_over_time.query("day == 30").set_index("measure")
    for measure in ("retention", "profit"):
        assert then.loc[measure, "index"] == pytest.approx(shorter.loc[measure, "index"], rel=1e-9)
        assert then.loc[measure, "high"] == pytest.approx(shorter.loc[measure, "high"], rel=1e-9)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (20, [20]),
        (30, [30]),
        (45, [30, 45]),
        (365, [30, 60, 90, 180, 365]),
        (800, [30, 60, 90, 180, 365, 730, 800]),
    ],
)
def test_the_days_that_are_told_go_as_far_as_the_run(days, told):
    assert days_told(Scenario().but({"days": days})) == told


@pytest.mark.parametrize(
    "changes", [{"protocol": "market", "marketing.reach_per_day": 0.05}, {"measure_from_day": 30}], ids=str
)
def test_where_people_buy_on_different_days_the_course_ends_as_retention_too(changes):
    results = simulate(FIRM.but({"days": 80, **changes}), replications=2)
    course = kept_by_age(results)
    assert course[:, -1] == pytest.approx(results.runs["retention"].to_numpy(), rel=1e-9)
    assert (np.diff(course, axis=1) <= 1e-12).all()
    assert course.shape == (2, results.provenance["retention_days"])


def test_in_a_cohort_both_ways_to_count_who_stays_are_one():
    results = simulate(FIRM, replications=1)
    (people,) = results.pieces("customers")
    assert kept_by_age(results)[0] == pytest.approx(survivors(people, np.arange(1, 71), horizon=70), abs=1e-12)


# --- half-life and fading -----------------------------------------------------------------------------------


def cells(closed, days=120):
    """Give four cells in which service closes a share of a gap of one half on each day, alike in three worlds."""
    share = np.array([closed(day) for day in range(1, days + 1)])
    kept = {"weak_poor": 0.3, "weak_excellent": 0.3 + 0.5 * share, "strong_poor": 0.8, "strong_excellent": 0.9}

    def finished(course):
        rows = [
            (r, day, 1000.0 * at + r) for r in range(3) for day, at in enumerate(np.broadcast_to(course, days))
        ]
        daily = pd.DataFrame(rows, columns=["replication", "day", "customers"]).assign(churned=0.0, returned=0.0)
        return SimpleNamespace(scenario=Scenario().but({"days": days, "population": 1000}), daily=daily)

    return {cell: finished(course) for cell, course in kept.items()}


def test_the_half_life_is_the_day_on_which_half_of_it_is_gone():
    found = half_life(cells(lambda day: 0.4 if day < 77 else 0.19))
    assert (found.days, found.within, found.known) == (77, 120, True)


def test_a_course_that_never_halves_has_no_half_life():
    assert half_life(cells(lambda day: 0.4 - 0.001 * day)) == HalfLife(None, 120, known=True)


@pytest.mark.parametrize(("closed", "days"), [(0.0, 120), (-0.1, 120), (float("nan"), 120), (0.4, 20), (0.4, 30)])
def test_where_service_closed_nothing_at_first_the_half_life_is_not_known(closed, days):
    assert half_life(cells(lambda _: closed, days=days)) == HalfLife(None, days, known=False)


def test_what_fades_is_told_from_what_does_not():
    falling = fading(cells(lambda day: 0.4 - 0.001 * day))
    assert (falling.early, falling.late) == (90, 120)
    assert falling.change.difference == pytest.approx(-0.03)
    assert falling.change.fell
    assert not fading(cells(lambda day: 0.3)).change.fell
    assert fading(cells(lambda day: 0.3, days=90)) is None


# --- what else ----------------------------------------------------------------------------------------------


def test_the_attainable_index_is_of_the_gap_to_the_strong_product_with_excellent_service():
    """By hand: 0.10 and 0.12 of 0.50 and 0.56 is 0.22 of 1.06; at Fieller's ends a - r b is t errors off 0."""
    kept = {
        "weak_poor": (0.30, 0.28), "weak_excellent": (0.40, 0.40), "strong_poor": (0.70, 0.72),
        "strong_excellent": (0.80, 0.84),
    }  # fmt: skip
    steady = {"cx": 0.0, "nps": 0.0, "clv": 0.0, "profit": 0.0}
    worlds = {
        cell: SimpleNamespace(runs=pd.DataFrame({"retention": values, **steady})) for cell, values in kept.items()
    }
    table = attainable(worlds).set_index("measure")
    row = table.loc["retention"]
    assert row["index"] == pytest.approx(0.22 / 1.06)
    for end in (row["low"], row["high"]):
        rest = np.array([0.10 - end * 0.50, 0.12 - end * 0.56])
        assert abs(rest.mean()) == pytest.approx(12.706204736 * rest.std(ddof=1) / 2**0.5, rel=1e-6)
    assert row["low"] < row["index"] < row["high"]
    assert not table.loc["cx", "defined"], "no gap, no share of it"


def test_the_interaction_is_what_service_moves_on_the_strong_product_less_on_the_weak(answer):
    value = {cell: results.runs["clv"].to_numpy() for cell, results in answer.results.items()}
    each = (value["strong_excellent"] - value["strong_poor"]) - (value["weak_excellent"] - value["weak_poor"])
    row = answer.interaction.set_index("measure").loc["clv"]
    assert row["estimate"] == pytest.approx(each.mean())
    reach = 4.302652729911275 * each.std(ddof=1) / 3**0.5
    assert (row["low"], row["high"]) == pytest.approx((each.mean() - reach, each.mean() + reach), rel=1e-6)


def test_a_kept_customer_costs_the_wages_and_compensation_that_excellent_service_takes_more(answer):
    """Nothing but compensation makes a customer's money less than his purchases, returns and margins."""
    money = FIRM.money
    bills = []
    for cell in ("weak_poor", "weak_excellent"):
        results = answer.results[cell]
        people, sale = results.customers, money.price - money.unit_cost
        brought = (
            sale * people["purchases"] - (sale + money.return_cost) * people["returns"]
            + money.recurring_margin_per_day * people["days"]
        )  # fmt: skip
        bills.append((brought - people["money"]).sum() + results.daily["wages"].sum())
        if cell == "weak_poor":
            assert (brought - people["money"]).sum() == pytest.approx(
                0, abs=1e-6
            )  # poor service compensates nobody
    kept = [answer.results[cell].runs["active"].sum() for cell in ("weak_poor", "weak_excellent")]
    found = answer.cost_per_rescued
    assert found.defined
    assert found.estimate == pytest.approx((bills[1] - bills[0]) / (kept[1] - kept[0]), rel=1e-9)
    assert found.low < found.estimate < found.high


@pytest.mark.parametrize(
    "changes",
    [
        {"loyalty.winback_offer": 0.1},
        {"segments": [{"name": "a", "share": 1.0, "money.price": 90}]},
    ],
    ids=str,
)
def test_where_the_books_do_not_tell_compensation_the_cost_is_not_known(changes):
    small = FIRM.but({"population": 60, "days": 40, **changes})
    found = rescue(small, replications=2).cost_per_rescued
    assert not found.defined
    assert np.isnan([found.estimate, found.low, found.high]).all()


def test_with_nothing_for_service_to_do_it_rescues_nobody_and_harms_nobody():
    idle = FIRM.but({**NOTHING_TO_DO, "days": 60, "loyalty.churn_rate": 0.004})
    answer = rescue(idle, replications=3)
    contacts = [results.runs["contacts_per_buyer"].sum() for results in answer.results.values()]
    assert contacts == [0, 0, 0, 0]
    index = answer.index.set_index("measure")
    for measure in ("retention", "cx", "nps"):
        assert index.loc[measure, "defined"]
        assert (index.loc[measure, ["index", "low", "high", "se"]] == 0).all()
    course = answer.index_over_time.query("measure == 'retention' and defined")
    assert len(course)
    assert (course["index"] == 0).all()
    assert answer.half_life.days is None
    assert not answer.cost_per_rescued.defined
    counts = answer.counterfactual.counts.set_index("outcome")
    assert counts.loc["saved", "people"] == counts.loc["harmed", "people"] == 0
    assert counts["share"].sum() == pytest.approx(1)


def test_nobody_has_no_index_and_no_counterfactual():
    nobody = rescue(FIRM.but({"population": 0, "days": 40}), replications=2)
    assert not nobody.index["defined"].any()
    assert nobody.index_over_time["index"].isna().all()
    assert nobody.counterfactual is None
    assert "no gap in retention" in repr(nobody)


def test_one_replication_has_an_index_and_no_interval():
    alone = rescue(FIRM.but({"population": 100, "days": 40}), replications=1)
    row = alone.index.set_index("measure").loc["cx"]
    assert row["defined"]
    assert np.isnan([row["low"], row["high"], row["se"]]).all()
    assert alone.half_life.within == 40


FINDINGS = {"replications": 3, "workers": 2}


@pytest.mark.slow
def test_the_typical_firm_rescues_about_a_fifth_and_it_fades():
    answer = rescue(Scenario.load("default").but({"population": 8_000}), **FINDINGS)
    index = answer.index.set_index("measure")["index"]
    assert 0.12 < index["retention"] < 0.24
    change = answer.fading.change
    assert change.difference < -2 * change.standard_error
    assert change.fell
    assert index["clv"] < index["cx"] < index["retention"]


@pytest.mark.slow
def test_service_rescues_most_where_it_is_most_of_what_customers_meet():
    order = ("low_touch", "goods", "subscription", "utility")
    firms = [Scenario.load(f"archetypes/{name}").but({"population": 4_000}) for name in order]
    found = [rescue(firm, **FINDINGS).index.set_index("measure").loc["retention"] for firm in firms]
    for less, more in pairwise(found):
        assert less["high"] < more["low"]


@pytest.mark.slow
def test_the_interval_holds_the_truth_in_95_of_100_small_experiments():
    """A thousand experiments of five replications, cut from one long series whose ratio is the truth."""
    small = FIRM.but({"population": 80, "days": 8, "log": "none"})
    needed = dict(list(zip(CELLS, cells_of(small), strict=True))[:3])
    made = dict(zip(needed, simulate_all(list(needed.values()), replications=5000, workers=2), strict=True))
    for measure in ("cx", "nps"):
        value = {cell: results.runs[measure].to_numpy() for cell, results in made.items()}
        truth = index_of(value, measure)["index"]
        cut = [index_of({c: v[at : at + 5] for c, v in value.items()}, measure) for at in range(0, 5000, 5)]
        known = [one for one in cut if one["defined"]]
        assert len(known) > 950
        held = np.mean([one["low"] <= truth <= one["high"] for one in known])
        assert 0.93 < held < 0.97, measure
