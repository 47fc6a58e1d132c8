"""Reading a scenario file with everything it extends."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.scenario.blocks.rescue import Rescue
from sim.scenario.layers import Layer, layer_of, over
from sim.scenario.places import NAME, NO_SCENARIO, comes_along, folder, near_name
from sim.scenario.syntax import parsed
from sim.scenario.text import text_of
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.parameter import Parameter

__all__ = ["OF_ONE_FILE", "called", "is_sweep", "parents", "read", "sources", "wrong_name"]

LONGEST_CHAIN = 16
OF_ONE_FILE = ("title", "description", *(f"rescue.{side}" for side in Rescue.model_fields))
"""Keys that describe the file they stand in, and so are not handed on to files that extend it."""


def read(path: Path, known: Mapping[str, Parameter]) -> tuple[Layer, list[Complaint]]:
    """What a file says, over what the files say that it extends; and what is wrong with any of them."""
    reader = _Reader(known)
    return reader.layer(path), reader.complaints


def sources(path: Path, known: Mapping[str, Parameter]) -> tuple[tuple[str, Layer], ...]:
    """What each file says by itself, in the order in which they cover one another, with what to call the file.

    The file itself comes last; one that is extended twice comes twice. Of the scenarios folder the name is enough.
    """
    reader = _Reader(known)
    reader.layer(path)
    return tuple((_short(one), reader.own[one]) for one in reader.order[path])


def parents(path: Path) -> tuple[str, ...]:
    """The names that a file extends, in its own order; none for a file that cannot be read."""
    try:
        tables, _ = parsed(text_of(path, str(path)), str(path))
    except ScenarioError:
        return ()
    extends = tables.get("extends")
    good = [name for name in extends if wrong_name(name) is None] if isinstance(extends, list) else []
    return tuple(name.removesuffix(".toml") for name in good)


class _Reader:
    """One reading: each file is read once, however many extend it, and complained about once."""

    def __init__(self, known: Mapping[str, Parameter]) -> None:
        self.known = known
        self.complaints: list[Complaint] = []
        self.done: dict[Path, Layer] = {}
        self.own: dict[Path, Layer] = {}
        self.order: dict[Path, tuple[Path, ...]] = {}
        """The files that a file extends, and theirs, in the order in which they are covered; then itself."""

    def layer(self, path: Path, trail: tuple[Path, ...] = ()) -> Layer:
        """What a file says, over its parents; `trail` are the files on the way to it."""
        if path not in self.done:
            self.done[path] = self._read(path, (*trail, path))
        return self.done[path]

    def _read(self, path: Path, trail: tuple[Path, ...]) -> Layer:
        file = called(path)
        try:
            tables, lines = parsed(text_of(path, file), file)
        except ScenarioError as error:
            self.complaints += error.complaints
            return Layer()
        if not tables:
            self._complain(
                file, None, None, None, "empty", "say at least one thing, or begin with: scenarios new NAME"
            )
        if is_sweep(tables):
            self._complain(file, None, None, None, NO_SCENARIO, f"`sweep {file}` runs it")
            return Layer()
        extends = tables.pop("extends", [])
        parents = self._parents(extends, file, lines.get("extends"), trail)
        own, complaints = layer_of(tables, self.known, file=file, lines=lines)
        self.complaints += complaints
        self.own[path], self.order[path] = own, (*self._covered(extends), path)
        return over(parents, own, self.known)

    def _parents(self, extends: object, file: str, line: int | None, trail: tuple[Path, ...]) -> Layer:
        """What the extended files say, later ones over earlier ones."""
        merged = Layer()
        if not isinstance(extends, list):
            problem, remedy = "must be a list of names", f"write [{shown(extends)}]"
            self._complain(file, line, "extends", shown(extends), problem, remedy)
            return merged
        for name in extends:
            if wrong := wrong_name(name) or _wrong_way(name, trail):
                self._complain(file, line, "extends", shown(name), *wrong)
            else:
                merged = over(merged, self.layer(_file(name), trail), self.known)
        return Layer({key: said for key, said in merged.items() if key not in OF_ONE_FILE})

    def _covered(self, extends: object) -> Iterator[Path]:
        for name in extends if isinstance(extends, list) else ():
            if not wrong_name(name):
                yield from self.order.get(_file(name), ())

    def _complain(
        self, file: str, line: int | None, key: str | None, value: str | None, problem: str, remedy: str
    ) -> None:
        self.complaints.append(Complaint(file, line, key, value, problem, remedy))


def is_sweep(tables: Mapping[str, object]) -> bool:
    """Whether the tables of a file are those of a sweep: a scenario has neither factors nor a design."""
    return bool(tables.keys() & {"factors", "design"})


def wrong_name(name: object) -> tuple[str, str] | None:
    """What is wrong with a name in `extends`, and what to do."""
    if not isinstance(name, str):
        return "must be a list of names", "a name is text in quotes"
    if ".." in name or name.startswith(("/", "~")) or "\\" in name or ":" in name:
        return "leads outside the scenarios folder", "give a name in it, like product/weak"
    if not re.fullmatch(NAME, name):
        return "not a name", "a name may use a-z 0-9 _ - and /"
    if not comes_along(name):
        near = near_name(name)
        return (
            "no such scenario",
            f"did you mean '{near}'?" if near else "`scenarios list` shows those there are",
        )
    if not _file(name).resolve().is_relative_to(folder().resolve()):
        return "leads outside the scenarios folder", "replace the link by a file"
    return None


def _wrong_way(name: str, trail: tuple[Path, ...]) -> tuple[str, str] | None:
    """What is wrong with the way to an extended file, and what to do."""
    files = [path.resolve() for path in trail]
    target = _file(name).resolve()
    if target in files:
        circle = [path.stem for path in (*files[files.index(target) :], target)]
        return f"extends goes in a circle: {' -> '.join(circle)}", "take one of them out"
    if len(trail) >= LONGEST_CHAIN:
        return f"more than {LONGEST_CHAIN} files extend one another", "shorten the chain"
    return None


def _file(name: str) -> Path:
    return folder() / f"{name.removesuffix('.toml')}.toml"


def _short(path: Path) -> str:
    """A file of the scenarios folder by its name there; any other as it is called in complaints."""
    inside = path.resolve().is_relative_to(folder().resolve())
    return path.resolve().relative_to(folder().resolve()).as_posix() if inside else called(path)


def called(path: Path) -> str:
    """A path as short as it can be shown: from the working directory, if it lies there."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
