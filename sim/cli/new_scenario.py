"""`scenarios new NAME`: a scenario of one's own, to be edited."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.answering import print_object, timed
from sim.cli.known_figures import ask, takes_figures
from sim.cli.options import WORKERS, Request, Seed, answers
from sim.errors import MachineError, UsageError
from sim.questions.observed import OBSERVABLES, TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.questions.fit import Fit
    from sim.questions.observed import Observation


@click.command(
    epilog="""\b
Examples:
  scenarios new my-firm
  scenarios new my-bank --like archetypes/utility
  scenarios new my-app --churn 0.2 --nps 12 --contacts 300 --agents 12
  scenarios new my-app --ask
  scenarios new my-firm --like archetypes/utility --observed observed.csv

\b
A table of observations, as --observed takes it (only measure and value are needed):
"""
    + "\n".join(f"  {line}" for line in TEMPLATE.splitlines())
    + f"""

\b
Measures: {", ".join(list(OBSERVABLES)[:6])},
  {", ".join(list(OBSERVABLES)[6:])}
low, high: 95 % interval. n: how many people or contacts it is a share of.
docs/fitting.md says what each of them is.
""",
)
@click.argument("name")
@click.option(
    "--like",
    default="archetypes/subscription",
    show_default=True,
    metavar="SCENARIO",
    help="The scenario to start from; `scenarios list` shows what there is.",
)
@click.option("--folder", default=".", metavar="FOLDER", help="Where to write it; here if left out.")
@takes_figures
@click.option("--observed", metavar="CSV", help="A table of what was observed, as below: retention by age, waits.")
@click.option("--ask", "asked", is_flag=True, help="Ask for the figures, one by one; Enter leaves one out.")
@click.option("--seed", type=Seed(), help="With figures: another luck to fit on; `random` draws one.")
@WORKERS
@answers
@click.pass_context
def new(
    ctx: click.Context,
    name: str,
    like: str,
    folder: str,
    figures: Mapping[str, float],
    observed: str | None,
    asked: bool,
    seed: int | None,
    workers: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Begin a scenario or a sweep of your own: writes NAME.toml, ready to be edited.

    It says what another scenario says until you change it, lists what to change first, and explains it.

    Figures that are known of the firm are fitted: in about a minute the settings are found with which the model
    shows them. It says how well each is met, how surely it settles them, and what would fit as well. With
    --observed a table is fitted too, and NAME-fit.png shows what was observed beside what is simulated.

    With --like SWEEP it is a copy of that sweep.
    """
    from sim.cli.new_sweep import begin_sweep
    from sim.report import as_json as objects
    from sim.report import fitted, layout, shelf, wording
    from sim.scenario import Scenario
    from sim.scenario.places import is_shipped_sweep
    from sim.scenario.schema import SCHEMA_FILE, TITLE, schema_text
    from sim.scenario.starter import checked_name, parent_of, starter

    name = checked_name(name)
    file, program = free(folder, f"{name}.toml"), str(ctx.find_root().info_name)
    if is_shipped_sweep(like):
        if figures or asked or observed is not None:
            raise UsageError(f"--like {like}: figures are of a firm, and this is a sweep; leave them out")
        begin_sweep(file, like, program=program, as_json=as_json, quiet=quiet)
        return
    parent_of(like)
    table = _table(observed) if observed is not None else ()
    figures = ask(figures, beside=bool(table)) if asked else figures
    picture = free(folder, f"{name}-fit.png") if table else None
    request = Request(seed=seed, workers=workers, quiet=quiet or as_json)
    found = _fitted(like, figures, table, request) if figures or table else None
    with in_plain_words(file.parent):
        reference, schema = schema_for(file.parent, SCHEMA_FILE)
        text = starter(name, like, schema=reference, settled=fitted.settled(found, like) if found else None)
        if schema is not None:
            write_schema(schema, schema_text(), TITLE)
        write(file, text)
        if found and picture:
            picture.write_bytes(_drawn(found))
    written = [file] if schema is None else [file, schema]
    if as_json:
        told = shelf.new_object(Scenario.load(file), like, [*written, *([picture] if picture else [])])
        print_object(objects.text(told | (fitted.fit_object(found) if found else {})), ())
    elif quiet:
        click.echo(str(file))
    else:
        console = layout.terminal()
        if found:
            fitted.show(console, found, like)
            layout.say(console, "")
            if picture:
                layout.say(
                    console, f"{wording.visible(str(picture))} shows what was observed and what was simulated."
                )
        shelf.show_new(console, program, like, written, fitted=bool(found))


def _table(file: str) -> tuple[Observation, ...]:
    """Read the table of observations."""
    from sim.questions.fit.table import read_table

    return read_table(file)


def _drawn(found: Fit) -> bytes:
    from sim.report.figures import observed, saving

    return saving.png(observed.observed(found))


def _fitted(like: str, figures: Mapping[str, float], table: Sequence[Observation], request: Request) -> Fit:
    """Fit under a bar."""
    from sim.questions.fit import fit
    from sim.scenario.starter import parent_of

    parent = parent_of(like)
    found, _ = timed(
        request,
        lambda report: fit(parent, figures, table, seed=request.seed, workers=request.workers, progress=report),
    )
    return found


def free(folder: str, name: str) -> Path:
    """The path of a file that is not there yet, in a folder that is."""
    if not os.path.isdir(folder):
        raise UsageError(f"no such folder: {folder}; make it first, or leave --folder out")
    if os.path.lexists(file := Path(folder, name)):
        raise _taken(file)
    return file


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Say which folder cannot be written to, and what to do."""
    try:
        yield
    except OSError as error:
        try:
            place = str(folder.absolute())
        except FileNotFoundError:
            problem = "the folder that you are in is no longer there"
        else:
            problem = f"{place}: cannot be written to ({(error.strerror or str(error)).lower()})"
        raise MachineError(f"{problem}; go to another one, or give one with --folder") from error


def _taken(file: Path) -> UsageError:
    return UsageError(f"{file} is there already and is left as it is; choose another name, or remove it first")


def schema_for(folder: Path, name: str) -> tuple[str, Path | None]:
    """Where an editor finds the schema of this name, seen from a folder; and the file to write, if one is needed.

    Inside a checkout it is the one that lies in scenarios/. Elsewhere a copy is put beside the scenario: the
    way to an installed package would hold on this machine only, and break with the next version of Python.
    """
    from sim.scenario.places import checkout

    home, here = checkout(), folder.resolve()
    if home is not None and here.is_relative_to(home):
        way = os.path.relpath(home / "scenarios" / name, here).replace(os.sep, "/")
        return way if way.startswith("../") else f"./{way}", None
    return f"./{name}", folder / name


def write_schema(file: Path, text: str, title: str) -> None:
    """Write the schema, over an older one of ours, never over something else."""
    from sim.scenario.schema import is_ours

    try:
        there = file.read_text("utf-8")
    except FileNotFoundError:
        write(file, text)
        return
    except ValueError:
        there = ""
    if not is_ours(there, title):
        raise UsageError(f"{file} is not the schema of Trapeze; move it, or choose another --folder")
    if there != text:
        file.write_text(text, "utf-8", newline="\n")


def write(file: Path, text: str) -> None:
    """Write a new file, or leave nothing behind."""
    try:
        with file.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError:
        raise _taken(file) from None
    except OSError:
        file.unlink(missing_ok=True)
        raise
