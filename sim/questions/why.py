"""Who lost these customers? What separates a weak scenario from a better one, split among those whose doing it is.

What the two say otherwise is sorted into levers (`sim.questions.levers`). Every set of levers is tried: the weak
scenario with these levers as the better one has them, 2**k worlds on common random numbers. The share of a lever
is its Shapley value: what it adds when it is put right, averaged over all orders in which the levers can be put
right. Shares add up to the whole difference, exactly.

Beside it stands the descriptive split, by the column of the experience ledger in which a difference is booked. The
two answer different questions: a better product fails less often, and then the desk has less to earn and to spoil.
So each lever's share of each column is given too: its rows add up to the Shapley split, its columns to the
descriptive one, and what lies off the diagonal is why they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.arguments import agreed
from sim.errors import ScenarioError, UsageError
from sim.measures import MEASURES
from sim.measures.record import LEDGER
from sim.questions.compare import check_comparable
from sim.questions.levers import LEVERS, OF_A_COLUMN, differing, with_levers
from sim.questions.worlds import lived, replications_of
from sim.statistics.intervals import mean_interval
from sim.statistics.shapley import Coalition, adding_up, coalitions, shapley
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.arguments import Engine
    from sim.scenario import Scenario
    from sim.simulate import Progress
    from sim.statistics.intervals import MeanInterval

    Shares = Mapping[str, Sequence[Fraction]]

MEASURED = ("retention", "cx", "nps", "clv", "profit")
"""The headline measures: what is split."""

NONE = "none"
SAME_SIZE = ("population", "weight")
"""What must be equal beside what every comparison wants equal: mixed worlds could have neither."""


@dataclass(frozen=True, repr=False)
class Why:
    """The answer: what was measured in every mixture of the two scenarios, and what that says.

    `totals`   a row a measure: weak, better, difference with its paired interval, n, unit
    `split`    a row a measure and lever: its Shapley share with interval, and what the lever does `alone` (put
               right first, all else weak) and `last` (put right last, all else better), each with low and high
    `through`  a row a lever and column of the experience ledger: the lever's share of the difference there
    `booked`   a row a lever and lever: the same, the columns taken together by whose they seem to be
    `columns`  a row a column, the descriptive split: whose it seems to be, weak, better, difference with interval
    `settings` the two scenarios' differing settings, by lever and dotted key
    `worlds`   a row a world and replication, a column a measure: what all this is made of
    """

    weak: Scenario
    better: Scenario
    worlds: pd.DataFrame
    seed: int
    engine: str = "fast"

    def __repr__(self) -> str:
        weak, better = self.names
        levers = ", ".join(self.levers)
        return f"<Why {weak!r} is not {better!r}: {levers}, {self.replications} replications>"

    @property
    def names(self) -> tuple[str, str]:
        """What the weak and the better scenario are called, differently."""
        one, other = self.weak.name, self.better.name
        return (one, other) if one != other else (f"{one} (weak)", f"{other} (better)")

    @cached_property
    def settings(self) -> Mapping[str, Mapping[str, tuple[object, object]]]:
        """Give in which settings the two differ, by lever and dotted key."""
        return differing(self.weak, self.better)

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers in which the two differ."""
        return tuple(self.settings)

    @cached_property
    def runs(self) -> Mapping[Coalition, pd.DataFrame]:
        """Give the runs of every world, a row a replication, by the levers that are put right in it."""
        tables = {str(name): table.reset_index(drop=True) for name, table in self.worlds.groupby("world")}
        return {levers: tables[name_of(levers)] for levers in coalitions(self.levers)}

    @property
    def replications(self) -> int:
        """How many independent runs there are of each world."""
        return replications_of(self.worlds)

    @kept_table
    def totals(self) -> pd.DataFrame:
        """Give the whole difference in each headline measure."""
        return pd.DataFrame([self._total(measure) for measure in MEASURED])

    @kept_table
    def split(self) -> pd.DataFrame:
        """Give each lever's share of each difference; those of a measure add up to its difference."""
        return pd.DataFrame([row for measure in MEASURED for row in self._shares(measure)])

    @kept_table
    def through(self) -> pd.DataFrame:
        """Give in which columns of the experience ledger each lever's share of it lies."""
        parts = {column: self._exact(f"cx_{column}") for column in LEDGER}
        return pd.DataFrame([
            {"lever": lever, "column": column, **_told("share", _interval(parts[column][lever]))}
            for lever in self.levers for column in LEDGER
        ])  # fmt: skip

    @kept_table
    def booked(self) -> pd.DataFrame:
        """Give under whose name each lever's share of experience is booked."""
        parts = {column: self._exact(f"cx_{column}") for column in LEDGER}
        return pd.DataFrame([
            {"lever": lever, "booked": whose, **_told("share", _interval(_summed(parts, lever, whose)))}
            for lever in self.levers for whose in dict.fromkeys(OF_A_COLUMN.values())
        ])  # fmt: skip

    @kept_table
    def columns(self) -> pd.DataFrame:
        """Give the descriptive split: the difference in each column of the experience ledger."""
        rows = [(column, self._total(f"cx_{column}")) for column in LEDGER]
        return pd.DataFrame([{"column": column, "lever": OF_A_COLUMN[column], **row} for column, row in rows])

    def _total(self, measure: str) -> dict[str, object]:
        weak, better = (self.runs[levers][measure].to_numpy(float) for levers in self._ends)
        whole = [world[frozenset(self.levers)] - world[frozenset()] for world in self._values(measure)]
        found = _told("difference", _interval(whole)) | ({"difference": float(_mean(whole))} if whole else {})
        return {
            "measure": measure, "weak": mean_interval(weak).mean, "better": mean_interval(better).mean,
            **found, "n": len(whole), "unit": MEASURES[measure].unit,
        }  # fmt: skip

    def _shares(self, measure: str) -> list[dict[str, object]]:
        exact, values = self._exact(measure), self._values(measure)
        every = frozenset(self.levers)
        shown = adding_up({lever: _mean(shares) for lever, shares in exact.items()})
        rows = []
        for lever, shares in exact.items():
            alone = [world[frozenset({lever})] - world[frozenset()] for world in values]
            last = [world[every] - world[every - {lever}] for world in values]
            found = _told("share", _interval(shares)) | ({"share": shown.shares[lever]} if values else {})
            rows.append({
                "measure": measure, "lever": lever, **found, **_told("alone", _interval(alone), "alone_"),
                **_told("last", _interval(last), "last_"), "n": len(values), "unit": MEASURES[measure].unit,
            })  # fmt: skip
        return rows

    def _exact(self, measure: str) -> Shares:
        """Give each lever's share in every replication that could measure all worlds."""
        worlds = [shapley(values, self.levers) for values in self._values(measure)]
        return {lever: [shares[lever] for shares in worlds] for lever in self.levers}

    def _values(self, measure: str) -> list[dict[Coalition, Fraction]]:
        """Give the measure in every world, a replication after the other; those with a gap are left out."""
        columns = [runs[measure].tolist() for runs in self.runs.values()]
        whole = [values for values in zip(*columns, strict=True) if all(map(isfinite, values))]
        return [dict(zip(self.runs, map(Fraction, values), strict=True)) for values in whole]

    @property
    def _ends(self) -> tuple[Coalition, Coalition]:
        return frozenset(), frozenset(self.levers)


