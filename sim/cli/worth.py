"""`worth SCENARIO`: what a little more of each lever is worth."""

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
    from sim.questions.worth import Worth
    from sim.scenario import Scenario

SIZE = {"replications": 5}
"""Nine worlds; on common luck five replications of each tell most levers from luck, and take half a minute."""

LONGEST_TITLE = 160


@click.command(
    "worth",
    epilog="""\b
Examples:
  worth default
  worth archetypes/subscription --replications 20
  worth default --set protocol=market --set days=730
  worth my-firm.toml --set desk.agents=12 --open
""",
)
@click.argument("scenario")
@takes_a_request
@keeps_results
@click.pass_context
def command(ctx: click.Context, scenario: str, request: Request) -> None:
    """Ask what a little more of each lever is worth, in money a year per 1,000 customers.

    The levers are one more agent, and 0.01 of product quality, of honesty (less promised) and of agents' skill.
    SCENARIO is a TOML file, or the name of one in scenarios/.
    """
    program = str(ctx.find_root().info_name)
    spec = request.load(scenario, unless_set=SIZE)
    say_when_stopped(f"stopped before the answer; again with: {again(program, ['worth', scenario], request)}")
    answer, lived, facts = worked_out(spec, request)
    trouble = keep(lived, frames=lambda: frames_of(answer), facts=facts, dress=lambda place: dress(answer, place))
    say_when_stopped("")
    place = None if trouble else lived.worlds.folder.as_posix()
    if request.as_json:
        from sim.report import as_json, worth_json

        print_object(as_json.text(worth_json.worth_object(answer) | {"folder": place}), notes_of(answer))
    else:
        ran = f"{what_ran(lived)}\nResults: {place}" if place else what_ran(lived)
        words = as_typed("compare", scenario, "--but", "product.quality=0.8")
        print_screen(answer, request, ran=ran, advice=f"{program} {words}   (a larger step)")
    if trouble:
        raise trouble
    if request.open_report:
        show_report(lived.worlds.folder)


def worked_out(spec: Scenario, request: Request) -> tuple[Worth, Lived, dict[str, Any]]:
    """Answer from what was measured with each lever a step down and up, and tell where the answer comes from."""
    from sim.archive import names
    from sim.questions.worth import Worth, worlds_of

    specs = worlds_of(spec)
    seed = spec.seed if request.seed is None else request.seed
    digest = hashlib.sha256(
        "".join(f"{name} {each.digest}\n" for name, each in specs.items()).encode()
    ).hexdigest()
    root = Path(request.out or names.ROOT)
    folder = names.folder_of_valuation(root, scenario=spec.name, digest=digest, seed=seed, engine=request.engine)
    worlds = Worlds(specs, request, folder)
    title = shortened(f"{spec.title or spec.name}: what a little more of each lever is worth", LONGEST_TITLE)
    facts = provenance(worlds, kind="valuation", title=title, digest=digest, resolved=spec.to_toml()) | {
        "seed": seed
    }
    lived = live(worlds, facts)
    return Worth(spec, lived.table, seed, request.engine), lived, facts


def frames_of(answer: Worth) -> dict[str, Any]:
    """Give the tables by the names of their files."""
    from sim.archive import names

    return {names.WORTH: answer.table}


def dress(answer: Worth, place: Path) -> None:
    """Add the picture and the report."""
    from sim.archive import names
    from sim.report import figures, worth_page

    drawn = figures.of_worth(answer)
    figures.save_these(drawn, place / names.FIGURES)
    (place / names.REPORT).write_text(worth_page.render(answer, drawn=drawn), encoding="utf-8", newline="\n")


def notes_of(answer: Worth) -> list[str]:
    """Collect what a careful reader should know."""
    from sim.report import worth_words

    return [*answer.scenario.warnings, *worth_words.notes(answer)]


def print_screen(answer: Worth, request: Request, *, ran: str, advice: str) -> None:
    """Print the answer, and unless asked to be quiet what to know, what ran and what to type next."""
    from sim.report import screen, worth_screen

    console = screen.terminal()
    worth_screen.show(console, answer)
    if request.quiet:
        return
    screen.show_notes(console, notes_of(answer))
    screen.show_ending(console, ran=ran, advice=advice)
