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
from typing import TYPE_CHECKING

import pandas as pd

from sim.errors import ScenarioError, UsageError
from sim.measures import MEASURES
from sim.measures.record import LEDGER
from sim.questions.compare import check_comparable
from sim.questions.levers import LEVERS, OF_A_COLUMN, differing, with_levers
from sim.simulate import simulate_all
from sim.statistics.intervals import mean_interval
from sim.statistics.shapley import Coalition, adding_up, coalitions, shapley

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.results import Results
    from sim.scenario import Scenario
    from sim.simulate import Engine, Progress
    from sim.statistics.intervals import MeanInterval

    Shares = Mapping[str, Sequence[Fraction]]

MEASURED = ("retention", "cx", "nps", "clv", "profit")
"""The headline measures: what is split."""

SAME_SIZE = ("population", "weight")
"""What must be equal beside what every comparison wants equal: mixed worlds could have neither."""


@dataclass(frozen=True, repr=False)
class Why:
    """The answer: a finished run of every mixture of the two scenarios, and what they say.

    `totals`   a row a measure: weak, better, difference with its paired interval, n, unit
    `split`    a row a measure and lever: its Shapley share with interval, and what the lever does `alone` (put
               right first, all else weak) and `last` (put right last, all else better), each with low and high
    `through`  a row a lever and column of the experience ledger: the lever's share of the difference there
    `booked`   a row a lever and lever: the same, the columns taken together by whose they seem to be
    `columns`  a row a column, the descriptive split: whose it seems to be, weak, better, difference with interval
    `settings` the two scenarios' differing settings, by lever and dotted key
    """

    weak: str
    better: str
    settings: Mapping[str, Mapping[str, tuple[object, object]]]
    results: Mapping[Coalition, Results]

    def __repr__(self) -> str:
        levers = ", ".join(self.levers)
        return f"<Why {self.weak!r} is not {self.better!r}: {levers}, {self.replications} replications>"

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers in which the two differ."""
        return tuple(self.settings)

    @property
    def nothing(self) -> Results:
        """The runs of the weak scenario."""
        return self.results[frozenset()]

    @property
    def everything(self) -> Results:
        """The runs of the better one."""
        return self.results[frozenset(self.levers)]

    @property
    def seed(self) -> int:
        """The seed of all worlds."""
        return self.nothing.seed

    @property
    def replications(self) -> int:
        """How many independent runs there are of each."""
        return self.nothing.replications

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Give the whole difference in each headline measure."""
        return pd.DataFrame([self._total(measure) for measure in MEASURED])

    @cached_property
    def split(self) -> pd.DataFrame:
        """Give each lever's share of each difference; those of a measure add up to its difference."""
        return pd.DataFrame([row for measure in MEASURED for row in self._shares(measure)])

    @cached_property
    def through(self) -> pd.DataFrame:
        """Give in which columns of the experience ledger each lever's share of it lies."""
        parts = {column: self._exact(f"cx_{column}") for column in LEDGER}
        return pd.DataFrame([
            {"lever": lever, "column": column, **_told("share", _interval(parts[column][lever]))}
            for lever in self.levers for column in LEDGER
        ])  # fmt: skip

    @cached_property
    def booked(self) -> pd.DataFrame:
        """Give under whose name each lever's share of experience is booked."""
        parts = {column: self._exact(f"cx_{column}") for column in LEDGER}
        return pd.DataFrame([
            {"lever": lever, "booked": whose, **_told("share", _interval(_summed(parts, lever, whose)))}
            for lever in self.levers for whose in dict.fromkeys(OF_A_COLUMN.values())
        ])  # fmt: skip

    @cached_property
    def columns(self) -> pd.DataFrame:
        """Give the descriptive split: the difference in each column of the experience ledger."""
        rows = [(column, self._total(f"cx_{column}")) for column in LEDGER]
        return pd.DataFrame([{"column": column, "lever": OF_A_COLUMN[column], **row} for column, row in rows])

    def _total(self, measure: str) -> dict[str, object]:
        weak, better = (results.runs[measure].to_numpy(float) for results in (self.nothing, self.everything))
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
        columns = [results.runs[measure].tolist() for results in self.results.values()]
        whole = [values for values in zip(*columns, strict=True) if all(map(isfinite, values))]
        return [dict(zip(self.results, map(Fraction, values), strict=True)) for values in whole]


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
    worlds = worlds_of(weak, better)
    finished = simulate_all(
        list(worlds.values()),
        replications=weak.replications if replications is None else replications,
        seed=weak.seed if seed is None else seed,
        engine=engine, workers=workers, progress=progress,
    )  # fmt: skip
    return answer_from(weak, better, dict(zip(worlds, finished, strict=True)))


def answer_from(weak: Scenario, better: Scenario, results: Mapping[Coalition, Results]) -> Why:
    """Answer from finished runs of all worlds, in the order of `worlds_of`."""
    names = (
        (weak.name, better.name) if weak.name != better.name else (f"{weak.name} (weak)", f"{weak.name} (better)")
    )
    return Why(*names, differing(weak, better), results)


def worlds_of(weak: Scenario, better: Scenario) -> dict[Coalition, Scenario]:
    """Give the scenario of every set of levers put right: none is the weak one itself, all the better one."""
    check_mixable(weak, better)
    settings = differing(weak, better)
    every = frozenset(settings)
    mixed = {levers: _mixture(weak, better, settings, levers) for levers in coalitions(tuple(settings))}
    return mixed | {frozenset(): weak, every: better}


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
