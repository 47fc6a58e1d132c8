"""Who talks, how kindly, and what the talk says: everybody hears the average of everybody."""

import numpy as np
from scipy.special import ndtr

from sim.rules.hazard import halved
from sim.rules.quantity import Quantity, Result


def message_rate(cx: Quantity, *, rate: float, sensitivity: float, negativity: float) -> Result:
    """Messages a customer sends: the delighted talk more than the indifferent, the angry most.

    r = rate + sensitivity (max(CX, 0) + negativity max(-CX, 0)); 1/day. Source: asymmetric U, Anderson 1998.
    """
    # One of both is below 0, or both are 0: the larger one is their sum without what is below 0.
    return rate + sensitivity * np.maximum(cx, -negativity * cx)


def fading(days_since_leaving: Quantity, *, half_life_days: float) -> Result:
    """How much a former customer still talks.

    2^(-days / H). Source: modelling choice.
    """
    return halved(days_since_leaving, half_life_days)


def share_positive(cx: Quantity, *, positivity: float, valence_sd: float) -> Result:
    """Probability that a message praises.

    Phi((CX + positivity) / sd). Source: about three praises to one complaint (East, Hammond & Wright 2007).
    """
    return ndtr((cx + positivity) / valence_sd)


def heard(messages_per_head: Quantity, *, memory_days: float) -> Result:
    """Mean number of messages that someone remembers on becoming interested (the number is Poisson).

    memory_days M; a count. Source: modelling choice.
    """
    return memory_days * messages_per_head


def content(mean_cx: Quantity, *, competitor_quality: float) -> Result:
    """What the talk says about the product, as a signal of quality.

    y = q_competitor + mean CX of the tellers, weighted by their messages; quality. Source: praise and
    complaint count alike once the prior is allowed for (East, Hammond & Lomax 2008).
    """
    return competitor_quality + mean_cx
