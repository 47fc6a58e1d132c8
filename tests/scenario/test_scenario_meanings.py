"""What a parameter is said to mean is what it does, where a number can tell."""

import re

import numpy as np
import pytest

from sim.model import JourneyModel
from sim.rules import encounter, experience, failure, hazard, staff
from sim.scenario import Scenario, parameters

ONLY_QUESTIONS = Scenario().but({
    "population": 3_000, "represents": 1, "log": "none", "days": 260, "failures.question_rate": 0.03,
    "failures.question_effort": 0, "failures.rate": 0, "failures.minor.resolution_chance": 1, "staff.skill": 1,
    "desk.agents": 30, "desk.phone.share": 0.7, "desk.chat.share": 0.3, "desk.email.share": 0, "returns.rate": 0,
    "desk.recontact_chance": 0, "desk.redial_chance": 0, "journey.exit.damage_chance": 0, "loyalty.churn_rate": 0,
    "loyalty.repurchases_per_year": 0,
})  # fmt: skip


def meaning(key):
    return parameters()[key].meaning


def test_full_occupancy_takes_all_of_its_effect_if_it_lasts_and_a_part_in_a_day():
    how = Scenario().staff
    target = staff.satisfaction_target(
        1.0, 0.5, usual_satisfaction=0.75, load_effect=how.load_effect, customer_effect=0.0, service_norm=0.5,
        comfortable_occupancy=how.comfortable_occupancy,
    )  # fmt: skip
    days = [0.75]
    for _ in range(1_000):
        days.append(float(staff.satisfaction_step(days[-1], target, adjust_days=how.adjust_days, dt=1.0)))
    assert days[0] - days[-1] == pytest.approx(how.load_effect)
    assert days[0] - days[1] == pytest.approx(how.load_effect / how.adjust_days)
    assert "if it lasts; a day takes 1 / `adjust_days` of it" in meaning("staff.load_effect")


@pytest.mark.parametrize("shape", [0.5, 2.0, 3.0])
def test_until_the_scale_an_ageing_product_fails_on_average_as_often_as_one_that_does_not(shape):
    ages = np.arange(1.5, 100_000.0)
    factors = failure.age_factor(ages, shape=shape, scale_days=100_000.0)
    assert factors.mean() == pytest.approx(1.0, abs=0.01)
    assert factors[-1] == pytest.approx(shape, rel=0.001), "at that age itself it does not"
    assert meaning("failures.weibull_scale_days").startswith("Age until which")


def test_the_attenuation_is_what_is_left():
    first, none, all_of_it = (
        encounter.recovery_share(1.0, earlier, cap=0.8, repeat_attenuation=left)
        for earlier, left in ((0.0, 0.3), (1.0, 0.0), (1.0, 1.0))
    )
    assert (none, all_of_it) == (0.0, first)
    assert "is left" in meaning("recovery.repeat_attenuation")
    assert "1 is all of it, 0 nothing" in meaning("recovery.repeat_attenuation")


@pytest.mark.parametrize("cap", [0.5, 0.8])
def test_a_failure_handled_perfectly_beats_none_at_caps_below_one(cap):
    how, loss = Scenario().recovery, Scenario().failures.minor.loss
    mended = encounter.recovery_gain(encounter.recovery_share(1.0, 0.0, cap=cap, repeat_attenuation=0.6), loss)
    felt = how.service_weight * experience.value(1.0 - how.service_norm, loss_aversion=2.0)
    assert mended - loss < 0.0 < mended + felt - loss
    assert meaning("recovery.cap").endswith("how the encounter itself is felt comes on top.")


def test_outages_of_one_day_are_one():
    told = re.search(r"so (\d+) make ([\d.]+) days", meaning("failures.outages_per_year"))
    days = 365 * hazard.chance(hazard.from_yearly(float(told.group(1))), 1.0)
    assert days == pytest.approx(float(told.group(2)), abs=0.05)


@pytest.mark.parametrize("dispersion", [0.0, 4.0])
def test_where_all_is_new_busy_days_add_to_variance_over_mean_what_is_said(dispersion):
    """The slow change over the run is taken off; the standard error is that of a variance of 200 days, thrice."""
    found = []
    for replication in range(3):
        spec = ONLY_QUESTIONS.but({"desk.arrival_dispersion": dispersion})
        arrivals = JourneyModel(spec, seed=5, replication=replication).run().daily["arrivals"][60:].astype(float)
        days = np.arange(len(arrivals))
        apart = arrivals - np.polyval(np.polyfit(days, arrivals, 2), days)
        found.append(float((apart**2).sum()) / (len(days) - 3) / arrivals.mean())
    expected = 1.0 + dispersion
    assert np.mean(found) == pytest.approx(expected, abs=4 * expected * (2 / 600) ** 0.5)
