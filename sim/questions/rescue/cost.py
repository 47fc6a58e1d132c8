"""What a rescued customer costs: the extra bill for excellent service over the customers it keeps.

The bill is wages and compensation, of everybody and not only of those who are rescued: a desk cannot know whom it
saves. What training and tools cost is in no table and so not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.rescue.index import runs_of
from sim.rules.money import contribution, return_reversal
from sim.statistics.fieller import ratio_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.results import Results
    from sim.scenario import Scenario

    Floats = NDArray[np.float64]

FEWEST_KEPT = 0.001
"""The share of buyers that service has to keep before it makes sense to ask what each of them costs."""


@dataclass(frozen=True)
class CostPerRescued:
    """The extra cost of excellent service for each customer kept on balance, in the scenario's currency.

    `estimate`  that cost, NaN where it is not defined
    `low`       the lower end of Fieller's interval
    `high`      the upper one
    `defined`   false where service keeps nobody, or where the books do not tell what compensation was paid: offers
                to those who have left, or segments that pay other prices
    """

    estimate: float
    low: float
    high: float
    defined: bool


def cost_per_rescued(results: Mapping[str, Results]) -> CostPerRescued:
    """Divide what excellent service costs more by the buyers whom it keeps, all per buyer of the weak product."""
    poor, excellent = results["weak_poor"], results["weak_excellent"]
    kept = runs_of({"poor": poor, "excellent": excellent}, "retention")
    more = service_bill(excellent) - service_bill(poor)
    ratio = ratio_interval(more, kept["excellent"] - kept["poor"], smallest_denominator=FEWEST_KEPT)
    sound = ratio.defined and ratio.denominator > 0
    nothing = float("nan")
    return CostPerRescued(*((ratio.ratio, ratio.low, ratio.high) if sound else (nothing,) * 3), defined=sound)


def service_bill(results: Results) -> Floats:
    """Give what service cost per buyer in each replication: the wages of the desk, and compensation.

    Compensation is what the contribution of a day lacks of the day's margins, sales and returns. NaN where other
    things are booked there too.
    """
    spec = results.scenario
    daily = results.daily[results.daily["day"] >= spec.measure_from_day]
    buyers = results.runs["bought"].to_numpy(np.float64)
    if not _is_plain(spec):
        return np.full(len(buyers), np.nan)
    booked = {name: _by_day(spec, name, daily["day"].to_numpy()) for name in ("margin", "sale", "reversal")}
    brought = (
        booked["margin"] * daily["customers"]
        + booked["sale"] * daily["purchases"]
        + booked["reversal"] * daily["returned"]
    )
    bill = (brought - daily["contribution"]) + daily["wages"] / spec.weight
    summed = bill.groupby(daily["replication"]).sum().to_numpy(np.float64)
    return np.asarray(summed / np.where(buyers > 0, buyers, np.nan), np.float64)


def _by_day(spec: Scenario, what: str, days: NDArray[np.int64]) -> Floats:
    """Give a price of the day, for each of these days."""
    prices = np.array([_price(spec.in_force(day), what) for day in range(spec.days)])
    return np.asarray(prices[days], np.float64)


def _price(spec: Scenario, what: str) -> float:
    money = spec.money
    if what == "margin":
        return money.recurring_margin_per_day
    if what == "sale":
        return float(contribution(money.price, unit_cost=money.unit_cost))
    return float(return_reversal(money.price, unit_cost=money.unit_cost, return_cost=money.return_cost))


def _is_plain(spec: Scenario) -> bool:
    """Tell whether nothing but margins, sales, returns and compensation is booked, alike for all segments."""
    sellers = [part for _, now in spec.calendar for part in now.parts]
    offers = any(part.loyalty.winback_offer > 0 for part in sellers)
    return not offers and not any(
        key.startswith("money.") for segment in spec.segments for key in segment.settings
    )
