"""The fast engine is the plain one: the same customers live the same lives, to the last contact."""

from __future__ import annotations

import mesa
import numpy as np
import pytest
from any_world import LIVELY, any_world
from hypothesis import HealthCheck, given, settings
from twins import assert_equal, differences, run_both

import sim.departments
import sim.plain.departments
from sim.departments import Marketing, Service
from sim.model import JourneyModel
from sim.plain import PlainModel
from sim.scenario import Scenario

pytestmark = pytest.mark.no_cover

PATIENTLY = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
SMALL = {"population": 100, "represents": 2, "days": 60, "log": "all"} | LIVELY
EVERYTHING = {
    "journey.exit.setup_difficulty": 0.3,
    "failures.outages_per_year": 30,
    "desk.outreach_per_customer_year": 12,
    "desk.relationship_minutes": 4,
    "desk.handle_time_target": 0.8,
    "desk.arrival_dispersion": 4,
    "desk.arrival_profile": [0.2, 0.5, 0.3],
    "desk.chat.patience_cv": 0.7,
    "loyalty.winback_offer": 0.4,
    "loyalty.tenure_effect": 0.5,
    "loyalty.repurchase_cv": 1.2,
    "failures.feedback_gain": 0.2,
    "failures.weibull_shape": 1.7,
    "belief.drift_sd": 0.01,
    "desk.staffing_ratio": 0.9,
}


def world(*changes, **said):
    """Give a small and lively world."""
    spec = Scenario().but(SMALL | said)
    for change in changes:
        spec = spec.but(change)
    return spec


def assert_identical(one, other):
    """Compare the customers of two records to the last bit."""
    for name, column in one.customers.items():
        np.testing.assert_array_equal(column, other.customers[name], err_msg=name)


# --- any world --------------------------------------------------------------------------------------------


@settings(max_examples=100, **PATIENTLY)
@given(spec=any_world(days=40))
def test_any_small_world_is_the_same_in_both_engines(spec):
    assert_equal(*run_both(spec, block_rows=23, check_every_day=True))


@pytest.mark.slow
@settings(max_examples=1000, **PATIENTLY)
@given(spec=any_world())
def test_a_thousand_small_worlds_are_the_same_in_both_engines(spec):
    assert_equal(*run_both(spec, block_rows=23))


# --- certain worlds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ["cohort", "market"])
@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["default", "everything on"])
def test_a_lively_world_is_the_same_in_both_engines(protocol, more):
    plain, fast = run_both(world(more, protocol=protocol, population=150, days=90), replication=3, seed=5)
    assert_equal(plain, fast)
    assert len(fast.contacts["day"]) > 60
    assert {"email", "chat", "phone"} <= set(fast.contacts["channel"])


@pytest.mark.parametrize("protocol", ["cohort", "market"])
def test_a_warm_up_is_forgotten_in_the_same_way(protocol):
    assert_equal(*run_both(world(protocol=protocol, measure_from_day=37)))


@pytest.mark.parametrize("half_life", [0.0005, 0.3, 3.0, 1e15])
def test_incidents_may_fade_at_any_speed(half_life):
    assert_equal(*run_both(world({"experience.incident_half_life_days": half_life}, measure_from_day=20)))


@pytest.mark.parametrize("agents", [0, 0.01, 0.4, 2.5])
def test_any_number_of_agents_may_come(agents):
    assert_equal(*run_both(world({"desk.agents": agents}), check_every_day=True))


@pytest.mark.parametrize("log", ["sample", "none"])
def test_what_is_logged_changes_nothing_else(log):
    spec = world(population=230)
    plain, fast = run_both(spec.but({"log": log}))
    assert_equal(plain, fast)
    logged = JourneyModel(spec).run()
    assert_identical(logged, fast)
    assert set(fast.events["customer"]) == (set() if log == "none" else {0, 100, 200})


def test_a_market_of_nobody_is_the_same_in_both_engines():
    assert_equal(*run_both(world(population=0)))


def test_a_scenario_may_change_on_the_way():
    spec = world(measure_from_day=10)
    later = spec.but({
        "experience.incident_half_life_days": 20, "failures.quality_slope": 2, "failures.rate": 0.1,
        "money.recurring_margin_per_day": 1, "desk.agents": 0, "product.usage_rate": 0.9,
    })  # fmt: skip
    plain, fast = PlainModel(spec), JourneyModel(spec, block_rows=40)
    for model in (plain, fast):
        for _ in range(30):
            model.step()
        model.change(later)
    assert_equal(plain.run(), fast.run())


# --- faults that were found here --------------------------------------------------------------------------


def test_a_trace_of_an_old_failure_is_a_failure_where_nothing_is_given_back_after_one():
    forgetful = {"recovery.repeat_attenuation": 0, "experience.incident_half_life_days": 0.4}
    assert_equal(*run_both(world(forgetful, days=120)))


