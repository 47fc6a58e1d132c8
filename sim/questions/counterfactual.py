"""The same customer lived twice: who is saved by a lever, who is harmed, and whom it leaves as he was.

Two runs on common random numbers hold the same people with the same luck, so each has a life before a change and a
life after it, and is one of four:

    saved           leaves before, stays after
    harmed          stays before, leaves after
    kept_anyway     stays in both lives
    lost_anyway     leaves in both

He stays if he is a customer at the horizon. They are counted over everybody who ever bought in either life. In
the cohort protocol without a warm-up these are all people, and saved less harmed is the difference in retention.
In the market protocol, or after a warm-up, not the same people buy in both lives. Whoever buys in one alone does
not stay in the other, so saved then holds some who were won, and harmed some who never came: `one_life` is their
share. That group depends on how luck is shared, too; the bounds below hold for this group of people.

Only saved less harmed is identified: it is the difference of two shares that each run shows alone. How many are
saved and how many are harmed depends on how luck is shared between the lives, which is a choice of the simulation
(each decision of a customer has its own number) and nothing that the world could show. What holds for any sharing,
with shares p1 and p2 of those who stay before and after, are the bounds of Frechet and Hoeffding:

    saved   in [max(0, p2 - p1), min(p2, 1 - p1)]        kept_anyway in [max(0, p1 + p2 - 1), min(p1, p2)]
    harmed  in [max(0, p1 - p2), min(p1, 1 - p2)]        lost_anyway in [max(0, 1 - p1 - p2), 1 - max(p1, p2)]

Source: Heckman, Smith & Clements (1997), Review of Economic Studies 64:487-535; Tian & Pearl (2000), Probabilities
of causation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.errors import UsageError
from sim.questions.compare import check_comparable, told_apart
from sim.questions.who import COLUMNS, EVERYBODY, LIVES, NO_FACTS, OUTCOMES, Lives, facts_of
from sim.statistics.intervals import MeanInterval, mean_interval
from sim.tables import kept_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.results import Results

    Floats = NDArray[np.float64]

__all__ = ["OUTCOMES", "Counterfactual", "counterfactual", "lives_of"]


@dataclass(frozen=True, repr=False)
class Counterfactual:
    """The answer: how many are saved, harmed, kept and lost anyway, and who they are.

    `names`   what the two lives are called, as in "with ..."
    `runs`    a row a replication: everybody, how many have each outcome, and of these bought in one life only,
              how many stay before and after
    `facts`   a row a replication, outcome, life and thing told of it: its value
    `counts`  a row an outcome: share of everybody with its interval, people over all replications, one_life
    `bounds`  a row an outcome: the least and the most that any sharing of luck allows
    `who`     a row an outcome, life (before, after) and thing told of it: mean, low, high, unit, n
    """

    names: tuple[str, str]
    runs: pd.DataFrame
    facts: pd.DataFrame

    def __repr__(self) -> str:
        shares = ", ".join(f"{row['outcome']} {row['share']:.1%}" for _, row in self.counts.iterrows())
        return f"<Counterfactual {self.names[0]!r} -> {self.names[1]!r}: {shares}>"

    @property
    def replications(self) -> int:
        """How many pairs of runs there are."""
        return len(self.runs)

    @kept_table
    def counts(self) -> pd.DataFrame:
        """Give the share of each outcome; they add up to everybody, replication by replication."""
        found = {outcome: mean_interval(self.share(outcome)) for outcome in OUTCOMES}
        alone = {outcome: mean_interval(self.share(f"{outcome}_one_life")).mean for outcome in OUTCOMES}
        return pd.DataFrame([
            {"outcome": outcome, "share": share.mean, "low": max(share.low, 0.0), "high": min(share.high, 1.0),
             "people": int(self.runs[outcome].sum()), "one_life": alone[outcome]}
            for outcome, share in found.items()
        ])  # fmt: skip

    @cached_property
    def net(self) -> MeanInterval:
        """Give saved less harmed, as a share of everybody: all that is identified."""
        return mean_interval(self.share("saved") - self.share("harmed"))

    @kept_table
    def bounds(self) -> pd.DataFrame:
        """Give what holds however luck is shared between the lives, at the shares measured."""
        p1, p2 = (mean_interval(self.share(f"stay_{life}")).mean for life in LIVES)
        limits = (
            (max(0.0, p2 - p1), min(p2, 1.0 - p1)),
            (max(0.0, p1 - p2), min(p1, 1.0 - p2)),
            (max(0.0, p1 + p2 - 1.0), min(p1, p2)),
            (max(0.0, 1.0 - (p1 + p2)), 1.0 - max(p1, p2)),
        )
        return pd.DataFrame([
            {"outcome": outcome, "least": least, "most": most}
            for outcome, (least, most) in zip(OUTCOMES, limits, strict=True)
        ])  # fmt: skip

    @kept_table
    def who(self) -> pd.DataFrame:
        """Tell who has which outcome: means over the people, their intervals over the replications."""
        keys = ["outcome", "life", "what", "unit"]
        rows = []
        for key, values in self.facts.groupby(keys, sort=False)["value"]:
            found = mean_interval(values.to_numpy(float))
            rows.append(dict(zip(keys, key, strict=True)) | {
                "mean": found.mean, "low": found.low, "high": found.high, "n": found.n,
            })  # fmt: skip
        return pd.DataFrame(rows, columns=[*keys, "mean", "low", "high", "n"])

    def told(self, outcome: str, what: str, life: str = "before") -> MeanInterval:
        """Give one thing of those with an outcome."""
        return mean_interval(self._values(outcome, what, life))

    def change(self, outcome: str, what: str) -> MeanInterval:
        """Give how one thing of those with an outcome differs between their lives: after less before."""
        return mean_interval(self._values(outcome, what, "after") - self._values(outcome, what, "before"))

    def apart(self, outcome: str, what: str, life: str = "before") -> MeanInterval:
        """Give how those with an outcome differ in one thing from everybody."""
        return mean_interval(self._values(outcome, what, life) - self._values(EVERYBODY, what, life))

    def share(self, column: str) -> Floats:
        """Give a column of `runs` as a share of everybody, one for each replication; NaN of nobody."""
        everybody = self.runs["everybody"].to_numpy(float)
        shares: Floats = self.runs[column].to_numpy(float) / np.where(everybody > 0, everybody, np.nan)
        return shares

    def _values(self, outcome: str, what: str, life: str) -> Floats:
        facts = self.facts
        mine = facts[(facts["outcome"] == outcome) & (facts["what"] == what) & (facts["life"] == life)]
        values: Floats = mine["value"].to_numpy(float)
        return values


def counterfactual(
    before: Results, after: Results, *, names: tuple[str, str] | None = None, who: bool = True
) -> Counterfactual:
    """Tell who is saved and who is harmed by what `after` does differently from `before`.

    `names` is what the two are called, else their scenarios' names; without `who` people are counted and not
    described, which is several times faster. Raises `UsageError` where the two do not hold the same people with
    the same luck: another population, seed, number of replications, protocol or time.
    """
    called = names if names is not None else _told_apart(before, after)
    counts, facts = [], []
    for lives in lives_of(before, after):
        counts.append(_counted(lives))
        if who:
            facts.append(facts_of(lives))
    told = pd.concat(facts, ignore_index=True) if facts else NO_FACTS
    return Counterfactual(called, pd.DataFrame(counts), told)


def lives_of(before: Results, after: Results) -> Iterator[Lives]:
    """Give everybody's two lives, one replication after the other."""
    check_same_people(before, after)
    logs = [before.contacts, after.contacts]
    # A million customers with all their columns would take the memory of a run, twice.
    tallies = ((piece[list(COLUMNS)] for piece in results.pieces("customers")) for results in (before, after))
    for one, other in zip(*tallies, strict=True):
        replication = one["replication"].iloc[0]
        yield _lives(one, other, [log[log["replication"] == replication] for log in logs])


