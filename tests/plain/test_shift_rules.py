"""The rules of the SimPy desk, contact by contact: against recursions that know no SimPy, and by planted cases.

Real minutes never tie, round numbers do; so days out of hypothesis get a little noise, and ties are cases of
their own. Figures of luck against theory are in `test_shift_theory.py`.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from broken_desks import (
    ForgetsWhoGaveUp,
    GivesUpAndKeepsTheTurn,
    LastComeFirstServed,
    NeverCloses,
    OneAgentTooMany,
    OneForAll,
    PartTimerGoesTwice,
    PartTimerStays,
    PatienceAfterTheWait,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.measures.record import Channel, Outcome
from sim.plain.shift import Contact, Shift

pytestmark = pytest.mark.no_cover

SERVED, ABANDONED = Outcome.SERVED, Outcome.ABANDONED
OPEN = 600.0
ENDLESS = 1e12
MINUTE = 1e-6
"""To this part of a minute two waits are the same."""

thoroughly = settings(derandomize=True, deadline=None, max_examples=100)
very_thoroughly = settings(derandomize=True, deadline=None, max_examples=5_000)


def contact(arrival: float = 0.0, handle: float = 10.0, patience: float = ENDLESS, **more: Any) -> Contact:
    """Make a phone call of today, unless more is said."""
    said = {"day": 0, "priority": 0, "channel": Channel.PHONE, "agent_minutes": handle} | more
    return Contact(arrival=arrival, handle=handle, patience=patience, **said)


def serve(
    contacts: list[Contact], agents: float = 1.0, *, day: int = 0, calls: Any = (), desk: type[Shift] = Shift
) -> Shift:
    """Run a day of ten hours."""
    shift = desk(day=day, agents=agents, open_minutes=OPEN)
    shift.run(contacts, calls)
    return shift


def came_of(contacts: list[Contact]) -> list[tuple[float, Outcome | None]]:
    """Give what came of each contact."""
    return [(each.wait, each.outcome) for each in contacts]


# --- days out of nothing --------------------------------------------------------------------------------------

durations = st.one_of(st.sampled_from([0.0, 1.0, 5.0, 30.0]), st.floats(0.0, 200.0))
rotas = st.one_of(st.integers(1, 6).map(float), st.floats(0.05, 6.0))
phone = st.just(Channel.PHONE)
channels = st.sampled_from([Channel.PHONE, Channel.CHAT, Channel.EMAIL])


@st.composite
def days(draw: Any, *, classes: int = 1, patient: bool = False, ways: Any = phone) -> list[Contact]:
    """Draw a day of up to forty contacts, in the order of their arrival."""
    arrivals = sorted(draw(st.lists(st.floats(0.0, OPEN - 1.0), max_size=40)))
    noise = np.random.default_rng(len(arrivals)).uniform(0.001, 0.01, (len(arrivals), 3)).tolist()
    contacts = []
    for arrival, (later, longer, keener) in zip(arrivals, noise, strict=True):
        contacts.append(
            contact(
                arrival + later,
                draw(durations) + longer,
                ENDLESS if patient else draw(durations) + keener,
                priority=draw(st.integers(0, classes - 1)),
                channel=draw(ways),
            )
        )
    return sorted(contacts, key=lambda each: each.arrival)


def lucky_day(seed: int, number: int, *, service: str, patience: str, mean_gap: float) -> list[Contact]:
    """Make a day of random contacts by the named laws, mean service 6 and mean patience 5 minutes."""
    luck = np.random.default_rng(seed)
    laws = {
        "exponential": lambda: luck.exponential(1.0, number),
        "lognormal": lambda: luck.lognormal(-0.5 * math.log(2.44), math.sqrt(math.log(2.44)), number),
        "uniform": lambda: luck.uniform(0.0, 2.0, number),
        "two points": lambda: luck.choice([0.2, 1.8], number),
    }
    arrivals = np.cumsum(luck.exponential(mean_gap, number))
    columns = arrivals, 6.0 * laws[service](), 5.0 * laws[patience]()
    return [contact(*row) for row in zip(*(column.tolist() for column in columns), strict=True) if row[0] < OPEN]


# --- first come, first served ---------------------------------------------------------------------------------


def in_turn(contacts: list[Contact], *, agents: float, open_minutes: float = OPEN) -> list[tuple[float, Outcome]]:
    """Serve in turn by a heap of the minutes at which agents are free: no clock, no queue, no events."""
    whole = int(agents)
    home = (agents - whole) * open_minutes
    part_timer = home > 0.0
    free, came = [0.0] * (whole + part_timer), []
    for each in contacts:
        if part_timer and max(free[0], each.arrival) >= home:
            heapq.heappop(free)  # the first to be free from that minute on
            part_timer = False
        begin = max(free[0], each.arrival) if free else math.inf
        if begin - each.arrival <= each.patience and begin < open_minutes:
            came.append((begin - each.arrival, SERVED))
            heapq.heapreplace(free, begin + each.agent_minutes)
        else:
            came.append((min(each.patience, open_minutes - each.arrival), ABANDONED))
    return came


def same(contacts: list[Contact], expected: list[tuple[float, Outcome]]) -> bool:
    """Tell whether all contacts came to the same end after the same wait."""
    return all(
        each.outcome is outcome and abs(each.wait - wait) <= MINUTE
        for each, (wait, outcome) in zip(contacts, expected, strict=True)
    )


@thoroughly
@given(days(), rotas)
def test_a_plain_queue_is_the_heap_recursion_contact_by_contact(contacts, agents):
    serve(contacts, agents)
    assert same(contacts, in_turn(contacts, agents=agents))


@pytest.mark.slow
@very_thoroughly
@given(days(), rotas)
def test_a_plain_queue_is_the_heap_recursion_on_thousands_of_days(contacts, agents):
    serve(contacts, agents)
    assert same(contacts, in_turn(contacts, agents=agents))


@pytest.mark.parametrize("service", ["exponential", "lognormal", "uniform", "two points"])
@pytest.mark.parametrize("patience", ["exponential", "lognormal", "uniform"])
@pytest.mark.parametrize(("agents", "mean_gap"), [(1, 5.0), (7, 0.8), (30, 0.19), (4.3, 1.5), (0.6, 20.0)])
def test_a_full_day_is_the_heap_recursion_by_any_law(service, patience, agents, mean_gap):
    contacts = lucky_day(31, 3_500, service=service, patience=patience, mean_gap=mean_gap)
    serve(contacts, agents)
    expected = in_turn(contacts, agents=agents)
    assert same(contacts, expected)
    assert {SERVED, ABANDONED} == {outcome for _, outcome in expected}


@pytest.mark.parametrize(
    "desk",
    [
        OneAgentTooMany,
        LastComeFirstServed,
        PatienceAfterTheWait,
        GivesUpAndKeepsTheTurn,
        NeverCloses,
        PartTimerStays,
        PartTimerGoesTwice,
    ],
)
def test_the_recursion_tells_a_broken_desk_from_a_sound_one(desk):
    contacts = lucky_day(32, 3_500, service="exponential", patience="exponential", mean_gap=0.8)
    expected = in_turn(contacts, agents=4.3)
    serve(contacts, 4.3)
    assert same(contacts, expected)
    serve(contacts, 4.3, desk=desk)
    assert not same(contacts, expected)


def test_those_who_arrive_together_are_served_in_the_order_given():
    together = [contact(5.0), contact(5.0), contact(5.0)]
    serve(together)
    assert [each.wait for each in together] == [0.0, 10.0, 20.0]


def test_whoever_is_reached_before_his_patience_ends_is_served_and_later_he_is_gone():
    reached, missed = contact(1.0, patience=9.001), contact(1.0, patience=8.999)
    serve([contact(0.0), reached])
    serve([contact(0.0), missed])
    assert came_of([reached, missed]) == [(9.0, SERVED), (8.999, ABANDONED)]


def test_who_gave_up_takes_no_agent():
    next_one = contact(3.0)
    serve([contact(0.0), contact(1.0, 100.0, patience=2.0), next_one])
    assert next_one.wait == 7.0


def test_a_chat_takes_its_agent_for_its_share_only():
    chat, behind = contact(0.0, 10.0, channel=Channel.CHAT, agent_minutes=5.0), contact(1.0)
    shift = serve([chat, behind])
    assert behind.wait == 4.0
    assert shift.busy_minutes == 15.0


# --- priorities -----------------------------------------------------------------------------------------------


def by_hand(contacts: list[Contact], *, agents: float) -> list[tuple[float, Outcome | None]]:
    """Serve by looking, whenever an agent is free, through everybody who is still there."""
    whole = int(agents)
    home = (agents - whole) * OPEN
    part_timer = home > 0.0
    free = [0.0] * (whole + part_timer)
    left = dict(enumerate(contacts))
    came: dict[int, tuple[float, Outcome | None]] = {}
    while free and left and free[0] < OPEN:
        moment = free[0]
        if part_timer and moment >= home:
            heapq.heappop(free)
            part_timer = False
            continue
        left = {i: each for i, each in left.items() if each.arrival + each.patience >= moment}
        here = [(each.priority, each.arrival, i) for i, each in left.items() if each.arrival <= moment]
        if here:
            _, arrival, i = min(here)
            came[i] = moment - arrival, SERVED
            heapq.heapreplace(free, moment + left.pop(i).agent_minutes)
        else:  # idle until the next one comes
            heapq.heapreplace(free, min((each.arrival for each in left.values()), default=OPEN))
    for i, each in enumerate(contacts):
        if i not in came:
            gives_up = each.channel is not Channel.EMAIL or each.arrival + each.patience <= OPEN
            wait = min(each.patience, OPEN - each.arrival)
            came[i] = (wait, ABANDONED) if gives_up else (math.nan, None)
    return [came[i] for i in range(len(contacts))]


def same_or_waiting(contacts: list[Contact], expected: list[tuple[float, Outcome | None]]) -> bool:
    """Tell whether all came to the same end, or wait for tomorrow."""
    return all(
        each.outcome is outcome and (outcome is None or abs(each.wait - wait) <= MINUTE)
        for each, (wait, outcome) in zip(contacts, expected, strict=True)
    )


@thoroughly
@given(days(classes=3, ways=channels), rotas)
def test_a_desk_with_classes_and_channels_is_what_looking_through_the_queue_gives(contacts, agents):
    serve(contacts, agents)
    assert same_or_waiting(contacts, by_hand(contacts, agents=agents))


@pytest.mark.slow
@very_thoroughly
@given(days(classes=3, ways=channels), rotas)
def test_a_desk_with_classes_and_channels_is_so_on_thousands_of_days(contacts, agents):
    serve(contacts, agents)
    assert same_or_waiting(contacts, by_hand(contacts, agents=agents))


def busy_day_of_classes() -> list[Contact]:
    """Make a crowded day with three classes and three channels."""
    plain = lucky_day(34, 3_500, service="lognormal", patience="exponential", mean_gap=0.6)
    ways = [Channel.PHONE, Channel.CHAT, Channel.EMAIL]
    return [replace(each, priority=i % 3, channel=ways[i % 3]) for i, each in enumerate(plain)]


@pytest.mark.parametrize(
    "desk", [OneForAll, LastComeFirstServed, OneAgentTooMany, PatienceAfterTheWait, NeverCloses, PartTimerStays]
)
def test_looking_through_the_queue_tells_a_broken_desk_from_a_sound_one(desk):
    contacts = busy_day_of_classes()
    expected = by_hand(contacts, agents=3.5)
    assert {SERVED, ABANDONED, None} == {outcome for _, outcome in expected}
    serve(contacts, 3.5)
    assert same_or_waiting(contacts, expected)
    again = busy_day_of_classes()
    serve(again, 3.5, desk=desk)
    assert not same_or_waiting(again, expected)


def test_the_most_urgent_goes_first_and_nobody_is_interrupted():
    first, patient, urgent, later = contact(0.0), *(contact(m, priority=p) for m, p in [(1, 2), (2, 0), (3, 1)])
    serve([first, patient, urgent, later])
    assert [each.wait for each in (first, patient, urgent, later)] == [0.0, 29.0, 8.0, 17.0]


@thoroughly
@given(days(classes=4, patient=True))
def test_priorities_only_shift_the_waiting_from_one_to_another(contacts):
    """A single agent's work is conserved: the sum of service times wait is the same in any order (Kleinrock)."""
    contacts = [replace(each, agent_minutes=each.handle / 40.0) for each in contacts]  # none waits at closing
    in_turn_contacts = [replace(each, priority=0) for each in contacts]
    serve(contacts)
    serve(in_turn_contacts)
    with_classes, without = (
        sum(each.agent_minutes * each.wait for each in all_of_them) for all_of_them in (contacts, in_turn_contacts)
    )
    assert with_classes == pytest.approx(without, rel=1e-9, abs=1e-9)


