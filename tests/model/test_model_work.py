"""The fast engine does no more than it did: counted, not timed, so that a busy machine tells no lies.

A loss of a third in any count turns this red. After a change that makes it faster, write down the new counts.
"""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from counted_work import Work, measured

import sim.model
from sim import Scenario

pytestmark = pytest.mark.no_cover

WORLD = {"population": 4_000, "represents": 1, "days": 20, "log": "none"}
KNOWN = Work(numbers=243.9, draws=0.782, operations=1238.0, events=0.505, state_bytes=221.8, passing_bytes=32.2)
MORE, LESS = 1.15, 0.85


def excess(work: Work) -> dict[str, float]:
    """Say which counts are not what they were, as a ratio."""
    ratios = {name: value / asdict(KNOWN)[name] for name, value in asdict(work).items()}
    return {name: ratio for name, ratio in ratios.items() if not LESS < ratio < MORE}


def test_a_customer_day_costs_no_more_draws_passes_and_bytes_than_it_did(monkeypatch):
    assert not excess(measured(Scenario.load("default").but(WORLD), monkeypatch=monkeypatch))


def test_a_wasteful_evening_is_noticed(monkeypatch):
    evening = sim.model.evening

    def wasteful(c, w):
        for column in (c.fit, c.loyalty, c.belief_mean, c.belief_var, c.pull) * 4:
            np.exp(column) * column
        evening(c, w)

    monkeypatch.setattr(sim.model, "evening", wasteful)
    assert excess(measured(Scenario.load("default").but(WORLD), monkeypatch=monkeypatch)) == {
        "numbers": pytest.approx(1.35, abs=0.1)
    }
