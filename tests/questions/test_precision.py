"""Replications are added until the interval is as narrow as wanted, and are those of asking at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from sim.errors import UsageError
from sim.questions import precision
from sim.questions.precision import (
    FEWEST,
    needed_for,
    simulate_until,
    taken_to_precision,
    useful_half_width,
)
from sim.scenario import Scenario
from sim.simulate import Job, nothing_yet, simulate
from sim.statistics import mean_interval

pytestmark = pytest.mark.no_cover

HELD_AT_LEAST = 0.93
"""How often the final interval holds the truth where the rule does worst, at some thirty replications."""

TINY = Scenario().but({"population": 80, "represents": 1, "days": 12, "replications": 2, "failures.rate": 0.02})


def simulated(spec, wanted, **how):
    """Take a scenario of which nothing has been simulated to a precision."""
    return taken_to_precision(nothing_yet(spec), wanted, **how)


@pytest.fixture(scope="module")
def reached():
    """A run that has to go on: ten replications give about 0.005."""
    told = []
    results, how_far = simulated(TINY, {"cx": 0.005}, progress=lambda done, total: told.append((done, total)))
    return results, how_far, told


def test_it_stops_when_the_interval_is_narrow_enough(reached):
    results, (far,), _ = reached
    measured = mean_interval(results.runs["cx"])
    assert results.replications > FEWEST
    assert (far.measure, far.wanted, far.met) == ("cx", 0.005, True)
    assert far.half_width == measured.half_width <= 0.005
    assert far.n == far.replications == results.replications


def test_the_results_are_those_of_asking_for_the_number_at_once(reached):
    results, _, _ = reached
    at_once = simulate(TINY, replications=results.replications)
    assert results.runs.equals(at_once.runs)
    assert results.daily.equals(at_once.daily)
    assert results.summary.equals(at_once.summary)


def test_it_is_the_same_with_workers(reached):
    results, _, _ = reached
    shared, (far,) = simulated(TINY, {"cx": 0.005}, most=FEWEST, workers=2)
    assert shared.runs.equals(results.runs[:FEWEST])
    assert (far.met, far.replications) == (False, FEWEST)


def test_what_is_there_is_used_and_changes_nothing(reached, monkeypatch):
    """Fewer replications than it takes are taken further; of more, the first ones are looked at."""
    results, how_far, _ = reached
    few = simulate(TINY, replications=4)
    further, as_far = taken_to_precision(few, {"cx": 0.005})
    assert as_far == how_far
    assert further.runs.equals(results.runs)
    assert further.records[:4] == few.records
    many, _ = taken_to_precision(further, 0.9)
    assert many.runs.equals(results.runs[:FEWEST])
    monkeypatch.setattr(Job, "run", lambda *_: pytest.fail("it ran"))
    assert taken_to_precision(further, {"cx": 0.005})[1] == how_far


def test_progress_begins_at_once_rises_and_ends_at_the_end(reached):
    results, _, told = reached
    done = [each for each, _ in told]
    assert told[0] == (0, FEWEST * TINY.days)
    assert told[-1] == (results.replications * TINY.days,) * 2
    assert done == sorted(done)
    assert all(each <= total for each, total in told)


def test_it_gives_up_at_the_most_and_says_so():
    results, (far,) = simulated(TINY, 1e-9, most=FEWEST + 2)
    assert (results.replications, far.replications) == (FEWEST + 2, FEWEST + 2)
    assert (far.measure, far.met) == ("retention", False)
    assert far.half_width > 1e-9


def test_what_is_narrow_enough_from_the_start_takes_the_replications_asked_for():
    for asked, made in ((None, FEWEST), (3, FEWEST), (13, 13)):
        results, (far,) = simulated(TINY, 0.9, replications=asked)
        assert (results.replications, far.met) == (made, True)


def test_several_measures_are_all_waited_for():
    _, how_far = simulated(TINY, {"retention": 0.5, "cx": 0.005})
    assert [(far.measure, far.met) for far in how_far] == [("retention", True), ("cx", True)]
    assert how_far[0].replications > FEWEST


def test_what_cannot_be_measured_is_not_waited_for():
    nobody_calls = TINY.but({"failures.rate": 0.0, "failures.question_rate": 0.0, "returns.rate": 0.0,
                             "journey.exit.damage_chance": 0.0})  # fmt: skip
    results, (far,) = simulated(nobody_calls, {"ces": 0.1})
    assert (results.replications, far.n, far.met) == (FEWEST, 0, False)


# --- the rule itself, on numbers whose truth is known -------------------------------------------------------


@dataclass(frozen=True)
class Numbers:
    """Replications that are numbers of a law, each always the same."""

    values: tuple[float, ...]
    scenario: Scenario = TINY
    seed: int = 1
    engine: str = "fast"

    @property
    def replications(self):
        return len(self.values)

    def only(self, number):
        return Numbers(self.values[:number])


def run_on_numbers(monkeypatch, draw, half_width, most=1_000):
    """Stop by the rule on numbers that `draw(n)` gives; tell the final interval and the looks."""
    looks = []

    def numbers(begun, number, **_):
        looks.append(number)
        return [Numbers(tuple(draw(number)))]

    monkeypatch.setattr(precision, "taken_further", numbers)
    (made,), _ = simulate_until(
        [Numbers(())], half_width, most=most, intervals=lambda results, _: [mean_interval(results[0].values)]
    )
    return mean_interval(made.values), looks


def coverage(monkeypatch, trials, half_width):
    """Give how often the interval at the end holds the truth, 0, and the mean number of replications."""
    found = []
    for trial in range(trials):
        draws = np.random.default_rng([11, trial]).normal(0, 1, 4_000)
        found.append(run_on_numbers(monkeypatch, lambda n, x=draws: x[:n], half_width)[0])
    assert all(one.half_width <= half_width for one in found)
    return np.mean([abs(one.mean) <= one.half_width for one in found]), np.mean([one.n for one in found])


def test_it_looks_seldom_and_aims_at_the_number_needed(monkeypatch):
    draws = np.random.default_rng(2).normal(0, 1, 1_000)
    _, looks = run_on_numbers(monkeypatch, lambda n: draws[:n], 0.2)
    assert looks[0] == FEWEST
    assert len(looks) <= 7
    assert 70 <= looks[-1] <= 140  # (1.96 / 0.2) ** 2 = 96


def test_the_interval_at_the_end_is_a_little_optimistic_and_no_more(monkeypatch):
    held, _ = coverage(monkeypatch, 500, 0.4)
    assert held > HELD_AT_LEAST - 3 * math.sqrt(0.95 * 0.05 / 500)


@pytest.mark.slow
@pytest.mark.parametrize(("half_width", "least"), [(0.5, 0.925), (0.4, 0.92), (0.15, 0.94)])
def test_the_interval_at_the_end_holds_the_truth_nearly_as_often_as_it_says(monkeypatch, half_width, least):
    """Measured over 6,000 runs; the standard error is 0.3 points."""
    held, replications = coverage(monkeypatch, 6_000, half_width)
    print(f"half-width {half_width}: {held:.4f} at a mean of {replications:.1f} replications")
    assert least <= held <= 0.96


def test_a_rule_that_looked_after_every_two_replications_would_be_found_out(monkeypatch):
    """The broken twin: it begins with two replications and adds one at a time."""
    monkeypatch.setattr(precision, "FEWEST", 2)
    monkeypatch.setattr(precision, "reached", lambda mean, wanted: mean.half_width <= wanted)
    monkeypatch.setattr(precision, "next_look", lambda mean, wanted, number: number + 1)
    held, _ = coverage(monkeypatch, 500, 0.4)
    assert held < HELD_AT_LEAST - 3 * math.sqrt(0.95 * 0.05 / 500)


# --- what is asked for --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        (0, "the precision of retention must be a number above 0, got 0"),
        (-0.1, "the precision of retention must be a number above 0, got -0.1"),
        (math.nan, "the precision of retention must be a number above 0, got nan"),
        (math.inf, "the precision of retention must be a number above 0, got inf"),
        (True, "the precision of retention must be a number above 0, got True"),
        (1, "the precision of retention, a share, would be ±100 percentage points; for ±1 write retention=0.01"),
        ({"cx": "0.1"}, "the precision of cx must be a number above 0, got '0.1'"),
        ({"retentoin": 0.1}, "no such measure: 'retentoin'; did you mean 'retention'?"),
        ({"zzz": 0.1}, "no such measure: 'zzz'; such as retention"),
        ({}, "no precision is wanted of anything"),
    ],
)
def test_a_precision_that_makes_no_sense_is_refused_before_anything_runs(monkeypatch, wanted, complaint):
    monkeypatch.setattr(precision, "taken_further", lambda *_, **__: pytest.fail("it ran"))
    with pytest.raises(UsageError) as caught:
        simulated(TINY, wanted)
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("most", [FEWEST - 1, 0, 20.0, True])
def test_a_most_that_makes_no_sense_is_refused(monkeypatch, most):
    monkeypatch.setattr(precision, "taken_further", lambda *_, **__: pytest.fail("it ran"))
    with pytest.raises(UsageError, match=f"at least {FEWEST}, got {most!r}"):
        simulated(TINY, 0.1, most=most)


def test_a_useful_half_width_is_half_a_point_or_one_in_a_hundred():
    assert useful_half_width("retention", 0.7) == 0.005
    assert useful_half_width("clv", -280.0) == pytest.approx(2.8)
    assert math.isnan(useful_half_width("clv", 0.0))


def test_the_replications_for_it_are_foretold_where_there_is_noise():
    foretold = needed_for("retention", mean_interval([0.7, 0.72, 0.69, 0.71]))
    assert foretold.low < foretold.likely < foretold.high
    assert needed_for("retention", mean_interval([0.7])) is None
    assert needed_for("clv", mean_interval([0.0, 0.0])) is None
