"""The JSON object holds the numbers of the screen, unrounded, in names that programs can rely on."""

from __future__ import annotations

import json

import sim
from sim.questions.precision import Reached
from sim.questions.rescue.index import HalfLife
from sim.report import as_json

WHAT = {
    "command",
    "scenario",
    "digest",
    "seed",
    "replications",
    "population",
    "measure_from_day",
    "counted",
    "represents",
    "days",
    "engine",
    "version",
    "summary",
}


def read(described):
    return json.loads(as_json.text(described))


def test_a_run_says_what_was_run(spec, results):
    told = read(as_json.run_object(spec, results))
    assert set(told) == WHAT | {"by_segment", "precision", "replications_needed"}
    assert told["command"] == "run"
    assert told["precision"] == []
    assert (told["scenario"], told["digest"], told["seed"]) == ("default", "3f2a9c", 1)
    assert (told["population"], told["represents"], told["days"]) == (20_000, 5, 365)
    assert (told["engine"], told["version"]) == ("plain", sim.__version__)


def test_a_measure_is_not_rounded(spec, results):
    told = read(as_json.run_object(spec, results))
    assert told["summary"]["retention"] == {"mean": 0.7014, "low": 0.698, "high": 0.7048, "unit": "share"}


def test_a_run_foretells_the_replications_of_a_useful_interval(spec, results):
    told = read(as_json.run_object(spec, results))["replications_needed"]
    # retention: sd 0.00407, half-width 0.005; nps: sd 1.077, half-width 1.
    assert told["retention"] == {"half_width": 0.005, "likely": 6, "low": 4, "high": 14}
    assert told["nps"] == {"half_width": 1.0, "likely": 7, "low": 5, "high": 21}


def test_a_precision_that_was_asked_for_is_told(spec, results):
    far = Reached("nps", 0.5, 0.9, 8, 8)
    assert read(as_json.run_object(spec, results, [far]))["precision"] == [
        {"measure": "nps", "wanted": 0.5, "half_width": 0.9, "replications": 8, "met": False}
    ]


def test_what_is_not_known_is_null(spec, results):
    told = read(as_json.run_object(spec, results))
    assert told["summary"]["ces"] == {"mean": None, "low": None, "high": None, "unit": "points of 7"}


def test_a_rescue_adds_the_cells_and_the_index(answer):
    told = read(as_json.rescue_object(answer))
    assert set(told) == WHAT | {
        "sides", "promise", "cells", "index", "attainable", "index_over_time", "half_life_days",
        "half_life_known", "fading", "interaction", "cost_per_rescued", "counterfactual", "uncertainty",
    }  # fmt: skip
    assert list(told["cells"]) == ["weak_poor", "weak_excellent", "strong_poor", "strong_excellent"]
    assert told["cells"]["strong_poor"]["retention"]["mean"] == 0.81
    assert told["index"]["retention"] == {
        "estimate": 0.2,
        "low": 0.19,
        "high": 0.21,
        "se": 0.005,
        "defined": True,
    }


def test_the_course_of_a_rescue_is_told_by_measure_and_day(answer):
    told = read(as_json.rescue_object(answer))
    assert [row["day"] for row in told["index_over_time"]["retention"]] == [90, 365]
    assert (told["half_life_days"], told["half_life_known"]) == (None, True)
    answer.half_life = HalfLife(None, 365, known=False)
    assert read(as_json.rescue_object(answer))["half_life_known"] is False
    assert told["fading"] == {
        "from_day": 90, "to_day": 365, "estimate": -0.1, "low": -0.12, "high": -0.08, "se": 0.01
    }  # fmt: skip
    assert told["interaction"]["clv"]["estimate"] == 25
    assert told["cost_per_rescued"]["high"] == 49
    assert told["counterfactual"]["saved"] == {
        "people": 2400, "share": 0.12, "low": 0.11, "high": 0.13, "least": 0.11, "most": 0.37
    }  # fmt: skip


def test_an_index_without_a_gap_is_null_and_not_defined(answer):
    told = read(as_json.rescue_object(answer))
    assert told["index"]["clv"] == {
        "estimate": None,
        "low": None,
        "high": None,
        "se": None,
        "defined": False,
    }


def test_the_summary_of_a_rescue_is_its_index(answer):
    told = read(as_json.rescue_object(answer))
    assert told["summary"]["rescue_retention"] == {"mean": 0.2, "low": 0.19, "high": 0.21, "unit": "share"}
