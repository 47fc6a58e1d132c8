"""The check of a day's queue: it lets every day of the SimPy desk pass, and none that was tampered with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InvariantError
from sim.measures.invariants import ShiftLog, check_shift
from sim.measures.record import Channel, Outcome
from sim.plain.desk import Desk
from sim.plain.shift import Contact, Shift

OPEN = 600.0
IDLE = "an agent idle while a customer waits"
TOO_MANY = "more contacts in service than agents"
OUT_OF_ORDER = "served out of order"
TOO_EARLY = "served before arrival"
AFTER_HOURS = "an agent at work after going home"

thoroughly = settings(derandomize=True, deadline=None, max_examples=100)


def log(*contacts: tuple[float, float, bool, int, float], agents: float = 1.0) -> ShiftLog:
    """Write a log of (joined, left, served, priority, agent minutes)."""
    joined, left, served, priority, minutes = (np.array(column) for column in zip(*contacts, strict=True))
    whole = int(agents)
    return ShiftLog(joined, left, served, priority, minutes, whole, (agents - whole) * OPEN)


def faults(day: ShiftLog) -> list[str]:
    """Give the rules that a day broke."""
    try:
        check_shift(day)
    except InvariantError as error:
        return str(error).removeprefix("the desk broke its rules: ").split("; ")
    return []


# --- planted days ---------------------------------------------------------------------------------------------

SOUND = {
    "nobody came": ShiftLog(*(np.array([], kind) for kind in (float, float, bool, int, float)), 2, 0.0),
    "one after the other": log((0.0, 0.0, True, 0, 10.0), (1.0, 10.0, True, 0, 5.0), (2.0, 15.0, True, 0, 5.0)),
    "somebody gave up": log((0.0, 0.0, True, 0, 10.0), (1.0, 4.0, False, 0, 5.0), (2.0, 10.0, True, 0, 5.0)),
    "the urgent overtook": log((0.0, 0.0, True, 1, 10.0), (1.0, 15.0, True, 1, 5.0), (2.0, 10.0, True, 0, 5.0)),
    "the urgent came too late": log((0.0, 0.0, True, 1, 9.0), (1.0, 9.0, True, 1, 5.0), (9.5, 14.0, True, 0, 5.0)),
    "the part-timer went home": log(
        (299.0, 299.0, True, 0, 9.0), (310.0, 310.0, True, 0, 9.0), (311.0, 319.0, True, 0, 9.0), agents=1.5
    ),
    "the part-timer finished late": log(
        (298.0, 298.0, True, 0, 30.0), (299.0, 299.0, True, 0, 40.0), (305.0, 339.0, True, 0, 1.0), agents=1.5
    ),
    "nobody there": log((1.0, OPEN, False, 0, 5.0), agents=0.0),
}

BROKEN = {
    "served before arrival": (log((5.0, 4.0, True, 0, 1.0)), TOO_EARLY),
    "gave up before arrival": (log((5.0, 4.0, False, 0, 1.0)), TOO_EARLY),
    "idle agent, served late": (log((5.0, 6.0, True, 0, 1.0)), IDLE),
    "idle agent, never served": (log((5.0, 6.0, False, 0, 1.0)), IDLE),
    "idle agent between two": (log((0.0, 0.0, True, 0, 10.0), (1.0, 10.01, True, 0, 5.0)), IDLE),
    "second agent idle": (log((0.0, 0.0, True, 0, 10.0), (1.0, 10.0, True, 0, 5.0), agents=2.0), IDLE),
    "part-timer idle in his hours": (log((0.0, 0.0, True, 0, 10.0), (1.0, 10.0, True, 0, 5.0), agents=1.5), IDLE),
    "two at one agent": (log((0.0, 0.0, True, 0, 10.0), (1.0, 1.0, True, 0, 5.0)), TOO_MANY),
    "two at one part-timer": (log((0.0, 0.0, True, 0, 10.0), (1.0, 1.0, True, 0, 5.0), agents=0.5), TOO_MANY),
    "the part-timer came back": (
        log((310.0, 310.0, True, 0, 9.0), (311.0, 311.0, True, 0, 2.0), agents=1.5),
        AFTER_HOURS,
    ),
    "served by nobody": (log((0.0, 0.0, True, 0, 10.0), agents=0.0), TOO_MANY),
    "the last came first": (
        log((0.0, 0.0, True, 0, 10.0), (1.0, 15.0, True, 0, 5.0), (2.0, 10.0, True, 0, 5.0)),
        OUT_OF_ORDER,
    ),
    "overtaken, then gave up": (
        log((0.0, 0.0, True, 0, 10.0), (1.0, 12.0, False, 0, 5.0), (2.0, 10.0, True, 0, 5.0)),
        OUT_OF_ORDER,
    ),
    "the urgent had to wait": (
        log((0.0, 0.0, True, 1, 10.0), (1.0, 10.0, True, 1, 5.0), (2.0, 15.0, True, 0, 5.0)),
        OUT_OF_ORDER,
    ),
    "the urgent gave up, overtaken": (
        log((0.0, 0.0, True, 1, 10.0), (1.0, 10.0, True, 2, 5.0), (2.0, 12.0, False, 1, 5.0)),
        OUT_OF_ORDER,
    ),
}


@pytest.mark.parametrize("day", SOUND.values(), ids=SOUND)
def test_a_day_by_the_rules_passes(day):
    assert faults(day) == []


@pytest.mark.parametrize(("day", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_day_that_broke_a_rule_is_refused_for_it(day, fault):
    assert faults(day) == [fault]


def test_the_error_names_all_rules_that_were_broken():
    day = log(
        (0.0, 0.0, True, 0, 9.0), (1.0, 1.0, True, 0, 9.0), (5.0, 4.0, False, 0, 1.0), (90.0, 91.0, False, 0, 1.0)
    )
    assert set(faults(day)) == {TOO_EARLY, TOO_MANY, IDLE}


# --- days of the desk -----------------------------------------------------------------------------------------

minutes = st.one_of(st.sampled_from([0.0, 1.0, 5.0, 30.0]), st.floats(0.0, 200.0))


@st.composite
def days(draw: Any) -> ShiftLog:
    """Draw a day of the desk: carried e-mails, classes, part-timers, calls, ties and all."""
    today = 3
    shift = Shift(
        day=today, agents=draw(st.floats(0.0, 5.0) | st.sampled_from([1.0, 2.0, 4.5])), open_minutes=OPEN
    )
    rows = st.tuples(st.floats(0.0, OPEN - 1.0), minutes, minutes, st.integers(0, 2), st.booleans())
    contacts, calls = [], []
    for arrival, handle, patience, priority, quick in draw(st.lists(rows, max_size=40)):
        day = today if quick else draw(st.integers(0, today))
        channel = Channel.PHONE if quick else Channel.EMAIL
        lasts = patience + (0.0 if quick else 1440.0)
        contacts.append(Contact(day, arrival, handle, lasts, priority, channel, handle))
    for arrival, handle, _, priority, _ in draw(st.lists(rows, max_size=5)):
        calls.append(Contact(today, arrival, handle, 1e12, priority, Channel.PHONE, handle))
    contacts.sort(key=lambda each: (each.day, each.arrival))
    shift.run(contacts, sorted(calls, key=lambda each: each.arrival))
    return log_of(shift, contacts + calls)


def log_of(shift: Shift, contacts: list[Contact]) -> ShiftLog:
    """Let the desk write the log of a day."""
    desk = Desk(model=None)
    desk.shift, desk.last_contacts = shift, contacts
    return desk.shift_log()


@thoroughly
@given(days())
def test_every_day_of_the_desk_passes(day):
    check_shift(day)


@pytest.mark.slow
@settings(thoroughly, max_examples=5_000)
@given(days())
def test_every_day_of_the_desk_passes_on_thousands_of_days(day):
    check_shift(day)


def crowded_day(desk: type[Shift] = Shift, agents: float = 3.5) -> ShiftLog:
    """Run a day on which most have to wait, in two classes."""
    luck = np.random.default_rng(7)
    arrivals, services, patiences = luck.uniform(0, OPEN, 400), luck.exponential(6, 400), luck.exponential(20, 400)
    rows = zip(sorted(arrivals.tolist()), services.tolist(), patiences.tolist(), range(400), strict=True)
    contacts = [Contact(0, a, s, p, i % 2, Channel.PHONE, s) for a, s, p, i in rows]
    shift = desk(day=0, agents=agents, open_minutes=OPEN)
    shift.run(contacts)
    assert any(contact.outcome is Outcome.ABANDONED for contact in contacts)
    return log_of(shift, contacts)


def test_a_crowded_day_passes_and_its_rota_cannot_be_denied():
    day = crowded_day()
    assert faults(day) == []
    assert faults(replace(day, whole=4)) == [IDLE]
    assert faults(replace(day, part_minutes=400.0)) == [IDLE]
    assert faults(replace(day, whole=2)) == [TOO_MANY, AFTER_HOURS]
    assert faults(replace(day, part_minutes=0.0)) == [TOO_MANY]


def pairs_in_the_queue(day: ShiftLog, ahead: int, behind: int) -> list[tuple[int, int]]:
    """Find served contacts of two classes of whom the first was answered while the second waited."""
    first = np.flatnonzero(day.served & (day.left > day.joined) & (day.priority == ahead))
    then = np.flatnonzero(day.served & (day.left > day.joined) & (day.priority == behind))
    return [
        (one, two)
        for one in first.tolist()
        for two in then.tolist()
        if max(day.joined[[one, two]]) + 0.01 < day.left[one] < day.left[two] - 0.01
    ]


@pytest.mark.parametrize(("ahead", "behind"), [(0, 0), (1, 1), (0, 1)])
def test_no_two_contacts_in_the_queue_can_change_places_unseen(ahead, behind):
    day = crowded_day()
    pairs = pairs_in_the_queue(day, ahead, behind)
    assert len(pairs) > 20
    for pair in pairs:
        left, agent_minutes = day.left.copy(), day.agent_minutes.copy()
        left[[*pair]], agent_minutes[[*pair]] = left[[*pair]][::-1], agent_minutes[[*pair]][::-1]
        assert faults(replace(day, left=left, agent_minutes=agent_minutes)) == [OUT_OF_ORDER]


def test_no_contact_can_be_answered_late_unseen():
    day = crowded_day(agents=8.0)
    for number in np.flatnonzero(day.served & (day.left == day.joined)):
        left = day.left.copy()
        left[number] += 0.001
        assert IDLE in faults(replace(day, left=left))
