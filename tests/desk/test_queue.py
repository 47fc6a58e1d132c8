"""The lean queue of a day against the plain desk, contact by contact, and against the laws of queues.

The plain desk is the specification. Days come out of hypothesis in real minutes, where only the opening ties, and
in half minutes, where arrivals, calls, ends of service, patience and closing fall together all the time. Desks
with one fault each, and faults planted in what a day leaves behind, say that these tests can fail.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simpy.events import NORMAL

from sim.desk import queue, queue_day
from sim.desk.queue import serve_day
from sim.desk.queue_day import Ending, QueueDay
from sim.errors import InvariantError
from sim.measures.invariants import ShiftLog, check_shift
from sim.measures.record import Channel, Outcome
from sim.plain.shift import Contact, Shift

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.no_cover

OPEN = 60.0
MINUTES_A_DAY = 1440.0
MINUTE = 1e-6
"""To this part of a minute two moments are the same."""

thoroughly = settings(derandomize=True, deadline=None, max_examples=200)
very_thoroughly = settings(derandomize=True, deadline=None, max_examples=5_000)


# --- a day, and the two ways to serve it ----------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """What comes to the desk: columns, the carried e-mails first."""

    arrival: Any
    patience: Any
    agent_minutes: Any
    priority: Any
    stays: Any
    agents: float
    call_minute: Any
    call_agent_minutes: Any
    open_minutes: float = OPEN

    def columns(self) -> dict[str, Any]:
        """Give what the queue is told."""
        return {field.name: getattr(self, field.name) for field in fields(Day)}


def lean(day: Day) -> QueueDay:
    """Serve a day by the lean queue."""
    return serve_day(**day.columns())


def plain(day: Day, *, carried: bool) -> tuple[list[Contact], list[Contact], Shift]:
    """Serve a day by the plain desk."""
    columns = day.arrival, day.patience, day.agent_minutes, day.priority, day.stays
    contacts = [contact(*row, carried=carried) for row in zip(*map(np.ndarray.tolist, columns), strict=True)]
    calls = [
        Contact(0, minute, length, math.inf, 0, Channel.PHONE, length)
        for minute, length in zip(day.call_minute.tolist(), day.call_agent_minutes.tolist(), strict=True)
    ]
    shift = Shift(day=0, agents=day.agents, open_minutes=day.open_minutes)
    shift.run(contacts, calls)
    return contacts, calls, shift


def contact(
    arrival: float, patience: float, minutes: float, priority: int, stays: bool, *, carried: bool
) -> Contact:
    """Make a contact of the plain desk; an e-mail at the opening came in the last minute of yesterday."""
    channel = Channel.EMAIL if stays else Channel.PHONE
    if carried and stays and arrival == 0.0:
        return Contact(-1, OPEN, minutes, patience + MINUTES_A_DAY - OPEN, priority, channel, minutes)
    return Contact(0, arrival, minutes, patience, priority, channel, minutes)


ENDINGS = {Outcome.SERVED: Ending.SERVED, Outcome.ABANDONED: Ending.ABANDONED, None: Ending.WAITING}


def differences(day: Day, served: QueueDay, *, within: float = MINUTE, carried: bool = True) -> list[str]:
    """Name what the plain desk would have had otherwise."""
    contacts, calls, shift = plain(day, carried=carried)
    left = [each.left if day.agents > 0.0 else day.open_minutes for each in contacts]
    wanted = {
        "outcome": [ENDINGS[each.outcome] for each in contacts],
        "left": left,
        "call_made": [each.outcome is Outcome.SERVED for each in calls],
        "busy_minutes": shift.busy_minutes,
        "queue_minutes": shift.queue_minutes,
        "queue_area": shift.queue_area,
        "whole": shift.whole,
        "part_minutes": shift.part_minutes,
    }
    return [
        name
        for name, value in wanted.items()
        if not np.allclose(getattr(served, name), value, rtol=0.0, atol=within)
    ]


def log(day: Day, served: QueueDay) -> ShiftLog:
    """Write down the queue of a day for the check; a call that was made is a contact that did not wait."""
    made = served.call_made
    calls = day.call_minute[made]
    return ShiftLog(
        joined=np.concatenate([day.arrival, calls]),
        left=np.concatenate([served.left, calls]),
        served=np.concatenate([served.outcome == Ending.SERVED, made[made]]),
        priority=np.concatenate([day.priority, np.zeros(len(calls), np.int64)]),
        agent_minutes=np.concatenate([day.agent_minutes, day.call_agent_minutes[made]]),
        whole=served.whole,
        part_minutes=served.part_minutes,
    )


# --- days out of nothing --------------------------------------------------------------------------------------


def columns_of(kinds: dict[str, type], rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Turn rows into columns, also where there are none."""
    columns = zip(*rows, strict=True) if rows else [()] * len(kinds)
    return {name: np.array(column, kind) for (name, kind), column in zip(kinds.items(), columns, strict=True)}


