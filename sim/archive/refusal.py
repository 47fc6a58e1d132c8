"""What is never overwritten: files that are none of ours, and results that are not of the same run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.archive import names, reading, seal
from sim.archive.names import INDEX, foreign_in, is_root_entry
from sim.archive.trouble import ELSEWHERE, in_plain_words
from sim.errors import ResultsError, UsageError
from sim.scenario import places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAME = ("digest", "seed", "engine", "engine_version")
"""What results in one place must have in common."""

FIRST = "first_replication"

GENERATOR = '<meta name="generator" content="Trapeze">'
"""By this line an index of ours is known."""

LONGEST_COMPONENT, LONGEST_PATH = 255, 4_096
ROOM_BELOW = 160
"""What the names below a root can come to."""


def root(said: str | None) -> Path:
    """Give the folder that results are kept in, or say why it cannot be that one; nothing is written."""
    place = Path(names.ROOT if said is None else said)
    _refuse_names(said, place)
    with in_plain_words(place):
        _refuse_lost_place(place)
        whole = place.resolve()
        if place.exists() and not place.is_dir():
            raise UsageError(f"{place}: is a file, no folder; {ELSEWHERE}")
        _refuse_special(place, whole)
        if place.is_dir() and not _is_root(place):
            raise UsageError(f"{place}: not a results folder; choose another or an empty one with --out")
    return place


def reading_root(said: str | None) -> Path:
    """Give the folder to look for results in; one that was named has to be there."""
    place = Path(names.ROOT if said is None else said)
    if said is not None and not place.is_dir():
        raise UsageError(f"{place}: no such folder; name one that holds results with --out")
    try:
        any(place.iterdir() if place.is_dir() else ())
    except PermissionError:
        raise UsageError(
            f"{place}: not readable (permission denied); name one that holds results with --out"
        ) from None
    return place


def out_of(root: Path, folder: Path) -> None:
    """Raise `ResultsError` if a link on the way leads out of the folder that results are kept in."""
    with in_plain_words(folder):
        if not folder.resolve().is_relative_to(root.resolve()):
            raise ResultsError(f"{folder}: a link leads out of {root}; remove it, or {ELSEWHERE}")


def of_others(folder: Path, facts: Mapping[str, Any]) -> None:
    """Refuse to write these results where something else lies."""
    if folder.is_symlink():
        raise ResultsError(f"{folder}: is a link to somewhere else; {ELSEWHERE}")
    if folder.exists() and not folder.is_dir():
        raise ResultsError(f"{folder}: is a file, no folder; {ELSEWHERE}")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if foreign := _not_ours(folder):
        raise ResultsError(
            f"{folder}: holds files that are not of a run ({_listed(foreign)}); move them, or {ELSEWHERE}"
        )
    if there := _readable(folder):
        refuse_another_run(folder, *map(_with_first, (there, facts)), same=(*SAME, FIRST))


def of_more(folder: Path, replications: int) -> None:
    """Refuse to put fewer replications of a run in the place of more."""
    there = _readable(folder)
    if there and there["replications"] > replications:
        raise ResultsError(
            f"{folder}: holds {there['replications']:,} replications of this run, these are {replications:,}; "
            f"save them with fresh=True, or {ELSEWHERE}"
        )


def _with_first(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Add to facts with which replication the results begin: of most with 0."""
    made = facts.get("made") or [{}]
    return {**facts, FIRST: made[0].get("first", 0)}


def _not_ours(folder: Path) -> list[str]:
    """Name the files of a folder that no run has written, as far as can be told if its checksums are damaged."""
    try:
        return sorted({*foreign_in(folder), *seal.unknown(folder, seal.sums(folder))})
    except ResultsError:
        marked = any((folder / name).exists() for name in (names.SUMS, names.PROVENANCE))
        return foreign_in(folder) if marked else sorted(entry.name for entry in folder.iterdir())


def refuse_another_run(
    folder: Path, there: Mapping[str, Any], facts: Mapping[str, Any], *, same: Sequence[str] = SAME
) -> None:
    """Raise `ResultsError` with the difference if what lies there is not the run of these facts."""
    differences = [f"{name.replace('_', ' ')} {_short(there[name])}, not {_short(facts[name])}"
                   for name in same if there[name] != facts[name]]  # fmt: skip
    if differences:
        raise ResultsError(f"{folder}: holds another run: {'; '.join(differences)}; delete it, or {ELSEWHERE}")


def _readable(folder: Path) -> Mapping[str, Any] | None:
    """Read where the results in a folder come from; None if they are too damaged to say."""
    try:
        return reading.provenance(folder, seal.sums(folder))
    except ResultsError:
        return None


def _refuse_names(said: str | None, place: Path) -> None:
    if said is not None and not said.strip():
        raise UsageError("--out is empty; name a folder")
    if "\0" in str(place):
        raise UsageError("--out is no path; name a folder")
    longest = max((len(part.encode(errors="surrogateescape")) for part in place.parts), default=0)
    if longest > LONGEST_COMPONENT or len(str(place).encode(errors="surrogateescape")) > LONGEST_PATH - ROOM_BELOW:
        raise UsageError(f"--out: name too long ({len(str(place)):,} characters); choose a shorter one")


def _refuse_lost_place(place: Path) -> None:
    if place.is_absolute():
        return
    try:
        Path.cwd()
    except FileNotFoundError:
        raise UsageError(
            f"{place}: the folder that you are in was deleted; go to another, or {ELSEWHERE}"
        ) from None


def _refuse_special(place: Path, whole: Path) -> None:
    program = places.PACKAGE.parent
    special = {
        Path(whole.anchor): "the root of the disk",
        _home(): "your home folder",
        program: "the program's folder",
    }
    if whole in special:
        raise UsageError(f"{place}: is {special[whole]}; choose a folder in it with --out")
    if (whole / ".git").exists():
        raise UsageError(f"{place}: is the root of a repository; choose a folder in it with --out")
    for kind, inside in (("scenarios", places.folder().resolve()), ("the program", places.PACKAGE.resolve())):
        if whole == inside or inside in whole.parents:
            raise UsageError(f"{place}: is a folder of {kind}; {ELSEWHERE}")
    if whole.is_dir() and any(whole.glob("*.toml")):
        raise UsageError(f"{place}: is a folder of scenarios; {ELSEWHERE}")


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:
        return None


def _is_root(place: Path) -> bool:
    """Tell whether a folder is empty, or one that results are kept in."""
    index = place / INDEX
    if index.is_file() and GENERATOR in index.read_text(encoding="utf-8", errors="replace")[:2_000]:
        return True
    return all(map(is_root_entry, place.iterdir()))


def _listed(files: list[str]) -> str:
    return ", ".join(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")


def _short(value: object) -> str:
    text = str(value)
    return text[:12] if len(text) == 64 else text
