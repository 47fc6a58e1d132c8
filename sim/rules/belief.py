"""What a customer expects: one Gaussian belief N(m, V) about the quality of the product.

Every signal, an advertisement, a friend's word, a sales talk, one's own use, is taken for a noisy look at
quality and moves the belief by Bayes' rule (Boulding, Kalra, Staelin & Zeithaml 1993; Rust et al. 1999). What
friends say is the mean of all who talk, so it has no noise of its own: its variance is how far it is doubted.
Updates commute, so n signals of one kind on a day are one update with their mean and n-th of their variance.
"""

import numpy as np

from sim.rules.quantity import Quantity, Result


def prior_mean(z: Quantity, *, mean: float, heterogeneity_sd: float) -> Result:
    """What this customer expects before he has heard anything.

    m = mean + sd z; quality. Source: modelling choice.
    """
    return mean + heterogeneity_sd * z


def promise(quality: Quantity, *, overpromise: float) -> Result:
    """What the firm says its product is, relative to what it is.

    promise = quality + overpromise; quality. Source: overstating can pay (Kopalle & Lehmann 2006).
    """
    return quality + overpromise


def message(content: Quantity, z: Quantity, *, signal_sd: float, count: Quantity) -> Result:
    """The mean of `count` >= 1 noisy signals about the same content.

    y = content + sd / sqrt(n) z; quality. Source: sampling.
    """
    return content + signal_sd / np.sqrt(count) * z


def gain(variance: Quantity, *, signal_sd: float, count: Quantity) -> Result:
    """How far a belief moves towards the mean of `count` signals; 0 signals move it not at all.

    k = n V / (n V + s^2); between 0 and 1. Source: Kalman gain; Boulding et al. 1993.
    """
    information = count * variance
    return information / (information + signal_sd**2)


def update(
    mean: Quantity, variance: Quantity, *, signal: Quantity, signal_sd: float, count: Quantity
) -> tuple[Result, Result]:
    """The belief after the mean of `count` signals.

    k = gain; m += k (y - m); V *= 1 - k; quality and quality^2. Source: Boulding et al. 1993, Rust et al.
    1999.
    """
    k = gain(variance, signal_sd=signal_sd, count=count)
    return mean + k * (signal - mean), variance * (1.0 - k)


def drift(variance: Quantity, *, drift_sd: float, dt: float) -> Result:
    """Uncertainty that grows because the product may have changed.

    V += tau^2 dt; quality^2. Source: Kalman 1960; a constant gain in the long run (Rescorla & Wagner 1972).
    """
    return variance + drift_sd**2 * dt


def certainty_equivalent(
    mean: Quantity, variance: Quantity, *, risk_aversion: float, competitor_quality: float
) -> Result:
    """What the belief is worth in a choice, less what the alternative offers.

    CE = m - r/2 V - q_competitor; quality. Source: customers prefer what they are sure of (Rust et al. 1999).
    """
    return mean - 0.5 * risk_aversion * variance - competitor_quality