CONTACT = {"arrival": float, "patience": float, "agent_minutes": float, "priority": np.int64, "stays": bool}
CALL = {"call_minute": float, "call_agent_minutes": float}
rotas = st.one_of(
    st.sampled_from([0.0, 1.0, 2.0]), st.floats(0.05, 4.0), st.integers(1, 24).map(lambda n: n / 8.0)
)
half_minutes = st.integers(0, 2 * int(OPEN) - 1).map(lambda halves: halves / 2.0)
half_lengths = st.one_of(st.integers(1, 12), st.integers(1, 400)).map(lambda halves: halves / 2.0)


@st.composite
def tied_days(draw: Any) -> Day:
    """Draw a day in half minutes: up to forty contacts, some carried over, and some calls."""
    patience = st.one_of(half_lengths, st.just(math.inf))
    rest = patience, half_lengths, st.integers(0, 3)
    carried = draw(st.lists(st.tuples(st.just(0.0), *rest, st.just(True)), max_size=6))
    fresh = draw(st.lists(st.tuples(half_minutes, *rest, st.booleans()), max_size=40))
    return Day(
        **columns_of(CONTACT, carried + sorted(fresh, key=lambda row: (row[0], not row[-1]))),
        **columns_of(CALL, sorted(draw(st.lists(st.tuples(half_minutes, half_lengths), max_size=5)))),
        agents=draw(rotas),
    )


@st.composite
def real_days(draw: Any) -> Day:
    """Draw such a day and move all its moments and lengths but the opening: real minutes never tie."""
    day = draw(tied_days())
    luck = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def moved(column: Any) -> Any:
        by = luck.integers(1, 2**18, len(column)) / 2.0**20  # kept exact when yesterday's minutes are taken off
        return np.where(column > 0.0, column + by, column)

    return replace(
        day,
        arrival=np.sort(moved(day.arrival)),
        patience=moved(day.patience),
        agent_minutes=moved(day.agent_minutes) + luck.uniform(0.0, 1e-6, len(day.arrival)),
        call_minute=np.sort(moved(day.call_minute)),
        call_agent_minutes=moved(day.call_agent_minutes),
    )


any_days = st.one_of(tied_days(), real_days())


def lucky_day(seed: int, *, contacts: int = 60, agents: float = 2.5, calls: int = 5) -> Day:
    """Make a busy day with everything in it."""
    luck = np.random.default_rng(seed)
    carried = contacts // 10
    arrival = np.concatenate([np.zeros(carried), np.sort(luck.uniform(0.0, OPEN, contacts - carried))])
    stays = (np.arange(contacts) < carried) | (luck.random(contacts) < 0.3)
    return Day(
        arrival=arrival,
        patience=np.where(stays, luck.exponential(4.0 * OPEN, contacts), luck.exponential(OPEN / 6.0, contacts)),
        agent_minutes=luck.exponential(0.9 * agents * OPEN / max(contacts, 1), contacts),
        priority=np.where(stays, 2, luck.integers(0, 2, contacts)),
        stays=stays,
        agents=agents,
        call_minute=np.sort(luck.uniform(0.0, OPEN, calls)),
        call_agent_minutes=luck.exponential(2.0, calls),
    )


