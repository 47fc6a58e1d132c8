"""What the two answers print: a screen for people, one object for programs."""

from __future__ import annotations

import json

import pytest

from sim.cli.options import LARGEST_SEED

pytestmark = pytest.mark.no_cover

SMALL = ["--set", "population=120", "--set", "represents=1", "--set", "days=8", "--replications", "2"]
ALONE = ["--workers", "1"]


def test_a_run_prints_one_object_and_nothing_else(say, tiny):
    said = say("run", tiny, "--json", *ALONE)
    assert said.code == 0
    told = json.loads(said.out)
    assert (told["command"], told["scenario"], told["days"], told["replications"]) == ("run", "tiny", 8, 2)
    assert 0 <= told["summary"]["retention"]["mean"] <= 1


def test_a_path_is_enough(say, tiny):
    assert json.loads(say(tiny, "--json", *ALONE).out) == json.loads(say("run", tiny, "--json", *ALONE).out)


def test_options_may_stand_before_the_command(say, tiny):
    behind = json.loads(say("run", tiny, "--json", "--seed", "5", *ALONE).out)
    assert behind["seed"] == 5
    assert json.loads(say("--json", "--seed", "5", "run", *ALONE, tiny).out) == behind
    assert json.loads(say("--json", "--seed", "5", tiny, *ALONE).out) == behind


def test_settings_win_over_the_file(say, tiny):
    told = json.loads(say("run", tiny, "--json", "--set", "days=7", "--set", "product.quality=0.8", *ALONE).out)
    assert told["days"] == 7
    assert told["digest"] != json.loads(say("run", tiny, "--json", *ALONE).out)["digest"]


def test_replications_win_over_the_file_and_one_has_no_interval(say, tiny):
    told = json.loads(say("run", tiny, "--json", "--replications", "1", *ALONE).out)
    assert told["replications"] == 1
    assert told["summary"]["retention"]["low"] is None


def test_the_same_seed_tells_the_same_story_and_another_one_does_not(say, tiny):
    first, again, other = (
        json.loads(say("run", tiny, "--json", "--seed", seed, *ALONE).out)["summary"] for seed in ("3", "3", "4")
    )
    assert first == again
    assert first != other


def test_a_random_seed_is_told_so_that_the_run_can_be_had_again(say, tiny):
    drawn = json.loads(say("run", tiny, "--json", "--seed", "random", *ALONE).out)
    assert 0 <= drawn["seed"] <= LARGEST_SEED
    again = json.loads(say("run", tiny, "--json", "--seed", str(drawn["seed"]), *ALONE).out)
    assert again == drawn


def test_a_run_is_shown_with_what_ran_and_what_to_type_next(say, tiny):
    said = say("run", tiny, *ALONE)
    assert said.code == 0
    assert said.out.startswith("tiny: Tiny")
    assert "Of 100 buyers" in said.out
    assert "customer-days in" in said.out
    assert f"Next:trapezerun{tiny}" in "".join(said.out.split())


def test_a_precision_takes_the_replications_it_takes_and_says_so(say, tiny):
    wanted = ["--precision", "cx=0.05", "--precision", "0.3"]
    told = json.loads(say("run", tiny, "--json", *ALONE, *wanted).out)
    assert told["replications"] >= 10
    assert [(far["measure"], far["wanted"], far["met"]) for far in told["precision"]] == [
        ("cx", 0.05, True),
        ("retention", 0.3, True),
    ]
    at_once = json.loads(say("run", tiny, "--json", *ALONE, "--replications", str(told["replications"])).out)
    assert at_once["summary"] == told["summary"]
    shown = " ".join(say("run", tiny, *ALONE, *wanted).out.split())
    assert "Precision: experience against the norm is known to" in shown
    assert f"Read, not computed: {told['replications']} replications" in shown


def test_a_precision_takes_kept_replications_further(say, tiny):
    say("run", tiny, *ALONE, "--replications", "5", "--quiet")
    said = say("run", tiny, *ALONE, "--precision", "1e-9", "--max-replications", "10")
    text = " ".join(said.out.split())
    assert "5 replications read" in text
    assert "still customers is not known to ±1e-07 points after 10 replications" in text
    fresh = json.loads(say("run", tiny, *ALONE, "--fresh", "--json", "--replications", "10").out)
    kept = json.loads(say("run", tiny, *ALONE, "--json", "--replications", "10").out)
    assert kept["summary"] == fresh["summary"]


