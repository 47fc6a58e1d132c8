"""Desks are staffed for their load; overload and turnover wear them down."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import staff

TARGET = {
    "usual_satisfaction": 0.75,
    "load_effect": 0.25,
    "comfortable_occupancy": 0.85,
    "customer_effect": 0.3,
    "service_norm": 0.5,
}


def test_load_is_the_number_of_agents_a_day_keeps_busy():
    assert staff.load(1500.0, open_minutes=600.0) == 2.5


def test_agents_follow_the_load_down_to_one_agent_for_an_hour():
    assert staff.agents_for_load(10.0, 0.0, staffing_ratio=1.15, open_hours=10.0) == pytest.approx(11.5)
    assert staff.agents_for_load(0.0, 0.0, staffing_ratio=1.15, open_hours=10.0) == 0.1
    assert staff.agents_for_load(10.0, 2.0, staffing_ratio=1.5, open_hours=10.0) == 18.0


def test_no_agents_are_no_agents_and_few_are_at_least_an_hour():
    assert staff.agents_by_decision(0.0, open_hours=10.0) == 0.0
    assert staff.agents_by_decision(0.01, open_hours=10.0) == 0.1
    assert staff.agents_by_decision(12.5, open_hours=10.0) == 12.5
    assert staff.agents_by_decision(0.3, open_hours=0.5) == 1.0, "an hour is longer than the day"


@given(st.floats(0.0, 1000.0))
def test_whole_days_and_a_part_of_one_are_all_the_agents(agents):
    whole, part = staff.shifts(agents)
    assert whole == int(agents)
    assert 0.0 <= part < 1.0
    assert whole + part == agents


def test_occupancy_is_busy_over_paid_and_may_exceed_one():
    assert staff.occupancy(450.0, 600.0) == 0.75
    assert staff.occupancy(720.0, 600.0) == 1.2
    assert staff.occupancy(0.0, 0.0) == 0.0
    assert staff.occupancy(np.array([0.0, 6.0]), np.array([0.0, 60.0])).tolist() == [0.0, 0.1]


@given(st.floats(0.0, 3.0), st.floats(0.0, 1.0))
def test_satisfaction_stays_a_share(occupancy, justice):
    strong = TARGET | {"customer_effect": 2.0, "load_effect": 1.0}
    assert 0.0 <= staff.satisfaction_target(occupancy, justice, **strong) <= 1.0
    assert staff.satisfaction_target(0.0, 1.0, **strong) == 1.0


def test_only_overload_lowers_satisfaction_and_contented_customers_lift_it():
    assert staff.satisfaction_target(0.5, 0.5, **TARGET) == 0.75
    assert staff.satisfaction_target(0.85, 0.5, **TARGET) == 0.75
    assert staff.satisfaction_target(1.0, 0.5, **TARGET) == pytest.approx(0.5)
    assert staff.satisfaction_target(0.5, 0.7, **TARGET) == pytest.approx(0.81)


def test_satisfaction_moves_a_part_of_the_way():
    assert staff.satisfaction_step(0.75, 0.45, adjust_days=30.0, dt=1.0) == pytest.approx(0.74)


def test_discontent_drives_agents_away():
    given_ = {"turnover_per_year": 0.365, "turnover_sensitivity": 4.0, "usual_satisfaction": 0.75}
    assert staff.turnover(0.75, **given_) == pytest.approx(0.001)
    assert staff.turnover(0.5, **given_) == pytest.approx(0.001 * 2.718281828459045)


def test_beginners_dilute_skill_and_learning_restores_it():
    learn = {"full_skill": 0.75, "learn_days": 60.0, "newhire_share": 0.5, "dt": 1.0}
    assert staff.skill_step(0.75, 0.0, **learn) == 0.75
    assert staff.skill_step(0.75, 0.01, **learn) == pytest.approx(0.75 - 0.00375)
    assert staff.skill_step(0.69, 0.0, **learn) == pytest.approx(0.691)
    quick = {"full_skill": 1.0, "learn_days": 0.5, "newhire_share": 0.5, "dt": 1.0}
    assert staff.skill_step(0.6, 0.0, **quick) == 1.0
    assert staff.skill_step(1.0, 9.0, **quick) == 0.0