def close_day(seed: int) -> Day:
    """Make a day in whole minutes on which agents are often idle, and wanted by several at the same minute."""
    luck = np.random.default_rng(seed)
    agents = luck.choice([0.25, 1.0, 1.5, 2.0, 2.25, 4.5])
    goes_home = (agents % 1.0) * OPEN
    contacts, calls = luck.integers(1, 30), luck.integers(0, 6)
    arrival = np.sort(luck.choice([*np.arange(0.0, OPEN, luck.integers(1, 9)), goes_home], contacts))
    minutes = 1.0 + luck.geometric(min(1.0, contacts / agents / OPEN / luck.choice([0.2, 0.5, 0.9])), contacts)
    return Day(
        arrival=arrival,
        patience=luck.choice([1.0, 2.0, 3.0, 5.0, 1e9, math.inf], contacts),
        agent_minutes=minutes,
        priority=luck.integers(0, luck.choice([1, 3]), contacts),
        stays=luck.random(contacts) < 0.3,
        agents=agents,
        call_minute=np.sort(luck.choice([*arrival, *(arrival + minutes), goes_home], calls)),
        call_agent_minutes=luck.integers(1, 12, calls) * 1.0,
    )


# --- the same as the plain desk -------------------------------------------------------------------------------


@thoroughly
@given(real_days())
def test_it_is_the_plain_desk_contact_by_contact(day):
    assert differences(day, lean(day)) == []


@thoroughly
@given(tied_days())
def test_it_is_the_plain_desk_to_the_last_bit_where_everything_ties(day):
    # All of today: the plain desk takes what was planned first, and plans the first services of carried e-mails
    # before the arrivals of today.
    assert differences(day, lean(day), within=0.0, carried=False) == []


def test_it_is_the_plain_desk_to_the_last_bit_where_idle_agents_are_wanted_from_all_sides():
    assert [day for day in CLOSE_DAYS if differences(day, lean(day), within=0.0, carried=False)] == []


def test_close_days_have_in_them_what_they_are_to_try():
    met: Counter[str] = Counter()
    for day in CLOSE_DAYS:
        served = lean(day)
        done = served.outcome == Ending.SERVED
        at_once, ends = day.arrival[done & (served.left == day.arrival)], (served.left + day.agent_minutes)[done]
        home = served.part_minutes or math.nan  # nobody goes home at no minute
        for name, minutes in {"a call": day.call_minute, "the way home": [home]}.items():
            met[f"somebody comes in the minute of {name}, and is served"] += np.isin(at_once, minutes).any()
            met[f"a service ends in the minute of {name}"] += np.isin(ends, minutes).any()
        met["somebody comes after the way home, and is served"] += (at_once > home).any()
        met["a call in the minute of the way home"] += home in day.call_minute
        met["a call is made"] += served.call_made.any()
        met["a call is not made"] += (~served.call_made).any()
        met["somebody waits"] += np.any(served.left > day.arrival)
        met["somebody gives up"] += Ending.ABANDONED in served.outcome
    assert min(met.values()) > 40, met


@pytest.mark.slow
@very_thoroughly
@given(real_days(), tied_days())
def test_it_is_the_plain_desk_on_thousands_of_days(real, tied):
    assert differences(real, lean(real)) == []
    assert differences(tied, lean(tied), within=0.0, carried=False) == []


@pytest.mark.parametrize("agents", [9.0, 10.3, 12.75])
def test_it_is_the_plain_desk_on_a_long_day(agents):
    day = lucky_day(1, contacts=2_000, agents=agents, calls=50)
    assert differences(day, lean(day)) == []


@thoroughly
@given(real_days())
def test_its_log_passes_the_check_of_the_queue(day):
    check_shift(log(day, lean(day)))


@thoroughly
@given(any_days)
def test_littles_law_holds(day):
    served = lean(day)
    assert served.queue_area == pytest.approx(served.queue_minutes, rel=1e-9, abs=1e-9)


def test_days_have_in_them_what_they_are_to_try():
    met: Counter[str] = Counter()
    for seed in range(20):
        day = lucky_day(seed)
        served = lean(day)
        waited = served.left > day.arrival
        early = served.left < OPEN - 1.0
        for ending in Ending:
            met[f"{ending.name} mail"] += np.sum(day.stays & (served.outcome == ending))
            met[f"{ending.name} call"] += np.sum(~day.stays & (served.outcome == ending))
        met["out of patience"] += np.sum(early & (served.outcome == Ending.ABANDONED))
        met["answered late"] += np.sum(waited & (served.outcome == Ending.SERVED))
        met["calls made"] += served.call_made.sum()
        met["calls not made"] += np.sum(~served.call_made)
    assert met.pop("WAITING call") == 0
    assert {name for name, times in met.items() if times < 10} <= {"ABANDONED mail"}
    assert met["ABANDONED mail"] > 0


