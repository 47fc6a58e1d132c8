"""How people become interested: advertising with a memory, targeting, and what others say."""

import numpy as np

from sim.rules.hazard import smoothed
from sim.rules.quantity import Quantity, Result


def adstock(stock: float, spend: float, *, half_life_days: float, dt: float) -> Result:
    """Advertising still in people's heads; constant spend keeps it constant.

    A = th A + (1 - th) spend, th = 2^(-dt / H); units of the reference spend. Source: Broadbent 1979.
    """
    return smoothed(stock, spend, half_life_days=half_life_days, dt=dt)


def exposures(stock: float, *, ad_exposures: float) -> Result:
    """How many advertisements someone has met on becoming interested; 0 is a possible answer.

    n = round(exposures at reference spend * A), half to even; a count. Source: modelling choice.
    """
    return np.rint(ad_exposures * stock)


def targeting_weight(z_fit: Quantity, *, targeting: float) -> Result:
    """How much more than average this person is reached; aims the same reach at those whom the product fits.

    g = exp(th z - th^2 / 2), mean 1; z is the standard normal draw of the fit. Source: exponential tilting.
    """
    return np.exp(targeting * z_fit - 0.5 * targeting**2)


def reach(stock: Quantity, *, reach_per_day: float, ad_elasticity: float) -> Result:
    """Hazard of being reached by advertising; without adstock nobody is, whatever the elasticity.

    p A^e, 0 where A = 0; 1/day. Source: constant elasticity, sizes as in Sethuraman, Tellis & Briesch 2011.
    """
    return reach_per_day * np.sign(stock) * np.power(stock, ad_elasticity)


def hazard(weight: Quantity, *, reach: Quantity, conversion: float, praise_per_head: Quantity) -> Result:
    """Hazard of becoming interested, by advertising and by the praise of others.

    h = g (reach + conversion M+), M+ in positive messages a head and day; 1/day. Source: Bass 1969.
    """
    return weight * (reach + conversion * praise_per_head)
