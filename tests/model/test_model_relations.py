"""What must hold between runs of the fast engine: equal bit by bit, or moved in a known direction."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from large_worlds import (
    ALONE,
    CROWDED,
    EVERYTHING,
    LIVELY,
    NOW,
    but,
    columns,
    differences,
    lively,
    quiet,
    run,
    same,
)

from sim import luck
from sim.crowd.columns import PLACE, Customers
from sim.luck import Decision
from sim.measures import MEASURES
from sim.measures.record import Phase
from sim.model import JourneyModel
from sim.scenario import Scenario
from tests.chances import CHANCES

pytestmark = pytest.mark.no_cover

PEOPLE, DAYS = LIVELY["population"], LIVELY["days"]
PROTOCOLS = pytest.mark.parametrize("market", [{}, CROWDED], ids=["cohort", "market"])
UNLOGGED = {"log": "none"}
MONEY = ("money", "worth", "wages", "wages_worth", "residual")


@cache
def usual():
    """Run the lively firm as it is, once."""
    return run()


# --- the same, bit by bit -----------------------------------------------------------------------------------

OF_THE_SPAN = {"kept", "early_failures", "early_contacts"}
"""What is counted up to the age at which retention is taken, which is longer in a longer run."""


def state(model):
    """Give everything that a model carries into the next day, and what it has written down."""
    people = {f.name: getattr(model.customers, f.name) for f in fields(Customers) if f.name not in OF_THE_SPAN}
    people.pop("first"), people.pop("cases")
    people |= {name: known[model.customers.case_place] for name, known in model.customers.cases.known.items()}
    books = {name: np.asarray(value) for name, value in vars(model.parts[0].world.books).items()}
    days = {name: np.asarray(values) for name, values in model.datacollector.model_vars.items()}
    journal = model.journal
    logs = {f"contacts.{n}": v for n, v in journal.contacts.items()} | {
        f"events.{n}": v for n, v in journal.events.items()
    }
    flows = {"flows": np.asarray(model._flow_history), "stock": np.asarray(model._stock_history)}
    return people | books | days | logs | flows


@PROTOCOLS
@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["default", "everything on"])
def test_the_first_days_of_a_longer_run_are_the_shorter_run(market, more):
    short, long = (JourneyModel(lively(market, more, {"days": days})) for days in (DAYS, 2 * DAYS))
    for model in (short, long):
        for _ in range(DAYS):
            model.step()
    one, other = state(short), state(long)
    assert one.keys() == other.keys()
    assert [name for name in one if not same(one[name], other[name])] == []
    assert len(one["contacts.day"]) > 700
    long.step()
    assert not same(one["belief_mean"], state(long)["belief_mean"])  # the control: it does go on


@pytest.mark.parametrize("more", [{}, EVERYTHING], ids=["default", "everything on"])
@PROTOCOLS
def test_one_more_customer_disturbs_nobody_elses_life(market, more):
    """At a desk where nobody waits: each earlier customer bit by bit."""
    few, many = run(market, more, ALONE), run(market, more, ALONE, {"population": PEOPLE + 1})
    assert many.daily["quick_wait"].sum() == many.daily["carried_out"].sum() == 0.0
    assert few.daily["arrivals"].sum() > 500
    for name, values in few.customers.items():
        if name != "residual":  # shares the wages of a desk of thousands
            assert same(values, many.customers[name][:PEOPLE]), name
    for table in ("contacts", "events"):
        theirs = getattr(many, table)["customer"] < PEOPLE
        for name, values in getattr(few, table).items():
            assert np.array_equal(values, getattr(many, table)[name][theirs]), (table, name)


def test_one_more_customer_does_disturb_those_who_queue_with_him():
    """The control: at a small desk the waits of others change."""
    assert not same(usual().customers["cx_sum"], run({"population": PEOPLE + 1}).customers["cx_sum"][:PEOPLE])


def shuffled(monkeypatch, *changes):
    """Run the lively firm with its people in another order; gives the order and the record."""
    order = np.random.default_rng(4).permutation(PEOPLE)
    genuine = luck.customer_lucks
    monkeypatch.setattr(luck, "customer_lucks", lambda seed, r, people: genuine(seed, r, people)[order])
    record = run(*changes)
    monkeypatch.undo()
    return order, record


@pytest.mark.parametrize(
    "changes", [(), (EVERYTHING,), (CROWDED, EVERYTHING, ALONE)], ids=["queue", "everything on", "market"]
)
def test_the_order_of_the_customers_does_not_matter(monkeypatch, changes):
    """Neither to their lives nor, in the cohort, to their waits: sums that feed back must not hang on it."""
    order, other = shuffled(monkeypatch, *changes)
    one = run(*changes)
    assert not same(one.customers["fit"], other.customers["fit"])
    for name, values in one.customers.items():
        if name != "customer":
            assert same(values[order], other.customers[name]), name
    assert np.array_equal(one.flows, other.flows)
    assert np.array_equal(np.sort(one.contacts["wait_minutes"]), np.sort(other.contacts["wait_minutes"]))


def keys_drawn(monkeypatch, *changes):
    """Run, and give the words of all draws with the decisions that they belong to; traits are read again."""
    drawn = []
    genuine = luck.words

    def noted(lucks, decision, occasions):
        words = genuine(lucks, decision, occasions)
        if isinstance(decision, tuple):
            drawn.extend(zip(decision, words, strict=True))
        elif decision != Decision.FIT:
            drawn.append((decision, words))
        return words

    monkeypatch.setattr(luck, "words", noted)
    monkeypatch.setattr(luck, "FEW", -1)  # so that all draws pass there
    record = run(*changes)
    monkeypatch.undo()
    return record, drawn


@PROTOCOLS
def test_no_draw_decides_twice(monkeypatch, market):
    """Every (luck, decision, occasion) is drawn at most once in a life; words are as distinct as their keys."""
    one_law = {"represents": 2, "desk.chat.patience_cv": 0}  # with another law patience is read by both
    record, drawn = keys_drawn(monkeypatch, market, EVERYTHING, one_law)
    words = np.concatenate([words for _, words in drawn])
    assert len(words) > 100_000
    assert len(np.unique(words)) == len(words)
    assert record.customers["purchases"].max() > 1
    missing = set(Decision) - {decision for decision, _ in drawn}
    of_the_market = {Decision.FIT, Decision.OUTAGE_DAY, Decision.BUSY_DAY}
    cohort_only, market_only = {Decision.DAMAGE_DAY}, {
        Decision.ATTRACT, Decision.LEAVE_ATTRACTION, Decision.GATE_INTEREST, Decision.GATE_USABILITY,
        Decision.RETURN_FROM_LOST, Decision.WIN_BACK, Decision.PRAISE_HEARD, Decision.COMPLAINTS_HEARD,
    }  # fmt: skip
    if market:
        assert missing == of_the_market | cohort_only
    else:
        assert missing - {Decision.ENQUIRE} <= of_the_market | market_only


def test_a_shared_draw_would_be_seen(monkeypatch):
    """The control: a clock that is set again with its old number."""
    from sim.journey.extension import trouble

    def set_again(c, rows, w):
        left = trouble.thresholds(c, rows, Decision.QUESTION, 1)
        trouble.wind(c, "question_left", rows, left, w.spec, w.quality)

    monkeypatch.setattr(trouble, "start_question_clock", set_again)
    drawn = []
    genuine = luck.words
    monkeypatch.setattr(luck, "words", lambda *key: (drawn.append(genuine(*key)), drawn[-1])[1])
    run({"population": 500, "marketing.targeting": 0})
    words = np.concatenate([some.ravel() for some in drawn])
    assert len(words) - len(np.unique(words)) > 100


def test_what_is_logged_changes_nothing_that_is_measured():
    full, sample, none = (run({"log": log}) for log in ("all", "sample", "none"))
    logged = {name for name in columns(full) if name.startswith(("contacts", "events"))}
    assert set(differences(full, none)) <= logged
    assert set(differences(full, sample)) <= logged
    assert len(none.contacts["day"]) == 0
    assert set(sample.events["customer"]) == set(range(0, PEOPLE, 100))


# --- levers of no strength ----------------------------------------------------------------------------------

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
    "exponential patience": {"desk.phone.patience_cv": 0, "desk.chat.patience_cv": 0, "desk.email.patience_cv": 0},
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
    "community": ({"desk.community.share": 0}, {"desk.community.success": 0.5}),
    "damage": ({"journey.exit.damage_chance": 0}, {"journey.exit.damage_contact_chance": 0.3}),
    "questions": ({"failures.question_rate": 0}, {"failures.question_effort": 0.3}),
    "returns": ({"returns.rate": 0}, {"returns.window_days": 300, "returns.sensitivity": 0}),
    "repurchases": ({"loyalty.repurchases_per_year": 0}, {"journey.engagement.inertia": 0}),
    "major failures": ({"failures.major_share": 0, "journey.exit.damage_chance": 0}, {"failures.major.loss": 0.9}),
    "compensation": ({"recovery.compensation": 0}, {"money.compensation_cost": 1e6}),
    "attenuation": ({"recovery.cap": 0}, {"recovery.repeat_attenuation": 0.1}),
    "encounters": (
        {"recovery.service_weight": 0, "recovery.cap": 0, "staff.customer_effect": 0},
        {"recovery.service_norm": 0.9, "recovery.abandon_justice": 0.5, "desk.self_service.justice": 0.5},
    ),
    "the customers' effect": (
        {"staff.customer_effect": 0, "staff.load_effect": 0, "staff.turnover_per_year": 0},
        {"staff.adjust_days": 3, "staff.turnover_sensitivity": 0, "staff.comfortable_occupancy": 0.1},
    ),
    "escalation": ({"failures.rate": 0, "journey.exit.damage_chance": 0}, {"failures.escalation": 1}),
    "setup": ({"journey.exit.setup_difficulty": 0, "failures.rate": 0}, {"failures.minor.loss": 0.3}),
    "outages": ({"failures.outages_per_year": 0}, {"failures.outage_share": 0.9}),
    "ageing": ({"failures.weibull_shape": 1}, {"failures.weibull_scale_days": 60}),
    "outreach": ({"desk.outreach_per_customer_year": 0, "recovery.cap": 0}, {"recovery.cap": 0}),
}
FELT_ONLY_THEN = {"encounters": ("daily.justice", "contacts.justice")}
NOT_A_MECHANISM_BY_DEFAULT = {"setup", "outages", "ageing", "outreach"}


@pytest.mark.parametrize("lever", OFF)
def test_a_lever_at_zero_strength_leaves_every_bit(lever):
    assert differences(usual(), run(OFF[lever])) == []


@pytest.mark.parametrize("mechanism", SWITCHED_OFF)
def test_what_belongs_to_a_mechanism_matters_only_while_it_is_on(mechanism):
    off, changed = SWITCHED_OFF[mechanism]
    assert differences(run(off), run(off, changed), but=FELT_ONLY_THEN.get(mechanism, ())) == []
    if mechanism not in NOT_A_MECHANISM_BY_DEFAULT:
        assert differences(usual(), run(changed)) != []


STRONG = {
    "setup": {"journey.exit.setup_difficulty": 0.2}, "outages": {"failures.outages_per_year": 52},
    "ageing": {"failures.weibull_shape": 1.3}, "feedback": {"failures.feedback_gain": 0.1},
    "outreach": {"desk.outreach_per_customer_year": 6}, "relationship": {"desk.relationship_minutes": 3},
    "handle-time target": {"desk.handle_time_target": 0.9}, "win-back": {"loyalty.winback_offer": 0.2},
    "dispersion": {"desk.arrival_dispersion": 3}, "a profile": {"desk.arrival_profile": (0.6, 0.4)},
    "patience": {"desk.phone.patience_cv": 0.5}, "tenure": {"loyalty.tenure_effect": 0.5},
    "drift": {"belief.drift_sd": 0.01}, "sales talk": {"marketing.sales_overpromise": 0.05},
}  # fmt: skip


@pytest.mark.parametrize("lever", STRONG)
def test_each_lever_that_is_off_by_default_does_something_when_on(lever):
    """The control of both tests above."""
    assert not same(usual().customers["cx_sum"], run(STRONG[lever], UNLOGGED).customers["cx_sum"])


# --- service without anything to serve ----------------------------------------------------------------------

SERVICE_LEVERS = {
    "staff.skill": 0.3, "desk.staffing_ratio": 0.5, "desk.agents": 400, "recovery.compensation": 1.0,
    "recovery.effort_discount": 0.1, "desk.self_service.success": 1.0, "desk.self_service.share": 0.9,
    "desk.open_hours": 3, "recovery.cap": 0.1, "recovery.service_weight": 5.0, "desk.handle_time_target": 0.5,
    "desk.relationship_minutes": 20,
}  # fmt: skip
AGENTS = {f"daily.{name}" for name in ("agents", "paid_minutes", "wages", "satisfaction", "skill", "justice")}
WAGES_APART = AGENTS | {"customers.residual"}
NOTHING_TO_SAY = {
    "failures.rate": 0, "failures.question_rate": 0, "returns.rate": 0, "journey.exit.damage_chance": 0,
    "journey.engagement.enquiry_chance": 0, "marketing.reach_per_day": 0.05, "loyalty.churn_rate": 0.002,
    "market.winbacks_per_year": 12, "market.lost_return_per_year": 12, "loyalty.winback_offer": 0.1,
    "desk.agents": 5,
}  # fmt: skip


@pytest.fixture(scope="module", params=["cohort", "market"])
def undisturbed(request):
    """A lively firm whose customers never have anything to tell the desk."""
    spec = lively(NOTHING_TO_SAY, {"protocol": request.param})
    return spec, JourneyModel(spec).run()


def all_at_once():
    """Every service lever together; one of two rotas must do."""
    return {key: value for key, value in SERVICE_LEVERS.items() if key != "desk.staffing_ratio"}


@pytest.mark.parametrize("lever", [*SERVICE_LEVERS, "all"])
def test_service_changes_nobody_who_has_nothing_to_say(undisturbed, lever):
    """Bit by bit, whatever the lever: customers, days, contacts, events; only the wages of idle agents differ."""
    spec, before = undisturbed
    changes = all_at_once() if lever == "all" else {lever: SERVICE_LEVERS[lever]}
    after = JourneyModel(spec.but(changes)).run()
    assert before.customers["ever"].any()
    assert len(set(before.customers["phase"])) > 1
    assert differences(before, after, but=WAGES_APART) == []
    for name in ("retention", "cx", "nps", "csat", "repurchases"):
        assert MEASURES[name](before) == MEASURES[name](after)


@pytest.mark.parametrize("lever", SERVICE_LEVERS)
def test_service_does_change_those_who_have_something_to_say(lever):
    """The control: with failures every lever is felt."""
    after = run({lever: SERVICE_LEVERS[lever]}, UNLOGGED)
    assert not same(usual().customers["cx_sum"], after.customers["cx_sum"])


def test_perfect_service_rescues_a_product_that_shows_only_in_its_failures():
    """Every loss is told, made good in full at once: no evening knows of it, and quality keeps nobody."""
    perfect = {
        "experience.use_weight": 0, "failures.minor.contact_chance": 1, "failures.major.contact_chance": 1,
        "recovery.cap": 1, "recovery.repeat_attenuation": 1, "recovery.service_weight": 0,
        "recovery.compensation": 1, "failures.minor.open_penalty": 0, "failures.major.open_penalty": 0,
        "failures.rate": 0.05, "loyalty.churn_rate": 0.01, "loyalty.sd": 0.1, "market.fit_sd": 0.1,
        "experience.incident_half_life_days": 60, "product.usage_rate": 0.3, "days": 40,
    }  # fmt: skip
    models = {}
    for product, quality in (("weak", 0.35), ("strong", 0.8)):
        model = models[product] = JourneyModel(quiet(perfect, {"product.quality": quality}, population=PEOPLE))
        while model.running:
            model.step()
            made_good = model.customers.felt[PLACE["failure"]] + model.customers.felt[PLACE["service"]]
            assert np.abs(made_good).max() < 1e-6
    weak, strong = models["weak"].record(), models["strong"].record()
    assert weak.customers["failures"].sum() > 3 * strong.customers["failures"].sum() > 0
    assert np.array_equal(weak.customers["left_day"], strong.customers["left_day"])
    assert 0.2 < MEASURES["retention"](weak) == MEASURES["retention"](strong) < 0.9


# --- chances of 0 and 1 -------------------------------------------------------------------------------------

HAPPENED = {
    "failed": lambda c: c.tally("failures") > 0,
    "had a case": lambda c: c.case_number > 0,
    "contacted": lambda c: c.tally("contacts") > 0,
    "tried again": lambda c: c.tally("contacts") > 1,
    "resolved": lambda c: c.first_resolved > 0,
    "helped himself": lambda c: (c.helped > 0) & (c.felt[PLACE["service"]] > 0),
    "was helped by others": lambda c: c.felt[PLACE["community"]] > 0,
    "used it daily": lambda c: c.use == 13,  # the thirteenth is planned
    "was won back": lambda c: c.phase == Phase.ENTRY,
}


@pytest.mark.parametrize("chance", [0, 1])
@pytest.mark.parametrize(("key", "world", "happened"), CHANCES)
def test_a_chance_of_zero_is_never_and_of_one_is_always(key, chance, world, happened):
    spec = quiet(world, {"failures.self_fix_days": 1e9}, {key: chance}, population=40, days=12)
    model = JourneyModel(spec)
    while model.running:
        model.step()
    assert set(HAPPENED[happened](model.customers).tolist()) == {bool(chance)}


# --- the ends of the desk -----------------------------------------------------------------------------------


@PROTOCOLS
def test_without_staff_nothing_is_recovered(market):
    nobody = {"desk.agents": 0, "desk.self_service.share": 0, "desk.community.share": 0, "staff.skill": 1}
    record = run(market, nobody)
    assert record.daily["served"].sum() == record.daily["wages"].sum() == 0
    assert record.customers["contacts"].sum() > 500
    assert record.customers["sum_service"].max() <= 0.0 > record.customers["sum_service"].min()
    assert record.customers["first_resolved"].sum() == 0
    assert MEASURES["abandonment"](record) == MEASURES["email_abandonment"](record) == 1.0
    assert MEASURES["unserved_customers"](record) == 1.0
    assert np.isnan(MEASURES["first_contact_resolution"](record))


@PROTOCOLS
@pytest.mark.parametrize("more", [{}, {"represents": 20}, EVERYTHING], ids=["alone", "company", "everything on"])
def test_with_agents_without_number_nobody_waits(market, more):
    record = run(market, more, {"desk.agents": 3000})
    assert record.daily["arrivals"].sum() > 500
    for name in ("quick_wait", "email_wait", "abandoned", "carried_out", "queue_minutes", "queue_area"):
        assert record.daily[name].sum() == 0, name
    assert MEASURES["service_level"](record) == 1.0
    served = record.contacts["outcome"] == "served"
    assert served.any()
    assert set(record.contacts["wait_minutes"]) == {0.0}


def test_more_agents_and_longer_patience_mean_fewer_who_hang_up():
    busy = {"failures.question_rate": 0.1, "desk.redial_chance": 0, "failures.rate": 0, "desk.agents": 6}
    busy |= UNLOGGED
    short, more = run(busy), run(busy, {"desk.agents": 7})
    patient = run(busy, {"desk.phone.patience_minutes": 60, "desk.chat.patience_minutes": 60})
    assert MEASURES["abandonment"](short) > 0.05
    assert MEASURES["abandonment"](more) < MEASURES["abandonment"](short)
    assert MEASURES["wait_minutes"](more) < MEASURES["wait_minutes"](short)
    assert MEASURES["abandonment"](patient) < MEASURES["abandonment"](short)
    assert MEASURES["wait_minutes"](patient) > MEASURES["wait_minutes"](short)


def test_a_desk_scaled_with_its_customers_serves_them_better_towards_the_fluid_limit():
    busy = {"failures.question_rate": 0.1, "desk.redial_chance": 0, "failures.rate": 0, "days": 15} | UNLOGGED
    lost = [
        MEASURES["abandonment"](run(busy, {"desk.agents": 6 * scale, "represents": scale})) for scale in (1, 4, 16)
    ]
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > 1.2 * lost[2] > 0.0


# --- units --------------------------------------------------------------------------------------------------


@PROTOCOLS
def test_a_currency_is_only_a_unit(market):
    """A power of two, so that scaled money is the same to the last bit."""
    money = ("price", "unit_cost", "recurring_margin_per_day", "return_cost", "compensation_cost")
    money += ("agent_cost_hour", "winback_cost")
    spec = lively(market, EVERYTHING)
    scaled = {f"money.{name}": 64 * getattr(spec.money, name) for name in money}
    scaled |= {"market.competitor_price": 6_400, "marketing.ad_cost": 64 * 5, "money.currency": "JPY"}
    euro, yen = JourneyModel(spec).run(), JourneyModel(spec.but(scaled)).run()
    amounts = {f"customers.{name}" for name in MONEY} | {"daily.contribution", "daily.wages", "daily.advertising"}
    assert differences(euro, yen, but=amounts) == []
    mine, theirs = columns(euro), columns(yen)
    for name in amounts:
        assert np.array_equal(64 * mine[name], theirs[name]), name
        assert np.any(mine[name] != 0.0) or name == "daily.advertising", name


# --- directions ---------------------------------------------------------------------------------------------

WAYS = [
    ("product.quality", (0.35, 0.6, 0.8), {"retention": +1, "cx": +1, "nps": +1, "failures_per_buyer": -1}),
    ("failures.rate", (0.0, 0.02, 0.1), {"retention": -1, "cx": -1, "cx_failure": -1, "contacts_per_buyer": +1}),
    ("failures.minor.loss", (0.0, 0.15, 0.4), {"cx": -1, "cx_failure": -1, "retention": -1}),
    ("failures.major.loss", (0.0, 0.45, 0.9), {"cx": -1, "cx_failure": -1, "retention": -1}),
    ("staff.skill", (0.3, 0.6, 0.95), {"first_contact_resolution": +1, "cx_service": +1, "cx": +1}),
    ("recovery.cap", (0.0, 0.5, 1.0), {"cx_service": +1, "cx": +1, "retention": +1}),
    ("recovery.compensation", (0.0, 0.5, 1.0), {"cx_service": +1, "cx": +1}),
    ("recovery.effort_discount", (0.1, 0.85, 1.0), {"cx_service": +1, "cx": +1}),
    ("marketing.overpromise", (0.0, 0.1, 0.4), {"cx_gap": -1, "nps": -1, "csat": -1}),
    ("experience.loss_aversion", (1.0, 2.0, 3.0), {"cx": -1, "cx_gap": -1}),
    ("loyalty.churn_rate", (0.0, 0.003, 0.03), {"retention": -1, "active": -1}),
    ("loyalty.mean", (-0.2, 0.0, 0.3), {"retention": +1}),
    ("desk.agents", (1.0, 1.5, 2.0), {"abandonment": -1, "wait_minutes": -1, "cx_service": +1}),
    ("desk.self_service.success", (0.0, 0.5, 1.0), {"occupancy": -1, "abandonment": -1}),
    ("journey.exit.quality", (0.3, 0.7, 0.9), {"cx_exit": +1, "cx": +1, "retention": +1}),
    ("market.competitor_quality", (0.3, 0.5, 0.7), {"cx_use": -1, "retention": -1}),
    ("money.price", (80, 100, 130), {"repurchases": -1}),
]


@pytest.mark.parametrize(("key", "values", "moves"), WAYS, ids=[way[0] for way in WAYS])
def test_measures_move_as_they_should_on_common_luck(key, values, moves):
    """Each step by itself, not only from end to end."""
    records = [usual() if lively({key: value}) == lively() else run({key: value}, UNLOGGED) for value in values]
    for name, sign in moves.items():
        came = [sign * MEASURES[name](record) for record in records]
        assert all(before < after for before, after in pairwise(came)), (name, came)


def left(record):
    """Give the day on which each customer left, or one that did not come."""
    return np.where(record.customers["left_day"] < 0, DAYS, record.customers["left_day"])


@pytest.mark.parametrize(
    ("key", "values"), [("loyalty.churn_rate", (0.03, 0.003, 0.0)), ("loyalty.mean", (-0.2, 0.0, 0.3))]
)
def test_nobody_leaves_earlier_when_leaving_is_harder(key, values):
    """One customer at a time, where they have nothing in common: up to his leaving his life is the same."""
    alone = {"loyalty.repurchases_per_year": 0} | UNLOGGED
    came = [left(run(ALONE, alone, {key: value})) for value in values]
    for sooner, later in pairwise(came):
        assert np.all(sooner <= later)
        assert np.any(sooner < later)


def test_whoever_is_reached_by_a_little_advertising_is_reached_by_more():
    came = [
        run(CROWDED, NOW, {"marketing.reach_per_day": 0.005, "marketing.ad_spend": spend}).customers["attracted"]
        for spend in (0, 1, 4)
    ]
    assert came[0].sum() == 0  # nobody is reached, so nobody talks
    assert came[0].sum() < came[1].sum() < came[2].sum()
    assert np.all(came[2] >= came[1])


def test_goods_that_are_damaged_by_a_little_are_damaged_by_more():
    sound = {"failures.rate": 0, "loyalty.repurchases_per_year": 0, "loyalty.churn_rate": 0, "returns.rate": 0}
    sound |= UNLOGGED
    came = [
        run(ALONE, sound, {"journey.exit.damage_chance": p}).customers["failures"] for p in (0.0, 0.1, 0.3, 1.0)
    ]
    assert [damaged.max() for damaged in came] == [0, 1, 1, 1]
    assert all(np.all(few <= many) and few.sum() < many.sum() for few, many in pairwise(came))
    assert came[-1].all()


def test_the_worlds_of_this_file_are_as_large_as_they_say():
    assert len(usual().customers["fit"]) == PEOPLE >= 5000
    assert MEASURES["abandonment"](usual()) > 0.1
    assert but(Scenario(), LIVELY).weight == 1
