"""What lies in a folder of results, newest first."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sim.archive import reading, seal, writing
from sim.archive.names import REPORT, all_folders
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FINISHED, DAMAGED = "finished", "damaged"


@dataclass(frozen=True)
class Entry:
    """One results folder as it describes itself; a damaged one has only its place, size and state."""

    folder: Path
    size: int
    state: str
    title: str = ""
    scenario: str = ""
    digest: str = ""
    seed: int | None = None
    replications: int | None = None
    engine: str = ""
    engine_version: int | None = None
    written: str = ""
    has_report: bool = False

    def described(self) -> dict[str, Any]:
        """Give the entry for programs."""
        return asdict(self) | {"folder": self.folder.as_posix()}


def entries(root: Path) -> list[Entry]:
    """List the results below a folder, newest first; those that cannot be read stand at the end."""
    found = [entry(folder) for folder in all_folders(root)]
    return sorted(found, key=lambda one: (one.written, one.folder.as_posix()), reverse=True)


def entry(folder: Path) -> Entry:
    """Look at the checksums and the provenance of a folder; `results check` looks at everything."""
    writing.settle(folder)
    try:
        sums = seal.sums(folder)
        facts = reading.provenance(folder, sums)
    except ResultsError:
        return Entry(folder, _size(folder), DAMAGED)
    missing = any(not (folder / name).is_file() for name in sums)
    return Entry(
        folder, _size(folder), DAMAGED if missing else FINISHED, has_report=REPORT in sums, **_taken(facts)
    )


def _taken(facts: Mapping[str, Any]) -> dict[str, Any]:
    names = ("title", "scenario", "digest", "seed", "replications", "engine", "engine_version", "written")
    return {name: facts[name] for name in names}


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
