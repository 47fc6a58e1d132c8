"""What goes into a folder: tables, the scenario, and where they come from."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sim.archive import digest, tables
from sim.archive.names import PROVENANCE, SCENARIO, TABLES
from sim.archive.reading import FORMAT
from sim.errors import writable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    Pieces = Callable[[str], Iterable[pd.DataFrame]]


def fill(
    folder: Path,
    *,
    pieces: Pieces,
    follows: Mapping[str, pd.DataFrame],
    scenario: str,
    provenance: Mapping[str, Any],
) -> None:
    """Write all but pictures and report into an empty folder.

    `pieces(table)` gives the rows of one replication after the other; what `follows` from them is given by file.
    """
    account = Account()
    for table, file in TABLES.items():
        with (folder / file).open("wb") as stream:
            tables.write(stream, file, account.of(table, pieces(table)))
    _write(folder, follows)
    (folder / SCENARIO).write_text(scenario, encoding="utf-8", newline="\n")
    written = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    facts = {"format": FORMAT, "written": written, **provenance, **account.digests(), "tables": account.tables()}
    put_provenance(folder, facts)


def fill_answer(folder: Path, *, frames: Mapping[str, pd.DataFrame], provenance: Mapping[str, Any]) -> None:
    """Write the tables of a comparison or a rescue, by file, and where they come from, into an empty folder."""
    _write(folder, frames)
    facts = {
        "format": FORMAT,
        "written": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        **provenance,
        "tables": {
            file: {"rows": len(frame), "columns": tables.types_of(frame)} for file, frame in frames.items()
        },
    }
    put_provenance(folder, facts)


def _write(folder: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    for file, frame in frames.items():
        with (folder / file).open("wb") as stream:
            tables.write(stream, file, [frame])


class Account:
    """What has gone through so far: rows, columns, and the digests of every replication."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()
        self._columns: dict[str, dict[str, str]] = {}
        self._digests: defaultdict[int, dict[str, str]] = defaultdict(dict)

    def of(self, table: str, pieces: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """Let the pieces of a table through and take note of them."""
        for number, piece in enumerate(pieces):
            self._rows[table] += len(piece)
            self._digests[number][table] = digest.of_rows(piece)
            if len(piece) or table not in self._columns:
                self._columns[table] = tables.types_of(piece)
            yield piece

    def tables(self) -> dict[str, Any]:
        """Describe each file: how many rows, and the columns with their types."""
        return {
            file: {"rows": self._rows[table], "columns": self._columns.get(table, {})}
            for table, file in TABLES.items()
        }

    def digests(self) -> dict[str, Any]:
        """Give the digests of the run and of each replication: of its content, and of what was logged."""
        single = [self._digests[number] for number in sorted(self._digests)]
        content = [digest.of_tables(one, digest.CONTENT) for one in single]
        logged = [digest.of_tables(one, digest.LOGGED) for one in single]
        return {
            "content_digest": digest.of_replications(content),
            "log_digest": digest.of_replications(logged),
            "replication_digests": [
                {"content": one, "log": log} for one, log in zip(content, logged, strict=True)
            ],
        }


def accounted(pieces: Pieces) -> Account:
    """Take note of all tables, without writing them."""
    account = Account()
    for table in TABLES:
        for _ in account.of(table, pieces(table)):
            pass
    return account


def put_provenance(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write where the numbers come from; half a character, of a name that is not UTF-8, as JSON escapes it."""
    text = writable(json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False))
    (folder / PROVENANCE).write_text(f"{text}\n", encoding="utf-8", newline="\n")
