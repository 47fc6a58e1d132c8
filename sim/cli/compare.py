"""`compare BASELINE OTHER...`: what changes, on common random numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from sim.cli.answering import print_object
from sim.cli.comparing import compared
from sim.cli.keeping import Errand
from sim.cli.opening import show_report
from sim.cli.options import Request, keeps_results, takes_a_request
from sim.cli.precision import takes_a_precision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.cli.comparing import Compared
    from sim.scenario import Scenario


@click.command(
    "compare",
    epilog="""\b
Examples:
  compare product/weak product/strong
  compare default --but product.quality=0.8 --but desk.agents=12
  compare my-firm.toml --but "desk.agents=12, staff.skill=0.9"
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
@keeps_results
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
    errands, labels = errands_of(baseline, others, edits, request)
    if precision:
        from sim.questions.precision import half_widths

        half_widths(precision)
    done = compared(errands, labels, precision=precision, most=most)
    if request.as_json:
        from sim.report import as_json, comparison

        print_object(
            as_json.text(as_json.compare_object(done.answer) | {"folder": done.place}),
            comparison.notes_of(done.answer),
        )
    else:
        print_screen(done, request, program=str(ctx.find_root().info_name))
    if done.trouble:
        raise done.trouble
    if request.open_report:
        show_report(done.folder)


def errands_of(
    baseline: str, others: Sequence[str], edits: Sequence[str], request: Request
) -> tuple[list[Errand], list[str]]:
    """Read the scenarios and name each; all are to be run with the seed and as often as the baseline is."""
    from sim.questions.compare import check_comparable
    from sim.scenario.overrides import BETWEEN_SETTINGS

    specs = [request.load(said) for said in (baseline, *others)]
    edited = [specs[0].but(changes_of(edit)) for edit in edits]
    check_comparable(specs[0], [*specs[1:], *edited])
    labels = labels_of(specs, edits)
    seed = specs[0].seed if request.seed is None else request.seed
    alike = replace(request, seed=seed, replications=request.replications or specs[0].replications)
    errands = [Errand(spec, alike, said) for spec, said in zip(specs, (baseline, *others), strict=True)]
    for spec, edit in zip(edited, edits, strict=True):
        settings = (*request.settings, *BETWEEN_SETTINGS.split(edit))
        errands.append(Errand(spec, replace(alike, settings=settings), baseline))
    return errands, labels


def changes_of(edit: str) -> dict[str, object]:
    """Read the settings of one alternative."""
    from sim.scenario import parse_settings

    return dict(parse_settings(edit))


def labels_of(specs: Sequence[Scenario], edits: Sequence[str]) -> list[str]:
    """Name the scenarios by their files and the edits by what they say, each differently."""
    from sim.questions.compare import numbered, told_apart

    return numbered([*told_apart(specs[0], specs[1:]), *(" ".join(edit.split()) for edit in edits)])


def print_screen(done: Compared, request: Request, *, program: str) -> None:
    """Print the comparison, and unless asked to be quiet what to know, what ran and what to type next."""
    from sim.report import comparison, screen

    console = screen.terminal()
    comparison.show(console, done.answer)
    if request.quiet:
        return
    screen.show_notes(console, comparison.notes_of(done.answer))
    screen.show_ending(
        console,
        ran=what_ran(done),
        advice=f"{program} compare --help   (--precision: more surely; --json: every measure, day by day)",
    )


def what_ran(done: Compared) -> str:
    """Say what was computed, what was read, and where it lies."""
    from sim.report import wording

    runs = [done.answer.baseline, *done.answer.others.values()]
    read = sum(results.replications for results in runs) - done.computed
    if not done.computed:
        ran = f"Read, not computed: {wording.count(read, 'run')} (--fresh computes again)."
    else:
        spec = done.answer.baseline.scenario
        effort = wording.effort(spec.population * spec.days * done.computed, done.seconds)
        ran = f"{effort}; {wording.count(read, 'run')} read." if read else f"{effort}."
    return f"{ran}\nResults: {done.place}" if done.place else ran
