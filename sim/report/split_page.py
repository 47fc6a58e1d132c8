"""The report of a split: whose doing a difference is, in pictures and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report import changes, split, split_reasons, wording
from sim.report.tables import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure

    from sim.questions.why import Why


def render(answer: Why, *, drawn: Mapping[str, Figure] | None = None) -> str:
    """Give the report of a split."""
    from sim.report import figures, page

    weak, better = map(wording.visible, answer.names)
    return page.filled(
        "split.html",
        kicker="Trapeze: who lost these customers?",
        title=page.headline(f"{weak} is not {better}: whose doing is it?"),
        finding=split.finding(answer),
        facts=page.about(answer.weak, {"seed": answer.seed, "replications": answer.replications}),
        notes=list(map(wording.visible, split.notes(answer))),
        lead=[line for line in (split.alone(answer), split.rest(answer)) if line],
        pictures=page.pictures(figures.of_why(answer) if drawn is None else drawn),
        shares=shares(answer),
        booked=booked(answer),
        reasons=split_reasons.reasons(answer),
        known=split.known(answer),
        settings=settings(answer),
        limits=[limit for limit in page.LIMITS if limit != wording.NOT_IN_THE_INTERVAL],
        simulated=page.simulated(answer.weak),
        scenarios=[(weak, answer.weak.to_toml()), (better, answer.better.to_toml())],
        again="trapeze why weak.toml --better better.toml "
        f"--seed {answer.seed} --replications {answer.replications}",
    )


def shares(answer: Why) -> Table:
    """Give every headline measure with its shares."""
    rows = []
    for found in split.splits(answer):
        rows.append(Row(found.label, (Cell(found.difference, found.reach), *([Cell("")] * 3)), note=found.values))
        rows += [
            Row(f"– {split.NAMES[share.lever]}",
                (Cell(share.share, share.reach), Cell(share.part), Cell(share.alone), Cell(share.last)))
            for share in found.shares
        ]  # fmt: skip
    return Table(("", "share", "of it", "first", "last"), tuple(rows), split.how_to_read(answer))


def booked(answer: Why) -> Table:
    """Give each lever's share of experience by where it is booked, with both splits as margins."""
    cells = {(row["lever"], row["booked"]): row["share"] for row in answer.booked.to_dict("records")}
    rows = [
        _row(split.NAMES[lever], [cells[lever, whose] for whose in split.BOOKED], doing)
        for lever, doing in split.its_doing(answer).items()
    ]
    sums = answer.columns.groupby("lever")["difference"].sum()
    total = split.row_of(answer.totals, measure="cx")["difference"]
    rows.append(_row("booked there", [sums[whose] for whose in split.BOOKED], changes.change(total, "quality")))
    heads = ("", *split.BOOKED.values(), "its doing")
    return Table(heads, tuple(rows), "Each line is a lever; its share of experience stands where it is booked.")


def _row(label: str, values: Sequence[float], whole: str) -> Row:
    cells = [changes.change(float(value), "quality") for value in values]
    return Row(label, tuple(map(Cell, [*cells, whole])))


def settings(answer: Why) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what the two say otherwise, by lever."""
    return [
        (
            split.NAMES[lever],
            [(wording.visible(key), f"{_said(mine)} → {_said(theirs)}") for key, (mine, theirs) in said.items()],
        )
        for lever, said in answer.settings.items()
    ]


def _said(value: object) -> str:
    return "not given" if value is None else wording.visible(str(value))
