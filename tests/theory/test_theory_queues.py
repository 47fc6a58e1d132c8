"""The waiting lines against tabulated values, limits and each other."""

import math
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp

from sim.theory import queues
from sim.theory.queues import ErlangA, ErlangC, erlang_b, erlang_c, priority_waits, redialling

# servers, load -> B, C
ERLANG_C = [
    (1, 0.5, 0.333333, 0.5),
    (2, 1.0, 0.2, 0.333333),
    (5, 3.0, 0.110054, 0.236152),
    (5, 4.5, 0.243021, 0.762493),
    (10, 7.0, 0.078741, 0.221731),
    (10, 9.0, 0.167963, 0.668732),
    (20, 16.0, 0.064411, 0.256078),
    (50, 45.0, 0.054104, 0.363864),
    (100, 90.0, 0.026957, 0.216940),
    (200, 190.0, 0.027968, 0.365264),
]
# arrivals a minute, service minutes, servers, patience minutes -> P(wait), P(abandon), E[wait], within 1 min
ERLANG_A = [
    (1, 4, 4, 5, 0.589684, 0.184931, 0.924656, 0.573008),
    (1, 4, 5, 5, 0.385511, 0.094531, 0.472657, 0.763994),
    (2, 4, 8, 2, 0.471912, 0.162738, 0.325476, 0.754652),
    (2, 4, 10, 2, 0.247519, 0.068405, 0.136811, 0.900529),
    (5, 6, 30, 10, 0.584437, 0.063450, 0.634500, 0.695165),
    (5, 6, 36, 10, 0.170563, 0.010487, 0.104869, 0.957038),
    (10, 3, 30, 3, 0.524283, 0.072635, 0.217904, 0.895903),
    (20, 5, 95, 4, 0.670151, 0.071738, 0.286951, 0.891679),
    (50, 4, 200, 8, 0.593526, 0.023363, 0.186901, 0.969010),
    (5, 6, 25, 10, 0.908044, 0.176251, 1.762511, 0.259309),
]
loads = st.floats(0.05, 300.0)
servers = st.integers(1, 300)
minutes = st.floats(0.1, 60.0)


@pytest.mark.parametrize(("agents", "load", "blocked", "waiting"), ERLANG_C)
def test_erlang_b_and_c_are_those_of_the_tables(agents, load, blocked, waiting):
    assert erlang_b(agents, load) == pytest.approx(blocked, abs=6e-7)
    assert erlang_c(agents, load) == pytest.approx(waiting, abs=6e-7)


@pytest.mark.parametrize("row", ERLANG_A)
def test_erlang_a_is_that_of_the_tables(row):
    *given_, wait, abandon, mean, level = row
    queue = ErlangA(*given_)
    assert queue.wait_chance == pytest.approx(wait, abs=6e-7)
    assert queue.abandon_chance == pytest.approx(abandon, abs=6e-7)
    assert queue.mean_wait == pytest.approx(mean, abs=6e-7)
    assert queue.answered_within(1.0) == pytest.approx(level, abs=6e-7)


def test_erlang_b_and_c_agree_with_a_40_digit_sum(reference):
    for case in reference["erlang_b_c"]["cases"]:
        queue = ErlangC(case["offered_load"], 1.0, case["servers"])
        assert erlang_b(queue.servers, queue.load) == pytest.approx(case["erlang_b"], rel=1e-9)
        assert queue.wait_chance == pytest.approx(case["erlang_c"], rel=1e-9)
        assert queue.mean_wait == pytest.approx(case["mean_wait_over_mean_service"], rel=1e-9)
        assert queue.mean_queue == pytest.approx(case["mean_queue_length"], rel=1e-9)
        assert queue.wait_exceeds(0.5) == pytest.approx(case["p_wait_gt_half_service"], rel=1e-9)


def test_erlang_a_agrees_with_a_40_digit_birth_and_death_solution(reference):
    for case in reference["erlang_a"]["cases"]:
        queue = ErlangA(
            case["arrival_rate_per_min"],
            case["mean_service_min"],
            case["servers"],
            case["mean_patience_min"],
        )
        assert queue.wait_chance == pytest.approx(case["p_wait"], abs=1e-9)
        assert queue.abandon_chance == pytest.approx(case["p_abandon"], abs=1e-9)
        assert queue.mean_wait == pytest.approx(case["mean_wait"], abs=1e-9)
        assert queue.mean_queue == pytest.approx(case["mean_queue"], abs=1e-9)
        assert queue.occupancy == pytest.approx(case["occupancy"], abs=1e-9)
        assert queue.offered_wait_exceeds(1.0) == pytest.approx(case["p_virtual_wait_gt_1min"], abs=1e-9)
        assert queue.answered_within(1.0) == pytest.approx(case["service_level_1min"], abs=1e-9)


