"""The controls of exact limits in the plain engine: what changes nobody in a quiet world is felt in a lively one.

The limits themselves are experiments, which `tests/questions/verify` tries on both engines.
"""

from __future__ import annotations

import numpy as np
import pytest
from small_worlds import quiet

from sim.plain import PlainModel
from sim.questions.verify.relations import PERFECT, SERVICE
from sim.scenario import Scenario

# CI holds the fast engine to the same, and the two engines to each other, customer by customer.
pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

EVERYDAY = {"population": 150, "represents": 1, "days": 60}


def test_service_does_change_those_who_have_something_to_say():
    """The control of `service_moves_nobody_who_has_nothing_to_say`: with failures every lever is felt."""
    spec = Scenario().but(EVERYDAY | {"failures.rate": 0.05})
    before = PlainModel(spec).run().customers["cx_sum"]
    for lever, moved in SERVICE.items():
        after = PlainModel(spec.but(dict(moved))).run().customers["cx_sum"]
        assert not np.array_equal(before, after), lever


def test_no_evening_knows_of_a_failure_that_perfect_service_has_made_good():
    """`perfect_service_rescues` looks at sums over all evenings; here is each of them."""
    model = PlainModel(quiet(PERFECT, {"product.quality": 0.35}, population=300, days=60))
    while model.running:
        model.step()
        for customer in model.customers:
            assert customer.ledger.failure + customer.ledger.service == pytest.approx(0.0, abs=1e-12)
    assert sum(customer.tally.failures for customer in model.customers) > 500
