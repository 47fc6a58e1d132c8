"""What surrounds the rescue index: the ceiling, its worth in quality, where service pays, and the map."""

from __future__ import annotations

import numpy as np
import pytest

from sim.questions.rescue import levels, rescue
from sim.questions.rescue.reach import CEILING, in_words, reach
from sim.questions.rescue.sketch import MEASURES, smaller
from sim.questions.rescue.unbeatable import PERFECT, unbeatable
from sim.scenario import Scenario, said
from sim.simulate import simulate
from sim.statistics.crossing import crossing
from sim.statistics.intervals import mean_interval

pytestmark = pytest.mark.no_cover

FIRM = Scenario().but({
    "population": 600, "represents": 1, "days": 10, "failures.rate": 0.08, "loyalty.churn_rate": 0.01,
    "experience.recency": 0.5, "money.agent_cost_hour": 10, "money.recurring_margin_per_day": 10,
    "rescue.weak": "product/weak",
})  # fmt: skip


@pytest.fixture(scope="module")
def around():
    """A rescue of a small firm, and what surrounds it."""
    return reach(rescue(FIRM, replications=2, seed=5))


def rows(frame, measure):
    return frame.set_index("measure").loc[measure]


# --- the ceiling --------------------------------------------------------------------------------------------

HOSTILE = Scenario().but({
    **said("product/weak"), **said("service/poor"), "population": 300, "represents": 2, "days": 40, "log": "all",
    "failures.rate": 0.03, "desk.outreach_per_customer_year": 4, "journey.exit.setup_difficulty": 0.2,
    "failures.outages_per_year": 20, "desk.handle_time_target": 0.6, "returns.rate": 0.02,
    "segments": [
        {"name": "patient", "share": 0.5, "recovery.compensation": 0.1, "desk.self_service.share": 0.8},
        {"name": "others", "share": 0.5, "recovery.effort_discount": 0.5, "failures.major.resolution_chance": 0.1},
    ],
    "changes": [
        {"from_day": 5, "desk.staffing_ratio": 0.5, "staff.skill": 0.3, "staff.satisfaction": 0.4},
        {"from_day": 9, "desk.agents": 0.2, "recovery.compensation": 0, "product.quality": 0.3},
    ],
})  # fmt: skip


@pytest.fixture(scope="module")
def perfect():
    """A desk that nothing can beat, at a firm whose segments and changes would spoil any other."""
    return simulate(unbeatable(HOSTILE), replications=1)


@pytest.mark.no_cover
def test_at_the_ceiling_every_encounter_is_perfect_and_nobody_waits(perfect):
    contacts = perfect.contacts
    reasons = set(contacts["reason"])
    assert {"failure", "damage", "setup", "question", "return", "outreach"} <= reasons
    assert set(contacts["channel"]) == {"phone", "chat", "email"}
    assert contacts["justice"].to_numpy() == pytest.approx(1.0, abs=1e-12)
    assert (contacts["wait_minutes"] == 0).all()
    assert (contacts["attempts"] == 0).all()
    assert set(contacts["outcome"]) == {"served"}


@pytest.mark.no_cover
def test_the_ceiling_changes_nothing_but_service(perfect):
    before, after = HOSTILE._resolved(), perfect.scenario._resolved()
    assert {key for key in before if before[key] != after[key]} <= {
        *PERFECT, "desk.agents", "desk.staffing_ratio", "represents",
    }  # fmt: skip
    # What is left of the changes: the product still gets worse on day 9.
    assert [piece.told() for piece in perfect.scenario.changes] == [{"from_day": 9, "product.quality": 0.3}]


@pytest.mark.no_cover
def test_where_nobody_waits_it_does_not_matter_for_how_many_each_stands(perfect):
    crowded = simulate(perfect.scenario.but({"represents": 4, "desk.agents": 10_000}), replications=1)
    for column in ("cx_sum", "kept", "contacts", "money"):
        assert np.array_equal(crowded.records[0].customers[column], perfect.records[0].customers[column])


@pytest.mark.no_cover
def test_no_service_is_above_the_ceiling(around):
    index, ceiling = around.rescue.index.set_index("measure"), around.ceiling.set_index("measure")
    assert list(ceiling.index) == list(index.index)
    defined = index.index[index["defined"]]
    assert {"retention", "cx", "nps"} <= set(defined)
    assert (ceiling.loc[defined, "index"] > index.loc[defined, "index"]).all()
    assert (ceiling.loc[defined, "low"] < ceiling.loc[defined, "high"]).all()
    assert not ceiling.loc[index.index[~index["defined"]], "defined"].any()


