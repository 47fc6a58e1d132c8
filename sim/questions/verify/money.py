"""What a customer is worth who brings the same every day until he leaves at a constant hazard."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.measures import MEASURES
from sim.questions.verify.experiment import experiment
from sim.questions.verify.worlds import quiet
from sim.theory.value import lifetime_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

MARGIN, HAZARD, DISCOUNT, DAYS = 0.2, 0.01, 0.1, 60
CONTRACT = {
    "money.recurring_margin_per_day": MARGIN, "loyalty.churn_rate": HAZARD, "money.discount_rate": DISCOUNT,
    "money.price": 60, "money.unit_cost": 60, "money.agent_cost_hour": 0,
}  # fmt: skip


@experiment("A21", source="geometric series (Gupta, Lehmann & Stuart 2004)")
def customers_are_worth(bench: Bench) -> Iterator[Check]:
    """The margin of the day comes before the day's leaving, so a life has one day more than nights survived."""
    record = bench.live(quiet(CONTRACT, population=bench.people(150_000), days=DAYS))
    people = record.customers
    here = people["residual"][people["is_customer"]]
    discount = (1.0 + DISCOUNT) ** (-DAYS / 365)
    worth = lifetime_value(MARGIN, hazard=HAZARD, discount_rate=DISCOUNT)
    apart = np.abs(here / discount - worth).max()
    yield bench.exact("worth of who is left beyond the horizon, largest error", apart, 0.0, tolerance=1e-9)
    yield bench.exact("worth of who has left", np.abs(people["residual"][~people["is_customer"]]).max(), 0.0)
    # Daily margins until he leaves: a geometric series of survival and discount.
    ratio = math.exp(-HAZARD) * (1.0 + DISCOUNT) ** (-1 / 365)
    realised = MARGIN * (1.0 - ratio**DAYS) / (1.0 - ratio)
    yield bench.mean(f"what a customer brings in {DAYS} days, discounted", people["worth"], realised, finds=0.02)
    stays = math.exp(-HAZARD * DAYS)
    everything = realised + stays * worth * discount
    # What luck does to the whole worth: it is what each has brought and what he will bring.
    values = people["worth"] + people["residual"]
    yield bench.mean("lifetime value of a customer", values, everything, finds=0.02)
    yield bench.exact(
        "lifetime value as it is measured, of the same customers", MEASURES["clv"](record) / values.mean(), 1.0,
        tolerance=1e-9,
    )  # fmt: skip
