"""Why what a lever makes of the experience is not what the ledger books under its name, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.questions.levers import JOURNEY, MARKETING, PRODUCT, REST, SERVICE
from sim.report import changes
from sim.report.split import BOOKED, NAMES, capital, is_told, its_doing, shares_of, whose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.why import Why

    Row = Mapping[Any, Any]

MECHANISMS = {
    (
        PRODUCT,
        SERVICE,
        -1,
    ): "a better product gives less reason to call, and so the desk less to put right",
    (PRODUCT, SERVICE, 1): "a better product gives the desk more that it can put right",
    (PRODUCT, MARKETING, 1): "a better product comes closer to what was expected of it, or beats it",
    (PRODUCT, MARKETING, -1): "a better product raises what is expected of it",
    (JOURNEY, PRODUCT, 1): "fewer goods arrive damaged, and damage is booked as a failure",
    (JOURNEY, SERVICE, -1): "fewer damaged goods leave the desk less to put right",
    (SERVICE, PRODUCT, -1): "whoever is helped has no open case any more and stays, and so meets the next failure",
    (SERVICE, PRODUCT, 1): "a case that is closed sooner spoils less of the use",
    (
        MARKETING,
        PRODUCT,
        -1,
    ): "whoever was promised less also sees less in the product, or stays on to meet its failures",
}
"""How a lever gets into columns that seem to be another's, by the sign of what it does there."""

OTHERWISE = "it changes who stays how long, and so over what experience is averaged"
MOST_REASONS = 3


def reasons(answer: Why) -> list[str]:
    """Say where the shares differ most from what the ledger books under their names, and why."""
    columns = answer.columns.groupby("lever")["difference"].sum()
    made, written = shares_of(answer, "cx"), its_doing(answer)
    apart = {lever: abs(made[lever] - float(columns[lever])) for lever in made if lever != REST}
    told: dict[tuple[str, str], str] = {}
    for lever in sorted(apart, key=lambda one: -apart[one]):
        cause = _cause(answer, lever, made[lever] - float(columns[lever]))
        if cause and apart[lever] >= CLEAR:
            cell = str(cause["lever"]), str(cause["booked"])
            told.setdefault(cell, _reason(lever, written[lever], float(columns[lever]), cause))
    return list(told.values())[:MOST_REASONS]


CLEAR = 0.005
"""In units of quality: a smaller difference between the two splits is not worth a sentence."""


def _cause(answer: Why, lever: str, apart: float) -> Row | None:
    """Give the largest cell of the table that sets what a lever makes apart from what stands under its name."""
    cells = [row for row in answer.booked.to_dict("records") if is_told(row) and row["lever"] != row["booked"]]
    out = [row for row in cells if row["lever"] == lever and row["share"] * apart > 0]
    into = [row for row in cells if row["booked"] == lever and row["share"] * apart < 0]
    return max(out + into, key=lambda row: abs(row["share"]), default=None)


def _reason(lever: str, made: str, booked: float, cause: Row) -> str:
    """Explain by its largest cause why what a lever makes is not what stands under its name."""
    does = changes.change(float(cause["share"]), "quality")
    sign = 1 if float(cause["share"]) > 0 else -1
    mechanism = MECHANISMS.get((cause["lever"], cause["booked"], sign), OTHERWISE)
    both = (
        f"{capital(NAMES[lever])}: {made} of experience is {whose(lever)} doing, "
        f"{changes.change(booked, 'quality')} stands under {whose(lever)} name ({BOOKED[lever]})"
    )
    if cause["lever"] == lever:
        return f"{both}. {does} of that doing is booked as {BOOKED[cause['booked']]}: {mechanism}."
    return f"{both}. {does} of that is the doing of {NAMES[cause['lever']]}: {mechanism}."
