"""Money: what a customer is worth, and what the firm earns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures.measure import DAYS_A_YEAR, mean, measure, of_buyers, of_days, ratio

if TYPE_CHECKING:
    from sim.measures.record import Record


@measure("money per buyer", "higher", of_firm=True)
def clv(record: Record) -> float:
    """Customer lifetime value: what a buyer brought, and what those who are left will bring, discounted.

    Contribution less the wages for the agents' minutes he took and an equal part of all the others that are paid
    (idle time, and in a market the minutes spent on people who never bought); beyond the horizon by the present
    churn hazard and chance to buy again of each current customer.
    """
    return clv_realised(record) + mean(of_buyers(record, "residual"))


@measure("money per buyer", "higher", of_firm=True)
def clv_realised(record: Record) -> float:
    """The part of customer lifetime value that lies before the horizon."""
    spec = record.spec
    own = of_buyers(record, "worth").sum() - of_buyers(record, "wages_worth").sum()
    days = np.arange(len(of_days(record, "wages")))
    discount = (1.0 + spec.money.discount_rate) ** (-days / DAYS_A_YEAR)
    bill = float((of_days(record, "wages") * discount).sum()) / spec.weight
    idle = bill - of_buyers(record, "wages_worth").sum()
    return ratio(own - idle, of_buyers(record, "ever").size)


@measure("money per person", "higher", of_firm=True)
def profit(record: Record) -> float:
    """Contribution less all wages and advertising over the measured time, per person of the population."""
    costs = of_days(record, "wages").sum() / record.spec.weight + of_days(record, "advertising").sum()
    return ratio(of_days(record, "contribution").sum() - costs, record.spec.population)