@thoroughly
@given(days(classes=4, patient=True), st.integers(1, 5), st.floats(0.5, 10.0))
def test_priorities_change_no_minute_at_which_a_service_begins_if_all_take_as_long(contacts, agents, minutes):
    contacts = [replace(each, agent_minutes=minutes) for each in contacts]
    in_turn_contacts = [replace(each, priority=0) for each in contacts]
    serve(contacts, agents)
    serve(in_turn_contacts, agents)
    begun, begun_in_turn = (
        sorted(each.left for each in all_of_them if each.outcome is SERVED)
        for all_of_them in (contacts, in_turn_contacts)
    )
    assert begun == pytest.approx(begun_in_turn, rel=1e-9, abs=1e-9)


# --- book-keeping ---------------------------------------------------------------------------------------------


@thoroughly
@given(days(classes=3, ways=channels), rotas, days())
def test_the_queues_area_is_the_time_spent_in_it(contacts, agents, calls):
    shift = serve(contacts, agents, calls=calls)
    assert shift.queue_area == pytest.approx(shift.queue_minutes, rel=1e-9, abs=1e-9)
    waits = [each.wait if each.outcome else OPEN - each.arrival for each in contacts]
    assert shift.queue_minutes == pytest.approx(sum(waits), rel=1e-9, abs=1e-9)


