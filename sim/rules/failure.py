"""Problems with the product: how often, how bad, who sends it back, and what fixing does."""

import numpy as np

from sim.rules.quantity import Quantity, Result

REFERENCE_QUALITY = 0.5

UNPACKING_DAYS = 7
"""The first deliveries of the cohort are all made on one day; what was wrong comes to light over so many days."""


def hazard(quality_met: Quantity, *, rate: float, quality_slope: float, age_factor: Quantity) -> Result:
    """Hazard of a failure for someone without an open case; better products fail less.

    h = rate exp(-slope (q - 0.5)) age_factor, q = product quality + fit; 1/day. Source: modelling choice.
    """
    return rate * np.exp(-quality_slope * (quality_met - REFERENCE_QUALITY)) * age_factor


def age_factor(age_days: Quantity, *, shape: float, scale_days: float) -> Result:
    """How the failure hazard moves with age: below 1 teething troubles, above 1 wear, 1 neither.

    k (max(age, 1) / scale)^(k - 1); age in days since delivery. Source: Weibull 1951.
    """
    return shape * np.power(np.maximum(age_days, 1.0) / scale_days, shape - 1.0)


def loss(severity_loss: Quantity, recent_failures: Quantity, *, escalation: float) -> Result:
    """What a failure costs the relationship, more after other recent ones.

    L = loss (1 + escalation f), f = recent failures before this one, fading; quality.
    Source: earlier complaints aggravate, for a while (Knox & van Oest 2014).
    """
    return severity_loss * (1.0 + escalation * recent_failures)


def return_hazard(cx: Quantity, *, rate: float, sensitivity: float) -> Result:
    """Hazard of sending the goods back while the return window is open.

    h = rate exp(-sensitivity CX); 1/day. Source: modelling choice.
    """
    return rate * np.exp(-sensitivity * cx)


def quality_after_fixes(quality: float, cases_per_customer: float, *, feedback_gain: float, dt: float) -> Result:
    """Product quality after what the firm heard of its faults that day was used to improve it.

    q += gain (1 - q) cases dt, cases = contacts that day about failures, damage and returns, per active customer;
    quality. Source: modelling choice.
    """
    return quality + feedback_gain * (1.0 - quality) * cases_per_customer * dt
