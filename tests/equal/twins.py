"""The two engines side by side: run both, compare everything they leave, and show where they part."""

from __future__ import annotations

from itertools import zip_longest

import numpy as np

from sim.model import JourneyModel
from sim.plain import PlainModel

TABLES = ("customers", "daily", "contacts", "events")
MINUTES = 1e-6
"""Waits and other times of the desk may differ by so much."""
RELATIVE = ABSOLUTE = 1e-9
SPLIT = 1e-5
"""The parts of CX, of an evening of a customer: the fast engine keeps them in single precision."""


def run_both(spec, *, block_rows=None, **how):
    """Give the records of the plain and of the fast engine."""
    blocks = {} if block_rows is None else {"block_rows": block_rows}
    return PlainModel(spec, **how).run(), JourneyModel(spec, **blocks, **how).run()


def assert_equal(plain, fast):
    """Compare two records; the message shows the first customer who differs, as two journeys."""
    faults = list(differences(plain, fast))
    assert not faults, "\n".join([*faults[:12], *two_journeys(plain, fast)])


def differences(plain, fast):
    """Give a line for each column that differs."""
    for table in TABLES:
        mine, theirs = getattr(plain, table), getattr(fast, table)
        if list(mine) != list(theirs):
            yield f"{table}: the columns are {list(mine)} and {list(theirs)}"
            continue
        for name in mine:
            where = apart(np.asarray(mine[name]), np.asarray(theirs[name]), name, evenings(mine))
            if len(where):
                first = where[0]
                values = "in number" if first < 0 else f"{mine[name][first]!r} and {theirs[name][first]!r}"
                yield f"{table}.{name}: {len(where)} rows differ, first {first}: {values}"
    for table in ("flows", "stock"):
        if not np.array_equal(getattr(plain, table), getattr(fast, table)):
            yield f"{table} differ"


def evenings(table):
    """Give how many evenings of customers each row of a table is about."""
    spent = table.get("days", table.get("recorded"))
    return 1 if spent is None else np.maximum(1, spent)


def apart(mine, theirs, name, evenings=1):
    """Give the rows in which two columns differ (-1: there are more rows in one, or other kinds of values)."""
    if mine.shape != theirs.shape or (len(mine) and mine.dtype.kind != theirs.dtype.kind):
        return np.array([-1])
    if mine.dtype.kind != "f":
        return np.flatnonzero(mine != theirs)
    if name.startswith("sum_"):
        return np.flatnonzero(~np.isclose(theirs / evenings, mine / evenings, rtol=0, atol=SPLIT, equal_nan=True))
    slack = MINUTES if any(word in name for word in ("minute", "wait", "queue")) else ABSOLUTE
    return np.flatnonzero(~np.isclose(theirs, mine, rtol=RELATIVE, atol=slack, equal_nan=True))


def two_journeys(plain, fast):
    """Give the lives of the first customer who differs, side by side, up to a little after they part."""
    who = first_who_differs(plain, fast)
    if who is None:
        return
    yield f"customer {who}: {'plain':<40} fast"
    lines = list(zip_longest(journey(plain, who), journey(fast, who), fillvalue=""))
    parted = next((number for number, (mine, theirs) in enumerate(lines) if mine != theirs), len(lines))
    for mine, theirs in lines[max(0, parted - 20) : parted + 10]:
        yield f"  {' ' if mine == theirs else '*'} {mine:<48} {theirs}"


def first_who_differs(plain, fast):
    """Give the number of the first customer with another journey or another tally, or None."""
    mine, theirs = plain.customers, fast.customers
    rows = [
        int(where[0])
        for name in mine
        if name in theirs and len(where := apart(mine[name], theirs[name], name, evenings(mine)))
    ]
    people = range(len(plain.customers.get("customer", ())))
    rows += [who for who in people if journey(plain, who) != journey(fast, who)][:1]
    return min((row for row in rows if row >= 0), default=None)


def journey(record, who):
    """Give the events of one customer as lines."""
    events = record.events
    mine = np.flatnonzero(events["customer"] == who)
    return [f"day {events['day'][i]:3} {events['minute'][i]:6.1f} {events['activity'][i]}" for i in mine]
