"""Answers that are kept, such as a rescue: their tables, read back as they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.archive import reading, seal, writing
from sim.archive.names import PROVENANCE
from sim.archive.reading import REMEDY
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True)
class KeptAnswer:
    """A folder whose tables were intact when it was opened; `worn` are other files that are not."""

    folder: Path
    provenance: Mapping[str, Any]
    sums: Mapping[str, str]
    worn: tuple[str, ...]

    def has(self, *files: str) -> bool:
        """Tell whether all of these files are there."""
        return all(file in self.sums for file in files)

    def is_of_more(self, replications: int) -> bool:
        """Tell whether it rests on more replications than these: then it is not given up for them."""
        return int(self.provenance["replications"]) > replications

    def table(self, file: str) -> pd.DataFrame:
        """Read a table."""
        from sim.archive import tables

        content = seal.intact(self.folder, file, self.sums[file])
        return tables.read(content, file, self.provenance["tables"][file]["columns"])


def kept_answer(folder: Path) -> KeptAnswer | None:
    """Open the folder of an answer, if there is one; raise `ResultsError` if a number in it could be wrong."""
    writing.settle(folder)
    if not folder.is_dir() or not any(folder.iterdir()):
        return None
    sums = seal.sums(folder)
    broken = seal.broken(folder, sums, sums)
    wrong = {name: verdict for name, verdict in broken.items() if name.endswith(".csv") or name == PROVENANCE}
    if wrong:
        listed = ", ".join(f"{name} ({verdict})" for name, verdict in wrong.items())
        raise ResultsError(f"{folder}: damaged: {listed}; {REMEDY}")
    return KeptAnswer(folder, reading.provenance(folder, sums), sums, tuple(sorted(broken)))
