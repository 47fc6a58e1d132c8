"""What a run will cost before it starts: seconds, processes, memory.

Memory follows from the columns that customers are stored in. Time follows from what a day, a customer and a
contact took on one machine, scaled by how fast this one does a fixed loop; it is good to a factor of one and a
half where nothing else runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import ceil, isqrt
from typing import TYPE_CHECKING

from sim.errors import ScenarioError, UsageError
from sim.machine import free_memory, speed
from sim.processes import COPIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.scenario import Scenario

__all__ = [
    "Cost",
    "Memory",
    "cost",
    "memory",
    "refuse_what_does_not_fit",
    "refuse_what_takes_for_ever",
    "size",
    "span",
]

MB = 1e6
ALONE, POOL, WORKER = 176 * MB, 134 * MB, 112 * MB
"""A process with all that it loads: one that runs by itself, one that keeps a pool, one of the pool."""
SERVER, COPY = 85 * MB, 25 * MB
"""The same where those of the pool are copies of one that has loaded all (`sim.processes`), and share it."""
RECORD_OF_A_CUSTOMER, PASSING_OF_A_CUSTOMER = 204, 40
RECORD_OF_A_DAY = 1_010
BOOKS_OF_A_DAY = 1_400
CONTACT = 1_400
REPORT, TABLE_OF_A_CUSTOMER = 104 * MB, 700
"""Bytes: what a finished run keeps; what passes at the worst moment of one that is made; a contact on its day.

