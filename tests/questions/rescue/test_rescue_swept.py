"""The rescue question at the points of a sweep."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.measures import MEASURES
from sim.measures.rescued import index_of_points, names_of_values, replications_of
from sim.questions.rescue import SMALLEST_GAP, rescue
from sim.questions.rescue.swept import RescueOutcome, share
from sim.scenario import Scenario
from sim.simulate import Job
from sim.statistics.fieller import ratio_interval

FIRM = Scenario().but({"population": 60, "represents": 4, "days": 6, "failures.rate": 0.05})
QUALITY = RescueOutcome(frozenset({"product.quality"}))


def values_at(outcome, spec, replication=0):
    records = [Job(world, 1, replication).run(lambda: None) for world in outcome.worlds(spec)]
    return outcome.values(records)


@pytest.fixture(scope="module")
def values():
    """Two replications at quality 0.35."""
    return [values_at(QUALITY, FIRM.but({"product.quality": 0.35}), r) for r in range(2)]


def test_the_weak_product_has_the_quality_of_the_point():
    for quality in (0.3, 0.5):
        told = FIRM.but({"rescue.weak": "product/weak", "product.quality": quality})
        worlds = QUALITY.worlds(told)
        assert [world.product.quality for world in worlds] == [quality, quality, 0.8, 0.8]
        assert [world.staff.skill for world in worlds] == [0.4, 0.95, 0.4, 0.95]


def test_of_what_is_not_varied_the_weak_product_is_as_the_scenario_says():
    told = FIRM.but({"rescue.weak": "product.quality=0.2,failures.rate=0.09", "product.quality": 0.5})
    weak = QUALITY.worlds(told)[0]
    assert (weak.product.quality, weak.failures.rate) == (0.5, 0.09)
    assert RescueOutcome().worlds(told)[0].product.quality == 0.2


def test_the_excellent_service_has_the_staffing_of_the_point_and_the_poor_one_its_own():
    for key, value in (("desk.staffing_ratio", 1.1), ("desk.agents", 7)):
        worlds = RescueOutcome(frozenset({key})).worlds(FIRM.but({key: value}))
        poor, excellent = worlds[0].desk, worlds[1].desk
        assert poor.staffing_ratio == 0.9
        assert poor.agents is None
        assert getattr(excellent, key.split(".")[1]) == value
        assert worlds[1].staff.skill == 0.95


def test_a_point_gives_the_numbers_of_a_rescue_of_its_own(values):
    answer = rescue(FIRM.but({"product.quality": 0.35}), replications=2, seed=1)
    table = pd.DataFrame(values)
    for measure in MEASURES:
        assert table[measure].tolist() == pytest.approx(
            answer.results["weak_poor"].runs[measure].tolist(), nan_ok=True
        )
    for row in answer.index.to_dict("records"):
        measure = row["measure"]
        assert table[f"rescue_gained_{measure}"].mean() == pytest.approx(row["numerator"], rel=1e-12, abs=1e-12)
        assert table[f"rescue_gap_{measure}"].mean() == pytest.approx(row["denominator"], rel=1e-12)


def test_every_measure_of_the_index_has_its_columns(values):
    assert set(values[0]) == {*MEASURES, *names_of_values()}
    for measure in SMALLEST_GAP:
        index, gained, gap = (values[0][f"rescue_{what}_{measure}"] for what in ("index", "gained", "gap"))
        assert index == pytest.approx(gained / gap) or math.isnan(index)


def test_a_product_that_is_not_weaker_has_no_gap_and_no_index():
    found = values_at(QUALITY, FIRM.but({"product.quality": 0.85}))
    for measure in SMALLEST_GAP:
        assert math.isnan(found[f"rescue_gap_{measure}"])
        assert math.isnan(found[f"rescue_index_{measure}"])
    assert math.isfinite(found["rescue_gained_retention"])


def test_a_gap_too_small_is_none():
    assert math.isnan(share(0.5, 0.009, "retention"))
    assert share(0.005, -0.01, "retention") == -0.5


def test_the_index_of_a_point_is_the_ratio_of_the_means_with_fiellers_interval():
    rng = np.random.default_rng(1)
    gap = rng.normal(0.3, 0.05, size=(6, 4))
    gained = 0.4 * gap + rng.normal(0, 0.02, size=(6, 4))
    gap[5] *= 0.001
    runs = pd.DataFrame({
        "point": np.repeat(np.arange(6), 4), "replication": np.tile(np.arange(4), 6),
        "rescue_gained_retention": gained.ravel(), "rescue_gap_retention": gap.ravel(),
    })  # fmt: skip
    found = index_of_points(runs, "retention")
    for point in range(5):
        truth = ratio_interval(gained[point], gap[point], smallest_denominator=0.01)
        assert tuple(found.loc[point, ["index", "low", "high"]]) == (truth.ratio, truth.low, truth.high)
    assert not found.loc[5, "defined"]
    each = replications_of(runs, "retention").to_numpy().reshape(6, 4)
    assert each[:5].mean(axis=1) == pytest.approx(found["index"][:5].to_numpy(), rel=1e-12)
    assert np.isnan(each[5]).all()
    spread = each[:5].std(axis=1, ddof=1) / 2
    jackknife = [ratio_interval(gained[p], gap[p], smallest_denominator=0.01).standard_error for p in range(5)]
    assert spread == pytest.approx(jackknife, rel=0.2)
