"""`compare BASELINE OTHER...`: what changes, on common random numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from sim.cli.answering import check_cost, print_object, timed
from sim.cli.options import Request, takes_a_request
from sim.cli.precision import counting_replications, takes_a_precision
from sim.errors import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.cli.progress import Report
    from sim.questions.compare import Comparison
    from sim.scenario import Scenario

BETWEEN_SETTINGS = re.compile(r",(?=\s*[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\s*=)")
"""A comma before the next KEY=; one in a list or a sentence has none behind it."""


@click.command(
    "compare",
    epilog="""\b
Examples:
  compare product/weak product/strong
  compare default --but product.quality=0.8 --but desk.agents=12
  compare my-firm.toml --but "desk.agents=12, desk.open_hours=12"
  compare default service/poor service/excellent --set days=90
  compare default --but product.quality=0.8 --precision retention=0.002
""",
)
@click.argument("baseline")
@click.argument("others", nargs=-1, metavar="[OTHER]...")
@click.option(
    "--but",
    "edits",
    metavar="KEY=VALUE,...",
    multiple=True,
    help="One more alternative: the baseline with these settings. May be repeated.",
)
@takes_a_precision
@takes_a_request
@click.pass_context
def command(
    ctx: click.Context,
    baseline: str,
    others: tuple[str, ...],
    edits: tuple[str, ...],
    precision: Mapping[str, float] | None,
    most: int,
    request: Request,
) -> None:
    """Compare scenarios on the same luck: what differs, and how surely.

    BASELINE and OTHER are TOML files, or names of scenarios in scenarios/. --set changes all of them.
    """
    first = request.load(baseline)
    specs = [first, *map(request.load, others), *(first.but(changes_of(edit)) for edit in edits)]
    labels = labels_of(specs[: 1 + len(others)], edits)
    how = {"labels": labels[1:], "precision": precision, "most": most, **request.how()}
    check_cost(request, specs)
    answer, seconds = timed(request, lambda report: compared(specs, how, report))
    if request.as_json:
        from sim.report import as_json

        print_object(as_json.text(as_json.compare_object(answer)), notes_of(answer))
    else:
        print_screen(answer, request, seconds=seconds, program=str(ctx.find_root().info_name))


def changes_of(edit: str) -> dict[str, object]:
    """Read the settings of one alternative."""
    from sim.scenario import parse_setting

    return dict(map(parse_setting, BETWEEN_SETTINGS.split(edit)))


def labels_of(specs: Sequence[Scenario], edits: Sequence[str]) -> list[str]:
    """Name the scenarios by their files and the edits by what they say, each differently."""
    from sim.questions.compare import numbered, told_apart

    return numbered([*told_apart(specs[0], specs[1:]), *(shortened(" ".join(edit.split())) for edit in edits)])


def compared(specs: Sequence[Scenario], how: Mapping[str, Any], report: Report) -> Comparison:
    """Run the scenarios as asked."""
    from sim.questions.compare import compare

    days = sum(spec.days for spec in specs)
    progress = counting_replications(report, days) if how["precision"] else report
    return compare(specs[0], *specs[1:], progress=progress, **how)


def notes_of(answer: Comparison) -> list[str]:
    """Collect what a careful reader should know, each thing once."""
    specs = [answer.baseline.scenario, *(results.scenario for results in answer.others.values())]
    return list(dict.fromkeys([*answer.notes, *(warning for spec in specs for warning in spec.warnings)]))


def print_screen(answer: Comparison, request: Request, *, seconds: float, program: str) -> None:
    """Print the comparison, and unless asked to be quiet what to know, what ran and what to type next."""
    from sim.report import comparison, screen, wording

    console = screen.terminal()
    comparison.show(console, answer)
    if request.quiet:
        return
    screen.show_notes(console, notes_of(answer))
    runs = [answer.baseline, *answer.others.values()]
    days = sum(each.scenario.population * each.scenario.days * each.replications for each in runs)
    screen.show_ending(
        console,
        ran=f"{wording.effort(days, seconds)}.",
        advice=f"{program} compare --help   (--precision: more surely; --json: every measure, day by day)",
    )
