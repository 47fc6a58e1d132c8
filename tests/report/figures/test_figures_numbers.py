"""What is drawn is what was measured."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from sim import Scenario, simulate
from sim.report import figures, findings
from sim.report.figures.curves import binned, draw_curve, over_replications
from sim.report.figures.desk_day import parts_of_the_day, parts_that_tell, share
from sim.report.figures.journey import mean_counts
from sim.report.figures.ledger import PARTS, contributions
from tests.report.figures.conftest import WORLDS, leaving

pytestmark = pytest.mark.no_cover

BUSY = [name for name in WORLDS if name != "nobody"]


@pytest.mark.parametrize("name", BUSY)
def test_the_curve_of_retention_falls_from_all_to_the_measure(name, world):
    results = world(name)
    days = results.provenance["retention_days"]
    curve = figures.survival(results.customers, days=days, horizon=results.scenario.days)
    for replication, rows in curve.groupby("replication"):
        measured = results.runs.set_index("replication")["retention"][replication]
        assert rows["value"].iloc[0] == 100
        assert rows["value"].is_monotonic_decreasing
        assert rows["value"].iloc[-1] == pytest.approx(100 * measured)


@pytest.mark.parametrize("last", [3.0, 30.0, 70.0, 100.0])
def test_the_number_at_the_end_of_the_curve_of_retention_hides_nothing_of_it(last, texts):
    curve = pd.DataFrame(
        {"scenario": "x", "replication": 0, "age": [0, 1, 9, 10], "value": [100, 100, last, last]}
    )
    figure = figures.retention(curve, days=10)
    (written,) = figure.axes[0].texts
    assert written.get_window_extent().x0 > figure.axes[0].transData.transform((10, last))[0]
    assert leaving(texts(figure), figure) == []


def test_a_single_stretch_of_time_has_its_interval_too():
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    draw_curve(ax, pd.DataFrame({"replication": [0, 1, 2], "age": 1.5, "value": [1.0, 2.0, 3.0]}), "black")
    ends = [
        segment[:, 1]
        for part in ax.collections
        if hasattr(part, "get_segments")
        for segment in part.get_segments()
    ]
    assert [sorted(end) for end in ends] == [pytest.approx([2 - 2.484, 2 + 2.484], abs=1e-3)]


def test_the_title_of_the_ledger_has_the_numbers_at_the_end_of_the_picture(world):
    parts = contributions(world("typical").daily)
    last = parts[parts["day"] == parts["day"].max()][list(PARTS)].mean()
    title = figures.ledger(world("typical").daily).get_label()
    assert f"on day {parts['day'].max()} is" in title
    assert f"({findings.signed(last.max(), 3)})" in title


def test_the_sum_in_the_ledger_stands_between_the_ends_of_its_interval(world):
    daily = world("typical").daily
    course = over_replications(contributions(daily).rename(columns={"day": "age", "cx": "value"}))
    drawn = [list(line.get_ydata()) for line in figures.ledger(daily).axes[0].lines]
    assert all(course[height].tolist() in drawn for height in ("low", "mean", "high"))


def test_a_ledger_of_one_day_of_record_says_how_often_it_is_recorded(world):
    daily = world("typical").daily
    assert "recorded every 7 days" in figures.ledger(daily[daily["day"] < 3]).get_label()


def test_who_came_back_is_taken_to_have_left_when_the_others_did():
    left = [10, -1, -1, -1]
    customers = pd.DataFrame({
        "scenario": "x", "replication": 0, "ever": True, "since_day": 0, "left_day": left,
        "kept": [False, False, True, True],
    })  # fmt: skip
    curve = figures.survival(customers, days=20, horizon=20).set_index("age")["value"]
    assert curve[10] == 100  # who leaves on the eleventh day has been a customer for ten days
    assert curve[11] == curve[20] == 50


@pytest.mark.parametrize("name", BUSY)
def test_the_parts_of_the_ledger_add_up_to_the_experience_of_current_customers(name, world):
    parts = contributions(world(name).daily)
    assert parts[list(PARTS)].sum(axis=1).to_numpy() == pytest.approx(parts["cx"].to_numpy(), abs=1e-12)


def test_the_journey_ends_with_as_many_customers_as_are_measured(world):
    from sim.report.figures.journey import stayed

    results = world("typical")
    active = results.summary.set_index("measure")["mean"]["active"]
    assert stayed(mean_counts(results.flows), "cohort") == pytest.approx(active)


def test_the_desk_is_told_by_the_measures_of_the_table():
    """Not by all calls in one heap: the replication with more calls would count for more."""
    results = simulate(Scenario.load("default").but({"population": 20, "days": 90}), replications=3, seed=1)
    means = results.summary.set_index("measure")["mean"]
    told = findings.desk_of_the_year(*(means[name] for name in ("wait_minutes", "abandonment", "agents")))
    assert figures.of_run(results)["desk_over_time"].get_label() == told


def test_weeks_keep_every_day_and_are_of_one_length_until_the_last():
    days = pd.DataFrame({"replication": 0, "day": range(100), "n": 1.0})
    weeks = binned(days, ["n"])
    assert weeks["n"].sum() == 100
    assert weeks["n"].min() >= 7
    assert len(weeks) == 14


def test_a_band_is_the_interval_that_the_tables_give(world):
    from sim.statistics import mean_interval

    runs = world("typical").runs
    curve = pd.DataFrame({"age": 0, "value": runs["nps"], "replication": runs["replication"]})
    found, expected = over_replications(curve).iloc[0], mean_interval(runs["nps"].to_numpy())
    assert (found["mean"], found["low"], found["high"]) == (expected.mean, expected.low, expected.high)


@pytest.mark.parametrize(
    ("contacts", "hours", "parts"),
    [(0, 10, 1), (59, 10, 1), (60, 10, 2), (150, 10, 5), (9999, 10, 10), (9999, 7.5, 7)],
)
def test_hours_are_taken_together_until_each_part_has_enough_contacts(contacts, hours, parts):
    assert parts_that_tell(contacts, hours) == parts


def test_every_logged_call_is_in_one_part_of_the_day(world):
    results = world("no desk")
    quick = results.contacts[results.contacts["channel"].isin(["phone", "chat"])]
    parts = parts_of_the_day(quick, results.scenario.desk.open_hours, 5)
    assert sum(part.contacts for part in parts) == len(quick)
    assert all(part.given_up.mean == 100 for part in parts)


def test_a_share_has_the_interval_of_wilson():
    found = share(5, 20)  # worked out by hand with z = 1.959964
    assert (found.mean, found.low, found.high) == pytest.approx((25.0, 11.186, 46.870), abs=0.001)
    assert share(0, 10).low == pytest.approx(0, abs=1e-9)
    assert share(10, 10).high == pytest.approx(100)


@pytest.mark.parametrize("offers", [0.0, 0.5])
def test_the_title_of_a_journey_counts_purchases_of_those_who_were_no_customers(offers):
    """Ex-customers who look again and refuse are not customers who did: the two are not subtracted alike."""
    firm = {
        "protocol": "market", "population": 1_500, "days": 365, "represents": 100, "market.winbacks_per_year": 12,
        "product.quality": 0.4, "loyalty.repurchases_per_year": 4, "loyalty.winback_offer": offers, "log": "all",
    }  # fmt: skip
    results = simulate(Scenario().but(firm), replications=1, seed=3)
    came = {"customers": set(), "purchases": 0}
    of_events = results.events.sort_values(["case_id", "timestamp"], kind="stable")
    for activity, case in zip(of_events["activity"], of_events["case_id"], strict=True):
        if activity == "exit":
            came["purchases"] += case not in came["customers"]
            came["customers"].add(case)
        elif activity == "churned":
            came["customers"].discard(case)
    flows = mean_counts(results.flows)
    chances = sum(flows.get(way, 0.0) for way in (("prospect", "attraction"), ("churned", "entry")))
    title = figures.journey(results.flows, results.daily, protocol="market").get_label()
    told = float(re.search(r"about (\d+) end in a purchase", title).group(1))
    assert told == pytest.approx(100 * came["purchases"] / chances, abs=0.51)
    assert ("or is won back" in title) is (offers > 0)