To write tables, pictures and the report there come libraries, and one run's customers as a table.
"""

START_SECONDS, POOL_SECONDS, REPORT_SECONDS = 1.2, 0.5, 4.0
DAY, CUSTOMER_DAY, CONTACT_TIME = 1.5e-3, 0.088e-6, 2.6e-6
PLAIN_CUSTOMER_DAY, PLAIN_CONTACT_TIME = 10e-6, 38e-6
"""Seconds at speed 1, fast engine and plain."""
WITHIN = 1.5
"""The factor within which a time is meant."""
USUAL_ABANDONMENT = 0.1

USABLE = 0.8
"""Share of the free memory that a run may take."""
LONGEST_SECONDS = 86_400.0
"""What takes longer is run only on a second word."""


@dataclass(frozen=True)
class Memory:
    """Bytes at the peak, all processes together, by what they are for."""

    processes: float
    customers: float
    days: float
    contacts: float

    @property
    def total(self) -> float:
        """All of them."""
        return self.processes + self.customers + self.days + self.contacts


@dataclass(frozen=True)
class Cost:
    """What runs will cost on this machine."""

    runs: int
    processes: int
    customer_days: int
    seconds: float
    memory: Memory
    free: int | None
    """Bytes that are free now, if known."""

    @property
    def fastest(self) -> float:
        """The low end of the time, in seconds."""
        return self.seconds / WITHIN

    @property
    def slowest(self) -> float:
        """The high end of the time, in seconds."""
        return self.seconds * WITHIN


def cost(
    specs: Sequence[Scenario],
    *,
    replications: int,
    workers: int = 1,
    engine: str = "fast",
    report: bool = False,
) -> Cost:
    """Estimate the runs of some scenarios, each so often; `report`: with tables, pictures and a report of them."""
    runs = len(specs) * replications
    processes = min(workers, runs)
    one_after_another = sum(seconds_of_a_run(spec, engine) for spec in specs) * replications
    longest = max(seconds_of_a_run(spec, engine) for spec in specs)
    at_once = max(one_after_another / processes, longest * ceil(runs / processes) if len(specs) == 1 else longest)
    start = START_SECONDS + (POOL_SECONDS if processes > 1 else 0.0) + (REPORT_SECONDS if report else 0.0)
    return Cost(
        runs=runs,
        processes=processes,
        customer_days=replications * sum(spec.population * spec.days for spec in specs),
        seconds=(start + at_once) / speed(),
        memory=memory(specs, replications=replications, workers=workers, report=report),
        free=free_memory(),
    )


def seconds_of_a_run(spec: Scenario, engine: str = "fast") -> float:
    """Seconds that one run takes on the machine of the calibration."""
    plain = engine == "plain"
    customers = spec.population * (PLAIN_CUSTOMER_DAY if plain else CUSTOMER_DAY)
    contacts = contacts_a_day(spec) * (PLAIN_CONTACT_TIME if plain else CONTACT_TIME)
    return spec.days * (DAY + customers + contacts)


def contacts_a_day(spec: Scenario, last: int | None = None) -> float:
    """Contacts at the desk on a day before `last`, companions included, if everybody is a customer."""
    from sim.demand import demand

    each = demand(spec, 0, spec.days if last is None else min(last, spec.days)).agent_contacts(USUAL_ABANDONMENT)
    return each * spec.population * spec.weight


def memory(specs: Sequence[Scenario], *, replications: int, workers: int = 1, report: bool = False) -> Memory:
    """Estimate the peak of the memory: finished runs are kept until the last one is, and the report is written."""
    simulating = _simulating(specs, replications, workers)
    if not report:
        return simulating
    people, days = (sum(getattr(spec, size) for spec in specs) for size in ("population", "days"))
    writing = Memory(
        processes=(ALONE if simulating.processes == ALONE else POOL) + REPORT,
        customers=people * (replications * RECORD_OF_A_CUSTOMER + TABLE_OF_A_CUSTOMER),
        days=days * replications * RECORD_OF_A_DAY,
        contacts=0.0,
    )
    return max(simulating, writing, key=lambda peak: peak.total)


def _simulating(specs: Sequence[Scenario], replications: int, workers: int) -> Memory:
    runs = len(specs) * replications
    processes = min(workers, runs)
    alone = processes == 1
    people, days = [spec.population for spec in specs], [spec.days for spec in specs]
    finished = sum(people) * replications - (max(people) if alone else 0)
    passing = 0 if alone else RECORD_OF_A_CUSTOMER  # a worker's record, on its way
    different = list({id(spec): spec for spec in specs}.values())  # the same one many times is looked at once
    each = max(map(bytes_of_a_customer, different)) + PASSING_OF_A_CUSTOMER + passing
    return Memory(
        processes=ALONE if alone else POOL + _of_pool(processes),
        customers=finished * RECORD_OF_A_CUSTOMER + processes * max(people) * each,
        days=sum(days) * replications * RECORD_OF_A_DAY + processes * max(days) * BOOKS_OF_A_DAY,
        contacts=processes * CONTACT * max(contacts_a_day(spec, last=7) for spec in different),
    )


def _of_pool(workers: int) -> float:
    return SERVER + workers * COPY if COPIES else workers * WORKER


def bytes_of_a_customer(spec: Scenario) -> float:
    """What a customer takes while he is simulated: a place in each column that this scenario uses."""
    from sim.crowd import births

    return births(spec.but({"population": 10}), seed=0, replication=0).bytes_each


# --- what is too much ---------------------------------------------------------------------------------------


def refuse_what_does_not_fit(specs: Sequence[Scenario], *, replications: int, workers: int = 1) -> None:
    """Raise a `UsageError` if the runs need more than four fifths of the memory that is free."""
    needed, free = memory(specs, replications=replications, workers=workers), free_memory()
    if free is None or needed.total <= USABLE * free:
        return
    raise UsageError(
        f"{_what(specs, replications)} would need about {size(needed.total)} of memory, and this machine has "
        f"{size(free)} free; "
        f"{_smaller(specs, replications, workers, USABLE * free)}"
    )


def refuse_what_takes_for_ever(expected: Cost) -> None:
    """Raise a `UsageError` if the runs take longer than a day."""
    if expected.seconds <= LONGEST_SECONDS:
        return
    cores = f"{expected.processes} process{'es' * (expected.processes > 1)}"
    raise UsageError(
        f"{expected.runs:,} run{'s' * (expected.runs > 1)} would take about {span(expected.seconds)} "
        f"in {cores}; --yes runs them all the same, fewer --replications or --set days=... take less"
    )


def _what(specs: Sequence[Scenario], replications: int) -> str:
    people, days = max(spec.population for spec in specs), max(spec.days for spec in specs)
    return f"{people:,} people x {days:,} days x {len(specs) * replications:,} runs"


def _smaller(specs: Sequence[Scenario], replications: int, workers: int, usable: float) -> str:
    """Say what fits: of the settings that can make it so, the one that has to give least."""

    # Worlds of one size take about the same: to change one of them tells enough, and is done many times.
    alike = len({(spec.population, spec.days, spec.weight) for spec in specs}) == 1
    changed, times = (specs[:1], len(specs)) if alike else (specs, 1)

    def fits(key: str, value: int) -> bool:
        try:
            tried = specs if key == "replications" else [spec.but({key: value}) for spec in changed] * times
        except ScenarioError:  # so few days, say, that nothing is measured
            return False
        runs = value if key == "replications" else replications
        return memory(tried, replications=runs, workers=workers).total <= usable

    now = {
        "population": max(spec.population for spec in specs),
        "days": max(spec.days for spec in specs),
        "represents": max(spec.weight for spec in specs),
        "replications": replications,
    }
    found = {key: _largest(partial(fits, key), value) for key, value in now.items()}
    best = max(found, key=lambda key: found[key] / now[key] if now[key] else 0.0)
    if found[best] == 0:
        return "use --workers 1" if workers > 1 else "use a larger machine"
    return f"the largest {best} that fits is {found[best]:,}: --set {best}={found[best]}"


def _largest(fits: Callable[[int], bool], below: int) -> int:
    """Give the largest number that fits, to two digits; 0 for none."""
    low, high = 0, below
    while high - low > max(1, low // 200):
        middle = (low + high) // 2 if low else max(1, isqrt(high))
        low, high = (middle, high) if fits(middle) else (low, middle)
    return _rounded_down(low)


def _rounded_down(number: int) -> int:
    """Keep two digits."""
    digits = str(number)
    return int(digits[:2] + "0" * len(digits[2:]))


def size(amount: float) -> str:
    """Bytes in words."""
    for unit, size in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9)):
        if amount >= size:
            return f"{amount / size:,.3g} {unit}" if amount < 1e3 * size else f"{amount / size:,.0f} {unit}"
    return f"{amount / MB:,.0f} MB"


def span(seconds: float) -> str:
    """A long time in words."""
    for unit, length in (("years", 365 * 86_400.0), ("days", 86_400.0), ("hours", 3_600.0)):
        if seconds >= 2 * length or (unit == "days" and seconds >= length):
            return f"{seconds / length:,.0f} {unit}"
    return f"{max(1.0, seconds / 60):,.0f} minutes"