def test_what_the_groups_of_a_run_have_in_common_is_known_from_several_runs_alone():
    """Lifetime value of groups varies a fraction of what runs do: their wages and their queue are the same."""
    alone = reach(rescue(FIRM, replications=1, seed=5))
    assert len(alone.sketch.of(CEILING, "clv")) == len(alone.sketch.of(CEILING, "cx")) == 1
    assert len(alone.sketch.of(CEILING, "retention")) == 20
    told = alone.map.set_index("measure")
    assert told.loc[["cx", "clv"], ["low", "high"]].isna().all(axis=None)
    assert told.loc[["retention", "nps", "profit"], ["low", "high"]].notna().all(axis=None)
    # The noise of several runs is that of the runs themselves.
    spec, several = FIRM.but({"days": 40}), 8
    firm = rescue(spec, replications=several, seed=5)
    found = reach(firm).sketch.of("weak_excellent", "clv")
    assert found == pytest.approx(firm.results["weak_excellent"].runs["clv"].to_numpy(), rel=1e-9)


# --- what lies between the cells ----------------------------------------------------------------------------


def test_the_cells_are_corners_of_the_map(around):
    """Here the sketch is as fine as the cells: the same customers, and the same numbers."""
    assert (around.sketch.people, around.sketch.replications) == (600, 2)
    small = rescue(FIRM, replications=1, seed=5)
    for cell, quality, service in (("weak_poor", 0.35, 0.0), ("strong_excellent", 0.8, 1.0)):
        record = small.results[cell].runs
        for measure in MEASURES:
            groups = around.sketch.values[quality, service][:20, MEASURES.index(measure)]
            assert groups.mean() == pytest.approx(record[measure].mean(), rel=1e-9)


def test_the_map_has_every_measure_at_every_quality_and_service(around):
    table = around.map
    assert list(table.columns) == ["quality", "service", "measure", "value", "low", "high"]
    assert sorted(set(table["quality"])) == list(around.qualities) == pytest.approx([0.2, 0.35, 0.5, 0.8, 0.9])
    assert sorted(set(table["service"])) == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert len(table) == 5 * 4 * len(MEASURES)
    assert ((table["low"] < table["value"]) & (table["value"] < table["high"])).all()
    cx = table[table["measure"] == "cx"].pivot(index="quality", columns="service", values="value").to_numpy()
    assert (np.diff(cx, axis=0) > 0).all()
    assert (cx[:, -1] > cx[:, 0]).all()


def test_service_between_is_poor_and_excellent_in_proportion():
    poor, excellent = (Scenario().but(said(f"service/{side}")) for side in ("poor", "excellent"))
    between = levels.served(poor, excellent, 0.25)
    assert between.staff.skill == pytest.approx(0.40 + 0.25 * 0.55)
    assert between.desk.staffing_ratio == pytest.approx(0.90 + 0.25 * 0.50)
    assert between.recovery.compensation == pytest.approx(0.15)
    assert levels.served(poor, excellent, 0.0).digest == poor.digest
    assert levels.served(poor, excellent, 1.0).digest == excellent.digest


def test_between_services_that_are_no_numbers_there_is_nothing():
    """Between a fixed number of agents and one that follows the load there is no half way."""
    poor, excellent = Scenario().but({"desk.agents": 3}), Scenario().but({"desk.staffing_ratio": 1.4})
    assert levels.services(poor, excellent) == (0.0, 1.0)


def test_whole_numbers_stay_whole():
    poor, excellent = (Scenario().but({"desk.max_attempts": tries}) for tries in (3, 10))
    assert levels.served(poor, excellent, 1 / 3).desk.max_attempts == 5


@pytest.mark.parametrize(
    ("weak", "strong", "looked_at"),
    [
        (0.35, 0.8, [0.2, 0.35, 0.5, 0.8, 0.9]),
        (0.1, 0.95, [0.1, 0.2, 0.1 + 0.85 / 3, 0.9, 0.95]),
        (0.5, 0.5, [0.2, 0.5, 0.5 + 0.4 / 3, 0.9]),
        (0.19, 0.21, [0.19, 0.21, 0.19 + 0.71 / 3, 0.9]),
    ],
)
def test_qualities_are_looked_at_between_and_around_the_products(weak, strong, looked_at):
    assert levels.qualities(weak, strong) == pytest.approx(looked_at)


# --- the worth of service in quality ------------------------------------------------------------------------


def test_a_product_better_by_the_equivalent_moves_as_much_as_service(around):
    row = rows(around.quality_equivalent, "cx")
    assert row["defined"]
    assert row["low"] < row["dq"] < row["high"]
    better = smaller(around.rescue.results["weak_poor"].scenario.but({"product.quality": 0.35 + row["dq"]}))
    start = around.sketch.of("weak_poor", "cx").reshape(2, -1).mean(axis=1)
    moved = simulate(better, replications=2, seed=5).runs["cx"] - start
    gap = (around.sketch.of("strong_poor", "cx") - around.sketch.of("weak_poor", "cx")).mean()
    noise = mean_interval(moved.to_numpy()).half_width / gap
    assert moved.mean() / gap == pytest.approx(rows(around.rescue.index, "cx")["index"], abs=max(noise, 0.01))


