"""Results are tidy, labelled, and say where they come from."""

from __future__ import annotations

import dataclasses
import platform
import re
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.errors import UsageError
from sim.measures import MEASURES
from sim.measures.record import LEDGER, Phase
from sim.results import ENGINE_VERSION, Results
from sim.scenario import Scenario
from sim.simulate import simulate

pytestmark = pytest.mark.no_cover

FRAMES = ("runs", "daily", "flows", "customers", "contacts", "events")
SETTINGS = {"population": 150, "represents": 1, "days": 20, "failures.rate": 0.03, "log": "all", "title": "A firm"}


@pytest.fixture(scope="module", params=["fast", "plain"])
def results(request):
    """Three replications of a small firm, by each engine."""
    return simulate(Scenario().but(SETTINGS), replications=3, seed=5, engine=request.param)


def test_every_row_carries_its_scenario_and_replication(results):
    for name in FRAMES:
        frame = getattr(results, name)
        assert list(frame.columns[:2]) == ["scenario", "replication"]
        assert set(frame["scenario"]) == {"custom"}
        assert list(frame["replication"].unique()) == [0, 1, 2]
        assert frame["replication"].is_monotonic_increasing
        assert list(frame.index) == list(range(len(frame)))
        assert frame.columns.is_unique


def test_there_is_a_row_a_replication_a_day_and_a_customer(results):
    assert len(results.runs) == 3
    assert len(results.daily) == 3 * 20
    assert len(results.customers) == 3 * 150
    assert list(results.daily["day"]) == list(range(20)) * 3
    assert list(results.customers["customer"]) == list(range(150)) * 3
    assert not results.daily.duplicated(["replication", "day"]).any()
    assert results.summary["measure"].tolist() == list(MEASURES)


def test_runs_hold_every_measure_of_every_replication(results):
    assert list(results.runs.columns[2:]) == list(MEASURES)
    for record, row in zip(results.records, results.runs.itertuples(), strict=True):
        assert row.cx == MEASURES["cx"](record)


def test_the_phases_of_a_day_add_up_to_everybody(results):
    """Also of the churned, whose number and today's leavers are two things."""
    phases = [f"in_{phase.name.lower()}" for phase in Phase]
    assert (results.daily[phases].sum(axis=1) == 150).all()
    last = results.daily[results.daily["day"] == 19].set_index("replication")
    counted = results.customers.groupby(["replication", "phase"]).size().unstack(fill_value=0)
    for phase in counted:
        assert counted[phase].tolist() == last[f"in_{phase}"].tolist()


def test_customers_carry_their_mean_experience_by_part(results):
    people = results.customers
    assert people[[f"cx_{column}" for column in LEDGER]].sum(axis=1).to_numpy() == pytest.approx(people["cx"])
    assert (people["cx"] * people["days"]).to_numpy() == pytest.approx(people["cx_sum"].to_numpy())
    assert set(people["phase"]) <= {phase.name.lower() for phase in Phase}
    assert not any(column.startswith("sum_") for column in people)


@pytest.mark.parametrize("name", MEASURES)
def test_the_interval_of_a_measure_is_students(results, name):
    row = results.summary.set_index("measure").loc[name]
    values = results.runs[name].to_numpy()
    assert row["n"] == 3
    assert row["unit"] == MEASURES[name].unit
    assert row["mean"] == pytest.approx(values.mean(), rel=1e-12, abs=1e-15)
    assert row["sd"] == pytest.approx(values.std(ddof=1), rel=1e-9, abs=1e-15)
    if values.std() > 0:
        low, high = stats.t.interval(0.95, df=2, loc=values.mean(), scale=stats.sem(values))
        assert (row["low"], row["high"]) == (pytest.approx(low, rel=1e-9), pytest.approx(high, rel=1e-9))
    else:
        assert row["low"] == row["high"] == row["mean"]


def test_one_replication_says_nothing_about_the_noise():
    summary = simulate(Scenario().but(SETTINGS), replications=1).summary
    assert summary[["low", "high", "sd"]].isna().all(axis=None)
    assert summary["mean"].notna().all()


def test_a_measure_without_a_value_in_some_replication_counts_the_others():
    """Nobody calls in some replications of so tiny a firm: the mean is over those in which somebody did."""
    tiny = simulate(Scenario().but(SETTINGS | {"population": 2, "days": 12}), replications=6)
    row = tiny.summary.set_index("measure").loc["abandonment"]
    values = tiny.runs["abandonment"].dropna()
    assert 0 < len(values) < 6
    assert row["n"] == len(values)
    assert row["mean"] == pytest.approx(values.mean())


def test_an_empty_world_gives_empty_tables_and_no_numbers():
    empty = simulate(Scenario().but({"population": 0, "days": 3}), replications=2)
    assert len(empty.daily) == 6
    assert len(empty.customers) == len(empty.contacts) == len(empty.events) == 0
    assert empty.runs["cx"].isna().all()
    assert (empty.runs["bought"] == 0).all()
    assert repr(empty.records[0]) == "<Record 'custom': replication 0, 0 customers>"
    assert {"scenario", "replication"} <= set(empty.contacts.columns)