def check_same_people(before: Results, after: Results) -> None:
    """Refuse two runs that do not hold the same people with the same luck."""
    check_comparable(before.scenario, [after.scenario])
    for what, one, other in (
        ("population", before.scenario.population, after.scenario.population),
        ("seed", before.seed, after.seed),
        ("number of replications", before.replications, after.replications),
    ):
        if one != other:
            raise UsageError(
                f"{before.scenario.name} and {after.scenario.name} do not hold the same people: the {what} of one "
                f"is {one:,}, of the other {other:,}; run both with the same"
            )
    if not before.scenario.population or not before.replications:
        raise UsageError("there is nobody to follow; give both a population and at least one replication")


def _lives(one: pd.DataFrame, other: pd.DataFrame, logs: Sequence[pd.DataFrame]) -> Lives:
    bought = (one["ever"] | other["ever"]).to_numpy()
    before, after = (
        (one, other) if bought.all() else (each[bought].reset_index(drop=True) for each in (one, other))
    )
    stays = before["is_customer"].to_numpy(), after["is_customer"].to_numpy()
    saved, harmed, kept = ~stays[0] & stays[1], stays[0] & ~stays[1], stays[0] & stays[1]
    outcome = np.select([saved, harmed, kept], OUTCOMES[:3], OUTCOMES[3])
    whose = pd.Series(outcome, index=before["customer"])
    contacts = (log.assign(outcome_of=log["customer"].map(whose)) for log in logs)
    people, made = (dict(zip(LIVES, both, strict=True)) for both in ((before, after), contacts))
    return Lives(int(one["replication"].iloc[0]), outcome, people, made)


def _counted(lives: Lives) -> dict[str, int]:
    """Count one replication, in whole people."""
    before, after = (lives.people[life] for life in LIVES)
    alone = (before["ever"] != after["ever"]).to_numpy()
    has = {outcome: lives.outcome == outcome for outcome in OUTCOMES}
    return {
        "replication": lives.replication,
        "everybody": len(before),
        **{outcome: int(mine.sum()) for outcome, mine in has.items()},
        **{f"{outcome}_one_life": int((mine & alone).sum()) for outcome, mine in has.items()},
        **{f"stay_{life}": int(lives.people[life]["is_customer"].sum()) for life in LIVES},
    }


def _told_apart(before: Results, after: Results) -> tuple[str, str]:
    one, other = told_apart(before.scenario, [after.scenario])
    return one, other
