"""What the model says to the facts, in words and written numbers: no layout."""

from __future__ import annotations

from collections import Counter
from math import isclose, isfinite
from typing import TYPE_CHECKING

from sim.questions.facts.fact import APART, Kind, Verdict
from sim.report import wording
from sim.report.counting import listed, number
from sim.report.estimate import Estimate

if TYPE_CHECKING:
    from sim.questions.facts.answer import Facts
    from sim.questions.facts.fact import Band, Fact, Figure

NEAR_ENOUGH = 0.02
"""Edges of bands are written with two digits where that moves them by no more, as a share, else with three."""

JUDGED = frozenset({Verdict.MET, Verdict.MISSED, Verdict.OPEN})
"""Verdicts of facts that are held to a band."""

CALLED = {
    Verdict.MET: "met",
    Verdict.MISSED: "MISSED",
    Verdict.OPEN: "open",
    Verdict.BESIDE: "no band",
    Verdict.INPUT: "input",
    Verdict.ABSENT: "not modelled",
}
"""How a verdict is said; a miss so that nobody overlooks it."""

HOW_TO_READ = (
    "Met: the whole interval lies in the band. MISSED: it lies outside. Open: it crosses an edge of the band, "
    "which more replications settle. A figure without a band stands beside what the world says. An input was set "
    "to the fact, so that to meet it shows nothing."
)


def finding(answer: Facts) -> str:
    """Say how many facts the model shows, and name those that it does not."""
    judged = [fact.id for fact in answer.facts if answer.verdicts[fact.id] in JUDGED]
    if not judged:
        return "None of these facts has a band to be held to."
    said = [
        f"The model shows {len(_with(answer, Verdict.MET))} of {wording.count(len(judged), 'fact')} with a band."
    ]
    if missed := _with(answer, Verdict.MISSED):
        said.append(f"It misses {listed(missed)}.")
    if undecided := _with(answer, Verdict.OPEN):
        said.append(f"{listed(undecided)}: open, since the interval is wider than the distance to the edge.")
    return " ".join(said)


def shortly(answer: Facts) -> str:
    """Say in one sentence how many facts the model shows, and which ones it misses or leaves open."""
    judged = sum(verdict in JUDGED for verdict in answer.verdicts.values())
    said = [f"shows {len(_with(answer, Verdict.MET))} of {wording.count(judged, 'fact')}"]
    if missed := _with(answer, Verdict.MISSED):
        said.append(f"misses {listed(missed)}")
    if undecided := _with(answer, Verdict.OPEN):
        said.append(f"leaves {listed(undecided)} open")
    return f"The model {listed(said)}."


def others(answer: Facts) -> str:
    """Say how many facts are not judged, and why."""
    kinds = (
        (Verdict.INPUT, "put in as a parameter"),
        (Verdict.BESIDE, "shown without a band"),
        (Verdict.ABSENT, "not modelled"),
    )
    told = [f"{listed(ids)} {why}" for verdict, why in kinds if (ids := _with(answer, verdict))]
    return f"Not judged: {'; '.join(told)}." if told else ""


def known(answer: Facts) -> list[str]:
    """Say how well it is known."""
    if answer.replications < 2:
        noise = "Simulation noise is not known from one replication; --replications 2 or more shows it."
    else:
        noise = f"Intervals: simulation noise (95 %), {wording.count(answer.replications, 'replication')}."
    return [noise, wording.NOT_IN_THE_INTERVAL]


def _with(answer: Facts, verdict: Verdict) -> list[str]:
    return [fact.id for fact in answer.facts if answer.verdicts[fact.id] is verdict]


def counted(answer: Facts) -> dict[str, int]:
    """Count the facts by verdict."""
    found = Counter(answer.verdicts.values())
    return {str(verdict): found[verdict] for verdict in Verdict}


def mean(answer: Facts, fact: Fact, figure: Figure) -> str:
    """Write what was found."""
    found = answer.found[fact.id, figure.name]
    return written(found.mean, figure.unit)


def reach(answer: Facts, fact: Fact, figure: Figure) -> str:
    """Write how far the interval reaches; nothing where it has no width."""
    found = answer.found[fact.id, figure.name]
    if not isfinite(found.low) or isclose(found.low, found.high, rel_tol=1e-9):
        return ""
    return wording.interval(*Estimate(found.mean, found.low, found.high, figure.unit).possible, figure.unit)


def band(given: Band | None, unit: str) -> str:
    """Write a band: `15.6 to 40 %`, `above 0`, `30 % or more`."""
    if given is None:
        return ""
    low, high = (edge(end, unit) for end in given.ends)
    if isfinite(given.low) and isfinite(given.high):
        return f"{low.removesuffix(suffix(unit))} to {high}"
    if isfinite(given.low):
        return "above 0" if given.low == 0 else f"{low} or more"
    return "below 0" if given.high == 0 else f"{high} or less"


def edge(value: float, unit: str) -> str:
    """Write an edge of a band as short as it can be said."""
    if not isfinite(value):
        return ""
    shape = wording.SHAPES.get(unit, wording.Shape())
    scaled = shape.times * value
    short = float(f"{scaled:.2g}")
    return f"{number(short if isclose(short, scaled, rel_tol=NEAR_ENOUGH) else scaled)}{shape.suffix}"


def written(value: float, unit: str) -> str:
    """Write a figure; a difference of shares with its sign, as what the world says of it."""
    return ("+" if unit == APART and value > 0 else "") + wording.quantity(value, unit)


def suffix(unit: str) -> str:
    """Give what follows a number of a unit."""
    return wording.SHAPES.get(unit, wording.Shape()).suffix


def where_from(fact: Fact) -> str:
    """Say who found it, where a reader finds that, and how well we know it."""
    return f"{fact.source} ({fact.reference}); {fact.status}."


def kind(fact: Fact) -> str:
    """Say what a fact is to the model."""
    return {
        Kind.OUTCOME: "an outcome of the model",
        Kind.INPUT: "an input of the model",
        Kind.ABSENT: "not modelled",
    }[fact.kind]
