"""Sentences from numbers: pure functions, no layout.

What is not known (NaN) reads "n/a", never 0. A share is shown in percent; a minus is kept only if a digit
after it is not zero.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import pairwise
from math import isclose, isfinite, nan
from typing import TYPE_CHECKING

from sim.errors import shortened
from sim.errors import visible as visible
from sim.report.whom import BUYERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.report.estimate import Estimate
    from sim.report.whom import Whom
    from sim.scenario import Scenario

UNKNOWN = "n/a"
SAME = "the same each time"
FEW_AGENTS = 5
FEW_REPLICATIONS = 2
_LARGE = 1000


@dataclass(frozen=True)
class Shape:
    """How numbers of one unit are written: times what, how many decimals, what follows."""

    times: float = 1.0
    decimals: int = 2
    suffix: str = ""


SHAPES = {
    "share": Shape(times=100.0, decimals=1, suffix=" %"),
    "difference of shares": Shape(times=100.0, decimals=1, suffix=" points"),
    "points": Shape(decimals=1),
    "index": Shape(decimals=1),
    "quality": Shape(decimals=3),
    "minutes": Shape(decimals=1, suffix=" min"),
    "people": Shape(decimals=0),
    "money": Shape(decimals=1),
    "money per buyer": Shape(decimals=1),
    "money per person": Shape(decimals=1),
    "points of 5": Shape(),
    "points of 7": Shape(),
    "0 to 1": Shape(),
    "per buyer": Shape(),
    "per customer-year": Shape(),
    "per issue": Shape(),
    "per day": Shape(decimals=1),
    "agents": Shape(decimals=1),
}

LABELS = {
    "retention": "still customers",
    "churned": "gone at the end",
    "returns": "purchases returned",
    "cx_index": "experience, 0 to 100",
    "cx": "experience against the norm",
    "service_share": "share made by service",
    "nps": "NPS, all buyers",
    "nps_current": "NPS, those still here",
    "nps_survey": "NPS, as surveyed",
    "csat": "satisfaction, 1 to 5",
    "csat_top2": "satisfied (4 or 5)",
    "csat_survey": "satisfaction, as surveyed",
    "ces": "ease of contact, 1 to 7",
    "clv": "lifetime value of a buyer",
    "clv_realised": "of it realised",
    "profit": "profit a person",
    "active": "customers at the end",
    "repurchases": "further purchases a buyer",
    "failures_per_buyer": "failures a buyer",
    "failures_per_customer_year": "failures a customer-year",
    "contacts_per_buyer": "contacts a buyer",
    "contacts_per_customer_year": "contacts a customer-year",
    "contacts_per_issue": "contacts an issue",
    "zero_contact_share": "never contacted the firm",
    "silent_share": "failures never reported",
    "wait_minutes": "wait, calls and chats",
    "wait_answered_minutes": "wait of the answered",
    "abandonment": "gave up waiting",
    "unserved_customers": "never served",
    "service_level": "answered in time",
    "occupancy": "agents busy",
    "first_contact_resolution": "solved at first contact",
    "agents": "agents",
    "agent_skill": "skill of the agents",
}
"""What a measure is called on the screen; others are called by their name."""

_FRACTIONS = (
    (1 / 20, "a twentieth"),
    (1 / 10, "a tenth"),
    (1 / 8, "an eighth"),
    (1 / 6, "a sixth"),
    (1 / 5, "a fifth"),
    (1 / 4, "a quarter"),
    (3 / 10, "three tenths"),
    (1 / 3, "a third"),
    (2 / 5, "two fifths"),
    (1 / 2, "half"),
    (3 / 5, "three fifths"),
    (2 / 3, "two thirds"),
    (3 / 4, "three quarters"),
    (4 / 5, "four fifths"),
    (9 / 10, "nine tenths"),
)


def label(measure: str) -> str:
    """Call a measure in plain words."""
    return LABELS.get(measure, measure.replace("_", " "))


def in_currency(name: str, unit: str, spec: Scenario) -> str:
    """Add its currency to what money is called; anything else is called as it is."""
    return f"{name}, {visible(spec.money.currency)}" if unit.startswith("money") else name


def cut(name: str, longest: int) -> str:
    """Show a name, one of more letters than fit with an ellipsis in place of the rest."""
    return shortened(visible(name), longest)


def in_a_sentence(measure: str) -> str:
    """Call a measure within a sentence: `NPS (all buyers)`, where a table has `NPS, all buyers`."""
    name, comma, which = label(measure).partition(", ")
    return f"{name} ({which})" if comma else name


def quantity(value: float, unit: str = "") -> str:
    """Write one number with its unit: `70.1 %`, `3.2 min`, `n/a`."""
    shape = SHAPES.get(unit, Shape())
    return f"{bare(value, unit)}{shape.suffix}" if isfinite(value) else UNKNOWN


def bare(value: float, unit: str = "") -> str:
    """Write one number as its unit wants it, without the unit."""
    if not isfinite(value):
        return UNKNOWN
    shape = SHAPES.get(unit, Shape())
    scaled = value * shape.times
    text = f"{scaled:,.{0 if abs(scaled) >= _LARGE else shape.decimals}f}"
    return text if any(digit in text for digit in "123456789") else text.lstrip("-")


def interval(low: float, high: float, unit: str = "") -> str:
    """Write an interval, `69.8 – 70.4`; nothing where there is none."""
    if not (isfinite(low) and isfinite(high)):
        return ""
    ends = (bare(low, unit), bare(high, unit))
    return with_width(low, high, (" to " if any(end.startswith("-") for end in ends) else " – ").join(ends))


def with_width(low: float, high: float, written: str, *, same: str = SAME) -> str:
    """Give a written interval, or say that it has no width: how far luck reaches is not seen where nothing varies.

    Rare events may well be equally many in each of a few replications.
    """
    return same if isclose(low, high, rel_tol=1e-9) else written


def margin(low: float, high: float, unit: str = "") -> str:
    """Write an interval as half its width, `±0.3`, where there is little room."""
    half_width = f"±{bare((high - low) / 2, unit)}"
    return with_width(low, high, half_width, same="same") if isfinite(low) and isfinite(high) else ""


def give_or_take(found: Estimate) -> str:
    """Write how far a measure may be off, in little room: both ends where half the width would say what cannot be.

    A share of 2 % that is known to five points lies between 0 and 7 %.
    """
    if found.possible == (found.low, found.high):
        return margin(found.low, found.high, found.unit)
    return interval(*found.possible, found.unit)


def count(number: float, noun: str, plural: str = "") -> str:
    """Count things: `1 customer`, `20,000 customers`."""
    return f"{number:,.0f} {noun if number == 1 else plural or noun + 's'}"


def people(population: int, weight: float) -> str:
    """Say how many are simulated and for how many they stand at the desk."""
    simulated = count(population, "customer")
    return simulated if weight == 1 else f"{simulated} standing for {population * weight:,.0f}"


def span(days: int) -> str:
    """Call a number of days as one would say it: `a year`, `90 days`, `a day`."""
    years, rest = divmod(days, 365)
    if rest == 0 and years > 0:
        return "a year" if years == 1 else f"{years} years"
    return "a day" if days == 1 else count(days, "day")


def capital(words: str) -> str:
    """Begin with a capital."""
    return f"{words[:1].upper()}{words[1:]}"


def nobody(whom: Whom = BUYERS) -> str:
    """Say that there is nobody who could stay."""
    return f"{capital(whom.nobody)}, so there is nobody to keep."


def still_customers(share: float) -> str:
    """Finish the sentence `Of 100 buyers ...`: how many are still customers, and in which number."""
    if not isfinite(share):
        return "nobody knows how many are still customers: nobody bought"
    kept = round(100 * share)
    if kept == 0:
        return "none is still a customer" if share == 0 else "hardly one is still a customer"
    if kept == 100:
        return "all are still customers" if share == 1 else "nearly all are still customers"
    return f"{kept} {'is still a customer' if kept == 1 else 'are still customers'}"


def happened(retention: float, days: int, whom: Whom = BUYERS) -> str:
    """Say in one sentence what became of those who are counted, so many days after they bought."""
    if not isfinite(retention):
        return nobody(whom)
    return f"{whom.of_hundred()} {still_customers(retention)} {span(days)} {whom.later}."


def share_of_gap(index: float) -> str:
    """Say a share of the gap between the two products in words: `about a fifth of the gap`."""
    if index < -0.025:
        return "a gap that grows instead of closing"
    if index < 0.025:
        return "next to nothing of the gap"
    if index > 1.025:
        return "more than the whole gap"
    if index > 0.95:
        return "the whole gap"
    _, words = min(_FRACTIONS, key=lambda fraction: abs(fraction[0] - index))
    return f"about {words} of the gap"


def of_hundred(weak_poor: float, weak_excellent: float, strong_poor: float, days: int, whom: Whom = BUYERS) -> str:
    """Tell the same story in people."""
    if not all(map(isfinite, (weak_poor, weak_excellent, strong_poor))):
        return nobody(whom)
    poor = f"{still_customers(weak_poor)} after {span(days)} with a poor desk"
    excellent = f"{100 * weak_excellent:.0f} with an excellent one"
    strong = f"a strong product with the poor desk keeps {100 * strong_poor:.0f}"
    return f"{whom.of_hundred('weak')} {poor}, {excellent}; {strong}."


def noise(low: float, high: float, unit: str, replications: int) -> str:
    """Say how far the luck of the draw reaches, or why that is not known."""
    if not (isfinite(low) and isfinite(high)):
        return "Simulation noise: not known from one replication; --replications 2 or more shows it."
    within = with_width(low, high, f"{interval(low, high, unit)}{SHAPES.get(unit, Shape()).suffix}")
    return f"Simulation noise: {within} (95 % interval, {count(replications, 'replication')})."


NOT_IN_THE_INTERVAL = (
    "What we do not know about the world (how much service matters to people, how often they complain, how "
    "fast a product fails) is not in this interval; it is far wider."
)
NOT_IN_THE_PROFIT = (
    "Wages, compensation and advertising are in the profit. A better product and more skilled agents cost nothing "
    "more in it unless a scenario says so (money.unit_cost, money.agent_cost_hour)."
)


OTHER_HOURS = (
    "hours outside opening do not exist here: nobody calls then and finds the door closed, so `desk.open_hours` "
    "turns nobody away; fewer hours pool the same work, which `desk.staffing_ratio` gives more agents at a time "
    "and a fixed `desk.agents` as many"
)


def other_hours(specs: Iterable[Scenario]) -> tuple[str, ...]:
    """Say what opening hours do and what not, where those of scenarios differ."""
    return (OTHER_HOURS,) if len({_opening(spec) for spec in specs}) > 1 else ()


def _opening(spec: Scenario) -> tuple[tuple[int, float], ...]:
    """Give the opening hours, and from which day on they are others."""
    days = [0, *(change.from_day for change in spec.changes)]
    hours = [(day, spec.in_force(day).desk.open_hours) for day in days]
    return (hours[0], *(now for before, now in pairwise(hours) if now[1] != before[1]))


def few_replications(replications: int) -> tuple[str, ...]:
    """Warn that two replications hardly tell how far luck reaches."""
    if replications != FEW_REPLICATIONS:
        return ()
    return (
        "two replications hardly tell how far luck reaches: most intervals are wide, and numbers that are the "
        "same in both have none; `--replications 10` tells more",
    )


def few_agents(spec: Scenario, agents: Mapping[str, float]) -> tuple[str, ...]:
    """Warn of desks so small that their waits say little about a real one; `agents` of each, by what to call it.

    More people to serve bring more agents, unless their number is given; more who are simulated do not, as each
    then stands for fewer.
    """
    few = {name: mean for name, mean in agents.items() if mean > 0 and round(mean, 1) < FEW_AGENTS}  # as told
    if not few:
        return ()
    told = ", ".join(f"{name}: {mean:.1f}" if name else f"{mean:.1f}" for name, mean in few.items())
    below_one = {name: mean for name, mean in few.items() if mean < 1}
    parts = ", ".join(f"{name}{': ' if name else ''}{100.0 * mean:.0f} %" for name, mean in below_one.items())
    why = (
        f"there is an agent for only a part of the day ({parts}), and the rest of it nobody answers; "
        "`desk.agents=1` staffs all of it"
        if below_one
        else "so few have longer queues than many who are as busy"
    )
    people = spec.population * spec.weight
    larger = "`represents`" if spec.desk.agents is None else "`represents` and `desk.agents`"
    return (
        f"the desk has fewer than five agents on average ({told}): {why}; "
        f"if it serves more than these {people:,} people, raise {larger}",
    )


def large(number: float) -> str:
    """Write a large number with three digits that count: `146 million`, `43,900`."""
    rounded = float(f"{number:.3g}")
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if rounded >= size:
            return f"{rounded / size:g} {word}"
    return f"{rounded:,.0f}"


def lasted(seconds: float) -> str:
    """Say how long something took or will take: `0.8 s`, `41 s`, `2 min 5 s`, `1 h 3 min`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def effort(customer_days: float, seconds: float) -> str:
    """Say how much was simulated, how long it took and how fast that is."""
    speed = customer_days / seconds if seconds > 0 else nan
    pace = f", {large(speed)} a second" if isfinite(speed) else ""
    return f"{large(customer_days)} customer-days in {lasted(seconds)}{pace}"


def visible_lines(text: str) -> str:
    """Show what steers a terminal as escapes in a text of several lines, which keeps its lines and tabs."""
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))


def as_typed(*words: str, windows: bool = os.name == "nt") -> str:
    """Words as one would type them at a prompt: those with spaces and the like in quotes."""
    import shlex
    import subprocess

    return subprocess.list2cmdline(words) if windows else shlex.join(words)


def settings_apart(settings: Mapping[str, str], *, most: int = 3) -> str:
    """Name the first few settings that set a run apart from others of its title."""
    shown = [f"{visible(key)} = {cut(value, 40)}" for key, value in settings.items()]
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more
