"""Laws that every run must keep. A run that breaks one is not a result: `InvariantError` says which.

Checked on every record: flows and stocks of customers, the desk's book-keeping, Little's law, sums over customers
against sums over days, ranges. The queue discipline is checked on the last day (on every day in the tests).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InvariantError
from sim.measures.record import LEDGER, Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.measures.record import Record

    Floats = NDArray[np.float64]

TOLERANCE = 1e-9

ROWS = 131_072
"""Customers checked at a time."""


@dataclass(frozen=True)
class ShiftLog:
    """One day of the queue: for each contact that joined it when it joined and left, in minutes after opening."""

    joined: Floats
    left: Floats
    served: NDArray[np.bool_]
    priority: NDArray[np.int64]
    agent_minutes: Floats
    whole: int
    """Agents who stay all day."""
    part_minutes: float
    """Minutes that one more agent stays; 0 for none."""


def check_shift(log: ShiftLog) -> None:
    """Check the queue discipline of one day, or raise `InvariantError`."""
    broken = list(_broken_in_shift(log))
    if broken:
        raise InvariantError(f"the desk broke its rules: {'; '.join(broken)}")


def check_record(record: Record) -> None:
    """Check a finished run, or raise `InvariantError` with everything that is wrong with it."""
    checks = (_flows, _desk, _tallies, _ranges)
    broken = [message for check in checks for message in check(record)]
    if broken:
        raise InvariantError(f"replication {record.replication}: {'; '.join(broken)}")


# --- the queue ----------------------------------------------------------------------------------------------


def _broken_in_shift(log: ShiftLog) -> Iterator[str]:
    if np.any(log.left < log.joined):
        yield "served before arrival"
    begins = np.sort(log.left[log.served])
    ends = np.sort((log.left + log.agent_minutes)[log.served])
    moments = np.unique(np.concatenate([log.joined, log.left, begins, ends, [log.part_minutes]]))
    between = (moments[1:] + moments[:-1])[np.diff(moments) > TOLERANCE] / 2.0
    busy = np.searchsorted(begins, between) - np.searchsorted(ends, between)
    waiting = np.searchsorted(np.sort(log.joined), between) - np.searchsorted(np.sort(log.left), between)
    present = float(log.whole) + (between < log.part_minutes)
    if np.any((waiting > 0) & (busy < present)):
        yield "an agent idle while a customer waits"
    if np.any(busy > log.whole + (log.part_minutes > 0.0)):
        yield "more contacts in service than agents"
    late = begins[(begins > log.part_minutes) & (log.part_minutes > 0.0)] + TOLERANCE
    if np.any(np.searchsorted(begins, late) - np.searchsorted(ends, late) > log.whole):
        yield "an agent at work after going home"
    if not _in_order(log):
        yield "served out of order"


def _in_order(log: ShiftLog) -> bool:
    """Tell whether nobody was served while a more urgent contact, or an earlier one of his class, waited."""
    for level in np.unique(log.priority):
        mine = log.priority == level
        order = np.argsort(log.joined[mine], kind="stable")
        left, served = log.left[mine][order], log.served[mine][order]
        earlier = np.maximum.accumulate(np.concatenate([[-np.inf], left]))[:-1]
        if np.any(earlier[served] > left[served] + TOLERANCE):
            return False
        above = log.priority < level
        begun = left[served]
        still = np.searchsorted(np.sort(log.joined[above]), begun - TOLERANCE)
        gone = np.searchsorted(np.sort(log.left[above]), begun + TOLERANCE, side="right")
        if np.any(still > gone):
            return False
    return True


# --- a record -----------------------------------------------------------------------------------------------


def _flows(record: Record) -> Iterator[str]:
    stock, flows, daily = record.stock, record.flows, record.daily
    if np.any(stock.sum(axis=1) != record.spec.population):
        yield "customers lost or doubled"
    if np.any(np.diff(stock, axis=0) != flows.sum(axis=1) - flows.sum(axis=2)):
        yield "stocks of customers do not follow their flows"
    if np.any(flows[:, Phase.ENGAGEMENT, Phase.EXIT] != daily["purchases"]):
        yield "purchases and entries into Exit differ"
    out = flows[:, Phase.EXTENSION, Phase.CHURNED]
    if np.any(out != daily["churned"] + daily["returned"]):
        yield "departures from Extension have no cause"


def _desk(record: Record) -> Iterator[str]:
    day = record.daily
    into = day["carried_in"] + day["arrivals"]
    out = day["served"] + day["abandoned"] + day["desk_dropped"] + day["carried_out"]
    if np.any(into != out):
        yield "contacts of the desk lost or doubled"
    if np.any(day["carried_in"][1:] != day["carried_out"][:-1]):
        yield "e-mails lost over night"
    if np.any(day["arrivals"] != day["agent_contacts"] * record.spec.weight):
        yield "arrivals at the desk are not the customers' contacts and their companions'"
    if np.any(day["quick_answered"] + day["email_answered"] != day["served"]):
        yield "served contacts without a channel"
    if not np.allclose(day["queue_area"], day["queue_minutes"], rtol=TOLERANCE, atol=1e-6):
        yield "Little's law does not hold"


def _tallies(record: Record) -> Iterator[str]:
    people, measured = record.customers, slice(record.spec.measure_from_day, None)
    if not record.spec.population:
        return
    whole = {"days": "customers", "purchases": "purchases", "failures": "failures", "contacts": "contacts"}
    for tally, column in whole.items():
        if people[tally].sum() != record.daily[column][measured].sum():
            yield f"{column} of customers and of days differ"
    if not all(_adds_up(record, some) for some in _in_turn(record)):
        yield "the ledger does not add up to CX"
    if not np.isclose(people["cx_sum"].sum(), record.daily["cx_sum"][measured].sum(), rtol=1e-9, atol=1e-6):
        yield "experience of customers and of days differ"
    recorded = record.daily["recorded"] > 0
    ledger = np.sum([record.daily[f"sum_{column}"][recorded] for column in LEDGER], axis=0)
    if not np.allclose(ledger, record.daily["cx_sum"][recorded], rtol=TOLERANCE, atol=1e-6):
        yield "the days' ledger does not add up to their CX"
    if not np.isclose(people["money"].sum(), record.daily["contribution"][measured].sum(), rtol=1e-9, atol=1e-6):
        yield "money of customers and of days differ"
    if any(_is_answered_too_often(record, some) for some in _in_turn(record)):
        yield "more contacts answered than made"


def _in_turn(record: Record) -> Iterator[slice]:
    """Cut the customers into runs: what is computed to check them is as large as a column, if done for all."""
    return (slice(first, first + ROWS) for first in range(0, record.spec.population, ROWS))


def _adds_up(record: Record, some: slice) -> bool:
    """Tell whether the columns of the ledger add up to experience."""
    people = record.customers
    sums = sum(people[f"sum_{column}"][some] for column in LEDGER)
    return np.allclose(sums, people["cx_sum"][some], rtol=TOLERANCE, atol=TOLERANCE * record.spec.days)


def _is_answered_too_often(record: Record, some: slice) -> bool:
    """Tell whether anybody had more contacts answered than made, and kept from before measuring."""
    helped, served, made = (
        record.customers[name][some].astype(np.int64) for name in ("helped", "served", "contacts")
    )
    return bool(np.any(helped + served > made + record.spec.days))


def _ranges(record: Record) -> Iterator[str]:
    people, daily = record.customers, record.daily
    for name, column in {**people, **daily}.items():
        if name != "residual" and column.dtype.kind == "f" and not np.all(np.isfinite(column)):
            yield f"{name} is not finite"
    if not record.spec.population:
        return
    if np.any(people["ever"] & (people["days"] < 1)):
        yield "somebody bought and was a customer on no day"
    for name, low, high in (("nps_answer", 0, 10), ("csat_answer", 1, 5)):
        if people[name].min() < low or people[name].max() > high:
            yield f"{name} out of range"
    for name, most in (("skill", 1.0), ("satisfaction", 1.0), ("justice", 1.0), ("agents", np.inf)):
        if daily[name].min() < 0.0 or daily[name].max() > most:
            yield f"{name} out of range"
