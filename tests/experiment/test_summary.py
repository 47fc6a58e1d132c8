"""The index of a point is one number, wherever it is told: the ratio of the means, with Fieller's interval."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.experiment.agenda import Agenda
from sim.experiment.design import listed
from sim.experiment.factor import Factor
from sim.experiment.plan import Plan, Precision
from sim.experiment.run import Finished
from sim.experiment.store import Store
from sim.experiment.sweep import as_it_is, known
from sim.measures import MEASURES
from sim.measures.rescued import SMALLEST_GAP, index_of_points
from sim.questions.sensitivity import sensitivity
from sim.report.sweep_json import sweep_object
from sim.report.sweep_material import Material
from sim.scenario import Scenario
from sim.statistics.fieller import ratio_interval

LEVELS = (0.3, 0.5, 0.7, 0.77)
NAME = "rescue_index_retention"
N = 10
GAPS = np.array([0.3, 0.2, 0.05, 0.002])[:, np.newaxis] + np.random.default_rng(3).normal(0, 0.02, (4, N))
GAINED = 0.4 * GAPS + np.random.default_rng(4).normal(0, 0.02, (4, N))


def planned(precision=None):
    quality = Factor("product.quality", key="product.quality", levels=LEVELS)
    design = listed([quality], [(level,) for level in LEVELS])
    return Plan("map", "", Scenario(), (quality,), design, N, 1, (NAME,), precision, ask="rescue")


def measured(run):
    """Give what one replication tells; its own ratio is a wild one where the gap is small."""
    gained, gap = float(GAINED[run.point, run.replication]), float(GAPS[run.point, run.replication])
    share = gained / gap if abs(gap) >= SMALLEST_GAP["retention"] else math.nan
    retention = 0.5 + gap / 10
    return Finished(
        run,
        {"retention": retention, NAME: share, "rescue_gained_retention": gained, "rescue_gap_retention": gap},
        0.1,
    )


@pytest.fixture(scope="module")
def swept():
    store = Store.begin(None, planned())
    store.add(map(measured, store.plan.runs))
    return as_it_is(store)


@pytest.fixture(scope="module")
def truth():
    return [
        ratio_interval(top, bottom, smallest_denominator=0.01) for top, bottom in zip(GAINED, GAPS, strict=True)
    ]


def of(table, measure):
    return table[table["measure"] == measure].set_index("point")


def test_the_index_of_a_point_is_the_ratio_of_the_means_with_fiellers_interval(swept, truth):
    told = of(swept.summary, NAME)
    expected = [(one.ratio, one.low, one.high) for one in truth]
    assert [one.defined for one in truth] == [True, True, True, False]
    assert told[["mean", "low", "high"]].to_numpy() == pytest.approx(np.array(expected), rel=1e-12, nan_ok=True)
    assert told["n"].tolist() == [N, N, N, 0]
    assert told["sd"].to_numpy()[:3] / math.sqrt(N) == pytest.approx(
        [one.standard_error for one in truth[:3]], rel=0.2
    )
    assert math.isnan(told["sd"][3])


def test_other_measures_keep_their_mean(swept):
    told = of(swept.summary, "rescue_gap_retention")
    assert told["mean"].to_numpy() == pytest.approx(GAPS.mean(axis=1), rel=1e-12)
    assert told["n"].tolist() == [N] * 4


def test_every_measure_of_a_rescue_has_its_unit(swept):
    units = dict(zip(swept.summary["measure"], swept.summary["unit"], strict=True))
    assert units == {
        "retention": "share", NAME: "share", "rescue_gained_retention": "share", "rescue_gap_retention": "share",
    }  # fmt: skip


@pytest.mark.parametrize("measure", SMALLEST_GAP)
def test_what_is_gained_has_the_unit_of_its_measure(measure):
    from sim.measures.rescued import unit_of

    units = [unit_of(f"rescue_{what}_{measure}") for what in ("index", "gained", "gap")]
    assert units == ["share", MEASURES[measure].unit, MEASURES[measure].unit]
    assert unit_of("heads") == ""


def test_table_json_report_and_sensitivity_tell_the_same_index(swept, truth):
    expected = [one.ratio for one in truth]
    assert of(swept.summary, NAME)["mean"].tolist() == pytest.approx(expected, nan_ok=True)
    assert index_of_points(swept.runs, "retention")["index"].tolist() == pytest.approx(expected, nan_ok=True)
    told = [point["summary"][NAME] for point in sweep_object(swept)["points"]]
    assert [one["mean"] for one in told[:3]] == pytest.approx(expected[:3])
    assert (told[3]["mean"], told[3]["n"], told[3]["unit"]) == (None, 0, "share")
    page = Material.of(swept).measured(NAME)
    for point in range(3):
        found = page.interval(point)
        assert (found.mean, found.low, found.high) == (truth[point].ratio, truth[point].low, truth[point].high)
    assert page.points == [0, 1, 2]
    assert page.means.tolist() == pytest.approx(expected[:3])
    assert sensitivity(swept, NAME).study.means.tolist() == pytest.approx(expected, nan_ok=True)


def test_a_column_of_a_programs_own_that_is_only_called_so_has_its_mean():
    store = Store.begin(None, planned())
    store.add(Finished(run, {NAME: float(run.replication)}, 0.1) for run in store.plan.runs)
    assert of(as_it_is(store).summary, NAME)["mean"].tolist() == [4.5] * 4


@pytest.mark.parametrize(("nearer", "more"), [(0.005, set()), (-0.005, {2})])
def test_a_precision_watches_the_interval_of_the_index(truth, nearer, more):
    """The third point is the noisiest; the fourth, which has no index, is not waited for."""
    wanted = (truth[2].high - truth[2].low) / 2 + nearer
    plan = planned(Precision(NAME, wanted, 40))
    store = Store.begin(None, plan)
    store.add(map(measured, plan.runs))
    resumed = Agenda(plan, known(plan, store, set()))
    assert {resumed.take().run.point for _ in range(resumed.wanted)} == more
    fresh = Agenda(plan, {})
    runs = [fresh.take().run for _ in plan.runs]
    fresh.note(map(measured, runs))
    assert fresh.total == resumed.total
