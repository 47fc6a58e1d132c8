"""The SimPy desk against the waiting lines that have a formula: Erlang A, B and C, and nonpreemptive priorities.

Each test runs independent long days that never close, leaves out the first contacts of each (fifteen relaxation
times of the queue: what is left of the empty start is below a millionth), and compares means over the days with
the reference values in standard errors. Contacts are left out by number, not by minute, so that a mean over the
others has no bias from how many there are. What luck did to the mean gap, service and patience of a day is known
and taken out by regression, which saves more than half of the contacts. The cut of 5.03 standard errors refuses a
sound desk once in 10,000 times over 200 such figures. A bias of 7.35 of them is found in 99 of 100 cases; it has
to be 5 % or less of the figure, or else the test is too small ever to fail. Rows that take long are marked slow:

    python -m pytest -m slow tests/plain/test_shift_theory.py
"""

from __future__ import annotations

import heapq
import json
import math
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from broken_desks import (
    GivesUpAndKeepsTheTurn,
    LastComeFirstServed,
    OneAgentTooMany,
    OneForAll,
    PatienceAfterTheWait,
)

from sim.measures.record import Channel, Outcome
from sim.plain.shift import Contact, Shift
from sim.theory.queues import ErlangC

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

pytestmark = pytest.mark.no_cover

REFERENCE = json.loads((Path(__file__).parents[1] / "data" / "reference_values.json").read_text(encoding="utf-8"))
CUT = 5.03
FOUND = 7.35
LARGEST_BIAS = 0.05
NEVER_CLOSES = 1e9
ENDLESS = 1e12
NO_PATIENCE = 1e-9
RELAXATIONS = 15.0


@dataclass(frozen=True)
class Line:
    """A waiting line with a formula, and how much of it to run."""

    rate: float
    service: float
    servers: int
    patience: float
    """Mean of an exponential patience; NO_PATIENCE and ENDLESS are the same for all."""
    prompt: float
    """Minutes within which an answer counts as prompt."""
    theory: Mapping[str, float] = field(hash=False)
    days: int
    contacts: int
    """Contacts a day that count, after those of the start."""

    @property
    def everybody_alike(self) -> bool:
        """Tell whether patience is no matter of luck."""
        return self.patience in (NO_PATIENCE, ENDLESS)

    @property
    def start(self) -> int:
        """Contacts that arrive while the queue forgets that it was empty."""
        slack = (math.sqrt(self.servers) - math.sqrt(self.rate * self.service)) ** 2
        if self.patience == ENDLESS:
            return math.ceil(RELAXATIONS * self.rate * self.service / slack)
        return math.ceil(RELAXATIONS * self.rate * max(self.service, self.patience))


@dataclass(frozen=True)
class Figure:
    """What a desk gave and what it should have given."""

    name: str
    value: float
    theory: float
    error: float

    @property
    def z(self) -> float:
        """Distance from the theory in standard errors."""
        return (self.value - self.theory) / self.error

    @property
    def findable(self) -> float:
        """Smallest bias, as a share of the value, that is found in 99 of 100 cases."""
        return FOUND * self.error / self.theory


# --- the rows of the reference values -------------------------------------------------------------------------


def erlang_a(rate: float, servers: int, days: int, contacts: int, *figures: str) -> Line:
    """Exponential patience."""
    rows = REFERENCE["erlang_a"]["cases"]
    row = next(row for row in rows if (row["arrival_rate_per_min"], row["servers"]) == (rate, servers))
    theory = {
        "waits": row["p_wait"],
        "gives up": row["p_abandon"],
        "wait": row["mean_wait"],
        "prompt": row["service_level_1min"],
    }
    wanted = {name: theory[name] for name in figures or theory}
    return Line(rate, row["mean_service_min"], servers, row["mean_patience_min"], 1.0, wanted, days, contacts)


def erlang_b(servers: int, days: int, contacts: int) -> Line:
    """No patience: whoever finds everybody busy is lost."""
    row = next(row for row in REFERENCE["erlang_b_c"]["cases"] if row["servers"] == servers)
    lost = {"gives up": row["erlang_b"]}
    return Line(row["offered_load"], 1.0, servers, NO_PATIENCE, 0.5, lost, days, contacts)


def erlang_c(servers: int, days: int, contacts: int, *figures: str) -> Line:
    """Endless patience."""
    row = next(row for row in REFERENCE["erlang_b_c"]["cases"] if row["servers"] == servers)
    theory = {
        "waits": row["erlang_c"],
        "wait": row["mean_wait_over_mean_service"],
        "prompt": 1.0 - row["p_wait_gt_half_service"],
    }
    wanted = {name: theory[name] for name in figures or theory}
    return Line(row["offered_load"], 1.0, servers, ENDLESS, 0.5, wanted, days, contacts)


# --- running and comparing ------------------------------------------------------------------------------------


@cache
def compare(line: Line, desk: type[Shift] = Shift) -> list[Figure]:
    """Run all days of a line and set the figures against their theory."""
    days = [run_day(line, desk, day) for day in range(line.days)]
    figures, controls = (np.array(columns) for columns in zip(*days, strict=True))
    return against(line.theory, figures, controls)


