"""The same customers in both lives, as the report tells it: how many service saves and harms, and who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.report import wording
from sim.report.portraits import FEW
from sim.report.tables import Cell, Row, Table
from sim.report.whom import BUYERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.counterfactual import Counterfactual
    from sim.questions.stories import Story
    from sim.report.whom import Whom

OUTCOMES = {
    "saved": "saved: leave with poor service, stay with excellent",
    "harmed": "harmed: stay with poor service, leave with excellent",
    "kept_anyway": "kept anyway: stay with either",
    "lost_anyway": "lost anyway: leave with either",
}
TOLD_OF_THEM = {
    "fit": "how well the product fits them",
    "loyalty": "loyalty by nature",
    "days": "days as a customer",
    "failures": "failures",
    "silent_share": "of these never reported",
    "contacts": "contacts",
    "unanswered_share": "of these never answered",
    "cx_failure": "experience: failures",
    "cx_service": "experience: service",
    "cx_use": "experience: using the product",
}
"""What is told of the people of each outcome, in the life with poor service."""


def people(found: Counterfactual, whom: Whom = BUYERS) -> Table:
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
        (f"{whom.people} {whom.having} the weak product", "share", "for any coupling", "people simulated"),
        tuple(rows),
    )


def who(found: Counterfactual) -> Table | None:
    """Give who has which outcome, in the life with poor service; None where too few have any to describe."""
    told = {(row["outcome"], row["what"]): row for row in found.who.to_dict("records") if row["life"] == "before"}
    there = set(found.counts.loc[found.counts["people"] >= FEW, "outcome"])
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


@dataclass(frozen=True)
class Day:
    """What happened on a day: in both lives alike, or in the one and in the other."""

    day: int
    alike: str = ""
    one: str = ""
    other: str = ""


@dataclass(frozen=True)
class Told:
    """A customer's story as the page shows it."""

    title: str
    why: str
    heads: tuple[str, ...]
    days: tuple[Day, ...]
    parted: bool


def told(story: Story) -> Told:
    """Give the days of a story: those that both lives share, then the two side by side."""
    one, other = (dict(days) for days in story.apart)
    parted = [
        Day(day, one=wording.visible(one.get(day, "")), other=wording.visible(other.get(day, "")))
        for day in sorted({*one, *other})
    ]
    together = [Day(day, alike=wording.visible(happened)) for day, happened in story.together]
    segment = f" ({story.segment})" if story.segment else ""
    heads = tuple(wording.visible(f"with {life.name}") for life in story.lives)
    title = wording.visible(f"{story.title}{segment}")
    return Told(title, wording.visible(story.why_typical), heads, (*together, *parted), bool(parted))
