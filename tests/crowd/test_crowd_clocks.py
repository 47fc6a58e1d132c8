"""Clocks that are kept in days fire on the day on which they would have spent their hazard, whatever happens."""

from __future__ import annotations

import numpy as np
import pytest

from sim import Scenario
from sim.crowd import clocks
from sim.crowd.clocks import days_left, do_vary, in_days
from sim.departments import Product, Service
from sim.model import JourneyModel

NEVER = 32_767
LIVELY = Scenario().but({
    "population": 300, "represents": 1, "days": 50, "log": "none", "desk.agents": 3, "failures.rate": 0.02,
    "failures.question_rate": 0.03, "loyalty.repurchases_per_year": 12, "loyalty.churn_rate": 0.003,
    "returns.rate": 0.004,
})  # fmt: skip
SEGMENTS = LIVELY.but({
    "segments": [
        {"name": "many", "share": 0.6},
        {"name": "few", "share": 0.4, "failures": {"question_rate": 0.1}, "loyalty": {"repurchase_cv": 0.8}},
    ]
})  # fmt: skip


def counted(left, hazard):
    """Spend the hazard day by day, one clock after the other."""
    days = []
    for rest, each in zip(left.tolist(), np.broadcast_to(hazard, left.shape).tolist(), strict=True):
        day = 0
        while rest > 0.0 and day < NEVER:
            rest, day = rest - each, day + 1
        days.append(day)
    return days


@pytest.mark.parametrize("hazard", [0.002, 1 / 365, 0.1, 0.3, 7.0])
def test_a_clock_in_days_fires_as_one_that_spends_its_hazard(hazard):
    left = np.random.default_rng(3).exponential(size=2_000)
    assert days_left(left, hazard, NEVER).tolist() == counted(left, hazard)


def test_where_the_hazards_are_as_good_as_a_whole_number_of_days_rounding_decides():
    """0.1 can be taken from 0.3 four times before it is used up: what a quotient says is wrong there."""
    hazards = np.repeat([0.1, 0.003, 1 / 365, 0.7], 300)
    whole = hazards * np.tile(np.arange(1, 301), 4)
    left = np.concatenate([whole, np.nextafter(whole, 0.0), np.nextafter(whole, np.inf)])
    hazards, expected = np.tile(hazards, 3), counted(left, np.tile(hazards, 3))
    assert days_left(left, hazards, NEVER).tolist() == expected
    assert np.count_nonzero(np.ceil(left / hazards) != expected) > 100


def test_a_clock_without_a_hazard_never_fires_and_a_huge_hazard_is_spent_on_the_first_day():
    assert days_left(np.array([1e-16, 1.0, 40.0]), np.array([1e100, 0.0, 1e-300]), NEVER).tolist() == [
        1,
        NEVER,
        NEVER,
    ]


class Moody(Product):
    """A product that is now better and now worse."""

    def act(self):
        if self.model.day in (11, 12, 30):
            self.quality += 0.1 if self.model.day == 12 else -0.05


class Hectic(Service):
    """A desk whose days are busier than others from the twentieth on."""

    def busyness(self):
        return 1.0 if self.model.day < 20 else 1.0 + self.model.day / 100


@pytest.mark.parametrize("spec", [LIVELY, SEGMENTS], ids=["one", "segments"])
@pytest.mark.parametrize("firm", [{"product": Moody}, {"service": Hectic}], ids=["moody", "hectic"])
def test_clocks_whose_hazards_change_unforeseen_go_on_to_the_last_bit(monkeypatch, spec, firm):
    in_time = JourneyModel(spec, block_rows=77, **firm)
    assert in_days(in_time.customers.fail_left)
    found = in_time.run().customers
    monkeypatch.setattr(clocks, "do_vary", lambda _: True)
    always = JourneyModel(spec, **firm)
    assert not in_days(always.customers.fail_left)
    expected = always.run().customers
    assert [name for name in expected if not np.array_equal(found[name], expected[name], equal_nan=True)] == []
    steady = JourneyModel(spec).run().customers
    assert not np.array_equal(steady["failures"], expected["failures"])
    assert steady["purchases"].sum() > 1.1 * spec.population


@pytest.mark.parametrize(
    ("setting", "varies"),
    [
        ({}, False),
        ({"failures.weibull_shape": 1.5}, True),
        ({"failures.feedback_gain": 0.1}, True),
        ({"desk.arrival_dispersion": 2.0}, True),
        ({"changes": [{"from_day": 9, "product": {"quality": 0.4}}]}, True),
        ({"changes": [{"from_day": 9, "desk": {"agents": 4}}]}, False),
    ],
)
def test_it_is_foreseen_where_hazards_change(setting, varies):
    assert do_vary(LIVELY.but(setting)) == varies
    model = JourneyModel(LIVELY.but(setting))
    assert in_days(model.customers.fail_left) == (not varies)
    for _ in range(12):
        model.step()
    assert in_days(model.customers.fail_left) == (not varies)
