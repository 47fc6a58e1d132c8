"""The store of a sweep: a folder that loses no finished run, and from which all else can be made at any time.

`plan.json` says what is computed, `sweep.db` keeps every run as it ends, and the tables, `runs.parquet`,
`runs.csv` and `failures.csv`, are written from it. One process writes; any number may read meanwhile.
"""

from __future__ import annotations

import re
import shlex
import sqlite3
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any, Self

from sim.archive import ledger_check, ledger_file, sweep_checking, sweep_folder
from sim.archive.ledger import GO_ON
from sim.archive.ledger_row import Row, packed
from sim.archive.lock import Lock
from sim.archive.names import LEDGER, LOCK
from sim.archive.trouble import in_plain_words
from sim.arguments import as_folder
from sim.errors import ResultsError
from sim.experiment import opening, tidy
from sim.experiment.run import Failed, Finished, Run
from sim.results import ENGINE_VERSION, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from sim.archive.ledger import Ledger
    from sim.experiment.plan import Plan

FOLDERS = re.compile(r'(?<=File ")[^"]*?(?=sim/|[^/\\"]*")')
"""In a traceback, the folders of this machine before what says where in a program a run failed."""

OF_THIS_MACHINE = re.compile(
    r"^(?P<option>(?:--[a-z-]+=)?)(?P<said>(?:[a-z]+://|/|~|\.\.[/\\]|[A-Za-z]:[/\\]).*)$", re.DOTALL
)
"""A word of a command line that says where something lies here, or who is who in a network."""


