"""A debate: two sides of the articles, and the parameter that settles which of them is right.

The effect of a debate is above 0 where one side is right and below 0 where the other is. It is computed along the
parameter, with the same luck everywhere, so that its sign tells where the debate turns. An effect that is surely
smaller than what matters, or not told from 0, gives neither side the point.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from sim.experiment.identity import identity
from sim.experiment.planning import Asked
from sim.experiment.varying import varied
from sim.questions.claims.experiment import Effects, base_of, layers_of, named, rises
from sim.questions.claims.region import intervals
from sim.questions.claims.verdict import Standing, standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from sim.experiment.plan import Plan
    from sim.questions.claims.effect import Effect
    from sim.scenario import Scenario

    Floats = NDArray[np.float64]

__all__ = ["Curve", "Debate", "Settled", "Stretch", "settled"]


@dataclass(frozen=True)
class Debate:
    """Two sides, and an effect along a parameter that says who is right where.

    `one_side` and `other_side` are whole clauses, as they stand in a sentence: "service holds more customers".
    `lines` are one effect, or a few of one unit by the name of the circumstances that each is about.
    `over` is the parameter, which may be `days`, and `called` what it is on the axis and in the sentence.
    """

    name: str
    question: str
    one_side: str
    other_side: str
    claims: tuple[str, ...]
    scenario: str
    settings: Mapping[str, object]
    worlds: Mapping[str, Mapping[str, object]]
    lines: Mapping[str, Effect]
    matters: float
    over: str
    called: str
    values: tuple[float, ...]
    replications: int = 3

    @cached_property
    def base(self) -> Scenario:
        """The scenario that all worlds are made of."""
        return base_of(self.scenario, self.settings)

    @cached_property
    def outcome(self) -> Effects:
        """What is measured at every value: each line, over all worlds."""
        return Effects(layers_of(self.base, self.worlds, self.settings), tuple(self.lines.values()))

    @property
    def unit(self) -> str:
        """The unit of the effect."""
        return next(iter(self.lines.values())).unit

    @property
    def question_of(self) -> tuple[object, ...]:
        """What matters, and where it is looked for: all of the question that is in no world."""
        return (self.matters, self.over, self.values)

    def plan(
        self,
        *,
        seed: int | None = None,
        replications: int | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> Plan:
        """Give what is to be computed for it."""
        base = self.base.but(settings or {})
        asked = Asked(design="grid", replications=replications or self.replications, seed=seed)
        plan = varied(base, {self.over: list(self.values)}, asked)
        name, title = f"debate-{self.name.replace('_', '-')}", f"Debate: {self.question}"
        return replace(plan, name=name, title=title, outcome=identity(self.outcome))


@dataclass(frozen=True)
class Stretch:
    """Values of the parameter at which one side is right (1), the other (-1), or neither (0), and where it ends.

    `low` and `high` are where the effect is 0 between this stretch and the next, or halfway between the values.
    """

    sign: int
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """The effect along the parameter in one of the circumstances, with its interval."""

    x: Floats
    mean: Floats
    low: Floats
    high: Floats
    signs: tuple[int, ...]

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The parts of the way on which one side is right, or neither."""
        return tuple(self._stretches())

    def _stretches(self) -> Iterator[Stretch]:
        places = [
            (sign, [at for at, _ in group]) for sign, group in groupby(enumerate(self.signs), lambda one: one[1])
        ]
        for sign, ats in places:
            first, last = ats[0], ats[-1]
            low = self._turn(first - 1) if first else float(self.x[0])
            high = self._turn(last) if last < len(self.x) - 1 else float(self.x[-1])
            yield Stretch(sign, low, high)

    def _turn(self, before: int) -> float:
        """Give where the effect turns between a value and the next: its zero, or halfway if it has none there."""
        x, y = self.x[before : before + 2], self.mean[before : before + 2]
        if y[0] * y[1] >= 0:
            return float(x.mean())
        return float(x[0] + (x[1] - x[0]) * y[0] / (y[0] - y[1]))


@dataclass(frozen=True)
class Settled:
    """What was found of a debate: a curve for each of its circumstances."""

    debate: Debate
    curves: Mapping[str, Curve]

    def __repr__(self) -> str:
        return f"<Settled {self.debate.name!r}: {len(self.curves)} curves over {self.debate.over}>"


def settled(debate: Debate, runs: pd.DataFrame) -> Settled:
    """Judge a debate by its runs."""
    curves = {}
    x = runs.drop_duplicates("point").set_index("point").sort_index()[debate.over].to_numpy(float)
    order = x.argsort()
    for at, line in enumerate(debate.lines):
        table = runs.pivot(index="point", columns="replication", values=named(at)).to_numpy(float)
        mean, low, high = (column[order] for column in intervals(table))
        signs = tuple(_sign(*ends, debate.matters) for ends in zip(low, high, strict=True))
        curves[line] = Curve(x[order], mean, low, high, signs)
    return Settled(debate, curves)


def _sign(low: float, high: float, matters: float) -> int:
    """Tell who is right by the interval of an effect: 1 one side, -1 the other, 0 neither."""
    stands = standing(low, high, rises(matters))
    if stands is Standing.AGAINST:
        return -1 if high <= 0 and low <= -matters else 0
    return 1 if stands is Standing.FOR else 0
