"""Where a thing happens: boxes in the space of inputs, found by peeling and pasting (PRIM).

From the whole space, thin slices are peeled off, each time the one whose loss helps most for each point lost,
until the box is small. Then the limits of one input at a time are set anew, wherever they are best, so that
slices of any thickness are pasted back or cut off: peeling alone would stop at the first slice that luck has made
look good.

    density   share of the points in the box where it happens
    coverage  share of the points where it happens that lie in the box

the harmonic mean of both is what limits are set by, and what a box is chosen by. Limits that chance could have
made are then taken back (the least likely to be chance stays last): with h of the t points in the box where it
happens, and q the share where it does once the limit on this input is dropped,

    chance of a limit = P(at least h of t | q)      binomial, Bryant & Lempert's quasi-p-value

and the limit goes if that is above 5 %. The points of the box are set aside and the search goes on for the next
one.

Points of one block of a design (a trajectory, a base point with its mixtures) lie beside each other, and what luck
did to one it may have done to all. There t counts the blocks that have points in the box, and h is t times its
density.

A box is fitted to the very points that it is judged by. Therefore the search is repeated with a fifth of the
points (whole blocks) left out, five times, and the first box of each judged by those: density and coverage
`elsewhere`. If chance could have put as many cases there (q is then the share of all points), there is no box: the
limits alone are too easily met, since it is not counted how many were tried.

Friedman & Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9:123-143,
doi:10.1023/A:1008894516817; Bryant & Lempert (2010), Thinking inside the box, Technological Forecasting and Social
Change 77:34-49, doi:10.1016/j.techfore.2009.08.002; slices are judged by gain per point lost, as the EMA Workbench
does (Kwakkel & Jaxa-Rozen 2016, Environmental Modelling & Software 79:311-321, doi:10.1016/j.envsoft.2015.11.020).

Our own, because the package PRIM is under the GPL and the EMA Workbench brings a machine learning library and a
statistics package for what takes little more than a hundred lines. On twelve made-up tasks (boxes, boxes with a
tenth told wrong, a slope, a hill; 200 to 1,000 points) the box here had a better balance than the best on the way
of the EMA Workbench 2.5.3, or the same, in ten; in the other two that one limited two or three inputs that do
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

PEELED = 0.05
"""The share of a box's points that a slice has, or else all those at its outermost value."""

SMALLEST = 0.05
"""The share of all points below which a box is not peeled any further."""

FEWEST_POINTS = 20
"""Points, of them `FEWEST_CASES` where it happens and as many where it does not, below which nothing is said."""

FEWEST_CASES = 5
MOST_CUTS = 100
"""Values of an input at which a limit may be set when pasting."""

MOST_BOXES = 3
LIKELY_CHANCE = 0.05
FOLDS = 5


@dataclass(frozen=True)
class Limit:
    """What a box asks of one input: values from low to high, or one of `among`, and how likely chance made it."""

    low: float = -np.inf
    high: float = np.inf
    among: frozenset[float] | None = None
    chance: float = np.nan

    def holds(self, column: Floats) -> Bools:
        """Say which values are within."""
        if self.among is not None:
            return np.isin(column, list(self.among))
        return np.asarray((column >= self.low) & (column <= self.high))


@dataclass(frozen=True)
class Box:
    """Limits by input (those that have any), and what lies within.

    `coverage` counts this box alone; `elsewhere` is (density, coverage) among points left out of the search, NaN
    of all boxes but the first.
    """

    limits: Mapping[int, Limit]
    points: int
    cases: int
    density: float
    coverage: float
    elsewhere: tuple[float, float] = field(default=(np.nan, np.nan))


def boxes(
    inputs: Floats, happens: Bools, *, blocks: Ints | None = None, unordered: frozenset[int] = frozenset(),
    seed: int,
) -> list[Box]:  # fmt: skip
    """Give up to three boxes where it happens more often than on the whole; none if that cannot be told.

    `blocks` is the number of each point's block, where the design has such; `unordered` are the columns whose
    numbers only name things.
    """
    blocks = np.arange(len(happens)) if blocks is None else blocks
    found: list[Box] = []
    left = np.ones(len(happens), bool)
    while len(found) < MOST_BOXES and _enough(happens[left]):
        limits = _one_box(inputs[left], happens[left], blocks[left], unordered)
        inside = within(limits, inputs) & left
        if not limits or happens[inside].mean() <= happens.mean():
            break
        found.append(_judged(limits, inside, happens))
        left &= ~inside
    if not found:
        return []
    held = _held(inputs, happens, blocks, unordered, seed)
    if _chance(held, np.ones(len(happens), bool), happens, blocks) > LIKELY_CHANCE:
        return []
    elsewhere = float(happens[held].mean()), float(happens[held].sum() / happens.sum())
    return [replace(found[0], elsewhere=elsewhere), *found[1:]]