# --- by hand --------------------------------------------------------------------------------------------------


def by_hand(*rows: tuple[Any, ...], agents: float = 1.0, calls: tuple[tuple[float, float], ...] = ()) -> QueueDay:
    """Serve contacts (arrival, patience, agent minutes, priority, stays)."""
    return lean(Day(**columns_of(CONTACT, list(rows)), **columns_of(CALL, list(calls)), agents=agents))


def test_an_empty_day_leaves_nothing():
    served = by_hand()
    assert [len(served.outcome), len(served.left), len(served.call_made)] == [0, 0, 0]
    assert (served.busy_minutes, served.queue_minutes, served.queue_area, served.events) == (0.0, 0.0, 0.0, 0)
    assert by_hand(agents=0.5).events == by_hand(agents=0.01).events == 1  # he goes home


@pytest.mark.parametrize("agents", [0.0, 0.3, 2.0, 4.3])
def test_a_day_that_is_not_queued_for_is_the_empty_day(agents):
    short, served = queue_day.nobody_comes(agents, OPEN), by_hand(agents=agents)
    for field in fields(QueueDay):
        if field.name != "events":  # that somebody goes home is one, of which nobody has to hear
            left, right = getattr(short, field.name), getattr(served, field.name)
            assert np.array_equal(left, right), field.name
            assert getattr(left, "dtype", type(left)) == getattr(right, "dtype", type(right)), field.name


def test_with_no_agents_everybody_waits_until_closing():
    served = by_hand((0.0, 1e4, 5.0, 2, True), (9.0, 1.0, 5.0, 0, False), agents=0.0, calls=((3.0, 5.0),))
    assert served.outcome.tolist() == [Ending.ABANDONED] * 2
    assert served.outcome.dtype == np.int8
    assert served.left.tolist() == [OPEN] * 2
    assert served.call_made.tolist() == [False]
    assert served.queue_minutes == served.queue_area == served.busy_minutes == 0.0


def test_at_closing_mail_stays_and_calls_end():
    served = by_hand((0.0, 99.0, 70.0, 0, False), (1.0, 99.0, 5.0, 0, False), (2.0, 99.0, 5.0, 0, True))
    assert served.outcome.tolist() == [Ending.SERVED, Ending.ABANDONED, Ending.WAITING]
    assert served.left.tolist() == [0.0, OPEN, OPEN]
    assert served.busy_minutes == 70.0


def test_mail_gives_up_too_when_its_patience_ends():
    served = by_hand((0.0, 99.0, 70.0, 0, False), (2.0, 5.0, 5.0, 0, True))
    assert served.outcome.tolist() == [Ending.SERVED, Ending.ABANDONED]
    assert served.left.tolist() == [0.0, 7.0]


def test_mail_whose_patience_ends_as_the_desk_closes_gives_up_as_it_does_at_the_plain_desk():
    rows = [(0.0, 99.0, 70.0, 0, False), (2.0, OPEN - 2.0, 5.0, 0, True)]
    day = Day(**columns_of(CONTACT, rows), **columns_of(CALL, []), agents=1.0)
    assert lean(day).outcome.tolist() == [Ending.SERVED, Ending.ABANDONED]
    assert differences(day, lean(day), within=0.0) == []


def test_the_urgent_go_first_and_then_who_came_first():
    rows = [(float(minute), 99.0, 10.0, priority, False) for minute, priority in enumerate([2, 5, 1, 1, 0])]
    assert by_hand(*rows).left.tolist() == [0.0, 40.0, 20.0, 30.0, 10.0]


def test_the_part_time_agent_goes_before_anybody_is_answered():
    rows = [(0.0, 99.0, 40.0, 0, False), (0.0, 99.0, 35.0, 0, False), (1.0, 99.0, 5.0, 0, False)]
    served = by_hand(*rows, agents=1.5)
    assert served.part_minutes == 30.0
    assert served.left.tolist() == [0.0, 0.0, 40.0]


