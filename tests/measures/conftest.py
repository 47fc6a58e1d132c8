"""Three small finished runs, lively enough that every measure has something to measure."""

from __future__ import annotations

import pytest

from sim.plain import PlainModel
from sim.results import Results
from sim.scenario import Scenario

LIVELY = {
    "population": 200, "represents": 2, "days": 60, "failures.rate": 0.02, "desk.agents": 0.6,
    "failures.question_rate": 0.05, "loyalty.churn_rate": 0.003, "loyalty.repurchases_per_year": 12,
    "returns.rate": 0.01, "survey.response_chance": 0.5, "money.discount_rate": 0.5,
}  # fmt: skip
MARKET = {
    "protocol": "market", "population": 500, "days": 70, "marketing.reach_per_day": 0.05,
    "market.winbacks_per_year": 0,
}  # fmt: skip
FIRMS = {"cohort": {}, "market": MARKET, "warm-up": {"measure_from_day": 25}}


def finished(changes):
    """Run a lively firm with these changes."""
    spec = Scenario().but(LIVELY | changes)
    return Results(spec, (PlainModel(spec).run(),), seed=spec.seed, engine="plain")


@pytest.fixture(scope="session", params=FIRMS)
def results(request):
    """Give the results of each firm in turn."""
    return finished(FIRMS[request.param])


@pytest.fixture(scope="session")
def record():
    """Give the record of the firm of the cohort protocol."""
    return finished({}).records[0]


@pytest.fixture(scope="session", params=["cohort", "market"])
def nobody(request):
    """Give the record of a world without people."""
    return PlainModel(Scenario().but({"population": 0, "days": 20, "protocol": request.param})).run()
