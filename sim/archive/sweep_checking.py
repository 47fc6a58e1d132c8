"""The folder of a sweep, seen without its plan: how far it is, and whether every byte is as it was written."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.archive import digest, ledger_check, seal, sweep_folder, tables
from sim.archive.lock import another, holder
from sim.archive.names import LEDGER, PLAN, PROVENANCE, REPORT, SWEEP_TABLES, points_of_share, share_in
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.archive.ledger import Ledger
    from sim.archive.ledger_check import Findings

MOST_NAMED = 20
A_MOMENT = 0.5
"""Seconds in which tables that are made take their places."""


@dataclass(frozen=True)
class Standing:
    """How far a sweep is, as its ledger says."""

    about: Mapping[str, Any]
    tally: Mapping[str, Any]
    sessions: Mapping[int, Mapping[str, Any]]
    owner: str
    done: int
    """Runs that have ended, of those that were planned from the start: a precision asks for more besides."""
    planned: int
    """How many these are; in the folder of a share only those of its points."""
    at_work: str = ""
    """Which other process computes it now, if one does."""
    has_report: bool = False

    @property
    def state(self) -> str:
        """Say it in a word or two."""
        if self.at_work:
            return "running"
        failed = f", {self.tally['failed']} failed" if self.tally["failed"] else ""
        return ("finished" if self.done >= self.planned else "unfinished") + failed

    @property
    def written(self) -> str:
        """When its last sitting began; nothing if there was none."""
        return max((str(facts["began"]) for facts in self.sessions.values()), default="")


def standing(folder: Path) -> Standing:
    """Ask the ledger of a folder how far it is; raise `ResultsError` if it cannot say."""
    if not (folder / LEDGER).is_file():
        raise ResultsError(f"{folder / LEDGER}: {seal.MISSING}")
    with ledger_check.for_reading(folder / LEDGER) as kept, kept.at_one_moment():
        ledger_check.refuse_another_format(kept)
        about = kept.said("about")
        if about is None:
            raise ResultsError(f"{folder / LEDGER}: no ledger of a sweep")
        report = REPORT in sweep_folder.sums(folder)
        done, planned = kept.count_below(about["replications"]), _planned(folder, about)
        return Standing(about, kept.tally, kept.sessions(), kept.owner, done, planned, another(folder), report)


def _planned(folder: Path, about: Mapping[str, Any]) -> int:
    return len(points_of_share(*share_in(folder), about["points"])) * int(about["replications"])


def damage(folder: Path) -> list[str]:
    """Look at every byte and every row, and say what is not as it was written."""
    try:
        expected = seal.sums(folder)
    except ResultsError as error:
        expected, wrong = {}, [_told_inside(folder, error)]
    else:
        needed = dict.fromkeys(
            {PLAN} - expected.keys(), seal.UNKNOWN if (folder / PLAN).exists() else seal.MISSING
        )
        broken = needed | seal.broken(folder, expected, expected.keys() - {LEDGER})
        wrong = [f"{name}: {verdict}" for name, verdict in sorted(broken.items())]
    wrong += _of_the_ledger(folder)
    try:
        return wrong or _contradictions(folder)
    except ResultsError as error:  # what was sound a moment ago has just been replaced
        return [_told_inside(folder, error)]


def lasting_damage(folder: Path) -> list[str]:
    """Look again at a sweep that somebody computes: he may just have been putting new tables in their place."""
    found = damage(folder)
    if found and holder(folder):
        time.sleep(A_MOMENT)
        found = damage(folder)
    return found


def foreign(folder: Path) -> list[str]:
    """Name the files that nobody vouches for."""
    return sweep_folder.unsealed(folder) if sweep_folder.sums(folder) else []


def examined(folder: Path, kept: Ledger) -> Findings:
    """Look at every row, and if nobody computes the sweep at the bytes between them too."""
    found = ledger_check.examined(kept)
    if found.is_sound and sweep_folder.is_worn(folder):
        found.wrong.append(f"{seal.CHANGED}, though every run in it is sound")
    return found


def _told_inside(folder: Path, error: ResultsError) -> str:
    """Say what is wrong by the names of files in the folder."""
    return str(error).removeprefix(f"{folder}/")


def _of_the_ledger(folder: Path) -> list[str]:
    """Say what is wrong with the rows, each run by its name."""
    if not (folder / LEDGER).is_file():
        return [f"{LEDGER}: {seal.MISSING}"]
    try:
        with ledger_check.for_reading(folder / LEDGER) as kept:
            told = examined(folder, kept).told()
            if not told:
                ledger_check.refuse_another_format(kept)
    except ResultsError as error:
        return [_told_inside(folder, error)]
    more = [f"{LEDGER}: and {len(told) - MOST_NAMED} more"] if len(told) > MOST_NAMED else []
    return [*(f"{LEDGER}: {line}" for line in told[:MOST_NAMED]), *more]


def _contradictions(folder: Path) -> list[str]:
    """Compare what is said of the tables with the tables, and the plan with the ledger."""
    with ledger_check.for_reading(folder / LEDGER) as kept:
        if f'"{kept.owner}"' not in sweep_folder.plan_of(folder):
            return [f"{PLAN}: not the plan of {LEDGER}"]
        tally = kept.tally
    facts = sweep_folder.provenance(folder)
    if facts is None:
        return []
    if facts["digest"] != kept.owner:
        return [f"{PROVENANCE}: not of the sweep of {LEDGER}"]
    wrong = []
    for file in (SWEEP_TABLES["runs"], SWEEP_TABLES["runs as text"]):
        said = facts["tables"][file]
        frame = tables.read((folder / file).read_bytes(), file, said["columns"])
        if digest.of_rows(frame) != facts["content_digest"]:
            wrong.append(f"{file}: the content digest is not that of the table")
    same = all(facts[way] == tally[way] for way in ("finished", "failed"))
    if same and LEDGER in sweep_folder.sums(folder) and facts["ledger"] != tally["sum"]:
        wrong.append(f"{PROVENANCE}: its tables are not of the rows of {LEDGER}")
    return wrong
