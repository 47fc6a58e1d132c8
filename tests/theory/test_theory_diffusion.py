"""Spreading, dwelling and forgetting against tabulated values and the rules that do it step by step."""

from itertools import islice

import numpy as np
import pytest

from sim.rules.attraction import adstock, targeting_weight
from sim.theory.diffusion import (
    adstock_after_impulse,
    adstock_after_step,
    bass_peak,
    bass_share,
    bass_ticks,
    dwell_leaving_at_once,
    dwell_leaving_next_step,
    exit_chance,
    fit_of_attracted,
    same_day_elasticity,
)


def test_bass_spreads_as_the_differential_equation_says(reference):
    for case in reference["bass"]["cases"]:
        shares = [bass_share(t, innovation=case["p"], imitation=case["q"]) for t in case["t"]]
        assert shares == pytest.approx(case["F"], abs=1e-9)
        assert bass_peak(case["p"], case["q"]) == pytest.approx(case["peak_time"], rel=1e-9)


def test_ticks_come_as_close_to_bass_as_they_are_short():
    def error(steps: int) -> float:
        reached = next(islice(bass_ticks(innovation=0.03, imitation=0.38, dt=10 / steps), steps - 1, None))
        return abs(reached - bass_share(10.0, innovation=0.03, imitation=0.38))

    assert error(1000) < 2e-3
    assert error(1000) == pytest.approx(error(2000) * 2, rel=0.02)


def test_people_dwell_as_long_as_the_geometric_law_says(reference):
    for case in reference["dwell"]["cases"]:
        mean, dt = case["mean_days"], case["dt"]
        assert exit_chance(mean, dt=dt) == pytest.approx(case["p_exit"], rel=1e-9)
        assert dwell_leaving_at_once(mean, dt=dt) == pytest.approx(case["mean_residence_same_tick"], rel=1e-9)
        assert dwell_leaving_next_step(mean, dt=dt) == pytest.approx(case["mean_residence_next_tick"], rel=1e-9)


def test_a_phase_of_no_days_is_passed_at_once():
    assert dwell_leaving_at_once(0.01, dt=1.0) < 1e-40
    assert exit_chance(1e-9, dt=1.0) == 1.0


def test_adstock_follows_a_change_of_spending_by_half_lives(reference):
    (case,) = reference["adstock"]["cases"]
    half_life = case["half_life_days"]
    assert adstock_after_step(28, before=1.0, after=2.0, half_life_days=half_life) == pytest.approx(
        case["after_28d_of_double_spend_from_1"], abs=1e-12
    )
    stock = 1.0
    for day in range(1, 40):
        stock = adstock(stock, 2.0, half_life_days=half_life, dt=1.0)
        closed = adstock_after_step(day, before=1.0, after=2.0, half_life_days=half_life)
        assert stock == pytest.approx(closed, abs=1e-12)


def test_an_impulse_of_advertising_fades_and_adds_up_to_itself(reference):
    (case,) = reference["adstock"]["cases"]
    stock, left = adstock(0.0, 1.0, half_life_days=28, dt=1.0), []
    for _ in range(3000):
        left.append(stock)
        stock = adstock(stock, 0.0, half_life_days=28, dt=1.0)
    closed = [adstock_after_impulse(day, half_life_days=28) for day in range(3000)]
    assert left == pytest.approx(closed, abs=1e-12)
    assert sum(left) == pytest.approx(1.0, abs=1e-12)
    assert closed[1] / closed[0] == pytest.approx(case["theta"], rel=1e-12)


def test_reach_answers_the_same_day_by_a_small_part_of_its_elasticity(reference):
    (case,) = reference["adstock"]["cases"]
    assert same_day_elasticity(0.24, half_life_days=28) == pytest.approx(case["same_day_elasticity"], rel=1e-9)


def test_targeting_shifts_the_fit_of_those_attracted(reference):
    z, weight = np.polynomial.hermite_e.hermegauss(60)
    for case in reference["targeting_tilt"]["cases"]:
        tilted = weight * targeting_weight(z, targeting=case["targeting"])
        mean_fit = case["fit_sd"] * (tilted @ z) / tilted.sum()
        assert mean_fit == pytest.approx(case["mean_fit_of_attracted"], abs=1e-12)
        assert fit_of_attracted(case["targeting"], fit_sd=case["fit_sd"]) == pytest.approx(mean_fit, abs=1e-12)
