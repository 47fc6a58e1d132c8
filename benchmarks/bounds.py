"""Bound what two ideas could gain at most, before anybody builds them.

    python benchmarks/bounds.py                  some minutes
    python benchmarks/bounds.py --write          keep the run, and renew the tables of benchmarks/README.md

**Replications side by side**: one model that holds several worlds would make fewer and larger calls of NumPy. It
can do no better than one world with as many customers, but for the desks, whose queues have to stay apart. So its
time is that of the large world, less its queue, and as many queues of the small one. That is what could be reached
if every other part of the desk were merged as well; the second figure leaves whole desks apart.

**A compiled kernel** for the use of the product and for the decision to leave: if these took no time at all, a run
would still take the rest (Amdahl 1967).
"""

from __future__ import annotations

import argparse
from collections import Counter
from contextlib import contextmanager
from functools import partial
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from engines import world
from measuring import measuring
from tables import Comparison, Row, tell

import sim.desk.desk
import sim.journey.day
from sim import Scenario
from sim.model import JourneyModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS = 3
SMALL, TOGETHER = 20_000, (2, 5, 10)
DAYS = 120
KERNEL_WORLDS = ((20_000, 365), (100_000, 365), (1_000_000, 60))
REPRESENTS = 5
"""How many people each one stands for at the desk, as in the headline question: 20,000 for 100,000."""

SIDE_BY_SIDE = Comparison(
    "side_by_side",
    ("replications",),
    {
        "one after another, s": ".2f",
        "one large world, s": ".2f",
        "queues, s": ".2f",
        "gain with queues apart": ".2f",
        "gain with desks apart": ".2f",
    },
)
KERNEL = Comparison(
    "kernel", ("customers", "days"), {"use": ".1%", "leaving": ".1%", "gain if they took no time": ".2f"}
)


def main() -> None:
    """Give both bounds."""
    options = arguments()
    with measuring() as session:
        merged = [
            side_by_side(options.people, options.days, number, options.rounds) for number in options.together
        ]
        compiled = [kernel(people, days, options.rounds) for people, days in options.worlds]
    tell(SIDE_BY_SIDE, merged, session, write=options.write)
    tell(KERNEL, compiled, session, write=options.write)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=SMALL, help="customers of the small world")
    parser.add_argument("--days", type=int, default=DAYS, help="that it lives")
    parser.add_argument("--together", type=int, nargs="+", default=TOGETHER, help="replications side by side")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--world", dest="worlds", type=int, nargs=2, action="append", help="of the kernel")
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the tables")
    options = parser.parse_args()
    options.worlds = options.worlds or KERNEL_WORLDS
    return options


def side_by_side(people: int, days: int, replications: int, rounds: int = ROUNDS) -> Row:
    """Compare so many small worlds, and one as large as all of them, in turn."""
    small, large = (world(people * times, days, represents=REPRESENTS) for times in (1, replications))
    taken: dict[str, list[Counter[str]]] = {"small": [], "large": []}
    for _ in range(rounds):
        apart = [lived(small, replication) for replication in range(replications)]
        taken["small"].append(sum(apart, Counter[str]()))
        taken["large"].append(lived(large))
    gains = {
        part: median(
            one["all"] / (other["all"] - other[part] + one[part])
            for one, other in zip(taken["small"], taken["large"], strict=True)
        )
        for part in ("queue", "desk")
    }
    return {
        "replications": replications,
        "one after another, s": median(one["all"] for one in taken["small"]),
        "one large world, s": median(one["all"] for one in taken["large"]),
        "queues, s": median(one["queue"] for one in taken["small"]),
        "gain with queues apart": gains["queue"],
        "gain with desks apart": gains["desk"],
    }


def kernel(people: int, days: int, rounds: int = ROUNDS) -> Row:
    """Give the shares of a run that a kernel could take away, and what would be gained."""
    runs = [lived(world(people, days)) for _ in range(rounds)]
    use, leaving = (median(run[part] / run["all"] for run in runs) for part in ("use", "leaving"))
    return {
        "customers": people,
        "days": days,
        "use": use,
        "leaving": leaving,
        "gain if they took no time": 1.0 / (1.0 - use - leaving),
    }


def lived(spec: Scenario, replication: int = 0) -> Counter[str]:
    """Live a world and give the seconds of the whole, of its desk, the queue in it, of use and of leaving."""
    spent = Counter[str]()
    begun = process_time()
    model = JourneyModel(spec, replication=replication)
    with (
        timed(sim.desk.desk, "serve_day", spent, "queue"),
        timed(model.desk, "serve", spent, "desk"),
        timed(sim.journey.day, "use", spent, "use"),
        timed(sim.journey.day, "decide", spent, "leaving"),
    ):
        model.run()
    spent["all"] = process_time() - begun
    assert {"queue", "desk", "use", "leaving"} <= spent.keys()
    return spent


@contextmanager
def timed(home: Any, name: str, spent: Counter[str], part: str) -> Iterator[None]:
    """Time a function, wherever it is called by this name, in the meantime."""
    with patch.object(home, name, partial(watched, getattr(home, name), spent, part)):
        yield


def watched(work: Callable[..., Any], spent: Counter[str], part: str, *given: Any, **named: Any) -> Any:
    """Do some work and write down what it took."""
    begun = process_time()
    came = work(*given, **named)
    spent[part] += process_time() - begun
    return came


if __name__ == "__main__":
    main()
