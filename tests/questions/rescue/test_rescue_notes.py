"""What a careful reader is told: what is unusual in the cells that are run, and what is not used as it is said."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from sim.questions.rescue import CELLS, cells_of, sides_of
from sim.questions.rescue.cells import called
from sim.questions.rescue.notes import not_used, notes, other_buyers, overruled, warnings
from sim.scenario import Scenario

OWN = Scenario().but({"product.quality": 0.5})


def test_what_the_scenario_takes_back_is_noted():
    firm = OWN.but({
        "days": 100,
        "segments": [{"name": "some", "share": 1.0, "recovery.compensation": 0.1}],
        "changes": [{"from_day": 50, "desk.agents": 3, "loyalty.churn_rate": 0.001}],
    })  # fmt: skip
    assert list(overruled(firm, sides_of(firm))) == [
        "for segment some the scenario sets recovery.compensation itself: there it is the same on all sides",
        "from day 50 on the scenario sets desk.agents itself: there it is the same on all sides",
    ]
    assert list(overruled(OWN, sides_of(OWN))) == []


BOTH = "since poor service and excellent service set their own:"


@pytest.mark.parametrize(
    ("settings", "sides", "note"),
    [
        ({"desk.agents": 12}, {}, f"not used, {BOTH} desk.agents = 12 (theirs: desk.staffing_ratio)"),
        ({"staff.skill": 0.6}, {}, f"not used, {BOTH} staff.skill = 0.6"),
        (
            {"desk.staffing_ratio": 1.3}, {"poor": "desk.agents=3", "excellent": "desk.agents=9"},
            f"not used, {BOTH} desk.staffing_ratio = 1.3 (theirs: desk.agents)",
        ),
        (
            {"staff.skill": 0.6}, {"poor": "desk.agents=3"},
            "used with poor service alone, since excellent service sets its own: staff.skill = 0.6",
        ),
        (
            {}, {"weak": "product.quality=0.3"},
            "not used, since weak product and strong product set their own: product.quality = 0.5",
        ),
        (
            {}, {"weak": "product.quality=0.5, staff.skill=0.2"},
            f"not used of the weak product, {BOTH} staff.skill = 0.2",
        ),
    ],
)  # fmt: skip
def test_settings_that_come_to_nothing_are_noted(settings, sides, note):
    firm = OWN.but(settings)
    assert note in list(not_used(firm, sides_of(firm, **sides)))


def test_what_is_used_is_not_noted():
    """The firm's own product is the weak one, and a side says the rest."""
    assert list(not_used(OWN, sides_of(OWN))) == []
    firm = Scenario().but({"failures.rate": 0.02})
    assert list(not_used(firm, sides_of(firm, strong="failures.rate=0.001"))) == []
    for name in ("default", "archetypes/goods"):
        spec = Scenario.load(name)
        assert list(not_used(spec, sides_of(spec))) == []


def test_each_cell_is_warned_of_and_not_the_scenario_that_is_not_run():
    def told(firm, **sides):
        return list(warnings(dict(zip(CELLS, cells_of(firm, sides_of(firm, **sides)), strict=True))))

    assert told(OWN.but({"desk.agents": 0})) == []
    assert told(OWN, poor="desk.agents=0")[-1] == (
        "poor service: the desk has no staff: every contact will be abandoned"
    )
    unusual = OWN.but({"failures.rate": 0.9})
    assert told(unusual) == list(unusual.warnings)


def test_cells_are_called_by_what_they_share():
    assert called(list(CELLS)) == ""
    assert called(["strong_poor", "weak_poor"]) == "poor service"
    assert called(["weak_poor", "weak_excellent"]) == "weak product"
    assert called(["strong_excellent"]) == "strong product with excellent service"
    assert called(["weak_poor", "strong_excellent"]) == (
        "weak product with poor service and strong product with excellent service"
    )


def test_firms_that_win_buyers_of_their_own_are_noted():
    def bought(*numbers):
        return {
            cell: SimpleNamespace(runs=pd.DataFrame({"bought": [number, number]}))
            for cell, number in zip(CELLS, numbers, strict=True)
        }

    assert list(other_buyers(bought(1000, 1000, 1000, 1000))) == []
    (note,) = other_buyers(bought(1000, 1100, 1400, 1500))
    assert "from 1,000 (weak product with poor service) to 1,500 (strong product with excellent service)" in note
    assert "protocol = cohort" in note


@pytest.mark.parametrize("protocol", ["cohort", "market"])
def test_after_a_warm_up_each_firm_is_said_to_be_asked_about_those_whom_it_has_left(protocol):
    firm = Scenario().but({"measure_from_day": 182, "protocol": protocol})
    sides = sides_of(firm)
    left = dict(zip(CELLS, (967, 1099, 1348, 1360), strict=True))
    specs = dict(zip(CELLS, cells_of(firm, sides), strict=True))
    cells = {
        cell: SimpleNamespace(scenario=specs[cell], runs=pd.DataFrame({"bought": [people]}))
        for cell, people in left.items()
    }
    told = notes(firm, sides, cells)
    (note,) = (note for note in told if note.startswith("each firm is asked"))
    assert "on day 182" in note
    assert "967 (weak product with poor service), 1,099 (weak product with excellent service), 1,348" in note
    assert ("or won later" in note) is (protocol == "market")
    assert not any("win buyers of their own" in note for note in told)
