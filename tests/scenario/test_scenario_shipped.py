"""The scenarios that come with the program."""

from __future__ import annotations

import re

import pytest

from sim import simulate
from sim.report.run_notes import few_calls
from sim.scenario import Scenario, folder, names

MEANT = {
    "archetypes/restaurant_self_served": (
        "desk.agents = 0.0 is unusual: plausible is between 1 and 10,000",
        "the desk has no staff: every contact will be abandoned",
    ),
    **{
        name: (f"desk.staffing_ratio = {ratio} is unusual: plausible is between 0.7 and 2",)
        for name, ratio in {
            "archetypes/restaurant": 3.5,
            "firms/saas_with_customer_success": 4.5,
            "debates/customer_success/weak_software_with_success": 3.0,
            "debates/customer_success/good_software_with_success": 5.0,
            "debates/customer_success/first_ninety_days": 3.0,
        }.items()
    },
    "debates/customer_success/release_on_day_180": (
        "desk.staffing_ratio = 3.0 is unusual: plausible is between 0.7 and 2",
        "from day 180: desk.staffing_ratio = 5.0 is unusual: plausible is between 0.7 and 2",
    ),
}
"""Warnings that a scenario is about, so that its header explains them."""

QUICKEST = "firms/french_laundry"
CALLING = [name for name in names() if Scenario.load(name).desk.outreach_per_customer_year]
"""Those whose desk calls customers of its own accord, and the one that is lived in the least time."""


@pytest.mark.parametrize(
    "name", [name if name == QUICKEST else pytest.param(name, marks=pytest.mark.slow) for name in CALLING]
)
def test_a_shipped_desk_makes_the_calls_that_its_header_speaks_of(name: str) -> None:
    """It makes nine in ten at least, over the whole run: its notes would say so otherwise."""
    results = simulate(Scenario.load(name), replications=1, seed=1)
    assert list(few_calls({name: results})) == []


@pytest.mark.parametrize("name", names())
def test_a_shipped_scenario_loads_without_a_warning_and_explains_itself(name: str) -> None:
    spec = Scenario.load(name)
    assert spec.warnings == MEANT.get(name, ())
    assert spec.title != spec.name
    assert spec.description
    assert not re.search(r"\d", spec.description), "a setting has its number; --set would make this one false"
    header = (folder() / f"{name}.toml").read_text("utf-8").partition("title")[0]
    assert len([line for line in header.splitlines() if line.startswith("# ")]) >= 3


def test_goods_the_typical_product_and_the_typical_service_are_the_defaults() -> None:
    for name in ("default", "archetypes/goods", "product/typical", "service/typical"):
        assert Scenario.load(name).digest == Scenario().digest


@pytest.mark.parametrize(("name", "quality"), [("weak", 0.35), ("typical", 0.60), ("strong", 0.80)])
def test_the_promise_of_a_product_follows_its_quality(name: str, quality: float) -> None:
    spec = Scenario.load(f"product/{name}")
    assert spec.product.quality == quality
    assert (spec.marketing.overpromise, spec.marketing.promise) == (0.10, None)


@pytest.mark.parametrize(
    ("name", "levers"),
    [
        ("poor", (0.40, 0.90, 0.0, 0.75, 0.3)),
        ("typical", (0.75, 1.15, 0.3, 0.85, 0.5)),
        ("excellent", (0.95, 1.40, 0.6, 0.95, 0.7)),
    ],
)
def test_a_service_is_five_levers(name: str, levers: tuple[float, ...]) -> None:
    spec = Scenario.load(f"service/{name}")
    recovery, desk = spec.recovery, spec.desk
    assert levers == (
        spec.staff.skill,
        desk.staffing_ratio,
        recovery.compensation,
        recovery.effort_discount,
        desk.self_service.success,
    )


def test_archetypes_differ_from_goods_where_they_say() -> None:
    goods = set(flat(Scenario.load("archetypes/goods")).items())
    changed = {
        name: dict(flat(Scenario.load(f"archetypes/{name}")).items() - goods)
        for name in ("subscription", "utility", "low_touch")
    }
    for changes in changed.values():
        changes.pop("title")
        changes.pop("description")
    assert changed == {
        "subscription": {
            "product.usage_rate": 0.7,
            "experience.use_weight": 0.8,
            "failures.rate": 0.006,
            "failures.major_share": 0.2,
            "failures.minor.contact_chance": 0.45,
            "failures.major.contact_chance": 0.8,
            "returns.rate": 0.0005,
            "loyalty.churn_rate": 0.0006,
            "loyalty.repurchases_per_year": 0.0,
            "money.recurring_margin_per_day": 0.5,
        },
        "utility": {
            "product.usage_rate": 1.0,
            "experience.use_weight": 0.3,
            "failures.rate": 0.006,
            "failures.quality_slope": 6.0,
            "failures.major_share": 0.35,
            "failures.minor.contact_chance": 0.5,
            "failures.major.contact_chance": 0.9,
            "returns.rate": 0.0,
            "loyalty.churn_rate": 0.0005,
            "loyalty.repurchases_per_year": 0.0,
            "money.recurring_margin_per_day": 0.8,
        },
        "low_touch": {
            "failures.rate": 0.001,
            "failures.question_rate": 0.0005,
            "failures.minor.contact_chance": 0.1,
            "failures.major.contact_chance": 0.4,
        },
    }


def flat(spec: Scenario) -> dict[str, object]:
    def leaves(tables: dict[str, object], prefix: str = "") -> dict[str, object]:
        found: dict[str, object] = {}
        for name, value in tables.items():
            found |= leaves(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
        return found

    return leaves(spec.model_dump())
