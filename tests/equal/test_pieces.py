"""Segments and changes of a scenario, in both engines: what they change, and what they leave alone to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from any_world import LIVELY
from twins import TABLES, assert_equal, run_both

from sim.model import JourneyModel
from sim.plain import PlainModel
from sim.scenario import Scenario, parameters

pytestmark = pytest.mark.no_cover

BOTH = pytest.mark.parametrize(
    "engine", [pytest.param(PlainModel, marks=pytest.mark.slow), JourneyModel], ids=lambda engine: engine.__name__
)
"""In CI the fast one alone: that segments and changes are the same in both is held above."""
PROTOCOLS = pytest.mark.parametrize("protocol", ["cohort", "market"])

DAYS = 70
SMALL = {"population": 120, "represents": 2, "days": DAYS, "log": "all", "desk.agents": 0.3} | LIVELY
LATER = {
    "journey.exit.setup_difficulty": 0.3, "failures.outages_per_year": 60, "desk.outreach_per_customer_year": 12,
    "desk.relationship_minutes": 4, "desk.handle_time_target": 0.8, "desk.arrival_dispersion": 4,
    "desk.arrival_profile": [0.2, 0.5, 0.3], "desk.chat.patience_cv": 0.7, "loyalty.winback_offer": 0.4,
    "loyalty.tenure_effect": 0.5, "failures.feedback_gain": 0.2, "failures.weibull_shape": 1.7,
    "belief.drift_sd": 0.01, "desk.staffing_ratio": 0.9, "product.quality": 0.3, "marketing.promise": 0.8,
    "experience.incident_half_life_days": 9, "desk.open_hours": 5, "desk.phone.priority": 2,
    "money.recurring_margin_per_day": 2, "returns.rate": 0.02, "product.usage_rate": 0.9,
}  # fmt: skip
"""Much of what a change may bring."""


def world(*changes, **said):
    """Give a small and lively world, in which calls wait."""
    spec = Scenario().but(SMALL | said)
    for change in changes:
        spec = spec.but(change)
    return spec


def segments(*pieces):
    """Give a scenario's segments: shares, each with what it says."""
    return {"segments": [{"name": f"s{n}", "share": share, **said} for n, (share, said) in enumerate(pieces)]}


def differences(one, other, *, but=("segment",)):
    """Give the columns in which two runs differ by as much as a bit."""
    for table in TABLES:
        mine, theirs = getattr(one, table), getattr(other, table)
        assert list(mine) == list(theirs)
        for name in mine:
            if name not in but and not same(mine[name], theirs[name]):
                yield f"{table}.{name}"
    yield from (name for name in ("flows", "stock") if not same(getattr(one, name), getattr(other, name)))


def same(one, other):
    """Tell whether two columns are the same to the bit."""
    return one.shape == other.shape and bool(np.all((one == other) | ((one != one) & (other != other))))


def other_than_default(parameter, spec):
    """Give another value of a parameter, valid and not far from what a scenario says."""
    low, high = parameter.plausible
    now = spec._resolved()[parameter.key]
    value = low + 0.37 * (high - low) if now is None else now + 0.21 * (high - low)
    value = value if value <= high else now - 0.21 * (high - low)
    return round(value) if parameter.type is int else value


SHARES = {"desk.phone.share": 0.3, "desk.chat.share": 0.3, "desk.email.share": 0.4}
WEIGHTS = {"recovery.distributive": 0.4, "recovery.interactional": 0.35, "recovery.procedural": 0.25}
TIED = {*SHARES, *WEIGHTS, "marketing.overpromise"}


def everything(spec, *, may):
    """Give another value for each parameter that may differ so."""
    free = [one for one in parameters().values() if may(one.varies) and one.plausible and one.key not in TIED]
    said = {one.key: other_than_default(one, spec) for one in free}
    said.pop("desk.staffing_ratio", None)
    return said | SHARES | WEIGHTS


KINDS = segments(
    (0.3, {"priority": 1, "experience.incident_half_life_days": 4, "word_of_mouth.rate": 0.5, "money.price": 150}),
    (0.5, {"desk.phone.handle_minutes": 30, "desk.relationship_minutes": 6, "survey.nps_intercept": 3}),
    (0.2, {"marketing.promise": 0.9, "money.recurring_margin_per_day": 3, "loyalty.churn_rate": 0.02} | SHARES),
)
"""Three kinds of people who differ wherever the engines could mistake one for another."""


@PROTOCOLS
@pytest.mark.parametrize("rota", [{"desk.agents": 0.5}, {"desk.staffing_ratio": 0.9}], ids=["agents", "ratio"])
def test_kinds_of_people_and_changes_are_the_same_in_both_engines(protocol, rota):
    later = [{"from_day": 25, **LATER}, {"from_day": 40, "money.price": 80, "failures.rate": 0.1}]
    spec = world(KINDS, {"changes": later}, rota, protocol=protocol, measure_from_day=15)
    assert_equal(*run_both(spec, block_rows=31, check_every_day=True))


# --- segments ---------------------------------------------------------------------------------------------


