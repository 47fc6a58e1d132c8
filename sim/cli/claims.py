"""`claims`: what the five articles say, and what becomes of it in the model."""

from __future__ import annotations

import click

from sim.cli.options import CORES, Request, Whole, ids_in, keeps_results, takes_a_sweep_request


@click.command(
    "claims",
    epilog="""\b
Examples:
  claims
  claims --only A4
  claims --only A4,A9,B --replications 10
  claims --full
""",
)
@click.option(
    "--only",
    "ids",
    metavar="IDS",
    help="Try these claims alone, by their ids with commas between; a letter means all of its article.",
)
@click.option("--full", is_flag=True, help="Look at the region around each claim too: where does it stop to hold?")
@click.option(
    "--workers",
    "processes",
    type=Whole(1, 2 * CORES, remedy=f"this machine has {CORES} core{'s' * (CORES > 1)}"),
    show_default="one a core; few claims stay in this one",
    help="Processes to run in; 1 stays in this one. The numbers are the same.",
)
@takes_a_sweep_request
@keeps_results
@click.pass_context
def command(ctx: click.Context, /, ids: str | None, full: bool, processes: int | None, request: Request) -> None:
    """Hold what the five articles claim against the model, claim by claim.

    A claim that could have come out either way is an experiment: worlds on the same luck, one effect with its
    interval, and a verdict. What one equation says anyway, and what the model knows nothing of, is told as such.
    """
    from sim.cli.claiming import Claiming

    named = ids_in(ids, such_as="A4,A9,B")
    Claiming(named, full, processes, request, program=str(ctx.find_root().info_name)).answer()
