"""No command at all: the headline question, on the default scenario."""

from __future__ import annotations

import click

from sim.cli.options import FRESH, OPEN, OUT, UNCERTAINTY, Request, takes_a_request


@click.command(
    epilog="""\b
Examples:
  python run.py                                     the headline question
  python run.py --replications 20                   the same, slower and less noisy
  python run.py rescue archetypes/subscription      the same question of another firm
  python run.py run product/weak --replications 2   one scenario, all its measures
  python run.py scenarios/default.toml              a scenario in a file
  python run.py run default --set desk.agents=12 --json
"""
)
@UNCERTAINTY
@takes_a_request
@OUT
@FRESH
@OPEN
@click.pass_context
def command(ctx: click.Context, uncertainty: str | None, request: Request) -> None:
    """Simulate customers and their journeys.

    Without a command: how much can excellent service rescue a weak product?
    """
    if ctx.invoked_subcommand is None:
        from sim.cli.rescue import answer_rescue

        program = ctx.info_name or "trapeze"
        answer_rescue("default", {}, request, program=program, words=(), uncertainty=uncertainty)
