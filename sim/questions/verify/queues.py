"""Waiting lines with a formula: Erlang A, B and C, and service times that are not exponential.

Each experiment runs independent long days of a desk that never closes, and leaves out the first contacts of each
(fifteen relaxation times of the queue: what is left of the empty start is below a millionth), by number and not by
minute, so that a mean over the others has no bias from how many there are. What luck did to the mean gap, service
and patience of a day is known and taken out by regression, which saves more than half of the contacts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.questions.verify.check import Check, Engine
from sim.questions.verify.desks import DESKS as THE_DESKS
from sim.questions.verify.desks import ENDLESS, Answered, Calls, served_in_turn
from sim.questions.verify.experiment import DESKS, Experiment, experiment
from sim.theory.queues import ErlangA, ErlangC, erlang_b

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from sim.questions.verify.bench import Bench

    Floats = NDArray[np.float64]

NO_PATIENCE = 1e-9
RELAXATIONS = 15.0
FEWEST_DAYS = 24
"""The regression takes up to five of them, and from few days an error is not known well."""
FAST_ONLY = (Engine.FAST_DESK,)

WAITS, GIVES_UP, WAIT, PROMPT = "have to wait", "give up", "wait", "prompt"
SAYS = {
    WAITS: "share of callers who have to wait",
    GIVES_UP: "share of callers who give up",
    WAIT: "minutes that a caller waits",
    PROMPT: "share of callers answered in time",
}


@dataclass(frozen=True)
class Line:
    """A waiting line, and how much of it to run on the fast desk in the quick set."""

    rate: float
    service: float
    servers: int
    patience: float
    """Mean of an exponential patience; NO_PATIENCE and ENDLESS are the same for all."""
    prompt: float
    """Minutes within which an answer counts as prompt."""
    days: int
    contacts: int
    """Contacts a day that count, after those of the start."""
    finds: float
    tells: tuple[str, ...] = (WAITS, GIVES_UP, WAIT, PROMPT)
    cv: float | None = None
    """Of a lognormal service time; exponential without one."""

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

    @property
    def theory(self) -> dict[str, float]:
        """What mathematics says of it."""
        if self.patience == NO_PATIENCE:
            return {GIVES_UP: erlang_b(self.servers, self.rate * self.service)}
        if self.patience == ENDLESS:
            patient = ErlangC(self.rate, self.service, self.servers)
            late = patient.wait_exceeds(self.prompt)
            return {WAITS: patient.wait_chance, WAIT: patient.mean_wait, PROMPT: 1.0 - late}
        queue = ErlangA(self.rate, self.service, self.servers, self.patience)
        return {
            WAITS: queue.wait_chance, GIVES_UP: queue.abandon_chance, WAIT: queue.mean_wait,
            PROMPT: queue.answered_within(self.prompt),
        }  # fmt: skip


def answered(bench: Bench, calls: Calls, agents: int) -> Answered:
    """Serve calls at the desk that is checked, or at the faulty one that was put on the bench."""
    desk = bench.desk or THE_DESKS[bench.engine]
    return desk(calls, agents)


def line_of(bench: Bench, line: Line) -> Iterator[Check]:
    """Run all days of a line and set its figures against their theory."""
    seen = figures_of(bench, line)
    for name, value, error in zip(line.tells, seen.values, seen.errors, strict=True):
        says = f"{SAYS[name]}: {called(line)}"
        yield bench.estimate(says, value, line.theory[name], error, freedom=seen.freedom, finds=line.finds)


def figures_of(bench: Bench, line: Line) -> WithoutLuck:
    """Run all days of a line; give the figures that it tells, without luck."""
    days = max(math.ceil(line.days * bench.scale), FEWEST_DAYS)
    seen, controls = zip(*(day_of(bench, line, day) for day in range(days)), strict=True)
    wanted = np.array([[one[name] for name in line.tells] for one in seen])
    return without_luck(wanted, np.array(controls))


def called(line: Line) -> str:
    """Call a line by how many agents it has and how busy they would be."""
    return f"{line.servers} agent{'s' * (line.servers > 1)}, load {line.rate * line.service:g}"


def day_of(bench: Bench, line: Line, day: int) -> tuple[Mapping[str, float], list[float]]:
    """Give the figures of one long day, and how far its luck was from what was to be expected."""
    luck, number = bench.generator(day), line.start + line.contacts
    gaps = luck.exponential(1.0 / line.rate, number)
    services = luck.exponential(line.service, number) if line.cv is None else lognormal(line, luck, number)
    patiences = np.full(number, line.patience) if line.everybody_alike else luck.exponential(line.patience, number)
    done = answered(bench, Calls.alike(np.cumsum(gaps), services, patiences), line.servers)
    waits, served = done.wait[line.start :], done.served[line.start :]
    seen = {
        WAITS: float((waits > 0.0).mean()),
        GIVES_UP: float(1.0 - served.mean()),
        WAIT: float(waits.mean()),
        PROMPT: float((served & (waits <= line.prompt)).mean()),
    }
    controls = [float(gaps.mean()) - 1.0 / line.rate, float(services.mean()) - line.service]
    return seen, controls if line.everybody_alike else [*controls, float(patiences.mean()) - line.patience]


def lognormal(line: Line, luck: np.random.Generator, number: int) -> Floats:
    """Draw service times that are not exponential, of the same mean."""
    variance = math.log1p((line.cv or 0.0) ** 2)
    return luck.lognormal(math.log(line.service) - variance / 2, math.sqrt(variance), number)


@dataclass(frozen=True)
class WithoutLuck:
    """Means over independent days, their standard errors, and the degrees of freedom of these."""

    values: list[float]
    errors: list[float]
    freedom: int


def without_luck(figures: Floats, controls: Floats) -> WithoutLuck:
    """Regress the days' figures on controls whose expectation is 0: the intercepts are the means without luck."""
    days = len(figures)
    design = np.column_stack([np.ones(days), controls])
    inverse = np.linalg.inv(design.T @ design)
    fit = inverse @ design.T @ figures
    freedom = days - design.shape[1]
    rest = ((figures - design @ fit) ** 2).sum(axis=0) / freedom
    return WithoutLuck(fit[0].tolist(), np.sqrt(rest * inverse[0, 0]).tolist(), freedom)


