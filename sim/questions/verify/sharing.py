"""Worked examples of the statistics that answers are made of: shares of a difference, and a ratio's interval."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from sim.questions.verify.experiment import FORMULA, experiment
from sim.statistics.fieller import ratio_interval
from sim.statistics.shapley import shapley

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

PLAYERS = ("marketing", "product", "service")
WORTH = {
    (): 0, ("product",): 6, ("marketing",): 1, ("service",): 2, ("marketing", "product"): 8,
    ("product", "service"): 7, ("marketing", "service"): 3, PLAYERS: 10,
}  # fmt: skip
CLOSED = (0.11, 0.09, 0.13, 0.10, 0.12)
GAPS = (0.54, 0.52, 0.57, 0.55, 0.53)


@experiment("A24", source="average over all orders (Shapley 1953)", on=FORMULA)
def shares_of_a_difference(bench: Bench) -> Iterator[Check]:
    worth = {frozenset(players): float(value) for players, value in WORTH.items()}
    shares = shapley(worth, PLAYERS)
    orders = list(permutations(PLAYERS))
    for player in PLAYERS:
        before = [frozenset(order[: order.index(player)]) for order in orders]
        adds = sum(worth[there | {player}] - worth[there] for there in before) / len(orders)
        yield bench.exact(f"share of {player}", float(shares[player]), adds, tolerance=1e-12)
    yield bench.exact("all shares together", float(sum(shares.values())), 10.0, tolerance=1e-12)


@experiment("A24", source="worked by hand (Fieller 1954; Tukey 1958)", on=FORMULA)
def interval_of_a_ratio(bench: Bench) -> Iterator[Check]:
    found = ratio_interval(CLOSED, GAPS, smallest_denominator=0.01)
    yield bench.exact("ratio of the means", found.ratio, sum(CLOSED) / sum(GAPS), tolerance=1e-12)
    yield bench.exact("jackknife error of the ratio", found.standard_error, 0.011193241196317719, tolerance=1e-9)
    yield bench.exact("Fieller's lower limit", found.low, 0.17117786891317427, tolerance=1e-9)
    yield bench.exact("Fieller's upper limit", found.high, 0.23341255991311272, tolerance=1e-9)