def test_an_agent_of_half_a_minute_answers_who_comes_in_it():
    served = by_hand((0.2, 9.0, 0.1, 0, False), (0.5, 9.0, 0.1, 0, False), agents=0.5 / OPEN)
    assert served.outcome.tolist() == [Ending.SERVED, Ending.ABANDONED]
    assert served.left.tolist() == [0.2, 9.5]


def test_a_call_takes_an_idle_agent_and_waits_for_none():
    served = by_hand((5.0, 99.0, 10.0, 0, False), calls=((0.0, 8.0), (7.0, 8.0), (18.5, 1.0)))
    assert served.call_made.tolist() == [True, False, True]
    assert served.left.tolist() == [8.0]
    assert served.busy_minutes == 19.0


# --- cost, and what it leaves alone ---------------------------------------------------------------------------


class AsManyAsRostered(queue._Desk):
    """A desk that calls in everybody on the rota, needed or not."""

    rostered = 0

    def __init__(self, *columns: Any) -> None:
        super().__init__(*columns[:-1], max(columns[-1], self.rostered))


@pytest.mark.parametrize("agents", [3.0, 61.0, 65.0, 66.0, 66.5, 67.0, 1_000.0, 1_000.25])
@pytest.mark.parametrize("seed", range(3))
def test_agents_whom_no_contact_could_ever_need_change_no_bit(monkeypatch, agents, seed):
    day = replace(lucky_day(seed), agents=agents)
    assert len(day.arrival) + len(day.call_minute) == 65
    lazy = lean(day)
    monkeypatch.setattr(AsManyAsRostered, "rostered", math.ceil(agents))
    monkeypatch.setattr(queue, "_Desk", AsManyAsRostered)
    full = lean(day)
    for field in fields(QueueDay):
        np.testing.assert_array_equal(getattr(lazy, field.name), getattr(full, field.name))


@pytest.mark.parametrize("agents", [1e9, 1e300])
def test_a_desk_builds_no_more_agents_than_it_can_use(monkeypatch, agents):
    built = Counter()
    begin = queue._Agent.__init__
    monkeypatch.setattr(
        queue._Agent, "__init__", lambda agent, *how: (built.update(["agent"]), begin(agent, *how))[1]
    )
    served = by_hand((0.0, 1.0, 1.0, 0, False), agents=agents)
    assert built["agent"] == 2
    assert served.whole == int(agents)


@pytest.mark.parametrize("agents", [0.0, 0.5, 2.5, 8.0])
@pytest.mark.parametrize("contacts", [0, 1, 60, 1_000])
def test_a_contact_costs_one_event_and_one_that_nobody_serves_none(monkeypatch, contacts, agents):
    day = lucky_day(3, contacts=contacts, agents=agents)
    happened = 0
    next_event = queue.heappop

    def counted(calendar: list[Any]) -> Any:
        nonlocal happened
        happened += 1
        return next_event(calendar)

    monkeypatch.setattr(queue, "heappop", counted)
    served = lean(day)
    services = np.sum(served.outcome == Ending.SERVED) + served.call_made.sum()
    calls_and_home = len(day.call_minute) + (served.part_minutes > 0.0) if agents else 0
    assert served.events == happened == services + calls_and_home
    assert (happened > 0) == (agents > 0.0)


def test_the_same_day_comes_out_the_same_and_is_left_as_it_was():
    day, again = lucky_day(4), lucky_day(4)
    for column in day.columns().values():
        if isinstance(column, np.ndarray):
            column.setflags(write=False)
    first, second = lean(day), lean(day)
    for field in fields(QueueDay):
        np.testing.assert_array_equal(getattr(first, field.name), getattr(second, field.name))
    for name, column in again.columns().items():
        np.testing.assert_array_equal(getattr(day, name), column)


def test_what_it_gives_has_the_promised_kinds():
    served = lean(lucky_day(5))
    kinds = {field.name: getattr(served, field.name) for field in fields(QueueDay)}
    arrays = {name: str(value.dtype) for name, value in kinds.items() if isinstance(value, np.ndarray)}
    assert arrays == {"outcome": "int8", "left": "float64", "call_made": "bool"}
    numbers = {name: type(value).__name__ for name, value in kinds.items() if name not in arrays}
    measured = dict.fromkeys(("busy_minutes", "queue_minutes", "queue_area", "part_minutes"), "float")
    assert numbers == measured | {"whole": "int", "events": "int"}
    assert (queue_day.SERVED, queue_day.ABANDONED, queue_day.WAITING) == (0, 1, 2)


