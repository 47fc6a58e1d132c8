"""The panel is a window: it shows what the plain engine knows of the same customers, and changes nothing."""

from __future__ import annotations

import gc
import math
import weakref

import mesa
import numpy as np
import pytest

from sim.crowd.panel import PANEL_SIZE, PanelCustomer
from sim.departments import Marketing, Product, Service
from sim.measures.record import LEDGER, Phase
from sim.model import JourneyModel
from sim.plain import PlainModel
from sim.scenario import Scenario

LIVELY = Scenario().but({
    "population": 60,
    "represents": 2,
    "days": 60,
    "log": "all",
    "product.quality": 0.4,
    "failures.rate": 0.03,
    "failures.question_rate": 0.03,
    "loyalty.churn_rate": 0.003,
    "loyalty.repurchases_per_year": 12,
    "returns.rate": 0.002,
    "market.winbacks_per_year": 20,
    "market.lost_return_per_year": 20,
})  # fmt: skip
MARKET = LIVELY.but({"protocol": "market", "marketing.reach_per_day": 0.05, "desk.staffing_ratio": 0.7})
WARMED_UP = MARKET.but({"measure_from_day": 20})
SEGMENTS = LIVELY.but({
    "segments": [
        {"name": "calm", "share": 0.4, "experience": {"incident_half_life_days": 90}},
        {"name": "quick", "share": 0.6, "experience": {"incident_half_life_days": 5}},
    ]
})  # fmt: skip
CLOSE = {"rel_tol": 1e-9, "abs_tol": 1e-9}
SPLIT = 1e-6
"""The fast engine keeps the parts of CX in single precision."""
QUICK = LIVELY.but({"days": 5})


def panel_of(model):
    return model.agents_by_type[PanelCustomer]


def assert_identical(one, other):
    """Compare two records to the last bit, all tables."""
    for table in ("customers", "daily", "contacts", "events"):
        mine, theirs = getattr(one, table), getattr(other, table)
        assert list(mine) == list(theirs)
        for name, column in mine.items():
            assert np.asarray(column).dtype == np.asarray(theirs[name]).dtype
            np.testing.assert_array_equal(column, theirs[name], err_msg=f"{table}.{name}")
    np.testing.assert_array_equal(one.flows, other.flows)
    np.testing.assert_array_equal(one.stock, other.stock)


# --- it shows what is there ---------------------------------------------------------------------------------


def as_told_plainly(customer):
    """Say of a customer of the plain engine what a window says."""
    case, issue = customer.case, customer.issue
    return {
        "number": customer.number,
        "phase": customer.phase,
        "is_customer": customer.is_customer,
        "purchases": customer.purchases,
        "first_purchase_day": customer.first_purchase_day,
        "left_day": customer.left_day,
        "left_by": customer.left_by,
        "case": case and case.reason,
        "issue": issue and issue.reason,
        "due": issue.due if issue and math.isfinite(issue.due) else None,
        "attempts": issue.attempts if issue else None,
        "failures": customer.tally.failures,
        "contacts": customer.tally.contacts,
    }


def felt_plainly(customer):
    """Say what a customer of the plain engine believes and feels."""
    return {
        "fit": customer.fit,
        "loyalty": customer.loyalty,
        "belief_mean": customer.belief_mean,
        "belief_sd": math.sqrt(customer.belief_var),
        "cx": customer.cx,
        "money": customer.tally.money,
    }


@pytest.mark.no_cover
@pytest.mark.parametrize("spec", [LIVELY, MARKET, WARMED_UP], ids=["cohort", "market", "warm-up"])
def test_a_window_shows_the_customer_whom_the_plain_engine_tells_of(spec):
    plain, fast = PlainModel(spec), JourneyModel(spec, panel=spec.population)
    seen = set()
    while fast.running:
        plain.step()
        fast.step()
        for customer, window in zip(plain.customers, fast.panel, strict=True):
            told = as_told_plainly(customer)
            shown = {name: getattr(window, name) for name in told}
            if window.issue is None:
                shown["attempts"] = None
            assert shown == told, (fast.day, window)
            for name, value in felt_plainly(customer).items():
                assert math.isclose(getattr(window, name), value, **CLOSE), (fast.day, window, name)
            assert window.ledger.keys() == set(LEDGER)
            for name, value in window.ledger.items():
                assert math.isclose(value, getattr(customer.ledger, name), abs_tol=SPLIT), (fast.day, window, name)
            seen |= {window.phase, window.case, window.issue, window.left_by}
    assert len(seen) >= 10, "the world is too quiet for this test"


