"""The fast engine is an ordinary Mesa model, with old and new versions of Mesa, and leaves nothing behind."""

from __future__ import annotations

import gc
import importlib.metadata
import importlib.util
import inspect
import weakref

import mesa
import numpy as np
import pytest
from mesa.batchrunner import batch_run

from sim.departments import Department, Marketing, Product, Service
from sim.measures.daily import REPORTERS
from sim.model import JourneyModel
from sim.scenario import Scenario

pytestmark = pytest.mark.no_cover

WEAK = Scenario().but({
    "population": 60, "represents": 1, "days": 12, "product.quality": 0.35, "failures.rate": 0.03,
})  # fmt: skip
STRONG = WEAK.but({"product.quality": 0.8})
PASSES_RNG = "rng" in inspect.signature(batch_run).parameters


def batch(parameters, **how):
    """Run a batch as a Mesa user would, in this process."""
    return batch_run(JourneyModel, parameters, number_processes=1, display_progress=False, **how)


def still_there(references):
    """Give what is in memory although all is done with it."""
    gc.collect()
    return [reference() for reference in references if reference() is not None]


# --- a model, day by day ------------------------------------------------------------------------------------


def test_it_is_a_mesa_model_whose_departments_are_its_agents():
    model = JourneyModel(WEAK)
    assert isinstance(model, mesa.Model)
    assert {type(agent) for agent in model.agents} == {Marketing, Product, Service}
    assert set(model.agents) == {model.marketing, model.product, model.service}
    assert all(isinstance(agent, Department) and isinstance(agent, mesa.Agent) for agent in model.agents)
    assert model.agents_by_type[Service].get("skill") == [model.service.skill]


def test_a_step_is_a_day_and_the_last_one_stops_the_model():
    model = JourneyModel(WEAK)
    for day in range(12):
        assert model.running
        assert model.step() is None
        assert (model.steps, model.day) == (day + 1, day)
    assert not model.running


def test_steps_by_hand_are_the_run():
    by_hand, run = JourneyModel(WEAK), JourneyModel(WEAK).run()
    while by_hand.running:
        by_hand.step()
    for name, column in by_hand.record().customers.items():
        np.testing.assert_array_equal(column, run.customers[name], err_msg=name)


def test_run_model_of_mesa_is_the_run():
    model = JourneyModel(WEAK)
    model.run_model()
    assert model.steps == 12
    assert np.array_equal(model.record().daily["cx_sum"], JourneyModel(WEAK).run().daily["cx_sum"])


def test_the_frame_of_mesa_has_one_row_a_day():
    model = JourneyModel(WEAK)
    for day in range(12):
        model.step()
        assert len(model.datacollector.get_model_vars_dataframe()) == day + 1
    frame, record = model.datacollector.get_model_vars_dataframe(), model.record()
    assert list(frame.columns) == list(REPORTERS)
    for name, values in record.daily.items():
        assert np.array_equal(frame[name].to_numpy(), values), name


def test_what_is_collected_are_numbers_of_python():
    """Mesa copies what it collects, deeply, every day."""
    model = JourneyModel(WEAK)
    model.run()
    values = [value for column in model.datacollector.model_vars.values() for value in column]
    assert not [value for value in values if isinstance(value, np.generic | np.ndarray)]


def test_the_random_numbers_of_mesa_are_never_drawn():
    """Whoever draws from the model's own generators disturbs nobody."""
    quiet, noisy = JourneyModel(WEAK, panel=10), JourneyModel(WEAK, panel=10)
    while noisy.running:
        noisy.random.random()
        noisy.rng.random(7)
        noisy.agents.shuffle(inplace=True)
        quiet.step()
        noisy.step()
    ours, theirs = quiet.record(), noisy.record()
    for name, values in ours.customers.items():
        np.testing.assert_array_equal(values, theirs.customers[name], err_msg=name)


def test_the_seed_of_mesa_stands_for_the_seed_of_the_scenario():
    by_hand = [JourneyModel(WEAK.but({"seed": seed})).run().daily["cx_sum"][-1] for seed in (4, 5)]
    rows = batch({"spec": [WEAK]}, rng=[4, 5]) if PASSES_RNG else batch({"spec": [WEAK], "seed": [4, 5]})
    assert [row["cx_sum"] for row in rows] == by_hand
    assert JourneyModel(WEAK, rng=4).run().daily["cx_sum"][-1] == by_hand[0]
    assert JourneyModel(WEAK, seed=0).luck_seed == JourneyModel(WEAK, rng=0).luck_seed == 0


# --- batches ------------------------------------------------------------------------------------------------


def test_batches_run_a_scenario_to_its_last_day_and_no_further():
    rows = batch({"spec": [WEAK, STRONG]}, max_steps=1_000)
    assert [row["Step"] + (not PASSES_RNG) for row in rows] == [12, 12]
    assert len(batch({"spec": [WEAK]}, max_steps=1_000, data_collection_period=1)) == 12


def test_a_row_of_a_batch_is_the_last_day_of_the_run():
    (row,) = batch({"spec": [WEAK], "replication": [3]})
    record = JourneyModel(WEAK, replication=3).run()
    for name, values in record.daily.items():
        assert row[name] == values[-1], name


