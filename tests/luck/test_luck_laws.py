"""Each law against its theory: moments, distribution, inversion, and the ends of the unit interval.

A moment is compared in standard errors and refused beyond 5.03 of them (1 in 10,000 over 200 such tests).
The bias that is found in 99 of 100 cases is then 7.35 standard errors: 5 % of a standard deviation for a mean
over 20,000 draws. Every kind of test is also given laws that are wrong, and must refuse them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from sim import luck
from sim.luck import Decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

pytestmark = pytest.mark.no_cover

CUT = 5.03
LEAST, MOST = 2.0**-54, 1 - 2.0**-53
"""The smallest and the largest uniform there is."""


@dataclass(frozen=True)
class Law:
    """A law of `luck` and the distribution that it claims to have."""

    draw: Callable[[int, int], float]  # (luck of a customer, occasion)
    theory: Any
    draws: int = 20_000

    def sample(self) -> NDArray[np.float64]:
        """Draw once for each of many customers."""
        lucks = luck.customer_lucks(seed=11, replication=2, customers=np.arange(self.draws))
        return np.array([self.draw(mine, 1) for mine in lucks.tolist()], np.float64)


def lognormal_theory(mean: float, cv: float) -> Any:
    sigma = math.sqrt(math.log1p(cv * cv))
    return stats.lognorm(sigma, scale=mean * math.exp(-sigma * sigma / 2))


LAWS = {
    "uniform": Law(lambda x, k: luck.uniform(x, Decision.CHANNEL, k), stats.uniform()),
    "normal": Law(lambda x, k: luck.normal(x, Decision.FIT, k), stats.norm()),
    "threshold": Law(lambda x, k: luck.threshold(x, Decision.CHURN, k), stats.expon()),
    "chance": Law(lambda x, k: luck.chance(x, Decision.ENQUIRE, k, 0.03), stats.bernoulli(0.03)),
    "geometric .3": Law(lambda x, k: luck.geometric(x, Decision.NEXT_USE, k, 0.3), stats.geom(0.3)),
    "geometric .001": Law(lambda x, k: luck.geometric(x, Decision.AGAIN_DAYS, k, 1e-3), stats.geom(1e-3)),
    "poisson .05": Law(lambda x, k: luck.poisson(x, Decision.PRAISE_HEARD, k, 0.05), stats.poisson(0.05)),
    "poisson 3": Law(lambda x, k: luck.poisson(x, Decision.PRAISE_HEARD, k, 3.0), stats.poisson(3)),
    "poisson 400": Law(lambda x, k: luck.poisson(x, Decision.PRAISE_HEARD, k, 400.0), stats.poisson(400)),
    "lognormal": Law(
        lambda x, k: luck.lognormal(x, Decision.HANDLE, k, 6.0, 0.4), lognormal_theory(6.0, 0.4), 40_000
    ),
    "gamma": Law(lambda x, k: luck.gamma_factor(x, Decision.BUSY_DAY, k, 0.1), stats.gamma(10, scale=0.1)),
    "gamma, wide": Law(
        lambda x, k: luck.gamma_factor(x, Decision.BUSY_DAY, k, 2.0), stats.gamma(0.5, scale=2), 40_000
    ),
}

WRONG = {
    "a mean for a rate": Law(lambda x, k: 1.1 * luck.threshold(x, Decision.CHURN, k), stats.expon()),
    "days counted from 0": Law(lambda x, k: luck.geometric(x, Decision.NEXT_USE, k, 0.3) - 1, stats.geom(0.3)),
    "no correction of the lognormal mean": Law(
        lambda x, k: 6.0 * math.exp(math.sqrt(math.log1p(0.16)) * luck.normal(x, Decision.HANDLE, k)),
        lognormal_theory(6.0, 0.4),
    ),
    "a deviation for a variance": Law(
        lambda x, k: luck.gamma_factor(x, Decision.BUSY_DAY, k, math.sqrt(0.1)), stats.gamma(10, scale=0.1)
    ),
    "a normal without tails": Law(lambda x, k: min(2.0, max(-2.0, luck.normal(x, Decision.FIT, k))), stats.norm()),
    "a count rounded down": Law(
        lambda x, k: max(0, luck.poisson(x, Decision.PRAISE_HEARD, k, 3.0) - (k == 1 and x % 10 == 0)),
        stats.poisson(3),
    ),
}


def moment_z(sample: NDArray[np.float64], theory: Any) -> tuple[float, float]:
    """Compare mean and variance with those of the distribution, in standard errors."""
    mean, variance, excess_kurtosis = (float(m) for m in theory.stats("mvk"))
    of_mean = (sample.mean() - mean) / math.sqrt(variance / len(sample))
    squares = ((sample - mean) ** 2).mean()
    of_variance = (squares - variance) / (variance * math.sqrt((excess_kurtosis + 2) / len(sample)))
    return float(of_mean), float(of_variance)


def distribution_z(sample: NDArray[np.float64], theory: Any) -> float:
    """Compare the whole distribution: Kolmogorov-Smirnov if it is continuous, else chi-square."""
    if isinstance(theory.dist, stats.rv_continuous):
        p = stats.kstest(sample, theory.cdf).pvalue
    else:
        cuts = np.unique(theory.ppf(np.linspace(0.05, 0.95, 19)))
        expected = np.diff(np.concatenate([[0.0], theory.cdf(cuts), [1.0]])) * len(sample)
        found = np.bincount(np.searchsorted(cuts, sample), minlength=len(cuts) + 1)
        p = stats.chisquare(found[expected > 0], expected[expected > 0]).pvalue
    return float(stats.norm.isf(p / 2))


# --- moments and distributions ------------------------------------------------------------------------------


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_mean_and_variance_are_those_of_theory(law):
    of_mean, of_variance = moment_z(law.sample(), law.theory)
    assert abs(of_mean) < CUT
    assert abs(of_variance) < CUT


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_the_distribution_is_that_of_theory(law):
    assert distribution_z(law.sample(), law.theory) < CUT


@pytest.mark.parametrize("law", WRONG.values(), ids=WRONG)
def test_a_wrong_law_is_found_by_its_moments_and_by_its_distribution(law):
    sample = law.sample()
    assert max(map(abs, moment_z(sample, law.theory))) > CUT
    assert distribution_z(sample, law.theory) > CUT


# --- inversion ----------------------------------------------------------------------------------------------


@pytest.fixture
def at_uniform(monkeypatch):
    """Make every draw come from the uniform that the test chooses."""

    def choose(u: float) -> None:
        monkeypatch.setattr(luck, "uniform", lambda *key: float(u))

    return choose


def invert(at_uniform, draw: Callable[..., float], uniforms: NDArray[np.float64], parameter: float):
    values = []
    for u in uniforms:
        at_uniform(u)
        values.append(draw(0, Decision.FIT, 1, parameter))
    return values


UNIFORMS = np.concatenate(
    [[LEAST, 1e-12, 1e-6, 1 - 1e-6], luck.uniforms(np.arange(800).astype(np.uint64), Decision.FIT, 1)]
)


@pytest.mark.parametrize("mean", [1e-9, 1e-3, 0.05, 0.5, 1.0, 3.0, 17.3, 100.0, 400.0, 1e4, 1e6])
def test_a_poisson_count_is_the_inverse_of_the_distribution_function(at_uniform, mean):
    expected = stats.poisson.ppf(UNIFORMS, mean)
    assert invert(at_uniform, luck.poisson, UNIFORMS, mean) == expected.tolist()


@pytest.mark.parametrize("p", [1e-6, 1e-3, 0.05, 0.3, 0.6, 0.97])
def test_a_geometric_number_is_the_inverse_of_the_distribution_function(at_uniform, p):
    expected = stats.geom.ppf(UNIFORMS, p)
    assert invert(at_uniform, luck.geometric, UNIFORMS, p) == expected.tolist()


@pytest.mark.parametrize("p", [1e-3, 0.05, 0.3, 0.6, 0.97])
@pytest.mark.parametrize("u", [LEAST, 1.7e-12, 0.6, 1 - 1.7e-6, 1 - 1.7e-12, MOST])
def test_a_geometric_number_is_right_to_the_ends_of_the_unit_interval(at_uniform, u, p):
    at_uniform(u)
    with localcontext(prec=60):  # SciPy's distribution function cannot tell the steps apart so near to 1
        trials = (1 - Decimal(u)).ln() / (1 - Decimal(p)).ln()
    assert luck.geometric(0, Decision.NEXT_USE, 1, p) == math.ceil(trials)


@pytest.mark.parametrize("mean", [0.05, 3.0, 40.0])
def test_a_poisson_count_changes_exactly_at_the_steps_of_the_distribution_function(at_uniform, mean):
    n = np.arange(stats.poisson.ppf(0.999, mean) + 1)
    steps = stats.poisson.cdf(n, mean)
    assert invert(at_uniform, luck.poisson, steps, mean) == n.tolist()
    assert invert(at_uniform, luck.poisson, np.nextafter(steps, 1), mean) == (n + 1).tolist()


@pytest.mark.parametrize("off", [-4.0, -1.0, 0.0, 1.0, 4.0])
@pytest.mark.parametrize("mean", [0.05, 3.0, 40.0])
def test_the_steps_decide_on_a_poisson_count_however_far_off_the_first_guess_is(monkeypatch, mean, off):
    lucks = luck.customer_lucks(1, 0, np.arange(300))
    sure = [luck.poisson(int(mine), Decision.PRAISE_HEARD, 1, mean) for mine in lucks]
    genuine = luck.special.pdtrik
    monkeypatch.setattr(luck.special, "pdtrik", lambda u, mean: genuine(u, mean) + off)
    assert [luck.poisson(int(mine), Decision.PRAISE_HEARD, 1, mean) for mine in lucks] == sure
    assert luck.poissons(lucks, Decision.PRAISE_HEARD, 1, mean).tolist() == sure


@pytest.mark.parametrize("mean", [0.05, 3.0, 40.0])
def test_poisson_counts_change_exactly_at_the_steps_of_the_distribution_function(monkeypatch, mean):
    n = np.arange(stats.poisson.ppf(0.999, mean) + 1)
    steps, lucks = stats.poisson.cdf(n, mean), np.zeros(len(n), np.uint64)
    for guess in (0.0, 60.0):  # from below, and from above
        monkeypatch.setattr(luck.special, "pdtrik", lambda u, _, guess=guess: np.full(len(u), guess))
        for u, count in ((steps, n), (np.nextafter(steps, 1), n + 1)):
            monkeypatch.setattr(luck, "uniforms", lambda *key, u=u: u)
            assert luck.poissons(lucks, Decision.PRAISE_HEARD, 1, mean).tolist() == count.tolist()


def test_a_poisson_count_of_mean_0_is_0():
    assert {luck.poisson(mine, Decision.PRAISE_HEARD, 1, 0.0) for mine in range(1000)} == {0}
    assert not luck.poissons(np.arange(1000, dtype=np.uint64), Decision.PRAISE_HEARD, 1, 0.0).any()


# --- the ends -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "u"), [(0, LEAST), (2**64 - 1, MOST)])
def test_a_uniform_is_strictly_between_0_and_1(monkeypatch, word, u):
    monkeypatch.setattr(luck, "word", lambda *key: word)
    monkeypatch.setattr(luck, "words", lambda *key: np.array([word], np.uint64))
    assert luck.uniform(0, Decision.FIT, 0) == u
    assert luck.uniforms(np.zeros(1, np.uint64), Decision.FIT, 0).tolist() == [u]
    assert math.isfinite(luck.normal(0, Decision.FIT, 0))
    assert 0 < luck.threshold(0, Decision.FIT, 0) < 38
    assert np.isfinite(luck.normals(np.zeros(1, np.uint64), Decision.FIT, 0)).all()


@pytest.mark.parametrize("u", [LEAST, 0.5, MOST])
def test_what_has_chance_0_never_happens_and_what_has_chance_1_always(at_uniform, u):
    at_uniform(u)
    assert luck.chance(0, Decision.FAIL, 1, 0.0) is False
    assert luck.chance(0, Decision.FAIL, 1, 1.0) is True
    assert luck.geometric(0, Decision.NEXT_USE, 1, 0.0) == math.inf
    assert luck.geometric(0, Decision.NEXT_USE, 1, 1.0) == 1.0


def test_what_is_drawn_has_to_be_below_the_chance_and_not_only_as_large():
    key = (7, Decision.FAIL, 1)
    drawn = luck.uniform(*key)
    assert not luck.chance(*key, drawn)
    assert luck.chance(*key, math.nextafter(drawn, 1.0))
    lucks = np.array([7], np.uint64)
    assert luck.chances(lucks, *key[1:], drawn).tolist() == [False]
    assert luck.chances(lucks, *key[1:], math.nextafter(drawn, 1.0)).tolist() == [True]


def test_chances_0_and_1_hold_for_many_customers_and_decisions():
    keys = [(mine, d, k) for mine in range(200) for d in Decision for k in range(3)]
    assert not any(luck.chance(*key, 0.0) for key in keys)
    assert all(luck.chance(*key, 1.0) for key in keys)


@pytest.mark.parametrize("p", [5e-324, 1e-308, 1e-17, 0.3, 1 - 1e-16])
@pytest.mark.parametrize("u", [LEAST, 0.5, MOST])
def test_a_geometric_number_is_a_float_from_1_up(at_uniform, p, u):
    at_uniform(u)
    trials = luck.geometric(0, Decision.NEXT_USE, 1, p)
    assert isinstance(trials, float)
    assert trials >= 1.0


@pytest.mark.parametrize("variance", [0.0, 5e-324, 1e-300, 1e-40])
@pytest.mark.parametrize("u", [LEAST, 0.5, MOST])
def test_a_gamma_factor_of_no_variance_is_1(at_uniform, variance, u):
    at_uniform(u)
    assert luck.gamma_factor(0, Decision.BUSY_DAY, 1, variance) == 1.0


@pytest.mark.parametrize("variance", [1e-6, 0.1, 1.0, 100.0])
@pytest.mark.parametrize("u", [LEAST, 0.5, MOST])
def test_a_gamma_factor_is_finite_and_never_negative(at_uniform, variance, u):
    at_uniform(u)
    assert 0.0 <= luck.gamma_factor(0, Decision.BUSY_DAY, 1, variance) < math.inf


def test_a_lognormal_time_without_variation_is_its_mean():
    assert {luck.lognormal(mine, Decision.HANDLE, 1, 6.0, 0.0) for mine in range(100)} == {6.0}