def test_littles_law_notices_waiting_that_is_not_counted():
    shift = serve(busy_day_of_classes(), 3.5, desk=ForgetsWhoGaveUp)
    assert shift.queue_area != pytest.approx(shift.queue_minutes, rel=1e-3)


@thoroughly
@given(days(classes=3, ways=channels), rotas, days())
def test_agents_are_busy_with_those_served_and_nobody_else(contacts, agents, calls):
    shift = serve(contacts, agents, calls=calls)
    served = [each.agent_minutes for each in contacts + calls if each.outcome is SERVED]
    assert shift.busy_minutes == pytest.approx(sum(served), rel=1e-12)


@thoroughly
@given(days(classes=3, ways=channels), rotas)
def test_a_day_run_again_is_the_same_day(contacts, agents):
    serve(contacts, agents)
    once = [(each.outcome, repr(each.wait), repr(each.joined), repr(each.left)) for each in contacts]
    for each in contacts:
        each.outcome, each.wait = None, math.nan
    serve(contacts, agents)
    assert once == [(each.outcome, repr(each.wait), repr(each.joined), repr(each.left)) for each in contacts]


# --- part-timers ----------------------------------------------------------------------------------------------


def test_four_agents_and_three_tenths_are_five_until_three_tenths_of_the_day_and_four_from_then_on():
    early, late = ([contact(minute, 20.0) for _ in range(6)] for minute in (150.0, 200.0))
    shift = serve(early + late, 4.3)
    assert (shift.whole, shift.part_minutes) == (4, pytest.approx(180.0))
    assert [each.wait for each in early] == [0.0] * 5 + [20.0]
    assert [each.wait for each in late] == [0.0] * 4 + [20.0] * 2


