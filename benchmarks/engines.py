"""Time the engines: the fast one against the plain one, and alone as worlds grow.

    python benchmarks/engines.py                    a few minutes
    python benchmarks/engines.py --largest 1000000  the fast engine alone up to a million customers
    python benchmarks/engines.py --profile          where the fast engine's time goes, by pass
    python benchmarks/engines.py --batch            20 replications of 10,000 customers, here and in two workers

Both sides run in one process, in turn, on processor time, and must leave the same customers: a speed-up that
changes an answer fails. A fixed loop is timed before and after, since machines drift; compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import time
from pathlib import Path

import numpy as np

from sim import Scenario, simulate
from sim.model import JourneyModel
from sim.plain import PlainModel

ROUNDS = 3
EQUAL = ("phase", "purchases", "failures", "contacts", "served", "nps_answer")
"""Columns of whole numbers that both engines must agree on."""

PASSES = {
    "use.use": "the product is used: experience, disconfirmation, learning",
    "leaving.decide": "churn, and occasions to buy again",
    "trouble.meet_failures": "failures",
    "trouble.wonder": "questions",
    "trouble.heal": "what fixes itself",
    "leaving.give_back": "returns",
    "engagement.purchase": "the gate of purchase",
    "exit.deliver": "delivery",
    "day.remember": "CX of everybody this evening",
    "day.keep": "who is still a customer",
    "desk.serve": "the desk: routing, queue, encounter and their traces",
    "talk.listen": "word of mouth",
    "ledger.add_up": "the ledger over time",
    "births.births": "births",
    "model.record": "the record",
    "model.stock": "counting who is where",
}
"""Functions that do not call each other, by module and name."""


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5_000, help="customers of the comparison")
    parser.add_argument("--largest", type=int, default=100_000, help="customers of the largest world")
    parser.add_argument("--days", type=int, default=365, help="days of both")
    parser.add_argument("--profile", action="store_true", help="only the passes, of the largest world")
    parser.add_argument("--batch", action="store_true", help="only many replications")
    options = parser.parse_args()
    if options.profile:
        profile(options.largest)
        return
    if options.batch:
        batch()
        return
    before = reference()
    compare(world(options.people, options.days))
    grow(options.largest, options.days)
    print(f"\nreference loop: {before:.3f} s before, {reference():.3f} s after")


def world(people: int, days: int = 365) -> Scenario:
    """Give the typical firm, with nobody standing for others."""
    return Scenario.load("default").but({"population": people, "represents": 1, "days": days, "log": "none"})


def reference() -> float:
    """Time a fixed piece of arithmetic, in Python and in NumPy."""
    begun = time.process_time()
    x = np.linspace(0.0, 1.0, 100_000)
    total = sum(float(np.exp(-x * k).sum()) for k in range(100))
    total += sum(i * i % 7 for i in range(1_000_000))
    assert total > 0.0
    return time.process_time() - begun


def timed(model: type, spec: Scenario) -> tuple[float, dict[str, np.ndarray]]:
    """Give the processor seconds of a run, from the making of the model to its record, and its customers."""
    begun = time.process_time()
    record = model(spec).run()
    return time.process_time() - begun, record.customers


def compare(spec: Scenario) -> None:
    """Time both engines on the same world, in turn."""
    people = spec.population
    seconds = {JourneyModel: [], PlainModel: []}
    for _ in range(ROUNDS):
        lived = {}
        for model, times in seconds.items():
            taken, lived[model] = timed(model, spec)
            times.append(taken)
        for column in EQUAL:
            np.testing.assert_array_equal(lived[JourneyModel][column], lived[PlainModel][column], err_msg=column)
    fast, plain = (float(np.median(times)) for times in seconds.values())
    print(f"{people:,} customers x {spec.days} days, represents 1, median of {ROUNDS}")
    print(f"  plain {plain:7.2f} s   {plain / people / spec.days * 1e6:8.2f} us a customer-day")
    print(f"  fast  {fast:7.2f} s   {fast / people / spec.days * 1e6:8.2f} us a customer-day")
    print(f"  the fast engine is {plain / fast:.0f} times as fast, with the same customers")


def grow(largest: int, days: int) -> None:
    """Time the fast engine alone on larger and larger worlds."""
    columns = (
        "customers",
        "seconds",
        "ms a day",
        "ns a customer-day",
        "ns a live customer-day",
        "peak memory, MB",
    )
    print("\n| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    people = 1_000
    while people <= largest:
        spec = world(people, days)
        taken, customers = timed(JourneyModel, spec)
        live = int(customers["days"].sum())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        per_day, per_live = taken / people / spec.days * 1e9, taken / live * 1e9
        a_day = taken / spec.days * 1e3
        print(
            f"| {people:,} | {taken:.2f} | {a_day:.2f} | {per_day:.0f} | {per_live:.0f} | {peak:.0f} |", flush=True
        )
        people *= 10


def profile(people: int) -> None:
    """Show where the fast engine spends its time, pass by pass, and what a contact costs from start to end."""
    watch = cProfile.Profile()
    watch.runcall(lambda: JourneyModel(world(people)).run())
    spent = dict.fromkeys(PASSES, 0.0)
    stats = pstats.Stats(watch).stats
    for (file, _, name), times in stats.items():
        place = f"{Path(file).stem}.{name}"
        if place in spent:
            spent[place] += times[3]
    total = max(times[3] for times in stats.values())
    print(f"{people:,} customers x 365 days: {total:.1f} s under the profiler\n")
    print("| pass | share of the time | what it is |\n|---|---|---|")
    for place, seconds in sorted(spent.items(), key=lambda one: -one[1]):
        print(f"| `{place}` | {seconds / total:.1%} | {PASSES[place]} |")
    print(f"| the rest | {1 - sum(spent.values()) / total:.1%} | |")
    cost_of_contacts(people)


def cost_of_contacts(people: int) -> None:
    """Time the desk's part of a run: routing, queue, encounter, and what they leave with the customers."""
    model = JourneyModel(world(people))
    serve, seconds = model.desk.serve, [0.0]

    def timed_serve(*arguments: object) -> None:
        begun = time.process_time()
        serve(*arguments)
        seconds[0] += time.process_time() - begun

    model.desk.serve = timed_serve
    contacts = model.run().daily["contacts"].sum()
    print(f"\na contact: {seconds[0] / contacts * 1e6:.2f} us ({contacts / model.spec.days:.0f} contacts a day)")


def batch() -> None:
    """Time 20 replications of 10,000 customers in this process, and spread over two workers."""
    spec = world(10_000)
    for workers in (1, 2):
        begun = time.perf_counter()
        simulate(spec, replications=20, workers=workers)
        seconds = time.perf_counter() - begun
        print(f"20 replications x 10,000 customers x 365 days, {workers} worker(s): {seconds:.1f} s")


if __name__ == "__main__":
    main()
