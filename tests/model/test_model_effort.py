"""How much work a run is, counted instead of timed: events, draws, bytes and passes, each on a committed number.

A count may be a tenth above its committed number, and draws no more than a tenth below it, for a draw that is gone
is a decision that is gone. If a guard fails because the model does more by intention, measure again with

    python -m pytest tests/model/test_model_effort.py -s

which prints what was counted, and commit the new number with the reason. Each guard has a twin that must break it.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager

import numpy as np
import pytest
from large_worlds import CROWDED, but, quiet

from sim import luck
from sim.crowd import births
from sim.crowd import columns as stored
from sim.desk import queue
from sim.journey import day
from sim.journey.acts import rows_in
from sim.luck import Decision, Later
from sim.measures.record import Phase
from sim.model import JourneyModel
from sim.scenario import Scenario

pytestmark = pytest.mark.no_cover

WORLDS = {"default": {"days": 40, "log": "none"}, "market": CROWDED | {"days": 40, "log": "none"}}
"""The default scenario, shorter; and the whole funnel, with people who come back."""

EVENTS_PER_CONTACT = {"default": 0.949, "market": 0.789}
"""SimPy events: the end of each service; who comes, waits or leaves is none."""
DRAWS_PER_PERSON_DAY = {"default": 0.750, "market": 0.593}
DRAWS_PER_USE = 2.0
"""What is felt, and when the next use is."""
CALLS_FOR_DRAWS_A_DAY = {"default": 14.0, "market": 32.2}
"""Each a pass over some rows."""
BYTES_PER_PERSON = 274
"""All columns of `Customers` together."""
MOST_BYTES_PER_PERSON = 600
PASSES_A_DAY_AND_BLOCK = {"default": 13, "market": 18}
PASSES_A_DAY = {"default": 1, "market": 1}
"""Calls of `rows_where`: by each block (talk too), and by the desk whatever the blocks."""
ROWS_SCANNED_PER_PERSON_DAY = {"default": 11.7, "market": 16.6}

SLACK = 0.1


def assert_no_more(what, counted, committed):
    """Compare with a committed number, upwards only."""
    print(f"{what}: {counted:.4g}, committed {committed:.4g}")
    assert counted <= committed * (1 + SLACK), f"{what}: {counted:.4g} is more than {committed:.4g}"


def assert_as_many(what, counted, committed):
    """Compare with a committed number, both ways."""
    assert_no_more(what, counted, committed)
    assert counted >= committed * (1 - SLACK), f"{what}: {counted:.4g} is less than {committed:.4g}"


class Effort:
    """What was counted while a world was lived."""

    def __init__(self):
        self.events = 0
        self.draws = Counter()
        self.calls = 0
        self.passes = [0]
        self.rows_scanned = 0
        self.person_days = 0
        self.contacts = 0

    @contextmanager
    def counting(self, monkeypatch):
        """Put counters around what SimPy's calendar gives, the draws of luck and NumPy's scans."""
        next_event, draw, scan = queue.heappop, luck.uniforms, stored.rows_where

        def counted_event(calendar):
            self.events += 1
            return next_event(calendar)

        def counted_draws(lucks, decision, occasions):
            self.calls += 1
            for each in decision if isinstance(decision, tuple) else (decision,):
                self.draws[each.decision if isinstance(each, Later) else each] += len(lucks)
            return draw(lucks, decision, occasions)

        def counted_scan(column):
            self.passes[-1] += 1
            self.rows_scanned += np.size(column)
            return scan(column)

        with monkeypatch.context() as patched:
            patched.setattr(queue, "heappop", counted_event)
            patched.setattr(luck, "uniforms", counted_draws)
            for module in [
                module for module in sys.modules.values() if getattr(module, "rows_where", None) is scan
            ]:
                patched.setattr(module, "rows_where", counted_scan)
            yield


def effort(monkeypatch, world, *changes, blocks=1):
    """Live a world, in so many blocks, and count; births and the last day's survey are left out."""
    spec = but(Scenario(), WORLDS[world], *changes)
    model, counted = JourneyModel(spec, block_rows=-(-spec.population // blocks)), Effort()
    assert len(model.blocks) == blocks
    with counted.counting(monkeypatch):
        while model.running:
            model.step()
            counted.passes.append(0)
    daily = model.datacollector.model_vars
    counted.contacts = sum(daily["arrivals"]) + sum(daily["carried_in"])
    counted.person_days = spec.population * spec.days
    counted.passes.pop()
    return counted


@pytest.fixture(params=WORLDS)
def world(request):
    """Give the name of each world."""
    return request.param


# --- the guards ---------------------------------------------------------------------------------------------


def check_events(world, counted):
    assert_no_more("SimPy events per contact", counted.events / counted.contacts, EVENTS_PER_CONTACT[world])


def check_draws(world, counted):
    draws = counted.draws.total() / counted.person_days
    assert_as_many("draws per person-day", draws, DRAWS_PER_PERSON_DAY[world])


def check_calls(world, counted):
    assert_no_more("calls for draws a day", counted.calls / len(counted.passes), CALLS_FOR_DRAWS_A_DAY[world])


def check_draws_per_use(counted):
    uses, deliveries = counted.draws[Decision.EXPERIENCE], counted.draws[Decision.TOUCH_EXIT]
    dates = counted.draws[Decision.NEXT_USE] - deliveries  # the first one is drawn at delivery
    assert_as_many("draws per use", (uses + dates) / uses, DRAWS_PER_USE)


def check_passes(world, one, four):
    of_blocks = (max(four.passes) - max(one.passes)) / 3
    assert_no_more("passes a day and block", of_blocks, PASSES_A_DAY_AND_BLOCK[world])
    assert_no_more("passes a day besides", max(one.passes) - of_blocks, PASSES_A_DAY[world])


def check_rows(world, counted):
    scanned = counted.rows_scanned / counted.person_days
    assert_no_more("rows scanned per person-day", scanned, ROWS_SCANNED_PER_PERSON_DAY[world])


def check_bytes():
    of_one = births(Scenario().but({"population": 1_000}), seed=1, replication=0).bytes_each
    assert_no_more("bytes per customer", of_one, BYTES_PER_PERSON)
    assert of_one <= MOST_BYTES_PER_PERSON


# --- they hold ----------------------------------------------------------------------------------------------


def test_a_day_takes_as_much_work_as_is_committed(monkeypatch, world):
    counted = effort(monkeypatch, world)
    assert counted.contacts > 1_000
    check_events(world, counted)
    check_draws(world, counted)
    check_draws_per_use(counted)
    check_calls(world, counted)
    check_rows(world, counted)


def test_the_number_of_passes_over_the_customers_is_fixed(monkeypatch, world):
    for people in (4_000, 8_000):
        counted = [
            effort(monkeypatch, world, {"population": people, "days": 20}, blocks=blocks) for blocks in (1, 4)
        ]
        check_passes(world, *counted)


def test_a_customer_takes_few_bytes():
    check_bytes()


def test_nobody_draws_on_a_day_on_which_nothing_happens(monkeypatch):
    """Clocks instead of daily draws: without use, trouble and talk a day takes no draw at all."""
    model, counted = JourneyModel(quiet({"loyalty.churn_rate": 1e-9}, population=20_000)), Effort()
    with counted.counting(monkeypatch):
        for _ in range(5):
            model.step()
    assert counted.draws.total() == counted.events == 0


# --- and break ----------------------------------------------------------------------------------------------


def more(monkeypatch, where, name, extra):
    """Let a step of the day do something more before it does its own."""
    genuine = getattr(where, name)

    def doing_more(c, w):
        extra(c, w)
        return genuine(c, w)

    monkeypatch.setattr(where, name, doing_more)


def test_an_alarm_clock_for_each_patience_is_found(monkeypatch):
    genuine = queue._Desk.occupy

    def with_an_alarm(desk, agent, until):
        desk.timeout(until - desk.now)
        genuine(desk, agent, until)

    monkeypatch.setattr(queue._Desk, "occupy", with_an_alarm)
    with pytest.raises(AssertionError, match="SimPy events per contact"):
        check_events("default", effort(monkeypatch, "default"))


def test_a_daily_draw_for_everybody_is_found(monkeypatch):
    more(monkeypatch, day, "meet_failures", lambda c, w: luck.uniforms(c.luck, Decision.FAIL, w.day))
    with pytest.raises(AssertionError, match="draws per person-day"):
        check_draws("default", effort(monkeypatch, "default"))


def test_a_draw_that_is_gone_is_found(monkeypatch):
    """Everybody uses the product every third day, without a draw."""

    def by_the_calendar(c, w):
        c.next_use[(c.next_use <= w.day) & c.are_in(Phase.EXTENSION)] = w.day + 3

    monkeypatch.setattr(day, "use", by_the_calendar)
    with pytest.raises(AssertionError, match=r"draws per person-day: .* is less"):
        check_draws("default", effort(monkeypatch, "default"))


def test_a_third_draw_in_each_use_is_found(monkeypatch):
    def once_more(c, w):
        rows = np.flatnonzero((c.next_use <= w.day) & c.are_in(Phase.EXTENSION))
        luck.normals(c.luck[rows], Decision.NEXT_USE, c.use[rows])

    more(monkeypatch, day, "use", once_more)
    with pytest.raises(AssertionError, match="draws per use"):
        check_draws_per_use(effort(monkeypatch, "default"))


def test_draws_in_small_portions_are_found(monkeypatch):
    def in_portions(c, w):
        for start in range(0, 6000, 500):
            luck.uniforms(c.luck[start : start + 1], Decision.FAIL, w.day)

    more(monkeypatch, day, "meet_failures", in_portions)
    with pytest.raises(AssertionError, match="calls for draws"):
        check_calls("default", effort(monkeypatch, "default"))


def test_looking_for_every_phase_again_is_found(monkeypatch, world):
    more(monkeypatch, day, "drift", lambda c, w: [rows_in(c, phase) for phase in Phase])
    more(monkeypatch, day, "keep", lambda c, w: [rows_in(c, phase) for phase in Phase])
    one, four = (effort(monkeypatch, world, {"population": 4_000}, blocks=blocks) for blocks in (1, 4))
    with pytest.raises(AssertionError, match="passes a day and block"):
        check_passes(world, one, four)
    with pytest.raises(AssertionError, match="rows scanned"):
        check_rows(world, one)


def test_columns_that_are_all_as_wide_as_the_widest_are_found(monkeypatch):
    for kind in ("Counts", "Days", "Codes", "Bools"):
        monkeypatch.setitem(stored.STORED_SHORT, kind, (np.int64, 0))
    with pytest.raises(AssertionError, match="bytes per customer"):
        check_bytes()


@pytest.mark.parametrize("committed", [0.01, 2.0, 390.0])
def test_a_third_more_is_always_too_much(committed):
    assert_as_many("count", committed, committed)
    for factor in (4 / 3, 1.11):
        with pytest.raises(AssertionError, match="is more than"):
            assert_no_more("count", committed * factor, committed)
    with pytest.raises(AssertionError, match="is less than"):
        assert_as_many("count", committed * 2 / 3, committed)
