"""No command at all: the headline question, on the default scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.answering import print_object
from sim.cli.options import FRESH, OUT, Request, takes_a_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.cli.keeping import Kept
    from sim.questions.rescue import Rescue
    from sim.scenario import Scenario

SIZE = {"replications": 5}
"""On common luck these are enough for an answer to a point; four cells take four times as long as one."""


@click.command(
    epilog="""\b
Examples:
  python run.py                                     the headline question
  python run.py --replications 20                   the same, slower and less noisy
  python run.py run product/weak --replications 2   one scenario, all its measures
  python run.py scenarios/default.toml              a scenario in a file
  python run.py run default --set desk.agents=12 --json
"""
)
@takes_a_request
@OUT
@FRESH
@click.pass_context
def command(ctx: click.Context, request: Request) -> None:
    """Simulate customers and their journeys.

    Without a command: how much can excellent service rescue a weak product?
    """
    if ctx.invoked_subcommand is None:
        answer_headline(request, program=ctx.info_name or "trapeze")


def answer_headline(request: Request, *, program: str) -> None:
    """Ask the question of the default scenario and print the answer."""
    from sim.cli.rescuing import rescued

    spec = request.load("default", unless_set=SIZE)
    answer, done = rescued(spec, request)
    if request.as_json:
        from sim.report import as_json

        folders = {cell: one.place for cell, one in zip(answer.results, done, strict=True)}
        described = as_json.rescue_object(spec, answer, engine=request.engine) | {"folders": folders}
        print_object(as_json.text(described), spec.warnings)
    else:
        print_screen(spec, answer, request, ran=what_ran(spec, done), program=program)
    for trouble in [one.trouble for one in done if one.trouble][:1]:
        raise trouble


def print_screen(spec: Scenario, answer: Rescue, request: Request, *, ran: str, program: str) -> None:
    """Print the answer, and unless asked to be quiet what to know, what ran and what to type next."""
    from sim.report import screen

    console = screen.terminal()
    screen.show_rescue(console, spec, answer)
    if request.quiet:
        return
    screen.show_notes(console, spec.warnings)
    screen.show_ending(
        console,
        ran=ran,
        advice=f"{program} scenarios new my-firm   (your own firm, in three edits)",
    )


def what_ran(spec: Scenario, done: Sequence[Kept]) -> str:
    """Say what was computed, what was read, and where it lies."""
    from sim.archive import names
    from sim.report import wording

    made = sum(one.computed for one in done)
    read = wording.count(sum(one.results.replications for one in done) - made, "run")
    if not made:
        ran = f"Read, not computed: {read} (--fresh computes again)."
    else:
        effort = wording.effort(spec.population * spec.days * made, sum(one.seconds for one in done))
        ran = f"{effort}." if read.startswith("0 ") else f"{effort}; {read} read."
    if any(one.trouble for one in done):
        return ran
    return f"{ran}\nResults: {(done[0].folder.parents[1] / names.INDEX).as_posix()}"
