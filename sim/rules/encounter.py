"""At the service desk: how fair the encounter was, whether it solved the problem, what it made good.

Justice has three parts: the outcome (distributive), the treatment (interactional) and the way there
(procedural; Tax, Brown & Chandrashekaran 1998; Smith, Bolton & Wagner 1999), weighted in the order found
by Orsingher, Valentini & de Angelis 2010. J lies in [0, 1]. Recovery is a share of the loss, so it is
bounded by what went wrong.
"""

import numpy as np

from sim.rules.experience import value
from sim.rules.hazard import halved
from sim.rules.quantity import Quantity, Result

HANDLE_TIME_ELASTICITY = 0.5
"""How the chance of resolution follows the share of the natural handle time that is allowed."""

RELATIONSHIP_HALF_MINUTES = 5.0
"""Extra minutes that bring half of what personal attention can bring."""


def handle_minutes(natural: Quantity, *, target: float, relationship_minutes: Quantity) -> Result:
    """Minutes a contact takes under a handle-time target and with time for the relationship.

    natural * target + extra; minutes. Source: modelling choice.
    """
    return natural * target + relationship_minutes


def occupied_minutes(handle_minutes: Quantity, *, concurrency: Quantity) -> Result:
    """Minutes of one agent that a contact uses up; chats run side by side.

    handle / concurrency; agent-minutes. Source: definition.
    """
    return handle_minutes / concurrency


def resolution_chance(chance: Quantity, *, skill: float, handle_time_target: float) -> Result:
    """Probability that a served contact solves the problem.

    min(1, chance K target^0.5), chance = that of a perfect agent for this kind of problem. Source:
    modelling choice.
    """
    return np.minimum(1.0, chance * skill * handle_time_target**HANDLE_TIME_ELASTICITY)


def distributive(resolved: Quantity, *, compensation: Quantity, compensation_weight: Quantity) -> Result:
    """Fairness of the outcome: the problem solved, and for a failure also a compensation.

    D = resolved (1 - c) + c compensation; c = 0 where nothing failed. Source: Tax et al. 1998.
    """
    return resolved * (1.0 - compensation_weight) + compensation_weight * compensation


def relationship(minutes: Quantity, *, gain: float) -> Result:
    """What extra minutes of personal attention add to the treatment.

    gain (1 - 2^(-minutes / 5)). Source: modelling choice.
    """
    return gain * (1.0 - halved(minutes, RELATIONSHIP_HALF_MINUTES))


def interactional(
    relationship: Quantity, *, skill: float, satisfaction: float, usual_satisfaction: float
) -> Result:
    """Fairness of the treatment: able and contented people treat customers well.

    I = min(1, K E / E_usual + relationship). Source: Brown & Lam 2008.
    """
    return np.minimum(1.0, skill * satisfaction / usual_satisfaction + relationship)


def procedural(
    wait_minutes: Quantity, attempts: Quantity, *, wait_half_life_minutes: Quantity, effort_discount: float
) -> Result:
    """Fairness of the way there: short waits, few earlier tries.

    P = 2^(-wait / half-life) discount^attempts, attempts = earlier tries of this issue. Source: Tax et al.
    1998; satisfaction falls by about 15 % a repeat call (SQM).
    """
    return halved(wait_minutes, wait_half_life_minutes) * np.power(effort_discount, attempts)


def justice(
    distributive: Quantity,
    interactional: Quantity,
    procedural: Quantity,
    *,
    distributive_weight: float,
    interactional_weight: float,
    procedural_weight: float,
) -> Result:
    """Quality of an encounter with the desk, from 0 to 1 when the weights add up to 1.

    J = w_d D + w_i I + w_p P. Source: Smith et al. 1999; order of weights Orsingher et al. 2010.
    """
    return (
        distributive_weight * distributive + interactional_weight * interactional + procedural_weight * procedural
    )


def encounter(justice: Quantity, *, norm: float, weight: float, loss_aversion: float) -> Result:
    """What an encounter adds to the service column, whatever it was about.

    weight v(J - norm); quality. Source: weight calibrated.
    """
    return weight * value(justice - norm, loss_aversion=loss_aversion)


def recovery_share(
    justice: Quantity, earlier_failures: Quantity, *, cap: float, repeat_attenuation: float
) -> Result:
    """Share of what is left of the loss that one contact makes good; less after a second failure.

    rho = cap J attenuation^e, e = failures remembered when this one happened, without it.
    Source: Maxham & Netemeyer 2002; cap below 1: Knox & van Oest 2014.
    """
    return cap * justice * np.power(repeat_attenuation, earlier_failures)


def recovery_gain(share: Quantity, case_loss: Quantity) -> Result:
    """What recovery adds to the service column.

    gain = rho case_loss; quality. Source: recovery is measured against the failure (Smith et al. 1999).
    """
    return share * case_loss


def loss_left(case_loss: Quantity, gain: Quantity) -> Result:
    """What of the loss later contacts can still make good.

    max(0, case_loss - gain); quality. Source: bookkeeping.
    """
    return np.maximum(0.0, case_loss - gain)
