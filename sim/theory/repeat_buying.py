"""Who buys again, in closed form: purchases at a gamma-distributed rate, and quitting after any of them.

BG/NBD (Fader, Hardie & Lee 2005): while a customer is one, purchases come at a rate of his own, gamma with shape r
and inverse scale alpha; after each he is gone for good with a chance of his own, beta(a, b). Known of him are the
repeat purchases x, the time t_x of the last one (0 for none) and the time T that he was watched, all counted from
the first purchase. Times are in the unit of 1 / rate: weeks or days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import bdtr, betaln, expit, gammaln, hyp2f1

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

TOO_NEAR = 1e-6
DAYS_A_YEAR = 365.0


@dataclass(frozen=True)
class RepeatBuying:
    """A population of buyers: the mean rate is r / alpha, the mean chance to quit a / (a + b). All above 0."""

    r: float
    alpha: float
    a: float
    b: float

    def log_likelihood(self, repeats: ArrayLike, last: ArrayLike, watched: ArrayLike) -> Floats:
        """ln L of what each customer did.

        L = Gamma(r+x) alpha^r / Gamma(r) / B(a, b)
        (B(a, b+x) (alpha+T)^-(r+x) + [x>0] B(a+1, b+x-1) (alpha+t_x)^-(r+x)).
        """
        x, t_x, watched_for = (np.asarray(column, np.float64) for column in (repeats, last, watched))
        still_there = self._log_seen(x) - (self.r + x) * np.log(self.alpha + watched_for)
        return np.asarray(still_there + np.logaddexp(0.0, self._log_odds_gone(x, t_x, watched_for)))

    def alive(self, repeats: ArrayLike, last: ArrayLike, watched: ArrayLike) -> Floats:
        """Probability that somebody who did this is still a customer; 1 for who never bought again.

        1 / (1 + [x>0] a / (b+x-1) ((alpha+T) / (alpha+t_x))^(r+x)). Source: Fader, Hardie & Lee 2008.
        """
        x, t_x, watched_for = (np.asarray(column, np.float64) for column in (repeats, last, watched))
        return np.asarray(expit(-self._log_odds_gone(x, t_x, watched_for)))

    def expected(self, time: ArrayLike) -> Floats:
        """Mean repeat purchases of a new customer up to some time.

        E[X(t)] = (a+b-1) / (a-1) (1 - (alpha / (alpha+t))^r 2F1(r, b; a+b-1; t / (alpha+t))); a = 1 by its limit.
        """
        return _mean_purchases(np.asarray(time, np.float64), r=self.r, alpha=self.alpha, a=self.a, b=self.b)

    def share_without(self, time: ArrayLike) -> Floats:
        """Share of new customers without a repeat purchase up to some time.

        P(X(t) = 0) = (alpha / (alpha+t))^r: nobody quits before he has bought again.
        """
        return np.asarray((self.alpha / (self.alpha + np.asarray(time, np.float64))) ** self.r)

    def expected_further(self, time: float, repeats: ArrayLike, last: ArrayLike, watched: ArrayLike) -> Floats:
        """Mean purchases in the next stretch of time of somebody who did this.

        P(alive) (a+b+x-1) / (a-1) (1 - ((alpha+T) / (alpha+T+t))^(r+x) 2F1(r+x, b+x; a+b+x-1; t / (alpha+T+t))).
        """
        x, watched_for = (np.asarray(column, np.float64) for column in (repeats, watched))
        as_if_new = _mean_purchases(time, r=self.r + x, alpha=self.alpha + watched_for, a=self.a, b=self.b + x)
        return np.asarray(self.alive(repeats, last, watched) * as_if_new)

    def _log_seen(self, x: Floats) -> Floats:
        """ln of all factors of the likelihood but (alpha + T)^-(r+x), for a customer who is still there."""
        of_buying = gammaln(self.r + x) - gammaln(self.r) + self.r * np.log(self.alpha)
        return np.asarray(of_buying + betaln(self.a, self.b + x) - betaln(self.a, self.b))

    def _log_odds_gone(self, x: Floats, last: Floats, watched: Floats) -> Floats:
        """ln of the odds that he quit after his last purchase; minus infinity where he never bought again."""
        again = np.maximum(x, 1.0)
        odds = np.log(self.a / (self.b + again - 1.0))
        odds = odds + (self.r + x) * (np.log(self.alpha + watched) - np.log(self.alpha + last))
        return np.where(x > 0.0, odds, -np.inf)


def _mean_purchases(time: ArrayLike, *, r: ArrayLike, alpha: ArrayLike, a: float, b: ArrayLike) -> Floats:
    t, r, alpha, b = (np.asarray(column, np.float64) for column in (time, r, alpha, b))
    # Nothing jumps at a = 1, but the formula divides by a - 1: so near, the value beside it is as good.
    a = a if abs(a - 1.0) > TOO_NEAR else 1.0 + TOO_NEAR
    series = hyp2f1(r, b, a + b - 1.0, t / (alpha + t))
    return np.asarray((a + b - 1.0) / (a - 1.0) * (1.0 - (alpha / (alpha + t)) ** r * series))


def occasions_taken(days: int, *, per_year: float, cv: float, taken: float) -> tuple[float, float]:
    """Mean repeat purchases in so many days and the share of buyers without, where an occasion missed is the end.

    Each day brings an occasion with chance 1 - exp(-h), h of his own: gamma with mean per_year / 365 and
    coefficient of variation cv. It is taken with the chance `taken` (p, below 1), or the customer is gone. He is
    there after n days as often as nothing was missed, so with q = 1 - p, r = 1 / cv^2 and alpha = r / mean

        E X = p / q (1 - E (1 - q (1 - exp(-h)))^n) = p / q (1 - E (1 + K / alpha)^-r),  K binomial (n, q)
        P(X = 0) = 1 - p (1 - (1 + n / alpha)^-r)

    and E exp(-h k) = exp(-k mean) where all have one rate. In continuous time it is the modified BG/NBD (Batislam,
    Denizel & Filiztekin 2007), in which one may be gone after the first purchase too.
    """
    mean, missed = per_year / DAYS_A_YEAR, 1.0 - taken
    spent = np.arange(days + 1)
    variance = cv * cv
    unspent = np.exp(-mean * spent) if variance == 0.0 else (1.0 + spent * mean * variance) ** (-1.0 / variance)
    there = float(_binomial(days, missed) @ unspent)
    return taken / missed * (1.0 - there), 1.0 - taken * (1.0 - float(unspent[-1]))


def _binomial(trials: int, chance: float) -> Floats:
    """The chance of 0, 1, ... successes."""
    weights = np.diff(bdtr(np.arange(trials + 1), trials, chance), prepend=0.0)
    return np.asarray(weights)
