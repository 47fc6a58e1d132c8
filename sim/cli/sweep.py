"""`sweep SWEEP`, `sweep SCENARIO --vary KEY=...`: a table over a design, which resumes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli.answering import expect_workers
from sim.cli.options import CORES, Finite, Request, Whole, keeps_results, takes_a_sweep_request
from sim.cli.precision import HalfWidth
from sim.processes import FOR_SWEEPS

if TYPE_CHECKING:
    from sim.experiment.plan import Plan

DESIGNS = ("grid", "list", "one-at-a-time", "latin-hypercube", "sobol", "morris")


@click.command(
    "sweep",
    epilog="""\b
Examples:
  sweep rescue_map --dry-run
  sweep default --vary product.quality=0.2:0.9:8 --vary desk.agents=10,20,40
  sweep my-sweep.toml --workers 8
  sweep my-sweep.toml --scheduler tcp://10.0.0.1:8786
  sweep my-sweep.toml --shard 1/4        then: sweep-merge FOLDER...
""",
)
@click.argument("sweep", metavar="SWEEP|SCENARIO")
@click.option(
    "--vary",
    "varied",
    metavar="KEY=VALUES",
    multiple=True,
    help="Vary a parameter of the scenario: LOW:HIGH:STEPS, or values with commas between. May be repeated.",
)
@click.option("--design", type=click.Choice(DESIGNS), help="Which points, instead of what the sweep says.")
@click.option("--points", type=Whole(1, 10_000_000), help="How many points a sampled design takes.")
@click.option(
    "--precision",
    type=HalfWidth(),
    help="Add replications where a point needs them, until the 95 % interval of the measure reaches no further "
    "than this to either side, as in retention=0.01.",
)
@click.option(
    "--max-replications",
    "most",
    type=Whole(10, 100_000),
    help="With a precision: give a point up at so many, instead of 100.",
)
@click.option(
    "--workers",
    "processes",
    type=Whole(1, 2 * CORES, remedy=f"this machine has {CORES} core{'s' * (CORES > 1)}"),
    show_default="one a core; a small sweep stays in this one",
    help="Processes to run in; 1 stays in this one. The numbers are the same.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Run on a Dask cluster, as in tcp://10.0.0.1:8786.")
@click.option("--shard", metavar="I/N", help="Run one share of the points, into a folder of its own.")
@click.option("--time-limit", type=Finite(above=0), metavar="SECONDS",
              help="Give a run up after so long, instead of after fifty times what it should take.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what it would cost, and run nothing.")
@click.option("--retry-failed", is_flag=True, help="Run once more what has failed.")
@click.option("--no-lock", is_flag=True, help="Where the disk knows no locks: nobody else is at work there.")
@takes_a_sweep_request
@keeps_results
@click.pass_context
def command(ctx: click.Context, /, sweep: str, request: Request, dry_run: bool, **said: Any) -> None:
    """Run a scenario at many points, each several times, and keep a table of all that is measured.

    SWEEP is a TOML file, or the name of one in scenarios/sweeps/; SCENARIO with --vary is any scenario.
    """
    if request.finds_nothing and not (dry_run or said["scheduler"]):
        expect_workers(said["processes"] or 1, needing=FOR_SWEEPS)
    from sim.cli.sweeping import Sweeping

    plan = plan_of(sweep, request, said)
    asked = Sweeping(plan, request, sweep, said, program=str(ctx.find_root().info_name))
    if dry_run:
        asked.say_what_it_costs()
    else:
        asked.run()


def plan_of(sweep: str, request: Request, said: dict[str, Any]) -> Plan:
    """Read the sweep, or make one of a scenario and what is to vary in it."""
    from sim.experiment.planning import Asked
    from sim.questions.sweep_plan import made_precise, planned
    from sim.scenario import parse_setting

    asked = Asked(
        settings=dict(map(parse_setting, request.settings)),
        design=said["design"],
        points=said["points"],
        replications=request.replications,
        seed=request.seed,
        yes=request.yes,
    )
    plan = planned(sweep, said["varied"], asked)
    precision = dict([said["precision"]]) if said["precision"] else None
    return made_precise(plan, precision, said["most"], says="--max-replications")
