"""What a little more of each lever is worth, reckoned again from runs of the moved worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.errors import UsageError
from sim.measures import MEASURES
from sim.questions.worlds import COLUMNS, WAGES
from sim.questions.worth import LEVERS, Worth, moves_of, worlds_of, worth
from sim.scenario import Scenario
from sim.simulate import simulate

pytestmark = pytest.mark.no_cover

FIRM = Scenario().but({"population": 150, "represents": 4, "days": 10, "failures.rate": 0.03, "replications": 2})
STAFFED = FIRM.but({"desk.agents": 12})


@pytest.fixture(scope="module")
def answer():
    """Two replications of a firm with a fixed number of agents, each lever moved down and up."""
    return worth(STAFFED, seed=3)


def told(answer, lever, what):
    rows = answer.table.set_index(["lever", "what"])
    return rows.loc[(lever, what)]


def test_there_is_a_world_here_and_one_at_each_end_of_each_lever(answer):
    assert list(worlds_of(FIRM)) == ["here", *(f"{lever}{side}" for lever in LEVERS for side in "-+")]
    assert list(answer.worlds.columns) == list(COLUMNS)
    better = STAFFED.but({"product.quality": 0.6 + 0.05})
    found = answer.worlds[answer.worlds["world"] == "quality+"].reset_index(drop=True)
    runs = simulate(better, replications=2, seed=3).runs
    assert found[list(MEASURES)].equals(runs[list(MEASURES)])


def test_the_worth_is_the_central_difference_in_profit_for_a_year_and_a_thousand(answer):
    profit = answer.worlds.groupby("world")["profit"].mean()
    per_year = 1_000 * 365 / 10
    for lever in ("quality", "honesty", "skill"):
        expected = per_year * (profit[f"{lever}+"] - profit[f"{lever}-"]) / 10
        assert told(answer, lever, "worth")["value"] == pytest.approx(expected)
    agents = answer.worlds.groupby("world")["agents"].mean()
    assert agents["agents+"] - agents["agents-"] == 2
    assert told(answer, "agents", "worth")["value"] == pytest.approx(
        per_year * (profit["agents+"] - profit["agents-"]) / 2
    )


def test_what_it_brings_is_what_it_is_worth_and_the_wages(answer):
    for lever in LEVERS:
        brings, wages, left = (told(answer, lever, what)["value"] for what in ("brings", "wages", "worth"))
        assert brings - wages == pytest.approx(left, abs=1e-6)


def test_wages_are_those_of_the_agents_hours(answer):
    """A seat is paid for all opening hours of a year, and borne by those whom the desk stands for."""
    seat = 30.0 * 10.0 * 365
    assert told(answer, "agents", "wages")["value"] == pytest.approx(1_000 * seat / (150 * 4))
    assert told(answer, "quality", "wages")["value"] == 0  # twelve agents, whatever they have to do
    daily = simulate(STAFFED, replications=1, seed=3).daily
    first = answer.worlds.iloc[0]
    assert first[WAGES] == pytest.approx(daily["wages"].sum() / (150 * 4))


def test_a_desk_that_is_staffed_by_its_load_is_moved_by_its_ratio():
    moves = moves_of(FIRM)
    assert (moves["agents"].low, moves["agents"].high) == pytest.approx((1.035, 1.265))
    assert moves["agents"].key == "desk.staffing_ratio"
    assert moves_of(STAFFED)["agents"].key == "desk.agents"
    assert moves_of(FIRM.but({"desk.agents": 40}))["agents"].high == 44


def test_honesty_is_less_promised_whether_the_promise_follows_the_quality_or_not():
    moves = moves_of(FIRM)
    assert moves["honesty"].up.marketing.overpromise == pytest.approx(0.05)
    assert moves["honesty"].down.marketing.overpromise == pytest.approx(0.15)
    fixed = moves_of(FIRM.but({"marketing.promise": 0.7}))["honesty"]
    assert (fixed.up.marketing.promise, fixed.up.marketing.overpromise) == (pytest.approx(0.65), None)


def test_a_lever_is_moved_wherever_the_scenario_sets_it():
    spec = FIRM.but({
        "segments": [{"name": "a", "share": 0.5, "marketing.overpromise": 0.3}, {"name": "b", "share": 0.5}],
        "changes": [{"from_day": 5, "staff.skill": 0.9, "desk.staffing_ratio": 2.0}],
    })  # fmt: skip
    moves = moves_of(spec)
    assert moves["honesty"].up.segments[0].settings["marketing.overpromise"] == pytest.approx(0.25)
    assert not moves["honesty"].up.segments[1].settings
    assert moves["skill"].up.changes[0].settings["staff.skill"] == pytest.approx(0.95)
    assert moves["agents"].down.changes[0].settings["desk.staffing_ratio"] == pytest.approx(1.8)
    assert moves["quality"].up.segments == spec.segments


def test_a_setting_at_its_end_is_moved_to_one_side():
    moves = moves_of(FIRM.but({"desk.agents": 0}))
    assert (moves["agents"].low, moves["agents"].high, moves["agents"].has_two_sides) == (0, 1, False)


def made_up(profits, agents=(7.0, 8.0, 9.0)):
    """Give an answer whose profit in the worlds below, here and above is said, the same for every lever."""
    rows = []
    for lever in LEVERS:
        for side, profit, staff in zip("-+", (profits[0], profits[2]), (agents[0], agents[2]), strict=True):
            rows.append((f"{lever}{side}", profit, staff))
    rows.append(("here", profits[1], agents[1]))
    table = [
        {**dict.fromkeys(MEASURES, 0.0), "world": name, "replication": number, "profit": profit + 0.001 * number,
         "agents": staff, WAGES: 0.0}
        for name, profit, staff in rows for number in range(3)
    ]  # fmt: skip
    return Worth(FIRM.but({"days": 365}), pd.DataFrame(table), 1)


def test_a_curve_that_bends_is_told_and_one_that_does_not_is_not():
    bent = made_up((1.0, 3.0, 4.0)).bends.set_index("lever").loc["quality"]
    assert (bent["below"], bent["above"], bent["bends"]) == (pytest.approx(400), pytest.approx(200), True)
    straight = made_up((1.0, 2.0, 3.0)).bends
    assert np.allclose(straight["bend"], 0, atol=1e-9)
    assert straight.set_index("lever").loc["agents", "below"] == pytest.approx(1_000)


def test_a_desk_that_hardly_grows_tells_nothing_of_an_agent():
    row = told(made_up((1.0, 2.0, 3.0), agents=(1.0, 1.0, 1.0)), "agents", "worth")
    assert not row["defined"]
    assert np.isnan(row["value"])


def test_nobody_is_worth_nothing():
    with pytest.raises(UsageError, match="set population"):
        worlds_of(FIRM.but({"population": 0}))
