"""Beliefs after many signals, and the experience they lead to, in closed form."""

import math
from dataclasses import dataclass

from scipy.special import ndtr

from sim.rules.belief import drift, gain


def posterior_variance(prior_variance: float, *, signal_variance: float, signals: float) -> float:
    """Uncertainty left after n signals about something that does not change.

    V_n = 1 / (1 / V_0 + n / s^2). Source: conjugate normal.
    """
    return 1.0 / (1.0 / prior_variance + signals / signal_variance)


def remaining_gap(prior_variance: float, *, signal_variance: float, signals: float) -> float:
    """Share of a wrong expectation that n signals have left, on average.

    1 / (1 + n V_0 / s^2). Source: conjugate normal.
    """
    return 1.0 / (1.0 + signals * prior_variance / signal_variance)


def signals_to_half(prior_variance: float, *, signal_variance: float) -> float:
    """How many signals halve the gap between expectation and truth.

    s^2 / V_0. Source: conjugate normal.
    """
    return signal_variance / prior_variance


def steady_gain(drift_variance: float, *, signal_variance: float) -> float:
    """The gain at which learning settles when the truth drifts; 0 when it does not.

    P = (tau^2 + sqrt(tau^4 + 4 tau^2 s^2)) / 2, K = P / (P + s^2). Source: Kalman 1960.
    """
    uncertainty = 0.5 * (drift_variance + math.sqrt(drift_variance**2 + 4.0 * drift_variance * signal_variance))
    return uncertainty / (uncertainty + signal_variance)


def after_signals(
    prior_variance: float, *, signal_sd: float, drift_sd: float, signals: int
) -> tuple[float, float]:
    """The gain of the n-th signal and the variance after it, with drift before each.

    P = V + tau^2; K = P / (P + s^2); V = (1 - K) P. Source: Kalman 1960.
    """
    variance, k = prior_variance, 0.0
    for _ in range(signals):
        predicted = drift(variance, drift_sd=drift_sd, dt=1.0)
        k = gain(predicted, signal_sd=signal_sd, count=1.0)
        variance = (1.0 - k) * predicted
    return k, variance


def disconfirmation_mean(mean: float, sd: float, *, loss_aversion: float) -> float:
    """What a normally distributed difference feels like on average; below 0 for a fair one.

    E[v] = lambda mu - (lambda - 1) (mu Phi(mu / s) + s phi(mu / s)). Source: truncated normal moments.
    """
    return loss_aversion * mean - (loss_aversion - 1.0) * _mean_of_gains(mean, sd)


def disconfirmation_variance(mean: float, sd: float, *, loss_aversion: float) -> float:
    """How much that feeling varies.

    E[d+^2] + lambda^2 (mu^2 + s^2 - E[d+^2]) - E[v]^2, E[d+^2] = (mu^2 + s^2) Phi + mu s phi.
    Source: truncated normal moments.
    """
    square = mean**2 + sd**2
    gains = square * float(ndtr(mean / sd)) + mean * sd * _density(mean / sd)
    centre = disconfirmation_mean(mean, sd, loss_aversion=loss_aversion)
    return gains + loss_aversion**2 * (square - gains) - centre**2


@dataclass(frozen=True)
class SteadyExperience:
    """Where the use and gap columns settle, and how much they swing, in quality units."""

    mean_use: float
    mean_gap: float
    sd_use: float
    sd_gap: float

    @property
    def mean_cx(self) -> float:
        """Customer experience of somebody to whom nothing but use happens."""
        return self.mean_use + self.mean_gap


def steady_experience(
    quality: float,
    expectation: float,
    *,
    competitor_quality: float,
    experience_sd: float,
    assimilation: float,
    use_weight: float,
    disconfirmation_weight: float,
    loss_aversion: float,
    recency: float,
) -> SteadyExperience:
    """Experience without failures, for a fixed expectation m and no taste differences.

    E[use] = U (1 - w) ((1 - a) q + a m - q_competitor); E[gap] = U w E[v(d)],
    d ~ N((1 - a) (q - m), ((1 - a) sd)^2); an EWMA keeps sqrt(al / (2 - al)) of the sd.
    Source: linear filter of independent episodes.
    """
    kept = 1.0 - assimilation
    swing = math.sqrt(recency / (2.0 - recency))
    performs, confirms = use_weight * (1.0 - disconfirmation_weight), use_weight * disconfirmation_weight
    mean, sd = kept * (quality - expectation), kept * experience_sd
    variance = disconfirmation_variance(mean, sd, loss_aversion=loss_aversion)
    return SteadyExperience(
        mean_use=performs * (kept * quality + assimilation * expectation - competitor_quality),
        mean_gap=confirms * disconfirmation_mean(mean, sd, loss_aversion=loss_aversion),
        sd_use=performs * sd * swing,
        sd_gap=confirms * math.sqrt(variance) * swing,
    )


def _density(x: float) -> float:
    return math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)


def _mean_of_gains(mean: float, sd: float) -> float:
    return mean * float(ndtr(mean / sd)) + sd * _density(mean / sd)
