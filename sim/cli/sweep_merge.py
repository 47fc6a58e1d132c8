"""`sweep-merge FOLDER...`: the shares of a sweep, brought together into one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import sweep_report
from sim.cli.answering import print_object
from sim.cli.options import OUT, answers
from sim.errors import TrapezeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.sweep import Sweep


@click.command(
    "sweep-merge",
    epilog="""\b
Examples:
  sweep-merge results/my-sweep-1a2b3c4d-shard-*
  sweep-merge here/my-sweep-1a2b3c4d there/my-sweep-1a2b3c4d --out results
""",
)
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...")
@OUT
@answers
@click.pass_context
def command(ctx: click.Context, /, folders: tuple[str, ...], out: str | None, as_json: bool, quiet: bool) -> None:
    """Bring the runs of several folders of one sweep into one folder.

    They may be finished or not: `sweep` goes on with the whole, and has the same tables in the end as if it had
    never been in parts.
    """
    began = time.monotonic()
    sweep = merged(folders, out, quiet=quiet)
    if as_json:
        from sim.report import as_json as in_json
        from sim.report.sweep_json import sweep_object

        print_object(in_json.text({**sweep_object(sweep), "command": "sweep-merge"}), ())
    else:
        from sim.report import sweep_screen
        from sim.report.layout import terminal
        from sim.report.wording import as_typed

        sweep_screen.show(
            terminal(),
            sweep,
            time.monotonic() - began,
            missing(sweep),
            again=f"{ctx.find_root().info_name} sensitivity {as_typed(str(sweep.folder))}",
            quiet=quiet,
        )
    if sweep.tally.failed:
        from sim.cli.sweeping import failed_runs

        raise TrapezeError(failed_runs(sweep, "the command of the sweep"))


def missing(sweep: Sweep) -> list[str]:
    """Say how many runs none of the folders had."""
    tally = sweep.tally
    if tally.done == tally.total:
        return []
    left = f"{tally.total - tally.done:,} of {tally.total:,} runs are missing"
    return [f"{left}; merge the other shares too, or let the command of the sweep make them"]


def merged(folders: Sequence[str], out: str | None, *, quiet: bool = False) -> Sweep:
    """Merge the folders and read what came of it."""
    from sim.archive import names
    from sim.experiment.merging import merge
    from sim.experiment.store import Store
    from sim.experiment.sweep import as_it_is

    with Store.open(folders[0]) as first:
        plan = first.plan
    root = Path(out) if out else Path(folders[0]).parent
    place = names.folder_of_sweep(root, name=plan.name, digest=plan.digest)
    with Store.open(merge(folders, place)) as whole:
        sweep = as_it_is(whole)
        sweep_report.put_by_itself(sweep, place, root, quiet=quiet)
        return sweep
