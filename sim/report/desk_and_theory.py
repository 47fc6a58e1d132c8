"""The desk of a run beside Erlang-A, fed with the load and the agents that the run had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report import wording
from sim.report.estimate import Estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from sim.questions.describe.expected import Queue
    from sim.scenario import Scenario
    from sim.statistics import MeanInterval

UNITS = {"wait_minutes": "minutes", "abandonment": "share", "service_level": "share", "occupancy": "share"}

KNOWS = "knows one queue, of people who come evenly and give up at a steady rate."
ERLANG_A = f"Erlang-A, fed with that load, {KNOWS}"


@dataclass(frozen=True)
class Line:
    """One figure of the desk: simulated with its interval, and in closed form."""

    label: str
    simulated: str
    reach: str
    theory: str


@dataclass(frozen=True)
class BesideTheory:
    """What to show: over which days, on what load, the figures, and why the two may differ."""

    load: str
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say what is held to what."""
        return f"{self.load} {ERLANG_A}"


def beside_theory(spec: Scenario, daily: pd.DataFrame) -> BesideTheory | None:
    """Hold the desk of a run to Erlang-A, over days on which its load is steady; None where nobody called.

    `daily` is the table of `Results`.
    """
    from sim.questions.describe.expected import queue
    from sim.questions.describe.reasons import reasons
    from sim.questions.describe.trial import window

    first, last = window(spec)
    found = figures_of_the_desk(daily[(daily["day"] >= first) & (daily["day"] < last)])
    contacts, agents = found["contacts"].mean, found["agents"].mean
    if found["wait_minutes"].n == 0 or not contacts > 0.0:
        return None
    now = spec.in_force(first)
    closed = queue(now.desk, contacts, agents)
    load = f"Over days {first:,} to {last - 1:,}, with {contacts:,.0f} contacts a day and {agents:,.1f} agents."
    lines = tuple(line(measure, found[measure], theory) for measure, theory in in_closed_form(closed).items())
    return BesideTheory(load, lines, tuple(why.sentence for why in reasons(now, closed) if not why.of_load))


def in_closed_form(closed: Queue) -> Mapping[str, float]:
    """Give the figures of Erlang-A by the names of the measures."""
    return {
        "wait_minutes": closed.wait,
        "abandonment": closed.abandonment,
        "service_level": closed.service_level,
        "occupancy": closed.occupancy,
    }


def figures_of_the_desk(days: pd.DataFrame) -> dict[str, MeanInterval]:
    """Measure the desk over some days, as the measures do: each a mean over replications with its interval."""
    from sim.statistics import mean_interval

    sums = days.groupby("replication")[[
        "quick_wait", "quick_answered", "quick_abandoned", "quick_within", "busy_minutes", "paid_minutes",
        "overtime_minutes",
    ]].sum()  # fmt: skip
    means = days.groupby("replication")[["arrivals", "agents"]].mean()
    ended = sums["quick_answered"] + sums["quick_abandoned"]
    on_duty = sums["paid_minutes"] + sums["overtime_minutes"]
    each = {
        "contacts": means["arrivals"],
        "agents": means["agents"],
        "wait_minutes": sums["quick_wait"] / ended.where(ended > 0),
        "abandonment": sums["quick_abandoned"] / ended.where(ended > 0),
        "service_level": sums["quick_within"] / ended.where(ended > 0),
        "occupancy": (sums["busy_minutes"] / on_duty.where(on_duty > 0)).fillna(0.0),
    }
    return {name: mean_interval(values.to_numpy(float)) for name, values in each.items()}


def line(measure: str, found: MeanInterval, theory: float) -> Line:
    """Write one figure."""
    unit = UNITS[measure]
    reach = wording.interval(*Estimate(found.mean, found.low, found.high, unit).possible, unit)
    return Line(wording.label(measure), wording.quantity(found.mean, unit), reach, wording.quantity(theory, unit))
