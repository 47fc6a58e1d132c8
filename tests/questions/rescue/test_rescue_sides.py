"""What a rescue compares: from the call, else from the scenario's file, else the usual."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError, UsageError
from sim.questions.rescue import CELLS, Sides, cells_of, rescue, sides_of
from sim.scenario import Scenario, parameters, said
from sim.scenario.examining import examined

OWN = Scenario().but({"product.quality": 0.5})


def written(tmp_path, *lines, name="firm"):
    path = tmp_path / f"{name}.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_without_a_word_the_scenarios_own_product_is_to_be_rescued():
    sides = sides_of(OWN)
    assert sides.weak == {}
    assert sides.strong == {"product.quality": 0.8}
    assert sides.poor == said("service/poor")
    assert sides.excellent == said("service/excellent")
    assert dict(sides.names) == {
        "weak": "as it is", "strong": "product/strong", "poor": "service/poor", "excellent": "service/excellent"
    }  # fmt: skip
    assert [spec.product.quality for spec in cells_of(OWN)] == [0.5, 0.5, 0.8, 0.8]


@pytest.mark.parametrize("name", ["default", *(f"archetypes/{a}" for a in ("goods", "subscription", "utility"))])
def test_the_shelf_says_that_the_weak_product_is_meant(name):
    assert sides_of(Scenario.load(name)).names["weak"] == "product/weak"


def test_the_block_of_a_file_is_not_handed_on(tmp_path):
    mine = Scenario.load(written(tmp_path, 'extends = ["default"]'))
    assert mine.rescue.weak is None
    assert sides_of(mine).weak == {}


def test_a_block_names_the_sides_and_the_call_wins_over_it(tmp_path):
    lines = ("[rescue]", 'weak = "product.quality=0.3, failures.rate=0.01"', 'excellent = "service/typical"')
    spec = Scenario.load(written(tmp_path, *lines))
    sides = sides_of(spec)
    assert sides.weak == {"product.quality": 0.3, "failures.rate": 0.01}
    assert sides.excellent == said("service/typical")
    assert sides_of(spec, weak="product/weak").weak == {"product.quality": 0.35}
    assert sides_of(spec, weak={"product.quality": 0.1}).weak == {"product.quality": 0.1}


def test_the_block_changes_no_digest_and_no_cell_keeps_it():
    named = OWN.but({"rescue.weak": "product/weak", "rescue.strong": "product.quality=0.9"})
    assert named.digest == OWN.digest
    assert named.to_toml().count("[rescue]") == 1
    for spec in cells_of(named):
        assert not list(spec.rescue.named())
        assert "[rescue]" not in spec.to_toml()


def test_a_file_of_ones_own_is_a_side(tmp_path):
    better = written(tmp_path, 'title = "Better"', "[product]", "quality = 0.95", name="better")
    sides = sides_of(OWN, strong=better)
    assert sides.strong == {"product.quality": 0.95}
    assert sides.names["strong"] == "better.toml"


def test_the_cells_pair_each_product_with_each_service():
    sides = Sides(
        {"product.quality": 0.2}, {"product.quality": 0.7}, {"staff.skill": 0.3}, {"staff.skill": 0.9}, {}
    )
    cells = dict(zip(CELLS, cells_of(OWN, sides), strict=True))
    assert {cell: (spec.product.quality, spec.staff.skill) for cell, spec in cells.items()} == {
        "weak_poor": (0.2, 0.3), "weak_excellent": (0.2, 0.9),
        "strong_poor": (0.7, 0.3), "strong_excellent": (0.7, 0.9),
    }  # fmt: skip
    assert cells["weak_poor"].title == "custom: weak product, poor service"


@pytest.mark.parametrize(
    ("sides", "complaint"),
    [
        ({"weak": "product/strng"}, "--weak product/strng: no such scenario; did you mean 'product/strong'?"),
        ({"weak": "weak"}, "--weak weak: no such scenario; did you mean 'product/weak'?"),
        ({"strong": ""}, "--strong is empty; name a scenario, or settings as in product.quality=0.9"),
        ({"strong": "../secret"}, "--strong ../secret: leads outside the scenarios folder; give a name in it"),
        ({"poor": "staff.skil=0.3"}, "unknown key; did you mean 'skill'?"),
        ({"poor": "staff.skill="}, "not a setting"),
        ({"poor": "days=30"}, "has no place in a product or a service to compare; take days out"),
        ({"excellent": "debates/serve_better_always/weak_product"}, "no such scenario"),
    ],
)
def test_a_side_that_cannot_be_used_is_refused_in_a_line(sides, complaint):
    with pytest.raises(UsageError) as refused:
        sides_of(OWN, **sides)
    assert complaint in str(refused.value)


@pytest.mark.no_cover
def test_a_rescue_takes_any_of_the_sides_by_name():
    small = OWN.but({"population": 20, "represents": 1, "days": 3, "replications": 1})
    weak = {"product.quality": 0.1}
    found = rescue(small, sides={"weak": weak, "excellent": "service/typical"})
    assert found.sides == sides_of(small, weak=weak, excellent="service/typical")
    assert rescue(small, sides=found.sides).index.equals(found.index)
    assert rescue(small, sides={}).sides == sides_of(small)


@pytest.mark.no_cover
def test_a_side_may_be_a_path(tmp_path):
    file = tmp_path / "poor.toml"
    file.write_text("staff.skill = 0.2\n", encoding="utf-8")
    small = OWN.but({"population": 20, "represents": 1, "days": 3, "replications": 1})
    assert rescue(small, sides={"poor": file}).sides == sides_of(small, poor=str(file))


@pytest.mark.parametrize(
    ("sides", "complaint"),
    [
        ("service/poor", "sides must be a mapping of any of weak, strong, poor, excellent, got 'service/poor'"),
        ({"good": "product/strong"}, "sides must be a mapping of any of weak"),
        ({"weak": OWN}, r"^the weak side must be a name, .* or a mapping of them, got <Scenario"),
    ],
)
def test_what_is_no_side_of_a_rescue_is_said(sides, complaint):
    with pytest.raises(UsageError, match=complaint):
        rescue(OWN, sides=sides)


def test_a_value_that_no_scenario_takes_is_refused():
    with pytest.raises(ScenarioError, match="between 0 and 1"):
        sides_of(OWN, poor="staff.skill=7")


@pytest.mark.parametrize(
    ("sides", "complaint"),
    [
        (
            {"weak": "product.quality=0.9"},
            "its product is no weaker than the strong one (product.quality 0.9, again",
        ),
        ({"weak": "product/strong"}, "are alike; name a weaker one with --weak, or a stronger one with --strong"),
        ({"poor": "service/excellent"}, "are alike; name a better one with --excellent"),
    ],
)
def test_without_a_gap_there_is_nothing_to_rescue(sides, complaint):
    with pytest.raises(UsageError) as refused:
        sides_of(OWN, **sides)
    assert complaint in str(refused.value)


def test_a_strong_product_may_be_one_that_fails_less():
    assert sides_of(OWN, strong="failures.rate=0.001").strong == {"failures.rate": 0.001}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('weak = "product/weka"', "no such scenario; did you mean 'product/weak'?"),
        ('weak = "product.qualty=0.3"', "product.qualty = 0.3: unknown key; did you mean 'quality'?"),
        ('weak = "failures.rate=-3"', "failures.rate = -3: must be at least 0"),
        ('weak = "mine.toml"', "no such scenario"),
        ('weak = "population=5"', "population = 5: has no place in a product or a service to compare"),
        ("weak = 3", "must be text, got number 3"),
        ('weka = "product/weak"', "unknown key; did you mean 'weak'?"),
    ],
)
def test_what_is_wrong_with_a_block_is_said_with_its_line(tmp_path, line, complaint):
    path = written(tmp_path, "[product]", "quality = 0.5", "[rescue]", line)
    (told,) = examined(path).complaints
    assert told.line == 4
    assert complaint in str(told)


def test_the_block_stands_in_the_table_of_parameters():
    assert [key for key in parameters() if key.startswith("rescue.")] == [f"rescue.{side}" for side in (
        "weak", "strong", "poor", "excellent"
    )]  # fmt: skip
