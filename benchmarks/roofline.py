"""Count what a customer-day and a contact need, measure what this machine does of that at best, and compare.

    python benchmarks/roofline.py                100,000 customers for 60 days: a minute or two
    python benchmarks/roofline.py --write        keep the run, and renew the table of benchmarks/README.md

What is counted: bytes that NumPy reads and writes in passes over arrays, numbers that it picks or puts by row,
words of luck, transcendental functions, calls of NumPy, and events of SimPy. What is measured: how long one of
each takes by itself, in arrays as long as a block of customers. Their products add up to the least that this way
of computing could take here, if Python itself cost nothing; the time that is really taken stands below it. The
counts come from the tests (`tests/model/counted_work.py`), and need what `pip install -e ".[dev]"` installs.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from functools import partial
from operator import add
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy
from bounds import timed
from engines import world
from measuring import HERE, measuring
from scipy import special
from tables import Comparison, Row, tell

from sim import luck
from sim.luck import Decision
from sim.model import BLOCK_ROWS, JourneyModel

sys.path.insert(0, str(HERE.parent / "tests" / "model"))
from counted_work import COUNTED, watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario import Scenario

ROUNDS = 3
REPEATED = 51
CALLS = 10_000
LONG = 10_000_000
FUNCTIONS = {"log": np.log, "log1p": np.log1p, "exp": np.exp, "expm1": np.expm1, "ndtri": special.ndtri}

ROOFLINE = Comparison(
    "roofline",
    ("what",),
    {
        "at best, ns each": ".3g",
        "in a live customer-day": ".3g",
        "ns a live customer-day": ".1f",
        "in a contact": ".3g",
        "ns a contact": ",.1f",
    },
)


def main() -> None:
    """Count, measure and compare."""
    options = arguments()
    with measuring() as session:
        rows = compared(world(options.people, options.days), options.rounds)
    tell(ROOFLINE, rows, session, write=options.write)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the table")
    return parser.parse_args()


def compared(spec: Scenario, rounds: int) -> list[Row]:
    """Give a row for each kind of work, then what they add up to, what is taken, and the ratio."""
    day, contact = counted(spec)
    rows = []
    for kind, best in machine().items():
        rows.append({
            "what": kind,
            "at best, ns each": best,
            "in a live customer-day": day[kind],
            "ns a live customer-day": day[kind] * best,
            "in a contact": contact[kind],
            "ns a contact": contact[kind] * best,
        })  # fmt: skip
    least = [sum(row[name] for row in rows) for name in ("ns a live customer-day", "ns a contact")]
    taken = [median(times) for times in zip(*(lived(spec) for _ in range(rounds)), strict=True)]
    totals = {
        "**all of that: the least**": least,
        "**taken**": taken,
        "**times the least**": [one / other for one, other in zip(taken, least, strict=True)],
    }
    # For comparison only: which of the bytes come from there is not counted.
    far = blank("a byte from memory, in arrays larger than the caches") | {"at best, ns each": memory()}
    return [rows[0], far, *rows[1:], *(total(name, *figures) for name, figures in totals.items())]


def total(what: str, a_day: float, a_contact: float) -> Row:
    """Give a row that has only results."""
    return blank(what) | {"ns a live customer-day": a_day, "ns a contact": a_contact}


def blank(what: str) -> Row:
    """Give a row without figures."""
    return {"what": what} | dict.fromkeys(ROOFLINE.figures)


# --- what is needed ------------------------------------------------------------------------------------------


def counted(spec: Scenario) -> tuple[Counter[str], Counter[str]]:
    """Live a world with everything counted; gives the work of a live customer-day, and that of a contact."""
    from pytest import MonkeyPatch  # noqa: PT013

    at_desk = Counter[str]()
    with MonkeyPatch.context() as patched:
        watch(patched)
        model = JourneyModel(spec)
        serve = model.desk.serve

        def watched(*given: Any) -> None:
            before = Counter(COUNTED)
            serve(*given)
            at_desk.update(Counter(COUNTED) - before)

        model.desk.serve = watched
        COUNTED.clear()
        while model.running:
            model.step()
    record = model.record()
    live, contacts = int(record.customers["days"].sum()), int(record.daily["contacts"].sum())
    return kinds(Counter(COUNTED) - at_desk, live), kinds(at_desk, contacts)


def kinds(counts: Counter[str], of: int) -> Counter[str]:
    """Give the kinds of work that `machine` knows, of one."""
    number = 8  # bytes
    return Counter({
        "bytes passed over": (counts["bytes"] - counts["bytes of draws"] - number * counts["picked"]) / of,
        "numbers picked or put by row": counts["picked"] / of,
        "words of luck": counts["draws"] / of,
        **{f"`{name}`": counts[name] / of for name in FUNCTIONS},
        "calls of NumPy": counts["operations"] / of,
        "events of SimPy": counts["simpy"] / of,
    })  # fmt: skip


def lived(spec: Scenario) -> tuple[float, float]:
    """Live a world as it is; gives the nanoseconds of a live customer-day without the desk, and of a contact."""
    spent = Counter[str]()
    model = JourneyModel(spec)
    begun = process_time()
    with timed(model.desk, "serve", spent, "desk"):
        while model.running:
            model.step()
    days = process_time() - begun - spent["desk"]
    record = model.record()
    return days / record.customers["days"].sum() * 1e9, spent["desk"] / record.daily["contacts"].sum() * 1e9


# --- what the machine can do ---------------------------------------------------------------------------------


def machine() -> dict[str, float]:
    """Give the nanoseconds that one of each kind of work takes at best."""
    block = np.linspace(0.001, 0.999, BLOCK_ROWS)
    out, rows = np.empty_like(block), np.flatnonzero(np.arange(BLOCK_ROWS) % 3 == 0)
    lucks = luck.customer_lucks(1, 0, np.arange(BLOCK_ROWS))
    one = np.zeros(1)
    return {
        "bytes passed over": best(partial(np.add, block, block, out=out), 3 * block.nbytes),
        "numbers picked or put by row": best(partial(block.take, rows), len(rows)),
        "words of luck": best(partial(luck.words, lucks, Decision.EXPERIENCE, 1), BLOCK_ROWS),
        **{f"`{name}`": best(partial(work, block, out=out), BLOCK_ROWS) for name, work in FUNCTIONS.items()},
        "calls of NumPy": best(partial(many, partial(add, one, one)), CALLS),
        "events of SimPy": best(events, CALLS),
    }


def memory() -> float:
    """Give the nanoseconds of a byte in arrays that no cache holds."""
    long = np.zeros(LONG)
    return best(partial(np.add, long, long, out=np.empty_like(long)), 3 * long.nbytes)


def best(work: Callable[[], object], times: int) -> float:
    """Give the nanoseconds of one of so many things that some work does, in the fastest of several rounds."""
    taken = []
    for _ in range(REPEATED):
        begun = process_time()
        work()
        taken.append(process_time() - begun)
    return min(taken) / times * 1e9


def many(work: Callable[[], object]) -> None:
    """Do something many times."""
    for _ in range(CALLS):
        work()


def events() -> None:
    """Let one event of SimPy happen again and again, with a callback that plans it anew."""
    env = simpy.Environment()
    event = simpy.Event(env)

    def again(_: object) -> None:
        if env.now < CALLS:
            event.callbacks = callbacks
            env.schedule(event, delay=1)

    callbacks = [again]
    event.succeed()
    event.callbacks = callbacks
    env.run()
    assert env.now == CALLS


if __name__ == "__main__":
    main()
