"""A run tells how well its measures are known: as asked for, or what a useful interval would take."""

from __future__ import annotations

from math import nan

from sim.questions.precision import Reached
from sim.report import noise


def test_a_run_says_in_one_line_what_a_useful_interval_takes(results):
    assert noise.of_means(results) == [
        "Replications needed: still customers to ±0.5 points about 6 (4 to 14); "
        "NPS, all buyers to ±1.0 about 7 (5 to 21)."
    ]


def test_one_replication_foretells_nothing(results):
    results.summary = results.summary.assign(n=1, low=nan, high=nan, sd=nan)
    assert noise.of_means(results) == []


def test_what_was_asked_for_takes_the_place_of_what_might_be(results):
    lines = noise.of_means(results, [Reached("nps", 1.0, 0.9, 20, 20), Reached("cx", 0.001, 0.004, 20, 20)])
    assert lines[0] == "Precision: NPS, all buyers is known to ±0.9, as wanted (±1), after 20 replications."
    assert lines[1].startswith(
        "Precision: experience against the norm is not known to ±0.001 after 20 replications"
    )
    assert "a little less often than it says" in lines[2]


def test_it_is_printed_below_an_empty_line_or_not_at_all(shown):
    assert shown(noise.show, ["one", "two"]) == "\none\ntwo\n"
    assert shown(noise.show, []) == ""
