"""What customers are worth and what a survey says, in closed form."""

import math
from dataclasses import dataclass

from scipy.special import ndtr

from sim.rules.choice import price_elasticity
from sim.rules.money import discounting_per_day
from sim.rules.scores import nps

__all__ = ["LatentScore", "latent_score", "latent_sd", "lifetime_value", "price_elasticity"]


def lifetime_value(margin_per_day: float, *, hazard: float, discount_rate: float) -> float:
    """Worth of a customer with a constant margin and a constant hazard of leaving.

    g / (h + ln(1 + d) / 365); money. Source: geometric series (Gupta, Lehmann & Stuart 2004).
    """
    return margin_per_day / (hazard + float(discounting_per_day(discount_rate)))


def latent_sd(noise_sd: float, *, slope: float, cx_sd: float) -> float:
    """Spread of recommendation before it is rounded to an answer.

    sqrt(noise^2 + slope^2 Var(CX)); points. Source: sum of independent normals.
    """
    return math.hypot(noise_sd, slope * cx_sd)


@dataclass(frozen=True)
class LatentScore:
    """What a normal willingness to recommend turns into on the scale from 0 to 10."""

    promoters: float
    detractors: float

    @property
    def nps(self) -> float:
        """Net promoter score, points."""
        return float(nps(self.promoters, self.detractors))


def latent_score(mean: float, *, sd: float) -> LatentScore:
    """Shares of promoters and detractors when the latent answer is N(mean, sd^2).

    promoters = 1 - Phi((8.5 - mu) / s), detractors = Phi((6.5 - mu) / s). Source: rounding of a normal.
    """
    return LatentScore(float(ndtr((mean - 8.5) / sd)), float(ndtr((6.5 - mean) / sd)))
