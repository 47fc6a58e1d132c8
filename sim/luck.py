"""Luck belongs to the customer: every draw is keyed, none is taken from a stream.

A draw is one SplitMix64 output (Steele, Lea & Flood 2014) at the key (customer's luck, decision, occasion).
The same customer who faces the same decision for the k-th time gets the same number in every scenario, with
any number of workers, in any order. That gives exact what-if pairs: *this* customer stayed because of *that*
lever. A shared generator cannot do it: one more draw anywhere would shift every later one.

    luck      64 bits hashed from (seed, replication, customer)
    word      mix(luck + gamma * (decision * 2**32 + occasion))        64 bits
    uniform   ((word >> 11) + 0.5) / 2**53                             strictly between 0 and 1

Occasions count from 1: the first visit, purchase, use, failure, contact or clock has number 1 (decisions that
are taken once in a life have occasion 0). Functions with a singular name take one luck and give a float; the
plural ones take an array of lucks (uint64) and an array or a number of occasions; `..._at` take uniform numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum, unique
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]
    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

GAMMA = 0x9E3779B97F4A7C15
"""The odd increment of SplitMix64: 2**64 divided by the golden ratio."""

_FIRST_FACTOR = 0xBF58476D1CE4E5B9
_SECOND_FACTOR = 0x94D049BB133111EB
_MASK = 0xFFFFFFFFFFFFFFFF
_ULP = 2.0**-53
_BELOW_ONE = 1.0 - _ULP

SLICES = 4096
"""Slices of 0 to 1 for each of which an answer is kept (`geometrics_at`)."""
DOUBT = 2.0**-20
"""How near a quotient of logarithms must be to a whole number to be in doubt: rounding goes wrong by far less."""
WORTH_A_TABLE = 500
"""Fewer numbers of trials are reckoned in less time than they are looked up."""

FEW = 4
"""So many numbers are drawn one by one: two in half the time of NumPy's seventeen calls, five in all of it."""


@unique
class Decision(IntEnum):
    """What is decided by a draw.

    Append only: a number is the identity of a draw, so a change of one is a new engine. Behind each stands what
    counts its occasions, its law, and what it decides. All are below 1000: numbers from there on are yours.
    """

    FIT = 0  # life, normal: how well the product suits him, and how much of the advertising reaches him
    LOYALTY = 1  # life, normal: how loyal he is by nature
    PRIOR = 2  # life, normal: what he expects before he has heard of the product
    DAMAGE_DAY = 3  # life, uniform: in a cohort, the day on which the first delivery is unpacked
    PACE = 4  # life, gamma: how much oftener than others he needs to buy again
    ATTRACT = 10  # prospect clock, exponential: when the firm is noticed
    AD_MESSAGE = 11  # visit, normal: what the advertisements say, on average
    PRAISE_HEARD = 12  # visit, Poisson: how many pieces of praise are heard
    COMPLAINTS_HEARD = 13  # visit, Poisson: how many complaints are heard
    TOUCH_ATTRACTION = 14  # visit, normal: how good the advertising feels
    TOUCH_ENTRY = 15  # visit, normal: how good site or shop feel
    TOUCH_ENGAGEMENT = 16  # visit, normal: how good it feels to examine, ask and compare
    TOUCH_EXIT = 17  # purchase, normal: how good payment and delivery feel
    LEAVE_ATTRACTION = 20  # visit, exponential: how long attraction lasts
    LEAVE_ENTRY = 21  # visit, exponential: how long entry lasts
    LEAVE_ENGAGEMENT = 22  # visit, exponential: how long engagement lasts
    LEAVE_EXIT = 23  # purchase, exponential: how long delivery takes
    GATE_INTEREST = 24  # visit, chance: whether interest leads on to entry
    GATE_USABILITY = 25  # visit, chance: whether entry leads on to engagement
    GATE_PURCHASE = 26  # visit, chance: whether he buys
    SALES_TALK = 27  # visit, normal: what the sales talk promises
    ENQUIRE = 28  # visit, chance: whether he asks the desk before he buys
    RETURN_FROM_LOST = 30  # visit, exponential: when somebody who was lost looks again
    WIN_BACK = 31  # visit, exponential: when somebody who left looks again
    WIN_BACK_OFFER = 32  # visit, chance: whether the offer made to somebody who left is taken
    NEXT_USE = 40  # use, geometric: the days until the product is used again
    EXPERIENCE = 41  # use, normal: how the product does in this use
    FAIL = 42  # failure clock, exponential: when the product fails
    SEVERITY = 43  # case, chance: whether a failure is a major one
    REPORT = 44  # case, chance: whether the desk hears of it
    DAMAGE = 45  # purchase, chance: whether the goods arrive damaged
    SETUP = 46  # purchase, chance: whether setting up is hard
    OUTAGE_HIT = 47  # day, chance: whether an outage of the whole market hits him
    SELF_FIX = 48  # case, exponential: when a case that nobody works at heals by itself
    QUESTION = 49  # question clock, exponential: when he needs to ask how to use the product
    RETURN = 50  # purchase, exponential: when he sends the goods back
    HELP_CHANNEL = 60  # contact, uniform: whether he tries self-service, the community or neither first
    HELP_WORKS = 61  # contact, chance: whether that was enough
    CHANNEL = 62  # contact, uniform: phone, chat or e-mail
    ARRIVAL = 63  # contact, uniform: the minute of the day
    HANDLE = 64  # contact, lognormal: how long an agent has to work at it
    PATIENCE = 65  # contact, exponential or lognormal: how long he waits before he gives up
    RESOLVE = 66  # contact, chance: whether the agent settles it
    AGAIN = 67  # contact, chance: whether he tries again after it was not settled or he gave up
    AGAIN_DAYS = 68  # contact, geometric: the days until he tries again
    CHURN = 70  # purchase, exponential: when he leaves
    REPURCHASE = 71  # purchase, exponential: when he has an occasion to buy again
    NPS = 80  # life, normal: his answer to the question whether he would recommend
    CSAT = 81  # life, normal: his answer to the question whether he is satisfied
    ANSWERS_SURVEY = 82  # life, chance: whether he answers at all
    OUTREACH = 83  # outreach clock, exponential: when the desk calls of its own accord
    OUTAGE_DAY = 90  # day, chance: whether the whole market has an outage
    BUSY_DAY = 91  # day, gamma: by how much more happens on this day than on others


