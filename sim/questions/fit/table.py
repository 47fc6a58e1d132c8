"""A table of observations from a CSV: a row an observation; everything that is wrong with it is said at once."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError
from sim.experiment.written import REAL, WHOLE
from sim.questions.observed import COLUMNS, NORMAL, OBSERVABLES, Groups, Observation, error_of_share
from sim.scenario.cells import cells_of, there
from sim.scenario.complaints import nearest
from sim.scenario.syntax import slip_in
from sim.scenario.text import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.questions.observed import Observable

__all__ = ["read_table"]

CSV = Kind("a table of observations", "a table of observations is CSV", 2**20)
A_YEAR = 365
LONGEST = 3650
"""Days after the purchase that can be observed: ten years."""
MOST_ROWS = 200
NEEDED = ("measure", "value")
GROUP = re.compile(r"(\d{1,3})(?:(\+)|-(\d{1,3}))?")
AGE_LEFT_OUT = "write the days since the purchase, as in 90"


def read_table(path: str | Path, file: str | None = None) -> tuple[Observation, ...]:
    """Read a table; `file` is what to call it. Raises `ScenarioError` with all that is wrong with it."""
    file = str(path) if file is None else file
    (line, header), *written = cells_of(
        there(Path(path), "in the folder that you are in", f"no such file: {file}"),
        file,
        CSV,
        first="the names of the columns",
        each="an observation",
    )
    _check_header(header, file, line)
    if not written:
        raise ScenarioError((_wrong(file, line, "no observations", "write one into each line below the header"),))
    if len(written) > MOST_ROWS:
        problem = f"{len(written)} observations"
        raise ScenarioError((_wrong(file, None, problem, f"give at most {MOST_ROWS}: a small table"),))
    read = [
        (at, _Row(dict(zip(header, cells, strict=False)), file, at, len(header), cells)) for at, cells in written
    ]
    found = [(at, row.observation()) for at, row in read]
    complaints = [one for _, row in read for one in row.complaints]
    complaints += _twice([(at, one) for at, one in found if one], file)
    if complaints:
        raise ScenarioError(tuple(sorted(complaints, key=lambda one: one.line or 0)))
    return tuple(one for _, one in found if one)


class _Row:
    """One line of the table, with what is wrong with it."""

    def __init__(self, cells: Mapping[str, str], file: str, line: int, width: int, written: list[str]) -> None:
        self.cells, self.file, self.line = cells, file, line
        self.complaints: list[Complaint] = []
        self.fits = len(written) <= width or not any(written[width:])
        self.width = (len(written), width)

    def observation(self) -> Observation | None:
        """What it says; None if something is wrong with it."""
        if not self.fits:
            self._wrong(
                None, f"{self.width[0]} of {self.width[1]} columns", "write decimals with a point, as in 0.5"
            )
            return None
        kind = self._kind()
        value = self._number("value", needed=True)
        if kind is None or value is None:
            return None
        self._check_limits(kind, "value", value)
        age, (least, most), of = self._age(kind), self._group(kind), self._count(kind)
        error, is_measured = self._error(kind, value, of)
        if self.complaints:
            return None
        return Observation(kind.name, value, age, error, least, most, of, is_measured)

    def _kind(self) -> Observable | None:
        name = self.cells.get("measure", "").lower().replace("-", "_").replace(" ", "_")
        if name in OBSERVABLES:
            return OBSERVABLES[name]
        near = nearest(name, OBSERVABLES)
        remedy = f"did you mean {near}?" if near else f"there are {', '.join(OBSERVABLES)}"
        problem = "not a measure that can be observed" if name else "missing"
        self._wrong("measure", problem, remedy)
        return None

    def _age(self, kind: Observable) -> int:
        age = self._whole("age_days", AGE_LEFT_OUT)
        if age is None:
            if kind.ages and not self.cells.get("age_days"):
                self._wrong("age_days", f"{kind.name} needs one", AGE_LEFT_OUT)
            return A_YEAR
        if not 1 <= age <= LONGEST:
            self._wrong(
                "age_days", f"must be between 1 and {LONGEST:,}", "it is counted in days since the purchase"
            )
        return age

    def _group(self, kind: Observable) -> tuple[int, int | None]:
        said = self.cells.get("contacts", "")
        if not said:
            return 0, None
        if kind.groups is not Groups.BY_CONTACTS:
            self._wrong("contacts", "only churn can be told by them", "leave it empty")
        if not (found := GROUP.fullmatch(said.replace("–", "-"))):
            self._wrong("contacts", "no number of contacts", "write it as 4, 0-3 or 6+")
            return 0, None
        least, and_more, most = found.groups()
        if most and int(most) < int(least):
            self._wrong("contacts", "ends before it begins", f"write {most}-{least}")
        return int(least), None if and_more else int(most or least)

    def _count(self, kind: Observable) -> int | None:
        of = self._whole("n", "write how many it is a share of, or leave it empty")
        if of is None:
            return None
        if not kind.is_share:
            self._wrong("n", f"{kind.name} is no share of so many", "give low and high instead")
        elif of < 2:
            self._wrong("n", "must be at least 2", "leave it empty if it is not known")
        elif self.cells.get("low") or self.cells.get("high"):
            self._wrong("n", "beside low and high", "give one of the two: either says how surely it is known")
        return of

    def _error(self, kind: Observable, value: float, of: int | None) -> tuple[float, bool]:
        """One standard error, and whether the table says so."""
        low, high = self._number("low"), self._number("high")
        if (low is None) != (high is None):
            given, other = ("low", "high") if high is None else ("high", "low")
            if not any(one.key == other for one in self.complaints):
                self._wrong(given, f"without {other}", "give both, or neither")
        elif low is not None and high is not None:
            if not low <= value <= high or low == high:
                self._wrong("value", f"not between low {low:g} and high {high:g}", "check the three")
            elif kind.is_share and high > 1.0:
                self._wrong("high", "more than all", f"write {high / 100.0:g} for {high:g} %, and at most 1")
            return (high - low) / 2.0 / NORMAL, True
        if of is not None and of >= 2 and 0.0 <= value <= 1.0:
            return error_of_share(value, of), True
        return kind.figure.tolerance(value), False

    def _check_limits(self, kind: Observable, column: str, value: float) -> None:
        figure = kind.figure
        if figure.low <= value <= figure.high:
            return
        percent = kind.is_share and figure.low <= value / 100.0 <= figure.high
        remedy = f"write {value / 100.0:g} for {value:g} %" if percent else f"{kind.name} is in {figure.unit}"
        self._wrong(column, f"must be {figure.limits}", remedy)

    def _number(self, column: str, *, needed: bool = False) -> float | None:
        text = self.cells.get(column, "")
        if not text and not needed:
            return None
        if REAL.fullmatch(text) and math.isfinite(number := float(text)):
            return number
        slip = slip_in(text)
        if slip and slip.problem not in ("text needs quotes", "value missing"):
            self._wrong(column, slip.problem.replace(" in TOML", ""), slip.remedy(text))
        else:
            self._wrong(column, "missing" if not text else "must be a number", "write it with digits and a point")
        return None

    def _whole(self, column: str, remedy: str) -> int | None:
        text = self.cells.get(column, "")
        if not text:
            return None
        if WHOLE.fullmatch(text):
            return int(text)
        self._wrong(column, "must be a whole number", remedy)
        return None

    def _wrong(self, column: str | None, problem: str, remedy: str) -> None:
        said = self.cells.get(column) or None if column else None
        self.complaints.append(Complaint(self.file, self.line, column, said, problem, remedy))


def _check_header(header: list[str], file: str, line: int) -> None:
    complaints = [
        _wrong(file, line, f"no column {name!r}", "add it; scenarios new --help shows a table")
        for name in NEEDED
        if name not in header
    ]
    for name in header:
        if name not in COLUMNS:
            near = nearest(name, COLUMNS)
            remedy = f"did you mean {near}?" if near else f"there are {', '.join(COLUMNS)}"
            complaints.append(Complaint(file, line, name or None, None, "not a column of a table", remedy))
    if complaints:
        raise ScenarioError(tuple(complaints))


def _twice(found: list[tuple[int, Observation]], file: str) -> Iterator[Complaint]:
    """Complain of what is observed twice, and of customers who come back with age."""
    first: dict[tuple[object, ...], int] = {}
    for line, one in found:
        what = (one.measure, one.age_days, one.least_contacts, one.most_contacts)
        if what in first:
            yield _wrong(file, line, f"the same as line {first[what]}: {one.name}", "keep one of the two")
        first.setdefault(what, line)
    curve = sorted((one.age_days, one.value, line) for line, one in found if one.measure == "retention")
    same = len({one.of for _, one in found if one.measure == "retention"}) == 1
    for (age, value, _), (later, higher, line) in pairwise(curve):
        if same and higher > value and later > age:
            problem = f"retention rises from {value:g} at {age} days to {higher:g} at {later}"
            yield _wrong(
                file, line, problem, "it is the share of all buyers who are still customers; it never rises"
            )


def _wrong(file: str, line: int | None, problem: str, remedy: str) -> Complaint:
    return Complaint(file, line, None, None, problem, remedy)
