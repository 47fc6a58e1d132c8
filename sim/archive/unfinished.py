"""What is finished of an answer that takes long, a small file each, until the answer itself is written.

A part is there whole or not at all. It says under its checksum what it belongs to: one of something else is
refused, and one with a changed bit counts as none.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.archive import refusal, seal, writing
from sim.archive.trouble import in_plain_words
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Unfinished:
    """The folder of the parts, and what they belong to."""

    folder: Path
    facts: Mapping[str, Any]

    def part(self, name: str) -> Any:
        """Give a part that was kept, None where there is none; raise `ResultsError` if it is of something else."""
        try:
            there = json.loads(seal.unsealed(self._file(name)))
        except ResultsError:
            return None
        refusal.refuse_another_run(self.folder, there["of"], self.facts, same=tuple(self.facts))
        return there["part"]

    def keep(self, name: str, part: Any) -> None:
        """Keep a part; numbers come back with all of their bits."""
        with in_plain_words(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"of": dict(self.facts), "part": part})
        writing.write_text(self._file(name), seal.sealed(f"{text}\n").decode())

    def forget(self) -> None:
        """Remove all parts, and what a killed program has left of one."""
        with in_plain_words(self.folder):
            for file in (*self.folder.glob("*.part"), *self.folder.glob(".*.part.*.partial")):
                file.unlink(missing_ok=True)
        with suppress(OSError):  # there is none, or there is more in it
            self.folder.rmdir()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.part"
