"""Waiting lines in closed form. Rates are per minute, times in minutes.

Erlang B loses whoever finds all agents busy, Erlang C lets everyone wait, Erlang A lets them hang up after
an exponential patience (Palm 1957; Garnett, Mandelbaum & Reiman 2002; Mandelbaum & Zeltyn 2007). Service is
exponential, the number of servers whole. Sums are taken in logarithms, so loads of thousands work.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, expit, logsumexp

NOTHING = 800.0
"""A chance of e^-800 is 0 to the last digit: the smallest float is e^-745."""


def erlang_b(servers: int, load: float) -> float:
    """Probability that an arrival finds all servers busy and is lost.

    1 / B = sum_{j=0..c} c! / (c - j)! / a^j, a = load in Erlangs. Source: Erlang 1917.
    """
    return math.exp(-_log_inverse_b(servers, load))


def erlang_c(servers: int, load: float) -> float:
    """Probability that an arrival has to wait when everyone does wait; 1 if the load is too much.

    C = c B / (c - a (1 - B)). Source: Erlang 1917.
    """
    if load >= servers:
        return 1.0
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1.0 - blocked))


@dataclass(frozen=True)
class ErlangC:
    """A queue with patient customers (M/M/c); needs a load below the number of servers.

    Means over all arrivals, those who need not wait included.
    """

    arrivals_per_minute: float
    service_minutes: float
    servers: int

    @property
    def load(self) -> float:
        """Servers busy on average: a = lambda E[S], Erlangs."""
        return self.arrivals_per_minute * self.service_minutes

    @property
    def occupancy(self) -> float:
        """Share of time a server is busy: a / c."""
        return self.load / self.servers

    @cached_property
    def wait_chance(self) -> float:
        """P(W > 0), Erlang's C."""
        return erlang_c(self.servers, self.load)

    @property
    def mean_wait(self) -> float:
        """E[W] = C E[S] / (c - a), minutes."""
        return self.wait_chance * self.service_minutes / (self.servers - self.load)

    @property
    def mean_queue(self) -> float:
        """E[Q] = lambda E[W] (Little 1961)."""
        return self.arrivals_per_minute * self.mean_wait

    def wait_exceeds(self, minutes: float) -> float:
        """P(W > t) = C exp(-(c - a) t / E[S])."""
        return self.wait_chance * math.exp(-(self.servers - self.load) * minutes / self.service_minutes)


@dataclass(frozen=True)
class ErlangA:
    """A queue that customers leave when their patience ends (M/M/c+M); stable under any load.

    With x = c mu / theta, y = lambda / theta (theta = 1 / patience):
    A = 1 + sum_{j>=1} y^j / ((x + 1)...(x + j)) weighs the states with a queue against the one without.
    """

    arrivals_per_minute: float
    service_minutes: float
    servers: int
    patience_minutes: float

    @property
    def load(self) -> float:
        """Servers the arrivals would keep busy: a = lambda E[S], Erlangs."""
        return self.arrivals_per_minute * self.service_minutes

    @property
    def _x(self) -> float:
        return self.servers * self.patience_minutes / self.service_minutes

    @cached_property
    def _log_terms(self) -> NDArray[np.float64]:
        """Logarithms of the probability of k waiting, relative to nobody waiting and all busy."""
        y = self.arrivals_per_minute * self.patience_minutes
        # Beyond the mode the terms fall like a normal density of variance y: 15 sd leave e^-112.
        longest = math.ceil(max(0.0, y - self._x) + 15.0 * math.sqrt(y) + 60.0)
        steps = math.log(y) - np.log(self._x + np.arange(1, longest + 1))
        return np.concatenate(([0.0], np.cumsum(steps)))

    @cached_property
    def _log_a(self) -> float:
        return float(logsumexp(self._log_terms))

    @cached_property
    def wait_chance(self) -> float:
        """P(W > 0) = A B / (1 + (A - 1) B): all servers busy on arrival."""
        # 1 / P = 1 + (1 / B - 1) / A, where 1 / B may be too large for a float.
        log_inverse_b = _log_inverse_b(self.servers, self.load)
        log_odds_against = log_inverse_b + math.log1p(-math.exp(-log_inverse_b)) - self._log_a
        return float(expit(-log_odds_against))

    @cached_property
    def abandon_chance(self) -> float:
        """P(Ab) = P(W > 0) (1 / (rho A) + 1 - 1 / rho), rho = a / c."""
        rho = self.load / self.servers
        return self.wait_chance * (math.exp(-self._log_a) / rho + 1.0 - 1.0 / rho)

    @property
    def mean_wait(self) -> float:
        """E[W] = P(Ab) patience: minutes in the queue, of those served and those who gave up."""
        return self.abandon_chance * self.patience_minutes

    @property
    def mean_queue(self) -> float:
        """E[Q] = lambda E[W] (Little 1961)."""
        return self.arrivals_per_minute * self.mean_wait

    @property
    def occupancy(self) -> float:
        """Share of time a server is busy: rho (1 - P(Ab))."""
        return self.load / self.servers * (1.0 - self.abandon_chance)

    @cached_property
    def _waiting(self) -> NDArray[np.float64]:
        """P(all servers busy and k wait), k = 0, 1, ..."""
        return np.asarray(self.wait_chance * np.exp(self._log_terms - self._log_a))

    def answered_within(self, minutes: float) -> float:
        """Share of all arrivals answered within t minutes, the service level.

        Behind k others the wait V of a patient customer has exp(-V / patience) ~ Beta(x, k + 1); he is
        answered in time if V <= t and his patience outlasts V:
        P = 1 - P(W > 0) + sum_k p_k x / (x + k + 1) I(1 - exp(-t / patience); k + 1, x + 1).
        """
        ahead = np.arange(len(self._log_terms))
        in_time = betainc(ahead + 1.0, self._x + 1.0, -math.expm1(-minutes / self.patience_minutes))
        patient = self._x / (self._x + ahead + 1.0)
        return float(1.0 - self.wait_chance + self._waiting @ (patient * in_time))

    def offered_wait_exceeds(self, minutes: float) -> float:
        """P(V > t): what somebody of endless patience would have to wait."""
        ahead = np.arange(len(self._log_terms))
        late = betainc(self._x, ahead + 1.0, math.exp(-minutes / self.patience_minutes))
        return float(self._waiting @ late)


