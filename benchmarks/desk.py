"""Time the lean queue of a day against the plain desk, on the same days.

    python benchmarks/desk.py                   600 and 5,000 contacts a day
    python benchmarks/desk.py --rounds 51       more of them
    python benchmarks/desk.py --write           keep the run, and renew the table of benchmarks/README.md

Both serve a day in turn. The plain desk's contacts are made outside the time; what the lean queue does with its
columns is inside. Outcomes must be equal, and the events what they ought to be.
"""

from __future__ import annotations

import argparse
import math
from statistics import median
from typing import Any

import numpy as np
from measuring import measuring, seconds
from tables import Comparison, Row, tell

from sim.desk.queue import serve_day
from sim.desk.queue_day import Ending, QueueDay
from sim.measures.record import Channel, Outcome
from sim.plain.shift import Contact, Shift

OPEN_MINUTES = 600.0
CONTACTS = 600, 5_000
LOAD = 1.0
"""Agent time asked for, as a share of what there is: most wait, and one in ten or twenty gives up."""

QUEUES = Comparison(
    "queues",
    ("contacts a day",),
    {
        "lean, us a contact": ".2f",
        "textbook, us a contact": ".2f",
        "times as fast": ".1f",
        "SimPy events a contact": ".2f",
    },
)

ENDINGS = {Outcome.SERVED: Ending.SERVED, Outcome.ABANDONED: Ending.ABANDONED, None: Ending.WAITING}


def main() -> None:
    """Time days of several sizes."""
    options = arguments()
    with measuring() as session:
        rows = [compared(contacts, rounds=options.rounds) for contacts in options.contacts]
    tell(QUEUES, rows, session, write=options.write)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, nargs="+", default=CONTACTS, help="contacts a day")
    parser.add_argument("--rounds", type=int, default=21, help="how often each serves each day")
    parser.add_argument("--write", action="store_true", help="keep the run, and renew the table")
    return parser.parse_args()


def busy_day(contacts: int) -> dict[str, Any]:
    """Make the columns of a day: a tenth carried e-mails, then phone, chat and e-mail, and some calls."""
    luck = np.random.default_rng(contacts)
    carried, calls = contacts // 10, contacts // 50
    channel = luck.choice(3, contacts, p=[0.5, 0.3, 0.2])
    channel[:carried] = 2
    minutes = luck.lognormal(1.5, 0.6, contacts)
    mean_patience = np.array([5.0, 8.0, 1_500.0])
    return {
        "arrival": np.concatenate(
            [np.zeros(carried), np.sort(luck.uniform(0.0, OPEN_MINUTES, contacts - carried))]
        ),
        "patience": luck.exponential(mean_patience[channel]),
        "agent_minutes": minutes,
        "priority": channel,
        "stays": channel == 2,
        "agents": round(minutes.sum() / OPEN_MINUTES / LOAD, 1),
        "open_minutes": OPEN_MINUTES,
        "call_minute": np.sort(luck.uniform(0.0, OPEN_MINUTES, calls)),
        "call_agent_minutes": luck.lognormal(1.0, 0.5, calls),
    }


def compared(contacts: int, *, rounds: int) -> Row:
    """Serve a day in turn by both, check that they agree, and give the row of the table."""
    day = busy_day(contacts)
    lean, plain = [], []
    for _ in range(rounds):
        took, served = seconds(lambda: serve_day(**day))
        lean.append(took)
        waiting, calls = to_contacts(day)
        shift = Shift(day=0, agents=day["agents"], open_minutes=OPEN_MINUTES)
        plain.append(seconds(shift.run, waiting, calls)[0])
        check(served, waiting, calls)
    share = np.bincount(served.outcome, minlength=3) / contacts
    return {
        "contacts a day": contacts,
        "lean, us a contact": median(lean) / contacts * 1e6,
        "textbook, us a contact": median(plain) / contacts * 1e6,
        "times as fast": median(plain) / median(lean),
        "SimPy events a contact": served.events / contacts,
        "served": f"{share[Ending.SERVED]:.0%}",
        "mail left over": f"{share[Ending.WAITING]:.0%}",
    }


def to_contacts(day: dict[str, Any]) -> tuple[list[Contact], list[Contact]]:
    """Make the plain desk's contacts and calls."""
    names = ("arrival", "patience", "agent_minutes", "priority", "stays")
    contacts = [
        Contact(0, arrival, minutes, patience, priority, Channel.EMAIL if stays else Channel.PHONE, minutes)
        for arrival, patience, minutes, priority, stays in zip(
            *(day[name].tolist() for name in names), strict=True
        )
    ]
    calls = [
        Contact(0, minute, minutes, math.inf, 0, Channel.PHONE, minutes)
        for minute, minutes in zip(day["call_minute"].tolist(), day["call_agent_minutes"].tolist(), strict=True)
    ]
    return contacts, calls


def check(served: QueueDay, contacts: list[Contact], calls: list[Contact]) -> None:
    """Hold the lean day to the plain one, and to an event for each service, each call, and for going home."""
    assert served.outcome.tolist() == [ENDINGS[each.outcome] for each in contacts]
    assert np.allclose(served.left, [each.left for each in contacts], rtol=0.0, atol=1e-6)
    assert served.call_made.tolist() == [each.outcome is Outcome.SERVED for each in calls]
    ends = np.sum(served.outcome == Ending.SERVED) + np.sum(served.call_made)
    assert served.events == ends + len(calls) + (served.part_minutes > 0.0)  # that somebody comes is none


if __name__ == "__main__":
    main()
