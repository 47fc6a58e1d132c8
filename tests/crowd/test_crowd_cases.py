"""What is known of open cases is kept for these alone, and nobody sees another's."""

from __future__ import annotations

import numpy as np

from sim import Scenario
from sim.crowd.cases import KNOWN, NO_PLACE
from sim.crowd.codes import NOTHING
from sim.crowd.columns import Customers
from sim.crowd.stored import STORED_SHORT
from sim.journey.acts import close_case
from sim.model import JourneyModel

TROUBLED = Scenario().but({
    "population": 400, "represents": 1, "days": 60, "log": "none", "failures.rate": 0.03, "desk.agents": 3,
    "loyalty.repurchases_per_year": 12,
})  # fmt: skip


def test_what_is_known_of_a_case_is_read_as_it_was_written_however_cases_come_and_go():
    """Against a dictionary: random cases open and close, on two windows that share the places."""
    luck = np.random.default_rng(7)
    customers = Customers.blank(60, days=9, unused={})
    parts, expected, most = customers.parts([25, 35]), {}, 0
    for step in range(300):
        c = parts[step % 2]
        closes = luck.random(len(c)) < 0.2
        rows = np.flatnonzero(luck.random(len(c)) < 0.1 + 0.2 * (step > 150))
        opens = rows[(c.case[rows] == NOTHING) & ~closes[rows]]
        close_case(c, np.flatnonzero(closes))
        for row in np.flatnonzero(closes):
            expected.pop(c.first + row, None)
        if len(opens):
            places = c.cases.open(c.first + opens)
            c.case[opens], c.case_place[opens] = 1, places
            c.cases.loss[places] = losses = luck.random(len(opens))
            expected |= dict(zip(c.first + opens, losses, strict=True))
        most = max(most, len(expected))
        known = [expected.get(number, 0.0) for number in range(60)]
        assert customers.cases.loss[customers.case_place].tolist() == known
        cases = customers.cases
        whose = [cases.customer[cases.among(part.first, len(part))].tolist() for part in parts]
        assert sorted(whose[0] + whose[1]) == sorted(expected)
    assert most > 20
    assert len(customers.cases.known["loss"]) <= 1.5 * most + 25


def test_who_has_a_case_open_has_a_place_of_his_own_and_nobody_else_has_one():
    model = JourneyModel(TROUBLED, block_rows=150)
    seen = 0
    for _ in range(TROUBLED.days):
        model.step()
        c = model.customers
        places = c.case_place[c.case != NOTHING]
        assert np.all(places != NO_PLACE)
        assert len(set(places.tolist())) == len(places)
        assert np.all(c.case_place[c.case == NOTHING] == NO_PLACE)
        assert not any(values[NO_PLACE] for values in c.cases.known.values())
        seen = max(seen, len(places))
    assert seen > 40


def test_a_few_open_cases_take_less_memory_than_a_column_of_each_kind():
    model = JourneyModel(TROUBLED.but({"failures.rate": 0.004}))
    for _ in range(40):
        model.step()
    c = model.customers
    dense = sum(np.dtype(dtype).itemsize for dtype in KNOWN.values())
    kept = np.dtype(STORED_SHORT["Places"][0]).itemsize + c.cases.nbytes / len(c)
    assert c.cases.nbytes > 0
    assert kept < dense / 2
    assert c.copy().cases.nbytes == c.cases.nbytes


def test_a_copy_has_cases_of_its_own():
    model = JourneyModel(TROUBLED)
    for _ in range(20):
        model.step()
    c, copy = model.customers, model.customers.copy()
    place = c.case_place[np.flatnonzero((c.case != NOTHING) & ~c.cases.major[c.case_place])[0]]
    copy.cases.major[place] = True
    assert not c.cases.major[place]
