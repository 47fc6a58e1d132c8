"""What a caller in Python says of a run: a name is no scenario, and NumPy's numbers are as good as Python's."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import sim.departments
import sim.plain.departments
from sim import Scenario, compare, rescue, simulate, sweep
from sim.errors import ScenarioError, UsageError
from sim.experiment.sweep import Sweep
from sim.model import JourneyModel
from sim.plain import PlainModel
from sim.questions.describe import describe
from sim.questions.fit import fit
from sim.questions.sweep_plan import made_precise, planned
from sim.questions.why import why
from sim.questions.worth import worth
from sim.results import Results
from sim.simulate import simulate_all

ENGINES = [JourneyModel, PlainModel]
TINY = Scenario().but({"population": 40, "represents": 1, "days": 12, "replications": 2})


@pytest.mark.parametrize(
    "ask",
    [
        lambda name: simulate(name),
        lambda name: simulate_all([TINY, name]),
        lambda name: compare(name, TINY),
        lambda name: compare(TINY, name),
        lambda name: rescue(name),
        lambda name: why(name, TINY),
        lambda name: why(TINY, name),
        lambda name: worth(name),
        lambda name: describe(name),
        lambda name: fit(name, {"retention": 0.8}),
        JourneyModel,
        PlainModel,
    ],
)
def test_the_name_of_a_scenario_is_none_and_the_error_says_what_to_write(ask):
    with pytest.raises(UsageError, match=r"^not a scenario: 'default'; load one, as in Scenario\.load"):
        ask("default")


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (lambda: TINY.but([("desk.agents", 3)]), "settings must be a mapping by dotted key"),
        (lambda: TINY.but("product.quality=0.3"), "settings must be a mapping by dotted key"),
        (lambda: TINY.but(None), "settings must be a mapping by dotted key, as in {'desk.agents': 12}, got None"),
        (lambda: Scenario.load("default", []), "settings must be a mapping by dotted key"),
        (lambda: Scenario.load("default", pd.DataFrame({"a": [1]})), "settings must be a mapping by dotted key"),
        (lambda: Scenario.load(None), "a scenario is loaded by its name or its file, got None"),
        (lambda: Scenario.load(["a", "b"]), "a scenario is loaded by its name or its file, got ['a', 'b']"),
        (lambda: TINY.called(None), "a scenario is called by a word, got None"),
        (lambda: TINY.called(3), "a scenario is called by a word, got 3"),
        (lambda: fit(TINY, {"churn": "0.3"}), "churn must be a number, got '0.3'"),
        (lambda: fit(TINY, None), "figures must be a mapping by name, as in {'churn': 0.3}, got None"),
        (lambda: fit(TINY, {"churn": 0.3}, progress=1), "progress must be a function, got 1"),
        (lambda: simulate(TINY, progress=1), "progress must be a function, got 1"),
        (lambda: sweep(TINY, {"desk.agents": [3]}, progress=1), "progress must be a function, got 1"),
        (lambda: list(simulate(TINY).pieces("custmers")), "no such table: 'custmers'; there are runs, daily,"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(ask, complaint):
    with pytest.raises((UsageError, ScenarioError)) as refused:
        ask()
    assert complaint in str(refused.value)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_last_day_is_the_last(engine):
    model = engine(TINY)
    record = model.run()
    with pytest.raises(UsageError, match=r"^the last day is over: this run has 12 days"):
        model.step()
    assert model.day == 11
    assert len(model.record().daily["customers"]) == len(record.daily["customers"]) == 12


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("decided", [-1.0, float("nan"), float("inf"), None, "3"])
@pytest.mark.parametrize(
    ("department", "policy", "what"),
    [("service", "roster", "a number of agents"), ("marketing", "budget", "an amount to spend")],
)
def test_what_a_policy_decides_is_a_number_from_0_on(engine, department, policy, what, decided):
    usual = type(getattr(engine(TINY), department))
    odd = type("Odd", (usual,), {policy: lambda *_: decided})
    with pytest.raises(UsageError, match=f"^{policy} must give {what} from 0 on, got {decided!r}$"):
        engine(TINY, **{department: odd}).run()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("decided", [float("nan"), None, "a"])
def test_a_promise_is_a_number(engine, decided):
    usual = type(engine(TINY).marketing)
    odd = type("Odd", (usual,), {"promise": lambda *_: decided})
    complaint = f"^promise of Marketing must give a quality that is a number, got {decided!r}$"
    with pytest.raises(UsageError, match=complaint):
        engine(TINY.but({"protocol": "market", "marketing.reach_per_day": 1.0}), marketing=odd).run()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("left", [float("nan"), None, "a"])
@pytest.mark.parametrize(
    ("department", "what"), [("product", "quality"), ("service", "satisfaction"), ("service", "skill")]
)
def test_what_a_policy_leaves_in_the_evening_is_a_number(engine, department, what, left):
    usual = type(getattr(engine(TINY), department))
    odd = type("Odd", (usual,), {"act": lambda self: setattr(self, what, left)})
    with pytest.raises(UsageError, match=f"^act of .* must give a {what} that is a number, got {left!r}$"):
        engine(TINY, **{department: odd}).run()


@pytest.mark.parametrize(
    ("engine", "others"), [(JourneyModel, sim.plain.departments), (PlainModel, sim.departments)]
)
def test_a_department_is_one_of_this_engine(engine, others):
    own = type(engine(TINY).service)
    for odd in (others.Service, type(engine(TINY).marketing), "service"):
        with pytest.raises(UsageError) as refused:
            engine(TINY, service=odd)
        assert f"service must be {own.__module__}.Service or a subclass of it, got " in str(refused.value)
    assert isinstance(engine(TINY, service=lambda model: own(model)).service, own)


@pytest.mark.parametrize("wrong", [5, "", b"mine"])
def test_a_folder_is_a_path(wrong):
    for use in (
        lambda: sweep(TINY, {"desk.agents": [3]}, folder=wrong),
        lambda: Sweep.load(wrong),
        lambda: Results.load(wrong),
        lambda: simulate(TINY, replications=1).save(wrong),
    ):
        with pytest.raises(UsageError, match=r"^folder must be a path, as in 'results/mine', got "):
            use()


def test_a_limit_of_replications_needs_a_precision():
    for use in (
        lambda: sweep(TINY, {"desk.agents": [3]}, at_most=20),
        lambda: compare(TINY, TINY.but({"desk.agents": 9}), most=20),
    ):
        with pytest.raises(UsageError, match=r"20 says nothing without a precision, .* replications"):
            use()


def test_a_plan_with_a_precision_may_get_another_limit_alone():
    plan = planned(TINY, {"desk.agents": [3]})
    precise = made_precise(plan, {"retention": 1e-9}, 12)
    assert sweep(precise, at_most=11).tally.finished == 11


def test_numpys_numbers_are_as_good_as_pythons():
    mine = simulate(TINY, replications=np.int64(2), seed=np.int32(7))
    assert mine.seed == 7
    assert type(mine.seed) is int
    pd.testing.assert_frame_equal(mine.runs, simulate(TINY, replications=2, seed=7).runs)


def test_numpys_numbers_are_as_good_as_pythons_wherever_there_is_a_count():
    two, ten = np.int64(2), np.int64(10)
    mine = simulate(TINY, first=two, workers=two)
    pd.testing.assert_frame_equal(mine.runs, simulate(TINY, first=2).runs)
    pd.testing.assert_frame_equal(mine.only(np.uint8(1)).runs, simulate(TINY, first=2, replications=1).runs)
    reached = compare(TINY, TINY.but({"desk.agents": 9}), precision=1e-9, most=ten).precision[0]
    assert (reached.replications, type(reached.replications)) == (10, int)
    assert (
        sweep(TINY, {"desk.agents": [3]}, precision={"retention": 0.5}, at_most=ten).plan.precision.at_most == 10
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_model_counts_in_numpys_numbers_too(engine):
    model, same = engine(TINY, seed=np.int32(7), replication=np.int64(2)), engine(TINY, seed=7, replication=2)
    assert (model.luck_seed, model.replication) == (7, 2)
    assert model.luck == same.luck
    assert all(type(number) is int for number in (model.luck_seed, model.replication))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"seed": "3"}, r"seed must be a whole number, at least 0 and at most \d+, got '3'"),
        ({"seed": 3.7}, r"seed must be a whole number, at least 0 and at most \d+, got 3\.7"),
        ({"seed": -1}, r"seed must be a whole number, at least 0 and at most \d+, got -1"),
        ({"rng": 2**53}, "seed must be a whole number, at least 0 and at most"),
        ({"replication": -1}, "replication must be a whole number, at least 0, got -1"),
        ({"replication": True}, "replication must be a whole number, at least 0, got True"),
        ({"replication": 2.9}, r"replication must be a whole number, at least 0, got 2\.9"),
        ({"replication": "1"}, "replication must be a whole number, at least 0, got '1'"),
    ],
)
def test_a_model_doubts_the_numbers_that_it_is_given(engine, said, complaint):
    with pytest.raises(UsageError, match=f"^{complaint}"):
        engine(TINY, **said)


def test_a_panel_is_a_number_of_customers():
    with pytest.raises(UsageError, match=r"^panel must be a whole number, at least 0, got -1$"):
        JourneyModel(TINY, panel=-1)


def test_numpys_arrays_are_lists_to_settings_and_sweeps():
    halves = TINY.but({"desk.arrival_profile": np.array([0.4, 0.6])})
    assert halves.desk.arrival_profile == (0.4, 0.6)
    levels = {"product.quality": np.linspace(0.2, 0.8, 3), "desk.agents": pd.Series([3, 4])}
    as_lists = {"product.quality": [0.2, 0.5, 0.8], "desk.agents": [np.int64(3), 4]}
    found = sweep(TINY, levels, replications=np.int64(1), seed=np.int64(3))
    assert len(found.points) == 6
    assert found.digest == sweep(TINY, as_lists, replications=1, seed=3).digest


def test_a_sweep_goes_through_a_pickle(tmp_path):
    found = sweep(TINY, {"product.quality": [0.3, 0.6]}, replications=2, folder=tmp_path / "kept")
    again = pickle.loads(pickle.dumps(found))
    for name in ("points", "runs", "failures", "summary"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(found, name))
    assert (repr(again), again.digest, again.folder) == (repr(found), found.digest, found.folder)
    assert again.plan == found.plan


def test_a_rescue_goes_through_a_pickle():
    answer = rescue(TINY)
    again = pickle.loads(pickle.dumps(answer))
    assert again.sides == answer.sides
    pd.testing.assert_frame_equal(again.index, answer.index)
