"""What the pictures of a split show, in one sentence each."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from sim.questions.levers import REST
from sim.report import changes, wording
from sim.report.counting import listed
from sim.report.split import (
    LABELS,
    NAMES,
    can_be_split,
    capital,
    its_doing,
    makes,
    row_of,
    shares_of,
    together,
    whose,
)
from sim.report.split_reasons import CLEAR
from sim.report.whom import whom_of

if TYPE_CHECKING:
    from sim.questions.why import Why


def shortly(answer: Why) -> str:
    """Say in one sentence who keeps more customers, and what makes most of that."""
    total = row_of(answer.totals, measure="retention")
    weak, better = (wording.visible(name) for name in answer.names)
    if not isfinite(total["difference"]):
        return "Nobody is there to become a customer or to stay one."
    if total["low"] <= 0 <= total["high"]:
        return f"Whether {better} keeps more customers than {weak} cannot be told from luck."
    shown, decimals = together(total, shares_of(answer, "retention"))
    size, word = abs(sum(shown.values())), "more" if float(total["difference"]) > 0 else "fewer"
    first = max(shown, key=lambda lever: shown[lever] * (1 if word == "more" else -1))
    most = f"{NAMES[first]} {makes(first)} {abs(shown[first]) / 10**decimals:.{decimals}f} of them"
    people = whom_of(answer.weak).people
    return f"{better} keeps {size / 10**decimals:.{decimals}f} {word} of 100 {people} than {weak}: {most}."


def of_measures(answer: Why) -> str:
    """Say which lever makes most of the differences that are told from luck."""
    told = [row for row in answer.totals.to_dict("records") if can_be_split(row)]
    if not told:
        return "No headline measure is told from luck, so nothing can be split."
    most: dict[str, list[str]] = {}
    for row in told:
        measure, sign = str(row["measure"]), 1 if row["difference"] > 0 else -1
        shares = shares_of(answer, measure)
        lever = max(shares, key=lambda one: sign * shares[one])
        most.setdefault(lever, []).append(LABELS.get(measure, wording.label(measure)))
    if len(most) == 1:
        lever = next(iter(most))
        return f"{capital(NAMES[lever])} {makes(lever)} the most of every difference."
    said = "; ".join(f"{NAMES[lever]} of {listed(measures)}" for lever, measures in most.items())
    return f"What makes the most depends on the measure: {said}."


def of_the_ledger(answer: Why) -> str:
    """Say of the lever for which the two splits differ most what it makes and what it is credited with."""
    columns = answer.columns.groupby("lever")["difference"].sum()
    made = shares_of(answer, "cx")
    apart = {lever: abs(made[lever] - float(columns[lever])) for lever in made if lever != REST}
    if not apart or not all(map(isfinite, apart.values())):
        return "None of the four levers differs, so there is nothing to set beside the ledger."
    lever = max(apart, key=lambda one: apart[one])
    if apart[lever] < CLEAR:
        return "Whose doing it is and where it is booked is nearly the same."
    return (
        f"{capital(NAMES[lever])}: {its_doing(answer)[lever]} of experience is {whose(lever)} doing, "
        f"{changes.change(float(columns[lever]), 'quality')} is booked under {whose(lever)} name."
    )
