"""The folder of a sweep: it grows while the sweep runs, and yet nothing in it is ever half-written or unsealed.

The ledger vouches for its own rows. Everything else, from the plan on, is under `SHA256SUMS` from the moment it is
there; so is the ledger, whole, once nobody writes to it any more. Before it is written to again its line is taken
from the list. So a list without that line means: a sweep is at work here, or was killed.
"""

from __future__ import annotations

import json
import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sim.archive import seal
from sim.archive.names import (
    FIGURES,
    LEDGER,
    LOCK,
    PLAN,
    PROVENANCE,
    REPORT,
    SUMS,
    WHILE_IT_RUNS,
    leftover_of,
    leftovers,
)
from sim.archive.trouble import in_plain_words
from sim.archive.writing import flush, flush_all, write_text
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

EXPORT = "tables"
"""Under this name, with a dot before it, tables are made before they are put in their place."""

MENDED = f".{LEDGER}.mended"
"""What was saved of a damaged ledger, whole, until it has taken its place."""


def sums(folder: Path) -> dict[str, str]:
    """Read the checksums of a folder; none if they are missing or damaged."""
    try:
        return seal.sums(folder)
    except ResultsError:
        return {}


def reseal(folder: Path, changed: Iterable[str], *, remedy: str) -> None:
    """Put the files that have changed under their checksum; others keep theirs, or damage would be sealed in."""
    now = sums(folder)
    with in_plain_words(folder, remedy=remedy):
        for name in changed:
            now.pop(name, None)
            if (folder / name).is_file():
                now[name] = seal.of_file(folder / name)
    write_text(folder / SUMS, seal.listed(now).decode(), remedy=remedy)


def unsealed(folder: Path) -> list[str]:
    """Name the files without a checksum that are none of those of a sweep at work."""
    expected = sums(folder)
    return [name for name in seal.unknown(folder, expected)
            if name not in WHILE_IT_RUNS | {LEDGER} and not name.startswith(".")]  # fmt: skip


def is_worn(folder: Path) -> bool:
    """Tell whether the ledger of a sweep that nobody computes is not the file that was put under its checksum.

    A sweep that begins just now takes the ledger from the list before it touches it: so the list is read again.
    """
    expected = sums(folder).get(LEDGER)
    if expected is None or not (folder / LEDGER).is_file():
        return False
    return seal.of_file(folder / LEDGER) != expected and sums(folder).get(LEDGER) == expected


def plan_of(folder: Path, checksum: str | None = None) -> str:
    """Read the plan as it was written; raise `ResultsError` if it is not."""
    expected = checksum or seal.sums(folder).get(PLAN)
    if expected is None:
        raise ResultsError(f"{folder / PLAN}: {seal.UNKNOWN}")
    return seal.intact(folder, PLAN, expected).decode()


def put_plan(folder: Path, text: str, *, remedy: str) -> None:
    """Write the plan, and the checksums over it."""
    write_text(folder / PLAN, text, remedy=remedy)
    reseal(folder, [PLAN], remedy=remedy)


def tidy(folder: Path) -> None:
    """Remove what a killed program has left; put in its place what it had saved of a damaged ledger."""
    left = [one for name in (LEDGER, MENDED, PLAN, SUMS, EXPORT) for one in leftovers(folder / name, "partial")]
    for one in left:
        shutil.rmtree(one) if one.is_dir() else one.unlink()
        one.with_name(f"{one.name}-journal").unlink(missing_ok=True)
    if (folder / MENDED).exists():
        put_mended(folder)


def put_mended(folder: Path) -> None:
    """Let a mended ledger take the place of the damaged one; done again after a kill it comes to the same."""
    for name in WHILE_IT_RUNS - {LOCK}:
        (folder / name).unlink(missing_ok=True)
    (folder / MENDED).replace(folder / LEDGER)
    flush(folder)


@contextmanager
def exported(folder: Path, *, remedy: str) -> Iterator[Path]:
    """Give a folder to fill with tables and report; they take their places together, and then get their checksums.

    Between the two nothing vouches for them, so a program that is killed there leaves tables that nobody takes for
    whole.
    """
    with _placed(folder, lambda name: name not in {PLAN, LEDGER}, remedy) as building:
        yield building


@contextmanager
def dressed(folder: Path, *, remedy: str) -> Iterator[Path]:
    """Give a folder to fill with a report and its pictures, which take the place of those that are there."""
    with _placed(folder, lambda name: name == REPORT or name.startswith(f"{FIGURES}/"), remedy) as building:
        yield building


@contextmanager
def _placed(folder: Path, replaced: Callable[[str], bool], remedy: str) -> Iterator[Path]:
    """Put what is made in place of the files that are replaced; the report that lies there is about other ones."""
    building = leftover_of(folder / EXPORT, secrets.token_hex(4), "partial")
    with in_plain_words(folder, remedy=remedy):
        try:
            building.mkdir()
            yield building
            flush_all(building)
            files = seal.files_below(building)
            _forget(folder, filter(replaced, sums(folder)), remedy)
            _remove_report(folder)
            for entry in sorted(building.iterdir()):
                entry.rename(folder / entry.name)
            flush(folder)
            reseal(folder, files, remedy=remedy)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def drop_tables(folder: Path, *, remedy: str) -> None:
    """Remove tables and report, which were of rows that are no longer there."""
    made = set(sums(folder)) - {PLAN, LEDGER}
    _forget(folder, made, remedy)
    with in_plain_words(folder, remedy=remedy):
        _remove_report(folder)
        for name in made:
            (folder / name).unlink(missing_ok=True)


def forget_ledger(folder: Path, *, remedy: str) -> None:
    """Take the ledger from the list of checksums: it is about to grow."""
    if LEDGER in sums(folder):
        _forget(folder, [LEDGER], remedy)


def provenance(folder: Path) -> Mapping[str, Any] | None:
    """Read where the tables come from, if there are any that somebody vouches for."""
    expected = sums(folder)
    if PROVENANCE not in expected:
        return None
    facts: dict[str, Any] = json.loads(seal.intact(folder, PROVENANCE, expected[PROVENANCE]))
    return facts


def _forget(folder: Path, names: Iterable[str], remedy: str) -> None:
    now = sums(folder)
    for name in names:
        now.pop(name, None)
    write_text(folder / SUMS, seal.listed(now).decode(), remedy=remedy)


def _remove_report(folder: Path) -> None:
    (folder / REPORT).unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        shutil.rmtree(folder / FIGURES)
