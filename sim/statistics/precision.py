"""How many replications it takes until an interval is narrow enough.

Student's interval reaches t(n - 1) * sd / sqrt(n) on either side; `replications_needed` is the smallest n that
brings this to the half-width wanted. The sd behind it is an estimate from the replications at hand: with n of
them its own 95 % limits are sd * sqrt((n - 1) / chi2), and the number needed goes with their square. Ten
replications know it to within a factor of two to three either way, and the limits are given for that reason.

Adding replications until the interval is narrow enough stops a little more often when the sd happens to look
small, so the final interval holds the truth a little less often than it says. It is right in the limit of narrow
intervals (Chow & Robbins 1965, Annals of Mathematical Statistics 36:457-462; Glynn & Whitt 1992, Annals of Applied
Probability 2:180-198); what remains is kept small by never stopping before `FEWEST` replications and by looking
only a few times, since each batch aims at the number needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import chdtri

from sim.statistics.intervals import MeanInterval, t_quantile

FEWEST = 10
"""Replications before it is first looked whether they are enough."""

SMALLEST_STEP = 0.2
LARGEST_STEP = 1.0
"""A batch adds at least and at most this share of what is there: few looks, and no leap on a first guess."""

ENDLESS = 10**12
"""More replications than this are not told apart."""


@dataclass(frozen=True, slots=True)
class Needed:
    """The replications that a half-width takes: the likely number, and its 95 % limits."""

    likely: int
    low: int
    high: int


def replications_needed(sd: float, half_width: float, *, level: float = 0.95) -> int:
    """Give the smallest number of replications, two or more, whose interval reaches no further than that."""
    if not (sd >= 0 and half_width > 0):
        raise ValueError(f"no number of replications for sd {sd} and half-width {half_width}")
    few, enough = 1, 2
    while half_width_of(sd, enough, level) > half_width and enough < ENDLESS:
        few, enough = enough, 2 * enough
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if half_width_of(sd, middle, level) <= half_width else (middle, enough)
    return enough


def half_width_of(sd: float, n: int, level: float = 0.95) -> float:
    """Give how far Student's interval of so many replications reaches on either side."""
    return t_quantile(level, n - 1) * sd / math.sqrt(n)


def needed(mean: MeanInterval, half_width: float) -> Needed | None:
    """Give the replications needed for a half-width, from a mean that has been measured; None without a spread."""
    if not mean.sd > 0:
        return None
    low, high = (mean.sd * math.sqrt((mean.n - 1) / float(chdtri(mean.n - 1, tail))) for tail in (0.025, 0.975))
    return Needed(*(replications_needed(sd, half_width, level=mean.level) for sd in (mean.sd, low, high)))


def reached(mean: MeanInterval, half_width: float) -> bool:
    """Tell whether the interval is narrow enough and rests on enough replications."""
    return mean.n >= FEWEST and mean.half_width <= half_width


def next_number(mean: MeanInterval, half_width: float) -> int:
    """Give the number of replications to have before looking again, from a mean with an sd."""
    likely = replications_needed(mean.sd, half_width, level=mean.level)
    least = mean.n + math.ceil(SMALLEST_STEP * mean.n)
    most = mean.n + math.ceil(LARGEST_STEP * mean.n)
    return max(FEWEST, min(max(likely, least), most))


def next_look(mean: MeanInterval, half_width: float, number: int) -> int:
    """Give how many replications to have before looking again; `number`, which gave the mean, if they are enough.

    A measure may be undefined in some replications: the mean then rests on fewer than `number`, and so will the
    next. What is defined in fewer than two is not waited for.
    """
    if mean.n < 2 or reached(mean, half_width):
        return number
    defined = mean.n / number
    return max(number, math.ceil(next_number(mean, half_width) / defined))