def within(limits: Mapping[int, Limit], inputs: Floats) -> Bools:
    """Say which points satisfy all limits."""
    inside = np.ones(len(inputs), bool)
    for at, limit in limits.items():
        inside &= limit.holds(inputs[:, at])
    return inside


def enough(points: int, cases: int) -> bool:
    """Tell whether there are enough points, of both kinds, to look for a box."""
    return points >= FEWEST_POINTS and FEWEST_CASES <= cases <= points - FEWEST_CASES


def _enough(happens: Bools) -> bool:
    return enough(len(happens), int(happens.sum()))


def _judged(limits: Mapping[int, Limit], inside: Bools, happens: Bools) -> Box:
    points, cases = int(inside.sum()), int(happens[inside].sum())
    return Box(MappingProxyType(dict(limits)), points, cases, cases / points, cases / max(1, int(happens.sum())))


def _one_box(inputs: Floats, happens: Bools, blocks: Ints, unordered: frozenset[int]) -> dict[int, Limit]:
    """Peel, paste, choose the best box on the way, and take back limits that chance could have made."""
    way = list(_peeled(inputs, happens, unordered))
    # From the densest box and from the best one: each may be where the other cannot be reached from.
    ends = [way[-1], max(way, key=lambda limits: _balance(within(limits, inputs), happens))]
    moved = [_pasted(limits, inputs, happens, unordered) for limits in ends]
    best = max(moved, key=lambda limits: _balance(within(limits, inputs), happens))
    return _without_chance(best, inputs, happens, blocks)


def _balance(inside: Bools, happens: Bools) -> float:
    """Give the harmonic mean of density and coverage."""
    return 2 * float(happens[inside].sum()) / float(inside.sum() + happens.sum())


# --- peeling ------------------------------------------------------------------------------------------------


def _peeled(inputs: Floats, happens: Bools, unordered: frozenset[int]) -> Iterator[dict[int, Limit]]:
    """Give the boxes on the way down, beginning with the whole space."""
    limits: dict[int, Limit] = {}
    yield limits
    while True:
        inside = within(limits, inputs)
        slices = [
            (at, limit)
            for at in range(inputs.shape[1])
            for limit in _thinner(limits.get(at, Limit()), inputs[inside, at], at in unordered)
        ]
        rated = [(_gain(at, limit, inputs[inside], happens[inside]), at, limit) for at, limit in slices]
        rated = [one for one in rated if one[0] > -np.inf]
        if not rated or happens[inside].all():
            return
        _, at, limit = max(rated, key=lambda one: one[0])
        limits = {**limits, at: limit}
        if within(limits, inputs).sum() < max(SMALLEST * len(inputs), 2):
            return
        yield limits


def _thinner(limit: Limit, column: Floats, unordered: bool) -> Iterator[Limit]:
    """Give the limits that would peel a slice off one input."""
    values = np.unique(column)
    if len(values) < 2:
        return
    if unordered:
        yield from (Limit(among=frozenset(set(values.tolist()) - {value})) for value in values.tolist())
        return
    ordered, slice_of = np.sort(column), max(1, int(PEELED * len(column)))
    higher = ordered[ordered > ordered[slice_of - 1]]
    yield Limit(float(higher[0] if len(higher) else ordered[-1]), limit.high)
    lower = ordered[ordered < ordered[-slice_of]]
    yield Limit(limit.low, float(lower[-1] if len(lower) else ordered[0]))


def _gain(at: int, limit: Limit, inputs: Floats, happens: Bools) -> float:
    """Give how much denser the box becomes, for each point that it loses."""
    kept = limit.holds(inputs[:, at])
    if not kept.any() or kept.all():
        return -np.inf
    return float((happens[kept].mean() - happens.mean()) / (~kept).sum())


# --- pasting ------------------------------------------------------------------------------------------------


