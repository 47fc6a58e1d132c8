"""What must be equal in any run: people, minutes, experience and money that are counted in two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures.record import LEDGER, Phase, Record
from sim.questions.verify.desks import Calls
from sim.questions.verify.experiment import DESKS, experiment
from sim.questions.verify.queues import answered
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.verify.bench import Bench
    from sim.questions.verify.check import Check

LIVELY = {
    "represents": 1, "days": 40, "log": "none", "failures.rate": 0.02, "loyalty.churn_rate": 0.003,
    "loyalty.repurchases_per_year": 12, "failures.question_rate": 0.02, "returns.rate": 0.01,
    "desk.community.share": 0.3, "journey.exit.damage_chance": 0.2,
}  # fmt: skip
"""A firm to which much happens."""

MARKET = {
    "protocol": "market", "marketing.reach_per_day": 0.15, "market.winbacks_per_year": 20,
    "market.lost_return_per_year": 20, "word_of_mouth.rate": 1,
}  # fmt: skip
"""The whole funnel, with people who come back and talk."""


def lively(bench: Bench, people: int) -> Record:
    """Live the lively firm, which has too few agents."""
    population = bench.people(people)
    return bench.live(
        Scenario().but({**LIVELY, **MARKET, "population": population, "desk.agents": population / 12_000})
    )


@experiment("A3", source="Little 1961", on=DESKS)
def littles_law(bench: Bench) -> Iterator[Check]:
    """From an empty desk to an empty desk: areas under curves are sums over callers, whatever happened."""
    luck, number = bench.generator(), bench.people(50_000)
    arrival, service = np.cumsum(luck.exponential(0.25, number)), luck.exponential(1.2, number)
    calls = Calls(arrival, service, luck.exponential(3.0, number), luck.integers(0, 3, number))
    done = answered(bench, calls, 5)
    length = _area(arrival, arrival + done.wait)
    yield bench.exact(
        "length of the queue over time, of what its callers waited", length / done.wait.sum(), 1.0, 1e-9
    )
    yield bench.exact("what the desk says of it", done.queue_area / done.queue_minutes, 1.0, tolerance=1e-9)
    begin = (arrival + done.wait)[done.served]
    busy = _area(begin, begin + service[done.served])
    yield bench.exact("agents busy over time, of the minutes of their work", busy / done.busy_minutes, 1.0, 1e-9)


def _area(up: np.ndarray, down: np.ndarray) -> float:
    """Integrate a number that goes up by one at these moments and down by one at those."""
    moments = np.concatenate([up, down])
    order = np.argsort(moments, kind="stable")
    steps = np.where(order < len(up), 1.0, -1.0).cumsum()
    return float((np.diff(moments[order]) * steps[:-1]).sum())


@experiment("A3", source="Little 1961")
def littles_law_of_every_day(bench: Bench) -> Iterator[Check]:
    daily = lively(bench, 20_000).daily
    apart = np.abs(daily["queue_area"] - daily["queue_minutes"]) / np.maximum(daily["queue_minutes"], 1.0)
    yield bench.exact(
        "length of the queue over a day and waits, largest relative distance", apart.max(), 0.0, 1e-9
    )
    yield bench.exact(
        "somebody waits on more than half of the days (1: yes)", np.median(daily["queue_minutes"]) > 0, 1
    )


@experiment("A22", source="experience is a sum")
def the_ledger_adds_up(bench: Bench) -> Iterator[Check]:
    people = lively(bench, 20_000).customers
    whole = sum(people[f"sum_{column}"] for column in LEDGER)
    apart = np.abs(whole - people["cx_sum"]).max()
    yield bench.exact("experience and its nine parts, largest distance of a customer", apart, 0.0, 1e-9)
    empty = sum(not np.any(people[f"sum_{column}"]) for column in LEDGER)
    yield bench.exact("parts of which nobody felt anything", empty, 0)


@experiment("A23", source="nobody and nothing gets lost")
def people_and_money_are_kept(bench: Bench) -> Iterator[Check]:
    record = lively(bench, 20_000)
    daily, people, stock, flows = record.daily, record.customers, record.stock, record.flows
    population = record.spec.population
    yield bench.exact(
        "people on any evening, most too many or too few", np.abs(stock.sum(axis=1) - population).max(), 0
    )
    moved = flows.sum(axis=1) - flows.sum(axis=2)
    yield bench.exact(
        "people in a phase, beyond who came and went", np.abs(np.diff(stock, axis=0) - moved).max(), 0
    )
    bought = flows[:, Phase.ENGAGEMENT, Phase.EXIT].sum()
    delivered = flows[:, Phase.EXIT, Phase.EXTENSION].sum() + stock[-1, Phase.EXIT] - stock[0, Phase.EXIT]
    yield bench.exact("purchases neither delivered nor under way", bought - delivered, 0)
    for name, told in (("purchases", "purchases"), ("failures", "failures"), ("contacts", "contacts")):
        yield bench.exact(f"{told} of customers and of days", people[name].sum(), daily[name].sum())
    into, out = daily["carried_in"] + daily["arrivals"], daily["served"] + daily["abandoned"]
    lost = np.abs(into - out - daily["desk_dropped"] - daily["carried_out"]).max()
    yield bench.exact("contacts at the desk lost or doubled, on the worst day", lost, 0)
    money = people["money"].sum() / daily["contribution"].sum()
    yield bench.exact("money of customers, of that of days", money, 1.0, tolerance=1e-9)
