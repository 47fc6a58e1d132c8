"""`facts`: what studies found, and whether the model shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.answering import print_object
from sim.cli.calling import again
from sim.cli.opening import show_report
from sim.cli.options import Request, ids_in, keeps_results, takes_a_request
from sim.cli.stopping import say_when_stopped
from sim.cli.worlds import Measured, Worlds, keep, live, provenance, what_ran
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.cli.worlds import Lived
    from sim.questions.facts.answer import Facts

SIZE = {"replications": 4}
"""On two quiet cores under a minute; most facts are settled by that, and --replications settles more."""


@click.command(
    "facts",
    epilog="""\b
Examples:
  facts
  facts --only F1,F2
  facts --only F19 --replications 16
  facts --set recovery.service_weight=0.3 --open
""",
)
@click.option("--only", "ids", metavar="IDS", help="These facts alone, by their ids with commas between.")
@takes_a_request
@keeps_results
@click.pass_context
def command(ctx: click.Context, /, ids: str | None, request: Request) -> None:
    """Ask which stylised facts the model shows: regularities that studies found, each with its source.

    Each fact is an experiment with the default firm: a figure with its interval, beside the figure of the world
    and the band that is near enough. A fact that is missed is a finding, and no error. --set changes the firm;
    days and protocol are those of each fact.
    """
    program = str(ctx.find_root().info_name)
    words = ["facts", *(["--only", ids] if ids else [])]
    say_when_stopped(f"stopped before the answer; again with: {again(program, words, request)}")
    answer, lived, facts = worked_out(ids_in(ids, such_as="F1,F2"), request)
    trouble = keep(lived, frames=lambda: frames_of(answer), facts=facts, dress=lambda place: dress(answer, place))
    say_when_stopped("")
    place = None if trouble else lived.worlds.folder.as_posix()
    if request.as_json:
        from sim.report import as_json, facts_json

        print_object(as_json.text(facts_json.facts_object(answer) | {"folder": place}), answer.scenario.warnings)
    else:
        ran = f"{what_ran(lived)}\nResults: {place}" if place else what_ran(lived)
        print_screen(answer, request, ran=ran, program=program)
    if trouble:
        raise trouble
    if request.open_report:
        show_report(lived.worlds.folder)


def worked_out(ids: tuple[str, ...], request: Request) -> tuple[Facts, Lived, dict[str, Any]]:
    """Answer from the worlds that the facts need, and tell where the answer comes from."""
    from sim.archive import names
    from sim.questions.facts import answer as question
    from sim.questions.facts import study
    from sim.questions.facts.worlds import OF_EACH_FACT
    from sim.scenario import parse_setting

    facts = question.chosen(ids)
    if own := OF_EACH_FACT.keys() & {key for key, _ in map(parse_setting, request.settings)}:
        raise UsageError(f"--set {min(own)}: every fact has its own; leave it out")
    spec = request.load("default", unless_set=SIZE)
    specs = question.worlds_needed(spec, facts)
    seed = spec.seed if request.seed is None else request.seed
    digest = question.digest(specs, facts)
    folder = names.folder_of_review(
        Path(request.out or names.ROOT), digest=digest, seed=seed, engine=request.engine
    )
    table = Measured(names.VALUES, study.COLUMNS, lambda worlds, **how: study.measured(facts, worlds, **how))
    worlds = Worlds(specs, request, folder, table)
    title = f"What studies found, and what the model says: {facts[0].id} to {facts[-1].id}"
    made = provenance(worlds, kind="review", title=title, digest=digest, resolved=spec.to_toml()) | {"seed": seed}
    lived = live(worlds, made)
    return question.Facts(spec, facts, lived.table, seed, request.engine), lived, made


def frames_of(answer: Facts) -> dict[str, Any]:
    """Give the tables by the names of their files."""
    from sim.archive import names

    return {names.FACTS: answer.table}


def dress(answer: Facts, place: Path) -> None:
    """Add the picture and the report."""
    from sim.archive import names
    from sim.report import facts_page, figures

    drawn = figures.of_facts(answer)
    figures.save_these(drawn, place / names.FIGURES)
    (place / names.REPORT).write_text(facts_page.render(answer, drawn=drawn), encoding="utf-8", newline="\n")


def print_screen(answer: Facts, request: Request, *, ran: str, program: str) -> None:
    """Print the answer, and unless asked to be quiet what to know, what ran and what to type next."""
    from sim.report import facts_screen, screen

    console = screen.terminal()
    facts_screen.show(console, answer)
    if request.quiet:
        return
    screen.show_notes(console, answer.scenario.warnings)
    screen.show_ending(console, ran=ran, advice=f"{program} facts --only F1   (everything about one of them)")