def _pasted(
    limits: dict[int, Limit], inputs: Floats, happens: Bools, unordered: frozenset[int]
) -> dict[int, Limit]:
    """Set the limits of one input at a time anew, wherever they are best, until none is better elsewhere."""
    balance = _balance(within(limits, inputs), happens)
    improved = True
    while improved:
        improved = False
        for at in range(inputs.shape[1]):
            others = {one: limit for one, limit in limits.items() if one != at}
            slab = within(others, inputs)
            best = _best_limit(inputs[slab, at], happens[slab], int(happens.sum()), at in unordered)
            moved = others if best is None else {**others, at: best}
            found = _balance(within(moved, inputs), happens)
            if found > balance + 1e-12:
                limits, balance, improved = moved, found, True
    return limits


def _best_limit(column: Floats, happens: Bools, of: int, unordered: bool) -> Limit | None:
    """Give the limit on one input that balances density and coverage best; None if that is no limit."""
    values = np.unique(column)
    if unordered:
        return _best_among(values, column, happens, of)
    if len(values) > MOST_CUTS:
        values = np.unique(np.quantile(values, np.linspace(0, 1, MOST_CUTS), method="nearest"))

    def between(column: Floats) -> NDArray[np.intp]:
        """Count from each value, a row, to each, a column."""
        ordered = np.sort(column)
        to, below = (np.searchsorted(ordered, values, side=side) for side in ("right", "left"))
        return to[None, :] - below[:, None]

    points, cases = between(column), between(column[happens])
    rated = np.where(points > 0, 2 * cases / np.maximum(points + of, 1), -1.0)
    low, high = np.unravel_index(int(rated.argmax()), rated.shape)
    ends = -np.inf if low == 0 else float(values[low]), np.inf if high == len(values) - 1 else float(values[high])
    return None if ends == (-np.inf, np.inf) else Limit(*ends)


def _best_among(values: Floats, column: Floats, happens: Bools, of: int) -> Limit | None:
    """Give the names that balance best: the densest first, as many as help."""
    names = sorted(values.tolist(), key=lambda name: -float(happens[column == name].mean()))
    sets = [frozenset(names[:count]) for count in range(1, len(names) + 1)]
    rated = [
        2 * float(happens[inside].sum()) / (inside.sum() + of)
        for inside in (np.isin(column, list(s)) for s in sets)
    ]
    best = sets[int(np.argmax(rated))]
    return None if len(best) == len(names) else Limit(among=best)


# --- chance -------------------------------------------------------------------------------------------------


def _without_chance(limits: Mapping[int, Limit], inputs: Floats, happens: Bools, blocks: Ints) -> dict[int, Limit]:
    """Take back the limits that chance could have made, the likeliest first, and say of the others how likely."""
    limits = dict(limits)
    while limits:
        inside = within(limits, inputs)
        others = {at: within({one: limits[one] for one in limits if one != at}, inputs) for at in limits}
        chances = {at: _chance(inside, without, happens, blocks) for at, without in others.items()}
        worst = max(chances, key=lambda at: chances[at])
        if chances[worst] <= LIKELY_CHANCE:
            return {at: Limit(limit.low, limit.high, limit.among, chances[at]) for at, limit in limits.items()}
        del limits[worst]
    return limits


def _chance(inside: Bools, without: Bools, happens: Bools, blocks: Ints) -> float:
    """Give how likely so many cases inside are where it happens as often as without a limit."""
    if not happens[inside].any():
        return 1.0
    counted = len(np.unique(blocks[inside]))
    cases = counted * float(happens[inside].mean())
    # The binomial's upper tail, which is also defined where blocks make a broken number of cases.
    return float(betainc(cases, counted - cases + 1, float(happens[without].mean())))


def _held(inputs: Floats, happens: Bools, blocks: Ints, unordered: frozenset[int], seed: int) -> Bools:
    """Say which points lie in the box that is found without their fifth of all points."""
    luck = np.random.Generator(np.random.PCG64(seed))
    _, block = np.unique(blocks, return_inverse=True)
    fold = (luck.permutation(block.max() + 1) % FOLDS)[block]
    held = np.zeros(len(happens), bool)
    for one in range(FOLDS):
        out = fold == one
        if limits := _one_box(inputs[~out], happens[~out], blocks[~out], unordered):
            held |= within(limits, inputs) & out
    return held