# --- the lines ------------------------------------------------------------------------------------------------

A = partial(Line, prompt=1.0)
B = partial(Line, service=1.0, patience=NO_PATIENCE, prompt=0.5, tells=(GIVES_UP,))
C = partial(Line, service=1.0, patience=ENDLESS, prompt=0.5, tells=(WAITS, WAIT, PROMPT))
SEEN = (WAITS, PROMPT)
"""Of a line that is hardly ever waited in, or nearly full, only the figures that do not take for ever."""

LINES: tuple[tuple[str, str, Line, tuple[Engine, ...]], ...] = (
    ("A1", "Erlang 1917", B(1.0, servers=2, days=40, contacts=5_000, finds=0.05), DESKS),
    ("A1", "Erlang 1917", B(4.5, servers=5, days=40, contacts=3_000, finds=0.05), DESKS),
    ("A1", "Erlang 1917", B(7.0, servers=10, days=40, contacts=10_000, finds=0.08), FAST_ONLY),
    ("A1", "Erlang 1917", B(16.0, servers=20, days=40, contacts=15_000, finds=0.08), FAST_ONLY),
    ("A1", "Erlang 1917", C(0.5, servers=1, days=60, contacts=6_000, finds=0.1), FAST_ONLY),
    ("A1", "Erlang 1917", C(1.0, servers=2, days=40, contacts=5_400, finds=0.05, tells=SEEN), DESKS),
    ("A1", "Erlang 1917", C(4.5, servers=5, days=60, contacts=12_000, finds=0.1, tells=SEEN), FAST_ONLY),
    ("A1", "Erlang 1917", C(7.0, servers=10, days=60, contacts=10_000, finds=0.1, tells=SEEN), FAST_ONLY),
    ("A1", "Erlang 1917", C(16.0, servers=20, days=60, contacts=14_000, finds=0.1, tells=SEEN), FAST_ONLY),
    ("A1", "Erlang 1917", C(45.0, servers=50, days=60, contacts=20_000, finds=0.1, tells=SEEN), FAST_ONLY),
    ("A2", "Palm 1957", A(1.0, 4.0, 4, 5.0, days=40, contacts=4_000, finds=0.08), DESKS),
    ("A2", "Palm 1957", A(1.0, 4.0, 5, 5.0, days=40, contacts=5_000, finds=0.05, tells=SEEN), DESKS),
    ("A2", "Palm 1957", A(2.0, 4.0, 8, 2.0, days=40, contacts=8_000, finds=0.08), FAST_ONLY),
    ("A2", "Palm 1957", A(2.0, 4.0, 10, 2.0, days=40, contacts=8_000, finds=0.12), FAST_ONLY),
    ("A2", "Palm 1957", A(5.0, 6.0, 30, 10.0, days=60, contacts=12_000, finds=0.12), FAST_ONLY),
    ("A2", "Palm 1957", A(5.0, 6.0, 36, 10.0, days=60, contacts=16_000, finds=0.15, tells=SEEN), FAST_ONLY),
    ("A2", "Palm 1957", A(10.0, 3.0, 30, 3.0, days=60, contacts=12_000, finds=0.12), FAST_ONLY),
    ("A2", "Palm 1957", A(20.0, 5.0, 95, 4.0, days=60, contacts=16_000, finds=0.15), FAST_ONLY),
    ("A2", "Palm 1957", A(50.0, 4.0, 200, 8.0, days=60, contacts=24_000, finds=0.15, tells=SEEN), FAST_ONLY),
    ("A2", "Palm 1957", A(5.0, 6.0, 25, 10.0, days=40, contacts=12_000, finds=0.1), FAST_ONLY),
)
"""Each with the desks that it is tried on in the quick set; the full set tries all of them on both."""


