"""The ledger of a sweep, `sweep.db`: a row a run, a transaction for each batch, and no flipped bit unseen.

SQLite sees to it that a transaction is there whole or not at all, whenever the program is killed, and that it is
on the disk when `add` returns (WAL, `synchronous = FULL`). What it does not see is a changed bit in a number. So
each row carries a checksum, and the tally the number of rows and the sum of their checksums: none can change, and
none can be lost, without a word.

While a sweep runs the database itself is left as it is and all that is new stands in its log (`sweep.db-wal`), so
that a copy of the folder that is made meanwhile can be opened. Only when the log has grown large, and at the end,
is it brought in.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from sim.archive import ledger_row
from sim.archive.ledger_row import COLUMNS, Row
from sim.archive.trouble import in_plain_words
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

GO_ON = "what is finished is kept: the same command goes on from there"
"""What to do once the machine lets us again."""
AT_ONCE = 1_000
LONGEST_LOG = 64_000_000
"""Bytes of the log after which it is brought in."""

ROWS = f"SELECT {', '.join(COLUMNS)}, checksum FROM run"
PUT = f"INSERT OR REPLACE INTO run VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"


class Ledger:
    """The runs of one sweep, in a file or in memory; `owner` is the digest of the plan that they belong to."""

    def __init__(self, database: sqlite3.Connection, place: Path | None, owner: str) -> None:
        self.database, self.place, self.owner = database, place, owner
        self.remedy = GO_ON
        self._numbers: dict[tuple[str, str], int] = {}

    def __del__(self) -> None:
        """Close what somebody forgot to close: one in memory has nothing to lose, one in a file loses nothing."""
        with suppress(sqlite3.Error):  # of another thread, it is closed when that ends
            self.database.close()

    def close(self) -> None:
        """Let go of the file; what is in the log stays there."""
        self.database.close()

    # --- writing ------------------------------------------------------------------------------------------

    def add(self, rows: Iterable[Row]) -> None:
        """Keep some runs: all of them, for good, or none.

        A run that is there already is replaced, but one that has come to its end not by one that has failed.
        """
        with self._transaction():
            tally = self.tally
            for row in rows:
                told, before = row.told(), self._stored(row.key)
                if before is None or row.finished or not before[FINISHED]:
                    seal = ledger_row.checksum(self.owner, told)
                    tally = counted_in(tally, before, (row, seal))
                    self.database.execute(PUT, (*told, seal))
            self._note("tally", tally)
        if self.place and _size(log_of(self.place)) > LONGEST_LOG:
            self.bring_in()

    def wake(self) -> None:
        """Get ready to write: from here on the file changes."""
        with self._spoken():
            self.database.execute("PRAGMA journal_mode = WAL")

    def note(self, name: str, facts: Any) -> None:
        """Say something of the sweep as a whole, in a transaction of its own."""
        with self._transaction():
            self._note(name, facts)

    def begin_session(self, facts: Mapping[str, Any]) -> int:
        """Note who makes the runs that come next, and with what; give the number of this sitting."""
        return self._listed("session", dict(facts))

    def take_over(self, told: Iterable[tuple[Row, Sequence[str], Mapping[str, Any]]]) -> None:
        """Copy runs of another ledger, each with its names and its sitting, a thousand in a transaction."""
        told = iter(told)
        while piece := list(islice(told, AT_ONCE)):
            self.add([
                replace(row, names=self.number_of(names) if row.finished else 0, session=self._number_of(session))
                for row, names, session in piece
            ])  # fmt: skip

    def number_of(self, names: Sequence[str]) -> int:
        """Give the number of a list of names, which is noted when it is new."""
        return self._number_in("names", list(names))

    def _number_of(self, session: Mapping[str, Any]) -> int:
        return self._number_in("session", dict(session))

    def _number_in(self, table: str, facts: Any) -> int:
        key = table, json.dumps(facts)
        if key not in self._numbers:
            known = (number for number, said in self._all(table).items() if said == facts)
            self._numbers[key] = next(known, 0) or self._listed(table, facts)
        return self._numbers[key]

    def bring_in(self) -> None:
        """Bring the log into the database, unless somebody reads there: then another time."""
        with self._spoken():
            self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def settle(self) -> None:
        """Bring everything into the one file, which can then be read where nothing can be written."""
        with suppress(sqlite3.OperationalError):  # somebody reads: the log stays for now
            self.database.execute("PRAGMA journal_mode = DELETE")
        with self._spoken():
            self.close()

    @property
    def is_settled(self) -> bool:
        """Tell, once it is closed, whether all of it is in the one file."""
        return self.place is not None and not _size(log_of(self.place))

    # --- reading ------------------------------------------------------------------------------------------

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """See the sweep as it is now for a while, though somebody adds to it."""
        self.database.execute("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # a damaged page may have ended it already
                self.database.execute("ROLLBACK")

    def said(self, name: str) -> Any:
        """Give what is said of the sweep under a name."""
        found = self.database.execute("SELECT facts, checksum FROM fact WHERE name = ?", (name,)).fetchone()
        return None if found is None else self._sealed(name, *found)

    def sessions(self) -> dict[int, dict[str, Any]]:
        """Give who made runs, and with what, by number of the sitting."""
        return self._all("session")

    def names(self) -> dict[int, tuple[str, ...]]:
        """Give the lists of names by number."""
        return {number: tuple(facts) for number, facts in self._all("names").items()}

    def keys(self, *, finished: bool) -> set[tuple[int, int]]:
        """Give which runs have come to their end, or which have failed."""
        return set(self.database.execute("SELECT point, replication FROM run WHERE finished = ?", (finished,)))

    def rows(self, *, finished: bool | None = None) -> Iterator[Row]:
        """Give the runs in order; raise `ResultsError` at the first that is not as it was written."""
        which = "" if finished is None else f" WHERE finished = {finished:d}"
        for stored in self.database.execute(f"{ROWS}{which} ORDER BY point, replication"):
            row = ledger_row.read(self.owner, stored)
            if row is None:
                raise ResultsError(f"{self._called}: {run_named(stored[:2])}: changed since it was written")
            yield row

    def count_below(self, replication: int) -> int:
        """Count the runs of the first so many replications that are there."""
        (runs,) = self.database.execute(
            "SELECT count(*) FROM run WHERE replication < ?", (replication,)
        ).fetchone()
        return int(runs)

    def made_in(self, session: int) -> int:
        """Count the runs that were made in a sitting."""
        (runs,) = self.database.execute("SELECT count(*) FROM run WHERE session = ?", (session,)).fetchone()
        return int(runs)

    def row(self, key: tuple[int, int]) -> Row | None:
        """Give a run, if it is there and as it was written."""
        stored = self._stored(key)
        return None if stored is None else ledger_row.read(self.owner, stored)

    @property
    def tally(self) -> dict[str, Any]:
        """How many runs have finished and failed, and the sum of their checksums."""
        tally: dict[str, Any] = self.said("tally") or dict(EMPTY)
        return tally

    # --- the database -------------------------------------------------------------------------------------

    @property
    def _called(self) -> str:
        return str(self.place or "the sweep")

    def _stored(self, key: tuple[int, int]) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self.database.execute(
            f"{ROWS} WHERE point = ? AND replication = ?", key
        ).fetchone()
        return found

    def _note(self, name: str, facts: Any) -> None:
        text = json.dumps(facts)
        seal = ledger_row.of_facts(self.owner, name, text)
        self.database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?, ?)", (name, text, seal))

    def _listed(self, table: str, facts: Any) -> int:
        text = json.dumps(facts)
        with self._transaction():
            (last,) = self.database.execute(f"SELECT coalesce(max(number), 0) FROM {table}").fetchone()
            number = int(last) + 1
            seal = ledger_row.of_facts(self.owner, f"{table} {number}", text)
            self.database.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", (number, text, seal))
        return number

    def one(self, table: str, number: int) -> Any:
        """Give one list of names, or one session."""
        found = self.database.execute(
            f"SELECT facts, checksum FROM {table} WHERE number = ?", (number,)
        ).fetchone()
        return self._sealed(f"{table} {number}", *(found or (b"", b"")))

    def _all(self, table: str) -> dict[int, Any]:
        found = self.database.execute(f"SELECT number, facts, checksum FROM {table}")
        return {number: self._sealed(f"{table} {number}", text, seal) for number, text, seal in found}

    def _sealed(self, name: str, text: object, seal: object) -> Any:
        """Read facts, if their checksum is right."""
        said = text.decode(errors="replace") if isinstance(text, bytes) else ""
        if ledger_row.of_facts(self.owner, name, said) != seal:
            raise ResultsError(f"{self._called}: what it says of its {name}: changed since it was written")
        return json.loads(said)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._spoken():
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk may have rolled it back already
                    self.database.execute("ROLLBACK")
                raise

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Let the machine's trouble be told in plain words."""
        if self.place is None:
            yield
            return
        with in_plain_words(self.place, remedy=self.remedy):
            yield


FINISHED = COLUMNS.index("finished")
EMPTY: Mapping[str, Any] = {"finished": 0, "failed": 0, "sum": f"{0:064x}"}
MODULUS = 1 << 256


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def log_of(place: Path) -> Path:
    return place.with_name(f"{place.name}-wal")


def counted_in(tally: Mapping[str, Any], before: tuple[Any, ...] | None, now: tuple[Row, bytes]) -> dict[str, Any]:
    """Count a run that comes in, and no longer the one in whose place it comes."""
    row, seal = now
    total = int(tally["sum"], 16) + int.from_bytes(seal)
    counts = {"finished": tally["finished"], "failed": tally["failed"]}
    counts["finished" if row.finished else "failed"] += 1
    if before is not None:
        counts["finished" if before[FINISHED] else "failed"] -= 1
        total -= int.from_bytes(before[-1])
    return {**counts, "sum": f"{total % MODULUS:064x}"}


def run_named(key: Iterable[Any]) -> str:
    """Name a run as people type it: the point and the replication."""
    return "run " + ":".join(str(part) for part in key)
