"""What a stylised fact is: what the world says, how the model is asked, and when it agrees.

A fact is a regularity that studies found in the world. It has one figure or several; each is one number of a
replication, so that replications give it an interval. Where the literature allows it a figure has a band: met
where the whole interval lies inside, missed where it lies outside, and open where it crosses an edge, which more
replications settle. A figure without a band stands beside what the world says, and is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite
from typing import TYPE_CHECKING

from sim.questions.facts.cases import Seen

if TYPE_CHECKING:
    from sim.statistics.intervals import MeanInterval

Records = Mapping[str, Seen]
"""One replication of the worlds that a figure asks for, by name: the same luck in all of them."""

Estimate = Callable[[Records], float]
"""A figure of one replication; NaN where there was nothing to see."""


class Status(StrEnum):
    """How well we know what the world says."""

    READ = "read"
    """In published text, often an abstract or a quotation."""
    SAID = "said"
    """By one of the articles that the model is about, or by those whom they quote."""
    REMEMBERED = "from memory"
    """Standard literature that was not read again: look before you quote it."""


class Kind(StrEnum):
    """What a fact is to the model."""

    OUTCOME = "outcome"
    """It comes about, and could have come out otherwise."""
    INPUT = "input"
    """A parameter was set to it: to meet it shows nothing."""
    ABSENT = "not modelled"
    """The model has no mechanism for it."""


class Verdict(StrEnum):
    """How a figure, or a fact, fares."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    """The interval crosses an edge of the band, or there is none."""
    BESIDE = "no band"
    """Shown beside what the world says, and not judged."""
    INPUT = "input"
    ABSENT = "not modelled"


@dataclass(frozen=True)
class Band:
    """What is near enough, both ends included; an infinite end is none."""

    low: float = -inf
    high: float = inf

    @classmethod
    def around(cls, value: float, *, factor: float) -> Band:
        """Give the band within a factor of a value."""
        return cls(value / factor, value * factor)

    @property
    def ends(self) -> tuple[float, float]:
        """Its two ends."""
        return self.low, self.high

    def verdict(self, found: MeanInterval) -> Verdict:
        """Tell whether an interval lies inside, outside, or across an edge."""
        if not isfinite(found.low):
            return Verdict.OPEN
        if self.low <= found.low and found.high <= self.high:
            return Verdict.MET
        return Verdict.MISSED if found.high < self.low or found.low > self.high else Verdict.OPEN


APART = "difference of shares"
"""The unit of what is told in percentage points."""

ABOVE_NONE = Band(low=0.0)
BELOW_NONE = Band(high=0.0)


@dataclass(frozen=True)
class Figure:
    """One number of a fact: what it is, what the world says, and how the model is asked for it."""

    name: str
    says: str
    unit: str
    worlds: tuple[str, ...]
    estimate: Estimate
    world: str = ""
    """The figure of the world, in words; empty where it gives none."""
    band: Band | None = None


@dataclass(frozen=True)
class Fact:
    """One regularity: what the world says, who found it, and the figures that answer."""

    id: str
    title: str
    world: str
    source: str
    reference: str
    """Where a reader finds it."""
    status: Status
    kind: Kind = Kind.OUTCOME
    asked: str = ""
    """How the model is asked, in a sentence or two."""
    figures: tuple[Figure, ...] = ()
    remark: str = ""
    """What to know of the comparison, or why the model has nothing to say."""

    def verdict(self, figures: Mapping[str, Verdict]) -> Verdict:
        """Judge the fact by its figures: missed if one is, open if one is, met if all with a band are."""
        if self.kind is not Kind.OUTCOME:
            return Verdict.INPUT if self.kind is Kind.INPUT else Verdict.ABSENT
        found = set(figures.values())
        order = (Verdict.MISSED, Verdict.OPEN, Verdict.MET)
        return next((verdict for verdict in order if verdict in found), Verdict.BESIDE)
