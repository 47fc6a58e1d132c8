"""How far the rescue index could be off because the assumptions are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.errors import UsageError
from sim.questions.rescue import SMALLEST_GAP, cells_of, rescue, uncertainty
from sim.questions.rescue.study import Design, at
from sim.questions.rescue.uncertainty import Uncertainty, uncertain
from sim.scenario import Scenario
from sim.simulate import Job, simulate

FIRM = Scenario().but({
    "population": 200, "represents": 1, "days": 6, "failures.rate": 0.05, "rescue.weak": "product/weak",
})  # fmt: skip
WORLDS = 5


@pytest.fixture
def few(monkeypatch):
    """A study of five worlds."""
    monkeypatch.setattr("sim.questions.rescue.study.POINTS", WORLDS)


def made_up(worlds=200, seed=1):
    """A study whose index is known: it follows the weight of service, with a little noise."""
    design = Design(FIRM, "full", seed)
    points = pd.DataFrame(design.points[:worlds], columns=list(design.keys))
    luck = np.random.default_rng(seed).normal(scale=0.02, size=worlds)
    index = 2 * points["recovery.service_weight"] - 2 * points["failures.rate"] + luck
    told = {name: value for measure in SMALLEST_GAP for name, value in ((measure, index), (f"se_{measure}", 0.02))}
    return Uncertainty(design, points.assign(point=range(worlds), **told))


# --- the worlds ---------------------------------------------------------------------------------------------


@pytest.mark.no_cover
def test_a_world_is_the_scenario_with_the_parameters_of_its_point(few):
    known = []
    found = uncertain(FIRM, after_world=known.append)
    assert [len(one.points) for one in known] == [1, 2, 3, 4, 5]
    assert found.complete
    assert found.points.equals(known[-1].points)
    row = found.points.iloc[3]
    cells = [at(spec, found.design.factors(3)) for spec in cells_of(FIRM)[:3]]
    value = [simulate(spec, replications=1, seed=1).runs["cx"][0] for spec in cells]
    assert row["cx"] == pytest.approx((value[1] - value[0]) / (value[2] - value[0]), rel=1e-9)
    assert row["se_cx"] > 0
    assert cells[0].failures.rate == pytest.approx(row["failures.rate"])
    assert cells[2].product.quality == 0.8


@pytest.mark.no_cover
def test_a_study_goes_on_from_where_it_stopped(few, monkeypatch):
    known = []

    def stop_after_two(so_far):
        known.append(so_far)
        if len(known) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        uncertain(FIRM, after_world=stop_after_two)
    assert not known[-1].complete
    # Points of other studies are no points of this one.
    others = known[-1].points.assign(point=[2, 99])
    told = []
    found = uncertain(FIRM, done=pd.concat([known[-1].points, others]), progress=lambda *days: told.append(days))
    assert told[-1] == (3 * 3 * FIRM.days,) * 2
    whole = uncertain(FIRM)
    assert found.points.equals(whole.points)
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    assert uncertain(FIRM, done=whole.points).points.equals(whole.points)


def test_what_is_finished_in_another_world_does_not_count(few):
    design, cells = Design(FIRM, "quick", 1), cells_of(FIRM)
    name = uncertainty._name_of(design, cells)
    drawn = dict(zip(design.keys, design.points[0], strict=True))
    mine = {"study": name, "point": 0, **drawn} | dict.fromkeys(uncertainty._columns(design)[-10:], 0.5)
    assert len(uncertainty._same_worlds(design, cells, pd.DataFrame([mine]))) == 1
    longer = cells_of(FIRM.but({"days": 7}))
    for others in (
        pd.DataFrame({"point": [0]}),
        pd.DataFrame([mine | {"failures.rate": 0.5}]),
        pd.DataFrame([mine | {"study": uncertainty._name_of(design, longer)}]),
        pd.DataFrame([mine | {"study": uncertainty._name_of(Design(FIRM, "quick", 2), cells)}]),
        pd.DataFrame([mine | {"point": 77}]),
    ):
        assert not len(uncertainty._same_worlds(design, cells, others))


def test_there_are_two_sizes():
    with pytest.raises(UsageError, match=r"^no such study: 'huge'; there are 'quick' and 'full'$"):
        uncertain(FIRM, size="huge")


# --- what follows from them ---------------------------------------------------------------------------------


def test_nine_worlds_of_ten_lie_in_the_interval():
    found = made_up()
    row = found.intervals.set_index("measure").loc["retention"]
    inside = found.points["retention"].between(row["low"], row["high"])
    assert inside.mean() == pytest.approx(0.9, abs=0.01)
    assert row["median"] == pytest.approx(np.median(found.points["retention"]))
    assert (row["n"], row["undefined"]) == (200, 0)


def test_worlds_without_a_gap_are_counted_and_not_hidden():
    found = made_up()
    points = found.points.assign(retention=found.points["retention"].mask(found.points["point"] < 30))
    row = Uncertainty(found.design, points).intervals.set_index("measure").loc["retention"]
    assert (row["n"], row["undefined"]) == (170, 30)


def test_the_share_of_noise_is_told():
    found = made_up()
    row = found.intervals.set_index("measure").loc["retention"]
    assert row["noise"] == pytest.approx(0.02**2 / found.points["retention"].var(ddof=1))
    assert 0.01 < row["noise"] < 0.05


def test_the_drivers_are_those_that_it_was_made_of():
    found = made_up()
    of_retention = found.drivers[found.drivers["measure"] == "retention"].reset_index(drop=True)
    explained = found.intervals.set_index("measure").loc["retention", "explained"]
    assert explained > 0.95
    assert list(of_retention["parameter"][:2]) == ["recovery.service_weight", "failures.rate"]
    assert list(of_retention["sign"][:2]) == [1, -1]
    assert of_retention["importance"].is_monotonic_decreasing
    assert of_retention["importance"][0] > 0.8
    assert of_retention["high"][2] < 0.01
    assert found.strongest == ("recovery.service_weight", "failures.rate")
    assert of_retention["low"][2] == 0
    assert of_retention["meaning"][0].startswith("How much an encounter counts")
    meanings = of_retention.set_index("parameter")["meaning"]
    assert "minor and major" in meanings["failures.minor.loss"]
    assert set(found.drivers["measure"]) == set(SMALLEST_GAP)


def test_of_a_few_worlds_nothing_is_claimed():
    found = made_up(worlds=6)
    assert found.intervals[["low", "median", "high", "noise", "explained"]].isna().all(axis=None)
    assert found.drivers[["importance", "low", "high"]].isna().all(axis=None)
    assert found.strongest == ()
    assert not found.complete
    assert repr(found) == "<Uncertainty 'custom': too little known, 6 worlds of 256>"
    assert repr(made_up()).endswith("of the gap in retention, 200 worlds of 256>")


def test_the_reader_is_told_that_the_weight_of_service_was_never_measured():
    told = made_up().caution
    assert told == (
        "recovery.service_weight, how much an encounter with the desk counts, is calibrated, not measured: "
        "here anything from 0.10 to 0.35"
    )


@pytest.mark.slow
def test_the_index_of_the_scenario_lies_in_its_interval():
    firm = FIRM.but({"population": 2_000, "represents": 10, "days": 60})
    found = uncertain(firm, workers=2).intervals.set_index("measure")
    index = rescue(firm, replications=3).index.set_index("measure")
    for measure in ("retention", "cx", "nps"):
        assert found.loc[measure, "low"] < index.loc[measure, "index"] < found.loc[measure, "high"]
        assert found.loc[measure, "high"] - found.loc[measure, "low"] > 0.1