# --- the tests can fail ---------------------------------------------------------------------------------------


class Pile(deque):  # type: ignore[type-arg]
    """A queue from which the last to come is taken first."""

    def popleft(self) -> Any:
        return self.pop()


class Sieve(deque):  # type: ignore[type-arg]
    """A queue that loses one of those who wait with every one that it gives away."""

    def popleft(self) -> Any:
        first = super().popleft()
        if self:
            super().popleft()
        return first


class PartTimerStays(queue._Desk):
    def go_home(self, _: Any) -> None:
        pass


class PartTimerGoesTwice(queue._Desk):
    def go_home(self, _: Any) -> None:
        super().go_home(_)
        super().go_home(_)


class PartTimerFinishesTheQueue(queue._Desk):
    """Stays as long as somebody waits."""

    def free(self, agent: Any) -> None:
        going, self.one_goes_home = self.one_goes_home, False
        super().free(agent)
        if going and self.idle and self.idle[-1] is agent:
            self.idle.pop()
        else:
            self.one_goes_home = going


class CallsInAnyCase(queue._Desk):
    def call(self, number: int, minutes: float, _: Any) -> None:
        if not self.idle:
            self.idle.append(queue._Agent(self, self.free))
        super().call(number, minutes, _)


class GivesAwayTooMuch(queue._Desk):
    """Gives contacts away in advance who come after a call that would have wanted the agent."""

    def put_down(self, *event: Any) -> None:
        super().put_down(*event)
        self.wanted_at[-1] = math.inf


class PartTimerTakesWhoComesAsHeGoes(queue._Desk):
    def put_down(self, happen: Any, priority: Any, minute: float) -> None:
        super().put_down(happen, priority, minute)
        self.wanted_at[-1] = minute


class CallsBeforeAnybodyComes(queue._Desk):
    """Calls first, and looks only then who comes in that minute."""

    def put_down(self, happen: Any, priority: Any, minute: float) -> None:
        super().put_down(happen, priority, minute)
        self.wanted_at[-1] = math.nextafter(minute, 0.0)


class CallsAfterServices(queue._Desk):
    """Waits with a call until the services of that minute have ended."""

    def put_down(self, happen: Any, priority: Any, minute: float) -> None:
        super().put_down(happen, priority + (priority == NORMAL), minute)


class LeavesTheIdleIdle(queue._Desk):
    """Gives no contact to those who were idle when a call was made or somebody went home."""

    def look_further(self, _: Any) -> None:
        self.wanted_at.pop()


class NeverLooksAtPatience(queue._Desk):
    def free(self, agent: Any) -> None:
        self.gives_up = [math.inf] * len(self.gives_up)
        super().free(agent)


class BreaksTiesTheOtherWay(queue._Desk):
    def free(self, agent: Any) -> None:
        agent.since = 0
        super().free(agent)


def tried_with(part: str, fault: Any) -> Callable[[Day, Any], QueueDay]:
    """Serve with one part of the queue replaced."""

    def serve(day: Day, monkeypatch: Any) -> QueueDay:
        monkeypatch.setattr(queue, part, fault)
        return lean(day)

    return serve


DAYS = [lucky_day(seed) for seed in range(5)]
CLOSE_DAYS = [close_day(seed) for seed in range(500)]


def told(**other: Callable[[Day], Any]) -> Callable[[Day, Any], QueueDay]:
    """Serve another day than the one asked for."""
    return lambda day, _: lean(replace(day, **{name: change(day) for name, change in other.items()}))


