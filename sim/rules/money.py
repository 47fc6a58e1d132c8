"""What it earns and costs, today and discounted. Money in the currency of the scenario."""

import numpy as np

from sim.rules.hazard import DAYS_PER_YEAR
from sim.rules.quantity import Quantity, Result

PEOPLE_PER_AD_UNIT = 1000.0


def contribution(price: Quantity, *, unit_cost: float) -> Result:
    """What a sale leaves.

    price - unit_cost. Source: definition.
    """
    return price - unit_cost


def return_reversal(price: Quantity, *, unit_cost: float, return_cost: float) -> Result:
    """What a return takes: the sale undone (the goods are sold again) and its handling.

    -(price - unit_cost) - return_cost. Source: definition.
    """
    return -contribution(price, unit_cost=unit_cost) - return_cost


def compensation_paid(compensation: Quantity, *, compensation_cost: float) -> Result:
    """What a compensation costs, once per failed case.

    compensation compensation_cost. Source: definition.
    """
    return compensation * compensation_cost


def advertising_bill(ad_spend: Quantity, *, ad_cost: float, people: float) -> Result:
    """What a day of advertising costs in a market of this size.

    ad_cost ad_spend people / 1000; money a day. Source: modelling choice.
    """
    return ad_cost * ad_spend * people / PEOPLE_PER_AD_UNIT


def wages(minutes: Quantity, *, agent_cost_hour: float) -> Result:
    """What agents cost for so many minutes: those of a day that are paid, or those that a contact takes.

    minutes / 60 cost; money. Source: definition.
    """
    return minutes / 60.0 * agent_cost_hour


def discount_factor(day: Quantity, *, discount_rate: float) -> Result:
    """What money of a later day is worth on day 0.

    (1 + d)^(-t / 365). Source: definition.
    """
    return np.power(1.0 + discount_rate, -np.divide(day, DAYS_PER_YEAR))


def discounting_per_day(discount_rate: float) -> Result:
    """The discount rate as a hazard.

    ln(1 + d) / 365; 1/day. Source: definition.
    """
    return np.log1p(discount_rate) / DAYS_PER_YEAR


def residual_value(
    churn_hazard: Quantity,
    rebuy_chance: Quantity,
    *,
    margin_per_day: Quantity,
    agent_cost_per_day: float,
    contribution: float,
    repurchases_per_year: Quantity,
    discount_rate: float,
    horizon_day: float,
) -> Result:
    """What a customer still active at the horizon is worth beyond it, in money of day 0.

    (margin - agent cost + r P (price - unit_cost)) / (h + r (1 - P) + ln(1 + d) / 365) (1 + d)^(-T / 365),
    r = occasions to rebuy a day, P the chance to take one (else he leaves), h the churn hazard, all as they
    stand. Source: constant-hazard life-time value (Gupta, Lehmann & Stuart 2004).
    """
    occasions = repurchases_per_year / DAYS_PER_YEAR
    earns = margin_per_day - agent_cost_per_day + occasions * rebuy_chance * contribution
    ends = churn_hazard + occasions * (1.0 - rebuy_chance) + discounting_per_day(discount_rate)
    return earns / ends * discount_factor(horizon_day, discount_rate=discount_rate)