def erlang(number: str, source: str, line: Line, quick_on: tuple[Engine, ...]) -> Experiment:
    """Make an experiment of a line."""
    kind = {NO_PATIENCE: "nobody waits", ENDLESS: "nobody gives up"}.get(
        line.patience, f"patience {line.patience:g}"
    )
    return Experiment(
        number, f"{called(line)}, {kind}", source, DESKS, partial(line_of, line=line), quick_on, 20.0
    )


ERLANG = tuple(erlang(*row) for row in LINES)


# --- any law of service and patience ----------------------------------------------------------------------------


@experiment(
    "A6", source="Erlang A; Brown et al. 2005 find lognormal service", on=DESKS, quick_on=FAST_ONLY, full_times=3.0
)
def lognormal_service_hardly_matters(bench: Bench) -> Iterator[Check]:
    """Not a theorem: with a cv of 1.2 as many give up as with exponential service, to 3 %."""
    for rate, service, servers, patience, many in ((1.0, 4.0, 5, 5.0, 15_000), (5.0, 6.0, 30, 10.0, 45_000)):
        line = A(rate, service, servers, patience, days=40, contacts=many, finds=0.1, tells=(GIVES_UP,), cv=1.2)
        seen = figures_of(bench, line)
        (share,), (error,) = seen.values, seen.errors
        theory = line.theory[GIVES_UP]
        says = f"{SAYS[GIVES_UP]}, of Erlang A's, with lognormal service: {called(line)}"
        yield bench.within(says, share / theory, 1.0, error / theory, tolerance=0.03)


@experiment("A6", source="an independent program: a heap of the minutes at which agents are free", on=DESKS)
def any_law_of_service(bench: Bench) -> Iterator[Check]:
    """First come first served with patience, whatever the laws: contact by contact what the heap says."""
    luck, number = bench.generator(), bench.people(20_000)
    services = luck.lognormal(1.0, 1.2, number)
    calls = Calls.alike(np.cumsum(luck.exponential(0.8, number)), services, luck.gamma(0.5, 8.0, number) + 1e-6)
    done, third = answered(bench, calls, 5), served_in_turn(calls, 5)
    yield bench.exact(
        "wait of any caller, farthest from the heap's", np.abs(done.wait - third.wait).max(), 0.0, 1e-6
    )
    wrong = np.count_nonzero(done.served != third.served)
    yield bench.exact("callers who end otherwise than by the heap", wrong, 0)
    apart = abs(done.busy_minutes / third.busy_minutes - 1.0)
    yield bench.exact("agents' minutes, relative distance from the heap's", apart, 0.0, tolerance=1e-9)