def priority_waits(arrivals_per_minute: Sequence[float], *, service_minutes: float, servers: int) -> list[float]:
    """Mean wait of each class, the most urgent first; nobody is interrupted and nobody gives up.

    W_k = C E[S] / c / ((1 - s_{k-1}) (1 - s_k)), s_k = load of classes 1..k a server; endless from s_k = 1 on.
    Source: Cobham 1954; Kella & Yechiali 1985.
    """
    base = erlang_c(servers, sum(arrivals_per_minute) * service_minutes) * service_minutes / servers
    loads = np.cumsum([0.0, *arrivals_per_minute]) * service_minutes / servers
    return [
        float(base / ((1.0 - before) * (1.0 - upto))) if upto < 1.0 else math.inf
        for before, upto in pairwise(loads)
    ]


@dataclass(frozen=True)
class Redialling:
    """The steady state of a desk whose lost callers call again."""

    queue: ErlangA
    """The queue that fresh and repeated calls make together."""
    lost_share: float
    """Share of the fresh calls that are never answered."""


def redialling(fresh: ErlangA, redial_chance: float) -> Redialling:
    """What redialling makes of a queue of fresh calls, if the next try comes much later than a wait.

    lambda = fresh + r P(Ab; lambda) lambda; lost for good: P(Ab) (1 - r) / (1 - r P(Ab)); r < 1.
    Source: fixed point with Poisson retrials.
    """
    from scipy.optimize import brentq  # takes a fifth of a second to load, and reports of runs come by here

    def with_arrivals(rate: float) -> ErlangA:
        return ErlangA(rate, fresh.service_minutes, fresh.servers, fresh.patience_minutes)

    def excess(rate: float) -> float:
        return fresh.arrivals_per_minute + redial_chance * with_arrivals(rate).abandon_chance * rate - rate

    most = fresh.arrivals_per_minute / (1.0 - redial_chance)
    queue = with_arrivals(brentq(excess, fresh.arrivals_per_minute, most, xtol=1e-13, rtol=1e-13))
    abandoned = queue.abandon_chance
    return Redialling(queue, abandoned * (1.0 - redial_chance) / (1.0 - redial_chance * abandoned))


def _log_inverse_b(servers: int, load: float) -> float:
    # Of the terms those down to the load make c ln(c / a) - (c - a) and more: B is 0 long before they fill memory.
    if servers > load and servers * math.log(servers / load) - (servers - load) > NOTHING:
        return math.inf
    # ln(1 / B); running products of (c - i) / a rather than gamma functions keep the digits at large c.
    steps = np.log(servers - np.arange(servers)) - math.log(load)
    return float(logsumexp(np.concatenate(([0.0], np.cumsum(steps)))))
