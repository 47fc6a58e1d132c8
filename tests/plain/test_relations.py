"""What must hold between runs: equal bit by bit, or moved in a known direction on common random numbers."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from small_worlds import NOW, column, live, quiet

from sim import luck
from sim.luck import Decision
from sim.measures import MEASURES
from sim.measures.record import Phase
from sim.plain import PlainModel
from sim.scenario import Scenario
from tests.chances import CHANCES

# CI holds the fast engine to the same, and the two engines to each other, customer by customer.
pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
LIVELY = {
    "population": 150, "represents": 1, "days": 50, "log": "all", "failures.rate": 0.02, "desk.agents": 1.5,
    "loyalty.churn_rate": 0.003, "loyalty.repurchases_per_year": 12, "failures.question_rate": 0.02,
}  # fmt: skip
"""A small firm to which much happens, with a desk that has waits."""

CROWDED = {
    "protocol": "market", "marketing.reach_per_day": 0.05, "market.winbacks_per_year": 20,
    "market.lost_return_per_year": 20, "journey.exit.damage_chance": 0.2, "word_of_mouth.rate": 1,
}  # fmt: skip
MONEY = ("money", "worth", "wages", "wages_worth", "residual")


def run(*changes):
    """Run the lively firm with these changes and give its record."""
    spec = Scenario().but(LIVELY)
    for change in changes:
        spec = spec.but(change)
    return PlainModel(spec).run()


@cache
def usual():
    """Run the lively firm as it is, once."""
    return run()


def tables(record):
    """Give every table of a record by name."""
    return {name: getattr(record, name) for name in ("customers", "daily", "contacts", "events")}


def differences(one, other, *, but=()):
    """Name the columns of two records that differ in a bit, or in their names."""
    found = [name for name in ("flows", "stock") if not same(getattr(one, name), getattr(other, name))]
    for table, columns in tables(one).items():
        others = tables(other)[table]
        assert columns.keys() == others.keys()
        found += [f"{table}.{n}" for n in columns if n not in but and not same(columns[n], others[n])]
    return found


def same(one, other):
    """Tell whether two columns are equal bit by bit, NaN included."""
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def digest(record):
    """Give a digest over every bit of a record."""
    seen = hashlib.sha256(record.flows.tobytes() + record.stock.tobytes())
    for table, columns in tables(record).items():
        for name, values in columns.items():
            seen.update(f"{table}.{name}:{values.dtype}".encode())
            seen.update(repr(values.tolist()).encode())
    return seen.hexdigest()


# --- the same, bit by bit -----------------------------------------------------------------------------------


def test_the_same_scenario_and_seed_give_the_same_bits():
    assert differences(usual(), run()) == []
    assert differences(run(CROWDED), run(CROWDED)) == []


def test_seeds_and_replications_give_other_luck():
    spec = Scenario().but(LIVELY)
    seen = {
        digest(PlainModel(spec, seed=seed, replication=replication).run())
        for seed in (1, 2, 3)
        for replication in (0, 1, 2)
    }
    assert len(seen) == 9
    assert digest(PlainModel(spec).run()) == digest(PlainModel(spec, seed=1, replication=0).run())


def test_neighbouring_seeds_and_replications_share_no_customer():
    """Customer c of replication r is not customer c + 1 of another one."""
    spec = Scenario().but(LIVELY | {"days": 1})
    fits = [
        fit
        for seed in (1, 2)
        for replication in (0, 1)
        for fit in PlainModel(spec, seed=seed, replication=replication).run().customers["fit"]
    ]
    assert len(set(fits)) == len(fits) == 600


EVERYTHING = {
    "represents": 3, "journey.exit.setup_difficulty": 0.3, "failures.outages_per_year": 50,
    "desk.outreach_per_customer_year": 20, "loyalty.winback_offer": 0.3, "desk.arrival_dispersion": 1,
    "loyalty.repurchase_cv": 1.2,
    "returns.rate": 0.02, "loyalty.churn_rate": 0.02, "journey.engagement.enquiry_chance": 0.5,
}  # fmt: skip
"""Every mechanism that is off by default."""


@pytest.mark.parametrize("market", [False, True])
def test_no_draw_decides_twice(monkeypatch, market):
    """Every (luck, decision, occasion) is drawn at most once in a life, whatever comes again."""
    seen = Counter()
    genuine = luck.word

    def counted(whose, decision, occasion):
        seen[whose, decision, occasion] += 1
        return genuine(whose, decision, occasion)

    monkeypatch.setattr(luck, "word", counted)
    record = run(CROWDED if market else {}, EVERYTHING)
    monkeypatch.undo()
    assert record.customers["purchases"].max() > 1
    assert [key for key, count in seen.items() if count > 1] == []
    drawn = {decision for _, decision, _ in seen}
    cohort_only, market_only = {Decision.DAMAGE_DAY}, {
        Decision.ATTRACT, Decision.GATE_INTEREST, Decision.GATE_USABILITY, Decision.RETURN_FROM_LOST,
        Decision.WIN_BACK, Decision.PRAISE_HEARD, Decision.COMPLAINTS_HEARD,
    }  # fmt: skip
    if market:
        assert drawn == set(Decision) - cohort_only
    else:
        assert drawn >= set(Decision) - market_only


PRINT_A_DIGEST = """
import sys; sys.path[:0] = [{root!r}, {here!r}]
from test_relations import CROWDED, digest, run
print(digest(run()), digest(run(CROWDED)))
"""


def test_no_setting_of_the_process_changes_a_bit(tmp_path):
    expected = f"{digest(usual())} {digest(run(CROWDED))}"
    code = PRINT_A_DIGEST.format(root=str(ROOT), here=str(Path(__file__).parent))
    for setting in (
        {"PYTHONHASHSEED": "0", "TZ": "Asia/Tokyo", "OMP_NUM_THREADS": "1"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "C", "PYTHONOPTIMIZE": "1"},
    ):
        answer = subprocess.run(
            [sys.executable, "-c", code], env=os.environ | setting, cwd=tmp_path, capture_output=True, text=True,
            timeout=120, check=True,
        )  # fmt: skip
        assert answer.stdout.strip() == expected, setting


@pytest.mark.parametrize("market", [False, True])
def test_the_first_days_of_a_longer_run_are_the_shorter_run(market):
    changes = CROWDED if market else {}
    short, long = PlainModel(run(changes).spec), PlainModel(run(changes, {"days": 100}).spec)
    one = short.run()
    for _ in range(50):
        long.step()
    assert short.stock().tolist() == long.stock().tolist()
    for name, values in one.daily.items():
        assert list(values) == column(long, name), name
    assert np.array_equal(one.stock, np.asarray(long._stock_history))
    assert np.array_equal(one.flows, np.asarray(long._flow_history))
    for table in ("contacts", "events"):
        for name, values in getattr(long.log, table).items():
            assert same(values, getattr(one, table)[name]), (table, name)
    for a, b in zip(short.customers, long.customers, strict=True):
        assert (a.cx, a.belief_mean, a.belief_var, a.churn_left) == (
            b.cx,
            b.belief_mean,
            b.belief_var,
            b.churn_left,
        )


ALONE = {
    "desk.agents": 1e6, "staff.customer_effect": 0, "staff.load_effect": 0, "word_of_mouth.conversion": 0,
    "word_of_mouth.memory_days": 0,
}  # fmt: skip
"""A world in which customers have nothing in common but the firm."""


@pytest.mark.parametrize("market", [False, True])
def test_one_more_customer_disturbs_nobody_elses_draws(market):
    changes = (CROWDED, ALONE) if market else (ALONE,)
    few, more = run(*changes), run(*changes, {"population": 151})
    assert more.daily["quick_wait"].sum() == 0.0
    for name, values in few.customers.items():
        if name != "residual":
            assert same(values, more.customers[name][:150]), name
    theirs = more.contacts["customer"] < 150
    assert same(few.contacts["justice"], more.contacts["justice"][theirs])


def test_one_more_customer_does_disturb_those_who_queue_with_him():
    """The control: at a small desk the waits of others change."""
    busy = {"failures.question_rate": 0.3}
    assert not same(run(busy).customers["cx_sum"], run(busy, {"population": 151}).customers["cx_sum"][:150])


def test_what_is_logged_changes_nothing_that_is_measured():
    full, sample, none = (run({"log": log}) for log in ("all", "sample", "none"))
    logged = [f"{t}.{c}" for t in ("contacts", "events") for c in getattr(full, t)]
    assert set(differences(full, none)) <= set(logged)
    assert set(differences(full, sample)) <= set(logged)
    assert len(none.contacts["day"]) == 0
    assert set(sample.events["customer"]) == {0, 100}
    assert set(full.events["customer"]) == set(range(150))


OFF = {
    "setup": {"failures.minor.contact_chance": 0.35, "journey.exit.setup_difficulty": 0},
    "outages": {"failures.outage_share": 1},
    "outages too rare to happen": {"failures.outages_per_year": 1e-12, "failures.outage_share": 1},
    "ageing": {"failures.weibull_scale_days": 33},
    "feedback": {"failures.feedback_gain": 0},
    "outreach": {"desk.outreach_per_customer_year": 0},
    "outreach too rare to happen": {"desk.outreach_per_customer_year": 1e-12},
    "relationship": {"desk.relationship_gain": 1.0},
    "handle-time target": {"desk.handle_time_target": 1},
    "win-back": {"money.winback_cost": 1e6},
    "win-back too rare to happen": {"loyalty.winback_offer": 1e-15},
    "dispersion": {"desk.arrival_dispersion": 0},
    "dispersion too small to be felt": {"desk.arrival_dispersion": 1e-320},
    "a flat profile": {"desk.arrival_profile": (1.0,)},
    "tenure": {"loyalty.tenure_effect": 0},
    "drift": {"belief.drift_sd": 0},
    "sales talk": {"marketing.sales_overpromise": 0},
    "targeting in a cohort": {"marketing.targeting": 1.5},
    "winbacks in a cohort": {"market.winbacks_per_year": 50, "market.lost_return_per_year": 50},
    "word of mouth in a cohort": {"word_of_mouth.conversion": 0.5, "word_of_mouth.memory_days": 90},
    "the gates in a cohort": {"journey.attraction.intercept": -9, "journey.entry.intercept": -9},
    "enquiries in a cohort": {"journey.engagement.enquiry_chance": 1.0},
}
SWITCHED_OFF = {
    "self-service": ({"desk.self_service.share": 0}, {"desk.self_service.success": 0.9}),
    "community": ({"desk.community.share": 0}, {"desk.community.success": 0.9}),
    "damage": ({"journey.exit.damage_chance": 0}, {"journey.exit.damage_contact_chance": 0.3}),
    "questions": ({"failures.question_rate": 0}, {"failures.question_effort": 0.3}),
    "returns": ({"returns.rate": 0}, {"returns.window_days": 300, "returns.sensitivity": 0}),
    "repurchases": ({"loyalty.repurchases_per_year": 0}, {"journey.engagement.inertia": 0}),
    "major failures": ({"failures.major_share": 0, "journey.exit.damage_chance": 0}, {"failures.major.loss": 0.9}),
    "compensation": ({"recovery.compensation": 0}, {"money.compensation_cost": 1e6}),
    "attenuation": ({"recovery.cap": 0}, {"recovery.repeat_attenuation": 0.1}),
    "encounters": (
        {"recovery.service_weight": 0, "recovery.cap": 0},
        {"recovery.service_norm": 0.9, "recovery.abandon_justice": 0.5, "desk.self_service.justice": 0.5},
    ),
    "the customers' effect": (
        {"staff.customer_effect": 0, "staff.load_effect": 0, "staff.turnover_per_year": 0},
        {"staff.adjust_days": 3, "staff.turnover_sensitivity": 0, "staff.comfortable_occupancy": 0.1},
    ),
    "escalation": ({"failures.rate": 0, "journey.exit.damage_chance": 0}, {"failures.escalation": 1}),
}


@pytest.mark.parametrize("lever", OFF)
def test_a_lever_at_zero_strength_leaves_every_bit(lever):
    assert differences(usual(), run(OFF[lever])) == (
        [] if "without" not in lever else differences(usual(), run(OFF[lever]))
    )


@pytest.mark.parametrize("mechanism", SWITCHED_OFF)
def test_what_belongs_to_a_mechanism_matters_only_while_it_is_on(mechanism):
    off, changed = SWITCHED_OFF[mechanism]
    felt_by_staff = ("justice", "satisfaction", "skill") if mechanism == "encounters" else ()
    assert differences(run(off), run(off, changed), but=felt_by_staff) == []
    assert differences(usual(), run(changed)) != []


def test_a_currency_is_only_a_unit():
    money = ("price", "unit_cost", "recurring_margin_per_day", "return_cost", "compensation_cost")
    money += ("agent_cost_hour", "winback_cost")
    spec = run(CROWDED).spec
    given_ = {f"money.{name}": 64 * getattr(spec.money, name) for name in money}
    given_ |= {"market.competitor_price": 6_400, "marketing.ad_cost": 64 * 5, "money.currency": "JPY"}
    plain, scaled = PlainModel(spec).run(), PlainModel(spec.but(given_)).run()
    daily = ("contribution", "wages", "advertising")
    assert differences(plain, scaled, but=(*MONEY, *daily)) == []
    for name in MONEY:
        assert np.array_equal(64 * plain.customers[name], scaled.customers[name]), name
    for name in daily:
        assert np.array_equal(64 * plain.daily[name], scaled.daily[name]), name


# --- chances of 0 and 1 -------------------------------------------------------------------------------------

HAPPENED = {
    "failed": lambda customer: customer.tally.failures > 0,
    "had a case": lambda customer: customer.cases > 0,
    "contacted": lambda customer: customer.tally.contacts > 0,
    "tried again": lambda customer: customer.tally.contacts > 1,
    "resolved": lambda customer: customer.tally.first_resolved > 0,
    "helped himself": lambda customer: customer.ledger.service > 0 and customer.tally.helped > 0,
    "was helped by others": lambda customer: customer.ledger.community > 0,
    "used it daily": lambda customer: customer.uses == 13,  # the thirteenth is planned
    "was won back": lambda customer: customer.phase is Phase.ENTRY,
}


@pytest.mark.parametrize("chance", [0, 1])
@pytest.mark.parametrize(("key", "world", "happened"), CHANCES)
def test_a_chance_of_zero_is_never_and_of_one_is_always(key, chance, world, happened):
    model = live(quiet(world, {"failures.self_fix_days": 1e9}, {key: chance}, population=40, days=12))
    assert {HAPPENED[happened](customer) for customer in model.customers} == {bool(chance)}


# --- the ends of the desk -----------------------------------------------------------------------------------


def test_without_staff_nothing_is_recovered():
    record = run({"desk.agents": 0, "desk.self_service.share": 0, "desk.community.share": 0, "staff.skill": 1})
    assert record.daily["served"].sum() == record.daily["wages"].sum() == 0
    assert record.customers["contacts"].sum() > 50
    assert record.customers["sum_service"].max() <= 0.0 > record.customers["sum_service"].min()
    assert MEASURES["abandonment"](record) == MEASURES["email_abandonment"](record) == 1.0
    assert MEASURES["unserved_customers"](record) == 1.0
    assert np.isnan(MEASURES["first_contact_resolution"](record))
    assert MEASURES["occupancy"](record) == 0.0


def test_with_agents_without_number_nobody_waits():
    record = run({"desk.agents": 1e6})
    assert record.daily["arrivals"].sum() > 100
    for name in ("quick_wait", "email_wait", "abandoned", "carried_out", "queue_minutes", "queue_area"):
        assert record.daily[name].sum() == 0, name
    assert MEASURES["service_level"](record) == 1.0
    assert set(record.contacts["wait_minutes"]) == {0.0}


def test_more_agents_and_longer_patience_mean_fewer_who_hang_up():
    busy = {"failures.question_rate": 0.3, "desk.redial_chance": 0, "failures.rate": 0, "desk.agents": 1}
    short, more = run(busy), run(busy, {"desk.agents": 2})
    patient = run(busy, {"desk.phone.patience_minutes": 60, "desk.chat.patience_minutes": 60})
    assert MEASURES["abandonment"](short) > 0.05
    assert MEASURES["abandonment"](more) < MEASURES["abandonment"](short)
    assert MEASURES["wait_minutes"](more) < MEASURES["wait_minutes"](short)
    assert MEASURES["abandonment"](patient) < MEASURES["abandonment"](short)
    assert MEASURES["wait_minutes"](patient) > MEASURES["wait_minutes"](short)


def test_a_desk_scaled_with_its_customers_serves_them_better():
    """Economies of scale: the same load per agent, five times as large."""
    busy = {"failures.question_rate": 0.3, "desk.redial_chance": 0, "failures.rate": 0}
    small, large = run(busy, {"desk.agents": 1}), run(busy, {"desk.agents": 5, "represents": 5})
    assert MEASURES["abandonment"](large) < MEASURES["abandonment"](small)


# --- directions ---------------------------------------------------------------------------------------------

WAYS = [
    ("product.quality", (0.35, 0.6, 0.8), {"retention": +1, "cx": +1, "nps": +1, "failures_per_buyer": -1}),
    ("failures.rate", (0.0, 0.02, 0.1), {"retention": -1, "cx": -1, "cx_failure": -1, "contacts_per_buyer": +1}),
    ("failures.minor.loss", (0.0, 0.15, 0.4), {"cx": -1, "cx_failure": -1, "retention": -1}),
    ("failures.major.loss", (0.0, 0.45, 0.9), {"cx": -1, "cx_failure": -1, "retention": -1}),
    ("staff.skill", (0.3, 0.6, 0.95), {"first_contact_resolution": +1, "cx_service": +1, "cx": +1}),
    ("recovery.cap", (0.0, 0.5, 1.0), {"cx_service": +1, "cx": +1}),
    ("recovery.compensation", (0.0, 0.5, 1.0), {"cx_service": +1, "cx": +1}),
    ("marketing.overpromise", (0.0, 0.1, 0.4), {"cx_gap": -1, "nps": -1, "csat": -1}),
    ("experience.loss_aversion", (1.0, 2.0, 3.0), {"cx": -1, "cx_gap": -1}),
    ("loyalty.churn_rate", (0.0, 0.003, 0.03), {"retention": -1, "active": -1}),
    ("loyalty.mean", (-0.2, 0.0, 0.3), {"retention": +1}),
    ("desk.self_service.success", (0.0, 0.5, 1.0), {"occupancy": -1}),
    ("journey.exit.quality", (0.3, 0.7, 0.9), {"cx_exit": +1, "cx": +1, "retention": +1}),
    ("market.competitor_quality", (0.3, 0.5, 0.7), {"cx_use": -1, "retention": -1}),
    ("money.price", (80, 100, 130), {"repurchases": -1}),
]


@pytest.mark.parametrize(("key", "values", "moves"), WAYS, ids=[way[0] for way in WAYS])
def test_measures_move_as_they_should_on_common_luck(key, values, moves):
    records = [run({"population": 250, key: value}) for value in values]
    for name, sign in moves.items():
        came = [sign * MEASURES[name](record) for record in records]
        assert came == sorted(came), (name, came)
        assert came[0] < came[-1], (name, "does not move at all")


def test_advertising_and_reach_bring_more_people():
    came = [
        run(CROWDED, NOW, {"marketing.reach_per_day": 0.005, "marketing.ad_spend": spend}).customers["attracted"]
        for spend in (0, 1, 4)
    ]
    assert came[0].sum() == 0  # nobody is reached, so nobody talks
    assert came[0].sum() < came[1].sum() < came[2].sum()
    assert np.all(came[2] >= came[1])  # on common luck nobody is lost by it
