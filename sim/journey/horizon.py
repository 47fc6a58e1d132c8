"""What is asked and reckoned at the horizon: survey answers, and what a customer is still worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim import luck
from sim.journey.engagement import purchase_chance
from sim.journey.extension.leaving import churn_hazard
from sim.luck import Decision
from sim.rules import loyalty, money, scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.crowd.columns import Bools, Customers, Floats, Ints
    from sim.journey.world import World


def asked(c: Customers, agent_cost_per_day: float, w: World) -> dict[str, NDArray[Any]]:
    """Close all books, after the last day; gives CX as it stands, the answers, and what is still to come."""
    w.books.close_all(c)
    cx = w.books.experience(c, np.arange(len(c)))
    return {
        "cx_now": cx,
        "nps_answer": nps_answers(c, cx, w),
        "csat_answer": csat_answers(c, cx, w),
        "answers_survey": answers_survey(c, cx, w),
        "residual": residual_values(c, cx, agent_cost_per_day, w),
    }


def nps_answers(c: Customers, cx: Floats, w: World) -> Ints:
    """Answer 'would you recommend us?', from 0 to 10, from CX as it stands."""
    survey, z = w.spec.survey, luck.normals(c.luck, Decision.NPS, 0)
    answers: Floats = scores.nps_answer(
        cx, z, intercept=survey.nps_intercept, slope=survey.nps_slope, noise_sd=survey.nps_noise_sd
    )
    return answers.astype(np.int8)


def csat_answers(c: Customers, cx: Floats, w: World) -> Ints:
    """Answer 'are you satisfied?', from 1 to 5, from CX as it stands."""
    survey, z = w.spec.survey, luck.normals(c.luck, Decision.CSAT, 0)
    answers: Floats = scores.csat_answer(
        cx, z, intercept=survey.csat_intercept, slope=survey.csat_slope, noise_sd=survey.csat_noise_sd
    )
    return answers.astype(np.int8)


def answers_survey(c: Customers, cx: Floats, w: World) -> Bools:
    """Tell who answers at all: the delighted and the angry do so more often."""
    survey = w.spec.survey
    p = scores.response_chance(cx, response=survey.response_chance, bias=survey.bias)
    return luck.chances(c.luck, Decision.ANSWERS_SURVEY, 0, p)


@np.errstate(over="ignore")
def residual_values(c: Customers, cx: Floats, agent_cost_per_day: float, w: World) -> Floats:
    """Give what each current customer is worth beyond the horizon, in money of the first measured day.

    Without an end (nobody leaves and money keeps its value) it is not a number; 0 for all others.
    """
    spec, worth = w.spec, np.zeros(len(c))
    rows = np.flatnonzero(c.is_customer)
    hazard, again = churn_hazard(c, rows, cx[rows], w), purchase_chance(c, rows, w)
    occasions = loyalty.repurchase_hazard(spec.loyalty.repurchases_per_year, c.pace[rows])
    ends = hazard + occasions * (1.0 - again) + money.discounting_per_day(spec.money.discount_rate)
    worth[rows] = np.nan
    lasting = rows[ends > 0.0]
    worth[lasting] = money.residual_value(
        hazard[ends > 0.0],
        again[ends > 0.0],
        margin_per_day=spec.money.recurring_margin_per_day,
        agent_cost_per_day=agent_cost_per_day,
        contribution=money.contribution(spec.money.price, unit_cost=spec.money.unit_cost),
        repurchases_per_year=spec.loyalty.repurchases_per_year * c.pace[lasting],
        discount_rate=spec.money.discount_rate,
        horizon_day=spec.days - spec.measure_from_day,
    )
    return worth
