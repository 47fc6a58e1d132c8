"""Time the lean queue of a day against the plain desk, on the same days.

    python benchmarks/desk.py                   600 and 5,000 contacts a day
    python benchmarks/desk.py --rounds 51       more of them

Both serve a day in turn, so that a change in the machine's speed meets both; medians of process time, and a fixed
loop before and after says whether the machine changed at all. The plain desk's contacts are made outside the time;
what the lean queue does with its columns is inside. Outcomes must be equal, and the events what they ought to be.
"""

from __future__ import annotations

import argparse
import gc
import math
import time
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.desk.queue import Ending, QueueDay, serve_day
from sim.measures.record import Channel, Outcome
from sim.plain.shift import Contact, Shift

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN_MINUTES = 600.0
CONTACTS = 600, 5_000
LOAD = 1.0
"""Agent time asked for, as a share of what there is: most wait, and one in ten or twenty gives up."""

ENDINGS = {Outcome.SERVED: Ending.SERVED, Outcome.ABANDONED: Ending.ABANDONED, None: Ending.WAITING}


def main() -> None:
    """Time days of several sizes and print a line for each."""
    options = arguments()
    before = median(seconds(reference_loop)[0] for _ in range(5))
    print("contacts  lean us/contact  plain us/contact  lean contacts/s  ratio  events/contact  served  mail left")
    for contacts in options.contacts:
        print(compared(busy_day(contacts), rounds=options.rounds))
    after = median(seconds(reference_loop)[0] for _ in range(5))
    print(f"reference loop: {before * 1e3:.1f} ms before, {after * 1e3:.1f} ms after")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, nargs="+", default=CONTACTS, help="contacts a day")
    parser.add_argument("--rounds", type=int, default=21, help="how often each serves each day")
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


def compared(day: dict[str, Any], *, rounds: int) -> str:
    """Serve a day in turn by both, check that they agree, and write the line of the table."""
    lean, plain = [], []
    for _ in range(rounds):
        took, served = seconds(lambda: serve_day(**day))
        lean.append(took)
        contacts, calls = to_contacts(day)
        shift = Shift(day=0, agents=day["agents"], open_minutes=OPEN_MINUTES)
        plain.append(seconds(shift.run, contacts, calls)[0])
        check(served, contacts, calls)
    number = len(day["arrival"])
    each, plainly = median(lean) / number, median(plain) / number
    share = np.bincount(served.outcome, minlength=3) / number
    return (
        f"{number:8,}  {each * 1e6:15.2f}  {plainly * 1e6:16.2f}  {1.0 / each:15,.0f}  {plainly / each:5.1f}"
        f"  {served.events / number:14.2f}  {share[Ending.SERVED]:6.0%}  {share[Ending.WAITING]:9.0%}"
    )


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
    """Hold the lean day to the plain one, and to at most two events a contact or call, and one for going home."""
    assert served.outcome.tolist() == [ENDINGS[each.outcome] for each in contacts]
    assert np.allclose(served.left, [each.left for each in contacts], rtol=0.0, atol=1e-6)
    assert served.call_made.tolist() == [each.outcome is Outcome.SERVED for each in calls]
    ends = np.sum(served.outcome == Ending.SERVED) + np.sum(served.call_made)
    besides = len(calls) + ends + (served.part_minutes > 0.0)
    assert besides <= served.events <= len(contacts) + besides  # who comes while all are busy is no event


def seconds(work: Callable[..., Any], *given: Any) -> tuple[float, Any]:
    """Give the process time that some work takes, and what comes of it."""
    gc.collect()
    begun = time.process_time()
    came = work(*given)
    return time.process_time() - begun, came


def reference_loop() -> float:
    """Do the same arithmetic every time."""
    total = 0.0
    for number in range(1_000_000):
        total += number % 7
    return total


if __name__ == "__main__":
    main()
