"""The noise of one run from groups of its customers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.measures.groups import GROUPS, of_groups
from sim.questions.rescue import SMALLEST_GAP
from sim.scenario import Scenario
from sim.simulate import simulate

FIRM = Scenario().but({
    "population": 500, "represents": 2, "days": 30, "measure_from_day": 10, "failures.rate": 0.03,
    "marketing.ad_cost": 3, "log": "none",
})  # fmt: skip
MEASURES = tuple(SMALLEST_GAP)


def groups_of(results, **more):
    """Give the groups of the first replication."""
    people, days = (next(results.pieces(table)) for table in ("customers", "daily"))
    return of_groups(results.scenario, people, days, MEASURES, **more)


@pytest.fixture(scope="module")
def results():
    """One run with a warm-up, advertising and a desk."""
    return simulate(FIRM, replications=1)


def test_one_group_is_the_whole_firm(results):
    whole = groups_of(results, groups=1)[0]
    assert whole == pytest.approx(results.runs.loc[0, list(MEASURES)].to_numpy(float), rel=1e-9)


def test_groups_average_to_the_firm(results):
    """Nearly: after a warm-up they have not all as many buyers."""
    groups = groups_of(results)
    assert groups.shape == (GROUPS, len(MEASURES))
    assert groups.mean(axis=0) == pytest.approx(results.runs.loc[0, list(MEASURES)].to_numpy(float), rel=0.01)
    assert (groups.std(axis=0) > 0).all()


def test_a_group_holds_the_customers_of_its_number(results):
    people = next(results.pieces("customers"))
    mine = people[people["customer"] % GROUPS == 3]
    retention, cx = groups_of(results)[3][:2]
    assert retention == pytest.approx(mine["kept"].mean())
    assert cx == pytest.approx((mine["cx_sum"] / mine["days"]).mean())


def test_a_group_pays_for_the_work_that_it_makes(results):
    people, days = next(results.pieces("customers")), next(results.pieces("daily"))
    mine = people[people["customer"] % GROUPS == 7]
    spec = results.scenario
    bill = days["wages"][spec.measure_from_day :].sum() / spec.weight * mine["wages"].sum() / people["wages"].sum()
    ads = days["advertising"][spec.measure_from_day :].sum() * len(mine) / len(people)
    profit = (mine["money"].sum() - bill - ads) / len(mine)
    assert groups_of(results)[7][MEASURES.index("profit")] == pytest.approx(profit)


def test_without_people_there_is_nothing_to_measure(results):
    nobody = of_groups(FIRM, pd.DataFrame(), next(results.pieces("daily")), MEASURES)
    assert np.isnan(nobody).all()
    assert np.isnan(groups_of(results, groups=501)[500]).all()


def test_a_desk_without_work_bills_everybody_alike():
    quiet = {"failures.rate": 0, "failures.question_rate": 0, "journey.exit.damage_chance": 0, "returns.rate": 0}
    results = simulate(FIRM.but({**quiet, "desk.agents": 2}), replications=1)
    profit = groups_of(results)[:, MEASURES.index("profit")]
    assert results.runs.loc[0, "contacts_per_buyer"] == 0
    assert profit.mean() == pytest.approx(results.runs.loc[0, "profit"])
    assert profit.max() < 0


@pytest.mark.slow
def test_groups_tell_the_noise_that_runs_of_their_own_luck_show():
    """The variance of twelve runs, and what the groups of each say of it: their ratio has the law F(11, 228)."""
    spec = FIRM.but({"population": 2_000, "represents": 10, "measure_from_day": 0, "days": 60})
    runs = simulate(spec, replications=12)
    pieces = zip(runs.pieces("customers"), runs.pieces("daily"), strict=True)
    within = np.mean([of_groups(spec, *pair, MEASURES).var(axis=0, ddof=1) for pair in pieces], axis=0) / GROUPS
    between = runs.runs[list(MEASURES)].var(ddof=1).to_numpy()
    assert (between / within < 2.7).all()
    assert (between / within > 0.25).all()
