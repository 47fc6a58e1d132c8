"""What a run looks like in a terminal of any width, with or without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures.record import LEDGER, retention_days
from sim.report import wording
from sim.report.by_segment import OF_A_SEGMENT, estimates_by_segment
from sim.report.estimate import UNMEASURED, Estimate, estimates
from sim.report.layout import add_row, columns, is_narrow, is_tiny, say, terminal, text
from sim.report.whom import whom_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from sim.results import Results
    from sim.scenario import Scenario

    Measured = Mapping[str, Estimate]

__all__ = ["show_ending", "show_notes", "show_run", "terminal", "title"]

HALF_A_BAR = 10
MONEY = "Money"
GROUPS = {
    "Customers": ("retention", "churned", "returns", "repurchases", "active"),
    "Experience": ("cx_index", "nps", "nps_current", "csat_top2", "ces", "cx"),
    "Failures and contacts": (
        "failures_per_customer_year",
        "silent_share",
        "contacts_per_customer_year",
        "contacts_per_issue",
        "zero_contact_share",
    ),
    "The desk": (
        "agents",
        "occupancy",
        "wait_minutes",
        "service_level",
        "abandonment",
        "first_contact_resolution",
    ),
    MONEY: ("clv", "clv_realised", "profit"),
}
FUNNEL = ("attracted", "entered", "engaged", "bought")


def show_run(console: Console, spec: Scenario, results: Results) -> None:
    """Show what happened in a scenario: a sentence, then the measures in groups."""
    measured = estimates(results.summary)
    facts = results.provenance
    say(console, title(spec, facts["seed"], facts["replications"]), style="bold")
    say(console, "")
    say(console, wording.happened(measured.get("retention", UNMEASURED).mean, retention_days(spec), whom_of(spec)))
    say(console, "")
    console.print(_measures(console, spec, measured))
    _show_segments(console, results)


def show_notes(console: Console, notes: Sequence[str]) -> None:
    """List what a careful reader should know."""
    if notes:
        say(console, "")
    for note in notes:
        say(console, f"Note: {note}", style="yellow")


def show_ending(console: Console, ran: str, advice: str) -> None:
    """Say what ran, and what to type next."""
    say(console, "")
    say(console, ran, style="dim")
    say(console, f"Next: {advice}", style="dim")


def title(spec: Scenario, seed: int, replications: int) -> str:
    """Say what was run: whom, how long, with which luck."""
    called = spec.name if spec.title in ("", spec.name) else f"{spec.name}: {spec.title}"
    return " · ".join(
        (
            wording.visible(called),
            wording.people(spec.population, spec.weight),
            wording.count(spec.days, "day"),
            spec.protocol,
            f"seed {seed}",
            wording.count(replications, "replication"),
        )
    )


def _measures(console: Console, spec: Scenario, measured: Measured) -> Table:
    noise = "±95 %" if is_narrow(console) else "simulation noise (95 %)"
    table = columns(console, "", "mean", noise)
    for title, names in _groups(spec).items():
        taken = [name for name in names if name in measured]
        if taken:
            head = f"{title}, {wording.visible(spec.money.currency)}" if title == MONEY else title
            table.add_row(text(console, head, style="bold"))
        for name in taken:
            _add_measure(console, table, wording.label(name), measured[name])
        if "cx" in taken:
            _add_split(console, table, measured)
    return table


def _show_segments(console: Console, results: Results) -> None:
    """Show how it went with each segment, if the people are of several kinds."""
    found = estimates_by_segment(results)
    if not found:
        return
    heads = (wording.label(name) for name in OF_A_SEGMENT)
    table = columns(console, "By segment", *(() if is_tiny(console) else heads))
    for segment, measured in found.items():
        cells = (_in_short(console, measured[name]) for name in OF_A_SEGMENT)
        add_row(console, table, [(cell, "") for cell in (f"  {wording.visible(segment)}", *cells)])
    say(console, "")
    console.print(table)


def _in_short(console: Console, found: Estimate) -> str:
    """Write a mean and its noise in one cell."""
    mean = wording.quantity(found.mean, found.unit)
    if is_narrow(console):
        return f"{mean} {wording.give_or_take(found)}"
    return f"{mean} ({wording.interval(*found.possible, found.unit)})"


def _groups(spec: Scenario) -> dict[str, tuple[str, ...]]:
    return {"From prospect to buyer": FUNNEL, **GROUPS} if spec.protocol == "market" else GROUPS


def _add_measure(console: Console, table: Table, label: str, found: Estimate) -> None:
    noise = wording.give_or_take(found) if is_narrow(console) else wording.interval(*found.possible, found.unit)
    table.add_row(
        text(console, f"  {label}"),
        text(console, wording.quantity(found.mean, found.unit)),
        text(console, noise, style="dim"),
    )


def _add_split(console: Console, table: Table, measured: Measured) -> None:
    """Show which part of the journey made the experience: the parts add up to it."""
    parts = {column: measured[f"cx_{column}"] for column in LEDGER if f"cx_{column}" in measured}
    largest = max((abs(part.mean) for part in parts.values()), default=0.0)
    if not largest > 0.0:
        return
    table.add_row(text(console, "  which is the sum of", style="dim"))
    for column, part in parts.items():
        bar = "" if is_narrow(console) else _bar(part.mean, largest)
        table.add_row(
            text(console, f"    {column}"),
            text(console, wording.quantity(part.mean, part.unit)),
            text(console, bar, style="red" if part.mean < 0 else "green"),
        )


def _bar(value: float, largest: float) -> str:
    """Draw a value left or right of a line in the middle."""
    filled = "█" * round(HALF_A_BAR * abs(value) / largest)
    left, right = (filled, "") if value < 0 else ("", filled)
    return f"{left:>{HALF_A_BAR}}│{right:<{HALF_A_BAR}}"
