"""Laws for many customers at once give what the same laws give for each."""

from __future__ import annotations

import numpy as np
import pytest

from sim import luck
from sim.luck import Decision, Later

CUSTOMERS = np.arange(3_000)
LUCKS = luck.customer_lucks(7, 1, CUSTOMERS)
OCCASIONS = 1 + CUSTOMERS % 5
U = luck.uniforms(LUCKS, Decision.FAIL, OCCASIONS)


def each(law, *how):
    """Draw one by one."""
    pairs = zip(LUCKS.tolist(), OCCASIONS.tolist(), strict=True)
    return [law(one, Decision.FAIL, occasion, *how) for one, occasion in pairs]


@pytest.mark.parametrize("p", [0.0, 1e-9, 0.02, 0.5, 0.999, 1.0])
def test_geometric(p):
    assert luck.geometrics_at(U, p).tolist() == each(luck.geometric, p)


@pytest.mark.parametrize("p", [1e-9, 1e-3, 0.02, 1 / 3, 0.5, 0.999])
def test_many_numbers_of_trials_are_those_of_a_few_next_to_every_step_too(p):
    steps = 1.0 - (1.0 - p) ** np.arange(1.0, 3_000.0)
    edges = np.arange(luck.SLICES + 1) / luck.SLICES
    at = np.concatenate([steps, edges])
    u = np.concatenate([at, np.nextafter(at, 0.0), np.nextafter(at, 1.0), np.linspace(0.0, 1.0, 50_001)])
    u = u[(u > 0.0) & (u < 1.0)]
    few = [luck.geometrics_at(some, p) for some in np.array_split(u, len(u) // 100)]
    assert luck.geometrics_at(u, p).tolist() == np.concatenate(few).tolist()


def test_a_slice_of_two_answers_settles_nothing():
    known = luck._trials_by_slice(0.3)
    steps = (1.0 - 0.7 ** np.arange(1.0, 20.0)) * luck.SLICES
    assert np.isnan(known[steps.astype(int)]).all()
    assert np.isnan(known).mean() < 0.01


@pytest.mark.parametrize("mean", [0.0, 1e-12, 0.3, 7.0, 400.0])
def test_poisson(mean):
    many = luck.poissons(LUCKS, Decision.FAIL, OCCASIONS, mean)
    assert many.dtype == np.int64
    assert many.tolist() == each(luck.poisson, mean)


@pytest.mark.parametrize("cv", [0.0, 0.8, 3.0])
def test_lognormal(cv):
    many = luck.lognormals_at(U, 8.0, cv)
    assert many == pytest.approx(each(luck.lognormal, 8.0, cv), rel=1e-14)


def test_lognormal_with_a_law_for_each():
    cv = np.where(CUSTOMERS % 2, 0.0, 0.8)
    many = luck.lognormals_at(U, np.where(CUSTOMERS % 2, 5.0, 8.0), cv)
    assert many[1::2] == pytest.approx(5.0)
    assert many[::2] == pytest.approx(each(luck.lognormal, 8.0, 0.8)[::2], rel=1e-14)


@pytest.mark.parametrize("variance", [0.0, 1e-40, 0.1, 2.0])
def test_gamma(variance):
    many = luck.gamma_factors(LUCKS, Decision.FAIL, OCCASIONS, variance)
    assert many.tolist() == each(luck.gamma_factor, variance)


@pytest.mark.parametrize("p", [0.0, 0.4, 1.0])
def test_chance(p):
    assert luck.chances(LUCKS, Decision.FAIL, OCCASIONS, p).tolist() == each(luck.chance, p)


@pytest.mark.parametrize("by", [1, 5])
def test_a_decision_of_a_later_occasion_is_drawn_with_others_as_it_is_alone(by):
    together = luck.uniforms(LUCKS, (Decision.FAIL, Later(Decision.REPORT, by)), OCCASIONS)
    assert together[0].tolist() == luck.uniforms(LUCKS, Decision.FAIL, OCCASIONS).tolist()
    assert together[1].tolist() == luck.uniforms(LUCKS, Decision.REPORT, OCCASIONS + by).tolist()


@pytest.mark.parametrize("occasions", [OCCASIONS, 3], ids=["counted", "the same for all"])
@pytest.mark.parametrize("decision", [Decision.FAIL, (Decision.FAIL, Decision.NPS, Decision.CHURN)])
def test_few_draw_what_they_draw_among_many(decision, occasions):
    among_many = luck.uniforms(LUCKS, decision, occasions)
    for people in range(luck.FEW + 2):
        counted = occasions if isinstance(occasions, int) else occasions[:people]
        few = luck.uniforms(LUCKS[:people], decision, counted)
        assert few.dtype == among_many.dtype
        assert few.shape == among_many[..., :people].shape
        assert few.tolist() == among_many[..., :people].tolist()
