"""A description: theory as if called by hand, a run that agrees with it where it should, and reasons where not."""

from __future__ import annotations

from math import isnan, sqrt

import pytest

from sim import Scenario
from sim.demand import demand
from sim.model import JourneyModel
from sim.plain import PlainModel
from sim.questions.describe import describe, trial
from sim.questions.describe.expected import expected, queue, rostered, work
from sim.questions.describe.reasons import reasons
from sim.report.describing import verdict
from sim.theory.queues import ErlangA

pytestmark = pytest.mark.no_cover

ONE_LINE = {
    "desk.phone.share": 1.0, "desk.chat.share": 0.0, "desk.email.share": 0.0, "desk.phone.handle_cv": 1.0,
    "desk.phone.handle_minutes": 60.0, "desk.phone.patience_minutes": 30.0, "desk.open_hours": 24.0,
    "desk.redial_chance": 0.0, "desk.recontact_chance": 0.0, "desk.agents": 3, "represents": 1,
}  # fmt: skip
"""Calls alone, exponential in all they do, who try once: as Erlang-A has it."""


@pytest.fixture(scope="module")
def firm():
    return Scenario.load("default").but({"replications": 2})


@pytest.fixture(scope="module")
def line(firm):
    return firm.but({**ONE_LINE, "population": 12_000, "days": 90})


@pytest.fixture(scope="module")
def told(line):
    return describe(line, seed=5)


# --- theory -------------------------------------------------------------------------------------------------


def test_the_queue_is_that_of_theory_called_by_hand(line):
    by_hand = ErlangA(60.0 / 1440.0, 60.0, 3, 30.0)
    found = queue(line.desk, 60.0)
    assert (found.contacts, found.load, found.agents) == (60.0, 2.5, 3.0)
    assert found.wait == pytest.approx(by_hand.mean_wait)
    assert found.abandonment == pytest.approx(by_hand.abandon_chance)
    assert found.occupancy == pytest.approx(by_hand.occupancy)
    assert found.service_level == pytest.approx(by_hand.answered_within(20.0 / 60.0))


def test_an_agent_for_a_part_of_the_day_lies_between_one_more_and_none(line):
    few, some, many = (queue(line.desk, 60.0, agents) for agents in (3.0, 3.25, 4.0))
    assert some.wait == pytest.approx(0.75 * few.wait + 0.25 * many.wait)
    assert some.service_level == pytest.approx(0.75 * few.service_level + 0.25 * many.service_level)


@pytest.mark.parametrize("desk", [{"agents": 0.3}, {"agents": 0}, {"staffing_ratio": 0.01}], ids=str)
@pytest.mark.parametrize("hours", [0.5, 10.0])
def test_on_duty_are_those_whom_both_engines_roster(firm, desk, hours):
    spec = firm.but(
        {"population": 1, "desk.open_hours": hours} | {f"desk.{key}": one for key, one in desk.items()}
    )
    found = rostered(spec.desk, 2.0)
    assert [model(spec).service.roster(2.0, 0.0) for model in (JourneyModel, PlainModel)] == [found, found]


def test_channels_are_averaged_by_their_shares(firm):
    average = work(firm.desk)
    assert average.minutes == pytest.approx(0.5 * 8 + 0.25 * 10 / 2 + 0.25 * 8)
    assert average.patience == pytest.approx(0.75 / (0.5 / 10 + 0.25 / 8))
    assert average.quick == 0.75


def test_the_load_and_who_redials_are_found_together(firm):
    found, reckoned = expected(firm, 100_000.0, 60, 90)
    tries = reckoned.agent_contacts(0.75 * found.abandonment)
    assert found.contacts == pytest.approx(100_000.0 * tries, rel=1e-6)
    assert reckoned == demand(firm, 60, 90)
    assert found.agents == pytest.approx(1.15 * found.load)
    patient, _ = expected(firm.but({"desk.redial_chance": 0.0}), 100_000.0, 60, 90)
    assert patient.contacts < found.contacts


def test_without_agents_all_give_up_and_without_contacts_nobody_waits(firm):
    nobody = queue(firm.desk, 400.0, 0.0)
    assert (nobody.abandonment, nobody.service_level, nobody.occupancy) == (1.0, 0.0, 0.0)
    assert nobody.rho == float("inf")
    silent = queue(firm.desk, 0.0, 5.0)
    assert isnan(silent.wait)
    assert silent.rho == 0.0


# --- theory and run -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("figure", ["wait_minutes", "abandonment", "occupancy", "service_level"])
def test_a_desk_as_erlang_has_it_agrees_with_erlang(told, figure):
    theory = {
        "wait_minutes": told.fed.wait,
        "abandonment": told.fed.abandonment,
        "occupancy": told.fed.occupancy,
        "service_level": told.fed.service_level,
    }[figure]
    found = told.trial.figures[figure]
    # With four replications Student's t exceeds 12.9 once in a thousand.
    assert abs(found.mean - theory) < 12.9 * found.sd / sqrt(found.n)
    assert found.mean == pytest.approx(theory, rel=0.3)


def test_such_a_desk_gives_no_reason_why_its_queue_should_differ(told):
    assert [reason.name for reason in told.reasons if not reason.of_load] == ["closing"]
    assert told.trial.figures["contacts"].mean == pytest.approx(told.expected.contacts, rel=0.1)


