"""No command at all: the headline question, on the default scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.answering import check_cost, print_object, timed
from sim.cli.options import Request, takes_a_request

if TYPE_CHECKING:
    from sim.cli.progress import Report
    from sim.questions.rescue import Rescue
    from sim.scenario import Scenario

CELLS = 4
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
@click.pass_context
def command(ctx: click.Context, request: Request) -> None:
    """Simulate customers and their journeys.

    Without a command: how much can excellent service rescue a weak product?
    """
    if ctx.invoked_subcommand is None:
        answer_headline(request, program=ctx.info_name or "trapeze")


def answer_headline(request: Request, *, program: str) -> None:
    """Ask the question of the default scenario and print the answer."""
    spec = request.load("default", unless_set=SIZE)
    check_cost(request, [spec] * CELLS)
    answer, seconds = timed(request, lambda report: rescued(spec, request, report))
    if request.as_json:
        from sim.report import as_json

        described = as_json.rescue_object(spec, answer, engine=request.engine)
        print_object(as_json.text(described), spec.warnings)
    else:
        print_screen(spec, answer, request, seconds=seconds, program=program)


def rescued(spec: Scenario, request: Request, report: Report) -> Rescue:
    """Run the four cells as asked."""
    from sim.questions.rescue import rescue

    return rescue(spec, progress=report, **request.how())


def print_screen(spec: Scenario, answer: Rescue, request: Request, *, seconds: float, program: str) -> None:
    """Print the answer, and unless asked to be quiet what to know, what ran and what to type next."""
    from sim.report import screen, wording

    console = screen.terminal()
    screen.show_rescue(console, spec, answer)
    if request.quiet:
        return
    screen.show_notes(console, spec.warnings)
    days = CELLS * answer.population * answer.days * answer.replications
    screen.show_ending(
        console,
        ran=f"{wording.effort(days, seconds)}.",
        advice=f"{program} scenarios new my-firm   (your own firm, in three edits)",
    )