BROKEN = {
    "last come, first served": tried_with("deque", Pile),
    "one who waits is lost": tried_with("deque", Sieve),
    "one agent too many": told(agents=lambda day: day.agents + 1.0),
    "one agent too few": told(agents=lambda day: day.agents - 1.0),
    "half an agent is none": told(agents=lambda day: math.floor(day.agents)),
    "half an agent is one": told(agents=lambda day: math.ceil(day.agents)),
    "patience from the opening": told(patience=lambda day: np.maximum(day.patience - day.arrival, 1e-9)),
    "patience from the second minute": told(patience=lambda day: day.patience + 1.0),
    "no patience looked at": tried_with("_Desk", NeverLooksAtPatience),
    "no priorities": told(priority=lambda day: 0 * day.priority),
    "priorities upside down": told(priority=lambda day: 2 - day.priority),
    "closes late": told(open_minutes=lambda day: day.open_minutes + 1.0),
    "mail is thrown away at night": told(stays=lambda day: day.stays & False),
    "callers stay over night": told(stays=lambda day: day.stays | True),
    "the part-timer stays": tried_with("_Desk", PartTimerStays),
    "the part-timer goes twice": tried_with("_Desk", PartTimerGoesTwice),
    "the part-timer stays while somebody waits": tried_with("_Desk", PartTimerFinishesTheQueue),
    "calls are made by nobody": tried_with("_Desk", CallsInAnyCase),
    "idle agents are promised to later ones": tried_with("_Desk", GivesAwayTooMuch),
    "idle agents are forgotten": tried_with("_Desk", LeavesTheIdleIdle),
    "calls take no time": told(call_agent_minutes=lambda day: 0.0 * day.call_agent_minutes),
}

SEEN_BY_THE_CHECK = {
    "last come, first served",
    "no priorities",
    "priorities upside down",
    "calls are made by nobody",
    "one who waits is lost",
}
"""What breaks the discipline of any queue; the others are sound queues of another desk."""


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_desk_is_not_the_plain_one(fault, monkeypatch):
    assert [differences(day, lean(day)) for day in DAYS] == [[]] * len(DAYS)
    assert any(differences(day, BROKEN[fault](day, monkeypatch)) for day in DAYS)


@pytest.mark.parametrize(
    "fault",
    [GivesAwayTooMuch, PartTimerTakesWhoComesAsHeGoes, CallsBeforeAnybodyComes, CallsAfterServices,
     LeavesTheIdleIdle, BreaksTiesTheOtherWay, PartTimerStays, CallsInAnyCase],
)  # fmt: skip
def test_close_days_tell_a_broken_desk(fault, monkeypatch):
    monkeypatch.setattr(queue, "_Desk", fault)
    seen = [bool(differences(day, lean(day), within=0.0, carried=False)) for day in CLOSE_DAYS[:100]]
    assert sum(seen) > 3


@pytest.mark.parametrize("fault", sorted(SEEN_BY_THE_CHECK))
def test_a_queue_out_of_order_does_not_pass_the_check(fault, monkeypatch):
    assert all(passes(day, lean(day)) for day in DAYS)
    assert not all(passes(day, BROKEN[fault](day, monkeypatch)) for day in DAYS)


def passes(day: Day, served: QueueDay) -> bool:
    """Tell whether the check of the queue lets a day pass."""
    try:
        check_shift(log(day, served))
    except InvariantError:
        return False
    return True


def test_littles_law_tells_when_one_who_waits_is_lost(monkeypatch):
    served = BROKEN["one who waits is lost"](lucky_day(0), monkeypatch)
    assert abs(served.queue_area - served.queue_minutes) > 1.0


def test_a_tie_broken_the_other_way_is_seen(monkeypatch):
    # The agent is free in the minute in which the second one's patience ends, who came before his last began.
    rows = [(0.0, 9.0, 5.0, 0, False), (1.0, 9.0, 5.0, 0, False), (2.0, 8.0, 5.0, 0, False)]
    day = Day(**columns_of(CONTACT, rows), **columns_of(CALL, []), agents=1.0)
    assert differences(day, lean(day), within=0.0) == []
    assert lean(day).outcome.tolist() == [Ending.SERVED, Ending.SERVED, Ending.ABANDONED]
    monkeypatch.setattr(queue, "_Desk", BreaksTiesTheOtherWay)
    assert differences(day, lean(day)) != []


@pytest.mark.parametrize("name", ["outcome", "left", "call_made", "busy_minutes", "queue_minutes", "queue_area"])
def test_a_day_that_was_tampered_with_is_seen(name):
    day = lucky_day(0)
    served = lean(day)
    value = getattr(served, name)
    if isinstance(value, np.ndarray):
        other = value.copy()
        other[-1] += 2 * MINUTE if name == "left" else 1
    else:
        other = value + 2 * MINUTE
    assert differences(day, replace(served, **{name: other})) == [name]