class Store:
    """The runs of one plan, in a folder or, for as long as the program lives, in memory."""

    def __init__(self, plan: Plan, kept: Ledger, folder: Path | None = None, *, notes: Iterable[str] = ()) -> None:
        self.plan, self.folder = plan, folder
        self.notes = tuple(notes)
        """What was found damaged and mended when it was opened, a sentence each."""
        self.ledger = kept
        self._closing = ExitStack()
        self._made_with: dict[str, Any] = {}
        self._session = 0

    def __repr__(self) -> str:
        try:
            tally = self.ledger.tally
        except sqlite3.ProgrammingError:  # closed, or another thread's
            return f"<Store {self.plan.name!r}: not open here>"
        return f"<Store {self.plan.name!r}: {tally['finished']:,} runs finished, {tally['failed']:,} failed>"

    @classmethod
    def begin(
        cls,
        folder: str | Path | None,
        plan: Plan,
        *,
        command: str = "",
        workers: int = 1,
        lock: bool = True,
        fresh: bool = False,
    ) -> Self:
        """Go on with the sweep of a folder, or begin it; without a folder it is kept in memory.

        `command` is what to type to go on: it is noted, and said when the machine is in the way. Raises
        `UsageError` if somebody is at work there, `ResultsError` if something else lies there and `MachineError`
        if nothing can be written. A damaged ledger is mended: what is sound of it is kept, and `notes` say what is
        not. `fresh` begins anew: of this plan, and of no other, what lies there is removed.
        """
        opening.refuse_names(plan)
        if folder is None:
            store = cls(plan, ledger_file.in_memory(plan.digest, opening.about(plan)))
            store._closing.callback(store.ledger.close)
        else:
            store = cls._begun(as_folder(folder), plan, command, lock=lock, fresh=fresh)
        store._made_with = {"command": without_this_machine(command), "workers": workers}
        return store

    @classmethod
    def _begun(cls, folder: Path, plan: Plan, command: str, *, lock: bool, fresh: bool) -> Self:
        remedy = f"what is finished is kept; go on with: {command}" if command else GO_ON
        with in_plain_words(folder, remedy=remedy), ExitStack() as undo:
            opening.refuse_others(folder)
            if not folder.exists():
                folder.mkdir(parents=True)
                undo.callback(_remove_if_empty, folder)
            held = undo.enter_context(Lock(folder, remedy=remedy)) if lock else None
            kept, notes = opening.readied(folder, plan, remedy=remedy, fresh=fresh)
            store = cls(plan, kept, folder, notes=notes)
            undo.pop_all()
        if held:
            store._closing.callback(held.let_go)
        store._closing.callback(store._settle, remedy)
        return store

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """Open a sweep to read it, also while it runs; raise `ResultsError` if a number in it could be wrong."""
        place = as_folder(folder)
        opening.refuse_no_sweep(place)
        plan = opening.stored_plan(place)
        with ExitStack() as closing:
            kept = closing.enter_context(ledger_check.for_reading(place / LEDGER, plan.digest))
            found = sweep_checking.examined(place, kept)
            if not found.is_sound:
                listed = "; ".join(found.told()[: opening.MOST_NAMED])
                raise ResultsError(
                    f"{place / LEDGER}: damaged: {listed}; the command of the sweep computes what is damaged again"
                )
            store = cls(plan, kept, place)
            store._closing = closing.pop_all()
        return store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Bring everything into its file, put that under a checksum, and leave the folder to others."""
        self._closing.close()

    # --- what is kept -------------------------------------------------------------------------------------

    @property
    def finished(self) -> set[Run]:
        """The runs that have come to their end."""
        return {Run(*key) for key in self.ledger.keys(finished=True)}

    @property
    def failed(self) -> set[Run]:
        """The runs that have not, and are not tried again unless that is asked for."""
        return {Run(*key) for key in self.ledger.keys(finished=False)}

    @property
    def runs(self) -> pd.DataFrame:
        """Give a row a finished run, in order: point, replication, seed, every factor, every measure."""
        with self.ledger.at_one_moment():
            return tidy.runs(self.plan, self.ledger.rows(finished=True), self.ledger.names())

    @property
    def failures(self) -> pd.DataFrame:
        """Give a row a run that failed: point, replication, seed, every factor, how many workers died, and why."""
        return tidy.failures(self.plan, self.ledger.rows(finished=False))

    @property
    def digest(self) -> str:
        """Give the digest of the numbers: the same in whatever order, by how many workers they were computed."""
        from sim.archive.digest import of_rows

        return of_rows(self.runs)

    # --- keeping ------------------------------------------------------------------------------------------

    def add(self, ended: Iterable[Finished | Failed]) -> None:
        """Keep how some runs ended, in one transaction: when this returns, all of them are on the disk."""
        ended = list(ended)
        if ended:
            self._begin_session()
            self.ledger.add([self._row(one) for one in ended])

    def export(self, dress: Callable[[Path], object] = lambda _folder: None) -> None:
        """Write the tables from what is kept, and where they come from; `dress(folder)` may add a report."""
        if self.folder is not None:
            from sim.experiment import exporting

            exporting.export(self.folder, self, self.ledger, dress)

    def wake(self) -> None:
        """Get ready to write: from here on nothing but its own rows vouches for the ledger."""
        if self.folder is not None:
            sweep_folder.forget_ledger(self.folder, remedy=self.ledger.remedy)
            self.ledger.wake()

    def _begin_session(self) -> None:
        if self._session:
            return
        self.wake()
        self._session = self.ledger.begin_session({
            "began": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", **self._made_with,
            "engine_version": ENGINE_VERSION, "versions": versions(),
        })  # fmt: skip

    def _row(self, ended: Finished | Failed) -> Row:
        run = ended.run
        if isinstance(ended, Failed):
            where = FOLDERS.sub("", ended.traceback)
            return Row(run.point, run.replication, False, reason=ended.reason, traceback=where,
                       deaths=ended.deaths, session=self._session)  # fmt: skip
        if self.plan.outcome:
            opening.refuse_columns(ended.values, self._taken)
        names = self.ledger.number_of(list(ended.values))
        return Row(run.point, run.replication, True, names, packed(list(ended.values.values())), ended.seconds,
                   session=self._session)  # fmt: skip

    @cached_property
    def _taken(self) -> frozenset[str]:
        return opening.names_taken(self.plan)

    def _settle(self, remedy: str) -> None:
        assert self.folder is not None
        self.ledger.settle()
        if self.ledger.is_settled:
            sweep_folder.reseal(self.folder, [LEDGER], remedy=remedy)


def without_this_machine(command: str) -> str:
    """Give a command line without the folders and addresses of this machine: a folder of results is shared."""
    try:
        words = shlex.split(command)
    except ValueError:
        return ""
    return shlex.join(OF_THIS_MACHINE.sub(_shortened, word) for word in words)


def _shortened(found: re.Match[str]) -> str:
    said = found["said"]
    scheme, far, _ = said.partition("://")
    return found["option"] + (f"{scheme}://..." if far else PureWindowsPath(said).name)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        (folder / LOCK).unlink(missing_ok=True)
        folder.rmdir()
