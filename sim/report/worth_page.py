"""The report of what a little more of each lever is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import wording
from sim.report import worth_words as words
from sim.report.tables import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

    from sim.questions.worth import Worth


def render(answer: Worth, *, drawn: Mapping[str, Figure] | None = None) -> str:
    """Give the report of a valuation."""
    from sim.report import figures, page

    spec = answer.scenario
    return page.filled(
        "worth.html",
        kicker="Trapeze: what is a little more of each lever worth?",
        title=page.headline(f"{spec.title or spec.name}: what is a little more of each lever worth?"),
        finding=words.finding(answer),
        facts=page.about(spec, {"seed": answer.seed, "replications": answer.replications}),
        notes=[*map(wording.visible, spec.warnings), *words.notes(answer)],
        pictures=page.pictures(figures.of_worth(answer) if drawn is None else drawn),
        table=table(answer),
        steps=words.steps(answer),
        said=words.limits(answer),
        known=words.known(answer),
        limits=[limit for limit in page.LIMITS if limit != wording.NOT_IN_THE_INTERVAL],
        simulated=page.simulated(spec),
        resolved=spec.to_toml(),
        again=f"trapeze worth scenario.toml --seed {answer.seed} --replications {answer.replications}",
    )


def table(answer: Worth) -> Table:
    """Give what a unit of each lever does."""
    rows = [
        Row(words.NAMES[line.lever], tuple(Cell(line.told[what], line.reach[what]) for what in words.HEADS))
        for line in words.lines(answer)
    ]
    return Table(("", *words.HEADS.values()), tuple(rows), words.how_to_read(answer))
