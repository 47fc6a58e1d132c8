"""Shapley values: the worked example, the four axioms, and sums that are right to the last digit."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise, permutations
from math import fsum
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.statistics.shapley import adding_up, coalitions, in_steps, shapley

DATA = Path(__file__).parents[1] / "data" / "reference_values.json"
EXAMPLE = json.loads(DATA.read_text(encoding="utf-8"))["shapley_example"]
FEW = settings(max_examples=40, deadline=None)
NUMBERS = st.floats(-1e6, 1e6)
PLAYERS = ("a", "b", "c", "d")
GAMES = st.lists(NUMBERS, min_size=16, max_size=16).map(
    lambda values: dict(zip(coalitions(PLAYERS), values, strict=True))
)


def by_orders(value, players):
    """The definition in words: what each adds on joining, averaged over all orders."""
    orders = list(permutations(players))
    found = dict.fromkeys(players, Fraction(0))
    for order in orders:
        for before, after in pairwise(range(len(order) + 1)):
            joined = Fraction(value[frozenset(order[:after])]) - Fraction(value[frozenset(order[:before])])
            found[order[before]] += joined / len(orders)
    return found


def test_the_worked_example():
    value = {frozenset(name.split("+")) - {"none"}: worth for name, worth in EXAMPLE["values"].items()}
    found = shapley(value, list(EXAMPLE["shapley"]))
    assert {name: float(share) for name, share in found.items()} == pytest.approx(EXAMPLE["shapley"], abs=1e-9)
    assert found == {"M": Fraction(11, 6), "P": Fraction(19, 3), "S": Fraction(11, 6)}


@FEW
@given(GAMES)
def test_it_is_the_average_over_all_orders(value):
    assert shapley(value, PLAYERS) == by_orders(value, PLAYERS)


@FEW
@given(GAMES)
def test_the_shares_add_up_exactly(value):
    exact = shapley(value, PLAYERS)
    assert sum(exact.values()) == Fraction(value[frozenset(PLAYERS)]) - Fraction(value[frozenset()])


@FEW
@given(GAMES, GAMES)
def test_two_games_at_once_are_their_sum(one, other):
    both = {coalition: Fraction(one[coalition]) + Fraction(other[coalition]) for coalition in one}
    assert shapley(both, PLAYERS) == {
        name: shapley(one, PLAYERS)[name] + shapley(other, PLAYERS)[name] for name in PLAYERS
    }


@FEW
@given(GAMES)
def test_who_does_nothing_gets_nothing_and_who_does_the_same_the_same(value):
    idle = {coalition: value[coalition - {"d"}] for coalition in value}
    assert shapley(idle, PLAYERS)["d"] == 0
    alike = {one: value[one - {"c", "d"}] + len(one & {"c", "d"}) for one in value}
    found = shapley(alike, PLAYERS)
    assert found["c"] == found["d"]


@FEW
@given(GAMES)
@example(dict(zip(coalitions(PLAYERS), [*[0.0] * 15, 2.225073858507e-311], strict=True)))
def test_the_floats_add_up_to_the_last_bit_or_say_what_is_left(value):
    exact = shapley(value, PLAYERS)
    found = adding_up(exact)
    assert found.total == float(sum(exact.values()))
    assert found.total - fsum(found.shares.values()) == found.residue
    # Next to nothing floats lie 5e-324 apart, however small they are.
    near = 1e-15 * max(map(abs, found.shares.values())) + 1e-322
    assert all(abs(found.shares[name] - share) <= near for name, share in exact.items())
    if min((abs(share) for share in found.shares.values() if share), default=0.0) <= abs(found.total):
        assert found.residue == 0.0


def test_rounded_shares_alone_would_not_add_up():
    exact = {"a": Fraction(1, 10), "b": Fraction(2, 10), "c": Fraction(4, 10)}
    exact = {name: share / 3 for name, share in exact.items()} | {"d": Fraction(1, 3)}
    games = [{name: share * k for name, share in exact.items()} for k in range(1, 200)]
    naive = [fsum(map(float, game.values())) == float(sum(game.values())) for game in games]
    assert not all(naive)
    assert all(adding_up(game).residue == 0.0 for game in games)


def test_a_sum_too_small_for_its_shares_leaves_a_residue_that_is_told():
    found = adding_up({"a": Fraction(10**6) + Fraction(1, 10**18), "b": Fraction(-(10**6))})
    assert found.residue == found.total == 1e-18


@FEW
@given(st.lists(NUMBERS, min_size=1, max_size=6), st.integers(0, 4))
def test_what_is_shown_adds_up(numbers, decimals):
    step = Fraction(1, 10**decimals)
    shares = {str(i): number for i, number in enumerate(numbers)}
    shown = in_steps(shares, step)
    total = sum(map(Fraction, numbers))
    assert abs(sum(shown.values()) * step - total) <= step / 2
    assert all(abs(shown[name] * step - Fraction(share)) < step for name, share in shares.items())


def test_too_many_players_are_refused():
    with pytest.raises(ValueError, match="at most 12"):
        shapley({}, [str(i) for i in range(13)])
    with pytest.raises(ValueError, match="different"):
        shapley({}, ["a", "a"])
