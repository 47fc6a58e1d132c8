"""Things that happen again and again: leaving, failing, being hurt and healing, calling back. Days."""

import math

import numpy as np

from sim.rules.hazard import from_yearly, halved, survival
from sim.rules.loyalty import churn_hazard


def surviving(
    day: float,
    *,
    cx: float,
    churn_rate: float,
    churn_sensitivity: float,
    loyalty_sd: float,
    nodes: int = 60,
) -> float:
    """Share of customers still there when they differ in loyalty and feel the same.

    S(t) = E[exp(-h t)], h = rate exp(-beta (CX + L)), L ~ N(0, sd^2), by Gauss-Hermite quadrature.
    Source: mixed proportional hazards.
    """
    z, weight = np.polynomial.hermite_e.hermegauss(nodes)
    hazards = churn_hazard(
        cx + loyalty_sd * z,
        0.0,
        churn_rate=churn_rate,
        churn_sensitivity=churn_sensitivity,
        tenure_effect=0.0,
    )
    return float(weight @ survival(hazards, day) / weight.sum())


def heterogeneity_factor(quality_slope: float, *, fit_sd: float) -> float:
    """How much more often a mixed population fails than its average member.

    exp((slope sd)^2 / 2), the mean of a lognormal; infinite beyond all measure. Source: lognormal moments.
    """
    spread = quality_slope * fit_sd
    with np.errstate(over="ignore"):
        return float(np.exp(0.5 * spread * spread))


def any_event(hazard: float, *, days: float) -> float:
    """Probability of at least one event of a constant hazard.

    1 - exp(-h t). Source: Poisson process.
    """
    return -math.expm1(-hazard * days)


def renewal_rate(hazard: float, *, mean_open_days: float) -> float:
    """Long-run failures a day when an open case keeps the next one away.

    1 / (1 / h + E[open]). Source: renewal theorem.
    """
    return 1.0 / (1.0 / hazard + mean_open_days)


def renewal_count(hazard: float, *, mean_open_days: float, days: int) -> float:
    """Mean failures in so many days when an open case keeps the next one away and heals by itself.

    Each morning an open case heals with 1 - exp(-1 / E[open]), then whoever has none fails with 1 - exp(-h).
    Source: a chain of two states; in short steps the renewal theorem.
    """
    fails, heals = any_event(hazard, days=1), any_event(1.0 / mean_open_days, days=1)
    open_, count = 0.0, 0.0
    for _ in range(days):
        open_ *= 1.0 - heals
        failed = (1.0 - open_) * fails
        open_, count = open_ + failed, count + failed
    return count


def weibull_count(age_days: float, *, shape: float, scale_days: float) -> float:
    """Mean number of failures up to an age when each repair leaves a product as old as it is.

    (t / scale)^shape. Source: power-law process (Crow 1974).
    """
    return math.pow(age_days / scale_days, shape)


def ledger_mean(chance: float, *, loss: float, half_life_days: float) -> float:
    """Where an incident column settles under daily losses of this chance.

    -p L / (1 - delta), delta = 2^(-1 / H). Source: first-order autoregression.
    """
    return -chance * loss / (1.0 - float(halved(1.0, half_life_days)))


def ledger_variance(chance: float, *, loss: float, half_life_days: float) -> float:
    """How much that column varies between customers.

    p (1 - p) L^2 / (1 - delta^2). Source: first-order autoregression.
    """
    return chance * (1.0 - chance) * loss**2 / (1.0 - float(halved(2.0, half_life_days)))


def contacts_per_issue(resolve_chance: float, *, recontact_chance: float) -> float:
    """Mean contacts of somebody who calls back until solved or tired, at an ample desk.

    1 / (1 - (1 - r) p). Source: geometric series.
    """
    return 1.0 / (1.0 - (1.0 - resolve_chance) * recontact_chance)


def finally_resolved(resolve_chance: float, *, recontact_chance: float) -> float:
    """Share of issues that are solved in the end.

    r / (1 - (1 - r) p). Source: geometric series.
    """
    return resolve_chance * contacts_per_issue(resolve_chance, recontact_chance=recontact_chance)


def steady_skill(full_skill: float, *, learn_days: float, turnover_per_year: float, newhire_share: float) -> float:
    """Mean skill of a team that learns and turns over, at its usual satisfaction.

    K = K_full (1 / learn + nu newhire) / (1 / learn + nu). Source: fixed point of `staff.skill_step`.
    """
    learning, leaving = 1.0 / learn_days, float(from_yearly(turnover_per_year))
    return full_skill * (learning + leaving * newhire_share) / (learning + leaving)
