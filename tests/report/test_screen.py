"""The screens can be read: at any width, in ASCII, with what is unknown marked as such."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.measures import MEASURES
from sim.report import screen
from sim.report.estimate import POSSIBLE


def line_with(text, word):
    (line,) = [line for line in text.splitlines() if word in line]
    return line


def test_a_run_says_who_was_simulated_before_it_says_anything_else(shown, spec, results):
    title = " ".join(shown(screen.show_run, spec, results).split("\n\n")[0].split())
    assert title.split(" · ") == [
        "default: A typical firm",
        "20,000 customers standing for 100,000",
        "365 days",
        "cohort",
        "seed 1",
        "8 replications",
    ]


def test_a_run_answers_in_a_sentence_before_the_table(shown, spec, results):
    text = shown(screen.show_run, spec, results)
    assert text.index("Of 100 buyers 70 are still customers a year after they bought.") < text.index(
        "still customers   "
    )


def test_a_measure_stands_with_its_interval_and_unit(shown, spec, results):
    line = line_with(shown(screen.show_run, spec, results), "still customers   ")
    assert line.split() == ["still", "customers", "70.1", "%", "69.8", "–", "70.5"]


def test_an_interval_does_not_reach_beyond_what_can_be(shown, spec, results):
    """Student's law of two replications does; a share below 0 or above 100 % reads like a fault."""
    wide = {"retention": (-0.3, 1.4), "nps": (-260.0, 250.0), "wait_minutes": (-3.0, 9.4), "cx": (-1.2, 1.1)}
    table = results.summary.set_index("measure")
    for measure, ends in wide.items():
        table.loc[measure, ["low", "high"]] = ends
    text = shown(screen.show_run, spec, SimpleNamespace(**{**vars(results), "summary": table.reset_index()}))
    for name, reach in {
        "still customers   ": "0.0 – 100.0", "NPS, all": "-100.0 to 100.0", "wait, calls": "0.0 – 9.4",
        "experience against": "-1.200 to 1.100",
    }.items():  # fmt: skip
        assert line_with(text, name).endswith(reach)


def test_every_unit_of_a_measure_has_its_limits_or_none():
    endless = {measure.unit for measure in MEASURES.values()} - POSSIBLE.keys()
    assert endless == {"quality", "money per buyer", "money per person"}


def test_the_interval_is_called_simulation_noise(shown, spec, results):
    assert "simulation noise (95 %)" in shown(screen.show_run, spec, results)


def test_an_unknown_measure_reads_n_a(shown, spec, results):
    assert line_with(shown(screen.show_run, spec, results), "ease of contact").split()[-1] == "n/a"


def test_a_measure_that_was_not_taken_has_no_line(shown, spec, results):
    assert "purchases returned" not in shown(screen.show_run, spec, results)


def test_the_funnel_is_shown_only_where_there_is_one(shown, spec, results):
    assert "From prospect to buyer" not in shown(screen.show_run, spec, results)
    market = SimpleNamespace(**{**vars(spec), "protocol": "market"})
    assert "From prospect to buyer" in shown(screen.show_run, market, results)


def test_parts_that_hurt_point_left_and_parts_that_help_point_right(shown, spec, results):
    text = shown(screen.show_run, spec, results)
    assert "██████████│" in line_with(text, "    failure ")
    assert "│████████" in line_with(text, "    use ")


def test_a_narrow_screen_shows_the_noise_as_half_its_width(shown, spec, results):
    line = line_with(shown(screen.show_run, spec, results, width=40), "still customers   ")
    assert line.split() == ["still", "customers", "70.1", "%", "±0.3"]


def test_a_narrow_screen_shows_no_noise_that_cannot_be(shown, spec, results):
    results.summary.loc[results.summary["measure"] == "retention", ["low", "high"]] = (-0.2, 1.6)
    line = line_with(shown(screen.show_run, spec, results, width=60), "still customers   ")
    assert line.split()[4:] == ["0.0", "–", "100.0"]


def test_an_ascii_screen_has_no_other_characters(shown, spec, results):
    line = line_with(shown(screen.show_run, spec, results, width=40, encoding="ascii"), "still customers   ")
    assert line.split() == ["still", "customers", "70.1", "%", "+-0.3"]


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_line_is_wider_than_the_terminal(shown, spec, results, width, encoding):
    text = shown(screen.show_run, spec, results, width=width, encoding=encoding)
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("width", [40, 80])
def test_every_number_survives_a_narrow_terminal(shown, spec, results, width):
    text = shown(screen.show_run, spec, results, width=width)
    for number in ("70.1 %", "73.5", "-0.009", "3.2 min", "12.3", "280.4", "n/a"):
        assert number in text


def test_money_is_in_the_currency_of_the_scenario(shown, spec, results):
    assert "\nMoney, EUR " in shown(screen.show_run, spec, results)


@pytest.mark.parametrize("name", [name for group in screen.GROUPS.values() for name in (*group, *screen.FUNNEL)])
def test_only_what_is_measured_is_shown(name):
    assert name in MEASURES


def test_nothing_steers_a_terminal_that_is_none(shown, spec, results):
    assert "\x1b" not in shown(screen.show_run, spec, results)


def test_a_hostile_title_is_shown_not_obeyed(shown, spec, results):
    hostile = SimpleNamespace(**{**vars(spec), "title": "[bold]\x1b[2J:smile:"})
    assert r"[bold]\x1b[2J:smile:" in shown(screen.show_run, hostile, results, width=200)


def test_notes_and_the_ending_are_told_apart(shown):
    assert shown(screen.show_notes, ["few agents"]) == "\nNote: few agents\n"
    assert shown(screen.show_notes, []) == ""
    assert "Next: run" in shown(lambda console: screen.show_ending(console, ran="3 s", advice="run"))
