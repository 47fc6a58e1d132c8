"""The words look like independent dice, and bad generators are caught by the same tests.

A test is a function from a generator (whose words, for which decision and occasion) to its worst z-score
over many comparisons. The real generator stays under 5.03 in every test; each of the bad ones, all of them
mistakes that simulators have made, goes beyond it in the test named beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim import luck
from sim.luck import GAMMA, Decision

pytestmark = pytest.mark.no_cover

CUT = 5.03
CUSTOMERS = np.arange(20_000)

Words = NDArray[np.uint64]
Generator = Callable[..., Words]
"""(seed, replication, customers, decision, occasion, companion or 0) -> one word for each customer."""


def keyed(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Give the words of the simulator."""
    lucks = luck.customer_lucks(seed, replication, customers)
    if companion:
        lucks = luck.companion_lucks(lucks, np.full(len(lucks), companion))
    return luck.words(lucks, decision, occasion)


# --- bad generators -----------------------------------------------------------------------------------------


def wide(*terms) -> Words:
    """Add integers as words of 64 bits: the sum wraps, as it would in a register."""
    total = np.zeros(1, np.uint64)
    for term in terms:
        total = total + (term.astype(np.uint64) if isinstance(term, np.ndarray) else np.uint64(term % 2**64))
    return total


