"""A plan: everything that an experiment is going to compute, frozen, checked and complete in itself.

A plan holds the base scenario resolved and what every named level stands for, so a folder with its `plan.json` can
be moved, resumed and replayed without any of the files that the plan was read from.

Its digest is about the numbers of a run: the base scenario, the factors, the points in their order, what is asked
(and who measures it, where that is an outcome of a caller's own), and the seed. How many replications are made of
each point, to what precision, which measures are shown first, the title: none of these changes a row that is there
already. So an experiment can be taken up again with more replications, and one with another digest is another
experiment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, overload

from sim.experiment.design import Design, Point
from sim.experiment.factor import Factor
from sim.experiment.run import Run
from sim.scenario import Scenario
from sim.scenario.difference import differences
from sim.scenario.digest import canonical
from sim.scenario.toml import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

__all__ = ["Ask", "Plan", "Precision"]

Ask = Literal["run", "rescue"]
"""What is asked at every point: what happens there, or how much service rescues there."""


@dataclass(frozen=True)
class Precision:
    """How well a measure is to be known at every point: more replications are added until it is, up to a limit."""

    measure: str
    half_width: float
    at_most: int


class _Runs(Sequence[Run]):
    """All runs in the order in which they are best made: the first replication of every point, then the second.

    So that after a part of the time the whole picture is there, coarsely, and grows finer.
    """

    def __init__(self, points: int, replications: int) -> None:
        self._points, self._replications = points, replications

    def __len__(self) -> int:
        return self._points * self._replications

    @overload
    def __getitem__(self, at: int) -> Run: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Run]: ...
    def __getitem__(self, at: int | slice) -> Run | Sequence[Run]:
        if isinstance(at, slice):
            return [self._run(place) for place in range(*at.indices(len(self)))]
        return self._run(range(len(self))[at])

    def _run(self, place: int) -> Run:
        replication, point = divmod(place, self._points)
        return Run(point, replication)


@dataclass(frozen=True)
class Plan:
    """What is to be computed: a base scenario, the factors that vary in it, the points, and how often each."""

    name: str
    title: str
    base: Scenario
    factors: tuple[Factor, ...]
    design: Design
    replications: int
    seed: int
    measures: tuple[str, ...] = ()
    precision: Precision | None = None
    ask: Ask = "run"
    description: str = ""
    notes: tuple[str, ...] = ()
    """What whoever planned it should know, a sentence each; no part of the content."""
    outcome: str = ""
    """Who measures at every point, if that is not what `ask` says: the identity of an outcome."""

    def __repr__(self) -> str:
        points, times = len(self.points), self.replications
        return f"<Plan {self.title or self.name!r}: {points:,} points x {times:,}, {self.digest[:12]}>"

    __str__ = __repr__

    @property
    def points(self) -> Sequence[Point]:
        """The points, by their numbers."""
        return self.design.points

    @property
    def runs(self) -> Sequence[Run]:
        """Every run, in the order in which they are best made."""
        return _Runs(len(self.points), self.replications)

    @property
    def frame(self) -> pd.DataFrame:
        """Give the design as a table; see `Design.frame`."""
        return self.design.frame

    def settings_at(self, point: int) -> Mapping[str, object]:
        """Give what the point of a number says over the base scenario, by dotted key."""
        values = self.points[point].values
        said: dict[str, object] = {}
        for factor in self.factors:
            said |= factor.settings(values[factor.name])
        return said

    def scenario_at(self, point: int) -> Scenario:
        """Give the scenario of the point of a number."""
        return self.base.but(self.settings_at(point))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that can change a number in a row, or the meaning of one."""
        return hashlib.sha256("".join(self._content()).encode()).hexdigest()

    def difference(self, other: Plan) -> list[str]:
        """Tell, key by key, in what another plan differs that makes it another experiment."""
        told = [
            f"{key} = {shown(mine)}, not {shown(theirs)}"
            for key, (mine, theirs) in differences(self.base, other.base).items()
        ]
        mine, theirs = self._facts(), other._facts()
        if mine == theirs:
            mine, theirs = self._levels(), other._levels()
        for key in dict.fromkeys([*mine, *theirs]):
            if mine.get(key) != theirs.get(key):
                told.append(f"{key} = {mine.get(key, 'nothing')}, not {theirs.get(key, 'nothing')}")
        if not told and self.digest != other.digest:
            told.append("the points are others")
        return told

    def to_json(self) -> str:
        """The whole plan as a text from which `from_json` makes it again."""
        return json.dumps(
            {
                "name": self.name,
                "title": self.title,
                "description": self.description,
                "digest": self.digest,
                "ask": self.ask,
                "outcome": self.outcome,
                "seed": self.seed,
                "replications": self.replications,
                "measures": self.measures,
                "precision": vars(self.precision) if self.precision else None,
                "notes": self.notes,
                "base": {"name": self.base.name, "settings": self.base.settings},
                "factors": [factor.told() for factor in self.factors],
                "design": self.design.told(),
            },
            ensure_ascii=False,
            allow_nan=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """Make a plan of what `to_json` wrote."""
        told: dict[str, Any] = json.loads(text)
        return cls(
            name=told["name"],
            title=told["title"],
            base=Scenario().but(told["base"]["settings"]).called(told["base"]["name"]),
            factors=tuple(map(Factor.from_told, told["factors"])),
            design=Design.from_told(told["design"]),
            replications=told["replications"],
            seed=told["seed"],
            measures=tuple(told["measures"]),
            precision=Precision(**told["precision"]) if told["precision"] else None,
            ask=told["ask"],
            description=told["description"],
            notes=tuple(told["notes"]),
            outcome=told.get("outcome", ""),
        )

    def _content(self) -> Iterator[str]:
        yield f"base {self.base.digest}\nsides {sorted(self.base.rescue.named())}\n"
        yield f"ask {self.ask}\nseed {self.seed}\ndesign {self.design.name}\n"
        if self.outcome:
            yield f"outcome {self.outcome}\n"
        for factor in self.factors:
            yield f"factor {factor.name!r} {factor.key!r}\n"
            yield from (
                f"level {level!r} {sorted((key, canonical(value)) for key, value in said.items())}\n"
                for level, said in sorted(factor.stands_for.items())
            )
        yield from (f"point {canonical(row)}\n" for row in self.design.values)
        yield from (f"row {row}\n" for row in zip(self.design.order, self.design.blocks, strict=False))

    def _facts(self) -> dict[str, str]:
        """What can be told apart at a glance, beside the base."""
        design = f"{self.design.name} of {len(self.points):,} points"
        facts = {"seed": str(self.seed), "ask": self.ask, "design": design}
        facts |= {"outcome": self.outcome} if self.outcome else {}
        facts |= {f"rescue.{side}": shown(text) for side, text in self.base.rescue.named()}
        return facts | {factor.name: _spelt(factor) for factor in self.factors}

    def _levels(self) -> dict[str, str]:
        """What every named level stands for."""
        return {
            f"{factor.name} {shown(level)} {key}": shown(value)
            for factor in self.factors
            for level, said in factor.stands_for.items()
            for key, value in said.items()
        }


def _spelt(factor: Factor) -> str:
    """What a factor takes, in a word."""
    if factor.levels:
        return shown(factor.levels)
    return f"{'log ' * factor.log}{factor.low:g} .. {factor.high:g}"
