"""What a run or the headline looks like in a terminal of any width, with or without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.measures.record import LEDGER, retention_days
from sim.report import wording
from sim.report.estimate import UNMEASURED, Estimate, cells, estimates
from sim.report.layout import columns, is_narrow, say, terminal, text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from typing import Any

    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from sim.questions.rescue import Rescue
    from sim.results import Results
    from sim.scenario import Scenario

    Measured = Mapping[str, Estimate]

__all__ = ["show_ending", "show_notes", "show_rescue", "show_run", "terminal", "title"]

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
HEADLINE_ROWS = ("retention", "cx_index", "nps", "clv")
_INDEX_OF_ROW = {"cx_index": "cx"}
CELLS = ("weak_poor", "weak_excellent", "strong_poor", "strong_excellent")


def show_run(console: Console, spec: Scenario, results: Results) -> None:
    """Show what happened in a scenario: a sentence, then the measures in groups."""
    measured = estimates(results.summary)
    facts = results.provenance
    say(console, title(spec, facts["seed"], facts["replications"]), style="bold")
    say(console, "")
    say(console, wording.happened(measured.get("retention", UNMEASURED).mean, retention_days(spec)))
    say(console, "")
    console.print(_measures(console, spec, measured))


def show_rescue(console: Console, spec: Scenario, answer: Rescue) -> None:
    """Show the answer to the headline question: two sentences, four cells, and how far to trust them."""
    measured = cells(answer.cells)
    index = _rows(answer.index)
    retention = index["retention"]
    kept = {cell: measured[cell].get("retention", UNMEASURED).mean for cell in CELLS}
    say(console, "How much can excellent service rescue a weak product?", style="bold")
    say(console, title(spec, answer.seed, answer.replications), style="dim")
    say(console, "")
    say(console, wording.rescued(retention["index"], defined=bool(retention["defined"])), style="bold")
    say(
        console,
        wording.of_hundred_buyers(kept["weak_poor"], kept["weak_excellent"], kept["strong_poor"], spec.days),
    )
    say(console, "")
    draw = _cells_below_each_other if is_narrow(console) else _cells_side_by_side
    console.print(draw(console, measured, {row: _closed(index, row) for row in HEADLINE_ROWS}))
    say(console, "")
    say(console, wording.noise(retention["low"], retention["high"], "share", answer.replications))
    say(console, wording.NOT_IN_THE_INTERVAL)


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


def _groups(spec: Scenario) -> dict[str, tuple[str, ...]]:
    return {"From prospect to buyer": FUNNEL, **GROUPS} if spec.protocol == "market" else GROUPS


def _add_measure(console: Console, table: Table, label: str, found: Estimate) -> None:
    reach = wording.margin if is_narrow(console) else wording.interval
    table.add_row(
        text(console, f"  {label}"),
        text(console, wording.quantity(found.mean, found.unit)),
        text(console, reach(found.low, found.high, found.unit), style="dim"),
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


def _cells_side_by_side(console: Console, measured: Mapping[str, Measured], closed: Mapping[str, str]) -> Table:
    heads = ("weak\npoor", "weak\nexcellent", "strong\npoor", "strong\nexcellent", "gap\nclosed")
    table = columns(console, "product\ndesk", *heads)
    for row in HEADLINE_ROWS:
        found = [measured[cell].get(row, UNMEASURED) for cell in CELLS]
        written = [wording.quantity(each.mean, each.unit) for each in found]
        table.add_row(*(text(console, cell) for cell in (wording.label(row), *written, closed[row])))
    return table


def _cells_below_each_other(
    console: Console, measured: Mapping[str, Measured], closed: Mapping[str, str]
) -> Table:
    table = columns(console, "product, desk", "mean")
    for row in HEADLINE_ROWS:
        table.add_row(text(console, wording.label(row), style="bold"))
        for cell in CELLS:
            found = measured[cell].get(row, UNMEASURED)
            table.add_row(
                text(console, f"  {cell.replace('_', ', ')}"),
                text(console, wording.quantity(found.mean, found.unit)),
            )
        table.add_row(text(console, "  gap closed"), text(console, closed[row]))
    return table


def _rows(index: pd.DataFrame) -> dict[str, dict[Hashable, Any]]:
    return {str(row["measure"]): row for row in index.to_dict("records")}


def _closed(index: Mapping[str, Mapping[Hashable, Any]], row: str) -> str:
    share = index.get(_INDEX_OF_ROW.get(row, row))
    if share is None or not share["defined"]:
        return wording.UNKNOWN
    return wording.quantity(share["index"], "share")
