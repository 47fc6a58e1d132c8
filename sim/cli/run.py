"""`run SCENARIO`: what happens in this scenario, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.answering import print_object, timed
from sim.cli.options import Request, takes_a_request

if TYPE_CHECKING:
    from sim.cli.progress import Report
    from sim.results import Results
    from sim.scenario import Scenario


@click.command(
    "run",
    epilog="""\b
Examples:
  run default
  run product/weak --seed random
  run my-firm.toml --set product.quality=0.8 --set desk.agents=12
  run default --replications 40 --json > answer.json
""",
)
@click.argument("scenario")
@takes_a_request
@click.pass_context
def command(ctx: click.Context, scenario: str, request: Request) -> None:
    """Run a scenario and show what happens in it, with intervals.

    SCENARIO is a TOML file, or the name of one in scenarios/.
    """
    spec = request.load(scenario)
    results, seconds = timed(request, lambda report: simulated(spec, request, report))
    if request.as_json:
        from sim.report import as_json

        print_object(as_json.text(as_json.run_object(spec, results)), spec.warnings)
    else:
        again = f"{ctx.find_root().info_name} run {scenario}"
        print_screen(spec, results, request, seconds=seconds, again=again)


def simulated(spec: Scenario, request: Request, report: Report) -> Results:
    """Run the scenario as asked."""
    from sim.simulate import simulate

    return simulate(spec, progress=report, **request.how())


def print_screen(spec: Scenario, results: Results, request: Request, *, seconds: float, again: str) -> None:
    """Print the measures, and unless asked to be quiet what to know, what ran and what to type next."""
    from sim.report import screen, wording
    from sim.report.estimate import UNMEASURED, estimates

    console = screen.terminal()
    screen.show_run(console, spec, results)
    if request.quiet:
        return
    agents = estimates(results.summary).get("agents", UNMEASURED).mean
    screen.show_notes(console, [*spec.warnings, *wording.few_agents(agents)])
    days = spec.population * spec.days * results.provenance["replications"]
    screen.show_ending(
        console,
        ran=f"{wording.effort(days, seconds)}.",
        advice=f"{again} --set product.quality=0.8   (--json: every measure)",
    )