def test_batches_vary_scenarios_policies_and_replications_on_common_luck():
    class Nobody(Service):
        def roster(self, work, backlog):
            return 0.0

    rows = batch({"spec": [WEAK, STRONG], "service": [Service, Nobody], "replication": [0, 1]})
    assert len(rows) == 8
    agents = {(row["service"], row["agents"] > 0) for row in rows}
    assert agents == {(Service, True), (Nobody, False)}
    cx = {(row["spec"].product.quality, row["service"], row["replication"]): row["cx_sum"] for row in rows}
    assert all(cx[0.35, service, r] < cx[0.8, service, r] for service in (Service, Nobody) for r in (0, 1))


def test_a_batch_collects_the_panel():
    rows = batch({"spec": [WEAK], "panel": [5], "agent_reporters": [{"number": "number", "cx": "cx"}]})
    assert [row["number"] for row in rows] == [0, 1, 2, 3, 4]
    assert all(type(row["cx"]) is float for row in rows)
    # Mesa 3.3 puts the agents' values of the day before beside the model's.
    model = JourneyModel(WEAK, panel=5)
    for _ in range(12 if PASSES_RNG else 11):
        model.step()
    assert [row["cx"] for row in rows] == [window.cx for window in model.panel]
    model.forget()


@pytest.mark.slow
def test_a_batch_can_use_processes():
    rows = batch_run(JourneyModel, {"spec": [WEAK, STRONG]}, number_processes=2, display_progress=False)
    ours = {spec.product.quality: JourneyModel(spec).run().daily["cx_sum"][-1] for spec in (WEAK, STRONG)}
    assert {row["spec"].product.quality: row["cx_sum"] for row in rows} == ours


# --- memory is handed back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("panel", [0, 20])
def test_after_a_run_no_model_stays_in_memory(panel):
    references = []
    for replication in range(3):
        model = JourneyModel(WEAK, replication=replication, panel=panel)
        references += [weakref.ref(thing) for thing in (model, model.desk, model.service, model.customers.fit)]
        model.run()
    del model
    assert still_there(references) == []


def test_a_record_does_not_keep_its_model():
    model = JourneyModel(WEAK, panel=20)
    reference = weakref.ref(model)
    record = model.run()
    del model
    assert still_there([reference]) == []
    assert len(record.customers["cx_now"]) == 60


def test_a_frame_does_not_keep_its_model():
    model = JourneyModel(WEAK, panel=20, agent_reporters={"cx": "cx"})
    reference = weakref.ref(model)
    model.run()
    frames = model.datacollector.get_model_vars_dataframe(), model.datacollector.get_agent_vars_dataframe()
    del model
    assert still_there([reference]) == []
    assert [len(frame) for frame in frames] == [12, 12 * 20]


def test_a_batch_leaves_no_model_in_memory(monkeypatch):
    """Mesa itself ends such a run, and never says so to the model."""
    references = []
    genuine = JourneyModel.__init__

    def remembered(self, *given, **named):
        genuine(self, *given, **named)
        references.append(weakref.ref(self))

    monkeypatch.setattr(JourneyModel, "__init__", remembered)
    batch({"spec": [WEAK], "replication": [0, 1, 2], "panel": [20]})
    assert len(references) == 3
    assert still_there(references) == []


@pytest.mark.parametrize("panel", [0, 20])
def test_ten_runs_do_not_grow_what_mesa_counts(panel):
    before = len(getattr(mesa.Agent, "_ids", {}))
    for replication in range(10):
        JourneyModel(WEAK, replication=replication, panel=panel).run()
    assert len(getattr(mesa.Agent, "_ids", {})) == before


# --- in Mesa's page -----------------------------------------------------------------------------------------


def why_no_page():
    """Say what Mesa's page lacks here; nothing if it can be shown."""
    if importlib.util.find_spec("solara") is None:
        return "Mesa's page needs solara, which Trapeze does not depend on"
    widgets = int(importlib.metadata.version("ipyvuetify").split(".")[0])
    return "the page of Mesa 3.3 needs ipyvuetify 1" if widgets > 1 and not PASSES_RNG else ""


def test_a_page_can_make_it_from_keywords_and_watch_it():
    """Pages build a model by its keywords, reset it by building another, and read frames as it goes."""
    parameters = inspect.signature(JourneyModel).parameters.values()
    assert all(parameter.default is not inspect.Parameter.empty for parameter in parameters)
    model = JourneyModel(spec=WEAK)
    assert (model.steps, model.running) == (0, True)
    assert model.datacollector.get_model_vars_dataframe().empty
    model.step()
    assert (model.steps, model.running) == (1, True)
    assert model.datacollector.get_model_vars_dataframe()["customers"].tolist() == [60]


def test_without_any_keyword_it_is_the_default_firm():
    model = JourneyModel()
    assert model.spec == Scenario()
    model.step()
    assert model.running
    model.forget()


@pytest.mark.filterwarnings("ignore:Failed to validate hooks:UserWarning")  # of the page of Mesa 3.3 itself
@pytest.mark.skipif(bool(why_no_page()), reason=why_no_page())
def test_mesas_page_shows_it_and_takes_a_step():
    import ipyvuetify
    import solara
    from mesa.visualization import SolaraViz, make_plot_component

    model = JourneyModel(WEAK)
    page = SolaraViz(model, components=[make_plot_component("customers")], model_params={"spec": WEAK})
    _, context = solara.render(solara.AppLayout(children=[page]), handle_error=False)
    (step,) = [button for button in context.find(ipyvuetify.Btn).widgets if button.children == ["Step"]]
    step.click()
    context.close()
    assert model.steps == 1
    model.forget()