def unmixed(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Add everything up: the seed plus the customer, and so on."""
    return wide(seed, replication, customers, int(decision), occasion, companion)


def multiplied(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Multiply the sum by a large odd number: evenly spread, and in step."""
    lucks = luck.customer_lucks(seed, replication, np.array([companion])) + customers.astype(np.uint64)
    return wide(lucks, decision << 32, occasion) * np.uint64(GAMMA)


def seed_plus_customer(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Start customers at neighbouring seeds: seed 1, customer 1 is seed 2, customer 0."""
    lucks = wide(customers, seed + luck.mix(replication) + luck.mix(luck.mix(companion)))
    return luck.words(lucks, decision, occasion)


def seed_plus_replication(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Start replications at neighbouring seeds: seed 1, replication 1 is seed 2, replication 0."""
    return keyed(seed + replication, 0, customers, decision, occasion, companion)


def seed_times_replication(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Multiply ids: seed 6, replication 7 is seed 7, replication 6."""
    return keyed((seed + 1) * (replication + 1), 0, customers, decision, occasion, companion)


def one_sequence(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Put all customers on one sequence, a step apart: each gets his neighbour's last number."""
    start = luck.market_luck(seed, replication) ^ luck.mix(companion)
    return luck.words(customers.astype(np.uint64) * np.uint64(GAMMA) + np.uint64(start), decision, occasion)


def shared_draw(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Forget the decision: who fails early also leaves early."""
    return keyed(seed, replication, customers, Decision.FAIL, occasion, companion)


def stuck_occasion(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Forget to count: the second time is like the first."""
    return keyed(seed, replication, customers, decision, 1, companion)


def companions_share(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Let companions at the desk draw with their customer's luck."""
    return keyed(seed, replication, customers, decision, occasion)


def short_words(seed, replication, customers, decision, occasion, companion=0) -> Words:
    """Hash into 32 bits, twice over."""
    half = keyed(seed, replication, customers, decision, occasion, companion) >> np.uint64(32)
    return half << np.uint64(32) | half


# --- the tests: a generator goes in, its worst z-score comes out --------------------------------------------


def z_of_p(p: float) -> float:
    """Give the z-score of a p-value that must be neither too small nor (too even to be luck) too large."""
    return float(stats.norm.isf(min(p, 1 - p)))


def evenness(counts: NDArray[np.int64]) -> float:
    """Compare counts that should be equal, by chi-square."""
    return z_of_p(stats.chisquare(counts).pvalue)


def correlation(a: Words, b: Words) -> float:
    """Correlate the uniforms of two arrays of words, in standard errors."""
    u, v = (words.astype(np.float64) / 2**64 - 0.5 for words in (a, b))
    return float(abs((u * v).mean()) * 12 * np.sqrt(len(u)))


def likeness(a: Words, b: Words) -> float:
    """Compare two arrays of words: their uniforms, and their single bits."""
    same_bits = 64.0 * len(a) - float(np.bitwise_count(a ^ b).sum())
    return max(correlation(a, b), abs(same_bits - 32 * len(a)) / np.sqrt(16.0 * len(a)))


def uneven_words(generator: Generator) -> float:
    """Uniformity of all bytes, of the top 12 bits, and of the whole word."""
    worst = 0.0
    for decision, occasion in [(Decision.FIT, 0), (Decision.FAIL, 1), (Decision.BUSY_DAY, 365)]:
        words = generator(1, 0, np.arange(100_000), decision, occasion)
        octets = words.astype("<u8").view(np.uint8).reshape(-1, 8)
        worst = max(
            worst,
            *(evenness(np.bincount(octets[:, place], minlength=256)) for place in range(8)),
            evenness(np.bincount((words >> np.uint64(52)).astype(np.int64), minlength=4096)),
            z_of_p(stats.kstest(words.astype(np.float64) / 2**64, "uniform").pvalue),
        )
    return worst


def alike_occasions(generator: Generator) -> float:
    """Serial correlation: a customer's draws of one decision at near and far occasions."""
    worst = 0.0
    for decision in (Decision.NEXT_USE, Decision.FAIL, Decision.HANDLE):
        series = {k: generator(1, 0, CUSTOMERS, decision, k) for k in (1, 2, 3, 8, 9, 366)}
        worst = max(worst, *(likeness(series[j], series[k]) for j, k in combinations(series, 2)))
    return worst


def alike_customers(generator: Generator) -> float:
    """Serial correlation over customers, near and far."""
    words = generator(1, 0, np.arange(100_000), Decision.FAIL, 1)
    return max(likeness(words[:-lag], words[lag:]) for lag in (1, 2, 3, 8, 1000, 65_536))


def alike_decisions(generator: Generator) -> float:
    """Cross correlation of every two decisions of a customer."""
    words = {d: generator(1, 0, CUSTOMERS, d, 1) for d in Decision}
    return max(likeness(words[d], words[e]) for d, e in combinations(Decision, 2))


def alike_neighbours(generator: Generator) -> float:
    """Correlation with every neighbour: a step in seed, replication, customer, occasion, or in several."""
    here = generator(6, 6, CUSTOMERS, Decision.CHURN, 6)
    steps = [step for step in product((-1, 0, 1), repeat=4) if any(step)]
    return max(
        likeness(here, generator(6 + s, 6 + r, CUSTOMERS + c, Decision.CHURN, 6 + k)) for s, r, c, k in steps
    )


def alike_worlds(generator: Generator) -> float:
    """Correlation of every two of a hundred worlds: seeds 0 to 9, replications 0 to 9."""
    worlds = [generator(s, r, CUSTOMERS[:2000], Decision.CHURN, 1) for s, r in product(range(10), repeat=2)]
    return max(likeness(a, b) for a, b in combinations(worlds, 2))


def alike_companions(generator: Generator) -> float:
    """Correlation of the companions at the desk with their customer and with each other."""
    party = [generator(1, 0, CUSTOMERS, Decision.PATIENCE, 1, n) for n in range(5)]
    shifted = [words[1:] for words in party]
    pairs = [(a, b) for a, b in combinations(party, 2)]
    across = [(a[:-1], b) for a in party for b in shifted]
    return max(likeness(a, b) for a, b in pairs + across)


def repeated_words(generator: Generator) -> float:
    """Count the repetitions among the words of a million keys, all different; one is too many."""
    keys = product((1, 2, 3, 4), range(5), (Decision.FIT, Decision.FAIL), (0, 1, 2, 3, 4), range(5))
    words = np.concatenate([generator(s, r, np.arange(1000), d, k, n) for s, r, d, k, n in keys])
    assert len(words) == 1_000_000
    return np.inf if len(np.unique(words)) < len(words) else 0.0


TESTS = [
    uneven_words,
    alike_occasions,
    alike_customers,
    alike_decisions,
    alike_neighbours,
    alike_worlds,
    alike_companions,
    repeated_words,
]


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.__name__)
def test_the_simulators_luck_is_like_dice(test):
    assert test(keyed) < CUT


@pytest.mark.parametrize(
    ("generator", "test"),
    [
        (unmixed, uneven_words),
        (unmixed, alike_decisions),
        (unmixed, alike_occasions),
        (unmixed, repeated_words),
        (multiplied, uneven_words),
        (multiplied, alike_occasions),
        (multiplied, alike_customers),
        (multiplied, alike_neighbours),
        (seed_plus_customer, alike_neighbours),
        (seed_plus_customer, repeated_words),
        (seed_plus_replication, alike_neighbours),
        (seed_plus_replication, alike_worlds),
        (seed_plus_replication, repeated_words),
        (seed_times_replication, alike_worlds),
        (one_sequence, alike_neighbours),
        (one_sequence, repeated_words),
        (shared_draw, alike_decisions),
        (shared_draw, repeated_words),
        (stuck_occasion, alike_occasions),
        (companions_share, alike_companions),
        (companions_share, repeated_words),
        (short_words, repeated_words),
    ],
    ids=lambda function: function.__name__,
)
def test_a_bad_generator_is_caught(generator, test):
    assert test(generator) > CUT


def test_seed_plus_replication_is_the_mistake_it_says():
    """The control is what it claims: seed 1, replication 1 is seed 2, replication 0, word for word."""
    first = seed_plus_replication(1, 1, CUSTOMERS, Decision.FIT, 0)
    assert (first == seed_plus_replication(2, 0, CUSTOMERS, Decision.FIT, 0)).all()
    assert (keyed(1, 1, CUSTOMERS, Decision.FIT, 0) != keyed(2, 0, CUSTOMERS, Decision.FIT, 0)).all()


# --- keyed, not streamed ------------------------------------------------------------------------------------


def test_one_more_customer_disturbs_nobody():
    before = keyed(1, 0, np.arange(100), Decision.FAIL, 3)
    after = keyed(1, 0, np.arange(101), Decision.FAIL, 3)
    assert (after[:100] == before).all()


def test_order_and_company_do_not_matter():
    everybody = keyed(1, 0, CUSTOMERS, Decision.FAIL, 3)
    some = CUSTOMERS[::-7]
    assert (keyed(1, 0, some, Decision.FAIL, 3) == everybody[some]).all()


def test_the_market_has_luck_of_its_own():
    markets = {luck.market_luck(s, r) for s, r in product(range(100), repeat=2)}
    customers = {x for s, r in product(range(10), repeat=2) for x in luck.customer_lucks(s, r, np.arange(100))}
    assert len(markets) == len(customers) == 10_000
    assert not markets & {int(x) for x in customers}