@pytest.mark.parametrize("spec", [LIVELY, WARMED_UP, SEGMENTS], ids=["cohort", "warm-up", "segments"])
def test_the_experience_of_all_is_that_of_each_window_on_every_day_and_after_the_last(spec):
    model = JourneyModel(spec, panel=spec.population, block_rows=7)
    while model.running:
        model.step()
        assert model.cx().tolist() == [window.cx for window in model.panel]
    record = model.record()
    assert model.cx().tolist() == record.customers["cx_now"].tolist() == [window.cx for window in model.panel]


@pytest.mark.parametrize("spec", [LIVELY, WARMED_UP], ids=["cohort", "warm-up"])
def test_the_columns_that_policies_are_told_of_are_the_customers(spec):
    """As docs/extending.md promises; other columns may hold what only the engine understands."""
    plain, fast = PlainModel(spec), JourneyModel(spec)
    while fast.running:
        plain.step()
        fast.step()
        for name in ("fit", "loyalty", "belief_mean", "phase", "is_customer", "first_purchase_day", "left_day"):
            told = [getattr(customer, name) for customer in plain.customers]
            np.testing.assert_allclose(getattr(fast.customers, name), told, rtol=1e-9, err_msg=name)
        for name in ("purchases", "failures", "contacts"):
            told = [getattr(customer.tally, name) for customer in plain.customers]
            assert fast.customers.tally(name).tolist() == told, name


def test_the_columns_of_the_ledger_add_up_to_the_experience():
    model = JourneyModel(LIVELY, panel=60)
    for _ in range(40):
        model.step()
    for window in model.panel:
        assert sum(window.ledger.values()) == pytest.approx(window.cx, abs=1e-12)


def test_values_are_those_of_python():
    model = JourneyModel(LIVELY, panel=60)
    for _ in range(20):
        model.step()
    names = [name for name, thing in vars(PanelCustomer).items() if isinstance(thing, property) and name[0] != "_"]
    assert len(names) >= 15
    for window in model.panel:
        values = [getattr(window, name) for name in names] + list(window.ledger.values())
        assert not [value for value in values if isinstance(value, np.generic)]


def test_a_window_introduces_itself():
    model = JourneyModel(LIVELY.but({"desk.staffing_ratio": 0.3}), panel=60)
    assert repr(model.panel[3]).startswith("<PanelCustomer 3: EXTENSION, cx ")
    stories = ""
    for _ in range(40):
        model.step()
        stories += "\n".join(map(repr, model.panel))
    assert "open case: failure" in stories
    assert "wants from the desk: " in stories
    assert "left on day " in stories


@pytest.mark.parametrize("name", ["number", "cx", "phase", "is_customer", "ledger", "belief_mean"])
def test_a_window_is_read_only(name):
    model = JourneyModel(QUICK, panel=2)
    with pytest.raises(AttributeError):
        setattr(model.panel[0], name, 0)
    with pytest.raises(AttributeError):
        panel_of(model).set(name, 0)


# --- it is a set of Mesa's agents ---------------------------------------------------------------------------


def test_nobody_is_an_agent_unless_asked_for():
    model = JourneyModel(QUICK)
    assert {type(agent) for agent in model.agents} == {Marketing, Product, Service}
    assert model.panel == []


def test_the_first_customers_are_registered():
    model = JourneyModel(QUICK, panel=20)
    gc.collect()  # Mesa holds agents weakly in its sets
    assert panel_of(model).get("number") == list(range(20))
    assert len(model.agents) == 23
    assert len({agent.unique_id for agent in model.agents}) == 23


