"""Beliefs move as Bayes' rule says."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import belief

qualities = st.floats(-1.0, 2.0)
variances = st.floats(1e-4, 1.0)
sds = st.floats(0.05, 2.0)


@given(qualities, variances, qualities, qualities, sds, sds)
def test_it_does_not_matter_which_news_comes_first(mean, variance, first, second, sd_first, sd_second):
    def told(*news):
        m, v = mean, variance
        for signal, sd in news:
            m, v = belief.update(m, v, signal=signal, signal_sd=sd, count=1.0)
        return m, v

    one, other = told((first, sd_first), (second, sd_second)), told((second, sd_second), (first, sd_first))
    assert one == pytest.approx(other, rel=1e-9, abs=1e-9)


@given(qualities, variances, st.lists(qualities, min_size=1, max_size=12), sds)
def test_many_signals_are_one_signal_of_their_mean(mean, variance, signals, sd):
    m, v = mean, variance
    for signal in signals:
        m, v = belief.update(m, v, signal=signal, signal_sd=sd, count=1.0)
    lumped = belief.update(
        mean, variance, signal=math.fsum(signals) / len(signals), signal_sd=sd, count=len(signals)
    )
    assert lumped == pytest.approx((m, v), rel=1e-9, abs=1e-9)


@given(qualities, variances, qualities, sds)
def test_no_signal_changes_nothing(mean, variance, signal, sd):
    assert belief.update(mean, variance, signal=signal, signal_sd=sd, count=0.0) == (mean, variance)


@given(qualities, variances, qualities, sds, st.integers(1, 50))
def test_a_belief_moves_towards_the_news_and_gets_surer(mean, variance, signal, sd, count):
    m, v = belief.update(mean, variance, signal=signal, signal_sd=sd, count=count)
    assert min(mean, signal) - 1e-12 <= m <= max(mean, signal) + 1e-12
    assert 0.0 < v < variance


def test_one_use_of_the_product_moves_the_belief_by_its_gain():
    m, v = belief.update(0.6, 0.0225, signal=0.3, signal_sd=0.6, count=1.0)
    assert belief.gain(0.0225, signal_sd=0.6, count=1.0) == pytest.approx(1 / 17, rel=1e-12)
    assert m == pytest.approx(0.6 - 0.3 / 17, rel=1e-12)
    assert v == pytest.approx(0.0225 * 16 / 17, rel=1e-12)


def test_four_advertisements_are_half_as_noisy_as_one():
    one = belief.message(0.6, 2.0, signal_sd=0.4, count=1.0)
    four = belief.message(0.6, 2.0, signal_sd=0.4, count=4.0)
    assert (one, four) == pytest.approx((1.4, 1.0))


def test_customers_prefer_what_they_are_sure_of():
    given_ = {"risk_aversion": 2.0, "competitor_quality": 0.5}
    assert belief.certainty_equivalent(0.7, 0.04, **given_) == pytest.approx(0.16)
    assert belief.certainty_equivalent(0.7, 0.01, **given_) == pytest.approx(0.19)


def test_drift_adds_uncertainty_in_proportion_to_time():
    assert belief.drift(0.01, drift_sd=0.02, dt=2.0) == pytest.approx(0.0108)
    assert belief.drift(0.01, drift_sd=0.0, dt=2.0) == 0.01


def test_the_promise_follows_the_product():
    assert belief.promise(0.35, overpromise=0.1) == pytest.approx(0.45)


def test_people_start_out_expecting_different_things():
    z = np.array([-1.0, 0.0, 2.0])
    assert belief.prior_mean(z, mean=0.5, heterogeneity_sd=0.075) == pytest.approx([0.425, 0.5, 0.65])