def test_a_desk_that_erlang_does_not_know_differs_and_says_why(firm):
    told = describe(firm.but({"represents": 100, "population": 1_000, "days": 120}), seed=5)
    assert "wait_minutes" in told.differing or "service_level" in told.differing
    assert {"companions", "email", "priorities", "rota"} <= {reason.name for reason in told.reasons}


def test_theory_alone_runs_nothing(firm, monkeypatch):
    monkeypatch.setattr(trial, "simulate", None)
    told = describe(firm, simulated=False)
    assert (told.trial, told.fed, told.differing, told.load_differs) == (None, None, (), False)
    assert told.customers == 100_000.0


def test_of_e_mails_alone_no_wait_is_expected_and_none_agrees(firm):
    mails = {"desk.phone.share": 0, "desk.chat.share": 0, "desk.email.share": 1, "population": 3_000, "days": 90}
    told = describe(firm.but({**mails, "represents": 1}), seed=5)
    for desk in (told.expected, told.fed):
        assert [isnan(one) for one in (desk.wait, desk.abandonment, desk.service_level)] == [True] * 3
    names = {reason.name for reason in told.reasons}
    assert "email" in names
    assert "closing" not in names
    assert "The short run agrees with theory within its noise." not in verdict(told)


def test_agents_who_come_for_waiting_e_mails_are_told_of(firm):
    busy = firm.but({"desk.staffing_ratio": 0.7, "population": 3_000, "represents": 10, "days": 90})
    waits = "More agents came than arriving work asks for: the rota counts e-mails that wait as well."
    assert waits in verdict(describe(busy, seed=5))
    no_mails = {"desk.phone.share": 0.75, "desk.email.share": 0}
    assert waits not in verdict(describe(busy.but(no_mails), seed=5))


# --- reasons ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ({"represents": 7}, "companions"),
        ({"desk.phone.handle_cv": 0.5}, "handle_times"),
        ({"desk.arrival_profile": [0.7, 0.3]}, "profile"),
        ({"desk.arrival_dispersion": 1.0}, "dispersion"),
        ({"desk.staffing_ratio": 1.2}, "rota"),
        ({"desk.outreach_per_customer_year": 1.0}, "outreach"),
        ({"desk.phone.patience_cv": 0.5}, "patience_law"),
        ({"desk.phone.concurrency": 2.0}, "concurrency"),
        ({"desk.phone.share": 0.8, "desk.email.share": 0.2}, "email"),
        ({"desk.phone.share": 0.8, "desk.email.share": 0.2}, "priorities"),
        ({"desk.phone.share": 0.8, "desk.chat.share": 0.2}, "patience"),
        ({"desk.redial_chance": 0.5}, "redial"),
        ({"desk.recontact_chance": 0.5}, "recontact"),
        ({"protocol": "market"}, "market"),
        ({"failures.weibull_shape": 2.0}, "ageing"),
    ],
)
def test_a_reason_is_given_where_it_applies_and_only_there(line, setting, name):
    seen = queue(line.desk, 70.0)
    assert seen.abandonment > 0.1
    before, after = ({reason.name for reason in reasons(spec, seen)} for spec in (line, line.but(setting)))
    assert name not in before
    assert name in after


def test_a_queue_that_nobody_leaves_grows(firm):
    mails = {"desk.phone.share": 0.0, "desk.chat.share": 0.0, "desk.email.share": 1.0, "desk.agents": 1.0}
    told = describe(firm.but({**mails, "desk.email.patience_minutes": 43_200.0}), simulated=False)
    assert told.expected.rho > 1.0
    surplus = (told.expected.load - 1.0) * 600.0 / 8.0
    assert told.backlog_a_day == pytest.approx(surplus)
    assert describe(firm, simulated=False).backlog_a_day == 0.0


# --- how the trial is cut -----------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 2, 20, 365])
def test_a_trial_looks_at_days_that_there_are(firm, days):
    first, last = trial.window(firm.but({"days": days}))
    assert 0 <= first < last <= days


def test_a_trial_starts_where_measuring_does_and_of_a_market_in_its_second_half(firm):
    assert trial.window(firm.but({"measure_from_day": 200}))[0] == 200
    assert trial.window(firm.but({"protocol": "market"})) == (182, 365)


def test_a_trial_of_many_people_takes_fewer_who_stand_for_more(firm):
    planned = trial.plan(firm.but({"population": 5_000_000, "represents": 2}))
    assert planned.is_smaller
    assert planned.spec.population * planned.spec.weight == pytest.approx(10_000_000, rel=0.05)
    assert not trial.plan(firm).is_smaller


def test_a_trial_ends_before_the_next_change(firm):
    spec = firm.but({"changes": [{"from_day": 20, "desk.agents": 3}, {"from_day": 90, "desk.agents": 9}]})
    first, last = trial.window(spec)
    assert 20 < first < last == 90


def test_changes_after_a_trial_are_left_out_of_it(firm):
    spec = firm.but({"changes": [{"from_day": 20, "desk.agents": 3}, {"from_day": 300, "desk.agents": 9}]})
    assert [change.from_day for change in trial.plan(spec).spec.changes] == [20]


def test_nobody_is_described_without_a_run(firm):
    told = describe(firm.but({"population": 0}))
    assert told.trial is None
    assert told.expected.contacts == 0.0