def run_day(line: Line, desk: type[Shift], day: int) -> tuple[list[float], list[float]]:
    """Give the figures of one long day and how far its luck was from what was to be expected."""
    luck = np.random.default_rng([2024, line.servers, day])
    number = line.start + line.contacts
    gaps = luck.exponential(1.0 / line.rate, number)
    services = luck.exponential(line.service, number)
    patiences = np.full(number, line.patience) if line.everybody_alike else luck.exponential(line.patience, number)
    contacts = phone_calls(np.cumsum(gaps), services, patiences)
    desk(day=0, agents=line.servers, open_minutes=NEVER_CLOSES).run(contacts)
    waits = np.array([contact.wait for contact in contacts[line.start :]])
    served = np.array([contact.outcome is Outcome.SERVED for contact in contacts[line.start :]])
    seen = {
        "waits": (waits > 0.0).mean(),
        "gives up": 1.0 - served.mean(),
        "wait": waits.mean(),
        "prompt": (served & (waits <= line.prompt)).mean(),
    }
    controls = [gaps.mean() - 1.0 / line.rate, services.mean() - line.service]
    if not line.everybody_alike:
        controls.append(patiences.mean() - line.patience)
    return [seen[name] for name in line.theory], controls


def phone_calls(arrivals: Floats, services: Floats, patiences: Floats, priorities: Any = None) -> list[Contact]:
    """Make contacts of columns."""
    if priorities is None:
        priorities = np.zeros(len(arrivals), np.int64)
    columns = (column.tolist() for column in (arrivals, services, patiences, priorities))
    return [
        Contact(0, arrival, service, patience, priority, Channel.PHONE, service)
        for arrival, service, patience, priority in zip(*columns, strict=True)
    ]


def against(theory: Mapping[str, float], figures: Floats, controls: Floats) -> list[Figure]:
    """Regress the days' figures on controls whose expectation is 0: the intercept is the figure without luck."""
    days = len(figures)
    design = np.column_stack([np.ones(days), controls])
    inverse = np.linalg.inv(design.T @ design)
    fit = inverse @ design.T @ figures
    rest = ((figures - design @ fit) ** 2).sum(axis=0) / (days - design.shape[1])
    errors = np.sqrt(rest * inverse[0, 0])
    named = zip(theory.items(), fit[0].tolist(), errors.tolist(), strict=True)
    return [Figure(name, value, expected, error) for (name, expected), value, error in named]


def assert_agrees(figures: list[Figure]) -> None:
    """Refuse a bias, and a test that could not see one."""
    for figure in figures:
        assert figure.findable <= LARGEST_BIAS, f"too small a test: {figure}, {figure.findable:.1%}"
        assert abs(figure.z) < CUT, f"{figure}, z = {figure.z:.2f}"


# --- Erlang A, B, C -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(erlang_a(1, 4, 40, 4_000), id="4 agents", marks=pytest.mark.slow),
        pytest.param(erlang_a(1, 5, 40, 2_500, "waits", "prompt"), id="5 agents"),
        pytest.param(erlang_a(1, 5, 60, 8_000), id="5 agents, all figures", marks=pytest.mark.slow),
        pytest.param(erlang_a(2, 10, 100, 8_000), id="10 agents", marks=pytest.mark.slow),
        pytest.param(erlang_a(5, 30, 120, 11_000), id="30 agents", marks=pytest.mark.slow),
        pytest.param(erlang_a(10, 30, 120, 9_000), id="30 quick agents", marks=pytest.mark.slow),
        pytest.param(erlang_a(5, 36, 200, 13_000, "waits", "prompt"), id="36 agents", marks=pytest.mark.slow),
        pytest.param(erlang_a(50, 200, 80, 25_000, "waits", "prompt"), id="200 agents", marks=pytest.mark.slow),
    ],
)
def test_a_desk_whose_callers_lose_patience_is_erlang_a(line):
    assert_agrees(compare(line))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(erlang_b(2, 40, 1_500), id="2 agents", marks=pytest.mark.slow),
        pytest.param(erlang_b(5, 40, 1_500), id="5 agents"),
        pytest.param(erlang_b(20, 40, 20_000), id="20 agents", marks=pytest.mark.slow),
        pytest.param(erlang_b(10, 40, 15_000), id="10 agents", marks=pytest.mark.slow),
    ],
)
def test_a_desk_without_patient_callers_is_erlang_b(line):
    assert_agrees(compare(line))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(erlang_c(1, 100, 6_000), id="1 agent", marks=pytest.mark.slow),
        pytest.param(erlang_c(2, 40, 2_700, "waits", "prompt"), id="2 agents"),
        pytest.param(erlang_c(2, 80, 15_000), id="2 agents, all figures", marks=pytest.mark.slow),
        pytest.param(erlang_c(5, 60, 25_000, "waits", "prompt"), id="5 agents", marks=pytest.mark.slow),
        pytest.param(erlang_c(10, 60, 17_000, "waits", "prompt"), id="10 agents", marks=pytest.mark.slow),
        pytest.param(erlang_c(20, 60, 27_000, "waits", "prompt"), id="20 agents", marks=pytest.mark.slow),
        pytest.param(erlang_c(50, 60, 45_000, "waits", "prompt"), id="50 agents", marks=pytest.mark.slow),
    ],
)
def test_a_desk_whose_callers_never_give_up_is_erlang_c(line):
    assert_agrees(compare(line))


