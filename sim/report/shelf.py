"""The shelf of scenarios on the screen and as JSON objects: what there is, what one says, whether one is fine."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table

from sim.experiment.examining import ExaminedSweep
from sim.report import wording
from sim.report.layout import is_narrow, say, text
from sim.scenario import parameters
from sim.scenario.layers import flat
from sim.scenario.pieces import PIECES
from sim.scenario.places import SWEEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rich.console import Console

    from sim.experiment.plan import Plan
    from sim.scenario import Scenario
    from sim.scenario.examining import Examined, SweepOnTheShelf

Ancestry = tuple[tuple[int, str], ...]

LONGEST_DIGEST = 12


def show_list(console: Console, books: Sequence[Examined]) -> None:
    """List scenarios by folder: the name, then what it is."""
    for place, its_own in groupby(books, key=lambda book: book.given.rpartition("/")[0]):
        if place:
            say(console, f"{place}/", style="bold")
        indent = "  " if place else ""
        draw = _below_each_other if is_narrow(console) else _side_by_side
        draw(console, [(indent + book.given.rpartition("/")[2], about(book)) for book in its_own])


def show_sweeps(console: Console, sweeps: Sequence[SweepOnTheShelf]) -> None:
    """List sweeps below the scenarios, under what they are."""
    say(console, f"{SWEEPS}/  (run one with: sweep NAME)", style="bold")
    draw = _below_each_other if is_narrow(console) else _side_by_side
    draw(console, [(f"  {sweep.name.removeprefix(f'{SWEEPS}/')}", about_sweep(sweep)) for sweep in sweeps])


def about_sweep(sweep: SweepOnTheShelf) -> str:
    """Say in a line what a sweep is."""
    return wording.visible(". ".join(part for part in (sweep.title, sweep.description) if part))


def show_fine_sweep(console: Console, book: ExaminedSweep, *, quiet: bool) -> None:
    """Say of a sweep that it is fine, and unless asked to be quiet what to know about it."""
    assert book.plan is not None
    plan, name = book.plan, wording.visible(book.given)
    runs = f"{wording.count(len(plan.points), 'point')} x {wording.count(plan.replications, 'replication')}"
    say(console, f"{name}: fine (a sweep: {runs}, digest {plan.digest[:LONGEST_DIGEST]})")
    for note in () if quiet else (*plan.notes, *plan.base.warnings):
        say(console, f"{name}: Note: {note}", style="yellow")


def show_fine(console: Console, book: Examined, *, quiet: bool) -> None:
    """Say of a scenario that it is fine, and unless asked to be quiet what is unusual about it."""
    assert book.scenario is not None
    spec, name = book.scenario, wording.visible(book.given)
    what = f"{wording.people(spec.population, spec.weight)}, {wording.count(spec.days, 'day')}"
    say(console, f"{name}: fine ({what}, digest {spec.digest[:LONGEST_DIGEST]})")
    for warning in () if quiet else spec.warnings:
        say(console, f"{name}: Note: {warning}", style="yellow")


def show_new(console: Console, program: str, like: str, written: Sequence[Path], *, fitted: bool = False) -> None:
    """Say what was written, and how to go on."""
    file, *schema = (wording.visible(str(path)) for path in written)
    beside = f" (and {schema[0]}, with which editors complete it)" if schema else ""
    typed = wording.as_typed(str(written[0]))
    until = "until you edit it" if not fitted else "but for what was given and fitted, until you edit it"
    say(console, f"{file} says what {like} says {until}{beside}.")
    say(console, "")
    say(console, f"Next: take the # away from what {'else ' * fitted}is different about your firm, then")
    for then in ("scenarios check", "run"):
        say(console, f"  {program} {then} {wording.visible(typed)}")


def show_new_sweep(console: Console, program: str, like: str, written: Sequence[Path]) -> None:
    """Say what was written, and how to go on."""
    file, *schema = (wording.visible(str(path)) for path in written)
    beside = f" (and {schema[0]}, with which editors complete it)" if schema else ""
    typed = wording.visible(wording.as_typed(str(written[0])))
    say(console, f"{file} is the sweep {like} until you edit it{beside}.")
    say(console, "")
    say(console, "Next: say what varies in which scenario, then")
    for words in (f"scenarios check {typed}", f"sweep {typed} --dry-run", f"sweep {typed}"):
        say(console, f"  {program} {words}")


def new_object(spec: Scenario, like: str, written: Sequence[Path]) -> dict[str, Any]:
    """Describe a new scenario and the files that were written for it."""
    files = [str(path) for path in written]
    return {"command": "scenarios new", "scenario": spec.name, "like": like, "digest": spec.digest, "files": files}


def about(book: Examined) -> str:
    """Say in a line what a scenario is, or why it is none."""
    if book.scenario is None:
        return f"cannot be used: {book.complaints[0]}"
    said = [part for part in (book.scenario.title, book.scenario.description) if part]
    return wording.visible(". ".join(said))


def with_ancestry(toml: str, extended: Ancestry) -> str:
    """A scenario file, and below it as a comment what it extends, and what that extends."""
    if not extended:
        return toml
    lines = [f"#   {'  ' * depth}{name}" for depth, name in extended]
    return "\n".join([toml.rstrip("\n"), "", "# It extends:", *lines, ""])


def list_object(books: Iterable[Examined], sweeps: Iterable[SweepOnTheShelf]) -> dict[str, Any]:
    """Describe every scenario and every sweep that is there."""
    found = [{"sweep": one.name, "title": one.title, "description": one.description} for one in sweeps]
    return {"command": "scenarios list", "scenarios": [_described(book) for book in books], "sweeps": found}


def check_object(books: Sequence[Examined | ExaminedSweep]) -> dict[str, Any]:
    """Describe what is wrong with scenarios, and what is unusual about them."""
    fine = not any(book.complaints for book in books)
    return {"command": "scenarios check", "fine": fine, "files": [_judged(book) for book in books]}


def show_object(book: Examined, spec: Scenario, extended: Ancestry) -> dict[str, Any]:
    """Describe one scenario: every setting by its dotted key, those of segments and changes too."""
    return {
        "command": "scenarios show",
        **_described(book),
        "extends": [name for depth, name in extended if depth == 0],
        "settings": flat(spec.model_dump(exclude=set(PIECES)), parameters()),
        **{name: [piece.told() for piece in getattr(spec, name)] for name in PIECES},
    }


def _described(book: Examined) -> dict[str, Any]:
    spec = book.scenario
    if spec is None:
        return {"scenario": book.given, "complaints": [str(complaint) for complaint in book.complaints]}
    return {
        "scenario": book.given,
        "title": spec.title,
        "description": spec.description,
        "digest": spec.digest,
    }


def show_sweep_object(given: str, plan: Plan) -> dict[str, Any]:
    """Describe a sweep: what it starts from, what varies, and how much there is to run."""
    return {
        "command": "scenarios show",
        "sweep": given,
        "title": plan.title,
        "description": plan.description,
        "digest": plan.digest,
        "base": plan.base.name,
        "ask": plan.ask,
        "design": plan.design.name,
        "points": len(plan.points),
        "replications": plan.replications,
        "seed": plan.seed,
        "measures": list(plan.measures),
        "factors": [factor.told() for factor in plan.factors],
        "notes": list(plan.notes),
        "settings": dict(plan.base.settings),
    }


def _judged(book: Examined | ExaminedSweep) -> dict[str, Any]:
    if isinstance(book, ExaminedSweep):
        return {
            "file": book.given,
            "digest": book.plan.digest if book.plan else None,
            "complaints": [asdict(complaint) for complaint in book.complaints],
            "warnings": [*book.plan.notes, *book.plan.base.warnings] if book.plan else [],
        }
    spec = book.scenario
    return {
        "file": book.given,
        "digest": spec.digest if spec else None,
        "complaints": [asdict(complaint) for complaint in book.complaints],
        "warnings": list(spec.warnings) if spec else [],
    }


def _side_by_side(console: Console, rows: Sequence[tuple[str, str]]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, what in rows:
        table.add_row(text(console, name), text(console, what))
    console.print(table)


def _below_each_other(console: Console, rows: Sequence[tuple[str, str]]) -> None:
    for name, what in rows:
        say(console, name)
        console.print(Padding(text(console, what, style="dim"), (0, 0, 0, 4)), overflow="fold")
