"""Who has used the product as often is as sure of it: a table says what a column would, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

import sim.model
from sim import Scenario
from sim.crowd.sureness import after_uses, learn_alike
from sim.departments import Marketing
from sim.model import JourneyModel

LIVELY = Scenario().but({
    "population": 200, "represents": 1, "days": 60, "log": "none", "desk.agents": 4, "failures.rate": 0.02,
    "loyalty.churn_rate": 0.004, "loyalty.repurchases_per_year": 20, "returns.rate": 0.01,
    "journey.exit.days": 3, "product.usage_rate": 0.6,
})  # fmt: skip
SEGMENTS = LIVELY.but({
    "segments": [
        {"name": "many", "share": 0.6},
        {"name": "few", "share": 0.4, "belief": {"use_signal_sd": 0.2, "prior_sd": 0.3}},
    ]
})  # fmt: skip


def lived(spec):
    """Live a world; gives whether it has the column, its record in the middle and its record at the end."""
    model = JourneyModel(spec, block_rows=77, panel=spec.population)
    while model.day < 30:
        model.step()
    shown = [window.belief_sd for window in model.panel]
    return model.customers.belief_var.flags.writeable, shown, model.record().customers, model.run().customers


@pytest.mark.parametrize("spec", [LIVELY, SEGMENTS], ids=["one", "segments"])
def test_a_table_of_variances_says_what_a_column_would(monkeypatch, spec):
    has_column, shown, *found = lived(spec)
    assert not has_column
    assert shown == found[0]["belief_sd"].tolist()
    monkeypatch.setattr(sim.model, "know_by_uses", lambda *_: [])
    has_column, _, *expected = lived(spec)
    assert has_column
    for mine, theirs in zip(found, expected, strict=True):
        assert [name for name in theirs if not np.array_equal(mine[name], theirs[name], equal_nan=True)] == []
    assert 4 in found[0]["phase"], "nobody waits for a delivery, in whom the count of uses differs"
    assert len(np.unique(found[1]["belief_sd"])) > 20


@pytest.mark.parametrize(
    ("setting", "alike"),
    [
        ({}, True),
        ({"protocol": "market"}, False),
        ({"belief.drift_sd": 0.01}, False),
        ({"loyalty.winback_offer": 0.1}, False),
        ({"changes": [{"from_day": 9, "belief": {"use_signal_sd": 0.9}}]}, False),
        ({"product.usage_rate": 0, "changes": [{"from_day": 9, "product": {"usage_rate": 0.5}}]}, False),
        ({"changes": [{"from_day": 9, "product": {"usage_rate": 0.5}}]}, True),
    ],
)
def test_only_who_learns_from_his_uses_alone_is_known_by_them(setting, alike):
    spec = LIVELY.but({"days": 20} | setting)
    assert learn_alike(spec) == alike
    assert JourneyModel(spec).customers.belief_var.flags.writeable != alike


class Talkative(Marketing):
    """A firm that is talked about before it opens: some of its customers have heard more than others."""

    def __init__(self, model):
        super().__init__(model)
        self.praise, self.praise_content = 0.5, 0.7


def test_where_some_have_heard_more_than_others_a_column_is_kept():
    model = JourneyModel(LIVELY, marketing=Talkative)
    assert model.customers.belief_var.flags.writeable
    assert len(np.unique(model.customers.belief_var)) > 1


def test_each_use_adds_its_precision():
    left = after_uses(0.04, 0.5, 9)
    assert np.allclose(1 / left, 1 / 0.04 + np.arange(10) / 0.25)
