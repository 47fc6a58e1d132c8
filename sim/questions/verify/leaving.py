"""Customers who feel nothing and leave at a constant hazard: how many are still there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.verify.experiment import FORMULA, experiment
from sim.questions.verify.worlds import quiet
from sim.rules.hazard import chance
from sim.theory.renewal import surviving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

RATE = 0.01
SENSITIVITY = 6.0


@experiment("A18", source="mixed proportional hazards, by quadrature")
def customers_leave(bench: Bench) -> Iterator[Check]:
    for loyalty_sd, alike in ((0.0, "alike in loyalty"), (0.1, "of unlike loyalty")):
        world = quiet(
            {"loyalty.churn_rate": RATE, "loyalty.churn_sensitivity": SENSITIVITY, "loyalty.sd": loyalty_sd},
            population=bench.people(150_000), days=90,
        )  # fmt: skip
        left = bench.live(world).customers["left_day"].astype(np.int64)
        for days in (3, 30, 90):
            there = surviving(days, cx=0.0, churn_rate=RATE, churn_sensitivity=SENSITIVITY, loyalty_sd=loyalty_sd)
            says = f"customers {alike} who are still there after {days} days"
            yield bench.share(says, (left < 0) | (left >= days), there, finds=0.025)


@experiment("A18", source="an exponential law has no memory", on=FORMULA)
def steps_of_any_length(bench: Bench) -> Iterator[Check]:
    for dt in (1.0, 0.5, 0.25):
        stays = (1.0 - float(chance(RATE, dt))) ** round(90 / dt)
        yield bench.exact(
            f"share left after 90 days in steps of {dt:g} days", stays, math.exp(-RATE * 90), tolerance=1e-12
        )
