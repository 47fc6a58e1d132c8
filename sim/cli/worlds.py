"""Answers made of many worlds: read what was measured in them, live those that are missing, keep the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sim.archive import names
from sim.cli.answering import check_cost, say_if_larger, timed
from sim.cli.progress import meanwhile
from sim.errors import TrapezeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from sim.archive.answers import KeptAnswer
    from sim.arguments import Engine
    from sim.cli.options import Request
    from sim.scenario import Scenario

BYTES_A_REPORT = 2_000_000
"""About what pictures, report and tables of such an answer take on the disk."""


@dataclass(frozen=True)
class Measured:
    """A table of what is measured in worlds: its file, its columns, and who makes it."""

    file: str
    columns: tuple[str, ...]
    work: Callable[..., pd.DataFrame]
    """Takes the worlds by name, and what `sim.questions.worlds.lived` takes."""


def _every_measure() -> Measured:
    from sim.questions.worlds import COLUMNS, lived

    return Measured(names.WORLDS, COLUMNS, lived)


@dataclass(frozen=True)
class Worlds:
    """The worlds that a question asks for, by name, and where the answer is kept."""

    specs: Mapping[str, Scenario]
    request: Request
    folder: Path
    table: Measured | None = None
    """What is measured in them and kept; none is every measure of each."""

    @property
    def root(self) -> Path:
        """Where all results are kept."""
        return Path(self.request.out or names.ROOT)

    @property
    def replications(self) -> int:
        """How many replications of each were asked for."""
        return self.request.replications or next(iter(self.specs.values())).replications

    @property
    def measured(self) -> Measured:
        """The table that is kept of them."""
        return self.table or _every_measure()


@dataclass(frozen=True)
class Lived:
    """What was measured in the worlds, and how much of it had to be computed."""

    worlds: Worlds
    table: pd.DataFrame
    computed: int
    seconds: float
    before: KeptAnswer | None

    @property
    def is_kept(self) -> bool:
        """Tell whether the answer lies there, whole, or one of more replications, which is not given up."""
        if self.computed or self.before is None:
            return False
        return not self.before.worn or self.before.is_of_more(self.worlds.replications)


def live(worlds: Worlds, facts: Mapping[str, Any]) -> Lived:
    """Give what was measured in the worlds; raise `ResultsError` if damage or something else lies there."""
    from sim.archive import refusal, trouble
    from sim.archive.answers import kept_answer
    from sim.questions.worlds import more, only, replications_of

    refusal.root(worlds.request.out)
    refusal.out_of(worlds.root, worlds.folder)
    refusal.of_others(worlds.folder, facts)
    before = None if worlds.request.fresh else kept_answer(worlds.folder)
    there = None if before is None else _usable(before, worlds.measured)
    have = 0 if there is None else replications_of(there)
    missing = worlds.replications - have
    if there is not None and missing <= 0:
        return Lived(worlds, only(there, worlds.replications), 0, 0.0, before)
    request = replace(worlds.request, replications=missing)
    check_cost(request, list(worlds.specs.values()))
    trouble.refuse_lack_of_room(worlds.folder, BYTES_A_REPORT)
    new, seconds = _computed(worlds, facts, first=have, replications=missing)
    table = new if there is None else more(there, new)
    return Lived(worlds, table, missing * len(worlds.specs), seconds, before)


def _usable(before: KeptAnswer, wanted: Measured) -> pd.DataFrame | None:
    """Give the kept table, if it holds everything that is measured today."""
    table = before.table(wanted.file)
    return table if tuple(table.columns) == wanted.columns else None


def _computed(
    worlds: Worlds, facts: Mapping[str, Any], *, first: int, replications: int
) -> tuple[pd.DataFrame, float]:
    request, work = worlds.request, worlds.measured.work
    how: dict[str, Any] = {"seed": facts["seed"], "engine": request.engine, "workers": request.workers}
    return timed(
        request,
        lambda report: work(worlds.specs, first=first, replications=replications, progress=report, **how),
    )


def keep(
    lived: Lived,
    *,
    frames: Callable[[], Mapping[str, pd.DataFrame]],
    facts: Mapping[str, Any],
    dress: Callable[[Path], None],
) -> TrapezeError | None:
    """Write the answer unless it lies there; give what kept it from being written, which takes nothing from it."""
    if lived.is_kept:
        say_if_larger(lived.before, lived.worlds.replications)
        return None
    try:
        _write(lived, frames(), facts, dress)
    except TrapezeError as trouble:
        return trouble
    return None


def _write(
    lived: Lived, frames: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], dress: Callable[[Path], None]
) -> None:
    from sim.archive import catalogue, content, refusal, writing
    from sim.report import index

    worlds = lived.worlds
    refusal.of_others(worlds.folder, facts)
    with meanwhile("drawing and writing", quiet=worlds.request.quiet), writing.written(worlds.folder) as building:
        content.fill_answer(building, frames={worlds.measured.file: lived.table, **frames}, provenance=facts)
        dress(building)
    writing.write_text(worlds.root / names.INDEX, index.render(catalogue.entries(worlds.root), worlds.root))


def provenance(worlds: Worlds, *, kind: names.Kind, title: str, digest: str, **more: Any) -> dict[str, Any]:
    """Tell where the answer comes from: enough to get the same one again."""
    from sim.simulate import nothing_yet

    base, request = next(iter(worlds.specs.values())), worlds.request
    shared = nothing_yet(base, seed=request.seed, engine=cast("Engine", request.engine)).provenance
    return {
        "kind": kind,
        "title": title,
        "scenario": base.name,
        "digest": digest,
        **{name: shared[name] for name in ("seed", "engine", "engine_version", "versions")},
        "replications": worlds.replications,
        **more,
        "worlds": [{"world": name, "digest": spec.digest} for name, spec in worlds.specs.items()],
    }


def what_ran(lived: Lived) -> str:
    """Say what was computed, what was read, and where it lies."""
    from sim.report import wording

    specs = lived.worlds.specs.values()
    read = wording.count(lived.worlds.replications * len(specs) - lived.computed, "run")
    if not lived.computed:
        return f"Read, not computed: {read} (--fresh computes again)."
    lives = sum(spec.population * spec.days for spec in specs) * lived.computed // len(specs)
    effort = wording.effort(lives, lived.seconds)
    return f"{effort}." if read.startswith("0 ") else f"{effort}; {read} read."