def test_the_next_agent_to_be_free_goes_home_and_finishes_first():
    # Two agents until minute 300. Whoever is free first from then on goes: the one with the shorter call.
    long, short, waiting = contact(299.0, 100.0), contact(299.5, 50.0), contact(310.0)
    shift = serve([long, short, waiting], 1.5)
    assert came_of([long, short, waiting]) == [(0.0, SERVED), (0.0, SERVED), (89.0, SERVED)]
    assert shift.busy_minutes == 160.0


def test_an_idle_agent_goes_home_at_once_even_before_an_urgent_contact():
    last, first, second = contact(299.0, 0.5), contact(301.0), contact(302.0)
    serve([last, first, second], 1.5)
    assert [each.wait for each in (last, first, second)] == [0.0, 0.0, 9.0]
    queue = [contact(290.0, 20.0), contact(291.0), contact(292.0)]
    serve(queue, 0.5)
    assert came_of(queue) == [(0.0, SERVED), (OPEN - 291.0, ABANDONED), (OPEN - 292.0, ABANDONED)]


def test_a_desk_of_one_part_timer_answers_in_his_hours_only():
    within, after = contact(149.0), contact(151.0, patience=30.0)
    serve([within, after], 0.25)
    assert came_of([within, after]) == [(0.0, SERVED), (30.0, ABANDONED)]


