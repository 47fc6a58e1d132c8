"""What a quick trial spares: days, customers at the desk, or replications, where a verdict does not hang on them.

A quick trial is to take about two minutes. Each experiment says how large it is where everything counts, with
`--full`; here stands where less does. It was chosen by the noise of the full size: by how many standard deviations
of a replication an effect lies from where its verdict would turn.

- Two replications are enough from 14 of them on, since two reach 9 to either side; three from 4 on, which reach
  2.5. Two are enough also where no verdict is in sight: what four leave open, two leave open.
- Half or three quarters of the days, or a firm of fewer customers, where the effect stays what it is: far on one
  side of what matters. Not where a claim is about the later months or a desk that is overrun.

What is spared makes another world, or a wider interval, and never another question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.claims.experiment import Experiment

__all__ = ["Size", "quick"]

USUAL = 3
"""Replications, where an experiment has as many."""

REPLICATIONS: Mapping[str, int] = {
    **dict.fromkeys(
        ("A2", "A4", "A5", "A9", "A10", "A13", "A17", "A21", "A31", "A32", "A38", "B2", "B5", "B6", "C3", "C7",
         "C8", "C13", "C14", "C19", "C21", "D2", "D4", "D7", "E1", "E5", "E11", "E16", "E19", "E23", "E25"),
        2,
    ),
    **dict.fromkeys(("A3", "A12", "A15", "A19", "C12"), 4),
}  # fmt: skip

DAYS: Mapping[str, int] = {
    "C3": 60,
    **dict.fromkeys(("A31", "C19", "C20", "E3", "E18", "E29"), 90),
    "E5": 120,
    **dict.fromkeys(
        ("A3", "A4", "A5", "A6", "A9", "A10", "A16", "A18", "A19", "A30", "A32", "B2", "B3", "B9", "C16", "C21",
         "D2", "D7", "E6", "E16", "E21", "E24", "E25", "E26"),
        180,
    ),
    **dict.fromkeys(("A2", "A22", "A37", "B7", "C10", "C13", "C14", "E11"), 270),
    **dict.fromkeys(("A27", "C8"), 365),
}  # fmt: skip

STANDS_FOR: Mapping[str, int] = {
    "A8": 25,
    **dict.fromkeys(
        ("A2", "A7", "A21", "A22", "A32", "A37", "A38", "B4", "B7", "B10", "C7", "C11", "C12", "C13", "D3", "D4",
         "E28", "E31"),
        10,
    ),
}  # fmt: skip
"""Customers for whom one stands: with 2,000 people and 10 it is a firm of 20,000 instead of 100,000."""


@dataclass(frozen=True)
class Size:
    """How large an experiment is: settings over its own, and how often its own world is lived."""

    settings: Mapping[str, int]
    replications: int


def quick(name: str, experiment: Experiment) -> Size:
    """Give the size of an experiment in a quick trial: never more than its own."""
    settings: dict[str, int] = {}
    if DAYS.get(name, experiment.base.days) < experiment.base.days:
        settings["days"] = DAYS[name]
    if STANDS_FOR.get(name, experiment.base.weight) < experiment.base.weight:
        settings["represents"] = STANDS_FOR[name]
    return Size(settings, min(experiment.replications, REPLICATIONS.get(name, USUAL)))
