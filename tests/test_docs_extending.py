"""The page on extending is run as it stands, and what it promises happens."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.crowd.panel import PanelCustomer
from sim.departments import Marketing, Product, Service
from sim.plain import PlainModel
from sim.plain.customer import Customer

pytestmark = pytest.mark.no_cover

PAGE = (Path(__file__).parents[1] / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def page():
    """Run the page from top to bottom and give what it has made."""
    made = {"__name__": "page"}
    for block in BLOCKS:
        exec(compile(block, "docs/extending.md", "exec"), made)
    return made


def test_there_is_more_staff_on_mondays_and_not_on_other_days(page):
    usual, doubled = page["usual"].daily, page["doubled"].daily
    mondays = np.arange(84) % 7 == 0
    assert doubled["agents"][mondays].mean() > 1.8 * usual["agents"][mondays].mean()
    assert doubled["agents"][~mondays].mean() == pytest.approx(usual["agents"][~mondays].mean(), rel=0.1)


def test_more_staff_on_mondays_means_shorter_waits_and_more_wages(page):
    usual, doubled = page["usual"], page["doubled"]
    assert page["wait"](doubled) < 0.2 * page["wait"](usual)
    assert doubled.daily["abandoned"][::7].sum() < usual.daily["abandoned"][::7].sum()
    wages = doubled.daily["wages"].sum() / usual.daily["wages"].sum()
    assert wages == pytest.approx(8 / 7, abs=0.03)


def test_the_first_monday_is_the_only_difference_of_the_first_day(page):
    """Common luck: nobody does anything else before the policy has reached him."""
    usual, doubled = page["usual"].daily, page["doubled"].daily
    assert doubled["agents"][0] == 2 * usual["agents"][0]
    assert doubled["contacts"][0] == usual["contacts"][0]
    assert np.array_equal(page["usual"].customers["fit"], page["doubled"].customers["fit"])


def test_cards_please_those_who_get_them_and_cost_money(page):
    without, with_cards = page["without"], page["with_cards"]
    mine, theirs = with_cards.customers, without.customers
    stayed = mine["is_customer"] & theirs["is_customer"] & (theirs["days"] == 42)
    assert stayed.sum() > 75
    assert (mine["cx_now"] > theirs["cx_now"])[stayed].mean() > 0.9
    # The desk is shared, so that a few who get no card may still wait longer or shorter.
    never = theirs["days"] < 30
    assert np.mean(mine["cx_now"][never] == theirs["cx_now"][never]) > 0.8
    quiet = (
        stayed & (mine["contacts"] == 0) & (theirs["contacts"] == 0) & (theirs["purchases"] == mine["purchases"])
    )
    assert np.allclose((theirs["money"] - mine["money"])[quiet & (mine["failures"] == 0)], 2.0)


def test_a_card_is_felt_in_full_on_its_day(page):
    model, cards = PlainModel(page["village"]), PlainModel(page["village"], customer=page["Member"])
    while model.day < 30:
        model.step()
        cards.step()
    felt = [
        cards.customers[one.number].ledger.service
        for one in model.customers
        if one.is_customer and one.contacts == 0
    ]
    assert len(felt) > 50
    assert set(felt) == {0.1}


def test_after_a_warm_up_nobody_gets_a_second_card(page):
    late = page["village"].but({"measure_from_day": 35, "days": 70, "population": 60})
    without, with_cards = (PlainModel(late, customer=who).run() for who in (Customer, page["Member"]))
    mine, theirs = with_cards.customers, without.customers
    same = (mine["purchases"] == theirs["purchases"]) & (mine["days"] == theirs["days"])
    assert same.sum() > 40
    assert np.allclose(mine["money"][same], theirs["money"][same], atol=1.0), "all cards were given before"


def test_the_panel_can_be_watched_and_collected(page):
    assert len(page["frame"]) == 84 * 200
    assert 0 < len(page["unhappy"]) < 200
    assert all(isinstance(customer, PanelCustomer) for customer in page["unhappy"])
    assert len(page["model"].agents_by_type[PanelCustomer]) == 0
    assert len(page["model"].panel) == 200


def test_the_batch_runs_every_cell(page):
    assert len(page["rows"]) == 4
    cx = {(row["spec"].product.quality, row["replication"]): row["cx_sum"] for row in page["rows"]}
    assert all(cx[0.3, replication] < cx[page["village"].product.quality, replication] for replication in (0, 1))


def test_what_the_page_says_can_be_overridden_is_there():
    table = re.findall(r"^\| `(\w+)` \| `(\w+)\(", PAGE, re.MULTILINE)
    departments = {department.__name__: department for department in (Marketing, Product, Service)}
    assert len(table) == 5
    assert all(name in vars(departments[department]) for department, name in table)
