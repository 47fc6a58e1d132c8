"""Learning and disconfirmation against tabulated values, quadrature and the rules repeated."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.rules import belief, experience
from sim.theory.learning import (
    after_signals,
    disconfirmation_mean,
    disconfirmation_variance,
    posterior_variance,
    remaining_gap,
    signals_to_half,
    steady_experience,
    steady_gain,
)


def test_learning_follows_the_kalman_filter(reference):
    for case in reference["kalman"]["cases"]:
        signal_sd, drift_sd = math.sqrt(case["signal_var"]), math.sqrt(case["drift_var_per_step"])
        for signals, after in case["after_n"].items():
            k, variance = after_signals(
                case["prior_var"], signal_sd=signal_sd, drift_sd=drift_sd, signals=int(signals)
            )
            assert k == pytest.approx(after["gain"], rel=1e-9)
            assert variance == pytest.approx(after["posterior_var"], rel=1e-9)
        settled = steady_gain(case["drift_var_per_step"], signal_variance=case["signal_var"])
        assert settled == pytest.approx(case["steady_gain"], abs=1e-9)


def test_nothing_heard_is_nothing_learnt():
    assert after_signals(0.0225, signal_sd=0.6, drift_sd=0.1, signals=0) == (0.0, 0.0225)


def test_without_drift_the_posterior_has_a_closed_form(reference):
    case = reference["kalman"]["cases"][0]
    for signals, share in case["remaining_gap_share_after_n"].items():
        given_ = {"signal_variance": case["signal_var"], "signals": int(signals)}
        assert remaining_gap(case["prior_var"], **given_) == pytest.approx(share, rel=1e-9)
        assert posterior_variance(case["prior_var"], **given_) == pytest.approx(
            case["after_n"][signals]["posterior_var"], rel=1e-9
        )


@given(st.floats(0.001, 1.0), st.floats(0.01, 2.0), st.integers(0, 40))
def test_a_belief_keeps_the_share_of_its_error_that_theory_says(prior, signal_sd, signals):
    mean, variance = 1.0, prior
    for _ in range(signals):
        mean, variance = belief.update(mean, variance, signal=0.0, signal_sd=signal_sd, count=1.0)
    given_ = {"signal_variance": signal_sd**2, "signals": signals}
    assert mean == pytest.approx(remaining_gap(prior, **given_), rel=1e-9)
    assert variance == pytest.approx(posterior_variance(prior, **given_), rel=1e-9)


def test_half_the_error_is_gone_when_theory_says():
    signals = signals_to_half(0.0132, signal_variance=0.36)
    assert signals == pytest.approx(27.27, abs=0.01)
    assert remaining_gap(0.0132, signal_variance=0.36, signals=signals) == pytest.approx(0.5, rel=1e-12)


def test_a_fair_surprise_is_felt_as_theory_says(reference):
    for case in reference["disconfirmation_mean"]["cases"]:
        given_ = (case["mean_disconfirmation"], case["sd"])
        lam = case["loss_aversion"]
        assert disconfirmation_mean(*given_, loss_aversion=lam) == pytest.approx(case["mean_value"], abs=1e-9)
        assert disconfirmation_variance(*given_, loss_aversion=lam) == pytest.approx(case["var_value"], abs=1e-9)


@given(st.floats(-0.5, 0.5), st.floats(0.02, 0.5), st.floats(1.0, 3.0))
def test_the_value_rule_has_the_moments_of_the_closed_form(mean, sd, loss_aversion):
    def moment(power: int) -> float:
        def weighed(d: float) -> float:
            density = math.exp(-0.5 * ((d - mean) / sd) ** 2) / (sd * math.sqrt(2 * math.pi))
            return experience.value(d, loss_aversion=loss_aversion) ** power * density

        below = quad(weighed, min(mean - 9 * sd, 0.0), 0.0, epsabs=1e-13)[0]
        return below + quad(weighed, 0.0, max(mean + 9 * sd, 0.0), epsabs=1e-13)[0]

    first = disconfirmation_mean(mean, sd, loss_aversion=loss_aversion)
    second = disconfirmation_variance(mean, sd, loss_aversion=loss_aversion) + first**2
    assert moment(1) == pytest.approx(first, abs=1e-8)
    assert moment(2) == pytest.approx(second, abs=1e-8)


DEFAULTS = {
    "competitor_quality": 0.5,
    "experience_sd": 0.15,
    "assimilation": 0.15,
    "use_weight": 1.0,
    "disconfirmation_weight": 0.5,
    "loss_aversion": 2.0,
    "recency": 0.1,
}


def test_experience_without_failures_settles_where_theory_says(reference):
    for case in reference["no_failure_stationary_cx"]["cases"]:
        settled = steady_experience(case["quality"], case["expectation"], **DEFAULTS)
        for name in ("mean_use", "mean_gap", "mean_cx", "sd_use", "sd_gap"):
            assert getattr(settled, name) == pytest.approx(case[name], abs=1e-9), name


def test_many_uses_by_the_rules_settle_there_too():
    episodes, people = 120, 4000
    z = np.random.default_rng(5).standard_normal((episodes, people))
    use, gap = np.zeros(people), np.zeros(people)
    for episode in z:
        x = experience.experienced(episode, quality=0.8, fit=0.0, penalty=0.0, experience_sd=0.15)
        felt = experience.perceived(x, 0.6, assimilation=0.15)
        weights = {"use_weight": 0.7, "disconfirmation_weight": 0.4}
        u = experience.performance(felt, competitor_quality=0.5, **weights)
        g = experience.gap(felt, 0.6, loss_aversion=2.0, **weights)
        use, gap = use + 0.1 * (u - use), gap + 0.1 * (g - gap)
    settled = steady_experience(0.8, 0.6, **DEFAULTS | {"use_weight": 0.7, "disconfirmation_weight": 0.4})
    for column, mean, sd in (
        (use, settled.mean_use, settled.sd_use),
        (gap, settled.mean_gap, settled.sd_gap),
    ):
        # 0.9^120 of the start, 3e-6, is far below the standard error of the mean.
        assert abs(column.mean() - mean) < 4 * sd / math.sqrt(people)
        assert abs(column.std() - sd) < 4 * sd / math.sqrt(2 * people)
