"""What is asked and reckoned at the horizon: survey answers, and what a customer is still worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim import luck
from sim.luck import Decision
from sim.plain.person import expit

if TYPE_CHECKING:
    from sim.plain.customer import Customer


def clip_round(score: float, low: int, high: int) -> int:
    """Answer on a scale of whole numbers; what is no number at all the run finds where it checks itself."""
    return round(min(high, max(low, score)))


def nps_answer(customer: Customer) -> int:
    """Answer 'would you recommend us?', from 0 to 10, from CX as it stands."""
    survey = customer.spec.survey
    noise = survey.nps_noise_sd * luck.normal(customer.luck, Decision.NPS, 0)
    return clip_round(survey.nps_intercept + survey.nps_slope * customer.cx + noise, 0, 10)


def csat_answer(customer: Customer) -> int:
    """Answer 'are you satisfied?', from 1 to 5, from CX as it stands."""
    survey = customer.spec.survey
    noise = survey.csat_noise_sd * luck.normal(customer.luck, Decision.CSAT, 0)
    return clip_round(survey.csat_intercept + survey.csat_slope * customer.cx + noise, 1, 5)


def answers_survey(customer: Customer) -> bool:
    """Tell whether he answers at all: the delighted and the angry do so more often."""
    survey = customer.spec.survey
    p = survey.response_chance
    if 0.0 < p < 1.0:
        p = expit(math.log(p / (1.0 - p)) + survey.bias * (customer.cx * customer.cx))
    return customer.chance(Decision.ANSWERS_SURVEY, 0, p)


def residual_value(customer: Customer, agent_cost_per_day: float) -> float:
    """Give what a current customer is worth beyond the horizon, discounted to the first measured day.

    Margin per day over hazard plus discount, at his present churn hazard and chance to buy again; without an end
    (nobody leaves and money keeps its value) it is not a number.
    """
    spec = customer.spec
    if not customer.is_customer:
        return 0.0
    rate = customer.pace * (spec.loyalty.repurchases_per_year / 365.0)
    again = customer.purchase_probability()
    margin = spec.money.recurring_margin_per_day + rate * again * (spec.money.price - spec.money.unit_cost)
    ending = customer.churn_hazard(customer.cx) + rate * (1.0 - again)
    ending += math.log1p(spec.money.discount_rate) / 365.0
    if ending <= 0.0:
        return math.nan
    span = spec.days - spec.measure_from_day
    return (margin - agent_cost_per_day) / ending * math.pow(1.0 + spec.money.discount_rate, -span / 365.0)