@given(servers, loads)
def test_erlang_b_follows_its_recursion(agents, load):
    fewer = erlang_b(agents - 1, load)
    assert erlang_b(agents, load) == pytest.approx(load * fewer / (agents + load * fewer), rel=1e-9)


@given(loads, minutes, servers, minutes, minutes)
def test_an_impatient_queue_keeps_its_books(load, service, agents, patience, within):
    queue = ErlangA(load / service, service, agents, patience)
    answered = queue.answered_within(within)
    assert 0.0 <= queue.wait_chance <= 1.0
    assert -1e-12 <= queue.abandon_chance <= queue.wait_chance
    assert -1e-12 <= queue.occupancy <= 1.0 + 1e-12
    assert answered <= 1.0 - queue.abandon_chance + 1e-9
    assert queue.answered_within(1e6) == pytest.approx(1.0 - queue.abandon_chance, abs=1e-9)
    assert queue.answered_within(0.0) == pytest.approx(1.0 - queue.wait_chance, abs=1e-9)


def test_endless_patience_turns_erlang_a_into_erlang_c():
    patient, waits = ErlangA(9.0, 1.0, 10, 1e6), ErlangC(9.0, 1.0, 10)
    assert patient.wait_chance == pytest.approx(waits.wait_chance, rel=1e-3)
    assert patient.mean_wait == pytest.approx(waits.mean_wait, rel=1e-3)
    assert patient.offered_wait_exceeds(0.5) == pytest.approx(waits.wait_exceeds(0.5), rel=1e-3)


def test_no_patience_turns_erlang_a_into_erlang_b():
    assert ErlangA(9.0, 1.0, 10, 1e-7).abandon_chance == pytest.approx(erlang_b(10, 9.0), rel=1e-6)


def test_patience_of_one_service_makes_the_line_an_infinite_server():
    # With theta = mu the number in the system is Poisson(load), whoever of them is served.
    queue = ErlangA(12.0, 1.0, 10, 1.0)
    busy = 1.0 - sum(math.exp(-12.0) * 12.0**n / math.factorial(n) for n in range(10))
    assert queue.wait_chance == pytest.approx(busy, rel=1e-12)


def test_loads_of_thousands_neither_overflow_nor_lose_digits():
    # Square-root staffing has a limit: P(wait) -> 1 / (1 + beta Phi(beta) / phi(beta)) (Halfin & Whitt 1981).
    beta, load = 0.5, 1e6
    phi = math.exp(-beta * beta / 2) / math.sqrt(2 * math.pi)
    limit = 1 / (1 + beta * 0.5 * math.erfc(-beta / math.sqrt(2)) / phi)
    assert erlang_c(int(load + beta * math.sqrt(load)), load) == pytest.approx(limit, rel=2e-3)
    fluid = ErlangA(5000.0, 1.0, 4000, 3.0)
    assert fluid.abandon_chance == pytest.approx(0.2, rel=1e-6)
    assert ErlangA(10.0, 8.0, 3000, 10.0).wait_chance == pytest.approx(0.0, abs=1e-300)


def test_desks_of_ten_and_a_hundred_thousand_agree_with_40_digits(reference):
    for case in reference["large_desks"]["erlang_c"]:
        agents, load = case["servers"], case["offered_load"]
        assert erlang_b(agents, load) == pytest.approx(case["erlang_b"], rel=1e-9)
        assert erlang_c(agents, load) == pytest.approx(case["erlang_c"], rel=1e-9)
    for case in reference["large_desks"]["erlang_a"]:
        given_ = ("arrival_rate_per_min", "mean_service_min", "servers", "mean_patience_min")
        queue = ErlangA(*(case[name] for name in given_))
        assert queue.wait_chance == pytest.approx(case["p_wait"], rel=1e-9)
        assert queue.abandon_chance == pytest.approx(case["p_abandon"], rel=1e-7)
        assert queue.mean_wait == pytest.approx(case["mean_wait"], rel=1e-7)


@given(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=6), st.integers(1, 30), st.floats(0.05, 0.95))
def test_any_number_of_classes_shares_the_wait_of_one(shares, agents, occupancy):
    """Who goes first takes from the others just what he gains: the mean over all is that of one class."""
    total = agents * occupancy
    rates = [total * share / sum(shares) for share in shares]
    waits = priority_waits(rates, service_minutes=1.0, servers=agents)
    assert waits == sorted(waits)
    paid = sum(rate * wait for rate, wait in zip(rates, waits, strict=True)) / total
    assert paid == pytest.approx(ErlangC(total, 1.0, agents).mean_wait, rel=1e-9)


