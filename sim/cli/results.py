"""`results list|check|replay`: what lies there, whether it is sound, and whether it comes out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.answering import print_object, timed
from sim.cli.corridor import Corridor
from sim.cli.options import MOST_REPLICATIONS, OUT, WORKERS, Request, Whole, answers
from sim.errors import ResultsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.archive.checking import Verdict
    from sim.cli.progress import Report
    from sim.experiment.again import Again
    from sim.results import Results

DIFFERENT = 1
"""The exit code of a replay that gave other numbers."""

MOST_NAMED = 5


@click.group(
    "results",
    cls=Corridor,
    invoke_without_command=True,
    epilog="""\b
Examples:
  results list
  results check
  results replay results/default-3f2a9c51/seed-1
""",
)
@answers
@click.pass_context
def command(ctx: click.Context, /, **_: object) -> None:
    """List the results that lie here, check them, make them again."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("list", epilog="\b\nExamples:\n  results list\n  results list --out elsewhere --json")
@OUT
@answers
def list_(out: str | None, as_json: bool, quiet: bool) -> None:
    """Show what lies in the results folder, newest first."""
    from sim.archive import catalogue, refusal
    from sim.report import as_json as objects
    from sim.report import layout, lying

    found = catalogue.entries(refusal.reading_root(out))
    if as_json:
        print_object(objects.text(lying.list_object(found)), ())
    else:
        lying.show_list(layout.terminal(), found)


@command.command(epilog="\b\nExamples:\n  results check\n  results check results/default-3f2a9c51/seed-1")
@click.argument("folders", nargs=-1, metavar="[FOLDER]...")
@OUT
@answers
def check(folders: tuple[str, ...], out: str | None, as_json: bool, quiet: bool) -> None:
    """Look at every byte of results folders, of all unless some are named.

    Ends with 4 if any is damaged.
    """
    from sim.archive import checking, names, refusal
    from sim.report import as_json as objects
    from sim.report import layout, lying

    named = [found for folder in folders for found in names.meant(Path(folder))]
    chosen = named or names.all_folders(refusal.reading_root(out))
    verdicts = [_with_digest(checking.checked(folder)) for folder in chosen]
    if as_json:
        print_object(objects.text(lying.check_object(verdicts)), ())
    else:
        lying.show_verdicts(layout.terminal(), verdicts, quiet=quiet)
    if damaged := [verdict for verdict in verdicts if not verdict.is_sound]:
        raise ResultsError(_named(damaged))


@command.command(
    epilog="\b\nExamples:\n  results replay results/default-3f2a9c51/seed-1\n"
    "  results replay results/default-3f2a9c51/seed-1 --replications 2\n"
    "  results replay results/rescue_map-1a2b3c4d 17:2"
)
@click.argument("folder")
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--replications", type=Whole(1, MOST_REPLICATIONS), help="Make only the first so many again.")
@WORKERS
@answers
@click.pass_context
def replay(
    ctx: click.Context,
    folder: str,
    runs: tuple[str, ...],
    replications: int | None,
    workers: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run results again from their provenance alone, and compare every bit.

    Of a sweep, name the runs by point and replication, as in 17:2: they are made again from its plan alone.

    Ends with 0 if all is the same, with 1 if anything differs (4 in a sweep), with 4 if the folder is damaged.
    """
    from sim.archive import names

    if names.kind(Path(folder)) == "sweep":
        _replay_runs(folder, runs, replications, as_json=as_json, quiet=quiet)
        return
    if runs:
        raise UsageError(
            f"{folder}: is no sweep, so it has no run {runs[0]}; leave that out, or say --replications"
        )
    from sim.questions.again import Replay
    from sim.report import as_json as objects
    from sim.report import layout, lying, wording
    from sim.results import Results

    before = Results.load(folder)
    if (replications or 0) > before.replications:
        raise UsageError(
            f"{folder}: has {wording.count(before.replications, 'replication')}, not {replications:,}"
        )
    before = before.only(replications or before.replications)
    request = Request(workers=workers, quiet=quiet)
    again, seconds = timed(request, lambda report: _made_again(before, workers, report))
    answer = Replay(before, again)
    if as_json:
        print_object(objects.text(lying.replay_object(answer, folder)), ())
    else:
        lying.show_replay(layout.terminal(), answer, folder, seconds=seconds, quiet=quiet)
    if not answer.is_same:
        ctx.exit(DIFFERENT)


def _replay_runs(
    folder: str, said: tuple[str, ...], replications: int | None, *, as_json: bool, quiet: bool
) -> None:
    """Make some runs of a sweep again; raise `ResultsError` if one comes out otherwise."""
    from sim.experiment.again import made_again, read_run
    from sim.experiment.store import Store
    from sim.questions.sweep_plan import outcome_of
    from sim.report import as_json as objects
    from sim.report import layout, lying_again

    if not said or replications is not None:
        raise UsageError(
            f"{folder}: is a sweep; name runs of it by point and replication: results replay {folder} 17:2"
        )
    runs = [read_run(word) for word in said]
    with Store.open(folder) as store:
        outcome = outcome_of(store.plan)
        again, seconds = timed(
            Request(quiet=quiet),
            lambda report: list(_counted(made_again(store, runs, outcome), len(runs), report)),
        )
        if as_json:
            print_object(objects.text(lying_again.replay_object(store.plan, again, folder)), ())
        else:
            lying_again.show_replay(layout.terminal(), again, folder, seconds=seconds, quiet=quiet)
    if other := [one for one in again if not one.is_same]:
        raise ResultsError(lying_again.complaint(other, folder))


def _counted(made: Iterator[Again], total: int, report: Report) -> Iterator[Again]:
    report(0, total)
    for number, one in enumerate(made, 1):
        report(number, total)
        yield one


def _made_again(before: Results, workers: int, report: Report) -> Results:
    from sim.simulate import simulate

    how: Any = {"engine": before.engine, "seed": before.seed, "replications": before.replications}
    how["first"] = before.first
    return simulate(before.scenario, workers=workers, progress=report, **how)


def _with_digest(verdict: Verdict) -> Verdict:
    """Add the digest of its numbers to what was found of a sweep."""
    from dataclasses import replace

    from sim.archive import names
    from sim.experiment.store import Store

    if not verdict.is_sound or names.kind(verdict.folder) != "sweep":
        return verdict
    with Store.open(verdict.folder) as store:
        return replace(verdict, content_digest=store.digest)


def _named(damaged: list[Verdict]) -> str:
    told = "; ".join(f"{one.folder.as_posix()}: {', '.join(one.damage)}" for one in damaged[:MOST_NAMED])
    more = f"; and {len(damaged) - MOST_NAMED} more" if len(damaged) > MOST_NAMED else ""
    return f"damaged: {told}{more}; {_remedy(damaged)}"


def _remedy(damaged: list[Verdict]) -> str:
    """Say what to do: a sweep is mended by the command that made it."""
    from sim.archive import names

    if all(names.kind(one.folder) == "sweep" for one in damaged):
        return "the command of the sweep keeps what is sound and computes the rest again"
    return "move it away, or compute it again with --fresh"
