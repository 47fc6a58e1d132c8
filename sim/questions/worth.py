"""What is a little more of each lever worth, in money a year per 1,000 customers?

Each lever is moved a step down and a step up, everything else as it is, on common random numbers. The worth is the
central difference, for one unit of the lever:

    worth = [money(up) - money(down)] / (up - down)

The steps are large enough for a difference to stand out from luck. Where the curve bends, the steps up and down
are worth different amounts, which is told.

Money is profit over the measured time, scaled to a year: contribution less wages and advertising. What a better
product, honesty and training cost nobody has measured, so their worth is what may be paid for them. An agent's
wages are known and part of profit: what he `brings` is told before them, his `worth` after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.arguments import agreed
from sim.errors import UsageError
from sim.questions.worlds import WAGES, lived, replications_of
from sim.scenario.scenario import parameters
from sim.statistics import mean_interval, ratio_interval
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from sim.arguments import Engine
    from sim.scenario import Scenario
    from sim.simulate import Progress

    Floats = NDArray[np.float64]

HERE = "here"
"""The world in which nothing is moved."""

PEOPLE = 1_000
DAYS_A_YEAR = 365
HUNDREDTH = 0.01
STEP = 0.05
"""How far quality, honesty and skill are moved to either side: five of their units."""

SHARE_OF_AGENTS = 0.1
"""How far the number of agents is moved to either side, as a share of them; one agent at least."""

SMALLEST_MOVE = 0.02
"""In agents on average: a desk that hardly grows tells nothing of what an agent is worth."""

AGENTS, QUALITY, HONESTY, SKILL = "agents", "quality", "honesty", "skill"
LEVERS = (AGENTS, QUALITY, HONESTY, SKILL)
KEYS = {
    AGENTS: ("desk.agents", "desk.staffing_ratio"),
    QUALITY: ("product.quality",),
    HONESTY: ("marketing.promise", "marketing.overpromise"),
    SKILL: ("staff.skill",),
}
"""The settings of each lever; of two, the one that the scenario uses."""

TOLD = ("brings", "wages", "worth", "lifetime", "kept")
"""What is told of a unit of a lever, all per 1,000: money a year before wages, the wages it adds, what is left;
lifetime value, once; customers who are still there."""


@dataclass(frozen=True)
class Move:
    """A lever of a scenario: its setting in the world below, here, and in the world above, and these worlds.

    The lower world is the less honest one, which promises more. `down` or `up` is as here where the setting cannot
    go further to that side.
    """

    lever: str
    key: str
    low: float
    here: float
    high: float
    down: Scenario
    up: Scenario

    @property
    def has_two_sides(self) -> bool:
        """Tell whether the setting can be moved both ways."""
        return self.here not in (self.low, self.high)


@dataclass(frozen=True, repr=False)
class Worth:
    """The answer: what was measured with each lever a step down and a step up, and what a unit of it is worth.

    `table`  a row a lever and thing told (brings, wages, worth, lifetime, kept): value, low, high, defined, n
    `bends`  a row a lever that can be moved both ways: what a unit is worth `below` and `above` where the scenario
             stands, their difference `bend` with its interval (low, high), and whether it `bends` beyond luck
    `worlds` a row a world and replication, a column a measure: what all this is made of
    """

    scenario: Scenario
    worlds: pd.DataFrame
    seed: int
    engine: str = "fast"

    def __repr__(self) -> str:
        quality = self._told(self.moves[QUALITY], "worth")["value"]
        return f"<Worth in {self.scenario.name!r}: 0.01 of quality {quality:,.0f} a year per 1,000 customers>"

    @cached_property
    def moves(self) -> Mapping[str, Move]:
        """Give how each lever is moved."""
        return moves_of(self.scenario)

    @property
    def replications(self) -> int:
        """How many independent runs there are of each world."""
        return replications_of(self.worlds)

    @kept_table
    def table(self) -> pd.DataFrame:
        """Give what a unit of each lever is worth."""
        rows = [self._told(move, what) for move in self.moves.values() for what in TOLD]
        return pd.DataFrame(rows)

    @kept_table
    def bends(self) -> pd.DataFrame:
        """Give whether the next unit of each lever is worth less, or more, than the last one."""
        rows = [self._bend(move) for move in self.moves.values() if move.has_two_sides]
        columns = ["lever", "below", "above", "bend", "low", "high", "bends"]
        return pd.DataFrame(rows, columns=columns)

    def agents(self, world: str) -> float:
        """Give how many agents there are in a world, on average."""
        return mean_interval(self._runs(world)["agents"].to_numpy(float)).mean

    def _told(self, move: Move, what: str) -> dict[str, Any]:
        low, high = (self._runs(f"{move.lever}{side}") for side in "-+")
        found = ratio_interval(
            _money(high, what, self.scenario) - _money(low, what, self.scenario),
            self._units(move, low, high, move.low, move.high),
            smallest_denominator=SMALLEST_MOVE if move.lever == AGENTS else 0.0,
        )
        return {
            "lever": move.lever, "what": what, "value": found.ratio, "low": found.low, "high": found.high,
            "defined": found.defined, "n": found.n,
        }  # fmt: skip

    def _bend(self, move: Move) -> dict[str, Any]:
        low, here, high = (self._runs(world) for world in (f"{move.lever}-", HERE, f"{move.lever}+"))
        below = self._slope(low, here, self._units(move, low, here, move.low, move.here))
        above = self._slope(here, high, self._units(move, here, high, move.here, move.high))
        found = mean_interval(above - below)
        return {
            "lever": move.lever, "below": mean_interval(below).mean, "above": mean_interval(above).mean,
            "bend": found.mean, "low": found.low, "high": found.high,
            "bends": bool(found.low > 0 or found.high < 0),
        }  # fmt: skip

    def _slope(self, before: pd.DataFrame, after: pd.DataFrame, units: Floats) -> Floats:
        """Give what a unit is worth between two worlds, in every replication; NaN where the lever hardly moves."""
        between = float(np.mean(units)) if len(units) else 0.0
        gained = _money(after, "worth", self.scenario) - _money(before, "worth", self.scenario)
        return gained / (between if abs(between) >= SMALLEST_MOVE else float("nan"))

    def _units(self, move: Move, low: pd.DataFrame, high: pd.DataFrame, start: float, end: float) -> Floats:
        """Give by how many units a lever differs between two worlds: agents as they were counted."""
        if move.lever == AGENTS:
            return (high["agents"] - low["agents"]).to_numpy(float)
        return np.full(len(low), abs(end - start) / HUNDREDTH)

    def _runs(self, world: str) -> pd.DataFrame:
        return self.worlds.loc[self.worlds["world"] == world].reset_index(drop=True)


def worth(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
) -> Worth:
    """Ask what one more agent, and 0.01 more of quality, honesty and skill, are worth in a scenario.

    `replications` and `seed` default to those of the scenario.
    """
    replications, seed = agreed(scenario, replications, seed)
    how: dict[str, Any] = {"seed": seed, "engine": engine, "workers": workers, "progress": progress}
    return Worth(scenario, lived(worlds_of(scenario), replications=replications, **how), seed, engine)


def worlds_of(scenario: Scenario) -> dict[str, Scenario]:
    """Give the scenario and, for each lever, the worlds a step down (`quality-`) and a step up (`quality+`)."""
    if not scenario.population:
        raise UsageError(f"{scenario.name} simulates nobody, so nothing is worth anything; set population")
    ends = {
        f"{move.lever}{side}": spec
        for move in moves_of(scenario).values()
        for side, spec in (("-", move.down), ("+", move.up))
    }
    return {HERE: scenario} | ends


def moves_of(scenario: Scenario) -> dict[str, Move]:
    """Give how each lever of a scenario is moved."""
    return {lever: _move(scenario, lever) for lever in LEVERS}


def _move(scenario: Scenario, lever: str) -> Move:
    key = next(key for key in KEYS[lever] if attrgetter(key)(scenario) is not None)
    down, up = (_moved(scenario, lever, side) for side in (-1, 1))
    low, here, high = (float(attrgetter(key)(spec)) for spec in (down, scenario, up))
    return Move(lever, key, low, here, high, down, up)


def _moved(scenario: Scenario, lever: str, side: int) -> Scenario:
    """Move a lever a step to one side, wherever the scenario sets it: in general, for a segment, from a day on."""
    said = {key: attrgetter(key)(scenario) for key in KEYS[lever]}
    changes: dict[str, object] = {
        key: _shifted(lever, key, value, side) for key, value in said.items() if value is not None
    }
    for pieces in ("segments", "changes"):
        told = [piece.told() for piece in getattr(scenario, pieces)]
        if any(key in piece for piece in told for key in said):
            changes[pieces] = [
                {key: _shifted(lever, key, value, side) if key in said else value for key, value in piece.items()}
                for piece in told
            ]
    return scenario.but(changes)


def _shifted(lever: str, key: str, value: Any, side: int) -> float:
    """Move one value a step, as far as there is mathematics for it; honesty is what is not promised."""
    low, high = parameters()[key].valid
    step = -STEP if lever == HONESTY else STEP
    if lever == AGENTS:
        step = max(1.0, round(SHARE_OF_AGENTS * value)) if key == "desk.agents" else SHARE_OF_AGENTS * value
    return float(min(max(value + side * step, low), high))


def _money(runs: pd.DataFrame, what: str, scenario: Scenario) -> Floats:
    """Give one of the things told, for 1,000 people and a year, in every replication."""
    return PEOPLE * _OF_A_PERSON[what](runs, DAYS_A_YEAR / (scenario.days - scenario.measure_from_day))


_OF_A_PERSON: Mapping[str, Callable[[pd.DataFrame, float], Floats]] = {
    "brings": lambda runs, years: years * (runs["profit"] + runs[WAGES]).to_numpy(float),
    "wages": lambda runs, years: years * runs[WAGES].to_numpy(float),
    "worth": lambda runs, years: years * runs["profit"].to_numpy(float),
    "lifetime": lambda runs, _: runs["clv"].to_numpy(float),
    "kept": lambda runs, _: runs["retention"].to_numpy(float),
}