@BOTH
@PROTOCOLS
def test_one_segment_that_says_nothing_changes_nothing(engine, protocol):
    spec = world(protocol=protocol)
    plain, parted = engine(spec).run(), engine(spec.but(segments((1.0, {})))).run()
    assert list(differences(plain, parted)) == []
    assert set(plain.customers["segment"]) == set(parted.customers["segment"]) == {0}


@BOTH
@PROTOCOLS
def test_one_segment_of_all_says_what_the_scenario_could_say(engine, protocol):
    spec = world(protocol=protocol)
    said = everything(spec, may=lambda varies: varies.by_segment)
    assert len(said) > 100
    outside, inside = engine(spec.but(said)).run(), engine(spec.but(segments((1.0, said)))).run()
    assert list(differences(outside, inside)) == []
    assert list(differences(outside, engine(spec).run())) != []


@BOTH
@PROTOCOLS
def test_splitting_renaming_and_reordering_equal_segments_changes_no_bit(engine, protocol):
    spec = world(LATER, {"desk.agents": 0.3}, protocol=protocol, days=35)
    keen, calm = {"product.usage_rate": 0.8, "priority": 1}, {"failures.rate": 0.1, "desk.phone.handle_minutes": 3}
    whole = engine(spec.but(segments((0.5, keen), (0.5, calm)))).run()
    split = engine(spec.but(segments((0.25, keen), (0.25, keen), (0.1, calm), (0.0, keen), (0.4, calm)))).run()
    assert list(differences(whole, split)) == []
    names = {"segments": [{"name": name, "share": 0.5, **said} for name, said in (("b", keen), ("a", calm))]}
    renamed = engine(spec.but(names)).run()
    assert list(differences(whole, renamed)) == []
    equal = (engine(spec.but(segments((first, calm), (1 - first, calm)))).run() for first in (0.2, 0.8))
    assert list(differences(*equal)) == []


@BOTH
def test_people_are_assigned_in_the_order_of_their_numbers(engine):
    spec = world(segments((0.404, {"market.fit_mean": 5}), (0.0, {}), (0.596, {"market.fit_mean": -5})))
    people = engine(spec).run().customers
    assert spec.part_sizes == (48, 0, 72)
    assert people["segment"].tolist() == [0] * 48 + [2] * 72
    assert np.all(people["fit"][:48] > 3)
    assert np.all(people["fit"][48:] < -3)


@BOTH
def test_a_segment_changes_nobody_of_another_where_they_never_meet_at_the_desk(engine):
    silent = {
        "failures.minor.contact_chance": 0, "failures.major.contact_chance": 0, "returns.rate": 0,
        "failures.question_rate": 0, "journey.exit.damage_contact_chance": 0,
    }  # fmt: skip
    spec = world(silent)
    before = engine(spec.but(segments((0.5, {}), (0.5, {})))).run().customers
    after = engine(spec.but(segments((0.5, {}), (0.5, {"failures.rate": 0.0})))).run().customers
    shared = {"residual"}  # the cost of the agents is everybody's
    assert [name for name in before if not same(before[name][:60], after[name][:60])] in ([], sorted(shared))
    assert after["failures"][60:].sum() < before["failures"][60:].sum() / 4


@BOTH
def test_who_comes_first_at_the_desk_is_the_segments_before_the_channels(engine):
    spec = world({"desk.agents": 1.2, "represents": 20, "failures.rate": 0.1, "desk.phone.priority": 2}, days=20)
    alike = engine(spec.but(segments((0.5, {"priority": 3}), (0.5, {"priority": 3})))).run()
    none = engine(spec).run()
    ranked = engine(spec.but(segments((0.5, {"priority": 1}), (0.5, {"priority": 0}))), check_every_day=True).run()
    assert list(differences(none, alike)) == []
    late, first = (
        waits(ranked, ranked.contacts["customer"] < 60),
        waits(ranked, ranked.contacts["customer"] >= 60),
    )
    assert first < 0.8 * waits(none, none.contacts["customer"] >= 60)
    assert late > 1.05 * waits(none, none.contacts["customer"] < 60)


@BOTH
def test_a_class_of_segments_comes_before_every_class_of_channels(engine):
    model = engine(world(segments((0.5, {"priority": 2}), (0.5, {"priority": 0})), {"desk.agents": 0.1}))
    seen = set()
    for _ in range(DAYS):
        model.step()
        log = model.desk.shift_log
        seen |= set((log() if callable(log) else log).priority.tolist())
    assert seen == {0, 1, 2, 6, 7, 8}


@BOTH
def test_a_segment_forgets_at_its_own_pace(engine):
    pace = "experience.incident_half_life_days"
    people = engine(world(segments((0.5, {pace: 300}), (0.5, {pace: 2})))).run().customers
    remembered = np.abs(people["sum_entry"] / np.maximum(people["days"], 1))
    assert remembered[:60].mean() > 5 * remembered[60:].mean()