def test_contacts_are_those_of_the_logged_customers(results):
    contacts = results.contacts
    by_customer = contacts.groupby(["replication", "customer"]).size()
    made = results.customers.set_index(["replication", "customer"])["contacts"]
    days = results.daily
    unanswered = days["desk_dropped"].sum() + days.groupby("replication")["carried_out"].last().sum()
    assert made.sum() - by_customer.sum() == unanswered
    assert set(contacts["outcome"]) <= {"helped", "served", "abandoned"}
    assert contacts["justice"].between(0, 1).all()
    served = contacts[contacts["outcome"] == "served"]
    assert (
        served.groupby("replication").size().tolist()
        == results.customers.groupby("replication")["served"].sum().tolist()
    )


def test_events_are_what_process_mining_reads(results):
    events = results.events
    assert list(events.columns) == ["scenario", "replication", "case_id", "activity", "timestamp"]
    assert events["case_id"].map(lambda case: bool(re.fullmatch(r"[012]-\d+", case))).all()
    assert pd.api.types.is_datetime64_any_dtype(events["timestamp"])
    assert events["timestamp"].min() == pd.Timestamp("2001-01-01")
    assert events["timestamp"].max() < pd.Timestamp("2001-01-21")
    first = events[events["case_id"] == "1-7"]["activity"].tolist()
    assert first[:5] == ["attraction", "entry", "engagement", "exit", "extension"]


@pytest.mark.parametrize("engine", ["fast", "plain"])
def test_journeys_are_in_the_order_of_time_and_contacts_are_answered_when_they_were(engine):
    swamped = {"desk.agents": 0.3, "desk.email.share": 0.8, "desk.phone.share": 0.1, "desk.chat.share": 0.1}
    spec = Scenario().but(SETTINGS | swamped | {"population": 900, "desk.email.patience_minutes": 600})
    results = simulate(spec, replications=1, engine=engine)
    events, contacts = results.events, results.contacts
    both = {"failure: served by email", "failure: abandoned by email"}
    assert {"churned", "self-fixed", *both} <= set(events["activity"])
    assert events.groupby("case_id")["timestamp"].apply(lambda times: times.is_monotonic_increasing).all()
    minutes = 1440 * contacts["made_day"] + contacts["arrival_minute"] + contacts["wait_minutes"]
    answered = pd.Timestamp("2001-01-01") + pd.to_timedelta(minutes, unit="min")
    told = events.loc[events["activity"].str.contains(": "), "timestamp"]
    assert abs(told.to_numpy() - answered.to_numpy()).max() < pd.Timedelta("1s")


def test_results_say_what_is_needed_to_get_them_again(results, tmp_path):
    provenance = results.provenance
    assert list(provenance) == [
        "scenario", "title", "digest", "seed", "replications", "population", "represents", "days",
        "retention_days", "promise", "engine", "engine_version", "versions", "made", "resolved",
    ]  # fmt: skip
    assert (provenance["seed"], provenance["replications"], provenance["title"]) == (5, 3, "A firm")
    assert provenance["engine_version"] == ENGINE_VERSION
    assert provenance["versions"]["python"] == platform.python_version()
    for package in ("mesa", "numpy", "pandas", "scipy", "simpy"):
        assert provenance["versions"][package] == version(package)
    path = tmp_path / "again.toml"
    path.write_text(provenance["resolved"], encoding="utf-8")
    again = Scenario.load(path)
    assert again.digest == provenance["digest"] == results.scenario.digest
    how = {key: provenance[key] for key in ("replications", "seed", "engine")}
    same = simulate(again, **how)
    assert np.array_equal(same.runs[list(MEASURES)].to_numpy(), results.runs[list(MEASURES)].to_numpy())


def test_results_say_which_promise_was_made():
    relative = Results(Scenario(), (), seed=1, engine="plain")
    absolute = Results(Scenario().but({"marketing.promise": 0.8}), (), seed=1, engine="plain")
    assert relative.provenance["promise"] == "relative to quality"
    assert absolute.provenance["promise"] == "absolute"


def test_provenance_names_no_user_and_no_machine(results):
    said = repr(results.provenance)
    assert platform.node() not in said or not platform.node()
    assert "/home" not in said
    assert "/root" not in said


def test_results_are_frozen_and_show_themselves(results):
    with pytest.raises(dataclasses.FrozenInstanceError):
        results.seed = 2
    assert repr(results) == f"<Results 'custom': 3 replications, seed 5, {results.scenario.digest[:12]}>"


def test_results_are_themselves_alone(results):
    """Their arrays cannot be compared as a whole; two that are to hold the same numbers have the same tables."""
    again = simulate(results.scenario, replications=3, seed=5, engine=results.engine)
    assert again != results
    assert again.records[0] != results.records[0]
    assert len({results, again, *results.records, *again.records}) == 8


@pytest.mark.parametrize("number", [-1, 0, 1.0, "1"])
def test_only_so_many_replications_are_at_least_one(results, number):
    assert results.only(5).replications == 3
    assert results.only(np.int64(2)).summary["n"].max() == 2
    with pytest.raises(UsageError, match="replications must be a whole number, at least 1"):
        results.only(number)


def test_looking_at_results_does_not_change_the_records(results):
    before = {name: values.copy() for name, values in results.records[0].customers.items()}
    people = results.customers
    people["cx"] = 0.0
    assert results.records[0].customers.keys() == before.keys()
    for name, values in before.items():
        assert np.array_equal(values, results.records[0].customers[name])