AnyDecision = Decision | int
"""One of these, or a number of your own, from 1000 on."""


@dataclass(frozen=True)
class Later:
    """A decision on an occasion so many after that of the others with which it is drawn."""

    decision: AnyDecision
    by: int


Decisions = tuple[AnyDecision | Later, ...]
"""Decisions of the same customers on the same occasions."""

# The constants of the plural functions are arrays without an axis. NumPy would make one of a number at each call,
# which takes as long as the work on some dozens of customers, and a day makes a few hundred such calls.
_30_BITS, _27_BITS, _31_BITS, _11_BITS = (np.array(bits, np.uint64) for bits in (30, 27, 31, 11))
_GAMMAS, _FIRST_FACTORS, _SECOND_FACTORS = (
    np.array(factor, np.uint64) for factor in (GAMMA, _FIRST_FACTOR, _SECOND_FACTOR)
)
_ULPS, _HALF_ULPS, _BELOW_ONES = (np.array(size) for size in (_ULP, _ULP / 2.0, _BELOW_ONE))


# --- whose luck ---------------------------------------------------------------------------------------------


def mix(z: int) -> int:
    """Scramble 64 bits (the output function of SplitMix64): a bijection, so distinct keys stay distinct."""
    z &= _MASK
    z = ((z ^ (z >> 30)) * _FIRST_FACTOR) & _MASK
    z = ((z ^ (z >> 27)) * _SECOND_FACTOR) & _MASK
    return z ^ (z >> 31)


def mixes(z: Words) -> Words:
    """`mix` for an array; a new array is returned."""
    z = z ^ (z >> _30_BITS)
    z *= _FIRST_FACTORS
    z ^= z >> _27_BITS
    z *= _SECOND_FACTORS
    z ^= z >> _31_BITS
    return z


def market_luck(seed: int, replication: int) -> int:
    """Give the luck of the market itself (outages, busy days), from which the customers' is hashed."""
    return mix(mix(mix(seed) + GAMMA) + GAMMA * (replication + 1))


def customer_luck(seed: int, replication: int, customer: int) -> int:
    """Give the luck of one customer, counted from 0."""
    return mix(market_luck(seed, replication) + GAMMA * (customer + 1))


def customer_lucks(seed: int, replication: int, customers: Counts) -> Words:
    """Give the luck of many customers (int64 ids, counted from 0)."""
    root = np.uint64(market_luck(seed, replication))
    return mixes(root + _GAMMAS * (customers.astype(np.uint64) + np.uint64(1)))


def companion_luck(luck: int, number: int) -> int:
    """Give the luck of somebody whom this customer stands for at the desk, counted from 1."""
    return mix(luck ^ mix(GAMMA * number))


