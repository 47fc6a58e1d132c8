"""Beginning a sweep in a folder: what may lie there, what may not, and what is mended."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.archive import ledger_check, ledger_file, sweep_checking, sweep_folder
from sim.archive.ledger import run_named
from sim.archive.names import LEDGER, LOCK, PLAN, SUMS, WHILE_IT_RUNS, foreign_in, holds_a_sweep
from sim.archive.trouble import ELSEWHERE
from sim.errors import ResultsError, UsageError, told
from sim.experiment import tidy
from sim.experiment.plan import Plan
from sim.measures import MEASURES
from sim.measures.rescued import names_of_values
from sim.results import ENGINE_VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from sim.archive.ledger import Ledger
    from sim.archive.ledger_check import Findings

MOST_NAMED = 10
OTHERWISE = "use the version of Trapeze that wrote it"


class _NoLedgerError(ResultsError):
    """What should be a ledger is none any more."""


def about(plan: Plan) -> dict[str, Any]:
    """Give what a ledger says of its sweep, for those who list what lies there."""
    facts = {
        "name": plan.name, "title": plan.title, "seed": plan.seed, "points": len(plan.points),
        "replications": plan.replications, "planned": len(plan.runs), "resolved": plan.base.to_toml(),
        "varied": {"design": plan.design.name, **{factor.name: factor.span for factor in plan.factors}},
    }  # fmt: skip
    return {"about": facts}


def refuse_names(plan: Plan) -> None:
    """Raise `UsageError` for a factor whose column would be mistaken for another."""
    taken = {*tidy.LABELS, *MEASURES}
    for factor in plan.factors:
        if factor.name in taken:
            raise UsageError(
                f"factor {factor.name}: is the name of another column of the table; choose another name"
            )


def names_taken(plan: Plan) -> frozenset[str]:
    """Give the names that an outcome of a caller's own may not use: those of other columns, and of measures."""
    return frozenset({*tidy.LABELS, *plan.frame.columns, *MEASURES, *names_of_values()})


def refuse_columns(given: Iterable[object], taken: Collection[str]) -> None:
    """Raise `UsageError` for what is no name of a column of its own."""
    for name in given:
        if not isinstance(name, str) or name in taken:
            raise UsageError(
                "the `values` of an outcome must have texts for names, and none that a column or a measure has: "
                f"not {told(name)}"
            )


def refuse_others(folder: Path) -> None:
    """Raise `ResultsError` where something lies that is no sweep."""
    if folder.is_symlink():
        raise ResultsError(f"{folder}: is a link to somewhere else; {ELSEWHERE}")
    if folder.exists() and not folder.is_dir():
        raise ResultsError(f"{folder}: is a file, no folder; {ELSEWHERE}")
    if not folder.is_dir() or holds_a_sweep(folder):
        return
    if there := foreign_in(folder, "sweep"):
        listed = ", ".join(there[:3])
        raise ResultsError(f"{folder}: holds files that are not of a sweep ({listed}); move them, or {ELSEWHERE}")


def refuse_no_sweep(folder: Path) -> None:
    """Raise `UsageError` where there is nothing to read, `ResultsError` where half of it is gone."""
    if not folder.exists():
        raise UsageError(f"{folder}: no such folder; give the folder that `sweep` has written")
    if not holds_a_sweep(folder):
        raise UsageError(f"{folder}: holds no sweep; give the folder that `sweep` has written")
    for place in (folder / PLAN, folder / LEDGER):
        if not place.is_file():
            raise ResultsError(f"{place}: missing; the command of the sweep makes it again")


def stored_plan(folder: Path) -> Plan:
    """Read the plan of a folder; raise `ResultsError` if it is not as it was written."""
    text = sweep_folder.plan_of(folder)
    try:
        plan = Plan.from_json(text)
    except (ValueError, KeyError, TypeError) as error:
        raise ResultsError(f"{folder / PLAN}: cannot be read ({error}); {OTHERWISE}") from error
    if f'"{plan.digest}"' not in text:
        raise ResultsError(f"{folder / PLAN}: says another thing today than when it was written; {OTHERWISE}")
    return plan


def readied(folder: Path, plan: Plan, *, remedy: str, fresh: bool) -> tuple[Ledger, list[str]]:
    """Open the ledger of a folder to write to it, a new or mended one if need be, and say what was mended."""
    sweep_folder.tidy(folder)
    notes = []
    if fresh and (folder / LEDGER).exists():
        _cleared(folder, plan, remedy)
    if not (folder / LEDGER).exists():
        notes = _begun(folder, plan, remedy)
    kept = _opened(folder / LEDGER, plan, remedy)
    try:
        _refuse_another_plan(folder, kept, plan)
        found = sweep_checking.examined(folder, kept)
        if not found.is_sound:
            kept.close()
            notes += _mended(folder, plan, found, remedy)
            kept = _opened(folder / LEDGER, plan, remedy)
        _refuse_another_engine(folder, kept)
        notes += _taken_over(folder, kept, plan, remedy)
    except BaseException:
        kept.close()
        raise
    return kept, notes


