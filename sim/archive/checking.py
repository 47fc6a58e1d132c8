"""Checking a folder: every byte, every table, every digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.archive import reading, seal, sweep_checking, writing
from sim.archive.content import accounted
from sim.archive.names import (
    BY_SEGMENT,
    CELLS,
    CHECKS,
    CLAIMS,
    COMPARISON,
    FACTS,
    INDEX_OVER_TIME,
    OURS,
    OVER_TIME,
    PROVENANCE,
    RESCUE_INDEX,
    SHARES,
    SUMS,
    TABLES,
    THROUGH,
    TOTALS,
    VALUES,
    WORLDS,
    WORTH,
    Kind,
    kind,
)
from sim.errors import ResultsError

if TYPE_CHECKING:
    from pathlib import Path

NEEDED: dict[Kind, frozenset[str]] = {
    "run": OURS - {SUMS, BY_SEGMENT, "figures", "report.html"},
    "comparison": frozenset({COMPARISON, OVER_TIME, PROVENANCE}),
    "rescue": frozenset({CELLS, RESCUE_INDEX, INDEX_OVER_TIME, PROVENANCE}),
    "split": frozenset({WORLDS, TOTALS, SHARES, THROUGH, PROVENANCE}),
    "valuation": frozenset({WORLDS, WORTH, PROVENANCE}),
    "review": frozenset({VALUES, FACTS, PROVENANCE}),
    "trial": frozenset({CLAIMS, PROVENANCE}),
    "verification": frozenset({CHECKS, PROVENANCE}),
}


@dataclass(frozen=True)
class Verdict:
    """What was found in a folder: damage, which spoils it, and files that do not belong, which do not."""

    folder: Path
    damage: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    content_digest: str = ""
    """Of a sweep whose numbers can be used, that of all its runs."""

    @property
    def is_sound(self) -> bool:
        """Tell whether its numbers can be used."""
        return not self.damage


def checked(folder: Path) -> Verdict:
    """Look at every byte, and if all are as they were written, whether the tables are what they say they are."""
    try:
        return _looked_at(folder)
    except OSError as error:
        place = str(error.filename or folder).removeprefix(f"{folder}/")
        return Verdict(folder, (f"{place}: cannot be read ({(error.strerror or str(error)).lower()})",))


def _looked_at(folder: Path) -> Verdict:
    if kind(folder) == "sweep":
        return Verdict(folder, tuple(sweep_checking.lasting_damage(folder)), tuple(sweep_checking.foreign(folder)))
    writing.settle(folder)
    try:
        expected = seal.sums(folder)
    except ResultsError as error:
        return Verdict(folder, (str(error).removeprefix(f"{folder}/"),))
    needed = NEEDED[kind(folder)]
    wrong = seal.broken(folder, expected, expected) | dict.fromkeys(
        sorted(needed - expected.keys()), "not among the files written"
    )
    foreign = tuple(seal.unknown(folder, expected))
    damage = tuple(f"{name}: {verdict}" for name, verdict in sorted(wrong.items()))
    if not damage and kind(folder) == "run":
        damage = tuple(_contradictions(folder))
    return Verdict(folder, damage, foreign)


def _contradictions(folder: Path) -> list[str]:
    """Compare what a folder says of its tables with the tables."""
    try:
        stored = reading.opened(folder)
        stored.scenario()
    except ResultsError as error:
        return [str(error).removeprefix(f"{folder}: ")]
    account = accounted(stored.pieces)
    found: dict[str, Any] = {"tables": account.tables()} | account.digests()
    said = {file: stored.provenance["tables"][file]["rows"] for file in TABLES.values()}
    rows = {file: found["tables"][file]["rows"] for file in TABLES.values()}
    wrong = [f"{file}: {rows[file]} rows, {said[file]} were written" for file in said if rows[file] != said[file]]
    digests = ("content_digest", "log_digest", "replication_digests")
    wrong += [f"the {name.replace('_', ' ')} is not that of the tables"
              for name in digests if found[name] != stored.provenance[name]]  # fmt: skip
    return wrong
