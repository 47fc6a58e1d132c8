"""Staying, leaving, coming back to buy."""

import numpy as np

from sim.rules.hazard import DAYS_PER_YEAR, from_yearly
from sim.rules.quantity import Quantity, Result


def trait(z: Quantity, *, mean: float, sd: float) -> Result:
    """A lasting difference between people: how well the product fits, how loyal one is by nature.

    mean + sd z; quality. Source: heterogeneity in churn (Fader, Hardie & Lee 2005).
    """
    return mean + sd * z


def churn_hazard(
    standing: Quantity,
    tenure_days: Quantity,
    *,
    churn_rate: float,
    churn_sensitivity: float,
    tenure_effect: float,
) -> Result:
    """Hazard of leaving the firm for good.

    h = rate exp(-sensitivity (CX + L) - tenure_effect ln(1 + tenure / 365)); standing = CX + L in quality,
    tenure in days since the first purchase; 1/day. Source: proportional hazards (Bolton 1998).
    """
    years = np.log1p(np.divide(tenure_days, DAYS_PER_YEAR))
    return churn_rate * np.exp(-churn_sensitivity * standing - tenure_effect * years)


def repurchase_hazard(repurchases_per_year: Quantity, pace: Quantity) -> Result:
    """Hazard of an occasion to buy again; whether it is taken is `choice.purchase`.

    h = pace occasions / 365; 1/day. The pace is a lasting difference between people, gamma with mean 1. Source:
    modelling choice; gamma rates of purchase (Ehrenberg 1959; Fader, Hardie & Lee 2005).
    """
    return pace * from_yearly(repurchases_per_year)