def waits(record, which):
    """Give the mean wait of calls and chats of some contacts."""
    contacts = record.contacts
    quick = which & np.isin(contacts["channel"], ["phone", "chat"]) & (contacts["outcome"] != "helped")
    return contacts["wait_minutes"][quick].mean()


@PROTOCOLS
def test_blocks_stay_inside_a_segment_and_their_size_changes_no_bit(protocol):
    spec = world(KINDS, LATER, {"changes": [{"from_day": 25, "product.quality": 0.4}]}, protocol=protocol, days=35)
    small, large = JourneyModel(spec, block_rows=7), JourneyModel(spec)
    assert [len(block) for block, _ in large.blocks] == list(spec.part_sizes)
    assert sum(len(block) for block, _ in small.blocks) == 120
    assert list(differences(small.run(), large.run(), but=())) == []


# --- changes ----------------------------------------------------------------------------------------------


@BOTH
@PROTOCOLS
def test_a_change_to_what_already_holds_changes_no_bit(engine, protocol):
    spec = world(LATER, segments((0.5, {"product.usage_rate": 0.0}), (0.5, {})), protocol=protocol)
    now = {
        key: value
        for key, value in spec._resolved().items()
        if parameters()[key].varies.by_day and value is not None
    }
    changed = spec.but({"changes": [{"from_day": 20, **now}, {"from_day": 21, **now}]})
    assert list(differences(engine(spec).run(), engine(changed).run())) == []


@BOTH
@PROTOCOLS
def test_a_change_leaves_the_days_before_it_as_they_were_to_the_bit(engine, protocol):
    spec = world(protocol=protocol)
    before = engine(spec).run()
    for said in (LATER, everything(spec, may=lambda varies: varies.by_day)):
        after = engine(spec.but({"changes": [{"from_day": 30, **said}]})).run()
        for name, column in before.daily.items():
            assert same(column[:30], after.daily[name][:30]), name
        assert same(before.flows[:30], after.flows[:30])
        assert same(before.stock[:31], after.stock[:31])
        for table in ("contacts", "events"):
            mine, theirs = getattr(before, table), getattr(after, table)
            for name, column in mine.items():
                assert same(column[mine["day"] < 30], theirs[name][theirs["day"] < 30]), name
        assert not same(before.daily["cx_sum"][30:], after.daily["cx_sum"][30:])


@BOTH
def test_a_change_is_in_force_on_its_day_and_not_before(engine):
    changes = [
        {"from_day": 10, "desk.agents": 2.0},
        {"from_day": 1, "desk.agents": 1.0, "product.quality": 0.2},
        {"from_day": DAYS - 1, "product.quality": 0.7},
    ]
    daily = engine(world({"changes": changes})).run().daily
    assert daily["agents"].tolist() == [0.3] + [1.0] * 9 + [2.0] * 60
    assert daily["quality"].tolist() == [0.6] + [0.2] * 68 + [0.7]


@BOTH
def test_quality_that_was_learned_stays_unless_the_change_is_about_it(engine):
    learning = world({"failures.feedback_gain": 0.2})
    learned, other, set_anew = (
        engine(learning.but({"changes": [{"from_day": 30, **said}]})).run().daily["quality"]
        for said in ({"desk.open_hours": 10}, {"returns.rate": 0.1}, {"product.quality": 0.5, "desk.agents": 9})
    )
    assert learned[29] > 0.65
    assert other[30] >= learned[29]
    assert 0.5 <= set_anew[30] < 0.6


@BOTH
def test_a_product_that_nobody_used_can_come_into_use(engine):
    idle = segments((0.5, {"product.usage_rate": 0.0}), (0.5, {}))
    faithful = {"loyalty.churn_rate": 0, "returns.rate": 0, "loyalty.repurchases_per_year": 0}
    spec = world({"product.usage_rate": 0.0}, idle, faithful)
    people = engine(spec.but({"changes": [{"from_day": 30, "product.usage_rate": 1.0}]})).run().customers
    assert not people["sum_use"][:60].any()
    assert people["sum_use"][60:].all()


@BOTH
def test_a_relative_promise_follows_the_quality_and_an_absolute_one_does_not(engine):
    spec = world(protocol="market", days=DAYS)
    better = {"changes": [{"from_day": 30, "product.quality": 3.0}]}
    relative = engine(spec.but(better)).run().customers
    absolute = engine(spec.but({"marketing.promise": 0.7} | better)).run().customers
    never_bought = (relative["purchases"] == 0) & (absolute["purchases"] == 0) & relative["attracted"]
    assert relative["belief_mean"][never_bought].max() > 1.0
    assert absolute["belief_mean"][never_bought].max() < 1.0


@BOTH
def test_a_segment_keeps_what_it_says_when_the_others_change(engine):
    spec = world(segments((0.5, {"failures.rate": 0.0}), (0.5, {})), {"failures.rate": 0.0}, days=60)
    people = engine(spec.but({"changes": [{"from_day": 20, "failures.rate": 0.2}]})).run().customers
    found = people["failures"]
    assert found[:60].sum() <= people["purchases"][:60].sum()  # damaged deliveries
    assert found[60:].sum() > 3 * found[:60].sum()
