"""Shapley values: what each of a few players adds, averaged over all orders in which they can join.

    phi_k = sum over coalitions S without k of |S|! (n - |S| - 1)! / n! [v(S + k) - v(S)]

They are the only shares that add up to v(all) - v(none), give players who do the same the same, give one who does
nothing nothing, and of two games played at once are the sum (Shapley 1953, A value for n-person games,
Contributions to the theory of games 2:307-317).

Weights are fractions of whole numbers and every finite float is one too, so the shares are computed as fractions:
they are exact, and add up exactly. Where floats are wanted, `adding_up` rounds them and says what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import factorial, floor, fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_PLAYERS = 12
"""There are 2**n coalitions: beyond these nobody waits for them."""

Coalition = frozenset[str]


def coalitions(players: Sequence[str]) -> Iterator[Coalition]:
    """Give every coalition, the empty one first, smaller before larger ones."""
    for size in range(len(players) + 1):
        yield from map(frozenset, combinations(players, size))


def shapley(value: Mapping[Coalition, float | Fraction], players: Sequence[str]) -> dict[str, Fraction]:
    """Give each player's share of v(all) - v(none), exactly.

    `value` holds a finite number for every coalition. Raises `ValueError` for more than 12 players, or one named
    twice.
    """
    n = len(players)
    if n > MOST_PLAYERS or len(set(players)) < n:
        raise ValueError(f"players must be at most {MOST_PLAYERS} different ones, got {list(players)}")
    worth = {coalition: Fraction(value[coalition]) for coalition in coalitions(players)}
    return {player: sum((_weight(len(without), n) * (worth[without | {player}] - worth[without])
                         for without in worth if player not in without), Fraction(0))
            for player in players}  # fmt: skip


@cache
def _weight(size: int, n: int) -> Fraction:
    """Give the share of all orders in which just these players come before the one who joins."""
    return Fraction(factorial(size) * factorial(n - size - 1), factorial(n))


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares as floats: their correctly rounded sum (`math.fsum`) and `residue` make `total`.

    The residue is 0.0 unless all shares are larger than the total, whose last bits are then finer than theirs.
    """

    shares: Mapping[str, float]
    total: float
    residue: float


def adding_up(exact: Mapping[str, Fraction]) -> Shares:
    """Round shares to floats that add up to the rounded total: the last bit that is missing goes to one of them.

    It goes to the largest share that can hold it, where it is relatively smallest, and never to one that is 0.
    """
    total = float(sum(exact.values(), Fraction(0)))
    plain = {name: float(share) for name, share in exact.items()}
    for name in ["", *sorted(filter(plain.get, plain), key=lambda name: -abs(plain[name]))]:
        others = sum((Fraction(share) for other, share in plain.items() if other != name), Fraction(0))
        mended = plain | {name: float(Fraction(total) - others)} if name else plain
        if fsum(mended.values()) == total:
            return Shares(mended, total, 0.0)
    return Shares(plain, total, total - fsum(plain.values()))


def in_steps(exact: Mapping[str, Fraction | float], step: Fraction) -> dict[str, int]:
    """Write shares as whole numbers of a step, so that those that are shown add up to the total that is shown.

    The total is rounded to the nearest step and all shares down; the steps that are missing then go to the shares
    that lost most by it. So each is off by less than a step.
    """
    scaled = {name: Fraction(share) / step for name, share in exact.items()}
    down = {name: floor(share) for name, share in scaled.items()}
    missing = floor(sum(scaled.values(), Fraction(0)) + Fraction(1, 2)) - sum(down.values())
    lost = sorted(scaled, key=lambda name: down[name] - scaled[name])
    return {name: down[name] + (name in lost[:missing]) for name in scaled}
