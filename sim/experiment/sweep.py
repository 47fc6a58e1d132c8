"""A sweep: the runs of a plan, made as far as they are not there, and what came of them as tables."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.experiment.agenda import WHOLE, Agenda
from sim.experiment.crew import alone, lent
from sim.experiment.run import Failed, Measures, Run
from sim.experiment.runner import Runner, Work
from sim.measures.rescued import behind
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pandas as pd

    from sim.experiment.agenda import Shard
    from sim.experiment.crew import Crew
    from sim.experiment.plan import Plan
    from sim.experiment.run import Finished, Outcome
    from sim.experiment.store import Store


NO_VALUES: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a sweep is: runs that are asked for, that were there, that have been made, and that failed."""

    total: int
    reused: int
    computed: int = 0
    failed: int = 0
    """Runs without a result, those of earlier times included."""

    def after(self, results: Sequence[Finished | Failed], agenda: Agenda) -> Tally:
        """Count what has just come back."""
        failed = sum(isinstance(result, Failed) for result in results)
        return Tally(agenda.total, agenda.reused, self.computed + len(results), self.failed + failed)

    @property
    def done(self) -> int:
        """Runs that need not be waited for any more."""
        return self.reused + self.computed

    @property
    def finished(self) -> int:
        """Runs with a result."""
        return self.done - self.failed


@dataclass(frozen=True, repr=False)
class Sweep:
    """What came of a plan.

    `points`    a row a point: its number and every factor
    `runs`      a row a finished run: point, replication, seed, every factor, every measure
    `failures`  a row a run without a result: its factors, the reason, the traceback
    `summary`   a row a point and measure: mean, 95 % interval over replications, sd, n, unit
    """

    plan: Plan
    store: Store
    tally: Tally
    goal: Mapping[int, int] | None = None
    """How many replications of which points were asked for; None for all that there are."""

    @classmethod
    def load(cls, folder: str | Path) -> Sweep:
        """Read the sweep of a folder, finished or not; raises `ResultsError` if any of it is damaged."""
        from sim.experiment.store import Store

        with Store.open(folder) as store:
            return as_it_is(store)

    def __repr__(self) -> str:
        runs = f"{self.tally.finished:,} of {self.tally.total:,} runs"
        return f"<Sweep {self.plan.title or self.plan.name!r}: {len(self.plan.points):,} points, {runs}>"

    def __getstate__(self) -> dict[str, object]:
        """Pickle the tables and not the store, which belongs to this process."""
        return {**vars(self.read()), "folder": self.folder, "store": None}

    @cached_property
    def folder(self) -> Path | None:
        """Where it is kept; None where it is kept nowhere."""
        return self.store.folder

    @cached_property
    def digest(self) -> str:
        """A digest of all its runs: the same for the same plan, whoever made them and how."""
        from sim.archive.digest import of_rows

        return of_rows(self.runs)

    def read(self) -> Sweep:
        """Read all tables, for when the store is closed."""
        assert self.runs is not None
        assert self.failures is not None
        assert self.digest
        return self

    @kept_table
    def points(self) -> pd.DataFrame:
        return self.plan.frame

    @kept_table
    def runs(self) -> pd.DataFrame:
        return self._asked(self.store.runs)

    @kept_table
    def failures(self) -> pd.DataFrame:
        return self._asked(self.store.failures)

    @kept_table
    def summary(self) -> pd.DataFrame:
        from sim.experiment.summary import summary

        return summary(self.plan, self.runs)

    def _asked(self, table: pd.DataFrame) -> pd.DataFrame:
        """Leave out what a folder holds besides, as of more replications."""
        if self.goal is None:
            return table
        asked = table["replication"] < table["point"].map(self.goal).fillna(0)
        return table if asked.all() else table[asked].reset_index(drop=True)


def carried_out(
    plan: Plan,
    store: Store,
    crew: AbstractContextManager[Crew],
    *,
    outcome: Outcome | None = None,
    shard: Shard = WHOLE,
    retry_failed: bool = False,
    time_limit: float | None = None,
    progress: Callable[[Tally], None] = lambda tally: None,
) -> Sweep:
    """Make the runs that the store lacks, and keep each as it ends; if it lacks none the crew is not called."""
    agenda, tally = what_is_there(plan, store, shard, retry_failed=retry_failed)
    progress(tally)
    if not agenda.wanted:
        return Sweep(plan, store, tally, agenda.goal)
    with crew as working:
        runner = Runner(agenda, working, Work(plan.base, plan.seed, outcome or Measures(), time_limit))
        for results in runner.results():
            store.add(results)
            tally = tally.after(results, agenda)
            progress(tally)
    return Sweep(plan, store, tally, agenda.goal)


def as_it_is(store: Store) -> Sweep:
    """Give what lies in a store, finished or not, without making a run."""
    return Sweep(store.plan, store, what_is_there(store.plan, store)[1]).read()


def what_is_there(
    plan: Plan, store: Store, shard: Shard = WHOLE, *, retry_failed: bool = False
) -> tuple[Agenda, Tally]:
    """See what is still to be done, and how far it is."""
    failed = set() if retry_failed else store.failed
    agenda = Agenda(plan, known(plan, store, failed), shard=shard)
    return agenda, Tally(agenda.total, agenda.reused, failed=sum(map(agenda.asks_for, failed)))


def known(plan: Plan, store: Store, failed: set[Run]) -> dict[Run, Mapping[str, float]]:
    """Give the runs that are there, each with what the measure whose precision is wanted comes from."""
    there = dict.fromkeys([*store.finished, *failed], NO_VALUES)
    if plan.precision is None:
        return there
    runs = store.runs
    columns = [name for name in behind(plan.precision.measure) if name in runs]
    if not columns:  # as where no run has finished
        return there
    keys = map(Run, runs["point"].tolist(), runs["replication"].tolist())
    values = (dict(zip(columns, row, strict=True)) for row in runs[columns].to_numpy(float).tolist())
    return there | dict(zip(keys, values, strict=True))


@contextmanager
def crew_of(
    *,
    workers: int = 1,
    scheduler: str | None = None,
    executor: Executor | None = None,
    scratch: Path | None = None,
) -> Iterator[Crew]:
    """Give who is to make the runs: an executor, a cluster, processes of this machine, or this process.

    Processes of this machine write what they must into `scratch`; without one, into a temporary folder.
    """
    if executor is not None:
        yield lent(executor, width=workers if workers > 1 else None)
        return
    if scheduler is None and workers <= 1:
        yield alone()
        return
    from sim.experiment import engines

    started = engines.cluster_crew(scheduler) if scheduler else engines.local_crew(workers, scratch=scratch)
    with started as crew:
        yield crew