def test_no_hazard_is_too_large_and_none_is_nothing_times_too_much():
    extreme = {
        "loyalty.churn_sensitivity": 5_000, "returns.sensitivity": 5_000, "failures.quality_slope": 5_000,
        "staff.turnover_sensitivity": 50, "staff.adjust_days": 1,
    }  # fmt: skip
    nothing = {"loyalty.churn_rate": 0, "returns.rate": 0, "failures.rate": 0, "staff.turnover_per_year": 0}
    assert_equal(*run_both(world(extreme)))
    assert_equal(*run_both(world(extreme, nothing)))
    assert_equal(*run_both(world(extreme, {"loyalty.churn_rate": 0, "loyalty.tenure_effect": 1})))


def test_a_call_of_the_desk_starts_nothing_anew_where_the_case_is_already_pending():
    calling = {"desk.outreach_per_customer_year": 150, "desk.staffing_ratio": 3, "desk.recontact_days": 8}
    stubborn = {"failures.rate": 0.1, "failures.minor.resolution_chance": 0.2, "failures.self_fix_days": 200}
    assert_equal(*run_both(world(calling, stubborn, days=60)))


# --- blocks and departments -------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ["cohort", "market"])
def test_the_size_of_blocks_does_not_matter(protocol):
    spec = world(EVERYTHING, protocol=protocol)
    small, large = (JourneyModel(spec, block_rows=rows).run() for rows in (7, 32_768))
    assert list(differences(small, large)) == []
    assert_identical(small, large)


def test_a_department_may_be_replaced():
    class Closed(Service):
        """Nobody comes to work."""

        def roster(self, work, backlog):
            return 0.0

    closed, none = JourneyModel(world(), service=Closed).run(), JourneyModel(world({"desk.agents": 0})).run()
    assert list(differences(closed, none)) == []
    assert closed.daily["served"].sum() == 0


class InTurn:
    """Now many agents come, now few; their skill comes and goes."""

    def roster(self, work, backlog):
        return super().roster(work, backlog) * (1.5 if self.model.day % 3 else 0.5)

    def act(self):
        self.skill = 0.5 + 0.01 * (self.model.day % 7)


class Campaigns:
    """Twice the usual spending for a week, then none."""

    def budget(self):
        return 2.0 * super().budget() if self.model.day // 7 % 2 == 0 else 0.0


class Better:
    """A product that gets a little better each day."""

    def act(self):
        self.quality += 0.001


def test_a_policy_is_the_same_in_both_engines():
    def firm(departments):
        policies = {"marketing": Campaigns, "product": Better, "service": InTurn}
        return {
            name: type("Tried", (policy, getattr(departments, name.title())), {})
            for name, policy in policies.items()
        }

    spec = world(EVERYTHING, protocol="market")
    mine = PlainModel(spec, **firm(sim.plain.departments)).run()
    theirs = JourneyModel(spec, **firm(sim.departments)).run()
    assert_equal(mine, theirs)
    assert mine.daily["quality"][-1] > mine.daily["quality"][0]


@pytest.mark.parametrize("departments", [sim.departments, sim.plain.departments], ids=["fast", "plain"])
def test_a_department_that_acts_in_its_own_way_forgets_nothing(departments):
    """Neither the load that the desk remembers, nor what customers felt, nor the talk of the town."""
    engine = JourneyModel if departments is sim.departments else PlainModel
    firm = {
        name: type("Still", (getattr(departments, name.title()),), {"act": lambda self: None})
        for name in ("service", "marketing")
    }
    day = engine(world({"desk.staffing_ratio": 20.0}, protocol="market"), **firm).run().daily
    assert set(day["skill"]) == {Scenario().staff.skill}
    assert all(len(set(day[name])) > 5 for name in ("agents", "justice", "positive"))


def test_what_a_budget_spends_is_billed_and_works():
    class Twice(Marketing):
        """Twice the usual spending."""

        def budget(self):
            return 2.0 * super().budget()

    spec = world({"marketing.ad_cost": 10.0}, protocol="market")
    usual, twice = JourneyModel(spec).run().daily, JourneyModel(spec, marketing=Twice).run().daily
    assert twice["advertising"].tolist() == (2.0 * usual["advertising"]).tolist()
    old = 2.0 ** (-spec.days / spec.marketing.adstock_half_life_days)
    assert twice["adstock"][-1] == pytest.approx(2.0 - old, rel=1e-12)


def test_the_model_works_in_batches_of_mesa_and_nothing_keeps_it_in_memory():
    cells = [world(), world({"desk.agents": 0})]
    before = set(getattr(mesa.Agent, "_ids", {}))  # what other tests dropped half-way, Mesa 3.3 keeps
    rows = mesa.batch_run(JourneyModel, {"spec": cells, "seed": [1, 2]}, max_steps=200, display_progress=False)
    assert len(rows) == 4
    assert all(row["customers"] > 0 for row in rows)
    assert set(getattr(mesa.Agent, "_ids", {})) <= before


def test_two_engines_with_other_luck_differ_and_the_journeys_are_shown():
    with pytest.raises(AssertionError, match=r"customer \d+: plain +fast") as failure:
        assert_equal(PlainModel(world(), seed=1).run(), JourneyModel(world(), seed=2).run())
    assert "* day" in str(failure.value)
