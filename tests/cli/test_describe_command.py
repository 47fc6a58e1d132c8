"""`describe`: on a screen of any width, as one object, and in one line where something is wrong."""

from __future__ import annotations

import json

import pytest

from sim import Scenario
from sim.demand import demand

THEORY = "--theory-only"


def test_a_scenario_is_described_from_who_to_what_it_costs(say, tiny):
    said = say("describe", tiny)
    assert said.code == 0
    assert said.out.startswith("tiny: Tiny")
    order = [
        "People",
        "Product and promise",
        "What it says, and where",
        "What to expect at the desk",
        "on this machine",
    ]
    places = [said.out.index(heading) for heading in order]
    assert places == sorted(places)
    assert "simulated" in said.out
    assert "Next: trapeze run" in " ".join(said.out.split())


def test_what_a_file_sets_is_told_with_its_line_and_what_was_before(say, tiny):
    told = " ".join(say("describe", tiny, THEORY, "--set", "product.quality=0.35").out.split())
    assert "population [people]: 20000 -> 120 (" in told
    assert "tiny.toml:2)" in told.replace(" ", "")  # a long path is broken where the line ends
    assert "product.quality [quality]: 0.6 -> 0.35 (--set)" in told


def test_it_says_what_erlang_a_is_before_it_judges_by_it(say, tiny):
    told = " ".join(say("describe", tiny, THEORY).out.split())
    assert told.index("Erlang-A, a formula that knows one queue") < told.index("Erlang-A is not exact")


def test_what_makes_no_difference_is_told_briefly(say):
    told = " ".join(say("describe", "default", THEORY).out.split())
    assert "Nothing but the defaults." in told
    assert "No effect, as it was so before: product.usage_rate," in told


def test_one_object_and_nothing_else(say, tiny):
    said = say("describe", tiny, "--json")
    told = json.loads(said.out)
    assert (told["command"], told["scenario"]) == ("describe", "tiny")
    assert set(told) == {"command", "scenario", "title", "digest", "version", "words", "said", "desk", "cost"}
    (days,) = [one for one in told["said"] if one["key"] == "days"]
    assert (days["words"][0]["before"], days["words"][0]["value"], days["words"][0]["line"]) == (365, 8, 4)
    desk = told["desk"]
    assert desk["matters_per_customer_day"] == pytest.approx(demand(Scenario.load(tiny), *desk["days"]).issues)
    assert desk["simulated"]["contacts"]["mean"] is not None
    assert told["cost"]["seconds_low"] < told["cost"]["seconds"] < told["cost"]["seconds_high"]


def test_the_object_of_theory_alone_has_no_run(say, tiny):
    desk = json.loads(say("describe", tiny, "--json", "--no-simulation").out)["desk"]
    assert desk["simulated"] is None
    assert desk["erlang_a_on_simulated_load"] is None
    assert desk["expected"]["contacts"] > 0.0


def test_a_seed_is_the_luck_of_the_short_run(say, tiny):
    first, again, other = (
        json.loads(say("describe", tiny, "--json", "--seed", seed).out)["desk"]["simulated"] for seed in "334"
    )
    assert first == again != other


def test_more_replications_cost_more(say, tiny):
    few, many = (
        json.loads(say("describe", tiny, THEORY, "--json", "--replications", runs).out)["cost"]
        for runs in ("2", "50")
    )
    assert (few["runs"], many["runs"]) == (2, 50)
    assert many["memory_bytes"] > few["memory_bytes"]


@pytest.mark.no_cover
@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("asciionly", [False, True])
def test_it_fits_a_terminal_of_any_width(say, tiny, monkeypatch, width, asciionly):
    from sim.report import layout

    open_terminal = layout.terminal
    monkeypatch.setattr(layout, "terminal", lambda: open_terminal(width=width))
    if asciionly:
        monkeypatch.setattr("rich.console.ConsoleOptions.ascii_only", property(lambda _: True))
    said = say("describe", tiny, "--seed", "1")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= width
    assert said.out.isascii() or not asciionly


@pytest.mark.parametrize(
    ("settings", "warning"),
    [
        (["desk.agents=0"], "the desk has no staff: every contact is abandoned."),
        (["desk.staffing_ratio=0.5", "population=20000"], "waits end only because people give up."),
        (
            ["desk.phone.share=0", "desk.chat.share=0", "desk.email.share=1", "desk.staffing_ratio=0.5",
             "desk.email.patience_minutes=43200", "population=20000"],
            "the queue grows by",
        ),
    ],
)  # fmt: skip
def test_a_desk_that_cannot_keep_up_is_warned_of(say, tiny, settings, warning):
    words = [word for setting in settings for word in ("--set", setting)]
    assert warning in " ".join(say("describe", tiny, THEORY, *words).out.split())
    assert warning not in " ".join(say("describe", "default", THEORY).out.split())


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["describe"], "SCENARIO"),
        (["describe", "defualt"], "defualt"),
        (["describe", "default", "--set", "desk.agnets=3"], "desk.agnets"),
    ],
)
def test_a_mistake_is_one_line(say, arguments, wrong):
    said = say(*arguments)
    assert (said.code, said.out) == (2, "")
    (line,) = said.err.splitlines()
    assert line.startswith("error: ")
    assert wrong in line


def test_even_what_cannot_be_run_can_be_described(say):
    said = say("describe", "default", THEORY, "--set", "population=1_000_000_000_000")
    assert said.code == 0
    assert "PB" in said.out


def test_luck_and_runs_of_the_command_line_reach_the_words_and_the_next_line(say, tiny):
    asked = ("--set", "desk.agents=12", "--set", 'title="My firm"', "--seed", "9", "--replications", "3", THEORY)
    told = " ".join(say("describe", tiny, *asked).out.split())
    assert "The run is repeated 3 times, with other luck each time (seed 9)." in told
    assert "3 runs," in told
    again = " ".join(say("describe", tiny, *asked).out.split("Next: ")[1].split())
    assert again.replace(" ", "").endswith("""--setdesk.agents=12--set'title="Myfirm"'--seed9--replications3""")
    object_ = say("describe", tiny, *asked, "--json").out
    assert "repeated 3 times, with other luck each time (seed 9)" in json.dumps(json.loads(object_)["words"])


def test_a_terminal_of_no_width_gets_the_usual_one(say, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = [("describe", "default", THEORY, "--quiet"), ("scenarios", "list"), ("scenarios", "check", "default")]
    usual = [say(*line).out.split("What a run will cost")[0] for line in lines]
    monkeypatch.setenv("COLUMNS", "0")
    assert [say(*line).out.split("What a run will cost")[0] for line in lines] == usual
    assert all(map(str.strip, usual))