def why(
    weak: Scenario,
    better: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: Engine = "fast",
    workers: int = 1,
    progress: Progress | None = None,
) -> Why:
    """Ask which of the things that separate two scenarios makes how much of the difference.

    `replications` and `seed` default to those of the weak scenario. Raises `UsageError` where the two cannot be
    mixed.
    """
    replications, seed = agreed(weak, replications, seed)
    how: dict[str, Any] = {"seed": seed, "engine": engine, "workers": workers, "progress": progress}
    return Why(weak, better, lived(worlds_of(weak, better), replications=replications, **how), seed, engine)


def name_of(levers: Iterable[str]) -> str:
    """Name a world by the levers that are put right in it: `none`, `product+service`."""
    return "+".join(lever for lever in LEVERS if lever in levers) or NONE


def worlds_of(weak: Scenario, better: Scenario) -> dict[str, Scenario]:
    """Give the scenario of every set of levers put right: none is the weak one itself, all the better one."""
    check_mixable(weak, better)
    settings = differing(weak, better)
    mixed = {name_of(levers): _mixture(weak, better, settings, levers) for levers in coalitions(tuple(settings))}
    return mixed | {NONE: weak, name_of(settings): better}


def check_mixable(weak: Scenario, better: Scenario) -> None:
    """Refuse two scenarios that have no world in between, or no difference."""
    check_comparable(weak, [better])
    for name in SAME_SIZE:
        mine, theirs = getattr(weak, name), getattr(better, name)
        if mine != theirs:
            key = "represents" if name == "weight" else name
            raise UsageError(
                f"{weak.name} has {key} = {mine}, {better.name} {theirs}: the worlds between them would have "
                f"neither; make them equal, as in --set {key}={mine}"
            )
    if weak.money.currency != better.money.currency:
        raise UsageError(
            f"{weak.name} counts money in {weak.money.currency}, {better.name} in {better.money.currency}; "
            f"make them equal, as in --set money.currency={weak.money.currency}"
        )
    if weak.digest == better.digest:
        raise UsageError(
            f"{weak.name} and {better.name} are the same scenario, so there is nothing to split; name a --better "
            "that says something otherwise"
        )


def _mixture(
    weak: Scenario,
    better: Scenario,
    settings: Mapping[str, Mapping[str, tuple[object, object]]],
    levers: Coalition,
) -> Scenario:
    chosen = {key: both for lever in settings if lever in levers for key, both in settings[lever].items()}
    as_better = " and ".join(lever for lever in LEVERS if lever in levers)
    try:
        return with_levers(weak, better, chosen).but({"title": f"{weak.title or weak.name}, better: {as_better}"})
    except ScenarioError as error:
        raise UsageError(
            f"{weak.name} with {as_better} as in {better.name} is no scenario ({error.complaints[0]}); "
            "give both the same segments and changes"
        ) from None


def _summed(parts: Mapping[str, Shares], lever: str, whose: str) -> list[Fraction]:
    """Give a lever's share of several columns together, in every replication."""
    mine = [parts[column][lever] for column in LEDGER if OF_A_COLUMN[column] == whose]
    return [sum(shares, Fraction(0)) for shares in zip(*mine, strict=True)]


def _mean(shares: Sequence[Fraction]) -> Fraction:
    return sum(shares, Fraction(0)) / max(len(shares), 1)


def _interval(shares: Sequence[Fraction]) -> MeanInterval:
    return mean_interval([float(share) for share in shares])


def _told(name: str, found: MeanInterval, prefix: str = "") -> dict[str, object]:
    return {name: found.mean, f"{prefix}low": found.low, f"{prefix}high": found.high}
