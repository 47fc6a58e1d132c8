"""Three gates, one formula: whether someone goes on, by a logit against the outside option.

    P = expit( intercept + belief CE + usability (felt - norm) - price (ratio - 1)
               + service (service + community ledger, of new customers)
               + inertia (of current customers) + loyalty (CX + L, of whoever ever bought) )

Each gate below holds the terms it uses. The competitor is the outside option: his quality is inside CE
(see `belief.certainty_equivalent`) and his price inside the ratio.
"""

from scipy.special import expit

from sim.rules.quantity import Quantity, Result


def gate(utility: Quantity) -> Result:
    """Probability of going on.

    P = 1 / (1 + exp(-utility)). Source: binary logit (McFadden 1974).
    """
    return expit(utility)


def interest(certainty_equivalent: Quantity, *, intercept: float, belief: float) -> Result:
    """Probability that someone attracted looks closer.

    P = expit(b0 + b_belief CE). Source: binary logit.
    """
    return gate(intercept + belief * certainty_equivalent)


def usability(felt: Quantity, *, norm: float, intercept: float, usability: float) -> Result:
    """Probability that the way in (site, shop, sign-up) does not turn someone away.

    P = expit(b0 + b_usability (felt - norm)), felt = quality met at the entry touchpoint. Source: binary
    logit.
    """
    return gate(intercept + usability * (felt - norm))


def purchase(
    certainty_equivalent: Quantity,
    service_felt: Quantity,
    standing: Quantity,
    *,
    is_customer: Quantity,
    ever_bought: Quantity,
    price_ratio: Quantity,
    intercept: float,
    belief: float,
    price: float,
    service: float,
    inertia: float,
    loyalty: float,
) -> Result:
    """Probability of buying, for the first time or again.

    P = expit(b0 + b_belief CE - b_price (ratio - 1) + new b_service S + is_customer b_inertia
    + ever_bought b_loyalty (CX + L)); S = service + community ledger, standing = CX + L, both in quality;
    new = not is_customer; an ex-customer is new but remembers. Source: binary logit; price elasticities
    in Bijmolt, van Heerde & Pieters 2005.
    """
    known = is_customer * inertia + ever_bought * (loyalty * standing)
    new = (1.0 - is_customer) * (service * service_felt)
    return gate(intercept + belief * certainty_equivalent - price * (price_ratio - 1.0) + new + known)


def price_elasticity(chance: Quantity, *, price: float, price_ratio: Quantity) -> Result:
    """Percent change of the purchase chance for one percent of price.

    e = -b_price ratio (1 - P). Source: derivative of the logit.
    """
    return -price * price_ratio * (1.0 - chance)
