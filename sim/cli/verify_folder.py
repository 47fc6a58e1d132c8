"""The folder of a verification: table, picture and page, and what is finished of one that was stopped."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.archive import names, refusal
from sim.cli.progress import meanwhile
from sim.errors import TrapezeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sim.archive.unfinished import Unfinished
    from sim.questions.verify import Check, Outcome, Task

WORDS = frozenset({"id", "engine", "says", "verdict", "source"})
"""The columns of the table that hold text."""

BYTES_A_REPORT = 2_000_000
"""About what picture, report and table take on the disk."""


@dataclass(frozen=True)
class VerifyFolder:
    """The place of a verification below the folder that all results are kept in, and what was asked."""

    root: Path
    ids: tuple[str, ...]
    full: bool
    seed: int

    @property
    def folder(self) -> Path:
        """Where the answer lies: another place if another size or other limits were asked for."""
        return names.folder_of_verification(self.root, digest=self.digest, seed=self.seed)

    @property
    def digest(self) -> str:
        """A checksum over what is to be tried."""
        return hashlib.sha256(f"{' '.join(self.ids)} {self.size}\n".encode()).hexdigest()

    @property
    def size(self) -> str:
        """How much is tried, in a word."""
        return "full" if self.full else "quick"

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Where the answer comes from: enough to get the same once more."""
        from sim.results import ENGINE_VERSION, versions

        return {
            "kind": "verification",
            "title": f"{self.size.capitalize()} verification: {self.ids[0]} to {self.ids[-1]}",
            "scenario": "verify",
            "digest": self.digest,
            "seed": self.seed,
            "engine": "fast and plain",
            "engine_version": ENGINE_VERSION,
            "versions": versions(),
            "program": program(),
            "replications": 1,
            "ids": list(self.ids),
            "full": self.full,
        }

    # --- what is finished of it ---------------------------------------------------------------------------

    def before(self, tasks: Iterable[Task], *, fresh: bool) -> dict[Task, tuple[Check, ...]]:
        """Give what was found before by a verification that was stopped; with `fresh` nothing."""
        refusal.out_of(self.root, self._unfinished.folder)
        refusal.out_of(self.root, self.folder)
        refusal.of_others(self.folder, self.facts)
        if fresh:
            self._unfinished.forget()
        found = {task: self._unfinished.part(called(task)) for task in tasks}
        return {task: tuple(map(check_of, part)) for task, part in found.items() if part is not None}

    def finished(self, task: Task, checks: Sequence[Check]) -> None:
        """Keep what one task has found."""
        # What keeps it from being written keeps the answer from it too, and is said then.
        with suppress(TrapezeError):
            self._unfinished.keep(called(task), [asdict(check) for check in checks])

    @cached_property
    def _unfinished(self) -> Unfinished:
        from sim.archive.unfinished import Unfinished

        same = (*refusal.SAME, "program")
        return Unfinished(names.folder_of_unfinished(self.folder), {name: self.facts[name] for name in same})

    # --- the answer ---------------------------------------------------------------------------------------

    def keep(self, outcome: Outcome, *, quiet: bool) -> TrapezeError | None:
        """Write what was found; give what kept it from being written, which takes nothing from it."""
        try:
            with meanwhile("drawing and writing", quiet=quiet):
                self._write(outcome)
        except TrapezeError as trouble:
            return trouble
        self._unfinished.forget()
        return None

    def _write(self, outcome: Outcome) -> None:
        from sim.archive import catalogue, content, trouble, writing
        from sim.report import index

        facts = self.facts | {"passed": outcome.passed}
        refusal.of_others(self.folder, facts)
        trouble.refuse_lack_of_room(self.folder, BYTES_A_REPORT)
        with writing.written(self.folder) as building:
            content.fill_answer(building, frames={names.CHECKS: table(outcome)}, provenance=facts)
            dress(outcome, building, self.ids)
        writing.write_text(self.root / names.INDEX, index.render(catalogue.entries(self.root), self.root))


def called(task: Task) -> str:
    """Name a task as a file is named."""
    from sim.questions.verify import EXPERIMENTS

    one = EXPERIMENTS[task.experiment]
    return re.sub(r"[^\w.]+", "-", f"{one.id} {one.name} {task.engine}")


def check_of(kept: dict[str, Any]) -> Check:
    """Give a check as it was when it was kept."""
    from sim.questions.verify import Check, Engine

    return Check(**kept | {"engine": Engine(kept["engine"])})


def program() -> str:
    """Give a checksum over the source of the program: what one has shown says nothing of another."""
    from sim.archive import seal
    from sim.scenario.places import PACKAGE

    files = sorted((file.relative_to(PACKAGE).as_posix(), file) for file in PACKAGE.rglob("*.py"))
    lines = [f"{name} {seal.of_file(file)}\n" for name, file in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def table(outcome: Outcome) -> Any:
    """Give a row a check."""
    import pandas as pd

    from sim.report.verify_json import check_object

    rows = pd.DataFrame([check_object(check) for check in outcome.checks])
    # A column of which nothing is known in any row would be taken for text.
    return rows.astype({name: "float64" for name in rows if name not in WORDS and name != "passed"})


def dress(outcome: Outcome, place: Path, ids: tuple[str, ...]) -> None:
    """Add the picture and the report."""
    from sim.questions.verify import IDS
    from sim.report import figures, verify_page
    from sim.report.figures.verify import of_verification

    only = "" if ids == IDS else f" --only {','.join(ids)}"
    line = f"trapeze verify{' --full' * outcome.full}{only} --seed {outcome.seed}"
    drawn = of_verification(outcome)
    figures.save_these(drawn, place / names.FIGURES)
    text = verify_page.render(outcome, again=line, drawn=drawn)
    (place / names.REPORT).write_text(text, encoding="utf-8", newline="\n")
