"""Measure every figure of speed that this project promises itself, and say which are met.

    python benchmarks/musts.py                  all of them: ten minutes, and 5 GB
    python benchmarks/musts.py --only contact   those rows whose name holds a word
    python benchmarks/musts.py --memory         those of memory, for which the machine need not be at rest
    python benchmarks/musts.py --write          keep the run, and renew the tables of benchmarks/README.md

Ratios are taken in turn; seconds are processor time of one core, but where it says of the clock, and hold on the
machine that the page names. A goal is what would be worth having; to miss a must is a fault.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from functools import cache, partial
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from desk import compared as queues
from engines import compared as engines
from engines import world
from growth import lived
from measuring import HERE, measuring, seconds
from starting import REPORT, run
from sweeps import swept
from tables import Comparison, Row, tell

from sim import simulate
from sim.model import JourneyModel

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3
YEAR = 365
PLAIN_DAYS = 20
"""Days of a hundred thousand customers in the plain engine: 26 seconds."""
MILLION = 1_000_000
SHORT = 60
"""Days of ten million customers."""
BUSY = 200_000, 60
"""A world with more than 500 contacts a day."""
SMALL = 1_000
LARGE = 100_000
"""Two worlds between which a line is drawn: where it starts is what a day costs without customers."""


@dataclass(frozen=True)
class Must:
    """A promise: what it is about, what is measured, what must be reached and what would be good."""

    what: str
    unit: str
    measure: Callable[[int], float]
    """In so many rounds."""
    must: float
    goal: float
    more_is_better: bool = False
    on_one_core: bool = True

    @property
    def is_memory(self) -> bool:
        """Tell whether it is the same however busy the machine is."""
        return self.unit in ("bytes", "MB")

    def row(self, here: float) -> Row:
        """Give the row of the table."""
        sign = "at least " if self.more_is_better else "at most "
        return {
            "what": self.what,
            "unit": self.unit,
            "here": here,
            "must": f"{sign}{self.must:g}",
            "goal": f"{sign}{self.goal:g}",
        }


def judged(row: Row) -> str:
    """Say whether a figure is what it must be."""
    return "goal" if holds(row["here"], row["goal"]) else "yes" if holds(row["here"], row["must"]) else "**no**"


def holds(here: float, asked: str) -> bool:
    """Tell whether a figure is on the right side of a limit."""
    side, _, limit = asked.rpartition(" ")
    return here >= float(limit) if side == "at least" else here <= float(limit)


TABLE = Comparison("musts", ("what", "unit"), {"here": ".3g"}, judged={"met": judged}, by_clock=True, by_kind=True)
MEMORY = Comparison("memory", ("what", "unit"), {"here": ".3g"}, judged={"met": judged})


def main() -> None:
    """Measure what is asked for."""
    options = arguments()
    for comparison in (MEMORY,) if options.memory else (TABLE, MEMORY):
        musts = [must for must in MUSTS if options.only in must.what and must.is_memory == (comparison is MEMORY)]
        if not musts:
            continue
        with measuring() as session:
            rows = [must.row(must.measure(options.rounds)) for must in musts if must.on_one_core]
        with measuring(one_core=False) as everywhere:
            rows += [must.row(must.measure(options.rounds)) for must in musts if not must.on_one_core]
        session.loop_ms += everywhere.loop_ms
        tell(comparison, rows, session, write=options.write and not options.only)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="rows whose name holds this; they are not kept")
    parser.add_argument("--memory", action="store_true", help="only what memory holds")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of everything but the million")
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the table")
    options = parser.parse_args()
    if not any(options.only in must.what for must in MUSTS):
        parser.error(
            f"no row has {options.only!r} in its name; there are: {'; '.join(must.what for must in MUSTS)}"
        )
    return options


def state_bytes(_rounds: int) -> float:
    """Give the bytes of all columns that a customer has, with the open cases, on the fullest day of a year."""
    model, most = JourneyModel(world(10_000, YEAR)), 0.0
    while model.running:
        model.step()
        most = max(most, model.customers.bytes_each)
    return most


@cache
def a_million() -> Row:
    """Live a million customers for a year."""
    return lived(MILLION, YEAR)


def times_a_tenth(rounds: int) -> float:
    """Say how many times as long a million customers take as a hundred thousand."""
    return float(a_million()["seconds"] / lived(MILLION // 10, YEAR, rounds)["seconds"])


def of_ten_million(rounds: int) -> float:
    """Say how many times as long a customer-day takes among ten million as among a hundred thousand."""
    large, small = lived(10 * MILLION, SHORT), lived(LARGE, SHORT, rounds)
    return float(large["ns a customer-day"] / small["ns a customer-day"])


def a_day_without_customers(rounds: int) -> float:
    """Draw a line through two worlds, in milliseconds a day, and see where it starts."""
    small, large = (lived(people, YEAR, rounds)["ms a day"] for people in (SMALL, LARGE))
    return float(small - SMALL * (large - small) / (LARGE - SMALL))


def a_batch(rounds: int) -> float:
    """Run 20 replications of 10,000 customers."""
    spec = world(10_000, YEAR)
    return median(seconds(partial(simulate, spec, replications=20))[0] for _ in range(rounds))


def a_quiet_day(rounds: int) -> float:
    """Give the nanoseconds that a customer-day takes in Extension, if nobody contacts the desk, set-up apart."""
    sys.path.insert(0, str(HERE / "peers" / "crowd"))
    from fast_crowd import world as quiet_world

    taken = []
    for _ in range(rounds):
        model = JourneyModel(quiet_world(LARGE, YEAR))
        took, record = seconds(model.run)
        taken.append(took / record.customers["days"].sum() * 1e9)
    return float(median(taken))


def a_contact(rounds: int) -> float:
    """Give the microseconds that the desk takes for a contact, on busy days."""
    row = lived(*BUSY, rounds)
    assert row["contacts a day"] > 500
    return float(row["us a contact"])


def two_workers(rounds: int) -> float:
    """Give what a sweep on two workers reaches of two independent processes, in percent."""
    return 100 * next(
        row["of independent processes"] for row in swept(rounds=rounds) if row["how"] == "two workers"
    )


def the_help(rounds: int) -> float:
    """Wait for the help."""
    return median(run("--help").wall for _ in range(2 * rounds))


def the_answer(rounds: int) -> float:
    """Wait for the answer of the default command, to the report."""
    return median(the_answer_once() for _ in range(rounds))


def the_answer_once() -> float:
    """Ask for the first time."""
    with TemporaryDirectory() as place:
        return run("--out", place).until(REPORT)


MUSTS = (
    Must(
        f"the fast engine against the plain one: {LARGE:,} customers, {PLAIN_DAYS} days",
        "times",
        lambda rounds: engines(LARGE, PLAIN_DAYS, rounds=rounds)["times as fast"],
        must=60, goal=100, more_is_better=True,
    ),
    Must("a million customers for a year", "s", lambda _: a_million()["seconds"], must=20, goal=12),
    Must(
        "a million customers for a year, at the peak",
        "MB", lambda _: a_million()["peak, MB"], must=500, goal=350,
    ),
    Must("a customer-day in Extension, without the desk", "ns", a_quiet_day, must=50, goal=38),
    Must("what is kept of a customer while he is simulated", "bytes", state_bytes, must=224, goal=176),
    Must("a contact, desk and bookkeeping, from 500 a day up", "us", a_contact, must=4, goal=2.5),
    Must(
        "the lean queue against the textbook one, 600 contacts a day",
        "times", lambda rounds: queues(600, rounds=7 * rounds)["times as fast"],
        must=6, goal=10, more_is_better=True,
    ),
    Must("a day without customers", "ms", a_day_without_customers, must=1, goal=0.6),
    Must("from 100,000 customers to a million", "times as long", times_a_tenth, must=13, goal=11),
    Must("a customer-day of ten million, of that of 100,000", "times", of_ten_million, must=1.15, goal=1),
    Must("20 replications of 10,000 customers for a year", "s", a_batch, must=12, goal=7),
    Must(
        "a sweep on two workers, of two independent processes",
        "%", two_workers, must=90, goal=97, more_is_better=True, on_one_core=False,
    ),
    Must("`python run.py --help`", "s of the clock", the_help, must=0.5, goal=0.2, on_one_core=False),
    Must("`python run.py`, to the report, on two cores", "s of the clock", the_answer, must=20, goal=10,
         on_one_core=False),
)  # fmt: skip


if __name__ == "__main__":
    main()