def test_a_run_says_how_many_replications_a_useful_interval_takes(say, tiny):
    assert "Replications needed: still customers to ±0.5 points about" in " ".join(
        say("run", tiny, *ALONE).out.split()
    )


def test_quiet_is_the_answer_alone(say, tiny):
    said = say("run", tiny, "--quiet", *ALONE)
    assert "Of 100 buyers" in said.out
    assert "Next:" not in said.out
    assert "Note:" not in said.out
    assert said.err == ""


def test_an_implausible_setting_is_noted(say, tiny):
    setting = ["--set", "desk.staffing_ratio=9"]
    assert "Note: " in say("run", tiny, *setting, *ALONE).out
    told = say("run", tiny, "--json", *setting, *ALONE)
    assert json.loads(told.out)
    assert "warning: " in told.err


def test_a_desk_of_a_few_agents_is_noted(say, tiny):
    assert "fewer than five agents" in " ".join(say("run", tiny, *ALONE).out.split())
    assert "fewer than five agents" in say("run", tiny, "--json", *ALONE).err


def test_a_desk_that_makes_few_of_its_own_calls_is_noted(say, tiny):
    calls = ["--set", "desk.outreach_per_customer_year=12", "--set", "desk.staffing_ratio=0.7"]
    assert "fewer calls of its own" in " ".join(say("run", tiny, *calls, *ALONE).out.split())
    assert "fewer calls of its own" in say("run", tiny, "--json", *calls, *ALONE).err
    assert "calls of its own" not in say("run", tiny, "--json", *ALONE).err
    enough = ["--set", "desk.outreach_per_customer_year=1", "--set", "desk.agents=50"]
    assert "calls of its own" not in say("run", tiny, "--json", *enough, *ALONE).err


def test_nobody_simulated_is_n_a_and_no_error(say, tiny):
    said = say("run", tiny, "--set", "population=0", *ALONE)
    assert said.code == 0
    assert "Nobody bought" in said.out
    assert "n/a" in said.out
    assert "nan" not in said.out.lower()


def test_no_command_asks_the_headline_question(say):
    said = say(*SMALL, *ALONE)
    assert said.code == 0
    assert said.out.startswith("How much can excellent service rescue a weak product?")
    assert "not in this interval" in " ".join(said.out.split())


def test_the_headline_is_one_object_for_programs(say):
    told = json.loads(say("--json", *SMALL, *ALONE).out)
    assert told["command"] == "rescue"
    assert set(told["cells"]) == {"weak_poor", "weak_excellent", "strong_poor", "strong_excellent"}
    assert set(told["index"]) == {"retention", "cx", "nps", "clv", "profit"}


@pytest.mark.parametrize("scenario", ["default", "scenarios/default.toml"])
def test_the_default_scenario_has_a_name_and_a_place(say, scenario, monkeypatch, pytestconfig):
    monkeypatch.chdir(pytestconfig.rootpath)
    assert json.loads(say("run", scenario, "--json", *SMALL, *ALONE).out)["scenario"] == "default"


class AskedError(Exception):
    """Raised in place of a simulation, with the scenario that it was asked for."""


@pytest.mark.parametrize(
    ("settings", "population", "replications"),
    [
        ([], 20_000, 4),
        (["--set", "population=500"], 500, 4),
        (["--set", "replications=9"], 20_000, 9),
    ],
)
def test_the_headline_is_small_enough_to_wait_for_unless_told_otherwise(
    say, monkeypatch, settings, population, replications
):
    def rescued(spec, *_):
        raise AskedError(spec)

    monkeypatch.setattr("sim.cli.rescuing.rescued", rescued)
    with pytest.raises(AskedError) as asked:
        say(*ALONE, *settings)
    (spec,) = asked.value.args
    assert (spec.population, spec.replications) == (population, replications)
