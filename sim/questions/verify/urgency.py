"""A desk that answers the urgent first: how long each class waits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.verify.desks import ENDLESS, Calls, served_in_turn
from sim.questions.verify.experiment import DESKS, experiment
from sim.questions.verify.queues import FAST_ONLY, FEWEST_DAYS, RELAXATIONS, answered, without_luck
from sim.theory.queues import ErlangC, priority_waits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check


@experiment("A4", source="Cobham 1954; Kella & Yechiali 1985", on=DESKS, quick_on=FAST_ONLY, full_times=10.0)
def two_classes(bench: Bench) -> Iterator[Check]:
    yield from classes_of(bench, (0.3, 0.4), servers=1, days=30, contacts=4_000, finds=0.12)


@experiment("A4", source="Cobham 1954; Kella & Yechiali 1985", on=DESKS, quick_on=FAST_ONLY, full_times=10.0)
def three_classes(bench: Bench) -> Iterator[Check]:
    yield from classes_of(bench, (1.0, 1.0, 1.0), servers=4, days=40, contacts=6_000, finds=0.12)


def classes_of(
    bench: Bench, rates: tuple[float, ...], *, servers: int, days: int, contacts: int, finds: float
) -> Iterator[Check]:
    """Run a desk with classes against their mean waits.

    The same contacts in a plain queue, by recursion, are one more control: its mean wait and chance to wait are
    Erlang's. The end of a day is left out like its start, since nobody urgent comes after it.
    """
    total = sum(rates)
    figures, controls = [], []
    for day in range(max(math.ceil(days * bench.scale), FEWEST_DAYS)):
        waits, control = _day_of_classes(bench, rates, servers, contacts, day)
        figures.append(waits)
        controls.append(control)
    seen = without_luck(np.array(figures), np.array(controls))
    expected = priority_waits(rates, service_minutes=1.0, servers=servers)
    figured = zip(seen.values, expected, seen.errors, strict=True)
    for level, (value, theory, error) in enumerate(figured, start=1):
        line = f"{servers} agent{'s' * (servers > 1)}, load {total:g}"
        says = f"minutes that class {level} of {len(rates)} waits: {line}"
        yield bench.estimate(says, value, theory, error, freedom=seen.freedom, finds=finds)


def _day_of_classes(
    bench: Bench, rates: tuple[float, ...], servers: int, contacts: int, day: int
) -> tuple[list[float], list[float]]:
    total = sum(rates)
    edge = math.ceil(RELAXATIONS * total / (math.sqrt(servers) - math.sqrt(total)) ** 2)
    luck, number, middle = bench.generator(day), contacts + 2 * edge, slice(edge, contacts + edge)
    gaps, services = luck.exponential(1.0 / total, number), luck.exponential(1.0, number)
    classes = luck.choice(len(rates), number, p=np.array(rates) / total)
    calls = Calls(np.cumsum(gaps), services, np.full(number, ENDLESS), classes)
    waits, mine = answered(bench, calls, servers).wait[middle], classes[middle]
    in_turn = served_in_turn(calls, servers).wait[middle]
    patient = ErlangC(total, 1.0, servers)
    controls = [
        gaps.mean() - 1.0 / total, services.mean() - 1.0, in_turn.mean() - patient.mean_wait,
        (in_turn > 0.0).mean() - patient.wait_chance,
    ]  # fmt: skip
    return [float(waits[mine == level].mean()) for level in range(len(rates))], controls