def test_the_equivalent_of_what_is_undefined_is_undefined(around):
    index = around.rescue.index
    object.__setattr__(around.rescue, "index", index.assign(defined=False))
    try:
        told = type(around)(around.rescue, around.sketch, around.qualities, around.services)
        assert not told.quality_equivalent["defined"].any()
        assert told.quality_equivalent["dq"].isna().all()
        assert set(told.quality_equivalent["note"]) == {
            "undefined: no gap between the products is clear of the noise"
        }
    finally:
        object.__setattr__(around.rescue, "index", index)


def test_without_people_there_is_no_answer():
    around = reach(rescue(FIRM.but({"population": 0, "days": 3}), replications=1))
    assert not around.ceiling["defined"].any()
    assert not around.quality_equivalent["defined"].any()
    assert around.break_even.quality is None
    assert "not told from luck at any product quality from 0.20 to 0.90" in around.break_even.text
    assert repr(around) == "<Reach 'custom': no gap in retention>"


# --- for which product it pays ------------------------------------------------------------------------------

X = np.array([0.2, 0.4, 0.6, 0.9])
PAYS = "excellent service pays for itself"
DOES_NOT = "excellent service does not pay for itself"
LOOKED_AT = "product quality from 0.20 to 0.90"
NOT_TOLD = f"elsewhere luck does not tell, at a {LOOKED_AT}"


@pytest.mark.parametrize(
    ("more", "noise", "text"),
    [
        ([-2, -1, 1, 2], 0.01, f"{PAYS} from a product quality of 0.497 (0.495 to 0.498) on"),
        ([-2, -1, 1, 2], 0.3, f"{PAYS} from a product quality of 0.50 (0.45 to 0.54) on"),
        ([-2, -1, 1, 2], 0.6, f"{PAYS} from a product quality of 0.50 (0.38 to 0.62) on"),
        ([2, 1, -1, -2], 0.01, f"{PAYS} up to a product quality of 0.497 (0.495 to 0.498)"),
        ([-2, -1, 1, 2], 9.0, f"whether {PAYS} is not told from luck at any {LOOKED_AT}"),
        ([-2, -1, -1, -2], 0.01, f"{DOES_NOT} at any {LOOKED_AT}"),
        ([1, 2, 2, 1], 0.01, f"{PAYS} at every {LOOKED_AT}"),
        ([1, 6, 6, 1], 1.0, f"{PAYS} at a product quality from 0.40 to 0.60; {NOT_TOLD}"),
        ([-6, 1, 0.2, -0.2], 1.0, f"{DOES_NOT} at a product quality of 0.20; {NOT_TOLD}"),
        ([-4, -0.2, 0.2, -0.1, 4], 0.4, f"{PAYS} from a product quality between 0.35 and 0.73 on"),
        ([1, 2, 2, 1], 9.0, f"whether {PAYS} is not told from luck at any {LOOKED_AT}"),
        ([-1, 1, 1, -1], 0.01, f"whether {PAYS} changes 2 times over a {LOOKED_AT}"),
        ([0, 0, 0, 0], 0.0, f"whether {PAYS} is not told from luck at any {LOOKED_AT}"),
    ],
)
def test_where_service_pays_is_said_in_words(more, noise, text):
    units = np.asarray(more, float)[:, None] + noise * np.array([-1.0, 1.0, -1.0, 1.0])
    x = X if len(more) == len(X) else np.array([0.2, 0.4, 0.5, 0.6, 0.9])
    found = crossing(x, units.mean(axis=1), (units.sum(axis=1, keepdims=True) - units) / 3)
    assert in_words(found, tuple(x)) == text


def test_the_break_even_lies_where_excellent_service_earns_as_much(around):
    found = around.break_even
    profit = around.map[around.map["measure"] == "profit"]
    profit = profit.pivot(index="quality", columns="service", values="value")
    more = (profit[1.0] - profit[0.0]).to_numpy()
    assert more[0] < 0 < more[1:].min()
    assert 0.2 < found.quality < 0.35
    # At a quality of 0.2 the loss is within the noise, so that the interval goes on below.
    assert found.low == 0.2 < found.quality < found.high < 0.44
    reach = f"(less than 0.20 to {found.high:.2f})"
    assert found.text == f"{PAYS} from a product quality of {found.quality:.2f} {reach} on"


@pytest.mark.parametrize(("luck", "known"), [(0.01, True), (50.0, False)])
def test_a_crossing_that_may_be_luck_is_no_break_even(around, monkeypatch, luck, known):
    more = np.linspace(-1, 1, len(around.qualities))[:, None] + luck * np.array([-1.0, 1.0, -1.0, 1.0])
    monkeypatch.setattr(type(around), "_grid", lambda _self, _measure, service: service * more)
    found = type(around)(around.rescue, around.sketch, around.qualities, around.services).break_even
    assert (found.quality is not None) == known
    assert np.isfinite(found.low) == known