@pytest.mark.parametrize("agents", [1, 2.0, 7])
def test_whole_agents_bring_no_part_timer(agents):
    shift = serve([contact(0.0) for _ in range(20)], agents)
    assert (shift.whole, shift.part_minutes) == (agents, 0.0)


# --- closing --------------------------------------------------------------------------------------------------


def test_whom_an_agent_has_at_closing_he_finishes():
    at_closing = contact(595.0, 100.0)
    shift = serve([at_closing])
    assert came_of([at_closing]) == [(0.0, SERVED)]
    assert shift.busy_minutes == 100.0


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.CHAT])
def test_who_waits_on_the_spot_at_closing_has_to_give_up(channel):
    waiting = contact(596.0, channel=channel)
    serve([contact(595.0), waiting])
    assert came_of([waiting]) == [(4.0, ABANDONED)]
    assert waiting.left == OPEN


def test_an_email_that_waits_at_closing_stays():
    waiting, impatient = (contact(596.0, patience=p, channel=Channel.EMAIL) for p in (ENDLESS, 3.0))
    serve([contact(595.0), waiting, impatient])
    assert waiting.outcome is None
    assert math.isnan(waiting.wait)
    assert waiting.left == OPEN
    assert came_of([impatient]) == [(3.0, ABANDONED)]


def test_an_agent_free_after_closing_takes_nobody():
    before, after = ([contact(500.0, 99.0 + late), contact(501.0, 50.0)] for late in (0.5, 1.5))
    serve(before)
    serve(after)
    assert came_of(before)[1] == (98.5, SERVED)
    assert came_of(after)[1] == (99.0, ABANDONED)


# --- e-mails over night ---------------------------------------------------------------------------------------


def mail(day: int, arrival: float, patience: float = ENDLESS) -> Contact:
    """Make an e-mail that takes ten minutes."""
    return contact(arrival, patience=patience, day=day, channel=Channel.EMAIL, priority=2)


def test_an_email_waits_by_the_clock_on_the_wall():
    carried = [mail(1, 500.0), mail(2, 100.0)]
    serve(carried, day=3)
    assert came_of(carried) == [(2 * 1440.0 - 500.0, SERVED), (1440.0 + 10.0 - 100.0, SERVED)]
    assert [each.joined for each in carried] == [0.0, 0.0]


def test_carried_emails_are_answered_in_the_order_given_and_before_those_of_today():
    carried, fresh = [mail(0, 500.0), mail(0, 550.0), mail(1, 5.0)], mail(2, 1.0)
    serve([*carried, fresh], day=2)
    assert [each.left for each in (*carried, fresh)] == [0.0, 10.0, 20.0, 30.0]


