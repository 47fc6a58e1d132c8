"""The report on the facts: the picture, then every fact with its source, its figures, and how it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report import facts_words as words
from sim.report import wording
from sim.report.tables import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure as Drawing

    from sim.questions.facts.answer import Facts
    from sim.questions.facts.fact import Fact, Figure


@dataclass(frozen=True)
class Told:
    """One fact as the page shows it."""

    id: str
    title: str
    verdict: str
    world: str
    where_from: str
    asked: str
    remark: str
    kind: str
    table: Table | None


def render(answer: Facts, *, drawn: Mapping[str, Drawing] | None = None) -> str:
    """Give the report."""
    from sim.report import figures, page

    spec = answer.scenario
    return page.filled(
        "facts.html",
        kicker="Trapeze: which stylised facts does the model show?",
        title=page.headline(f"{spec.title or spec.name}: what studies found, and what the model says"),
        finding=words.finding(answer),
        facts=page.about(spec, {"seed": answer.seed, "replications": answer.replications}),
        notes=list(map(wording.visible, spec.warnings)),
        pictures=page.pictures(figures.of_facts(answer) if drawn is None else drawn),
        others=words.others(answer),
        reading=words.HOW_TO_READ,
        told=[told(answer, fact) for fact in answer.facts],
        known=words.known(answer),
        limits=[limit for limit in page.LIMITS if limit != wording.NOT_IN_THE_INTERVAL],
        resolved=spec.to_toml(),
        again=f"trapeze facts --seed {answer.seed} --replications {answer.replications}",
    )


def told(answer: Facts, fact: Fact) -> Told:
    """Give a fact as the page shows it."""
    rows = tuple(_row(answer, fact, figure) for figure in fact.figures)
    return Told(
        fact.id, fact.title, words.CALLED[answer.verdicts[fact.id]], fact.world, words.where_from(fact),
        fact.asked, fact.remark, words.kind(fact),
        Table(("", "the world", "here", "band", "verdict"), rows) if rows else None,
    )  # fmt: skip


def _row(answer: Facts, fact: Fact, figure: Figure) -> Row:
    verdict = answer.verdict(fact, figure)
    return Row(
        figure.says,
        (
            Cell(figure.world),
            Cell(words.mean(answer, fact, figure), words.reach(answer, fact, figure)),
            Cell(words.band(figure.band, figure.unit)),
            Cell(words.CALLED[verdict] if figure.band else ""),
        ),
    )
