"""`run SCENARIO`: what happens in this scenario, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.answering import expect_workers, print_object
from sim.cli.keeping import kept
from sim.cli.opening import show_report
from sim.cli.options import Request, keeps_results, takes_a_request
from sim.cli.precision import kept_to_precision, takes_a_precision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.cli.keeping import Kept
    from sim.questions.precision import Reached
    from sim.scenario import Scenario


@click.command(
    "run",
    epilog="""\b
Examples:
  run default
  run product/weak --seed random
  run my-firm.toml --set product.quality=0.8 --set desk.agents=12
  run default --replications 40 --json > answer.json
  run default --precision retention=0.002 --precision nps=0.5
""",
)
@click.argument("scenario")
@takes_a_precision
@takes_a_request
@keeps_results
@click.pass_context
def command(
    ctx: click.Context, scenario: str, precision: Mapping[str, float] | None, most: int, request: Request
) -> None:
    """Run a scenario and show what happens in it, with intervals.

    SCENARIO is a TOML file, or the name of one in scenarios/.
    """
    if request.finds_nothing:
        expect_workers(request.workers)
    from sim.report import wording
    from sim.report.run_notes import notes

    spec = request.load(scenario)
    how_far: tuple[Reached, ...] = ()
    if precision:
        done, how_far = kept_to_precision(spec, request, said=scenario, precision=precision, most=most)
    else:
        done = kept(spec, request, said=scenario)
    if request.as_json:
        from sim.report import as_json

        described = as_json.run_object(spec, done.results, how_far) | {"folder": done.place}
        print_object(as_json.text(described), notes(done.results))
    else:
        print_screen(
            spec, done, how_far, request, again=f"{ctx.find_root().info_name} run {wording.as_typed(scenario)}"
        )
    if done.trouble:
        raise done.trouble
    if request.open_report:
        show_report(done.folder)


def print_screen(spec: Scenario, done: Kept, how_far: Sequence[Reached], request: Request, *, again: str) -> None:
    """Print the measures, and unless asked to be quiet what to know, what ran and what to type next."""
    from sim.report import noise, screen
    from sim.report.run_notes import notes

    results = done.results
    console = screen.terminal()
    screen.show_run(console, spec, results)
    noise.show(console, noise.of_means(results, how_far))
    if request.quiet:
        return
    screen.show_notes(console, notes(results))
    screen.show_ending(
        console,
        ran=what_ran(spec, done),
        advice=f"{again} --set product.quality=0.8   (--json: every measure)",
    )


def what_ran(spec: Scenario, done: Kept) -> str:
    """Say what was computed, what was read, and where it lies."""
    from sim.report import wording

    read = done.results.replications - done.computed
    effort = wording.effort(spec.population * spec.days * done.computed, done.seconds)
    kept_before = wording.count(read, "replication")
    if not done.computed:
        ran = f"Read, not computed: {kept_before} (--fresh computes again)."
    else:
        ran = f"{effort}; {kept_before} read." if read else f"{effort}."
    return f"{ran}\nResults: {done.place}" if done.place else ran
