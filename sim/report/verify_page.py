"""The report of a verification: the finding, the picture of all estimates, and every check."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sim.report import verify_words as words
from sim.report import wording
from sim.report.tables import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure

    from sim.questions.verify import Check, Outcome

HEADS = ("", "theory", "simulated", "z", "finds", "verdict")


def render(outcome: Outcome, *, again: str, drawn: Mapping[str, Figure] | None = None) -> str:
    """Give the report; `again` is the command line that makes it."""
    from sim.report import page
    from sim.report.figures.verify import of_verification

    return page.filled(
        "verify.html",
        kicker="Trapeze: does the program agree with mathematics?",
        title="Every limit in which the answer is known",
        finding=words.finding(outcome),
        facts=_facts(outcome),
        notes=[],
        pictures=page.pictures(of_verification(outcome) if drawn is None else drawn),
        failures=_table([check for check in outcome.checks if not check.passed], named=True),
        reading=words.HOW_TO_READ,
        groups=[(words.limit(id_), _table(list(checks))) for id_, checks in groupby(outcome.checks, _id)],
        took=words.took(outcome),
        again=again,
    )


def _facts(outcome: Outcome) -> str:
    kind = "full set" if outcome.full else "quick set"
    return f"{kind} · seed {outcome.seed} · {wording.count(len(outcome.checks), 'check')}"


def _id(check: Check) -> str:
    return check.id


def _table(checks: Sequence[Check], *, named: bool = False) -> Table:
    """Give checks as a table, with their ids where they are `named`."""
    rows = [
        Row(
            check.says,
            (
                Cell(words.number(check.theory)), Cell(words.number(check.simulated)), Cell(words.z(check)),
                Cell(words.finds(check)), Cell(words.CALLED[check.verdict]),
            ),
            note=f"{check.id} · {check.engine}" if named else f"{check.engine} · {check.source}",
        )
        for check in checks
    ]  # fmt: skip
    return Table(HEADS, tuple(rows))
