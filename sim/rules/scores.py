"""What a firm would measure. Reported only: nothing in the model reads a score.

Answers take a standard normal `z` of the customer, so that the noise of a survey belongs to who answers.
"""

import numpy as np
from scipy.special import expit, logit

from sim.rules.quantity import Quantity, Result, within

CX_INDEX_AT_ZERO = 0.75
CONTACT_CSAT_INTERCEPT = 3.5
CONTACT_CSAT_SLOPE = 4.0
CES_PER_ATTEMPT = 1.5
CES_UNRESOLVED = 2.0


def cx_index(cx: Quantity, *, slope: float) -> Result:
    """Customer experience on a display scale from 0 to 100, 75 for "as good as the alternative".

    100 expit(slope CX + ln 3). Source: level of the American Customer Satisfaction Index.
    """
    return 100.0 * expit(slope * cx + logit(CX_INDEX_AT_ZERO))


def nps_answer(cx: Quantity, z: Quantity, *, intercept: float, slope: float, noise_sd: float) -> Result:
    """How likely to recommend, 0 to 10.

    clip(round(intercept + slope CX + sd z), 0, 10), half to even. Source: Reichheld 2003.
    """
    return within(np.rint(intercept + slope * cx + noise_sd * z), 0.0, 10.0)


def nps(promoters: Quantity, detractors: Quantity) -> Result:
    """Net promoter score from the shares of answers 9-10 and 0-6.

    100 (promoters - detractors); points from -100 to 100. Source: Reichheld 2003.
    """
    return 100.0 * (promoters - detractors)


def csat_answer(cx: Quantity, z: Quantity, *, intercept: float, slope: float, noise_sd: float) -> Result:
    """Satisfaction with the relationship, 1 to 5.

    clip(round(intercept + slope CX + sd z), 1, 5), half to even. Source: five-point scale, calibrated.
    """
    return within(np.rint(intercept + slope * cx + noise_sd * z), 1.0, 5.0)


def contact_csat_answer(justice: Quantity, z: Quantity, *, service_norm: float, noise_sd: float) -> Result:
    """Satisfaction with one contact, 1 to 5.

    clip(round(3.5 + 4 (J - norm) + sd z), 1, 5), half to even. Source: five-point scale, calibrated.
    """
    return csat_answer(
        justice - service_norm,
        z,
        intercept=CONTACT_CSAT_INTERCEPT,
        slope=CONTACT_CSAT_SLOPE,
        noise_sd=noise_sd,
    )


def ces_answer(
    wait_minutes: Quantity, attempts: Quantity, *, resolved: Quantity, wait_half_life_minutes: Quantity
) -> Result:
    """How easy a contact was, 1 to 7 (7 = easy).

    clip(round(7 - 1.5 attempts - log2(1 + wait / half-life) - 2 unresolved), 1, 7). Source: Dixon, Freeman
    & Toman 2010.
    """
    waited = np.log2(1.0 + np.divide(wait_minutes, wait_half_life_minutes))
    effort = CES_PER_ATTEMPT * attempts + waited + CES_UNRESOLVED * (1.0 - resolved)
    return within(np.rint(7.0 - effort), 1.0, 7.0)


def response_chance(cx: Quantity, *, response: float, bias: float) -> Result:
    """Probability that a customer answers the survey: those with strong feelings do more often.

    expit(logit(response) + bias CX^2). Source: modelling choice.
    """
    return expit(logit(response) + bias * np.square(cx))
