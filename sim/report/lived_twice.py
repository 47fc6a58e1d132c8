"""The same customers in both lives, as the report tells it: how many service saves and harms, and who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.report import rescue_findings, wording
from sim.report.tables import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.counterfactual import Counterfactual

OUTCOMES = {
    "saved": "saved: leave with poor service, stay with excellent",
    "harmed": "harmed: stay with poor service, leave with excellent",
    "kept_anyway": "kept anyway: stay with either",
    "lost_anyway": "lost anyway: leave with either",
}
TOLD_OF_THEM = {
    "fit": "how well the product fits them",
    "loyalty": "loyalty by nature",
    "failures_per_customer_year": "failures a customer-year",
    "silent_share": "of these never reported",
    "contacts_per_customer_year": "contacts a customer-year",
    "unanswered_share": "of these never answered",
    "cx_failure": "experience: failures",
    "cx_service": "experience: service",
    "cx_use": "experience: using the product",
}
"""What is told of the people of each outcome, in the life with poor service."""


def people(found: Counterfactual) -> Table:
    """Give how many are saved, harmed, kept and lost anyway, with what holds however luck is shared."""
    bounds = {row["outcome"]: row for row in found.bounds.to_dict("records")}
    rows = []
    for row in found.counts.to_dict("records"):
        limits = bounds[row["outcome"]]
        rows.append(Row(OUTCOMES[str(row["outcome"])], (
            Cell(wording.quantity(row["share"], "share"), wording.interval(row["low"], row["high"], "share")),
            Cell(wording.interval(limits["least"], limits["most"], "share") + " %"),
            Cell(f"{row['people']:,.0f}"),
        )))  # fmt: skip
    return Table(
        ("buyers of the weak product", "share", "for any coupling", "people simulated"),
        tuple(rows),
        "Only saved less harmed is a fact of the two firms. How many are saved and how many harmed depends on how "
        "luck is shared between the two lives, here decision by decision; “for any coupling” is what holds "
        "however it is shared.",
        rescue_findings.lived_twice({str(row["outcome"]): row for row in found.counts.to_dict("records")}),
    )


def who(found: Counterfactual) -> Table | None:
    """Give who has which outcome, in the life with poor service; None where nobody was there."""
    told = {(row["outcome"], row["what"]): row for row in found.who.to_dict("records") if row["life"] == "before"}
    there = set(found.counts.loc[found.counts["people"] > 0, "outcome"])
    outcomes = [outcome for outcome in OUTCOMES if outcome in there]
    if not outcomes:
        return None
    segments = [what for one, what in told if one == outcomes[0] and what.startswith("segment: ")]
    lines = {**TOLD_OF_THEM, **{what: wording.visible(what) for what in segments}}
    rows = [
        Row(called, tuple(of_group(told.get((outcome, what))) for outcome in outcomes))
        for what, called in lines.items()
    ]
    heads = ("who they are, with poor service", *(outcome.replace("_", " ") for outcome in outcomes))
    return Table(heads, tuple(rows), "Means over the people of each group, with their simulation noise.")


def of_group(row: Mapping[Any, Any] | None) -> Cell:
    """Write one thing told of a group."""
    if row is None:
        return Cell(wording.UNKNOWN)
    unit = str(row["unit"])
    return Cell(wording.quantity(float(row["mean"]), unit), wording.interval(row["low"], row["high"], unit))
