"""What is varied in the study of uncertainty, how far, and at which points."""

from __future__ import annotations

import numpy as np
import pytest

from sim.questions.rescue.study import (
    POINTS,
    SAME_DISTANCE,
    SAME_FACTOR,
    SIZES,
    Design,
    at,
    hypercube,
    span,
    studied,
)
from sim.scenario import Scenario, parameters

DEFAULT = Scenario()
UTILITY = Scenario.load("archetypes/utility")


def test_what_is_studied_is_what_is_declared_so_and_does_not_follow_another():
    follow = {*SAME_FACTOR, *SAME_DISTANCE}
    assert set(studied()) | follow == {key for key, one in parameters().items() if one.bracket}
    assert len(studied()) == 15
    assert "recovery.service_weight" in studied()


@pytest.mark.parametrize("key", studied())
def test_for_the_default_the_range_is_the_declared_one(key):
    parameter = parameters()[key]
    assert span(parameter, parameter.default) == pytest.approx(tuple(parameter.bracket))


@pytest.mark.parametrize("end", [0, 1])
def test_what_follows_goes_through_the_range_that_is_declared_for_it(end):
    """Losses by the factor of the minor one; the chance to report 0.35 above the minor one, up to 0.95."""
    design = Design(DEFAULT, "quick", 1)
    ends = {key: design.span_of(key)[end] / parameters()[key].default for key in studied()}
    there = at(DEFAULT, ends).failures.major
    assert there.loss == pytest.approx(tuple(parameters()["failures.major.loss"].bracket)[end])
    assert there.contact_chance == pytest.approx(tuple(parameters()["failures.major.contact_chance"].bracket)[end])


def test_another_scenario_is_varied_in_proportion_and_stays_what_it_is():
    design = Design(UTILITY, "quick", 1)
    assert UTILITY.experience.use_weight == 0.3
    assert design.span_of("experience.use_weight") == pytest.approx((0.2, 0.36))  # 0.09 is not plausible
    assert design.span_of("failures.rate") == pytest.approx((0.006 * 0.375, 0.012))
    assert design.span_of("product.usage_rate") == pytest.approx((1 / 3, 1.0))
    assert design.span_of("failures.minor.contact_chance") == pytest.approx((0.5 * 0.15 / 0.35, 0.75))
    harder = at(UTILITY, {"failures.minor.contact_chance": 0.5})
    assert harder.failures.minor.contact_chance == pytest.approx(0.25)
    assert harder.failures.major.contact_chance == pytest.approx(0.65)  # 0.40 above, as the utility has it


def test_what_is_off_stays_off_and_is_not_drawn():
    off = Design(DEFAULT.but({"failures.rate": 0, "recovery.service_weight": 0}), "quick", 1)
    assert set(studied()) - set(off.keys) == {"failures.rate", "recovery.service_weight"}


def test_a_scenario_beyond_what_is_plausible_is_held_to_what_is_possible():
    strange = DEFAULT.but({"failures.rate": 0.05, "product.usage_rate": 0.01})
    assert span(parameters()["failures.rate"], 0.05) == pytest.approx((0.05 * 0.375, 0.1))
    assert at(strange, {"failures.rate": 2.0}).failures.rate == pytest.approx(0.1)
    assert at(strange, {"product.usage_rate": 200.0}).product.usage_rate == 1.0


def test_segments_and_changes_move_with_the_rest():
    firm = DEFAULT.but({
        "segments": [
            {"name": "often", "share": 0.5, "product.usage_rate": 0.6, "failures.major.contact_chance": 0.8},
            {"name": "others", "share": 0.5},
        ],
        "changes": [{"from_day": 9, "failures.rate": 0.002, "desk.staffing_ratio": 1.3}],
    })  # fmt: skip
    world = at(firm, {"product.usage_rate": 0.5, "failures.rate": 2.0, "failures.minor.contact_chance": 0.6})
    often, others = world.parts
    assert (often.product.usage_rate, others.product.usage_rate) == (0.3, 0.15)
    assert often.failures.minor.contact_chance == pytest.approx(0.21)
    assert others.failures.major.contact_chance == pytest.approx(0.70 - 0.14)
    assert often.failures.major.contact_chance == pytest.approx(0.80 - 0.14)
    late = world.in_force(9).parts[1]
    assert (late.failures.rate, late.desk.staffing_ratio) == (0.004, 1.3)
    assert world.failures.rate == 0.008


def test_a_factor_of_one_changes_nothing():
    design = Design(UTILITY, "quick", 1)
    assert at(UTILITY, dict.fromkeys(design.keys, 1.0)).digest == UTILITY.digest


# --- the points ---------------------------------------------------------------------------------------------


def test_each_point_of_a_hypercube_has_its_own_part_of_every_range():
    places = hypercube(16, 5, np.random.default_rng(3))
    assert places.shape == (16, 5)
    for column in places.T:
        assert sorted(np.floor(column * 16)) == list(range(16))


def test_points_fill_the_ranges():
    design = Design(DEFAULT, "quick", 7)
    for key, column in zip(design.keys, design.points.T, strict=True):
        low, high = design.span_of(key)
        parts = np.floor((column - low) / (high - low) * POINTS)
        assert sorted(parts) == list(range(POINTS))


def test_a_full_study_begins_with_the_points_of_a_quick_one():
    quick, full = (Design(DEFAULT, size, 7) for size in ("quick", "full"))
    assert len(full.points) == SIZES["full"] * POINTS
    assert np.array_equal(full.points[:POINTS], quick.points)
    assert not np.array_equal(full.points[POINTS : 2 * POINTS], quick.points)


def test_the_seed_decides_where_the_points_lie():
    assert np.array_equal(Design(DEFAULT, "quick", 7).points, Design(DEFAULT, "quick", 7).points)
    assert not np.array_equal(Design(DEFAULT, "quick", 7).points, Design(DEFAULT, "quick", 8).points)


def test_a_point_is_so_many_times_what_the_scenario_says():
    design = Design(UTILITY, "quick", 7)
    world = at(UTILITY, design.factors(3))
    drawn = dict(zip(design.keys, design.points[3], strict=True))
    assert world.failures.rate == pytest.approx(drawn["failures.rate"])
    assert world.recovery.service_weight == pytest.approx(drawn["recovery.service_weight"])