BRIEFLY_A = erlang_a(1, 4, 16, 800)
BRIEFLY_B = erlang_b(2, 16, 300)
BRIEFLY_C = erlang_c(2, 16, 700)
"""Enough to find each fault below at 13 standard errors and more."""


@pytest.mark.parametrize(
    ("line", "desk", "betrayed_by"),
    [
        (BRIEFLY_A, OneAgentTooMany, {"waits", "gives up", "wait", "prompt"}),
        (BRIEFLY_B, OneAgentTooMany, {"gives up"}),
        (BRIEFLY_C, OneAgentTooMany, {"waits", "wait", "prompt"}),
        (BRIEFLY_A, PatienceAfterTheWait, {"wait"}),
        (BRIEFLY_A, LastComeFirstServed, {"prompt"}),
        (BRIEFLY_C, LastComeFirstServed, {"prompt"}),
        (BRIEFLY_A, GivesUpAndKeepsTheTurn, {"waits", "gives up", "wait", "prompt"}),
    ],
)
def test_a_desk_with_one_fault_is_found_by_the_figure_that_the_fault_changes(line, desk, betrayed_by):
    assert {figure.name for figure in compare(line, desk) if abs(figure.z) >= CUT} == betrayed_by
    assert all(abs(figure.z) < CUT for figure in compare(line))


def test_a_test_too_small_ever_to_fail_is_an_error():
    with pytest.raises(AssertionError, match="too small a test"):
        assert_agrees(compare(replace(BRIEFLY_A, contacts=200)))


# --- priorities -----------------------------------------------------------------------------------------------


def compare_priorities(row: int, days: int, contacts: int, desk: type[Shift] = Shift) -> list[Figure]:
    """Run a desk with classes against their mean waits.

    The same contacts in a plain queue, by recursion, are one more control: its mean wait and chance to wait are
    Erlang's. The end of a day is left out like its start, since nobody urgent comes after it.
    """
    case = REFERENCE["priority_mmc_nonpreemptive"]["cases"][row]
    rates, servers = np.array(case["arrival_rates_high_to_low"]), case["servers"]
    plain = ErlangC(rates.sum(), 1.0, servers)
    relaxation = rates.sum() / (math.sqrt(servers) - math.sqrt(rates.sum())) ** 2
    edge = math.ceil(RELAXATIONS * relaxation)
    middle = slice(edge, contacts + edge)
    figures, controls = [], []
    for day in range(days):
        luck = np.random.default_rng([2025, row, day])
        number = contacts + 2 * edge
        gaps, services = luck.exponential(1.0 / rates.sum(), number), luck.exponential(1.0, number)
        classes = luck.choice(len(rates), number, p=rates / rates.sum())
        calls = phone_calls(np.cumsum(gaps), services, np.full(number, ENDLESS), classes)
        desk(day=0, agents=servers, open_minutes=NEVER_CLOSES).run(calls)
        waits, mine = np.array([call.wait for call in calls])[middle], classes[middle]
        in_turn = waits_in_turn(np.cumsum(gaps), services, servers)[middle]
        figures.append([waits[mine == level].mean() for level in range(len(rates))])
        controls.append(
            [
                gaps.mean() - 1.0 / rates.sum(),
                services.mean() - 1.0,
                in_turn.mean() - plain.mean_wait,
                (in_turn > 0.0).mean() - plain.wait_chance,
            ]
        )
    theory = {f"class {level}": wait for level, wait in enumerate(case["mean_wait_per_class"])}
    return against(theory, np.array(figures), np.array(controls))


def waits_in_turn(arrivals: Floats, services: Floats, servers: int) -> Floats:
    """Give the waits of a plain queue: a heap of the minutes at which agents are free."""
    free, waits = [0.0] * servers, []
    for arrival, service in zip(arrivals.tolist(), services.tolist(), strict=True):
        begin = max(free[0], arrival)
        waits.append(begin - arrival)
        heapq.heapreplace(free, begin + service)
    return np.array(waits)


@pytest.mark.parametrize(
    ("row", "days", "contacts"),
    [
        pytest.param(0, 30, 8_000, id="2 classes", marks=pytest.mark.slow),
        pytest.param(1, 100, 9_000, id="3 classes", marks=pytest.mark.slow),
    ],
)
def test_urgent_contacts_wait_as_cobham_says(row, days, contacts):
    assert_agrees(compare_priorities(row, days, contacts))


def test_a_desk_without_priorities_is_found():
    assert all(abs(figure.z) >= CUT for figure in compare_priorities(0, 20, 1_000, OneForAll))
