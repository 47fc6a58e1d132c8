"""Who has an outcome: what is told of some of the people in each of their two lives.

Each thing is a number of a group of people in one replication: a mean over them, or a ratio of two of their
sums. Traits are those of the life before; what a life did to people belongs to that life alone, over those of the
group who bought in it. They describe a group and do not explain it: people have an outcome partly because of what
they met. So failures and contacts are told per buyer, beside his days as a customer, and not per year: a life that
ends over a failure has many of them a year, however lucky it was until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from sim.measures import MEASURES
from sim.measures.measure import ratio
from sim.measures.record import Channel, Leaving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    Tell = Callable[[pd.DataFrame], float]

OUTCOMES = ("saved", "harmed", "kept_anyway", "lost_anyway")
"""What becomes of a customer in his two lives."""

EVERYBODY = "everybody"
"""Not an outcome: all of them together, to compare with."""

LIVES = ("before", "after")

EXPERIENCES = ("cx", "cx_exit", "cx_use", "cx_gap", "cx_failure", "cx_service")

COLUMNS = (
    "replication", "customer", "segment", "is_customer", "ever", "fit", "loyalty", "left_day", "left_by", "days",
    "failures", "reported", "contacts", "helped", "served", "effort_sum", "effort_count", *EXPERIENCES,
)  # fmt: skip
"""What is read of the customers' tally."""


class Lives(NamedTuple):
    """Everybody of one replication who ever bought in either life: a row each, both lives in the same order.

    The contacts are those of the customers who are logged, each with the outcome of whoever made it.
    """

    replication: int
    outcome: NDArray[np.str_]
    people: Mapping[str, pd.DataFrame]
    contacts: Mapping[str, pd.DataFrame]


# --- how things are told --------------------------------------------------------------------------------------


def mean_of(column: str) -> Tell:
    """Tell the mean of a column over people."""
    return lambda people: ratio(people[column].sum(), len(people))


def left_by(why: Leaving) -> Tell:
    """Tell how many of those who left did so for one reason."""
    return lambda people: _share(people.loc[~people["is_customer"], "left_by"] == str(why))


def never_contacted(people: pd.DataFrame) -> float:
    """Tell how many never contacted the firm."""
    return _share(people["contacts"] == 0)


def silent(people: pd.DataFrame) -> float:
    """Tell how many of their failures the firm never heard of."""
    return 1.0 - ratio(people["reported"].sum(), people["failures"].sum())


def unanswered(people: pd.DataFrame) -> float:
    """Tell how many of their contacts ended in nothing: given up, or not yet answered."""
    return 1.0 - ratio(people["helped"].sum() + people["served"].sum(), people["contacts"].sum())


def ease(people: pd.DataFrame) -> float:
    """Tell how easy their contacts were, from 1 to 7."""
    return ratio(people["effort_sum"].sum(), people["effort_count"].sum())


TRAITS = {"fit": "quality", "loyalty": "quality"}
"""What people are like: the same in both lives, unless the scenarios differ in it."""

UNITS = {
    "days": "days", "failures": "per buyer", "contacts": "per buyer", "unanswered_share": "share",
    **{f"left by {why}": "share" for why in Leaving},
}  # fmt: skip
"""The units of what is no measure."""

OF_A_LIFE: Mapping[str, Tell] = {
    "days": mean_of("days"),
    "failures": mean_of("failures"),
    "silent_share": silent,
    "contacts": mean_of("contacts"),
    "zero_contact_share": never_contacted,
    "unanswered_share": unanswered,
    "ces": ease,
    **{name: mean_of(name) for name in EXPERIENCES},
    **{f"left by {why}": left_by(why) for why in Leaving},
}
"""What is told of each life, over everybody; names of measures mean what they mean there."""

WAIT = "wait_minutes"
"""How long calls and chats waited, those given up included: of the customers who are logged, one in a hundred."""


# --- the facts of a replication -------------------------------------------------------------------------------


def facts_of(lives: Lives) -> pd.DataFrame:
    """Give what is told of one replication: a row an outcome, life and thing."""
    rows = [
        {"replication": lives.replication, "outcome": outcome, "life": life, "what": what, "unit": unit,
         "value": value}
        for outcome in (EVERYBODY, *OUTCOMES) for life, what, unit, value in _told(lives, outcome)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(NO_FACTS.columns))


NO_FACTS = pd.DataFrame(columns=["replication", "outcome", "life", "what", "unit", "value"])
"""What is told of people who are counted only."""


def segment(name: str) -> str:
    """Call the share of a group that belongs to a segment."""
    return f"segment: {name}"


def _told(lives: Lives, outcome: str) -> Iterator[tuple[str, str, str, float]]:
    mine = np.full(len(lives.outcome), True) if outcome == EVERYBODY else lives.outcome == outcome
    yield from _traits(lives.people["before"], mine)
    for life in LIVES:
        people = lives.people[life][mine]
        buyers = people[people["ever"]]
        for what, tell in OF_A_LIFE.items():
            yield life, what, unit_of(what), tell(buyers)
        yield life, WAIT, unit_of(WAIT), _wait(lives.contacts[life], outcome)


def unit_of(what: str) -> str:
    """Give the unit of a thing that is told."""
    return UNITS[what] if what in UNITS else MEASURES[what].unit


def _traits(people: pd.DataFrame, mine: NDArray[np.bool_]) -> Iterator[tuple[str, str, str, float]]:
    chosen = people[mine]
    for trait, unit in TRAITS.items():
        yield "before", trait, unit, mean_of(trait)(chosen)
    names = people["segment"].unique().tolist()
    for name in names if len(names) > 1 else ():
        yield "before", segment(name), "share", _share(chosen["segment"] == name)


def _wait(contacts: pd.DataFrame, outcome: str) -> float:
    quick = contacts["channel"].isin([str(Channel.PHONE), str(Channel.CHAT)])
    mine = contacts[quick] if outcome == EVERYBODY else contacts[quick & (contacts["outcome_of"] == outcome)]
    return mean_of("wait_minutes")(mine)


def _share(which: pd.Series[bool]) -> float:
    return ratio(which.sum(), len(which))