def companion_lucks(lucks: Words, numbers: Counts) -> Words:
    """`companion_luck` for arrays of one shape."""
    return mixes(lucks ^ mixes(_GAMMAS * numbers.astype(np.uint64)))


# --- the word and the uniform of a key ----------------------------------------------------------------------


def word(luck: int, decision: AnyDecision, occasion: int) -> int:
    """Give the 64 bits of one key."""
    return mix(luck + GAMMA * ((decision << 32) + occasion))


def words(lucks: Words, decision: AnyDecision | Decisions, occasions: Counts | int) -> Words:
    """Give the 64 bits of many keys; a row for each decision, if there are several."""
    if not isinstance(occasions, np.ndarray):
        return mixes(lucks + _step(decision, int(occasions)))
    keys = occasions.astype(np.uint64)
    keys *= _GAMMAS
    keys += lucks
    return mixes(keys + _step(decision, 0))


@lru_cache(maxsize=1024)
def _step(decision: AnyDecision | Later | Decisions, occasion: int) -> Words:
    """Give how far the key of a decision and an occasion lies from the luck, for `words`."""
    if isinstance(decision, Later):
        return _step(decision.decision, occasion + decision.by)
    if isinstance(decision, tuple):
        return np.array([[_step(each, occasion)] for each in decision])
    # In Python's integers: a product of two of NumPy's numbers would warn that it wraps.
    return np.array(GAMMA * ((decision << 32) + occasion) & _MASK, np.uint64)


def uniform(luck: int, decision: AnyDecision, occasion: int) -> float:
    """Draw a number strictly between 0 and 1."""
    # The last of the 2**53 values would round to 1, where a normal number is infinite.
    return min(((word(luck, decision, occasion) >> 11) + 0.5) * _ULP, _BELOW_ONE)


def uniforms(lucks: Words, decision: AnyDecision | Decisions, occasions: Counts | int) -> Floats:
    """Draw numbers strictly between 0 and 1; a row for each decision, if there are several.

    Each call takes some microseconds however few are drawn, so what is decided together is drawn together.
    """
    if len(lucks) <= FEW and lucks.ndim == 1 and not isinstance(decision, tuple):
        counts = occasions.tolist() if isinstance(occasions, np.ndarray) else repeat(occasions)
        return np.array([uniform(*key) for key in zip(lucks.tolist(), repeat(decision), counts, strict=False)])
    u: Floats = (words(lucks, decision, occasions) >> _11_BITS) * _ULPS
    u += _HALF_ULPS
    np.minimum(u, _BELOW_ONES, out=u)
    return u


# --- the laws -----------------------------------------------------------------------------------------------


def chance(luck: int, decision: AnyDecision, occasion: int, p: float) -> bool:
    """Decide whether an event of probability p happens: never at 0, always at 1."""
    return uniform(luck, decision, occasion) < p


def chances(lucks: Words, decision: AnyDecision, occasions: Counts | int, p: Floats | float) -> NDArray[np.bool_]:
    """Decide whether events of probability p (one, or one each) happen."""
    return np.asarray(uniforms(lucks, decision, occasions) < p)


def normal(luck: int, decision: AnyDecision, occasion: int) -> float:
    """Draw a standard normal number by the inverse of its distribution function."""
    return float(special.ndtri(uniform(luck, decision, occasion)))


def normals(lucks: Words, decision: AnyDecision, occasions: Counts | int) -> Floats:
    """Draw standard normal numbers."""
    return normals_at(uniforms(lucks, decision, occasions))


def normals_at(u: Floats) -> Floats:
    """Make standard normal numbers of uniform numbers."""
    return np.asarray(special.ndtri(u))


def threshold(luck: int, decision: AnyDecision, occasion: int) -> float:
    """Draw the hazard that a clock can spend before it fires: exponential with mean 1."""
    return -math.log(uniform(luck, decision, occasion))


def thresholds(lucks: Words, decision: AnyDecision | Decisions, occasions: Counts | int) -> Floats:
    """Draw the hazards that clocks can spend before they fire; a row for each decision, if there are several."""
    return thresholds_at(uniforms(lucks, decision, occasions))


def thresholds_at(u: Floats) -> Floats:
    """Make thresholds of uniform numbers."""
    return -np.log(u)


