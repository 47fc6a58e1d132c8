"""The calls of a bank (fpp3/bank_calls): 164 weekdays of 2003, counted every five minutes from 7 to 21 h.

How much more they vary than chance is another thing every five minutes and every day, and only the second is what
`desk.arrival_dispersion` says. The figures below are those of the data; a test reckons them anew where these are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.data_sets.study import Told, percent
from docs.generate.page import table
from sim.scenario import Scenario
from sim.simulate import simulate_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

RUNS, DAYS = 2, 50
FIRST_HOUR, SLOTS_AN_HOUR = 7, 12


@dataclass(frozen=True)
class Calls:
    """How calls vary, each time as variance over mean."""

    a_day: float
    hours: tuple[float, ...]
    """Shares of the day's calls, from 7 h on."""
    neighbours: float
    """Of five minutes, from the difference to the next five."""
    slots: float
    """Of five minutes, over the days."""
    days: float
    """Of a day."""
    like_days: float
    """Of a day, beside others of its weekday."""


KNOWN = Calls(
    32_391.0,
    (0.031, 0.059, 0.099, 0.105, 0.101, 0.096, 0.092, 0.090, 0.086, 0.076, 0.057, 0.044, 0.035, 0.029),
    1.01, 3.2, 261.7, 130.1,
)  # fmt: skip


def measured(calls: Counts, weekdays: Counts) -> Calls:
    """Measure a table of calls: a row a day, a column five minutes; the last, after 21 h, is left out."""
    calls = calls[:, : SLOTS_AN_HOUR * (calls.shape[1] // SLOTS_AN_HOUR)]
    a_day = calls.sum(axis=1)
    steps = np.diff(calls, axis=1)
    relative = a_day / np.array([a_day[weekdays == day].mean() for day in weekdays])
    return Calls(
        a_day=float(a_day.mean()),
        hours=tuple(calls.sum(axis=0).reshape(-1, SLOTS_AN_HOUR).sum(axis=1) / calls.sum()),
        neighbours=float((steps**2 / (calls[:, 1:] + calls[:, :-1])).mean()),
        slots=float((calls.var(axis=0, ddof=1) / calls.mean(axis=0)).mean()),
        days=float(a_day.var(ddof=1) / a_day.mean()),
        like_days=float(relative.var(ddof=1) * a_day.mean()),
    )


def dispersion(over_mean: float, calls_a_day: float) -> float:
    """What `desk.arrival_dispersion` is for a desk of another size whose days differ as much, if all are new.

    Days that differ by a factor of variance v add v n to the variance over mean of n calls a day. Of a desk where
    some call again, days differ less.
    """
    return (over_mean - 1.0) / KNOWN.a_day * calls_a_day


def study(people: int | None, workers: int) -> Told:
    """Give a desk the hours and the days of the bank, and see what they do to it."""
    desk = Scenario.load("archetypes/bank_desk").but({"days": DAYS, "log": "none", "desk.open_hours": 14})
    desk = desk.but({"population": people} if people else {})
    hours = np.array(KNOWN.hours)
    plain = desk.but({"desk.arrival_profile": [], "desk.arrival_dispersion": 0.0})
    (first,) = simulate_all([plain], replications=1, workers=workers)
    calls_a_day = float(first.daily["arrivals"].mean())
    its = plain.but({"desk.arrival_profile": (hours / hours.sum()).tolist()})
    worlds = {
        "even hours, days as chance has it": plain,
        "the bank's hours": its,
        "its hours, days as in `archetypes/bank_desk`": its.but({"desk.arrival_dispersion": 1.0}),
        "its hours, its days, weekdays known": its.but(
            {"desk.arrival_dispersion": round(dispersion(KNOWN.like_days, calls_a_day), 1)}
        ),
        "its hours, its days": its.but({"desk.arrival_dispersion": round(dispersion(KNOWN.days, calls_a_day), 1)}),
    }
    lived = simulate_all(list(worlds.values()), replications=RUNS, workers=workers)
    rows = []
    for (name, world), one in zip(worlds.items(), lived, strict=True):
        mean = one.summary.set_index("measure")["mean"]
        dispersed, waits = f"{world.desk.arrival_dispersion:g}", f"{mean['wait_minutes']:.2f}"
        rows.append((name, dispersed, percent(mean["abandonment"]), waits))
    return Told("\n\n".join((_varying(), table(("desk", "`arrival_dispersion`", "give up", "wait, min"), rows))))


def _varying() -> str:
    rows = (
        ("five minutes, beside the next five", KNOWN.neighbours),
        ("five minutes, over the days", KNOWN.slots),
        ("a day", KNOWN.days),
        ("a day, beside others of its weekday", KNOWN.like_days),
    )
    return table(("calls in", "variance over mean"), ((name, f"{value:.4g}") for name, value in rows))
