"""Repeat buying against an independent program, against its own definition and at its limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.theory.repeat_buying import RepeatBuying

above_0 = st.floats(0.1, 8.0)


@pytest.fixture(scope="module")
def known(reference):
    return reference["bgnbd"]


def test_histories_are_as_likely_as_an_independent_program_says(known):
    buying = RepeatBuying(**known["rounded_params"])
    for case in known["histories"]:
        history = (case["repeats"], case["last"], case["watched"])
        assert buying.log_likelihood(*history) == pytest.approx(case["log_likelihood"], rel=1e-9)
        assert buying.alive(*history) == pytest.approx(case["alive"], rel=1e-9)
        assert buying.expected_further(39.0, *history) == pytest.approx(case["further_39"], rel=1e-9)


def test_new_customers_buy_as_often_as_an_independent_program_says(known):
    buying = RepeatBuying(**known["params"])
    for weeks, repeats in known["expected_repeats"].items():
        assert buying.expected(float(weeks)) == pytest.approx(repeats, rel=1e-9)


def test_a_column_of_customers_gives_what_they_give_one_by_one(known):
    buying = RepeatBuying(**known["params"])
    columns = [[case[name] for case in known["histories"]] for name in ("repeats", "last", "watched")]
    one_by_one = [float(buying.log_likelihood(*history)) for history in zip(*columns, strict=True)]
    assert buying.log_likelihood(*columns).tolist() == pytest.approx(one_by_one, rel=1e-12)


def lived(buying, *, time, people, seed):
    """Let people live the story: a rate, a chance to quit, purchases until they quit or time is up."""
    luck = np.random.default_rng(seed)
    rate = luck.gamma(buying.r, 1.0 / buying.alpha, people)
    quits = luck.beta(buying.a, buying.b, people)
    repeats, last, there = np.zeros(people), np.zeros(people), np.ones(people, bool)
    while there.any():
        bought_at = last + luck.exponential(1.0, people) / np.maximum(rate, 1e-300)
        there &= bought_at <= time
        repeats, last = repeats + there, np.where(there, bought_at, last)
        there &= luck.random(people) >= quits
    return repeats, last


def test_people_who_live_the_story_buy_as_often_as_it_says(known):
    buying = RepeatBuying(**known["params"])
    repeats, last = lived(buying, time=39.0, people=100_000, seed=4)
    for values, expected, finds in (
        (repeats, buying.expected(39.0), 0.07),
        (repeats == 0, buying.share_without(39.0), 0.03),
    ):
        error = values.std() / np.sqrt(values.size)
        assert 7.35 * error / expected < finds
        assert abs(values.mean() - expected) < 5.03 * error
    # Weighing each history with the chance that its customer is still one forecasts the weeks to come.
    further = buying.expected_further(39.0, repeats, last, 39.0).mean()
    assert further == pytest.approx(buying.expected(78.0) - buying.expected(39.0), rel=0.02)


@given(above_0, above_0, above_0, above_0, st.floats(0.5, 100.0))
def test_nothing_jumps_where_the_formula_divides_by_nothing(r, alpha, a, b, time):
    beside = RepeatBuying(r, alpha, 1.0 + 1e-5, b).expected(time)
    assert RepeatBuying(r, alpha, 1.0, b).expected(time) == pytest.approx(beside, rel=1e-3, abs=1e-8)
    assert 0.0 <= RepeatBuying(r, alpha, a, b).share_without(time) <= 1.0


def test_who_hardly_ever_quits_buys_at_his_rate():
    faithful = RepeatBuying(2.0, 10.0, 1e-7, 1.0)
    assert faithful.expected(30.0) == pytest.approx(2.0 / 10.0 * 30.0, rel=1e-4)
    assert faithful.alive(3, 5.0, 30.0) == pytest.approx(1.0, abs=1e-4)
