"""The worlds in which the facts are looked for, by name; all have the same luck.

The usual ones are the typical firm as it comes, with another desk, and in the market protocol. The others are
trials. In a trial the product fails four times as often for two months, so that there is enough to see, and the
same people are followed in a quiet life in which nothing ever fails. Whoever met his first failure in the two
weeks from day 40 on, and no other, is looked at ten to 25 days later; or he is asked on day 70 whether he buys
again, as everybody is on that day and nobody is before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.scenario import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario import Scenario

TYPICAL, POOR, EXCELLENT, FLAWLESS = "typical", "poor desk", "excellent desk", "flawless product"
SHORT_STAFFED, WELL_STAFFED = "short-staffed", "well-staffed"
TRIAL, TRIAL_QUIET = "trial", "trial, quiet"
TRIAL_EXCELLENT, TRIAL_EXCELLENT_QUIET = "trial, excellent desk", "trial, excellent desk, quiet"
ASKED, ASKED_EXCELLENT, ASKED_QUIET = "asked", "asked, excellent desk", "asked, excellent desk, quiet"
MARKET, TWICE_THE_ADS, DEARER = "market", "market, twice the advertising", "market, 5 % dearer"
RECORD_SHOP, RECORD_SHOP_ALIKE = "record shop", "record shop, all alike"

YEAR = 365
WINDOW = (40, 55)
"""From which day on, and before which, the failures of a trial are looked at."""
LOOKED_AT = 65
"""Length of a trial in days."""
ASKED_ON = 70
"""The day on which everybody has an occasion to buy again."""

MORE_FAILURES = 4.0
MORE_SPENDING = 2.0
DEARER_BY = 1.05

_QUIET: dict[str, object] = {"failures.rate": 0.0, "journey.exit.damage_chance": 0.0}
_LOGGED: dict[str, object] = {"log": "all"}
_TRIAL = {"days": LOOKED_AT, **_LOGGED}
_AT_ONCE = {"loyalty.repurchases_per_year": 36_500.0, "journey.engagement.days": 0.0}
_NOT_BEFORE = {"loyalty.repurchases_per_year": 0.0}
_ASKED = {"days": ASKED_ON + 3, **_NOT_BEFORE, "changes": [{"from_day": ASKED_ON, **_AT_ONCE}], **_LOGGED}
_MARKET = {"protocol": "market", "days": 2 * YEAR}

WATCHED = 231
"""Days for which the buyers of the record shop are watched: 33 weeks, the mean of the 27 to 39 of CDNOW."""

RATES = (0.005, 0.063, 0.252, 0.656, 1.395, 2.709, 5.233, 13.685)
"""Needs a year of eight equal groups: the means of the eighths of a gamma law of shape .36 and mean 3."""

RATE_OF_ALL = 2.3
"""The same for all, so that they buy again as often on average."""


OF_EACH_FACT: Mapping[str, object] = {"protocol": "cohort", "days": YEAR, "log": "none"}
"""What belongs to the experiments, whatever the firm says; some of them change it again."""


def worlds_of(base: Scenario) -> Mapping[str, Scenario]:
    """Give every world, with the firm that is asked about as the typical one."""
    usual = base.but(OF_EACH_FACT)
    excellent = said("service/excellent")
    trouble = {"failures.rate": MORE_FAILURES * base.failures.rate, "journey.exit.damage_chance": 0.0}
    market = usual.but(_MARKET)
    return {
        TYPICAL: usual.but(_LOGGED),
        POOR: usual.but(said("service/poor")),
        EXCELLENT: usual.but(excellent),
        FLAWLESS: usual.but(_QUIET),
        SHORT_STAFFED: usual.but({"desk.staffing_ratio": 0.95}),
        WELL_STAFFED: usual.but({"desk.staffing_ratio": 1.4}),
        TRIAL: usual.but(trouble | _TRIAL),
        TRIAL_QUIET: usual.but(_QUIET | _TRIAL),
        TRIAL_EXCELLENT: usual.but({**excellent, **trouble, **_TRIAL}),
        TRIAL_EXCELLENT_QUIET: usual.but({**excellent, **_QUIET, **_TRIAL}),
        ASKED: usual.but(trouble | _ASKED),
        ASKED_EXCELLENT: usual.but({**excellent, **trouble, **_ASKED}),
        ASKED_QUIET: usual.but({**excellent, **_QUIET, **_ASKED}),
        MARKET: market,
        TWICE_THE_ADS: market.but({"marketing.ad_spend": MORE_SPENDING * market.marketing.ad_spend}),
        DEARER: market.but({"money.price": DEARER_BY * market.money.price}),
        RECORD_SHOP: usual.but({"days": WATCHED, "segments": _groups(RATES)}),
        RECORD_SHOP_ALIKE: usual.but({"days": WATCHED, "loyalty.repurchases_per_year": RATE_OF_ALL}),
    }


def _groups(rates: Sequence[float]) -> list[dict[str, object]]:
    """Give equal groups of buyers, each with a rate of its own."""
    return [
        {"name": f"group_{number}", "share": 1 / len(rates), "loyalty.repurchases_per_year": rate}
        for number, rate in enumerate(rates, start=1)
    ]
