"""`scenarios list|show|check|new`: the scenarios there are, and your own."""

from __future__ import annotations

import fnmatch
import sys
from typing import TYPE_CHECKING

import click

from sim.cli.answering import print_object
from sim.cli.corridor import Corridor
from sim.cli.endings import complain
from sim.cli.new_scenario import new
from sim.cli.options import answers
from sim.errors import ScenarioError, UsageError

if TYPE_CHECKING:
    from sim.scenario.examining import Examined

MOST_COMPLAINTS = 100
"""Who asks what is wrong wants to hear more than the first few things."""
WILD = frozenset("*?[")


@click.group(
    "scenarios",
    cls=Corridor,
    invoke_without_command=True,
    epilog="""\b
Examples:
  scenarios list
  scenarios show archetypes/subscription
  scenarios new my-firm --like archetypes/subscription
  scenarios check my-firm.toml
""",
)
@answers
@click.pass_context
def command(ctx: click.Context, /, **_: object) -> None:
    """List the scenarios there are, show one, begin your own, check it."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


command.add_command(new)


@command.command(
    "list", epilog="\b\nExamples:\n  scenarios list\n  scenarios list weak\n  scenarios list 'firms/*'"
)
@click.argument("pattern", required=False)
@answers
def list_(pattern: str | None, as_json: bool, quiet: bool) -> None:
    """List the scenarios and the sweeps that come with the program.

    PATTERN keeps those whose name or description holds it; with * it has to match the name.
    """
    from sim.report import as_json as objects
    from sim.report import layout, shelf
    from sim.scenario import names
    from sim.scenario.examining import examined, sweeps_on_the_shelf

    # What stands in no folder comes first, or it would seem to stand in the one above it.
    ordered = sorted(names(), key=lambda name: ("/" in name, name))
    books = [book for book in map(examined, ordered) if pattern is None or _matches(book, pattern)]
    shelved = [(one, shelf.about_sweep(one)) for one in sweeps_on_the_shelf()]
    sweeps = [one for one, what in shelved if pattern is None or _is_meant(one.name, what, pattern)]
    if not books and not sweeps:
        raise UsageError(f"no scenario matches {pattern!r}; scenarios list shows all there are")
    if as_json:
        print_object(objects.text(shelf.list_object(books, sweeps)), ())
        return
    console = layout.terminal()
    shelf.show_list(console, books)
    if sweeps:
        shelf.show_sweeps(console, sweeps)


@command.command(epilog="\b\nExamples:\n  scenarios show default\n  scenarios show my-firm.toml --resolved")
@click.argument("scenario")
@click.option("--resolved", is_flag=True, help="With everything it extends and every default filled in.")
@answers
def show(scenario: str, resolved: bool, as_json: bool, quiet: bool) -> None:
    """Show the file of a scenario, and what it extends, or the file of a sweep.

    SCENARIO is a TOML file, or the name of one in scenarios/. Of a sweep, --resolved shows what it starts from.
    """
    from sim.experiment.reading import is_a_sweep
    from sim.report import as_json as objects
    from sim.report import shelf, wording
    from sim.scenario import Scenario
    from sim.scenario.examining import Examined, ancestry
    from sim.scenario.places import find
    from sim.scenario.text import text_of

    if is_a_sweep(scenario):
        _show_sweep(scenario, resolved=resolved, as_json=as_json)
        return
    spec = Scenario.load(scenario)
    extended = ancestry(scenario)
    if as_json:
        print_object(objects.text(shelf.show_object(Examined(scenario, spec), spec, extended)), ())
        return
    toml = spec.to_toml() if resolved else text_of(find(scenario), scenario)
    whole = toml if quiet else shelf.with_ancestry(toml, extended)
    click.echo(wording.visible_lines(whole) if _is_watched() else whole, nl=False)


@command.command(
    epilog="\b\nExamples:\n  scenarios check my-firm.toml\n  scenarios check one.toml two.toml --json"
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@answers
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Say everything that is wrong with files of scenarios or sweeps, or that they are fine."""
    from sim.experiment.examining import ExaminedSweep, examined_sweep
    from sim.experiment.reading import is_a_sweep
    from sim.report import as_json as objects
    from sim.report import layout, shelf
    from sim.scenario.examining import examined

    books = [examined_sweep(file) if is_a_sweep(file) else examined(file) for file in files]
    wrong = [str(complaint) for book in books for complaint in book.complaints]
    if as_json:
        print_object(objects.text(shelf.check_object(books)), ())
    elif not wrong:
        for book in books:
            if isinstance(book, ExaminedSweep):
                shelf.show_fine_sweep(layout.terminal(), book, quiet=quiet)
            else:
                shelf.show_fine(layout.terminal(), book, quiet=quiet)
    if wrong:
        complain(*dict.fromkeys(wrong), most=MOST_COMPLAINTS)
        ctx.exit(ScenarioError.exit_code)


def _show_sweep(sweep: str, *, resolved: bool, as_json: bool) -> None:
    from sim.experiment.planning import Asked
    from sim.experiment.reading import read_sweep
    from sim.report import as_json as objects
    from sim.report import shelf, wording
    from sim.scenario.places import find_sweep
    from sim.scenario.text import text_of

    plan = read_sweep(sweep, Asked(yes=True))
    if as_json:
        print_object(objects.text(shelf.show_sweep_object(sweep, plan)), plan.notes)
        return
    toml = plan.base.to_toml() if resolved else text_of(find_sweep(sweep), sweep)
    click.echo(wording.visible_lines(toml) if _is_watched() else toml, nl=False)


def _matches(book: Examined, pattern: str) -> bool:
    from sim.report.shelf import about

    return _is_meant(book.given, about(book), pattern)


def _is_meant(name: str, what: str, pattern: str) -> bool:
    if WILD & set(pattern):
        return fnmatch.fnmatchcase(name, pattern)
    return pattern.lower() in f"{name} {what}".lower()


def _is_watched() -> bool:
    """Whether a person reads the output; a file is to get every character as it is."""
    return sys.stdout is not None and sys.stdout.isatty()
