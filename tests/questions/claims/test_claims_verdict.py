"""The verdict follows from the interval, what was expected and the points around, and from nothing else."""

from __future__ import annotations

import math

import pytest

from sim.questions.claims.experiment import falls, negligible, rises
from sim.questions.claims.verdict import Standing, Verdict, standing, together, verdict

FOR, AGAINST, IN_PART, OPEN = Standing.FOR, Standing.AGAINST, Standing.IN_PART, Standing.OPEN


@pytest.mark.parametrize(
    ("low", "high", "expected", "stands"),
    [
        (0.1, 0.3, rises(0.02), FOR),
        (0.1, 0.3, falls(0.02), AGAINST),
        (-0.3, -0.1, falls(0.02), FOR),
        (-0.3, -0.1, rises(0.02), AGAINST),
        (-0.1, 0.3, rises(0.02), OPEN),
        (-0.1, 0.3, falls(0.02), OPEN),
        (0.001, 0.019, rises(0.02), AGAINST),
        (0.001, 0.021, rises(0.02), FOR),
        (-0.01, 0.01, falls(0.02), AGAINST),
        (0.0, 0.0, rises(0.02), AGAINST),
        (-0.01, 0.01, negligible(0.02), FOR),
        (0.03, 0.05, negligible(0.02), AGAINST),
        (-0.05, -0.03, negligible(0.02), AGAINST),
        (-0.01, 0.03, negligible(0.02), OPEN),
        (math.nan, math.nan, rises(0.02), OPEN),
        (math.nan, math.nan, negligible(0.02), OPEN),
    ],
)
def test_an_interval_stands_to_a_claim_in_one_way(low, high, expected, stands):
    assert standing(low, high, expected) is stands


@pytest.mark.parametrize(
    ("parts", "stands"),
    [
        ([FOR], FOR),
        ([FOR, FOR], FOR),
        ([FOR, AGAINST], IN_PART),
        ([OPEN, AGAINST], IN_PART),
        ([AGAINST, FOR], AGAINST),
        ([AGAINST, AGAINST], AGAINST),
        ([FOR, OPEN], OPEN),
        ([OPEN], OPEN),
    ],
)
def test_a_claim_that_says_several_things_holds_where_all_of_them_do(parts, stands):
    assert together(parts) is stands


@pytest.mark.parametrize(
    ("own", "region", "found"),
    [
        (FOR, [], Verdict.SUPPORTED),
        (AGAINST, [], Verdict.NOT_SUPPORTED),
        (OPEN, [], Verdict.DEPENDS),
        (IN_PART, [], Verdict.DEPENDS),
        (FOR, [FOR] * 9 + [AGAINST], Verdict.SUPPORTED),
        (FOR, [FOR] * 8 + [AGAINST] * 2, Verdict.DEPENDS),
        (FOR, [FOR] * 8 + [OPEN] * 2, Verdict.DEPENDS),
        (AGAINST, [AGAINST] * 6 + [FOR] * 4, Verdict.NOT_SUPPORTED),
        (AGAINST, [AGAINST] * 5 + [FOR] * 5, Verdict.DEPENDS),
        (OPEN, [FOR] * 10, Verdict.DEPENDS),
    ],
)
def test_the_verdict_asks_the_own_world_first_and_then_the_points_around(own, region, found):
    assert verdict(own, region) is found


def test_an_effect_that_matters_however_small_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        rises(0.0)
