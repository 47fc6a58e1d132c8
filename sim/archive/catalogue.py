"""What lies in a folder of results, newest first."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sim.archive import reading, seal, sweep_checking, writing
from sim.archive.names import REPORT, Kind, all_folders, kind
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FINISHED, DAMAGED = "finished", "damaged"

TOLD_ANYWAY = frozenset({"title", "description", "seed", "replications"})
"""What an entry says of itself, or what changes no number."""


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
    planned: int | None = None
    """Of a sweep, how many runs it is to have; of these `finished` have come out and `failed` have not."""
    finished: int | None = None
    failed: int | None = None
    resolved: str = ""
    varied: Mapping[str, str] = field(default_factory=dict)
    """Of a sweep, its design and what each factor takes."""

    @property
    def kind(self) -> Kind:
        """Tell a comparison and a rescue from a run."""
        return kind(self.folder)

    @property
    def runs(self) -> str:
        """How many runs there are, and of a sweep how many there are to be; nothing if that is not known."""
        if self.planned is not None and self.finished is not None:
            return f"{self.finished:,}" + (f" of {self.planned:,}" if self.finished <= self.planned else "")
        return "" if self.replications is None else str(self.replications)

    def described(self) -> dict[str, Any]:
        """Give the entry for programs."""
        facts = asdict(self) | {"folder": self.folder.as_posix()}
        del facts["resolved"], facts["varied"]
        if self.planned is None:
            del facts["planned"], facts["finished"], facts["failed"]
        return facts


def entries(root: Path) -> list[Entry]:
    """List the results below a folder, newest first; those that cannot be read stand at the end."""
    found = [entry(folder) for folder in all_folders(root)]
    return sorted(found, key=lambda one: (one.written, one.folder.as_posix()), reverse=True)


def entry(folder: Path) -> Entry:
    """Look at the checksums and the provenance of a folder; `results check` looks at everything.

    What this user may not read counts as damaged: the results of others say nothing of his own.
    """
    try:
        return _of_a_sweep(folder) if kind(folder) == "sweep" else _of_an_answer(folder)
    except (ResultsError, OSError):
        return Entry(folder, _size(folder), DAMAGED)


def _of_an_answer(folder: Path) -> Entry:
    writing.settle(folder)
    sums = seal.sums(folder)
    facts = reading.provenance(folder, sums)
    missing = any(not (folder / name).is_file() for name in sums)
    return Entry(
        folder, _size(folder), DAMAGED if missing else FINISHED, has_report=REPORT in sums, **_taken(facts)
    )


def _of_a_sweep(folder: Path) -> Entry:
    """Ask the ledger of a sweep how far it is."""
    now = sweep_checking.standing(folder)
    made = [facts["engine_version"] for facts in now.sessions.values()]
    return Entry(
        folder,
        _size(folder),
        now.state,
        title=now.about["title"],
        scenario=now.about["name"],
        digest=now.owner,
        seed=now.about["seed"],
        replications=now.about["replications"],
        engine="fast",
        engine_version=made[-1] if made else None,
        written=now.written,
        has_report=now.has_report,
        planned=now.planned,
        finished=now.tally["finished"],
        failed=now.tally["failed"],
        resolved=now.about.get("resolved", ""),
        varied=now.about.get("varied", {}),
    )


def set_apart(entries: Sequence[Entry]) -> dict[Path, dict[str, str]]:
    """Give, by folder, in what runs or sweeps of the same title differ, as scenarios and factors write it."""
    alike: defaultdict[str, dict[Path, dict[str, str]]] = defaultdict(dict)
    shared = Counter(one.title or one.scenario for one in entries if one.resolved)
    for one in entries:
        if one.resolved and shared[one.title or one.scenario] > 1:
            alike[one.title or one.scenario][one.folder] = {**one.varied, **_settings(one.resolved), **one.varied}
    return {folder: own for settings in alike.values() for folder, own in _differing(settings).items()}


def _differing(settings: Mapping[Path, Mapping[str, str]]) -> dict[Path, dict[str, str]]:
    keys = {key for said in settings.values() for key in said}
    apart = {key for key in keys if len({said.get(key) for said in settings.values()}) > 1}
    return {
        folder: {key: value for key, value in said.items() if key in apart} for folder, said in settings.items()
    }


def _settings(resolved: str) -> dict[str, str]:
    """Read the values of a scenario by dotted key, without those that an entry tells of anyway."""
    try:
        tables = tomllib.loads(resolved)
    except tomllib.TOMLDecodeError:
        return {}
    return {key: str(value) for key, value in _flat(tables) if key not in TOLD_ANYWAY}


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _taken(facts: Mapping[str, Any]) -> dict[str, Any]:
    names = ("title", "scenario", "digest", "seed", "replications", "engine", "engine_version", "written")
    return {name: facts[name] for name in names} | {"resolved": facts.get("resolved", "")}


def _size(folder: Path) -> int:
    return sum(_size_of(folder / name) for name in seal.files_below(folder))


def _size_of(file: Path) -> int:
    """Give the bytes of a file; none of what a sweep that ends just now has put away, or nobody may look at."""
    try:
        return file.stat().st_size
    except (FileNotFoundError, PermissionError):
        return 0