def test_a_caller_goes_before_the_emails_of_yesterday():
    carried, caller = [mail(0, 500.0), mail(0, 550.0)], contact(1.0, day=1)
    serve([*carried, caller], day=1)
    assert [each.left for each in (*carried, caller)] == [0.0, 20.0, 10.0]


def test_patience_runs_over_night():
    # Sent at minute 500; 940 minutes later the desk opens again.
    gone, lasts = mail(0, 500.0, patience=939.0), mail(0, 500.0, patience=941.0)
    gives_up, next_one = mail(0, 500.0, patience=945.0), contact(0.5, day=1)
    shift = serve([gone, lasts, gives_up, next_one], day=1)
    assert came_of([gone, lasts]) == [(939.0, ABANDONED), (940.0, SERVED)]
    assert math.isnan(gone.joined)
    assert math.isnan(gone.left)
    assert came_of([gives_up]) == [(945.0, ABANDONED)]
    assert (gives_up.joined, gives_up.left, next_one.wait) == (0.0, 5.0, 9.5)
    assert shift.queue_minutes == shift.queue_area == 5.0 + 9.5


def test_an_email_is_carried_until_it_is_answered():
    letter = mail(0, 590.0)
    for day in range(3):
        all_day = replace(mail(day - 1, 0.0), agent_minutes=OPEN + 1.0)
        shift = serve([all_day, letter], day=day)
        assert letter.outcome is None
        assert shift.queue_area == shift.queue_minutes == (10.0 if day == 0 else OPEN)
    serve([letter], day=3)
    assert came_of([letter]) == [(3 * 1440.0 - 590.0, SERVED)]


# --- nobody there ---------------------------------------------------------------------------------------------


def test_without_agents_everybody_waits_until_closing_in_vain():
    caller, letter, carried = contact(100.0, patience=1.0, day=4), mail(4, 200.0), mail(3, 300.0)
    call = contact(50.0, day=4)
    shift = serve([carried, caller, letter], 0.0, day=4, calls=[call])
    expected = [(1440.0 + OPEN - 300.0, ABANDONED), (OPEN - 100.0, ABANDONED), (OPEN - 200.0, ABANDONED)]
    assert came_of([carried, caller, letter]) == expected
    assert call.outcome is None
    assert (shift.busy_minutes, shift.queue_area, shift.queue_minutes) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("agents", [0.0, 1.0])
def test_an_email_that_was_in_the_queue_yesterday_only_is_not_in_todays(agents):
    letter = mail(0, 590.0, patience=100.0)
    serve([contact(0.0, OPEN + 1.0), letter])
    assert (letter.joined, letter.left, letter.outcome) == (590.0, OPEN, None)
    serve([letter], agents, day=1)
    assert letter.outcome is ABANDONED
    assert math.isnan(letter.joined)
    assert math.isnan(letter.left)


def test_a_desk_that_nobody_contacts_is_idle():
    shift = serve([], 4.3)
    assert (shift.busy_minutes, shift.queue_area, shift.queue_minutes) == (0.0, 0.0, 0.0)


# --- calls that the desk makes --------------------------------------------------------------------------------


def test_the_desk_calls_only_while_an_agent_is_idle():
    busy, idle = contact(5.0), contact(50.0)
    shift = serve([contact(0.0)], calls=[busy, idle])
    assert came_of([idle]) == [(0.0, SERVED)]
    assert (idle.joined, idle.left) == (50.0, 50.0)
    assert busy.outcome is None
    assert shift.busy_minutes == 20.0
    assert shift.queue_area == 0.0


def test_a_call_keeps_its_agent_from_those_who_contact_the_desk():
    urgent = contact(55.0)
    serve([urgent], calls=[contact(50.0, priority=5)])
    assert urgent.wait == 5.0


def test_an_agent_who_went_home_calls_nobody():
    before, after, to_nobody = contact(299.5, 0.1), contact(301.0), contact(301.0)
    serve([contact(299.0, 50.0)], 1.5, calls=[before, after])
    serve([], 0.5, calls=[to_nobody])
    assert [call.outcome for call in (before, after, to_nobody)] == [SERVED, None, None]
