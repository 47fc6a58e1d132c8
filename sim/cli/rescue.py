"""`rescue SCENARIO`: how much can service rescue this product, for how long, at what cost, and how surely."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from sim.cli.answering import expect_workers, print_object
from sim.cli.calling import again
from sim.cli.opening import show_report
from sim.cli.options import UNCERTAINTY, Request, keeps_results, takes_a_request
from sim.cli.progress import is_watched
from sim.cli.rescuing import begun, doubted, followed, reached, written
from sim.cli.stopping import say_when_stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.cli.rescuing import Inquiry

SIZE = {"replications": 4}
"""On common luck these are enough for an answer to a point; four cells take four times as long as one."""

WHAT_A_SIDE_IS = "a scenario such as product/weak, a .toml file, or settings as in product.quality=0.3"


def _side(name: str, what: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    return click.option(f"--{name}", metavar="SIDE", help=f"{what}: {WHAT_A_SIDE_IS}.")


@click.command(
    "rescue",
    epilog="""\b
Examples:
  rescue default
  rescue archetypes/subscription --replications 10
  rescue my-firm.toml --strong product.quality=0.9,failures.rate=0.002
  rescue default --weak product.quality=0.5 --excellent "desk.staffing_ratio=1.2, staff.skill=0.9"
""",
)
@click.argument("scenario")
@_side("weak", "The product to be rescued, instead of the scenario's own")
@_side("strong", "The product that sets the gap, instead of product/strong")
@_side("poor", "The service to start from, instead of service/poor")
@_side("excellent", "The service that is to rescue, instead of service/excellent")
@UNCERTAINTY
@click.option("--stories", is_flag=True, help="Tell ten typical customers day by day, with either service.")
@takes_a_request
@keeps_results
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scenario: str,
    uncertainty: str | None,
    stories: bool,
    request: Request,
    **sides: str | None,
) -> None:
    """Ask how much excellent service rescues a weak product: the share of the gap to a strong one that it closes.

    SCENARIO is a TOML file, or the name of one in scenarios/. What is compared stands in its [rescue] block or in
    the options; else it is the scenario's own product against product/strong, and service/poor against
    service/excellent.
    """
    program = str(ctx.find_root().info_name)
    answer_rescue(scenario, sides, request, program=program, uncertainty=uncertainty, stories=stories)


def answer_rescue(
    scenario: str,
    given: Mapping[str, str | None],
    request: Request,
    *,
    program: str,
    words: Sequence[str] = ("rescue",),
    uncertainty: str | None = None,
    stories: bool = False,
) -> None:
    """Work out the answer stage by stage: what is known is said, kept, and safe from being stopped.

    `words` are what to type before the scenario; without any it is the headline, which has none.
    """
    if request.finds_nothing:
        expect_workers(request.workers)
    from sim.questions.rescue import sides_of

    spec = request.load(scenario, unless_set=SIZE)
    sides = sides_of(spec, **given)
    named = [word for side, text in given.items() if text for word in (f"--{side}", text)]
    typed = [*words, scenario, *named] if words else []
    # It takes a minute: where nobody watches, and could stop it, it has to be asked for.
    study = uncertainty or ("quick" if is_watched() and not (request.quiet or request.as_json) else "none")
    more = [*(["--uncertainty", uncertainty] if uncertainty else []), *(["--stories"] if stories else [])]
    resumed = [*typed, *more]
    kept = "again" if request.fresh else "the cells that were finished are kept; the rest"
    say_when_stopped(f"stopped before the answer; {kept} with: {again(program, resumed, request)}")
    inquiry = begun(spec, sides, request, typed, stories=stories)
    once_more = again(program, resumed, replace(request, fresh=False))
    say_when_stopped(f"stopped; what was found before is kept; the rest with: {once_more}")
    tell = tell_programs if request.as_json else partial(tell_people, program=program)
    inquiry = tell(inquiry, study)
    say_when_stopped("")
    if inquiry.trouble:
        raise inquiry.trouble
    if request.open_report:
        show_report(inquiry.place.folder)


def tell_programs(inquiry: Inquiry, study: str) -> Inquiry:
    """Print one object with everything."""
    from sim.report import as_json
    from sim.report.rescue_notes import notes

    inquiry = doubted(followed(reached(written(inquiry))), study)
    found = inquiry.found
    places = {cell: one.place for cell, one in zip(found.answer.results, inquiry.cells, strict=True)}
    uncertainty = None if study == "none" else found.uncertainty
    described = as_json.rescue_object(found.answer, found.reach, uncertainty, found.stories, course=found.course)
    described |= {"folder": None if inquiry.trouble else inquiry.place.name, "folders": places}
    print_object(as_json.text(described), notes(found.answer))
    return inquiry


def tell_people(inquiry: Inquiry, study: str, *, program: str) -> Inquiry:
    """Print the answer first, then what is found out besides, and unless asked to be quiet what to do next."""
    from sim.report import layout, rescue_screen, screen, story_words
    from sim.report.rescue_notes import notes

    console, quiet = screen.terminal(), inquiry.request.quiet
    rescue_screen.show_rescue(console, inquiry.found.answer)
    console.file.flush()
    inquiry = written(inquiry)
    if not quiet:
        screen.show_notes(console, notes(inquiry.found.answer))
        layout.say(console, "")
        layout.say(console, what_ran(inquiry), style="dim")
    rescue_screen.show_lives(console, inquiry.found.answer)
    console.file.flush()
    inquiry = reached(inquiry)
    if reach := inquiry.found.reach:
        rescue_screen.show_reach(console, reach)
        console.file.flush()
    inquiry = doubted(followed(inquiry), study)
    if study != "none" and (known := inquiry.found.uncertainty):
        rescue_screen.show_uncertainty(console, known)
        console.file.flush()
    if inquiry.found.stories is not None:
        layout.say(console, "")
        story_words.show_stories(console, inquiry.found.stories)
    if not quiet:
        layout.say(console, "")
        if study == "none":
            layout.say(console, "How far the assumptions matter: the same with --uncertainty quick", style="dim")
        advice = f"{program} scenarios new my-firm   (your own firm, in three edits)"
        layout.say(console, f"Next: {advice}", style="dim")
    return inquiry


def what_ran(inquiry: Inquiry) -> str:
    """Say what was computed, what was read, and where it lies."""
    from sim.archive import names
    from sim.report import wording

    spec, done = inquiry.spec, inquiry.cells
    made = sum(one.computed for one in done)
    read = wording.count(sum(one.results.replications for one in done) - made, "run")
    if not made:
        ran = f"Read, not computed: {read} (--fresh computes again)."
    else:
        effort = wording.effort(spec.population * spec.days * made, sum(one.seconds for one in done))
        ran = f"{effort}." if read.startswith("0 ") else f"{effort}; {read} read."
    return ran if inquiry.trouble else f"{ran}\nReport: {inquiry.place.name}/{names.REPORT}"
