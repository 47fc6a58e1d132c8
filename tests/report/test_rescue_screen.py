"""What a rescue looks like in a terminal: every number is the one of the answer, and nothing is too wide."""

from __future__ import annotations

from math import nan
from types import SimpleNamespace

import pandas as pd
import pytest

from sim.questions.rescue.reach import BreakEven
from sim.questions.rescue.told import ReachTold
from sim.report import rescue_screen, wording


def line_with(text, words):
    return next(line for line in text.splitlines() if words in line)


@pytest.fixture
def reach():
    """Give what service reaches, made by hand; in lifetime value there is no gap."""
    ceiling = [("retention", 0.31, 0.29, 0.33, True), ("clv", nan, nan, nan, False)]
    equivalent = [("retention", 0.061, 0.055, 0.067, True, ""), ("clv", nan, nan, nan, False, "no gap")]
    return ReachTold(
        pd.DataFrame(ceiling, columns=["measure", "index", "low", "high", "defined"]),
        pd.DataFrame(equivalent, columns=["measure", "dq", "low", "high", "defined", "note"]),
        pd.DataFrame({"quality": [0.35], "service": [0.0], "measure": ["retention"], "value": [0.26]}),
        BreakEven(0.52, 0.5, 0.54, "excellent service pays for itself from a product quality of 0.52 on"),
    )


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_line_of_a_rescue_is_wider_than_the_terminal(shown, answer, reach, width, encoding):
    for draw, what in ((rescue_screen.show_rescue, answer), (rescue_screen.show_reach, reach)):
        text = shown(draw, what, width=width, encoding=encoding)
        assert max(map(len, text.splitlines())) <= width


def test_a_headline_says_what_it_means_for_a_hundred_buyers(shown, answer):
    text = " ".join(shown(rescue_screen.show_rescue, answer).split())
    assert "closes about a fifth of the gap in customers kept" in text
    assert "20 % (19.0 to 21.0 %)." in text
    assert "26 are still customers after a year with a poor desk, 37 with an excellent one" in text


@pytest.mark.parametrize("width", [40, 80])
def test_a_headline_shows_all_four_cells(shown, answer, width):
    text = shown(rescue_screen.show_rescue, answer, width=width)
    for share in ("26.0 %", "37.0 %", "81.0 %", "86.0 %"):
        assert share in text


def test_the_cells_stand_in_the_order_of_their_heads(shown, answer):
    line = line_with(shown(rescue_screen.show_rescue, answer), "still customers   ")
    assert line.replace(" %", "").split()[2:] == ["26.0", "37.0", "81.0", "86.0", "20.0"]


def test_a_share_of_no_gap_is_n_a(shown, answer):
    assert line_with(shown(rescue_screen.show_rescue, answer), "lifetime value").split()[-1] == "n/a"


def test_a_headline_says_what_its_interval_leaves_out(shown, answer):
    text = " ".join(shown(rescue_screen.show_rescue, answer).split())
    assert "Simulation noise: 19.0 – 21.0 % (95 % interval, 8 replications)." in text
    assert "What we do not know about the world" in text
    assert "not in this interval" in text


def test_a_headline_says_what_becomes_of_it_and_what_that_costs(shown, answer):
    text = " ".join(shown(rescue_screen.show_rescue, answer).split())
    assert "Service buys time: it closes 30 % of the gap after 90 days, 20 % after a year." in text
    assert "What service closed after 30 days does not halve within 365 days." in text
    assert "What it costs: 44 EUR (39 to 49)" in text


def test_where_nobody_bought_no_gap_is_spoken_of(shown, answer):
    nobody = answer.cells.assign(mean=nan, low=nan, high=nan)
    course = answer.index_over_time.assign(defined=False)
    empty = SimpleNamespace(**{**vars(answer), "cells": nobody, "index_over_time": course, "counterfactual": None})
    empty.index = answer.index.assign(defined=False, index=nan, low=nan, high=nan, denominator=nan)
    text = " ".join(shown(rescue_screen.show_rescue, empty).split())
    assert "Nobody bought" in text
    assert "gap to close" not in text
    assert "Simulation noise" not in text


def test_what_service_reaches_is_said_in_quality_in_a_ceiling_and_in_profit(shown, reach):
    text = " ".join(shown(rescue_screen.show_reach, reach).split())
    assert "0.061 more of product quality would (0.055 to 0.067)" in text
    assert "would close 31 % of the gap (29 to 33 %)" in text
    assert "In profit, excellent service pays for itself from a product quality of 0.52 on. Wages, " in text
    assert text.count(wording.NOT_IN_THE_PROFIT) == 1


def test_what_the_assumptions_leave_open_is_said_with_what_it_hangs_on(shown):
    known = SimpleNamespace(
        intervals=pd.DataFrame(
            [
                {
                    "measure": "retention",
                    "low": 0.12,
                    "median": 0.22,
                    "high": 0.55,
                    "n": 29,
                    "undefined": 3,
                    "noise": 0.4,
                }
            ]
        ),
        design=SimpleNamespace(keys=("recovery.service_weight", "experience.use_weight")),
        points=range(32),
        strongest=("recovery.service_weight", "failures.minor.contact_chance"),
        caution="recovery.service_weight is calibrated, not measured",
    )
    text = " ".join(shown(rescue_screen.show_uncertainty, known).split())
    assert "3 of 32 worlds without an index are left out: no clear gap." in text
    assert "About 40 % of what the worlds differ by is simulation noise" in text
    assert "In 32 worlds their order is rough." in text
    known.strongest = ()
    assert "do not tell which assumption matters most" in " ".join(
        shown(rescue_screen.show_uncertainty, known).split()
    )
    assert "between 12 and 55 % of the gap" in text
    assert (
        "2 assumptions were varied at once over their ranges, in 32 worlds; in the middle one it is 22 %." in text
    )
    assert "What matters most: How much an encounter counts (recovery.service_weight); " in text
    assert "(failures.minor.contact_chance)." in text
    assert "Mind that recovery.service_weight is calibrated, not measured." in text
