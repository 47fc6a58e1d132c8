"""How a product spreads and how long people dwell, in closed form. Times in days."""

import math
from collections.abc import Iterator

from sim.rules.hazard import chance, halved


def bass_share(day: float, *, innovation: float, imitation: float) -> float:
    """Share of a population reached by day t.

    F = (1 - exp(-(p + q) t)) / (1 + q / p exp(-(p + q) t)). Source: Bass 1969.
    """
    left = math.exp(-(innovation + imitation) * day)
    return (1.0 - left) / (1.0 + imitation / innovation * left)


def bass_peak(innovation: float, imitation: float) -> float:
    """The day on which most people are reached.

    ln(q / p) / (p + q). Source: Bass 1969.
    """
    return math.log(imitation / innovation) / (innovation + imitation)


def bass_ticks(*, innovation: float, imitation: float, dt: float) -> Iterator[float]:
    """Share reached after 1, 2, ... steps by very many agents who act once a step.

    F += (1 - F) (1 - exp(-(p + q F) dt)). Source: the limit of the agent model.
    """
    share = 0.0
    while True:
        share += (1.0 - share) * chance(innovation + imitation * share, dt)
        yield share


def exit_chance(mean_days: float, *, dt: float) -> float:
    """Probability of leaving a phase in a step.

    p = 1 - exp(-dt / T). Source: the exponential law.
    """
    return float(chance(1.0 / mean_days, dt))


def dwell_leaving_at_once(mean_days: float, *, dt: float) -> float:
    """Mean stay when one may leave in the step of arriving.

    dt (1 - p) / p, near T - dt / 2. Source: geometric series.
    """
    return dt / math.expm1(dt / mean_days)


def dwell_leaving_next_step(mean_days: float, *, dt: float) -> float:
    """Mean stay when the first chance to leave is the next step.

    dt / p, near T + dt / 2. Source: geometric series.
    """
    return dt / exit_chance(mean_days, dt=dt)


def adstock_after_step(days: float, *, before: float, after: float, half_life_days: float) -> float:
    """Adstock some days after spending went from one constant level to another.

    after + (before - after) 2^(-t / H). Source: geometric series.
    """
    return after + (before - after) * float(halved(days, half_life_days))


def adstock_after_impulse(days: float, *, half_life_days: float) -> float:
    """What is left of one day of reference spend; summed over the days it is 1.

    (1 - th) th^k. Source: geometric series.
    """
    carried = float(halved(1.0, half_life_days))
    return (1.0 - carried) * math.pow(carried, days)


def same_day_elasticity(ad_elasticity: float, *, half_life_days: float) -> float:
    """Percent of reach on the same day for one percent of spend; the long run brings the whole elasticity.

    e (1 - th). Source: derivative of the adstock.
    """
    return ad_elasticity * (1.0 - float(halved(1.0, half_life_days)))


def fit_of_attracted(targeting: float, *, fit_sd: float) -> float:
    """Mean fit of those whom targeted advertising attracts, while few have been attracted.

    th fit_sd: tilting a standard normal by exp(th z) shifts it by th. Source: exponential tilting.
    """
    return targeting * fit_sd
