"""Time the fast engine against the plain one on the same worlds, with the same customers in the end.

    python benchmarks/engines.py                    1,000 to 100,000 customers: some minutes
    python benchmarks/engines.py --whole            100,000 customers for a whole year: half an hour
    python benchmarks/engines.py --write            keep the run, and renew the table of benchmarks/README.md

Both sides run in one process, in turn, and must leave the same customers: a speed-up that changes an answer fails.
The plain engine takes some 13 us a customer-day, so larger worlds live fewer days here.
"""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

import numpy as np
from measuring import in_turn, measuring
from tables import Comparison, Row, tell

from sim import Scenario
from sim.model import JourneyModel
from sim.plain import PlainModel

ROUNDS = 3
WORLDS = ((1_000, 365), (10_000, 120), (100_000, 20))
WHOLE = ((100_000, 365),)
EQUAL = ("phase", "purchases", "failures", "contacts", "served", "nps_answer")
"""Columns of whole numbers that both engines must agree on."""

FIGURES = {"plain, us a customer-day": ".2f", "fast, us a customer-day": ".3f", "times as fast": ".0f"}
ENGINES = Comparison("engines", ("customers", "days"), FIGURES)
YEAR = Comparison("engines_for_a_year", ("customers", "days"), FIGURES)


def main() -> None:
    """Time the worlds that are asked for."""
    options = arguments()
    worlds = [options.world] if options.world else WHOLE if options.whole else WORLDS
    with measuring() as session:
        rows = [compared(people, days, rounds=options.rounds) for people, days in worlds]
    tell(YEAR if options.whole else ENGINES, rows, session, write=options.write)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--world", type=int, nargs=2, metavar=("PEOPLE", "DAYS"), help="only this one")
    parser.add_argument("--whole", action="store_true", help="only 100,000 customers for 365 days")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the table")
    return parser.parse_args()


def world(people: int, days: int, **settings: object) -> Scenario:
    """Give the typical firm, with nobody standing for others and nothing logged."""
    alone = {"population": people, "represents": 1, "days": days, "log": "none"}
    return Scenario.load("default").but(alone | settings)


def compared(people: int, days: int, *, rounds: int = ROUNDS) -> Row:
    """Live the same world in both engines, in turn; their customers must be the same."""
    spec = world(people, days)
    sides = {"plain": partial(lived, PlainModel, spec), "fast": partial(lived, JourneyModel, spec)}
    taken = in_turn(sides, rounds=rounds, same=check)
    return {
        "customers": people,
        "days": days,
        "plain, us a customer-day": taken["plain"] / people / days * 1e6,
        "fast, us a customer-day": taken["fast"] / people / days * 1e6,
        "times as fast": taken["plain"] / taken["fast"],
    }


def lived(model: type, spec: Scenario) -> dict[str, Any]:
    """Live a world, from the making of the model to its record, and give its customers."""
    customers: dict[str, Any] = model(spec).run().customers
    return customers


def check(plain: dict[str, Any], fast: dict[str, Any]) -> None:
    """Hold the customers of the fast engine to those of the plain one."""
    for column in EQUAL:
        np.testing.assert_array_equal(fast[column], plain[column], err_msg=column)


if __name__ == "__main__":
    main()
