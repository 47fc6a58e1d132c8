"""Looking at a ledger: is every row as it was written, and are all of them there; and saving what is sound."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.archive import ledger_row
from sim.archive.ledger import EMPTY, ROWS, Ledger, counted_in, log_of, run_named
from sim.archive.ledger_file import FORMAT, MEMORY, SCHEMA, connected
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Key = tuple[int, int]


@dataclass
class Findings:
    """What was found in a ledger: damaged runs by name, how many are lost, and what else is wrong."""

    runs: list[Key] = field(default_factory=list)
    lost: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell whether every number can be used."""
        return not (self.runs or self.lost or self.wrong)

    def told(self) -> list[str]:
        """Say it, a line for each thing."""
        named = [f"{run_named(key)}: changed since it was written" for key in self.runs]
        lost = [f"{self.lost} run{'s are' if self.lost > 1 else ' is'} lost"] if self.lost else []
        return [*self.wrong, *named, *lost]


@contextmanager
def for_reading(place: Path, owner: str = "") -> Iterator[Ledger]:
    """Open a ledger to read it, also while a sweep runs or where nothing can be written; nothing is changed.

    Without the digest of its plan it is asked for that itself.
    """
    with ExitStack() as until_done:
        try:
            database = until_done.enter_context(closing(_readable(place, until_done)))
            yield Ledger(database, place, owner or owner_of(database) or "")
        except sqlite3.DatabaseError as error:
            raise ResultsError(f"{place}: damaged ({error})") from error


def owner_of(database: sqlite3.Connection) -> str | None:
    """Read to which plan a ledger says that it belongs; nothing yet vouches for that."""
    try:
        said = database.execute("SELECT facts FROM fact WHERE name = 'owner'").fetchone()
        return str(json.loads(said[0])) if said else None
    except (sqlite3.DatabaseError, ValueError):
        return None


def refuse_another_format(ledger: Ledger) -> None:
    """Raise `ResultsError` for what an older or newer program would misread."""
    if (written := ledger.said("format")) != FORMAT:
        raise ResultsError(f"{ledger.place}: written in another format ({written}, this is {FORMAT})")


def examined(ledger: Ledger) -> Findings:
    """Look at every row, at what is said of them, and at how SQLite finds its pages."""
    found = Findings()
    try:
        with ledger.at_one_moment():
            _look(ledger, found)
    except ResultsError as error:
        found.wrong.append(str(error).removeprefix(f"{ledger.place}: "))
    except sqlite3.DatabaseError as error:
        found.wrong.append(f"its pages: {error}")
    return found


def _look(ledger: Ledger, found: Findings) -> None:
    database = ledger.database
    counted: dict[str, Any] = dict(EMPTY)
    if _tables(database) != _tables_of_a_ledger():
        found.wrong.append("its tables are not those of a ledger")
    for name in ("format", "owner", "about", "tally"):
        ledger.said(name)
    names, sessions = ledger.names(), ledger.sessions()
    for stored in database.execute(f"{ROWS} ORDER BY point, replication"):
        row = ledger_row.read(ledger.owner, stored)
        if row is None or row.session not in sessions or (row.finished and row.names not in names):
            found.runs.append(stored[:2])
        else:
            counted = counted_in(counted, None, (row, stored[-1]))
    tally = ledger.tally
    found.lost = max(0, sum(tally[way] - counted[way] for way in ("finished", "failed")) - len(found.runs))
    if not found.runs and not found.lost and tally != counted:
        found.wrong.append("its tally is not that of its rows")
    said = [str(line) for (line,) in database.execute("PRAGMA integrity_check(3)") if line not in (b"ok", "ok")]
    found.wrong += [f"its pages: {said[0]}"] if said else []


def saved(ledger: Ledger, expected: Iterable[Key]) -> Iterator[tuple[ledger_row.Row, Any, Any]]:
    """Give every run that is as it was written, with its names and its session, out of a damaged ledger.

    Where a page is gone SQLite stops in the middle of a table, so the rows behind it are asked for one by one.
    """
    names, sessions = (_readable_lists(ledger, table) for table in ("names", "session"))
    for key in sorted({*_keys(ledger, "ASC"), *_keys(ledger, "DESC"), *expected}):
        try:
            row = ledger.row(key)
        except sqlite3.DatabaseError:
            continue
        if row and row.session in sessions and (not row.finished or row.names in names):
            yield row, names.get(row.names), sessions[row.session]


def _tables(database: sqlite3.Connection) -> set[tuple[bytes, ...]]:
    """Give everything that a database says it has: a trigger, say, would be code in data."""
    return {tuple(map(bytes, found)) for found in database.execute("SELECT type, name, sql FROM sqlite_schema")}


@cache
def _tables_of_a_ledger() -> set[tuple[bytes, ...]]:
    with closing(connected(MEMORY)) as database:
        database.executescript(SCHEMA)
        return _tables(database)


def _keys(ledger: Ledger, order: str) -> Iterator[Key]:
    """Give the keys from one end until SQLite stops."""
    try:
        for key in ledger.database.execute(
            f"SELECT point, replication FROM run ORDER BY point {order}, replication {order}"
        ):
            if all(type(part) is int for part in key):
                yield key
    except sqlite3.DatabaseError:
        return


def _readable_lists(ledger: Ledger, table: str) -> dict[int, Any]:
    """Read what is sound of the lists of names, or of the sessions."""
    try:
        numbers = [number for (number,) in ledger.database.execute(f"SELECT number FROM {table}")]
    except sqlite3.DatabaseError:
        return {}
    found = {}
    for number in numbers:
        try:
            found[number] = ledger.one(table, number)
        except (ResultsError, sqlite3.DatabaseError):
            continue
    return found


def _readable(place: Path, until_done: ExitStack) -> sqlite3.Connection:
    """Connect without leave to write; where the log needs a place beside it and there is none, to a copy."""
    database = connected(place.absolute().as_uri() + "?mode=ro")
    try:
        database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        database.close()
        copy = Path(until_done.enter_context(tempfile.TemporaryDirectory())) / place.name
        for file in (place, log_of(place)):
            if file.exists():
                shutil.copyfile(file, copy.with_name(file.name))
        return connected(copy.as_uri())
    except sqlite3.DatabaseError as error:
        database.close()
        raise ResultsError(f"{place}: damaged ({error})") from error
    return database
