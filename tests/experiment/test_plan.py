"""A plan is complete in itself, and its digest is about the numbers of a run and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.errors import ScenarioError, UsageError
from sim.experiment.estimate import estimate
from sim.experiment.plan import Plan, Precision
from sim.experiment.planning import Asked
from sim.experiment.run import Run
from sim.experiment.varying import varied
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment.design import DesignName

pytestmark = pytest.mark.no_cover

VARY = ["product.quality=0.2:0.9:3", "service=service/poor,service/excellent"]
SMALL = {"population": 50, "days": 5}


@pytest.fixture(scope="module")
def base() -> Scenario:
    return Scenario.load("default").but({**SMALL, "replications": 2})


@pytest.fixture(scope="module")
def plan(base: Scenario) -> Plan:
    return varied(base, VARY)


def test_the_first_replication_of_every_point_comes_before_the_second(plan: Plan) -> None:
    assert len(plan.runs) == 12
    assert list(plan.runs) == [Run(point, replication) for replication in (0, 1) for point in range(6)]
    assert plan.runs[-1] == Run(5, 1)
    assert plan.runs[4:7] == [Run(4, 0), Run(5, 0), Run(0, 1)]
    with pytest.raises(IndexError):
        plan.runs[12]


def test_a_point_says_what_its_values_stand_for(plan: Plan, base: Scenario) -> None:
    assert dict(plan.points[5].values) == {"product.quality": 0.9, "service": "service/excellent"}
    excellent = Scenario.load("default").but({"product.quality": 0.9, **SMALL})
    for key in ("staff.skill", "desk.staffing_ratio", "recovery.compensation"):
        assert plan.settings_at(5)[key] == Scenario.load("service/excellent").settings[key]
        excellent = excellent.but({key: plan.settings_at(5)[key]})
    assert plan.scenario_at(5).settings["product.quality"] == 0.9
    assert plan.scenario_at(5).settings["staff.skill"] == excellent.settings["staff.skill"]
    assert plan.scenario_at(5).population == base.population


def test_a_plan_is_read_back_as_it_was_written(plan: Plan) -> None:
    again = Plan.from_json(plan.to_json())
    assert again == plan
    assert again.digest == plan.digest
    assert again.to_json() == plan.to_json()
    assert [again.scenario_at(point).digest for point in range(6)] == [
        plan.scenario_at(point).digest for point in range(6)
    ]


def test_a_plan_with_everything_in_it_is_read_back(base: Scenario) -> None:
    asked = Asked(design="morris", points=3, seed=0, replications=4, ask="rescue")
    plan = varied(base, ["desk.agents=2:9", "protocol=cohort,market", "days=5:9"], asked, measures=["retention"])
    plan = replace(plan, precision=Precision("nps", 0.5, 40), notes=("one",), title='"=<b>')
    again = Plan.from_json(plan.to_json())
    assert again == plan
    assert again.frame.equals(plan.frame)
    assert again.seed == 0


@pytest.mark.parametrize("name", ["default", "archetypes/b2b", "debates/promise_big/bold", "marketing/hype"])
def test_every_scenario_can_be_the_base_of_a_plan_that_travels(name: str) -> None:
    spec = Scenario.load(name)
    assert Scenario().but(spec.settings).called(spec.name) == spec


@pytest.mark.parametrize(
    "change",
    [
        {"replications": 9},
        {"title": "Another"},
        {"name": "another"},
        {"measures": ("nps",)},
        {"precision": Precision("nps", 1.0, 9)},
        {"notes": ("a note",)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_changes_no_row_leaves_the_digest(plan: Plan, change: dict[str, object]) -> None:
    other = replace(plan, **change)  # type: ignore[arg-type]
    assert other.digest == plan.digest
    assert plan.difference(other) == []


@pytest.mark.parametrize(
    ("vary", "asked", "told"),
    [
        (VARY, Asked(seed=2), ["seed = 1, not 2"]),
        (VARY, Asked(ask="rescue"), ["ask = run, not rescue"]),
        (VARY, Asked(settings={"money.price": 77}), ["money.price = "]),
        (
            ["product.quality=0.2:0.8:3", VARY[1]],
            Asked(),
            ["product.quality = 0.2 .. 0.9, not 0.2 .. 0.8"],
        ),
        (VARY[:1], Asked(), ["design = grid of 6 points, not grid of 3 points", "service = "]),
        (VARY[::-1], Asked(), ["the points are others"]),
    ],
    ids=["seed", "question", "base", "range", "factor", "order"],
)
def test_another_experiment_has_another_digest_and_says_why(
    base: Scenario, plan: Plan, vary: list[str], asked: Asked, told: list[str]
) -> None:
    other = varied(base, vary, asked)
    assert other.digest != plan.digest
    difference = plan.difference(other)
    assert len(difference) == len(told)
    assert all(line.startswith(start) for line, start in zip(difference, told, strict=True)), difference


def test_what_a_named_level_stands_for_is_part_of_the_digest(base: Scenario) -> None:
    one, other = (varied(base, {"service": {"a": {"staff.skill": skill}}}) for skill in (0.4, 0.5))
    assert one.digest != other.digest
    assert one.difference(other) == ['service "a" staff.skill = 0.4, not 0.5']


def test_the_estimate_counts_every_run_and_grows_with_them(base: Scenario) -> None:
    few, many = (estimate(varied(base, VARY, Asked(replications=n))) for n in (2, 200))
    assert (few.points, few.runs, many.runs) == (6, 12, 1_200)
    assert many.seconds > few.seconds
    assert many.disk > few.disk
    assert many.memory == few.memory
    asked = estimate(varied(base, VARY, Asked(replications=200, ask="rescue")))
    assert asked.seconds > 2 * many.seconds
    assert estimate(varied(base, VARY), 8).workers == 8
    assert estimate(varied(base, VARY[1:], Asked(replications=1)), 8).workers == 2


DESIGNS: list[DesignName] = ["latin-hypercube", "sobol", "morris"]


@pytest.mark.parametrize("design", DESIGNS)
def test_more_than_a_million_runs_need_a_second_word(base: Scenario, design: DesignName) -> None:
    asked = Asked(design=design, points=1_000_001, replications=1)
    with pytest.raises(UsageError, match=r"1,000,001|,000,00. points x 1 = .* runs would take about .* of disk"):
        varied(base, ["product.quality=0.2:0.9"], asked)


def test_a_billion_points_are_refused_whatever_is_said(base: Scenario) -> None:
    vary = ["product.quality=0.2:0.9:31623", "desk.agents=1:9:31623"]
    with pytest.raises(UsageError, match=r"^1,000,014,129 points x 2 = .* too many: take fewer values$"):
        varied(base, vary, Asked(yes=True))


def test_a_million_and_one_runs_are_planned_on_a_second_word(base: Scenario) -> None:
    plan = varied(base, ["product.quality=0.2,0.3"], Asked(replications=500_001, yes=True))
    assert len(plan.runs) == 1_000_002
    with pytest.raises(UsageError, match="--yes"):
        varied(base, ["product.quality=0.2,0.3"], Asked(replications=500_001))


def test_every_point_is_checked_before_the_first_run(base: Scenario) -> None:
    with pytest.raises(
        ScenarioError, match=r"must be below days \(5\), at point 1 \(days = 5, measure_from_day = 7\)"
    ):
        varied(base, ["days=5,9", "measure_from_day=2,7"])
