"""`describe SCENARIO`: the scenario in plain words, what to expect of its desk, and what a run will cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.answering import print_object, timed
from sim.cli.options import Request, takes_a_request

if TYPE_CHECKING:
    from sim.cli.progress import Report
    from sim.questions.describe import Description
    from sim.scenario import Scenario


@click.command(
    "describe",
    epilog="""\b
Examples:
  describe default
  describe my-firm.toml --theory-only
  describe product/weak --set desk.agents=12
  describe default --replications 100 --workers 1     what such a run will cost
  describe default --json > described.json
""",
)
@click.argument("scenario")
@click.option("--theory-only", "--no-simulation", is_flag=True, help="Skip the short run beside the theory.")
@takes_a_request
@click.pass_context
def command(ctx: click.Context, scenario: str, theory_only: bool, request: Request) -> None:
    """Say a scenario in plain words, what its desk has to expect, and what a run will cost.

    SCENARIO is a TOML file, or the name of one in scenarios/.
    """
    spec = request.load(scenario).but(repeated(request))
    told, _ = timed(request, lambda report: described(spec, scenario, request, report, simulated=not theory_only))
    if request.as_json:
        from sim.report import as_json
        from sim.report.describing_json import description_object

        print_object(as_json.text(description_object(told)), spec.warnings)
        return
    print_screen(told, request, again=f"{ctx.find_root().info_name} run {said(scenario, request)}")


def repeated(request: Request) -> dict[str, int]:
    """Give how often and with which luck the run is asked for, where the command line says so."""
    asked = {"seed": request.seed, "replications": request.replications}
    return {key: value for key, value in asked.items() if value is not None}


def said(scenario: str, request: Request) -> str:
    """Say the scenario again as it was typed, with all that was set beside it."""
    from sim.errors import visible
    from sim.report.wording import as_typed

    words = [scenario]
    for setting in request.settings:
        words += ["--set", setting]
    for key, value in repeated(request).items():
        words += [f"--{key}", str(value)]
    return visible(as_typed(*words))


def described(spec: Scenario, scenario: str, request: Request, report: Report, *, simulated: bool) -> Description:
    """Work it out as asked."""
    from sim.questions.describe import describe
    from sim.scenario import parse_setting
    from sim.scenario.story import story

    return describe(
        spec,
        story=story(scenario, dict(map(parse_setting, request.settings))),
        simulated=simulated,
        replications=request.replications,
        seed=request.seed,
        workers=request.workers,
        engine=request.engine,
        progress=report,
    )


def print_screen(told: Description, request: Request, *, again: str) -> None:
    """Print the description, and unless asked to be quiet what to know and what to type next."""
    from sim.report import describing, layout, screen

    console = layout.terminal()
    describing.show(console, told)
    if request.quiet:
        return
    screen.show_notes(console, told.scenario.warnings)
    layout.say(console, "")
    layout.say(console, f"Next: {again}", style="dim")
