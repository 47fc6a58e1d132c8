"""A sweep from Python: tables in memory or in a folder, made by anybody, the same numbers as one run at a time."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pandas as pd
import pytest

from sim import Results, Scenario, Sweep, simulate, sweep
from sim.errors import ScenarioError, UsageError
from sim.experiment.planning import Asked
from sim.experiment.run import Measures
from sim.experiment.store import Store
from sim.measures import MEASURES
from sim.questions.sensitivity import sensitivity
from sim.questions.sweep_plan import made_precise, outcome_of, planned

BARE = Scenario().but({"population": 20, "represents": 1, "days": 3, "replications": 2})
VARY = {"product.quality": [0.3, 0.6]}
POINTS = pd.DataFrame(VARY)


@pytest.fixture(scope="module")
def found():
    return sweep(BARE, VARY)


def test_every_run_is_a_row_with_its_factors_and_every_measure(found):
    assert list(found.runs.columns[:4]) == ["point", "replication", "seed", "product.quality"]
    assert set(MEASURES) <= set(found.runs.columns)
    assert found.runs[["point", "replication"]].to_numpy().tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert (found.folder, found.tally.computed, len(found.failures)) == (None, 4, 0)


def test_a_point_of_a_sweep_is_the_run_of_its_scenario_to_the_last_bit(found):
    alone = simulate(BARE.but({"product.quality": 0.6}), seed=1)
    for measure in MEASURES:
        swept = found.runs.loc[found.runs["point"] == 1, measure].to_numpy()
        assert swept.tobytes() == alone.runs[measure].to_numpy().tobytes(), measure


def test_the_summary_is_that_of_a_run(found):
    alone = simulate(BARE.but({"product.quality": 0.6}), seed=1).summary.set_index("measure")
    swept = found.summary[found.summary["point"] == 1].set_index("measure")
    assert set(swept.index) == set(alone.index)
    for column in ("mean", "low", "high", "sd"):
        for measure in alone.index:
            one, other = swept.loc[measure, column], alone.loc[measure, column]
            assert one == pytest.approx(other, rel=1e-12, abs=1e-15, nan_ok=True), (measure, column)
    assert swept["unit"].equals(alone["unit"].reindex(swept.index))
    assert (swept["product.quality"] == 0.6).all()


def test_any_executor_and_any_folder_give_the_same_digest(found, tmp_path):
    with ThreadPoolExecutor(2) as executor:
        assert sweep(BARE, VARY, executor=executor, folder=tmp_path / "kept").digest == found.digest
    again = sweep(BARE, VARY, folder=tmp_path / "kept")
    assert (again.tally.computed, again.tally.reused, again.digest) == (0, 4, found.digest)
    assert (tmp_path / "kept" / "runs.parquet").exists()


def test_a_folder_that_holds_more_gives_what_is_asked_for_and_keeps_all(found, tmp_path):
    whole = sweep(BARE, VARY, replications=4, folder=tmp_path / "kept")
    for some, alone in (
        (sweep(BARE, VARY, folder=tmp_path / "kept"), found),
        (sweep(BARE, VARY, folder=tmp_path / "kept", shard="2/2"), sweep(BARE, VARY, shard="2/2")),
    ):
        assert (some.tally.computed, some.digest) == (0, alone.digest)
        for name in ("runs", "summary", "failures"):
            pd.testing.assert_frame_equal(getattr(some, name), getattr(alone, name))
    with Store.open(tmp_path / "kept") as store:
        assert store.digest == whole.digest != found.digest


def test_a_folder_that_holds_more_than_a_precision_takes_gives_what_it_takes(tmp_path):
    sweep(BARE, VARY, replications=16, folder=tmp_path / "kept")
    wanted = {"what": BARE, "vary": VARY, "precision": {"retention": 0.04}, "at_most": 14}
    assert sweep(**wanted, folder=tmp_path / "kept").digest == sweep(**wanted).digest


def test_a_folder_is_read_back_as_it_was(tmp_path):
    kept = sweep(BARE, VARY, folder=tmp_path / "kept")
    there = Sweep.load(tmp_path / "kept")
    assert (repr(there), there.digest, there.folder) == (repr(kept), kept.digest, kept.folder)
    for name in ("points", "runs", "failures", "summary"):
        pd.testing.assert_frame_equal(getattr(there, name), getattr(kept, name))
    assert sensitivity(there, "profit").factors.equals(sensitivity(kept, "profit").factors)
    for wrong in (sweep, Results.load):
        with pytest.raises(UsageError, match=r"is a sweep.*; in Python Sweep\.load\('.*kept'\) reads it$"):
            wrong(tmp_path / "kept")
    with pytest.raises(UsageError, match=r"^not a sweep: 'kept'; load one, as in Sweep\.load"):
        sensitivity("kept", "profit")


def test_something_else_can_be_measured_and_what_fails_is_a_row():
    found = sweep(BARE, VARY, replications=1, outcome=Heads(), progress=(told := []).append)
    assert found.runs["heads"].tolist() == [20.0]
    assert found.failures["reason"].tolist() == ["ZeroDivisionError: division by zero"]
    assert (told[0].done, told[-1].done, told[-1].failed, told[-1].finished) == (0, 2, 1, 1)


@dataclass(frozen=True)
class Heads:
    """An outcome that counts people, and fails where the product is good."""

    def worlds(self, scenario):
        return (scenario,)

    def values(self, records):
        spec = records[0].spec
        return {"heads": spec.population / (spec.product.quality < 0.5)}


@dataclass(frozen=True)
class Gives:
    """An outcome that gives what it is told to."""

    given: object
    lived: object = "itself"

    def worlds(self, scenario):
        return (scenario,) if self.lived == "itself" else self.lived

    def values(self, records):
        return {self.given: 3.0}


@pytest.mark.parametrize("name", ["point", "seed", "product.quality", "retention", "rescue_gap_cx", 5])
def test_an_outcome_gives_no_number_under_the_name_of_another(name, tmp_path):
    with pytest.raises(UsageError, match=r"`values` of an outcome must have texts .* measure has: not "):
        sweep(BARE, VARY, outcome=Gives(name), folder=tmp_path / "kept")
    with Store.open(tmp_path / "kept") as store:
        assert not store.finished


@pytest.mark.parametrize("lived", [BARE, (), None, (5,), "default"])
def test_an_outcome_that_lives_no_scenarios_is_refused_before_anything_is_run(lived, tmp_path):
    with pytest.raises(UsageError, match="the `worlds` of an outcome must be scenarios, as in `return"):
        sweep(BARE, VARY, outcome=Gives("mine", lived), folder=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_precision_adds_replications_where_they_are_needed():
    found = sweep(BARE, VARY, precision={"retention": 0.04}, at_most=14)
    each = found.runs.groupby("point")["retention"].agg(["size", "sem"])
    assert each["size"].between(10, 14).all()
    enough = [size == 14 or 2.2 * sem <= 0.04 for size, sem in each.itertuples(index=False)]
    assert all(enough)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"what": BARE}, "nothing varies"),
        ({"what": [BARE], "vary": VARY}, "nothing to sweep: give a scenario, a sweep file or a plan, got "),
        ({"what": BARE, "vary": POINTS}, "vary must be as in .*, got product.quality 0 0.3 1 0.6$"),
        ({"what": BARE, "vary": [("desk.agents", [1])]}, "vary must be as in "),
        ({"what": BARE, "vary": {3: [1]}}, "vary must be as in .*, got {3: "),
        ({"what": BARE, "vary": "desk.agents=1,2"}, "vary must be as in "),
        ({"what": BARE, "vary": VARY, "settings": POINTS}, "settings must be a mapping by dotted key"),
        ({"what": BARE, "vary": VARY, "settings": "population=50"}, "settings must be a mapping by dotted key"),
        ({"what": BARE, "vary": VARY, "replications": "2"}, "replications must be a whole number"),
        ({"what": "one.toml", "replications": 0}, "replications must be a whole number, at least 1, got 0"),
        ({"what": "one.toml", "design": "gird"}, "no such design: 'gird'; there are grid, "),
        ({"what": BARE, "vary": VARY, "points": "3", "design": "morris"}, "points must be a whole number"),
        ({"what": BARE, "vary": VARY, "ask": "Rescue"}, "no such ask: 'Rescue'; there are run, rescue$"),
        ({"what": BARE, "vary": VARY, "ask": 1}, "no such ask: 1; "),
        ({"what": BARE, "vary": VARY, "at_most": "a"}, "at_most must be a whole number, at least 1, got 'a'"),
        ({"what": BARE, "vary": VARY, "precision": {3: 0.1}}, "no such measure: 3"),
        ({"what": BARE, "vary": VARY, "measures": None}, "measures must be a list of texts, "),
        ({"what": BARE, "vary": VARY, "measures": "nps"}, "measures must be a list of texts, "),
        ({"what": BARE, "vary": VARY, "scheduler": 1}, "scheduler must be an address, as in 'tcp://"),
        *(
            ({"what": BARE, "vary": VARY, "time_limit": wrong}, "time_limit must be a number of seconds above 0, ")
            for wrong in ("1", 0, -1, math.nan, math.inf, True)
        ),
        ({"what": BARE, "vary": VARY, "workers": 0}, "workers must be a whole number"),
        ({"what": BARE, "vary": VARY, "workers": "2"}, "workers must be a whole number"),
        ({"what": BARE, "vary": VARY, "precision": {}}, "no precision is wanted of anything"),
        ({"what": BARE, "vary": VARY, "precision": {"nps": 1.0, "csat": 1.0}}, "as precise as one measure is"),
        ({"what": BARE, "vary": VARY, "precision": {"nps": math.nan}}, "must be a number above 0"),
        ({"what": BARE, "vary": VARY, "shard": "3/2"}, "no such share"),
        ({"what": BARE, "vary": VARY, "shard": 5}, "no such share: .5.; write 1/4"),
        ({"what": BARE, "vary": {"desk.agents": [-1, 3]}}, "desk.agents"),
        ({"what": BARE, "vary": VARY, "measures": ["rescue_gap_cx"]}, "only where a sweep asks for rescues"),
        (
            {"what": BARE, "vary": VARY, "measures": ["rescue_gap_csat"], "ask": "rescue"},
            "are rescue_gap_retention",
        ),
        ({"what": "rescue_map", "measures": ["rescue_gap_csat"]}, "no such measure"),
        ({"what": BARE, "vary": VARY, "executor": 5}, "executor must be an object with `submit`, got 5"),
        (
            {"what": BARE, "vary": VARY, "outcome": 5},
            "outcome must be an object with `worlds` and `values`, got 5",
        ),
        ({"what": BARE, "vary": VARY, "outcome": max}, "outcome must be an object"),
        ({"what": BARE, "vary": VARY, "outcome": Measures}, "outcome must be an object"),
        ({"what": BARE, "vary": VARY, "outcome": Measures(), "measures": ["heads"]}, "leave them out"),
        (
            {"what": BARE, "vary": VARY, "outcome": Measures(), "precision": 0.01},
            "a precision of retention cannot",
        ),
        (
            {"what": planned(BARE, VARY), "outcome": Measures(), "precision": {"nps": 1}},
            "a precision of nps cannot",
        ),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_run(arguments, complaint):
    with pytest.raises((UsageError, ScenarioError), match=complaint):
        sweep(**arguments)


def test_a_plan_takes_other_replications_and_measures(found):
    more = sweep(found.plan, replications=3, measures=["nps"])
    assert more.digest == sweep(BARE, VARY, replications=3).digest
    assert (more.plan.measures, more.tally.computed) == (("nps",), 6)
    assert sweep(more.plan, replications=1).plan.measures == ("nps",)
    with pytest.raises(UsageError, match="rescue_gap_cx': is measured only where a sweep asks for rescues"):
        sweep(found.plan, measures=["rescue_gap_cx"])
    precise = made_precise(found.plan, {"nps": 1.0}, 12)
    with pytest.raises(UsageError, match="at most 12 replications, but 13 of every point"):
        sweep(precise, replications=13)


@pytest.mark.parametrize(
    "said",
    [
        {"vary": {"desk.agents": [1, 2]}},
        {"settings": {"days": 4}},
        {"design": "grid"},
        {"points": 3},
        {"seed": 0},
        {"ask": "rescue"},
    ],
)
def test_what_would_change_the_points_of_a_plan_is_refused(found, said):
    with pytest.raises(UsageError, match=f"a plan has its own `{next(iter(said))}`; leave that out, or sweep "):
        sweep(found.plan, **said)


def test_what_a_plan_asks_is_what_is_measured():
    plan = planned(BARE, VARY)
    assert outcome_of(plan).worlds(BARE) == (BARE,)


def test_a_precision_may_be_that_of_a_rescue_where_one_is_asked_for():
    wanted = {"rescue_index_retention": 0.05}
    precise = made_precise(planned(BARE, VARY, Asked(ask="rescue")), wanted)
    assert precise.precision.measure == "rescue_index_retention"
    with pytest.raises(UsageError, match="no such measure: 'rescue_index_retention'"):
        made_precise(planned(BARE, VARY), wanted)
