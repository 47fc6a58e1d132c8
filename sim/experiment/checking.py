"""Is every point a scenario? Asked before the first run, of many points at once.

To build a whole scenario takes a millisecond, and a sweep may have a hundred thousand. But what is wrong with a
scenario is wrong in one of its blocks (`[desk]`, `[failures]`): values of different blocks never contradict each
other, `days` and `measure_from_day` excepted. So values of one block are tried together, in every combination that
the points have, and all others by themselves, of a range the two ends, since everything between two values that
are allowed is allowed too. A block is built alone, in a fraction of the time; a whole scenario only to hear what
is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from operator import or_
from typing import TYPE_CHECKING, Any

from sim.errors import Complaint, ScenarioError
from sim.scenario import parameters
from sim.scenario.parameter import Block

if TYPE_CHECKING:
    from sim.experiment.design import Design
    from sim.experiment.factor import Factor, Value
    from sim.scenario import Scenario

__all__ = ["Wrong", "wrong_ends", "wrong_points"]

Settings = Mapping[str, object]

MOST_BAD = 100
"""Combinations of values that are wrong after which no more are tried: to hear why takes a whole scenario each."""

TIME = ("days", "measure_from_day")
"""Values beside the blocks that have to fit each other."""


@dataclass(frozen=True)
class Wrong:
    """Something wrong with the scenario at some points, and the factor that it is to be told of.

    No point has it where it is the end of a range.
    """

    factor: Factor
    complaint: Complaint
    points: tuple[int, ...] = ()
    counted: bool = True
    """Whether these are all of them: after many bad ones no more are looked for."""


def wrong_ends(base: Scenario, factors: Sequence[Factor]) -> Iterator[Wrong]:
    """Give what is wrong with the ends of ranges: it is known before there is any point."""
    tester = _Tester(base)
    for factor in (group[0] for group in _together(factors) if _has_two_ends(group)):
        for end in (factor.low, factor.high):
            value = int(end) if factor.whole else end
            for complaint in tester.complaints(factor.settings(value)):
                yield Wrong(factor, complaint)


def wrong_points(base: Scenario, factors: Sequence[Factor], design: Design) -> Iterator[Wrong]:
    """Give what is wrong with the points of a design whose ranges are sound; nothing if each is a scenario."""
    tester = _Tester(base)
    for group in _together(factors):
        if not _has_two_ends(group):
            yield from _wrong_of(group, design, tester)


def _wrong_of(group: Sequence[Factor], design: Design, tester: _Tester) -> Iterator[Wrong]:
    """Try every combination of the values of some factors; what is wrong with several points is told once."""
    its_own = [design.names.index(factor.name) for factor in group]
    points: dict[tuple[Value, ...], list[int]] = {}
    for number, row in enumerate(design.values):
        points.setdefault(tuple(row[at] for at in its_own), []).append(number)
    found: dict[Complaint, list[int]] = {}
    bad = 0
    for values, numbers in points.items():
        said = (factor.settings(value) for factor, value in zip(group, values, strict=True))
        complaints = tester.complaints(reduce(or_, map(dict, said)))
        for complaint in complaints:
            found.setdefault(complaint, []).extend(numbers)
        bad += bool(complaints)
        if bad >= MOST_BAD:
            break
    for complaint, numbers in found.items():
        blamed = [factor for factor in group if str(complaint.key).partition(" + ")[0] in factor.keys]
        yield Wrong((*blamed, group[0])[0], complaint, tuple(sorted(numbers)), counted=bad < MOST_BAD)


def _has_two_ends(group: Sequence[Factor]) -> bool:
    """Tell whether two values stand for all: those of a range that nothing else varies with."""
    alone = group[0] if len(group) == 1 else None
    return alone is not None and alone.is_range and alone.high > alone.low


def _together(factors: Sequence[Factor]) -> Iterator[Sequence[Factor]]:
    """The factors in groups, in each of which values could contradict each other, or mend each other."""
    groups: list[tuple[set[str], list[Factor]]] = []
    for factor in factors:
        blocks, members = {_block(key) for key in factor.keys}, [factor]
        for group in [one for one in groups if one[0] & blocks]:
            groups.remove(group)
            blocks, members = blocks | group[0], group[1] + members
        groups.append((blocks, members))
    return (members for _, members in groups)


def _block(key: str) -> str:
    """The block that a key stands in; of keys beside the blocks, what they have to fit."""
    return TIME[0] if key in TIME else key.partition(".")[0]


class _Tester:
    """Tries settings on one base scenario."""

    def __init__(self, base: Scenario) -> None:
        self.base = base
        self._dumped: dict[str, dict[str, Any]] = {}

    def complaints(self, settings: Settings) -> tuple[Complaint, ...]:
        """Give what is wrong with the base under these settings."""
        if all(self._fits(block, settings) for block in dict.fromkeys(map(_block, settings))):
            return ()
        try:
            self.base.but(settings)
        except ScenarioError as error:
            return error.complaints
        return ()

    def _fits(self, name: str, settings: Settings) -> bool:
        """Tell whether a block can surely be built, and so can the blocks of segments and of days to come."""
        block = getattr(self.base, name, None)
        if not isinstance(block, Block) or name == "rescue" or not settings.keys() <= parameters().keys():
            return False
        for layers in self._pieces:
            tables = self._plain(name)
            for said in (settings, *layers):
                _lay({key: value for key, value in said.items() if key.startswith(f"{name}.")}, tables)
            try:
                type(block).model_validate(tables[name])
            except ValueError:
                return False
        return True

    @cached_property
    def _pieces(self) -> Sequence[Sequence[Settings]]:
        """What may lie over the settings: what each segment says, and what changes up to each day."""
        changes: list[Settings] = [change.settings for change in self.base.changes]
        days = [changes[:upto] for upto in range(len(changes) + 1)]
        segments: list[list[Settings]] = [[]]
        segments += [[segment.settings] for segment in self.base.segments]
        return [[*day, *segment] for day, segment in product(days, segments)]

    def _plain(self, name: str) -> dict[str, Any]:
        if name not in self._dumped:
            self._dumped[name] = getattr(self.base, name).model_dump()
        return {name: _copied(self._dumped[name])}


def _lay(settings: Settings, tables: dict[str, Any]) -> None:
    """Put settings over tables; one that replaces another clears it."""
    known = parameters()
    for key, value in settings.items():
        *way, name = key.split(".")
        inner = tables
        for step in way:
            inner = inner[step]
        rival = known[key].instead_of
        if rival and value is not None:
            inner[rival.rpartition(".")[2]] = None
        inner[name] = value


def _copied(tables: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of tables in tables that may be changed."""
    return {key: _copied(value) if isinstance(value, dict) else value for key, value in tables.items()}
