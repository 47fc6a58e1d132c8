"""Reading a folder back: what it says of itself first, each table when it is asked for, nothing unchecked."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.archive import seal, writing
from sim.archive.names import PROVENANCE, REPORT, SCENARIO, TABLES, kind
from sim.errors import ResultsError, ScenarioError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from sim.scenario import Scenario

OTHERWISE = "use the version of Trapeze that wrote it"
REMEDY = "move it away, or compute it again with --fresh"


@dataclass(frozen=True)
class Stored:
    """The first `replications` of a run in a folder whose files were intact when it was opened."""

    folder: Path
    provenance: Mapping[str, Any]
    replications: int
    sums: Mapping[str, str]

    def scenario(self) -> Scenario:
        """Read the resolved scenario; raise `ResultsError` if it says another thing today than it did then."""
        from sim.scenario import Scenario

        try:
            spec = Scenario.load(self.folder / SCENARIO).called(self.provenance["scenario"])
        except ScenarioError as error:
            raise ResultsError(f"{self.folder}: {SCENARIO}: {error.complaints[0]}; {OTHERWISE}") from error
        if spec.digest != self.provenance["digest"]:
            raise ResultsError(f"{self.folder}: {SCENARIO}: not the scenario of the provenance; {OTHERWISE}")
        return spec

    @property
    def first(self) -> int:
        """The number of its first replication, as a rule 0."""
        return int(self.provenance["made"][0]["first"])

    @property
    def has_report(self) -> bool:
        """Tell whether pictures and a report were made."""
        return REPORT in self.sums

    def derived_damage(self) -> dict[str, str]:
        """Say what is wrong with the files that can be made again from the tables: summary, report, pictures."""
        derived = self.sums.keys() - {PROVENANCE, SCENARIO, *TABLES.values()}
        return seal.broken(self.folder, self.sums, sorted(derived))

    @property
    def made(self) -> list[dict[str, Any]]:
        """When and with what its replications were computed, batch by batch."""
        batches = [batch for batch in self.provenance["made"] if batch["first"] < self.first + self.replications]
        return [batch | {"replications": self._within(batch)} for batch in batches]

    def only(self, replications: int) -> Stored:
        """Give the first so many replications."""
        return replace(self, replications=min(replications, self.replications))

    def columns(self, table: str) -> list[str]:
        """Name the columns of a table."""
        return list(self.provenance["tables"][TABLES[table]]["columns"])

    def table(self, name: str) -> pd.DataFrame:
        """Read a table."""
        from sim.archive import tables

        file = TABLES[name]
        content = seal.intact(self.folder, file, self.sums[file])
        frame = tables.read(content, file, self.provenance["tables"][file]["columns"])
        if self.replications < self.provenance["replications"]:
            frame = frame[frame["replication"] < self.first + self.replications].reset_index(drop=True)
        return frame

    def pieces(self, name: str) -> Iterator[pd.DataFrame]:
        """Read a table as the rows of one replication after the other."""
        whole = self.table(name)
        numbers = whole["replication"].to_numpy()
        starts = numbers.searchsorted(range(self.first, self.first + self.replications + 1))
        for number in range(self.replications):
            yield whole.iloc[starts[number] : starts[number + 1]].reset_index(drop=True)

    def _within(self, batch: Mapping[str, Any]) -> int:
        return min(int(batch["replications"]), self.first + self.replications - int(batch["first"]))


def opened(folder: Path) -> Stored:
    """Open a results folder; raise `ResultsError` if it is none, or if a number in it could be wrong.

    The folder of an answer (a comparison, say), which holds no run, is a `UsageError`.
    """
    writing.settle(folder)
    if not folder.is_dir():
        raise ResultsError(f"{folder}: no such results folder; see what there is: results list")
    if (what := kind(folder)) != "run":
        in_python = f"; in Python Sweep.load({str(folder)!r}) reads it" if what == "sweep" else ""
        raise UsageError(
            f"{folder}: is a {what}, not a run; see the runs that there are with: results list, or look at every "
            f"byte of the {what} with: results check {folder.as_posix()}{in_python}"
        )
    try:
        sums = seal.sums(folder)
    except ResultsError as error:
        raise ResultsError(f"{error}; {REMEDY}") from None
    damage = seal.broken(folder, sums, {PROVENANCE, SCENARIO, *TABLES.values()} & sums.keys())
    if damage:
        listed = ", ".join(f"{name} ({verdict})" for name, verdict in damage.items())
        raise ResultsError(f"{folder}: damaged: {listed}; {REMEDY}")
    facts = provenance(folder, sums)
    return Stored(folder, facts, facts["replications"], sums)


def provenance(folder: Path, sums: Mapping[str, str]) -> dict[str, Any]:
    """Read where the numbers come from."""
    if PROVENANCE not in sums:
        raise ResultsError(f"{folder}: has no {PROVENANCE}; it is not a results folder")
    facts: dict[str, Any] = json.loads(seal.intact(folder, PROVENANCE, sums[PROVENANCE]))
    if facts.get("format") != FORMAT:
        raise ResultsError(
            f"{folder}: written in another format ({facts.get('format')}, this is {FORMAT}); {REMEDY}"
        )
    return facts


FORMAT = 1
"""Raised whenever the files of a folder change so that an older program would misread them."""
