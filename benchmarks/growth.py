"""Time the fast engine alone as worlds grow, each in a process of its own: seconds, and the memory at its peak.

    python benchmarks/growth.py                       1,000 to 10 million customers: some minutes, and 5 GB
    python benchmarks/growth.py --largest 1000000     not so many
    python benchmarks/growth.py --write               keep the run, and renew the tables of benchmarks/README.md

Three ways to grow: more customers, more days, and more questions to the desk. Nothing is logged, nobody stands
for others. A contact's time is that of the desk, from who contacts it to what that leaves with the customer.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from statistics import median
from typing import Any

from engines import world
from measuring import in_a_process_of_its_own, measuring, peak_mb
from tables import Comparison, Row, tell

from sim.model import JourneyModel

ROUNDS = 3
DAYS = 60
PEOPLE = 100_000
YEAR = 365
LONGER = (60, 120, 240, 365)
QUESTIONS = (0, 1, 4, 8)
"""As many questions to the desk, as multiples of those of the typical firm."""
ONCE_FROM = 1_000_000
"""Larger worlds are run once only."""

FIGURES = {
    "seconds": ".2f",
    "ms a day": ".2f",
    "ns a customer-day": ".0f",
    "ns a live customer-day": ".0f",
    "contacts a day": ",.0f",
    "us a contact": ".2f",
    "peak, MB": ",.0f",
}
CUSTOMERS = Comparison("customers", ("customers",), FIGURES | {"times the seconds of the row above": ".1f"})
LENGTH = Comparison("days", ("days",), FIGURES)
CONTACTS = Comparison("contacts", ("questions",), FIGURES | {"us for each contact more": ".2f"})


def main() -> None:
    """Grow, or live the one world that is asked for."""
    options = arguments()
    if options.alone:
        people, days, questions = options.alone
        print(json.dumps(alone(int(people), int(days), questions)))
        return
    with measuring() as session:
        customers = with_customers(options.largest, options.days, options.rounds)
        days = [{"days": days} | lived(options.people, days, options.rounds) for days in options.longer]
        contacts = with_contacts(options.people, options.days, options.rounds)
    for comparison, rows in ((CUSTOMERS, customers), (LENGTH, days), (CONTACTS, contacts)):
        tell(comparison, rows, session, write=options.write)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=10_000_000, help="customers of the largest world")
    parser.add_argument("--days", type=int, default=DAYS, help="days of most worlds")
    parser.add_argument("--people", type=int, default=PEOPLE, help="customers, where these do not grow")
    parser.add_argument("--longer", type=int, nargs="*", default=LONGER, help="days, where these grow")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of worlds below a million customers")
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the tables")
    parser.add_argument(
        "--alone", type=float, nargs=3, metavar=("PEOPLE", "DAYS", "QUESTIONS"), help="only this one, as JSON"
    )
    return parser.parse_args()


def with_customers(largest: int, days: int, rounds: int) -> list[Row]:
    """Let worlds grow tenfold, up to the largest."""
    rows: list[Row] = []
    people = 1_000
    while people <= largest:
        row = lived(people, days, rounds if people < ONCE_FROM else 1)
        times = row["seconds"] / rows[-1]["seconds"] if rows else None
        rows.append({"customers": people} | row | {"times the seconds of the row above": times})
        people *= 10
    return rows


def with_contacts(people: int, days: int, rounds: int) -> list[Row]:
    """Let customers ask more questions; gives also what each contact that comes with them took."""
    rows: list[Row] = []
    for questions in QUESTIONS:
        row = {"questions": f"{questions} times"} | lived(people, days, rounds, questions)
        more = None
        if rows:
            contacts = (row["contacts a day"] - rows[0]["contacts a day"]) * days
            more = (row["seconds"] - rows[0]["seconds"]) / contacts * 1e6
        rows.append(row | {"us for each contact more": more})
    return rows


def lived(people: int, days: int, rounds: int = 1, questions: float = 1.0) -> Row:
    """Live a world some times, each in a process of its own; gives the medians."""
    found = [in_a_process_of_its_own("growth.py", "--alone", people, days, questions) for _ in range(rounds)]
    assert len({(each["live"], each["contacts"]) for each in found}) == 1, "the same world went two ways"
    taken, desk = (median(each[what] for each in found) for what in ("seconds", "desk"))
    live, contacts = found[0]["live"], found[0]["contacts"]
    return {
        "seconds": taken,
        "ms a day": taken / days * 1e3,
        "ns a customer-day": taken / people / days * 1e9,
        "ns a live customer-day": taken / live * 1e9,
        "contacts a day": contacts / days,
        "us a contact": desk / contacts * 1e6 if contacts else None,
        "peak, MB": max(each["peak"] for each in found),
    }


def alone(people: int, days: int, questions: float) -> dict[str, Any]:
    """Live one world in this process and say what it took."""
    rate = world(10, days).failures.question_rate
    spec = world(people, days, **{"failures.question_rate": rate * questions})
    begun = time.process_time()
    model = JourneyModel(spec)
    desk = timed_desk(model)
    record = model.run()
    taken = time.process_time() - begun
    return {
        "seconds": taken,
        "desk": desk["seconds"],
        "live": int(record.customers["days"].sum()),
        "contacts": int(record.daily["contacts"].sum()),
        "peak": peak_mb(),
    }


def timed_desk(model: JourneyModel) -> Counter[str]:
    """Time the desk of a model from now on: routing, queue, encounters, and what they leave with the customers."""
    serve, spent = model.desk.serve, Counter[str]()

    def timed(*arguments: Any) -> None:
        begun = time.process_time()
        serve(*arguments)
        spent["seconds"] += time.process_time() - begun

    model.desk.serve = timed
    return spent


if __name__ == "__main__":
    main()
