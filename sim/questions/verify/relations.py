"""What must hold between worlds on the same luck: better levers, levers that nobody feels, perfect recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.measures import MEASURES, Record
from sim.questions.verify.check import Check, Engine
from sim.questions.verify.experiment import experiment
from sim.questions.verify.worlds import quiet
from sim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.questions.verify.bench import Bench

FAST_ONLY = (Engine.FAST,)
SIZE = {"represents": 10, "log": "none"}

BETTER: Mapping[str, Mapping[str, object]] = {
    "a better product": {"product.quality": 0.66},
    "more skill": {"staff.skill": 0.9},
    "more agents": {"desk.staffing_ratio": 1.3},
    "fuller recovery": {"recovery.cap": 1.0},
    "rarer failures": {"failures.rate": 0.003},
    "milder failures": {"failures.minor.loss": 0.10, "failures.major.loss": 0.35},
    "less overpromise": {"marketing.overpromise": 0.0},
}
"""Each by itself has to lift experience, and to cost no customers."""

NOTHING_TO_SAY = {
    "failures.rate": 0, "failures.question_rate": 0, "returns.rate": 0, "journey.exit.damage_chance": 0,
    "journey.engagement.enquiry_chance": 0, "marketing.reach_per_day": 0.05,
    "loyalty.repurchases_per_year": 12, "loyalty.churn_rate": 0.002, "market.winbacks_per_year": 12,
}  # fmt: skip
"""A lively firm whose customers never have a reason to contact anybody."""

SERVICE: Mapping[str, Mapping[str, object]] = {
    "little skill": {"staff.skill": 0.3},
    "half the agents": {"desk.staffing_ratio": 0.5},
    "full compensation": {"recovery.compensation": 1.0},
    "a heavy toll of effort": {"recovery.effort_discount": 0.1},
    "self-service for nearly all": {"desk.self_service.share": 0.9, "desk.self_service.success": 1.0},
    "short hours": {"desk.open_hours": 3},
    "little recovery": {"recovery.cap": 0.1},
    "encounters that count much": {"recovery.service_weight": 5.0},
    "short calls": {"desk.handle_time_target": 0.5},
    "long calls": {"desk.relationship_minutes": 20},
}
"""Levers of service, moved far."""

PERFECT = {
    "experience.use_weight": 0, "failures.minor.contact_chance": 1, "failures.major.contact_chance": 1,
    "recovery.cap": 1, "recovery.repeat_attenuation": 1, "recovery.service_weight": 0,
    "recovery.compensation": 1, "failures.minor.open_penalty": 0, "failures.major.open_penalty": 0,
    "failures.rate": 0.05, "loyalty.churn_rate": 0.01, "loyalty.sd": 0.1, "market.fit_sd": 0.1,
    "experience.incident_half_life_days": 60, "product.usage_rate": 0.3,
}  # fmt: skip
"""Every loss is told and made good in full at once, and the product shows in nothing but its failures."""


@experiment("A26", source="the sign of each effect, on the same luck", quick_on=FAST_ONLY, full_times=4.0)
def better_levers_do_good(bench: Bench) -> Iterator[Check]:
    world = Scenario().but({**SIZE, "population": bench.people(4_000), "days": 120})
    usual = bench.live(world)
    for lever, better in BETTER.items():
        other = bench.live(world.but(dict(better)))
        felt, stay = (MEASURES[name](other) - MEASURES[name](usual) for name in ("cx", "retention"))
        # A sign is all there is to check.
        yield bench.exact(f"{lever}: experience is better (1: yes)", felt > 0.0, 1)
        yield bench.exact(f"{lever}: no fewer stay (1: yes)", stay >= 0.0, 1)


@experiment("A27", source="nobody can feel what he never meets", full_times=2.0)
def service_moves_nobody_who_has_nothing_to_say(bench: Bench) -> Iterator[Check]:
    size = {"population": bench.people(3_000), "days": 60}
    for protocol in ("cohort", "market"):
        world = Scenario().but({**SIZE, **NOTHING_TO_SAY, **size, "protocol": protocol})
        before = bench.live(world)
        phases = len(set(before.customers["phase"]))
        yield bench.exact(f"{protocol}: people live in several phases (1: yes)", phases > 1, 1)
        for lever, moved in SERVICE.items():
            after = bench.live(world.but(dict(moved)))
            yield bench.exact(f"{protocol}: values of customers that {lever} would move", _moved(before, after), 0)


def _moved(before: Record, after: Record) -> int:
    """Count values of customers that differ in a bit; what is left to come shares the wages, which may differ."""
    return sum(
        int(np.count_nonzero(values != after.customers[name]))
        for name, values in before.customers.items()
        if name != "residual"
    )


@experiment("A28", source="every loss is made good", full_times=2.0)
def perfect_service_rescues(bench: Bench) -> Iterator[Check]:
    people, felt, lived = bench.people(12_000), {}, {}
    for product, quality in (("weak", 0.35), ("strong", 0.8)):
        lived[product] = bench.live(quiet(PERFECT, {"product.quality": quality}, population=people, days=60))
        tally = lived[product].customers
        felt[product] = np.abs(tally["sum_failure"] + tally["sum_service"]).max()
        yield bench.exact(
            f"what any customer of the {product} product keeps of failures", felt[product], 0.0, 1e-9
        )
    weak, strong = lived["weak"], lived["strong"]
    apart = np.count_nonzero(weak.customers["left_day"] != strong.customers["left_day"])
    yield bench.exact("customers who leave the weak product on another day", apart, 0)
    stay = {name: MEASURES["retention"](record) for name, record in lived.items()}
    yield bench.exact(
        "retention with the weak product, against the strong one", stay["weak"], stay["strong"], 1e-6
    )
    failures = weak.customers["failures"].sum() / strong.customers["failures"].sum()
    yield bench.exact("the weak product fails three times as often, at least (1: yes)", failures >= 3.0, 1)
