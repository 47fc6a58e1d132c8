"""`why WEAK --better STRONG`: who lost these customers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.answering import print_object
from sim.cli.calling import again
from sim.cli.opening import show_report
from sim.cli.options import Request, keeps_results, takes_a_request
from sim.cli.stopping import say_when_stopped
from sim.cli.worlds import Worlds, keep, live, provenance, what_ran
from sim.errors import shortened
from sim.report.wording import as_typed

if TYPE_CHECKING:
    from sim.cli.worlds import Lived
    from sim.questions.why import Why
    from sim.scenario import Scenario

SIZE = {"replications": 3}
"""Four levers make sixteen worlds; on common luck three replications of each tell the shares to a fraction of a
point, and take half a minute."""

LONGEST_TITLE = 160


@click.command(
    "why",
    epilog="""\b
Examples:
  why debates/who_lost_them/weak_throughout --better debates/who_lost_them/strong_throughout
  why default --better firms/amazon --replications 10
  why my-firm.toml --better my-plan.toml --set days=180 --open
""",
)
@click.argument("weak")
@click.option(
    "--better", required=True, metavar="SCENARIO", help="The scenario that fares better: what is missing in WEAK?"
)
@takes_a_request
@keeps_results
@click.pass_context
def command(ctx: click.Context, weak: str, better: str, request: Request) -> None:
    """Ask who lost the customers: split what separates two scenarios among those whose doing it is.

    WEAK and the --better SCENARIO are TOML files, or names of scenarios in scenarios/. Their difference is split
    among marketing, the product, the touchpoints of the journey and service, by Shapley values. --set changes
    both.
    """
    program = str(ctx.find_root().info_name)
    mine, theirs = (request.load(said, unless_set=SIZE) for said in (weak, better))
    say_when_stopped(
        f"stopped before the answer; again with: {again(program, ['why', weak, '--better', better], request)}"
    )
    answer, lived, facts = worked_out(mine, theirs, request)
    trouble = keep(lived, frames=lambda: frames_of(answer), facts=facts, dress=lambda place: dress(answer, place))
    say_when_stopped("")
    place = None if trouble else lived.worlds.folder.as_posix()
    if request.as_json:
        from sim.report import as_json, split, split_json

        print_object(as_json.text(split_json.why_object(answer) | {"folder": place}), split.notes(answer))
    else:
        ran = f"{what_ran(lived)}\nResults: {place}" if place else what_ran(lived)
        print_screen(answer, request, ran=ran, advice=f"{program} {as_typed('worth', weak)}")
    if trouble:
        raise trouble
    if request.open_report:
        show_report(lived.worlds.folder)


def worked_out(weak: Scenario, better: Scenario, request: Request) -> tuple[Why, Lived, dict[str, Any]]:
    """Answer from what was measured in all worlds between the two, and tell where the answer comes from."""
    from sim.archive import names
    from sim.questions.why import Why, worlds_of

    specs = worlds_of(weak, better)
    seed = weak.seed if request.seed is None else request.seed
    digest = _digest(specs, weak, better)
    root = Path(request.out or names.ROOT)
    folder = names.folder_of_split(root, digest=digest, seed=seed, engine=request.engine)
    worlds = Worlds(specs, request, folder)
    facts = provenance(
        worlds, kind="split", title=shortened(f"{weak.name} is not {better.name}", LONGEST_TITLE), digest=digest,
        scenarios=[{"label": name, "digest": spec.digest, "resolved": spec.to_toml()}
                   for name, spec in (("weak", weak), ("better", better))],
    ) | {"seed": seed}  # fmt: skip
    lived = live(worlds, facts)
    return Why(weak, better, lived.table, seed, request.engine), lived, facts


def frames_of(answer: Why) -> dict[str, Any]:
    """Give the tables by the names of their files."""
    from sim.archive import names

    return {names.TOTALS: answer.totals, names.SHARES: answer.split, names.THROUGH: answer.through}


def dress(answer: Why, place: Path) -> None:
    """Add pictures and the report."""
    from sim.archive import names
    from sim.report import figures, split_page

    drawn = figures.of_why(answer)
    figures.save_these(drawn, place / names.FIGURES)
    (place / names.REPORT).write_text(split_page.render(answer, drawn=drawn), encoding="utf-8", newline="\n")


def print_screen(answer: Why, request: Request, *, ran: str, advice: str) -> None:
    """Print the answer, and unless asked to be quiet what to know, what ran and what to type next."""
    from sim.report import screen, split, split_screen

    console = screen.terminal()
    split_screen.show(console, answer)
    if request.quiet:
        return
    screen.show_notes(console, split.notes(answer))
    screen.show_ending(console, ran=ran, advice=f"{advice}   (what a little more of each lever is worth)")


def _digest(specs: dict[str, Scenario], weak: Scenario, better: Scenario) -> str:
    """Give a checksum over what the two are called and every world between them."""
    lines = [f"{weak.name!r} {better.name!r}\n", *(f"{name} {spec.digest}\n" for name, spec in specs.items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
