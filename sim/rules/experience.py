"""What is felt: one-off touchpoints, performance in use, and the gap between promise and product.

Satisfaction comes from performance and from disconfirmation of expectations (Oliver 1980; Churchill &
Surprenant 1982); losses against a norm weigh more than gains (Mittal, Ross & Baldasare 1998). All values
are differences on the quality scale and add up in a ledger, which is the customer experience.
"""

import numpy as np

from sim.rules.quantity import Quantity, Result


def value(difference: Quantity, *, loss_aversion: float) -> Result:
    """What a difference feels like: losses weigh `loss_aversion` times as much as gains.

    v(d) = d for d >= 0, lambda d below; quality. Source: Kahneman & Tversky 1979; size in Brown et al. 2024.
    """
    # Of d and lambda d the lower one, if losses weigh more: a third of the time of telling gains from losses.
    weighed = np.minimum if loss_aversion >= 1.0 else np.maximum
    return weighed(difference, loss_aversion * difference)


def touchpoint_quality(z: Quantity, *, quality: Quantity, sd: float) -> Result:
    """The quality this customer happens to meet at a touchpoint.

    felt = quality + sd z; quality. Source: modelling choice.
    """
    return quality + sd * z


def touchpoint(felt: Quantity, *, norm: float, weight: float, loss_aversion: float) -> Result:
    """What a touchpoint adds to its column of the ledger, once.

    weight v(felt - norm); quality. Source: experience norms (Woodruff, Cadotte & Jenkins 1983).
    """
    return weight * value(felt - norm, loss_aversion=loss_aversion)


def experienced(
    z: Quantity, *, quality: Quantity, fit: Quantity, penalty: Quantity, experience_sd: float
) -> Result:
    """The quality met in one use of the product, worse while a problem is open.

    x = quality + fit - penalty + sd z; quality. Source: modelling choice.
    """
    return quality + fit - penalty + experience_sd * z


def perceived(experienced: Quantity, expected: Quantity, *, assimilation: float) -> Result:
    """What one thinks one met: experience pulled towards the expectation (below 0: pushed away, contrast).

    x' = x + a (m - x); quality. Source: "will" expectations raise perception (Boulding et al. 1993).
    """
    return experienced + assimilation * (expected - experienced)


def performance(
    perceived: Quantity, *, competitor_quality: float, use_weight: float, disconfirmation_weight: float
) -> Result:
    """The part of a use that compares with the alternative.

    u = use_weight (1 - w) (x' - q_competitor); quality. Source: Churchill & Surprenant 1982.
    """
    return use_weight * (1.0 - disconfirmation_weight) * (perceived - competitor_quality)


def gap(
    perceived: Quantity,
    expected: Quantity,
    *,
    use_weight: float,
    disconfirmation_weight: float,
    loss_aversion: float,
) -> Result:
    """The part of a use that compares with the expectation, the promise kept or not.

    g = use_weight w v(x' - m); quality. Source: disconfirmation (Oliver 1980; Szymanski & Henard 2001).
    """
    return use_weight * disconfirmation_weight * value(perceived - expected, loss_aversion=loss_aversion)
