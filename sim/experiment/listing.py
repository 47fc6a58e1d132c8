"""Points from a CSV: a column a factor, a row a point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.experiment.levels import Place, UnfitError, factor_of
from sim.experiment.sheet import FactorSheet
from sim.experiment.written import WrittenError, value_written
from sim.scenario import parameters
from sim.scenario.cells import cells_of
from sim.scenario.complaints import nearest
from sim.scenario.text import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.experiment.factor import Factor, Value

__all__ = ["Listing", "read_list"]

CSV = Kind("a list of points", "a list of points is CSV", 100 * 2**20)
MOST_COMPLAINTS = 100


@dataclass(frozen=True)
class Listing:
    """The points of a list as they stand in the file: the factors, the rows, and the line of each row."""

    factors: tuple[Factor, ...]
    rows: tuple[tuple[Value, ...], ...]
    lines: tuple[int, ...]
    file: str


def read_list(path: Path, file: str, declared: Sequence[Factor]) -> Listing:
    """Read a list; `declared` are the factors that the sweep names, every other column is a key by itself."""
    (line, header), *points = cells_of(path, file, CSV, first="the keys", each="a point")
    factors = tuple(_columns(header, file, line, {one.name: one for one in declared}))
    if not points:
        raise _refused(file, line, "no points", "write one into each line below the keys")
    values, complaints = [], list[Complaint]()
    for at, cells in points:
        if len(cells) == len(factors):
            row = [_value(cell, factor, file, at) for factor, cell in zip(factors, cells, strict=True)]
            complaints += [one for one in row if isinstance(one, Complaint)]
            values.append(tuple(one for one in row if not isinstance(one, Complaint)))
        else:
            problem = f"{len(cells)} of {len(factors)} columns"
            complaints.append(Complaint(file, at, None, None, problem, "give every point a value in each"))
        if len(complaints) >= MOST_COMPLAINTS:
            break
    if complaints:
        raise ScenarioError(tuple(complaints))
    return Listing(factors, tuple(values), tuple(at for at, _ in points), file)


def _columns(header: Sequence[str], file: str, line: int, declared: Mapping[str, Factor]) -> Iterator[Factor]:
    absent = [name for name in declared if name not in header]
    if absent:
        raise _refused(file, line, f"no column {absent[0]!r}", "add it, or take the factor out of the sweep")
    for name in header:
        yield declared.get(name) or _by_key(name, file, line)


def _by_key(name: str, file: str, line: int) -> Factor:
    """The factor of a column that is called as a key."""
    try:
        return factor_of(FactorSheet(key=name), Place(file), design="list")
    except UnfitError as error:
        found = error.complaints[0]
        raise ScenarioError((Complaint(file, line, name, None, found.problem, found.remedy),)) from None


def _value(cell: str, factor: Factor, file: str, line: int) -> Value | Complaint:
    """What a cell says, or what is wrong with it."""
    if factor.key is None:
        return cell if cell in factor.levels else _no_level(cell, factor, file, line)
    try:
        return value_written(cell, parameters()[factor.key])
    except WrittenError as error:
        return Complaint(file, line, factor.name, cell or None, error.problem, error.remedy)


def _no_level(cell: str, factor: Factor, file: str, line: int) -> Complaint:
    levels = [str(level) for level in factor.levels]
    near = nearest(cell, levels)
    remedy = f"did you mean {near}?" if near else f"there are {', '.join(levels)}"
    return Complaint(file, line, factor.name, cell, "not a level of the factor", remedy)


def _refused(file: str, line: int | None, problem: str, remedy: str) -> ScenarioError:
    return ScenarioError((Complaint(file, line, None, None, problem, remedy),))
