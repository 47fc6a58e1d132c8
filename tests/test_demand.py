"""What arithmetic expects at the desk, against what customers do."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Scenario
from sim.demand import demand, failures_per_day, first_deliveries
from sim.measures.record import Reason
from sim.model import JourneyModel

FIRST, LAST = 14, 40
NEUTRAL = {
    "population": 4_000, "represents": 1, "days": LAST, "log": "none", "desk.agents": 50,
    "experience.use_weight": 0.0, "failures.escalation": 0.0, "failures.minor.loss": 0.0,
    "failures.major.loss": 0.0, "failures.question_effort": 0.0, "recovery.service_weight": 0.0,
    "loyalty.churn_rate": 0.0, "staff.turnover_per_year": 0.0,
}  # fmt: skip
"""A firm of whom nobody thinks well or ill, and a desk that answers at once."""


@pytest.fixture(scope="module")
def firm():
    return Scenario.load("default").but(NEUTRAL)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "setting",
    [
        {},
        {"failures.rate": 0.02, "failures.self_fix_days": 90.0},
        {"failures.question_rate": 0.02, "desk.self_service.success": 0.9},
        {"desk.recontact_chance": 0.9, "staff.skill": 0.4},
        {"loyalty.repurchases_per_year": 12.0, "journey.exit.setup_difficulty": 0.3},
        {"failures.outages_per_year": 300.0, "failures.outage_share": 0.02},
    ],
    ids=lambda setting: next(iter(setting), "as it is"),
)
def test_contacts_and_failures_come_as_often_as_reckoned(firm, setting):
    spec = firm.but(setting)
    expected = demand(spec, FIRST, LAST)
    found = []
    for replication in range(4):
        daily = JourneyModel(spec, replication=replication).run().daily
        days = daily["customers"][FIRST:].sum()
        found.append([daily[name][FIRST:].sum() / days for name in ("arrivals", "failures", "helped")])
    mean, error = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / 2.0
    reckoned = np.array([expected.agent_contacts(), expected.failures, expected.helped])
    # Neglected: that one matter keeps another waiting, and days spent in buying again.
    assert np.all(np.abs(mean - reckoned) < 5.0 * error + 0.06 * reckoned), (mean, reckoned, error)


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ({"failures.rate": 0.0}, Reason.FAILURE),
        ({"failures.question_rate": 0.0}, Reason.QUESTION),
        ({"returns.rate": 0.0}, Reason.RETURN),
        ({"journey.exit.damage_chance": 0.0}, Reason.DAMAGE),
    ],
)
def test_a_reason_that_never_comes_is_not_reckoned_with(firm, setting, reason):
    assert reason in {source.reason for source in demand(firm).sources}
    assert reason not in {source.reason for source in demand(firm.but(setting)).sources}


def test_who_gives_up_in_the_queue_and_redials_makes_more_contacts(firm):
    reckoned = demand(firm)
    assert reckoned.agent_contacts(0.5) > reckoned.agent_contacts(0.0)
    assert reckoned.issues == demand(firm.but({"desk.redial_chance": 0.0})).issues


def test_a_cohort_unpacks_once_in_its_first_week_and_a_market_when_it_buys(firm):
    assert first_deliveries(firm, 0, 7) * 7 == pytest.approx(1.0)
    assert first_deliveries(firm, 0, 70) * 70 == pytest.approx(1.0)
    assert first_deliveries(firm, 7, 70) == 0.0
    assert first_deliveries(firm.but({"protocol": "market"}), 0, 7) == 0.0


def test_a_product_beyond_all_measure_is_reckoned_without_a_warning(firm):
    assert not failures_per_day(firm.but({"product.quality": -1e9}), 0, 7) >= 0.0