def test_a_panel_is_no_larger_than_the_market():
    assert len(JourneyModel(QUICK, panel=1_000).panel) == 60
    assert JourneyModel(QUICK.but({"population": 0}), panel=5).panel == []


def test_agent_sets_can_be_asked():
    model = JourneyModel(LIVELY, panel=60)
    for _ in range(30):
        model.step()
    panel, rows = panel_of(model), model.customers
    customers = panel.select(lambda customer: customer.is_customer)
    assert 0 < len(customers) == np.count_nonzero(rows.is_customer) < 60
    assert panel.agg("purchases", sum) == rows.purchase.sum()
    assert customers.agg("cx", np.mean) == pytest.approx(np.mean(customers.get("cx")))
    assert panel.get(["number", "phase"])[7] == [7, Phase(rows.phase[7])]
    by_phase = {phase: len(those) for phase, those in panel.groupby("phase", result_type="list")}
    assert by_phase[Phase.EXTENSION] == model.stock()[Phase.EXTENSION]
    assert sorted(panel.map(lambda customer: customer.number)) == list(range(60))


@pytest.mark.parametrize(
    "reporters", [{"cx": "cx"}, {"cx": lambda customer: customer.cx}], ids=["name", "function"]
)
def test_agent_reporters_are_asked_of_the_panel_every_day(reporters):
    model = JourneyModel(LIVELY, panel=20, agent_reporters={"number": "number"} | reporters)
    cx = []
    while model.running:
        model.step()
        cx += [window.cx for window in model.panel]
    frame = model.datacollector.get_agent_vars_dataframe()
    assert frame["number"].tolist() == list(range(20)) * 60
    assert frame["cx"].tolist() == cx
    assert frame["cx"].dtype == float, "a department was asked for its CX"
    assert frame.index.get_level_values("Step").unique().tolist() == list(range(1, 61))


def test_who_asks_for_reporters_gets_a_panel():
    spec = QUICK.but({"population": PANEL_SIZE + 50})
    assert len(JourneyModel(spec, agent_reporters={"cx": "cx"}).panel) == PANEL_SIZE
    assert len(JourneyModel(spec, panel=3, agent_reporters={"cx": "cx"}).panel) == 3


# --- it changes nothing, and stays nowhere ------------------------------------------------------------------


@pytest.mark.no_cover
@pytest.mark.parametrize("spec", [LIVELY, MARKET], ids=["cohort", "market"])
def test_a_panel_changes_no_number(spec):
    def look(model):
        names = [name for name, thing in vars(PanelCustomer).items() if isinstance(thing, property)]
        return lambda: [getattr(window, name) for window in model.panel for name in names]

    watched = JourneyModel(spec, panel=60, agent_reporters={"cx": "cx", "ledger": lambda a: a.ledger})
    assert_identical(watched.run(look(watched)), JourneyModel(spec).run())


def test_after_the_last_day_the_panel_is_off_the_list_and_can_still_be_read():
    model = JourneyModel(QUICK, panel=20)
    record = model.run()
    assert len(panel_of(model)) == 0
    assert {type(agent) for agent in model.agents} == {Marketing, Product, Service}
    assert [window.cx for window in model.panel] == record.customers["cx_now"][:20].tolist()


@pytest.mark.parametrize("days", [1, 5], ids=["broken off", "over"])
def test_no_model_with_a_panel_stays_in_memory(days):
    model = JourneyModel(QUICK, panel=20, agent_reporters={"cx": "cx"})
    for _ in range(days):
        model.step()
    if days < QUICK.days:
        model.forget()  # a run that ends early says so itself
    frame = model.datacollector.get_agent_vars_dataframe()
    references = [weakref.ref(thing) for thing in (model, model.desk, model.panel[0])]
    del model
    gc.collect()
    assert [reference() for reference in references] == [None] * 3
    assert len(frame) == 20 * days


def test_ten_runs_with_a_panel_do_not_grow_what_mesa_counts():
    before = len(getattr(mesa.Agent, "_ids", {}))
    for replication in range(10):
        JourneyModel(QUICK, replication=replication, panel=20).run()
    assert len(getattr(mesa.Agent, "_ids", {})) == before
