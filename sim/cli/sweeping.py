"""A sweep from the command line: who runs it, where it is kept, how far it is, and how it ends."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.archive import names, refusal
from sim.cli import calling, stopping, sweep_report
from sim.cli.answering import expect_workers, print_object
from sim.cli.opening import show_report
from sim.cli.options import CORES
from sim.cli.progress import meanwhile, progress
from sim.cost import LONGEST_SECONDS, USABLE
from sim.errors import MachineError, TrapezeError, UsageError
from sim.experiment.agenda import WHOLE, Shard
from sim.processes import FOR_SWEEPS
from sim.report.counting import size
from sim.report.wording import as_typed, lasted

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sim.cli.options import Request
    from sim.cli.progress import Report
    from sim.experiment.crew import Crew
    from sim.experiment.estimate import Estimate
    from sim.experiment.plan import Plan
    from sim.experiment.store import Store
    from sim.experiment.sweep import Sweep, Tally

MOST_NAMED = 5
"""Failed runs that are named where it ends; all are in the table of failures."""

SOON = 5.0
"""Seconds below which a sweep is done before other processes have started."""


@dataclass(frozen=True)
class Sweeping:
    """A plan, and everything that was said about how to carry it out."""

    plan: Plan
    request: Request
    typed: str
    said: dict[str, Any]
    program: str

    # --- what was asked for -------------------------------------------------------------------------------

    @cached_property
    def shard(self) -> Shard:
        """The share of the points that is run; all of them unless told otherwise."""
        return Shard.read(self.said["shard"]) if self.said["shard"] else WHOLE

    @property
    def root(self) -> Path:
        """Where all results are kept."""
        return Path(self.request.out or names.ROOT)

    @property
    def folder(self) -> Path:
        """Where it is kept; a share has a place of its own, so that several can be made at once."""
        whole = names.folder_of_sweep(self.root, name=self.plan.name, digest=self.plan.digest)
        if self.shard == WHOLE:
            return whole
        return names.folder_of_share(whole, self.shard.number, self.shard.of)

    @cached_property
    def workers(self) -> int:
        """How many processes to run in; a small sweep is done before another one has started."""
        said: int | None = self.said["processes"]
        if said is not None:
            return said
        return 1 if self.expected(1).seconds < SOON else CORES

    def expected(self, workers: int) -> Estimate:
        """Estimate what is to be run."""
        from sim.experiment.estimate import estimate

        return estimate(self.plan, workers, shard=self.shard)

    @property
    def again(self) -> str:
        """The command line that goes on with it."""
        words = ["sweep", self.typed]
        for option in ("vary", "design", "points", "scheduler", "shard", "time_limit"):
            value = self.said["varied" if option == "vary" else option]
            for one in value if isinstance(value, tuple) else () if value is None else (value,):
                words += [f"--{option.replace('_', '-')}", str(one)]
        if self.said["precision"]:
            words += ["--precision", "{}={:.10g}".format(*self.said["precision"])]
        for option, name in (("--max-replications", "most"), ("--workers", "processes")):
            words += [] if self.said[name] is None else [option, str(self.said[name])]
        words += ["--no-lock"] if self.said["no_lock"] else []
        return calling.again(self.program, words, replace(self.request, fresh=False))

    # --- doing it -----------------------------------------------------------------------------------------

    def say_what_it_costs(self) -> None:
        """Say how many runs it is, and what they take of time, memory and disk; write nothing."""
        from sim.report import sweep_screen
        from sim.report.layout import terminal

        expected = self.expected(self.said["processes"] or CORES)
        if self.request.as_json:
            from sim.report import as_json
            from sim.report.sweep_json import estimate_object

            notes = [*self.plan.notes, *self.plan.base.warnings]
            print_object(as_json.text(estimate_object(self.plan, expected)), notes)
        else:
            sweep_screen.show_estimate(terminal(), self.plan, expected, quiet=self.request.quiet)

    def run(self) -> None:
        """Make the runs that are not there, write the tables, and say what came of it."""
        from sim.experiment.opening import stored_plan

        began = time.monotonic()
        self._refuse_too_much()
        with ExitStack() as stack:
            crew = self._crew(stack)
            store = stack.enter_context(self._store())
            stopping.say_when_stopped(f"stopped; what is finished is kept, go on with: {self.again}")
            sweep = self._carried_out(store, crew)
            with meanwhile("writing the tables", quiet=self.request.quiet):
                store.export()
            # The report is that of the folder, which may hold more replications than are asked for now.
            whole = replace(sweep, plan=stored_plan(self.folder), goal=None)
            sweep_report.put(whole, self.folder, self.root, quiet=self.request.quiet)
            stopping.say_when_stopped("")
            self._tell(sweep, time.monotonic() - began)
        if self.request.open_report:
            show_report(self.folder)
        if sweep.tally.failed:
            raise TrapezeError(failed_runs(sweep, self.again))

    def _refuse_too_much(self) -> None:
        """Raise `UsageError` for what this machine cannot hold, and unless that is meant for what takes days."""
        expected, scheduler = self.expected(self.workers), self.said["scheduler"]
        if not scheduler and expected.free is not None and expected.memory > USABLE * expected.free:
            raise UsageError(
                f"{expected.workers} workers would need about {size(expected.memory)} of memory, and this machine "
                f"has {size(expected.free)} free; use --workers 1, or simulate fewer people: --set population=5000"
            )
        seconds = expected.seconds
        if not (self.request.yes or scheduler) and seconds > LONGEST_SECONDS:
            raise UsageError(
                f"{expected.runs:,} runs would take about {lasted(seconds)}; --yes runs them all the same, "
                "--replications or --set days=... take less, --shard and --scheduler more machines"
            )

    def _crew(self, stack: ExitStack) -> AbstractContextManager[Crew]:
        """Give who is to make the runs; a cluster that cannot is refused now, before anything is written."""
        from sim.experiment.sweep import crew_of

        if scheduler := self.said["scheduler"]:
            return nullcontext(stack.enter_context(crew_of(scheduler=scheduler)))
        if self.workers <= 1:
            return crew_of()
        expect_workers(self.workers, needing=FOR_SWEEPS)
        scratch = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="trapeze-", ignore_cleanup_errors=True))
        )
        stopping.do_when_stopped(lambda: shutil.rmtree(scratch, ignore_errors=True))
        return crew_of(workers=self.workers, scratch=scratch)

    def _store(self) -> Store:
        """Begin where it is kept, or go on there; with --fresh without what lies there."""
        from sim.experiment.store import Store

        refusal.root(self.request.out)
        lock = not self.said["no_lock"]
        fresh, workers = self.request.fresh, self.workers
        store = Store.begin(self.folder, self.plan, command=self.again, workers=workers, lock=lock, fresh=fresh)
        for note in store.notes:
            click.echo(f"note: {self.folder.as_posix()}: {note}", err=True)
        return store

    def _carried_out(self, store: Store, crew: AbstractContextManager[Crew]) -> Sweep:
        from sim.experiment.sweep import carried_out
        from sim.questions.sweep_plan import outcome_of

        try:
            with progress(quiet=self.request.quiet) as report:
                return carried_out(
                    self.plan, store, crew,
                    outcome=outcome_of(self.plan), shard=self.shard, retry_failed=self.said["retry_failed"],
                    time_limit=self.said["time_limit"], progress=Watch(report).see,
                )  # fmt: skip
        except MachineError as trouble:
            if self.again in str(trouble):
                raise
            raise MachineError(f"{trouble}; what is finished is kept, go on with: {self.again}") from trouble

    def _tell(self, sweep: Sweep, seconds: float) -> None:
        from sim.report import as_json, layout, sweep_json, sweep_screen, sweep_told

        notes = [*self.plan.notes, *sweep.store.notes, *self.plan.base.warnings]
        notes += sweep_told.notes(self.plan)
        if self.request.as_json:
            print_object(as_json.text(sweep_json.sweep_object(sweep)), notes)
            return
        again = f"{self.program} sensitivity {as_typed(self.folder.as_posix())}"
        sweep_screen.show(layout.terminal(), sweep, seconds, notes, again=again, quiet=self.request.quiet)


class Watch:
    """Says how far a sweep is: done, failed, runs a second."""

    def __init__(self, report: Report, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._report, self._clock = report, clock
        self._began = clock()

    def see(self, tally: Tally) -> None:
        """Tell it further."""
        self._report(tally.computed, tally.total - tally.reused, so_far(tally, self._clock() - self._began))


def so_far(tally: Tally, seconds: float) -> str:
    """Say in a few words how far it is."""
    said = f"{tally.done:,} of {tally.total:,} runs"
    if tally.failed:
        said += f", {tally.failed:,} failed"
    if tally.computed and seconds > 0:
        said += f", {tally.computed / seconds:.2g} a second"
    return said


def failed_runs(sweep: Sweep, again: str) -> str:
    """Say how many runs have failed, which, and why."""
    tally, failures = sweep.tally, sweep.failures
    named = [
        f"point {row['point']} replication {row['replication']}: {row['reason']}"
        for row in failures.head(MOST_NAMED).to_dict("records")
    ]
    more = f" and {len(failures) - len(named):,} more" if len(failures) > len(named) else ""
    return (
        f"{tally.finished:,} of {tally.total:,} runs finished, {tally.failed:,} failed "
        f"({'; '.join(named)}{more}); try them again with: {again} --retry-failed"
    )