def test_a_desk_that_cannot_cope_makes_everyone_wait():
    assert erlang_c(10, 10.0) == 1.0
    assert erlang_c(10, 12.0) == 1.0


def test_urgent_classes_wait_less_and_the_others_pay(reference):
    for case in reference["priority_mmc_nonpreemptive"]["cases"]:
        rates = case["arrival_rates_high_to_low"]
        waits = priority_waits(rates, service_minutes=1.0 / case["service_rate"], servers=case["servers"])
        assert waits == pytest.approx(case["mean_wait_per_class"], rel=1e-9)
        assert waits == sorted(waits)
        paid = sum(rate * wait for rate, wait in zip(rates, waits, strict=True)) / sum(rates)
        assert paid == pytest.approx(ErlangC(sum(rates), 1.0, case["servers"]).mean_wait, rel=1e-9)


def test_classes_wait_twice_as_long_when_everything_takes_twice_as_long():
    slow = priority_waits([0.5, 0.5, 0.5], service_minutes=2.0, servers=4)
    fast = priority_waits([1.0, 1.0, 1.0], service_minutes=1.0, servers=4)
    assert slow == pytest.approx([2 * wait for wait in fast], rel=1e-12)


def test_the_clock_of_a_patient_queue_can_run_at_any_speed():
    slow, fast = ErlangC(3.5, 2.0, 10), ErlangC(7.0, 1.0, 10)
    assert (slow.load, slow.occupancy) == pytest.approx((7.0, 0.7))
    assert slow.wait_chance == pytest.approx(fast.wait_chance, rel=1e-12)
    assert slow.mean_wait == pytest.approx(2 * fast.mean_wait, rel=1e-12)
    assert slow.mean_queue == pytest.approx(fast.mean_queue, rel=1e-12)
    assert slow.wait_exceeds(1.0) == pytest.approx(fast.wait_exceeds(0.5), rel=1e-12)


def test_redialling_settles_where_the_flows_balance(reference):
    for case in reference["redial_fixed_point"]["cases"]:
        fresh = ErlangA(
            case["fresh_rate_per_min"],
            case["mean_service_min"],
            case["servers"],
            case["mean_patience_min"],
        )
        settled = redialling(fresh, case["redial_prob"])
        assert settled.queue.arrivals_per_minute == pytest.approx(case["effective_rate"], abs=1e-9)
        assert settled.queue.abandon_chance == pytest.approx(case["p_abandon"], abs=1e-9)
        assert settled.lost_share == pytest.approx(case["p_lost_finally"], abs=1e-9)


def test_without_redialling_nothing_changes():
    fresh = ErlangA(5.0, 6.0, 25, 10.0)
    settled = redialling(fresh, 0.0)
    assert settled.queue == fresh
    assert settled.lost_share == pytest.approx(fresh.abandon_chance, rel=1e-12)


@pytest.mark.parametrize("load", [0.5, 20.0, 300.0, 9_000.0])
def test_a_desk_too_large_for_its_load_to_fill_is_cut_where_its_chance_is_nothing(load):
    """The first number of servers whose sum is not taken has a full sum whose inverse is 0 as a float."""
    count = int(load) + 1
    while queues._log_inverse_b(count, load) < math.inf:
        count += 1
    steps = np.log(count - np.arange(count)) - math.log(load)
    assert math.exp(-logsumexp(np.concatenate(([0.0], np.cumsum(steps))))) == 0.0
    assert erlang_b(count, load) == 0.0


def test_very_many_servers_take_no_more_memory_than_a_few():
    tracemalloc.start()
    try:
        queue = ErlangA(10.0, 8.0, 10**6, 10.0)
        assert (queue.wait_chance, queue.abandon_chance, queue.answered_within(1.0)) == (0.0, 0.0, 1.0)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_from_the_class_on_that_is_too_much_everybody_waits_for_ever():
    assert priority_waits([1.0, 1.0, 1.0], service_minutes=1.0, servers=2) == [1.0, math.inf, math.inf]


@pytest.mark.parametrize(("agents", "at_once"), [(2, 2), (2, 4), (5, 3)])
def test_chats_in_a_row_are_given_up_as_often_as_the_page_says(agents, at_once):
    page = Path(__file__).parents[2].joinpath("docs", "not-modelled.md").read_text(encoding="utf-8")
    rate = 0.9 * agents * at_once / 10.0
    here = ErlangA(rate, 10.0 / at_once, agents, 8.0).abandon_chance
    side_by_side = ErlangA(rate, 10.0, agents * at_once, 8.0).abandon_chance
    assert f"| {agents} | {at_once} | {100 * here:.1f} % | {100 * side_by_side:.1f} % |" in page