def geometric(luck: int, decision: AnyDecision, occasion: int, p: float) -> float:
    """Draw the number of trials up to the first success, 1, 2, ...: infinite where p is 0.

    The smallest n whose distribution function 1 - (1-p)**n reaches the uniform.
    """
    if p <= 0.0:
        return math.inf
    if p >= 1.0:
        return 1.0
    trials = math.log1p(-uniform(luck, decision, occasion)) / math.log1p(-p)
    return float(math.ceil(trials)) if math.isfinite(trials) else math.inf


def geometrics_at(u: Floats, p: float) -> Floats:
    """Make numbers of trials up to the first success of uniform numbers: infinite where p is 0."""
    if not 0.0 < p < 1.0:
        return np.full(len(u), math.inf if p <= 0.0 else 1.0)
    if len(u) < WORTH_A_TABLE:
        return _trials(u, p)
    # Nearly all numbers lie in a slice of one answer: to look it up takes a sixth of the time of logarithms.
    trials: Floats = _trials_by_slice(p).take((u * SLICES).astype(np.intp))
    in_doubt = np.isnan(trials).nonzero()[0]
    trials[in_doubt] = _trials(u[in_doubt], p)
    return trials


def _trials(u: Floats, p: float) -> Floats:
    """The numbers of trials by their law, for p between 0 and 1."""
    return np.asarray(np.ceil(np.log1p(-u) / math.log1p(-p)))


@lru_cache(maxsize=16)
def _trials_by_slice(p: float) -> Floats:
    """The number of trials by the slice of 0 to 1 in which a uniform number lies; NaN where that settles nothing.

    Answers grow with the number: where both edges of a slice have one, by more than rounding can change, all have.
    """
    with np.errstate(divide="ignore"):  # the last slice ends at 1, which takes trials without end
        edges = np.log1p(-np.arange(SLICES + 1) / SLICES) / math.log1p(-p)
    least, most = np.ceil(edges[:-1] - DOUBT), np.ceil(edges[1:] + DOUBT)
    return np.where(least == most, most, math.nan)


def poisson(luck: int, decision: AnyDecision, occasion: int, mean: float) -> int:
    """Draw a Poisson count: the smallest n whose distribution function reaches the uniform."""
    u = uniform(luck, decision, occasion)
    # pdtrik inverts the continuous extension and can be one off at a step: settle it on the steps themselves.
    n = max(0, math.ceil(special.pdtrik(u, mean))) if mean > 0.0 else 0
    while n > 0 and special.pdtr(n - 1, mean) >= u:
        n -= 1
    while special.pdtr(n, mean) < u:
        n += 1
    return n


def poissons(lucks: Words, decision: AnyDecision, occasions: Counts | int, mean: float) -> Counts:
    """Draw Poisson counts of one mean."""
    u = uniforms(lucks, decision, occasions)
    n = np.zeros(len(u))
    if mean > 0.0:
        n = np.maximum(0.0, np.ceil(special.pdtrik(u, mean)))
    while np.any(high := (n > 0.0) & (special.pdtr(n - 1.0, mean) >= u)):
        n -= high
    while np.any(low := special.pdtr(n, mean) < u):
        n += low
    return n.astype(np.int64)


def lognormal(luck: int, decision: AnyDecision, occasion: int, mean: float, cv: float) -> float:
    """Draw a lognormal time with this mean and this coefficient of variation (the mean itself at cv 0)."""
    sigma2 = math.log1p(cv * cv)
    return mean * math.exp(math.sqrt(sigma2) * normal(luck, decision, occasion) - 0.5 * sigma2)


def lognormals_at(u: Floats, mean: Floats | float, cv: Floats | float) -> Floats:
    """Make lognormal times of uniform numbers; mean and coefficient of variation one for all, or one each."""
    sigma2 = np.log1p(np.multiply(cv, cv))
    return np.asarray(mean * np.exp(np.sqrt(sigma2) * special.ndtri(u) - 0.5 * sigma2))


def gamma_factors(lucks: Words, decision: AnyDecision, occasions: Counts | int, variance: float) -> Floats:
    """Draw gamma factors with mean 1 and one variance."""
    if variance < _ULP * _ULP:
        return np.ones(len(lucks))
    return np.asarray(special.gammaincinv(1.0 / variance, uniforms(lucks, decision, occasions)) * variance)


def gamma_factor(luck: int, decision: AnyDecision, occasion: int, variance: float) -> float:
    """Draw a gamma factor with mean 1 and this variance by inversion (1 itself at variance 0)."""
    if variance < _ULP * _ULP:  # the factor could not be told from 1, and 1 / variance might be infinite
        return 1.0
    return float(special.gammaincinv(1.0 / variance, uniform(luck, decision, occasion)) * variance)
