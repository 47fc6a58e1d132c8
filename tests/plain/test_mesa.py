"""The plain engine is an ordinary Mesa model, with old and new versions of Mesa, and leaves nothing behind."""

from __future__ import annotations

import gc
import inspect
import weakref

import mesa
import numpy as np
import pytest
from mesa.batchrunner import batch_run

from sim.measures.daily import REPORTERS
from sim.measures.record import LEAVINGS, Leaving
from sim.plain import PlainModel
from sim.plain.customer import Customer
from sim.plain.departments import Marketing, Product, Service
from sim.scenario import Scenario

pytestmark = pytest.mark.no_cover

WEAK = Scenario().but(
    {"population": 40, "represents": 1, "days": 12, "product.quality": 0.35, "failures.rate": 0.03}
)
STRONG = WEAK.but({"product.quality": 0.8})
PASSES_RNG = "rng" in inspect.signature(batch_run).parameters


@pytest.fixture
def gone():
    """Tell which models are still in memory when all is done with them."""

    def alive(references):
        gc.collect()
        return [reference() for reference in references if reference() is not None]

    return alive


def batch(parameters, **how):
    """Run a batch as a Mesa user would, in this process."""
    return batch_run(PlainModel, parameters, number_processes=1, display_progress=False, **how)


def test_it_is_a_mesa_model_of_mesa_agents():
    model = PlainModel(WEAK)
    assert isinstance(model, mesa.Model)
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert len(model.agents_by_type[Customer]) == 40
    assert {type(agent) for agent in model.agents} == {Customer, Marketing, Product, Service}
    assert set(model.customers) | {model.marketing, model.product, model.service} == set(model.agents)
    assert len({agent.unique_id for agent in model.agents}) == 43


def test_agent_sets_can_be_asked():
    model = PlainModel(WEAK)
    for _ in range(5):
        model.step()
    customers = model.agents_by_type[Customer]
    assert customers.select(lambda customer: customer.is_customer).agg("cx", len) == model.stock()[5]
    assert customers.get("number") == list(range(40))


def test_a_step_is_a_day_and_the_last_one_stops_the_model():
    model = PlainModel(WEAK)
    for day in range(12):
        assert model.running
        model.step()
        assert (model.steps, model.day) == (day + 1, day)
    assert not model.running


def test_the_frame_of_mesa_has_one_row_a_day():
    model = PlainModel(WEAK)
    record = model.run()
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == 12
    assert list(frame.columns) == list(REPORTERS)
    for name, values in record.daily.items():
        assert np.array_equal(frame[name].to_numpy(), values)


def test_batches_run_a_scenario_to_its_last_day_and_no_further():
    rows = batch({"spec": [WEAK, STRONG]}, max_steps=1_000)
    assert [row["Step"] + (not PASSES_RNG) for row in rows] == [12, 12]
    days = batch({"spec": [WEAK]}, max_steps=1_000, data_collection_period=1)
    assert len(days) == 12


def test_a_row_of_a_batch_is_the_day_of_the_run():
    (row,) = batch({"spec": [WEAK], "replication": [3]})
    record = PlainModel(WEAK, replication=3).run()
    for name, values in record.daily.items():
        assert row[name] == values[-1], name


def test_batches_vary_scenarios_and_replications_on_common_luck():
    rows = batch({"spec": [WEAK, STRONG], "replication": [0, 1, 2]}, data_collection_period=1)
    assert len(rows) == 6 * 12
    totals = {}
    for row in rows:
        key = row["spec"].product.quality, row["replication"]
        totals[key] = totals.get(key, 0.0) + row["cx_sum"]
    assert len(set(totals.values())) == 6
    assert all(totals[0.35, r] < totals[0.8, r] for r in range(3))


def test_the_seed_of_mesa_stands_for_the_seed_of_the_scenario():
    by_hand = [PlainModel(WEAK.but({"seed": seed})).run().daily["cx_sum"][-1] for seed in (4, 5)]
    rows = batch({"spec": [WEAK]}, rng=[4, 5]) if PASSES_RNG else batch({"spec": [WEAK], "seed": [4, 5]})
    assert [row["cx_sum"] for row in rows] == by_hand
    assert PlainModel(WEAK, rng=4).run().daily["cx_sum"][-1] == by_hand[0]
    assert PlainModel(WEAK, seed=4).run().seed == 4


def test_seed_0_is_a_seed_for_mesa_too():
    assert PlainModel(WEAK, seed=0).luck_seed == 0
    assert PlainModel(WEAK, rng=0).luck_seed == 0
    assert PlainModel(WEAK.but({"seed": 0})).luck_seed == 0


def test_the_random_numbers_of_mesa_are_never_drawn():
    """Whoever draws from the model's own generators disturbs nobody."""
    quiet, noisy = PlainModel(WEAK), PlainModel(WEAK)
    for _ in range(12):
        noisy.random.random()
        noisy.rng.random(7)
        quiet.step()
        noisy.step()
    ours, theirs = quiet.record(), noisy.record()
    for name, values in ours.customers.items():
        assert np.array_equal(values, theirs.customers[name]), name


def test_without_a_scenario_it_is_the_default_firm():
    assert PlainModel.__init__.__kwdefaults__["replication"] == 0
    assert inspect.signature(PlainModel).parameters["spec"].default is None


def test_after_a_run_no_model_stays_in_memory(gone):
    references = []
    for replication in range(3):
        model = PlainModel(WEAK, replication=replication)
        references += [weakref.ref(model), weakref.ref(model.customers[0]), weakref.ref(model.desk)]
        model.run()
    del model
    assert gone(references) == []


def test_a_record_does_not_keep_its_model(gone):
    model = PlainModel(WEAK)
    reference = weakref.ref(model)
    record = model.run()
    del model
    assert gone([reference]) == []
    assert record.daily["customers"][0] == 40


def test_ten_runs_do_not_grow_what_mesa_counts():
    before = len(getattr(mesa.Agent, "_ids", {}))
    for replication in range(10):
        PlainModel(WEAK, replication=replication).run()
    assert len(getattr(mesa.Agent, "_ids", {})) == before


def test_a_batch_leaves_no_model_in_memory(gone, monkeypatch):
    """Mesa itself ends such a run, and never says so to the model."""
    references = []
    genuine = PlainModel.__init__

    def remembered(self, *given, **named):
        genuine(self, *given, **named)
        references.append(weakref.ref(self))

    monkeypatch.setattr(PlainModel, "__init__", remembered)
    batch({"spec": [WEAK], "replication": [0, 1, 2]})
    assert len(references) == 3
    assert gone(references) == []


class Cautious(Customer):
    """A mechanism that somebody tries: nobody ever buys again."""

    def purchase_probability(self):
        return 0.0


def test_a_subclass_of_the_customer_can_try_a_mechanism():
    """The engine is there to be changed by those who read it."""
    spec = WEAK.but({"loyalty.repurchases_per_year": 200, "journey.engagement.days": 0})
    record = PlainModel(spec, customer=Cautious).run()
    assert record.customers["purchases"].max() == 1
    assert (record.customers["left_by"] == LEAVINGS.index(Leaving.GATE)).any()