def _begun(folder: Path, plan: Plan, remedy: str) -> list[str]:
    """Put a plan and an empty ledger into a folder."""
    had_results = LEDGER in sweep_folder.sums(folder)
    if (folder / PLAN).exists() and PLAN in sweep_folder.sums(folder):
        _refuse_difference(folder, plan)
    sweep_folder.forget_ledger(folder, remedy=remedy)
    sweep_folder.put_plan(folder, plan.to_json(), remedy=remedy)
    with ledger_file.built(folder / LEDGER, plan.digest, about(plan), remedy=remedy):
        pass
    return [f"{LEDGER} was missing: all of its runs are computed again"] if had_results else []


def _cleared(folder: Path, plan: Plan, remedy: str) -> None:
    """Remove the ledger of this plan, however damaged; raise `ResultsError` if it is of another."""
    _refuse_difference(folder, plan)
    with suppress(_NoLedgerError), closing(_opened(folder / LEDGER, plan, remedy)) as kept:
        _refuse_another_plan(folder, kept, plan)
    sweep_folder.forget_ledger(folder, remedy=remedy)
    sweep_folder.drop_tables(folder, remedy=remedy)
    for name in (LEDGER, *sorted(WHILE_IT_RUNS - {LOCK})):
        (folder / name).unlink(missing_ok=True)


def _opened(place: Path, plan: Plan, remedy: str) -> Ledger:
    """Open a ledger to write to it; raise `ResultsError` if it is none any more."""
    try:
        kept = ledger_file.for_writing(place, plan.digest, remedy=remedy)
    except (ResultsError, sqlite3.DatabaseError) as error:
        why = error.__cause__ or error
        raise _NoLedgerError(
            f"{place}: no ledger any more ({why}); move it away, and the same command makes its runs again"
        ) from error
    return kept


def _refuse_another_plan(folder: Path, kept: Ledger, plan: Plan) -> None:
    """Raise `ResultsError` if a ledger says, under its checksum, that it is of another plan."""
    owner = ledger_check.owner_of(kept.database)
    if owner in {None, plan.digest}:
        return
    _refuse_difference(folder, plan)
    mine, kept.owner = kept.owner, str(owner)
    try:
        kept.said("owner")
    except (ResultsError, sqlite3.DatabaseError):  # a damaged bit
        kept.owner = mine
    else:
        raise ResultsError(f"{folder}: holds another sweep; delete it, or {ELSEWHERE}")


def _refuse_difference(folder: Path, plan: Plan) -> None:
    """Raise `ResultsError` with the difference, key by key, if the plan of a folder is another one."""
    try:
        there = stored_plan(folder)
    except ResultsError:
        return
    if there.digest != plan.digest:
        listed = "; ".join(there.difference(plan))
        raise ResultsError(f"{folder}: holds another sweep: {listed}; delete it, or {ELSEWHERE}")


def _refuse_another_engine(folder: Path, kept: Ledger) -> None:
    then = {int(session["engine_version"]) for session in kept.sessions().values()} - {ENGINE_VERSION}
    if then:
        raise ResultsError(
            f"{folder}: holds runs of engine version {min(then)}, this is {ENGINE_VERSION}: "
            f"it gives other numbers; delete it, or {ELSEWHERE}"
        )


def _mended(folder: Path, plan: Plan, found: Findings, remedy: str) -> list[str]:
    """Take what is sound of a damaged ledger into a new one, and say what is computed again."""
    place = folder / LEDGER
    keys = ((run.point, run.replication) for run in plan.runs)
    new_one = ledger_file.built(folder / sweep_folder.MENDED, plan.digest, about(plan), remedy=remedy)
    with ledger_check.for_reading(place, plan.digest) as old, new_one as new:
        new.take_over(ledger_check.saved(old, keys))
        tally = new.tally
    sweep_folder.forget_ledger(folder, remedy=remedy)
    sweep_folder.drop_tables(folder, remedy=remedy)
    sweep_folder.put_mended(folder)
    kept = tally["finished"] + tally["failed"]
    return [f"{LEDGER} was damaged ({_named(found)}): {kept:,} of its runs kept, the others are computed again"]


def _named(found: Findings) -> str:
    """Name the damaged runs, or say what else is wrong."""
    if not found.runs:
        return found.told()[0]
    named = ", ".join(run_named(key).removeprefix("run ") for key in found.runs[:MOST_NAMED])
    more = f" and {len(found.runs) - MOST_NAMED} more" if len(found.runs) > MOST_NAMED else ""
    return f"run{'s' * (len(found.runs) > 1)} {named}{more}"


def _taken_over(folder: Path, kept: Ledger, plan: Plan, remedy: str) -> list[str]:
    """Let the folder say what is planned now: more replications, another title."""
    notes = []
    try:
        there = stored_plan(folder)
        most = max(plan.replications, there.replications)
    except ResultsError as error:
        notes = [f"{str(error).removeprefix(f'{folder}/').split(';')[0]}: written anew"]
        most = plan.replications
        (folder / SUMS).unlink(missing_ok=True)
    now = replace(plan, replications=most)
    if notes or now.to_json() != there.to_json():
        sweep_folder.put_plan(folder, now.to_json(), remedy=remedy)
    if about(now)["about"] != kept.said("about"):
        sweep_folder.forget_ledger(folder, remedy=remedy)
        kept.wake()
        kept.note("about", about(now)["about"])
    return notes
