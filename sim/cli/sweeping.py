"""A sweep from the command line: who runs it, where it is kept, how far it is, and how it ends."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.archive import names
from sim.cli import calling, stopping, sweep_report
from sim.cli.answering import print_object
from sim.cli.opening import show_report
from sim.cli.options import CORES
from sim.cli.progress import progress
from sim.errors import MachineError, TrapezeError
from sim.experiment.agenda import WHOLE, Shard

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.cli.options import Request
    from sim.cli.progress import Report
    from sim.experiment.estimate import Estimate
    from sim.experiment.plan import Plan
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
        return Shard.read(self.said["shard"]) if self.said["shard"] else WHOLE

    @property
    def root(self) -> Path:
        return Path(self.request.out or names.ROOT)

    @property
    def folder(self) -> Path:
        """Where it is kept; a share has a place of its own, so that several can be made at once."""
        whole = names.folder_of_sweep(self.root, name=self.plan.name, digest=self.plan.digest)
        if self.shard == WHOLE:
            return whole
        return whole.with_name(f"{whole.name}-shard-{self.shard.number}-of-{self.shard.of}")

    @cached_property
    def workers(self) -> int:
        """How many processes to run in; a small sweep is done before another one has started."""
        said: int | None = self.said["processes"]
        if said is not None:
            return said
        return 1 if self.expected(1).seconds < SOON else CORES

    def expected(self, workers: int) -> Estimate:
        from sim.experiment.estimate import estimate

        return estimate(self.plan, workers)

    @property
    def again(self) -> str:
        """The command line that goes on with it."""
        words = ["sweep", self.typed]
        for option in ("vary", "design", "points", "scheduler", "shard", "time_limit"):
            value = self.said["varied" if option == "vary" else option]
            for one in value if isinstance(value, tuple) else () if value is None else (value,):
                words += [f"--{option.replace('_', '-')}", str(one)]
        if self.said["processes"] is not None:
            words += ["--workers", str(self.said["processes"])]
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

            print_object(as_json.text(estimate_object(self.plan, expected)), self.plan.notes)
        else:
            sweep_screen.show_estimate(terminal(), self.plan, expected)

    def run(self) -> None:
        """Make the runs that are not there, write the tables, and say what came of it."""
        began = time.monotonic()
        with ExitStack() as stack:
            sweep = self._carried_out(stack)
            sweep.store.export()
            sweep_report.put(sweep, self.folder, self.root, quiet=self.request.quiet)
            self._tell(sweep, time.monotonic() - began)
        if self.request.open_report and sweep.folder is not None:
            show_report(sweep.folder)
        if sweep.tally.failed:
            raise TrapezeError(failed_runs(sweep, self.again))

    def _carried_out(self, stack: ExitStack) -> Sweep:
        from sim.experiment.store import Store
        from sim.experiment.sweep import carried_out, crew_of
        from sim.questions.sweep import outcome_of

        store = stack.enter_context(
            Store.begin(
                self.folder, self.plan, command=self.again, workers=self.workers, lock=not self.said["no_lock"]
            )
        )
        stopping.say_when_stopped(f"stopped; what is finished is kept, go on with: {self.again}")
        scratch = tempfile.mkdtemp(prefix="trapeze-")
        with ExitStack() as tidying:
            tidying.callback(shutil.rmtree, scratch, ignore_errors=True)
            stopping.do_when_stopped(lambda: shutil.rmtree(scratch, ignore_errors=True))
            if self.workers > 1:
                stopping.shield_workers()
            crew = tidying.enter_context(
                crew_of(workers=self.workers, scheduler=self.said["scheduler"], scratch=Path(scratch))
            )
            with progress(quiet=self.request.quiet, doing="") as report:
                watch = Watch(report)
                try:
                    return carried_out(
                        self.plan, store, crew,
                        outcome=outcome_of(self.plan), shard=self.shard, retry_failed=self.said["retry_failed"],
                        time_limit=self.said["time_limit"], progress=watch.see,
                    )  # fmt: skip
                except MachineError as trouble:
                    raise self._with_a_way_on(trouble) from trouble

    def _with_a_way_on(self, trouble: MachineError) -> MachineError:
        said = str(trouble)
        if self.again in said:
            return trouble
        return MachineError(f"{said}; what is finished is kept, go on with: {self.again}")

    def _tell(self, sweep: Sweep, seconds: float) -> None:
        if self.request.as_json:
            from sim.report import as_json
            from sim.report.sweep_json import sweep_object

            print_object(as_json.text(sweep_object(sweep)), self.plan.notes)
            return
        from sim.report import sweep_screen
        from sim.report.layout import terminal
        from sim.report.wording import as_typed

        shown = as_typed(sweep.folder.as_posix() if sweep.folder else self.typed)
        sweep_screen.show(
            terminal(), sweep, seconds, again=f"{self.program} sensitivity {shown}", quiet=self.request.quiet
        )


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
