"""The desk of a run beside Erlang-A: the same days, the load of the run, and silence where nobody called."""

from __future__ import annotations

import pytest

from sim import Scenario, simulate
from sim.report.desk_and_theory import beside_theory, figures_of_the_desk, line
from sim.statistics import mean_interval
from sim.theory.queues import ErlangA

PLAIN = {
    "population": 400, "days": 60, "represents": 20, "measure_from_day": 20, "desk.agents": 3.0,
    "desk.phone.share": 1.0, "desk.chat.share": 0.0, "desk.email.share": 0.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def results():
    return simulate(Scenario.load("default").but(PLAIN), replications=3, seed=1)


def test_over_the_measured_days_the_figures_are_the_measures(results):
    days = results.daily[results.daily["day"] >= 20]
    found, measured = figures_of_the_desk(days), results.summary.set_index("measure")
    for measure in ("wait_minutes", "abandonment", "service_level", "occupancy"):
        assert found[measure].mean == pytest.approx(measured["mean"][measure])
        assert found[measure].low == pytest.approx(measured["low"][measure])


def test_theory_is_fed_with_the_load_and_the_agents_of_the_run(results):
    shown = beside_theory(results.scenario, results.daily)
    desk = results.scenario.desk
    days = results.daily[results.daily["day"] >= 20]
    rate = days["arrivals"].mean() / (60 * desk.open_hours)
    theory = ErlangA(rate, desk.phone.handle_minutes, 3, desk.phone.patience_minutes)
    lines = {line.label: line.theory for line in shown.lines}
    assert lines["wait, calls and chats"] == f"{theory.mean_wait:.1f} min"
    assert lines["gave up waiting"] == f"{100 * theory.abandon_chance:.1f} %"
    assert "Over days 20 to 59" in shown.sentence
    assert "3.0 agents" in shown.sentence
    assert any("stands for 20" in reason for reason in shown.reasons)


@pytest.mark.parametrize("settings", [{"population": 0}, {"population": 1, "days": 1}])
def test_where_nobody_called_there_is_nothing_to_compare(settings):
    nobody = simulate(Scenario.load("default").but({"days": 5, **settings}), replications=2, seed=1)
    assert beside_theory(nobody.scenario, nobody.daily) is None


def test_theory_has_the_agents_of_the_run_and_not_those_that_the_rota_would_give(results):
    daily = results.daily.assign(agents=results.daily["agents"] + 2)
    lines = {line.label: line.theory for line in beside_theory(results.scenario, daily).lines}
    before = {line.label: line.theory for line in beside_theory(results.scenario, results.daily).lines}
    assert float(lines["agents busy"].split()[0]) < 0.8 * float(before["agents busy"].split()[0])


def test_no_interval_reaches_beyond_what_can_be():
    assert line("abandonment", mean_interval([0.1, 0.9]), 0.2).reach == "0.0 – 100.0"
