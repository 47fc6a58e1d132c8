"""The file of a ledger: made whole or not at all, and opened so that what is added is on the disk."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from sim.archive.ledger import EMPTY, GO_ON, Ledger
from sim.archive.names import leftover_of
from sim.archive.trouble import in_plain_words
from sim.archive.writing import flush

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FORMAT = 1
MEMORY = ":memory:"

SCHEMA = """
CREATE TABLE fact (name TEXT PRIMARY KEY, facts TEXT NOT NULL, checksum BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE names (number INTEGER PRIMARY KEY, facts TEXT NOT NULL, checksum BLOB NOT NULL);
CREATE TABLE session (number INTEGER PRIMARY KEY, facts TEXT NOT NULL, checksum BLOB NOT NULL);
CREATE TABLE run (point INTEGER, replication INTEGER, finished INTEGER, names INTEGER, numbers BLOB, seconds REAL,
    reason TEXT, traceback TEXT, deaths INTEGER, session INTEGER, checksum BLOB NOT NULL,
    PRIMARY KEY (point, replication)) WITHOUT ROWID;
"""


def in_memory(owner: str, facts: Mapping[str, Any]) -> Ledger:
    """Make an empty ledger that lives as long as the program."""
    return _prepared(connected(MEMORY), None, owner, facts)


@contextmanager
def built(place: Path, owner: str, facts: Mapping[str, Any], *, remedy: str = GO_ON) -> Iterator[Ledger]:
    """Give a new ledger to fill, in its place whole or not at all; `facts` is what it says of the sweep."""
    building = leftover_of(place, secrets.token_hex(4), "partial")
    with in_plain_words(place, remedy=remedy):
        try:
            # Nobody reads it before it is whole, so it needs no journal: a file that could be left behind.
            with closing(connected(building.absolute().as_uri(), "PRAGMA journal_mode = MEMORY")) as database:
                yield _prepared(database, None, owner, facts)
            flush(building)
            building.replace(place)
            flush(place.parent)
        finally:
            building.unlink(missing_ok=True)


def for_writing(place: Path, owner: str, *, remedy: str = GO_ON) -> Ledger:
    """Open a ledger that is there, to add to it; raise `ResultsError` if it is none any more.

    The caller holds the lock of the folder.
    """
    with in_plain_words(place, remedy=remedy):
        database = connected(
            place.absolute().as_uri() + "?mode=rw",
            "PRAGMA synchronous = FULL",
            "PRAGMA wal_autocheckpoint = 0",
            "SELECT count(*) FROM run WHERE point < 0",
        )
    ledger = Ledger(database, place, owner)
    ledger.remedy = remedy
    return ledger


def _prepared(database: sqlite3.Connection, place: Path | None, owner: str, facts: Mapping[str, Any]) -> Ledger:
    """Give an empty database its tables and say of what it is the ledger."""
    ledger = Ledger(database, place, owner)
    database.executescript(SCHEMA)
    for name, said in {"format": FORMAT, "owner": owner, "tally": dict(EMPTY), **facts}.items():
        ledger.note(name, said)
    return ledger


def connected(address: str, *first: str) -> sqlite3.Connection:
    """Connect to a database and say some things to it; text comes as bytes: a changed bit may leave no text."""
    database = sqlite3.connect(address, uri=address != MEMORY, isolation_level=None)
    database.text_factory = bytes
    try:
        for statement in ("PRAGMA trusted_schema = OFF", *first):
            database.execute(statement).fetchall()
    except sqlite3.Error:
        database.close()
        raise
    return database
