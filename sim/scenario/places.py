"""Where scenarios lie, and finding the one that is meant."""

from __future__ import annotations

import os
import re
import stat
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError, UsageError, told
from sim.scenario.complaints import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "NAME",
    "SWEEPS",
    "checkout",
    "comes_along",
    "find",
    "find_sweep",
    "folder",
    "names",
    "near_name",
    "sweeps",
]

NAME = r"[a-z0-9_-]+(/[a-z0-9_-]+)*(\.toml)?"
"""How a scenario that comes with the program is called."""
SWEEPS = "sweeps"
"""The folder beside the scenarios in which sweeps lie."""
PACKAGE = Path(__file__).resolve().parents[1]
WHAT_TO_GIVE = "give a .toml file, or a name that `scenarios list` shows"
NO_SCENARIO = "is a sweep, not a scenario"
MISSING = "no such file"
OTHER_LANGUAGES = {".yaml": "YAML", ".yml": "YAML", ".json": "JSON"}


@cache
def folder() -> Path:
    """The scenarios that come with the program: in the installed package, else beside it in a checkout."""
    packaged = PACKAGE / "_scenarios"
    return packaged if packaged.is_dir() else PACKAGE.parent / "scenarios"


def checkout() -> Path | None:
    """The checkout that the program runs from, if it was not installed."""
    home = PACKAGE.parent
    return home if folder() == home / "scenarios" and folder().is_dir() else None


def names() -> tuple[str, ...]:
    """The names of the scenarios that come with the program."""
    return tuple(name for name in _files() if not name.startswith(f"{SWEEPS}/"))


def sweeps() -> tuple[str, ...]:
    """The names of the sweeps that come with the program, with their folder: `sweeps/rescue_map`."""
    return tuple(name for name in _files() if name.startswith(f"{SWEEPS}/"))


def _files() -> Iterator[str]:
    files = sorted(folder().rglob("*.toml"))
    return (file.relative_to(folder()).with_suffix("").as_posix() for file in files)


def comes_along(name: str) -> bool:
    """Whether a scenario of this name comes with the program; asked often, so only one place is looked at."""
    file = folder() / f"{name.removesuffix('.toml')}.toml"
    return bool(re.fullmatch(NAME, name)) and os.path.isfile(file)


def near_name(name: str) -> str | None:
    """The scenario that was probably meant: one called almost so, or so but for its folder."""
    name = name.removesuffix(".toml")
    namesakes = (other for other in names() if other.rpartition("/")[2] == name)
    return nearest(name, names()) or next(namesakes, None)


def find(path_or_name: str | Path) -> Path:
    """The file that is meant: one that ends in .toml is a path first, anything else a name first."""
    if not isinstance(path_or_name, str | Path):
        raise UsageError(f"a scenario is loaded by its name or its file, got {told(path_or_name)}")
    if path_or_name == "":
        raise _refused(None, "the name of the scenario is empty")
    if comes_along(f"{SWEEPS}/{path_or_name}") and not os.path.lexists(path_or_name):
        raise _refused(None, f"{path_or_name}: {NO_SCENARIO}", f"`sweep {path_or_name}` runs it")
    path = Path(path_or_name)
    named = _named(str(path_or_name))
    for candidate in (path, named) if path.suffix == ".toml" else (named, path):
        if candidate and (status := _status(candidate)):
            return _regular(candidate, status)
    raise _refused(None, f"{MISSING}: {path_or_name}", _did_you_mean(path))


def is_shipped_sweep(name: str) -> bool:
    """Whether a sweep of this name, with or without its folder, comes with the program."""
    return comes_along(f"{SWEEPS}/{name.removeprefix(f'{SWEEPS}/')}")


def find_sweep(path_or_name: str | Path) -> Path:
    """The sweep file that is meant; of one that comes with the program the name is enough, without its folder."""
    inside = f"{SWEEPS}/{path_or_name}"
    is_file = Path(path_or_name).suffix == ".toml" and os.path.lexists(path_or_name)
    if comes_along(inside) and not is_file:
        return find(inside)
    try:
        return find(path_or_name)
    except ScenarioError as error:
        first = error.complaints[0]
        near = nearest(str(path_or_name), [name.removeprefix(f"{SWEEPS}/") for name in sweeps()])
        if not near or not first.problem.startswith(MISSING):
            raise
        raise _refused(None, first.problem, f"did you mean {near}?") from None


def _named(name: str) -> Path | None:
    return folder() / f"{name.removesuffix('.toml')}.toml" if comes_along(name) else None


def _status(path: Path) -> os.stat_result | None:
    """What lies at a path, if anything."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise _refused(str(path), "is a link that leads nowhere") from None
        return None
    except OSError as error:
        raise _refused(str(path), (error.strerror or "not readable").lower()) from None
    except ValueError:
        raise _refused(str(path), "is no path") from None


def _regular(path: Path, status: os.stat_result) -> Path:
    """The path if it is an ordinary file; a device or a pipe could be read for ever."""
    if stat.S_ISDIR(status.st_mode):
        raise _refused(str(path), "is a folder", _files_in(path))
    if not stat.S_ISREG(status.st_mode):
        raise _refused(str(path), "not a regular file")
    if language := OTHER_LANGUAGES.get(path.suffix.lower()):
        raise _refused(str(path), f"{language} is not supported", "scenarios are TOML")
    return path


def _files_in(path: Path) -> str:
    files = sorted(file.name for file in path.glob("*.toml"))
    return f"give a .toml file in it ({', '.join(files[:5])})" if files else "give a .toml file"


def _did_you_mean(path: Path) -> str:
    neighbours = [str(file) for file in path.parent.glob("*.toml")] if path.parent.is_dir() else []
    near = nearest(str(path), neighbours) or near_name(str(path))
    return f"did you mean {near}?" if near else "`scenarios list` shows those there are"


def _refused(file: str | None, problem: str, remedy: str = WHAT_TO_GIVE) -> ScenarioError:
    return ScenarioError((Complaint(file, None, None, None, problem, remedy),))
