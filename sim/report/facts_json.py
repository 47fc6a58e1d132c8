"""The facts as one JSON object: the same numbers as on the screen, unrounded."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.report import facts_words as words
from sim.report.as_json import number, what

if TYPE_CHECKING:
    from sim.questions.facts.answer import Facts
    from sim.questions.facts.fact import Fact, Figure


def facts_object(answer: Facts) -> dict[str, Any]:
    """Describe every fact: what the world says, every figure with its interval and band, and the verdict."""
    return {
        **what("facts", answer.scenario, answer.seed, answer.replications, answer.engine),
        "finding": words.finding(answer),
        "summary": {
            f"{fact.id} {figure.name}": _found(answer, fact, figure)
            for fact in answer.facts for figure in fact.figures
        },
        "verdicts": words.counted(answer),
        "facts": [_fact(answer, fact) for fact in answer.facts],
    }  # fmt: skip


def _fact(answer: Facts, fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id, "title": fact.title, "verdict": str(answer.verdicts[fact.id]), "world": fact.world,
        "source": fact.source, "reference": fact.reference, "status": str(fact.status), "kind": str(fact.kind),
        "asked": fact.asked, "remark": fact.remark,
        "figures": [_figure(answer, fact, figure) for figure in fact.figures],
    }  # fmt: skip


def _figure(answer: Facts, fact: Fact, figure: Figure) -> dict[str, Any]:
    ends = (
        (None, None) if figure.band is None else tuple(end if isfinite(end) else None for end in figure.band.ends)
    )
    return {
        "name": figure.name, "says": figure.says, "world": figure.world, **_found(answer, fact, figure),
        "n": answer.found[fact.id, figure.name].n, "band": None if figure.band is None else list(ends),
        "verdict": str(answer.verdict(fact, figure)), "worlds": list(figure.worlds),
    }  # fmt: skip


def _found(answer: Facts, fact: Fact, figure: Figure) -> dict[str, Any]:
    found = answer.found[fact.id, figure.name]
    return {"mean": number(found.mean), "low": number(found.low), "high": number(found.high), "unit": figure.unit}
