"""What the headers of the shipped scenarios say there is to see, read so that it can be held to account.

A header lists under "Look at:" what a run shows, a bullet each:

    Beside NAME: higher M, lower M, M within X[ in N days].    this scenario less that one
    With PIECE: higher M[ in N days].                          this scenario with the piece on top, less without it
    PIECE moves M more than OTHER.                             the size of two changes of this scenario
    PIECE moves M less than in NAME.                           the size of a change here and there
    PIECE moves M more in N days than in K.                    the size of a change early and late
    Lead over NAME in M: larger in N days than in K.           the size of a difference early and late

M is a measure; NAME a scenario; PIECE a scenario to put on top, or settings: `desk.agents=10, staff.skill=0.5`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from sim import Scenario, simulate
from sim.scenario import folder, parse_setting, said
from sim.statistics.intervals import mean_interval

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from sim.statistics.intervals import MeanInterval


@dataclass(frozen=True)
class World:
    """A scenario as it stands, or with a piece on top, for so many days (0: as many as are usual)."""

    name: str
    piece: str = ""
    days: int = 0


@dataclass(frozen=True)
class Change:
    """One world less another in one measure."""

    world: World
    beside: World
    measure: str

    def within(self, days: int) -> Change:
        return replace(self, world=replace(self.world, days=days), beside=replace(self.beside, days=days))


@dataclass(frozen=True)
class Direction:
    """A change is above or below 0."""

    change: Change
    sign: int


@dataclass(frozen=True)
class Closeness:
    """A change is smaller than this, whatever its sign."""

    change: Change
    most: float


@dataclass(frozen=True)
class Sizes:
    """One change is larger than another, whatever their signs."""

    larger: Change
    smaller: Change


Statement = Direction | Closeness | Sizes


@dataclass(frozen=True)
class Header:
    """The comment on top of a scenario file."""

    name: str
    text: str

    @property
    def lines(self) -> list[str]:
        return [line.removeprefix("#").removeprefix(" ") for line in self.text.splitlines()]

    @property
    def claims(self) -> list[str]:
        """The ids after "Claims:"."""
        found = re.search(r"^# Claims: (.+)\.$", self.text, re.MULTILINE)
        return found[1].split(", ") if found else []

    @property
    def bullets(self) -> list[str]:
        """What there is to see, a sentence each."""
        lines = iter(self.lines)
        found: list[str] = []
        for line in lines:
            if line.startswith("- "):
                found.append(line.removeprefix("- "))
            elif line.startswith("  ") and found:
                found[-1] += f" {line.strip()}"
        return found

    @property
    def statements(self) -> list[Statement]:
        return [statement for bullet in self.bullets for statement in read(bullet, World(self.name))]


def header_of(name: str) -> Header:
    text = (folder() / f"{name}.toml").read_text("utf-8")
    return Header(name, "\n".join(line for line in text.splitlines() if line.startswith("# ") or line == "#"))


def read(bullet: str, here: World) -> list[Statement]:
    """What a bullet says of the scenario `here`; `ValueError` if it says nothing that can be checked."""
    sentence = bullet.removesuffix(".")
    if found := re.fullmatch(r"(Beside|With) (.+?): (.+?)(?: in (\d+) days)?", sentence):
        word, what, verdicts, days = found.groups()
        other = replace(here, piece=what)
        pair = (here, World(what)) if word == "Beside" else (other, here)
        return [_verdict(verdict, pair, int(days or 0)) for verdict in verdicts.split(", ")]
    if found := re.fullmatch(r"Lead over (\S+) in (\w+): larger in (\d+) days than in (\d+)", sentence):
        lead = Change(here, World(found[1]), found[2])
        return [Sizes(lead.within(int(found[3])), lead.within(int(found[4])))]
    if found := re.fullmatch(r"(.+?) moves (\w+) (more|less) (?:in (\d+) days )?than (.+)", sentence):
        piece, measure, word, days, rest = found.groups()
        one = Change(replace(here, piece=piece), here, measure)
        other = _compared(one, rest)
        one = one.within(int(days or 0))
        return [Sizes(one, other) if word == "more" else Sizes(other, one)]
    raise ValueError(f"{here.name}: not understood: {bullet!r}")


def _verdict(verdict: str, pair: tuple[World, World], days: int) -> Statement:
    if found := re.fullmatch(r"(higher|lower) (\w+)", verdict):
        return Direction(Change(*pair, found[2]).within(days), 1 if found[1] == "higher" else -1)
    if found := re.fullmatch(r"(\w+) within ([\d.]+)", verdict):
        return Closeness(Change(*pair, found[1]).within(days), float(found[2]))
    raise ValueError(f"not understood: {verdict!r}")


def _compared(one: Change, rest: str) -> Change:
    """What the size of a change is compared with: another horizon, the same elsewhere, or another piece."""
    if found := re.fullmatch(r"in (\d+)", rest):
        return one.within(int(found[1]))
    if rest.startswith("in "):
        there = World(rest.removeprefix("in "))
        return replace(one, world=replace(there, piece=one.world.piece), beside=there)
    return replace(one, world=replace(one.beside, piece=rest))


@dataclass(frozen=True)
class Size:
    """How long and how finely to look, and how many customers a desk serves at most."""

    population: int
    cohort_days: int
    market_days: int
    replications: int
    at_the_desk: int = 10**9

    def spec(self, world: World) -> Scenario:
        """The scenario of a world at this size; whatever the population, its desk keeps its scale."""
        spec = Scenario.load(world.name).but(settings(world.piece))
        usual = self.market_days if spec.protocol == "market" else self.cohort_days
        days = world.days or min(usual, spec.days)
        if spec.changes and spec.changes[0].from_day >= days:
            spec = spec.in_force(0)
        people = min(spec.population * spec.weight, self.at_the_desk)
        return spec.but({
            "population": min(self.population, people),
            "represents": max(1, round(people / self.population)),
            "days": days,
        })  # fmt: skip


def settings(piece: str) -> dict[str, object]:
    """What a piece says: a scenario's settings, or those written out."""
    if "=" not in piece:
        return dict(said(piece)) if piece else {}
    return dict(parse_setting(setting) for setting in piece.split(", "))


@cache
def _runs(world: World, size: Size) -> pd.DataFrame:
    return simulate(size.spec(world), replications=size.replications, seed=1).runs


def difference(change: Change, size: Size) -> NDArray[np.float64]:
    """The change in each replication, on common random numbers."""
    one, other = _runs(change.world, size), _runs(change.beside, size)
    return (one[change.measure] - other[change.measure]).to_numpy()


def margin(statement: Statement, size: Size) -> MeanInterval:
    """The interval of what must be above 0 for the statement to be true."""
    match statement:
        case Direction(change, sign):
            return mean_interval(sign * difference(change, size))
        case Closeness(change, most):
            low, high = (mean_interval(most + sign * difference(change, size)) for sign in (1, -1))
            return min(low, high, key=lambda interval: interval.low)
        case Sizes(larger, smaller):
            one, other = difference(larger, size), difference(smaller, size)
            # The sign is that of the mean, so that a size near 0 is no larger for being noisy.
            return mean_interval(_sign(one) * one - _sign(other) * other)


def _sign(values: NDArray[np.float64]) -> float:
    return 1.0 if values.mean() >= 0 else -1.0
