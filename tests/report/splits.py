"""Splits made of numbers alone: nothing is simulated."""

from __future__ import annotations

import pandas as pd

from sim.measures import MEASURES
from sim.questions.levers import differing
from sim.questions.why import Why, name_of
from sim.questions.worlds import WAGES
from sim.statistics.shapley import coalitions

WORTH = {"marketing": 1.0, "product": 6.0, "journey": 2.0, "service": 1.5, "rest": -0.5}
"""What each lever adds to everything, in hundredths; product and service get in each other's way by one."""


def split_of(weak, better, *, replications=3, spread=0.0002, worth=WORTH, gaps=()):
    """Give an answer in which every lever adds the same to each measure; `gaps` are measures without a value."""
    rows = []
    for levers in coalitions(list(differing(weak, better))):
        value = 0.3 + 0.01 * (sum(worth[lever] for lever in levers) - ({"product", "service"} <= levers))
        for number in range(replications):
            measured = dict.fromkeys(MEASURES, value + spread * number * len(levers))
            row = {"world": name_of(levers), "replication": number, **measured, WAGES: 1.0}
            rows.append(row | dict.fromkeys(gaps, float("nan")))
    return Why(weak, better, pd.DataFrame(rows), 1)
