"""Rates per day, the chances they make in a step, and half-lives.

Chances come from hazards by the exponential law, so survival to a given day is the same for every step.
"""

from functools import lru_cache

import numpy as np

from sim.rules.quantity import Quantity, Result

DAYS_PER_YEAR = 365.0


def chance(hazard: Quantity, dt: float) -> Result:
    """Probability that something of this hazard happens within a step.

    p = 1 - exp(-h dt); hazard in 1/day, dt in days. Source: the exponential law.
    """
    return -np.expm1(-np.multiply(hazard, dt))


def survival(hazard: Quantity, dt: Quantity) -> Result:
    """Probability that it does not happen for `dt` days.

    S = exp(-h dt); hazard in 1/day, dt in days. Source: the exponential law.
    """
    return np.exp(-np.multiply(hazard, dt))


def from_mean(mean_days: Quantity) -> Result:
    """The constant hazard whose mean waiting time is this long.

    h = 1 / T; T in days, h in 1/day. Source: the exponential law.
    """
    return 1.0 / mean_days


def from_yearly(per_year: Quantity) -> Result:
    """A yearly rate as a hazard; 0 a year means never.

    h = rate / 365; rate in 1/year, h in 1/day. Source: definition.
    """
    return per_year / DAYS_PER_YEAR


def halved(elapsed: Quantity, half_life: Quantity) -> Result:
    """The share that is left when a thing halves every half-life.

    2^(-t / H); t and H in the same unit. Source: definition; incidents fade fast (Knox & van Oest 2014).
    """
    return np.exp2(-np.divide(elapsed, half_life))


@lru_cache(maxsize=1024)
def kept(days: float, half_life_days: float) -> float:
    """What is left after so many days of the same half-life, which a run asks for again every day.

    2^(-t / H), remembered: NumPy takes two microseconds for a single number. Source: definition.
    """
    return float(halved(days, half_life_days))


def ewma(level: Quantity, newest: Quantity, *, weight: Quantity) -> Result:
    """A recency-weighted level after one more observation.

    level + weight (newest - level); the unit of the level. Source: satisfaction as an anchor that new
    experience adjusts (Bolton 1998).
    """
    return level + weight * (newest - level)


def smoothed(level: Quantity, newest: Quantity, *, half_life_days: float, dt: float) -> Result:
    """A running mean that forgets half of itself in a half-life.

    level + (1 - 2^(-dt / H)) (newest - level); the unit of the level. Source: exponential smoothing.
    """
    return ewma(level, newest, weight=1.0 - kept(dt, half_life_days))
