"""What the firm does and is: levers that are off by default, the warm-up, the departments; reckoned by hand."""

from __future__ import annotations

import math

import pytest
from small_worlds import (
    ASKS,
    FAILS,
    FAILS_IN_SILENCE,
    FUNNEL,
    LEAVES,
    NOW,
    OFTEN,
    change,
    column,
    contacts,
    live,
    only,
    quiet,
)

from sim import luck
from sim.luck import Decision
from sim.measures import MEASURES
from sim.measures.record import Leaving
from sim.plain import PlainModel

pytestmark = pytest.mark.no_cover

# --- mechanisms that are off by default ---------------------------------------------------------------------


def test_outreach_is_felt_as_an_encounter_and_takes_an_agents_time():
    model = live(quiet({"desk.outreach_per_customer_year": OFTEN}), 2)
    customer = only(model)
    assert customer.ledger.service == pytest.approx(2 * 0.2 * 0.5)
    assert column(model, "busy_minutes") == pytest.approx([8.0, 8.0])
    assert column(model, "served") == [0, 0]
    assert column(model, "outreach_asked") == column(model, "outreach_made") == [1, 1]
    assert customer.tally.wages == pytest.approx(2 * 8 / 60 * 30)


def test_outreach_brings_a_silent_case_to_light_the_next_day():
    model = live(quiet(FAILS_IN_SILENCE), 1)
    change(model, {"failures.rate": 0, "desk.outreach_per_customer_year": OFTEN})
    model.step()
    assert only(model).case.reported
    assert column(model, "contacts") == [0, 0]
    model.step()
    assert only(model).case is None
    assert column(model, "contacts") == [0, 0, 1]
    assert only(model).tally.reported == 1


def test_outreach_needs_an_idle_agent():
    model = live(quiet({"desk.outreach_per_customer_year": OFTEN, "desk.agents": 0}), 3)
    assert only(model).ledger.service == 0.0
    assert column(model, "busy_minutes") == [0.0, 0.0, 0.0]
    assert column(model, "outreach_asked") == [1, 1, 1]
    assert column(model, "outreach_made") == [0, 0, 0]


@pytest.mark.parametrize(("minutes", "added"), [(0, 0.0), (5, 0.15), (10, 0.225), (1e6, 0.3)])
def test_time_for_the_relationship_raises_the_treatment_and_the_bill(minutes, added):
    """Skill .5: resolved by a chance of 1/2, so J is one of two values; I = .5 + added."""
    model = live(quiet(ASKS, {"desk.relationship_minutes": minutes, "staff.skill": 0.5}), 1)
    (contact,) = contacts(model)
    j = 0.3 * (0.5 + added) + 0.2
    assert min(abs(contact["justice"] - j), abs(contact["justice"] - j - 0.5)) < 1e-12
    assert contact["handle_minutes"] == pytest.approx(8 + minutes)


def test_treatment_is_never_better_than_perfect():
    """Neither time for the relationship nor contented agents lift J above 1."""
    contented = {"staff.customer_effect": 1, "staff.adjust_days": 1}
    model = live(quiet(ASKS, contented, {"desk.relationship_minutes": 30}), 3)
    assert column(model, "satisfaction")[-1] > 0.8
    assert {c["justice"] for c in contacts(model)} == {1.0}


def test_emails_have_no_time_for_the_relationship():
    by_mail = {"desk.phone.share": 0, "desk.email.share": 1, "desk.email.handle_cv": 0}
    (contact,) = contacts(live(quiet(ASKS, by_mail, {"desk.relationship_minutes": 30, "desk.agents": 9}), 1))
    assert contact["handle_minutes"] == pytest.approx(8)


def test_talks_cut_to_a_quarter_resolve_half_as_often():
    model = live(quiet(ASKS, {"desk.handle_time_target": 0.25}, population=400), 1)
    resolved = [customer.issue is None or customer.issue.due < 0 for customer in model.customers]
    expected = [luck.uniform(customer.luck, Decision.RESOLVE, 1) < 0.5 for customer in model.customers]
    first = [customer.tally.first_resolved == 1 for customer in model.customers]
    assert first == expected
    assert sum(resolved) >= sum(first)
    assert {round(c["handle_minutes"], 9) for c in contacts(model)} == {2.0}


def test_a_chat_takes_half_an_agent():
    by_chat = {"desk.phone.share": 0, "desk.chat.share": 1, "desk.chat.handle_cv": 0}
    model = live(quiet(ASKS, by_chat), 1)
    assert column(model, "busy_minutes") == pytest.approx([5.0])


@pytest.mark.parametrize("first", ["phone", "email"])
def test_the_class_of_a_channel_says_who_is_served_first(first):
    second = "email" if first == "phone" else "phone"
    busy = {"desk.phone.share": 0.5, "desk.email.share": 0.5, "desk.agents": 1, "desk.phone.patience_minutes": 1e4}
    busy |= {"desk.phone.handle_minutes": 5, "desk.email.handle_minutes": 5}
    classes = {f"desk.{first}.priority": 0, f"desk.{second}.priority": 1}
    model = live(quiet(ASKS, busy, classes, population=110), days=1)
    waits = {channel: [] for channel in (first, second)}
    for one in contacts(model):
        if one["outcome"] == "served":
            waits[one["channel"]].append(one["wait_minutes"])
    assert 0 < sum(waits[first]) / len(waits[first]) < 0.5 * sum(waits[second]) / len(waits[second])


def test_the_firm_learns_from_what_the_desk_hears():
    """Each of two customers reports a failure: quality closes gain x 2/2 of its gap to 1."""
    model = live(quiet(FAILS, {"failures.feedback_gain": 0.25}, population=2), 2)
    assert column(model, "quality") == pytest.approx([0.6 + 0.25 * 0.4, 0.7 + 0.25 * 0.3])
    assert column(model, "fault_contacts") == [2, 2]


def test_questions_teach_the_firm_nothing():
    model = live(quiet(ASKS, {"failures.feedback_gain": 0.25}, population=2), 2)
    assert column(model, "quality") == [0.6, 0.6]


def test_each_customer_stands_for_others_at_the_desk_who_have_no_journey():
    model = live(quiet(ASKS, population=3, represents=7), 2)
    assert column(model, "arrivals") == [21, 21]
    assert column(model, "agent_contacts") == [3, 3]
    assert sum(customer.tally.served for customer in model.customers) == 6


def test_busy_days_are_busy_for_everybody():
    spec = quiet({"failures.question_rate": 0.2, "desk.arrival_dispersion": 5}, population=200, days=6)
    model = PlainModel(spec)
    for day in range(6):
        usual = model.service.usual_arrivals
        model.step()
        if day == 0:
            assert model.busyness == 1.0  # nothing is usual yet
        else:
            assert model.busyness == luck.gamma_factor(model.luck, Decision.BUSY_DAY, day, 5 / usual)
            assert model.busyness != 1.0


def test_busy_days_spend_the_clocks_of_failures_and_questions_faster():
    slow = {"failures.rate": 1e-6, "failures.quality_slope": 0, "failures.question_rate": 1e-6}
    model = PlainModel(quiet(slow, {"desk.arrival_dispersion": 5}))
    customer = only(model)
    model.service.usual_arrivals = 10.0
    model.step()
    factor = luck.gamma_factor(model.luck, Decision.BUSY_DAY, 0, 0.5)
    assert factor != 1.0
    for left, clock in ((customer.fail_left, Decision.FAIL), (customer.question_left, Decision.QUESTION)):
        assert luck.threshold(customer.luck, clock, 1) - left == pytest.approx(factor * 1e-6, rel=1e-6)


# --- the warm-up --------------------------------------------------------------------------------------------


def test_only_days_from_the_measured_one_on_count():
    model = live(quiet(FAILS, days=20, measure_from_day=15))
    customer = only(model)
    assert customer.tally.days == customer.tally.failures == 5
    assert customer.tally.purchases == 0
    assert customer.since_day == 15
    assert customer.tally.money == pytest.approx(5 * (0.1 - 0.3 * 20))
    assert customer.tally.worth == pytest.approx(sum((0.1 - 6) * 1.1 ** (-day / 365) for day in range(5)))
    assert customer.kept


def test_who_left_in_the_warm_up_is_no_buyer_of_the_measured_time():
    model = live(quiet(LEAVES, days=20, measure_from_day=5, population=3))
    assert not any(customer.ever for customer in model.customers)
    assert MEASURES["bought"](model.record()) == 0.0


def test_who_leaves_in_the_first_measured_morning_is_no_buyer_either():
    """He was a customer on no measured evening, so there is nothing to average over."""
    thinking = {"loyalty.repurchases_per_year": OFTEN, "journey.engagement.days": 0}
    model = live(quiet(thinking, {"journey.engagement.intercept": -50}, days=4, measure_from_day=1))
    assert only(model).left_by is Leaving.GATE
    assert not only(model).ever
    record = PlainModel(model.spec).run()
    assert MEASURES["bought"](record) == 0.0


def test_an_installed_base_buys_only_again():
    again = {"loyalty.repurchases_per_year": 200, "journey.engagement.intercept": 50} | NOW
    record = PlainModel(quiet(again, population=20, days=30, measure_from_day=10)).run()
    bought = record.daily["purchases"][10:].sum()
    assert bought > 0
    assert MEASURES["repurchases"](record) == bought / 20


# --- the firm -----------------------------------------------------------------------------------------------


def test_adstock_moves_to_new_spending_with_its_half_life():
    model = live(quiet(days=80), 2)
    assert column(model, "adstock") == [1.0, 1.0]
    change(model, {"marketing.ad_spend": 3})
    for _ in range(28):
        model.step()
    assert column(model, "adstock")[-1] == pytest.approx(2.0, rel=1e-12)


def test_the_desk_is_staffed_for_its_opening_and_then_for_the_load_it_remembers():
    """Load of a day: contacts x 8 / 600. The roster follows last evening's mean, half-life 7 days."""
    spec = quiet({"failures.question_rate": 0.4, "desk.staffing_ratio": 3}, population=300, days=12)
    model = live(spec)
    work = [arrivals * 8 / 600 for arrivals in column(model, "arrivals")]
    load, kept = work[0], 2 ** (-1 / 7)
    for day, agents in enumerate(column(model, "agents")):
        assert agents == pytest.approx(3 * load, rel=1e-12)
        load = kept * load + (1 - kept) * work[day]


def test_the_figures_of_a_day_are_those_of_its_contacts():
    """Counted again from the log of a busy desk with three channels, on the days on which contacts ended."""
    busy = {"failures.question_rate": 0.3, "desk.agents": 1.5, "failures.minor.resolution_chance": 0.7}
    three = {"desk.phone.share": 0.4, "desk.chat.share": 0.3, "desk.email.share": 0.3}
    model = live(quiet(busy, three, population=200, days=8))
    figures = {
        "served": ("phone chat email", "served", None),
        "abandoned": ("phone chat email", "abandoned", None),
        "quick_answered": ("phone chat", "served", None),
        "quick_abandoned": ("phone chat", "abandoned", None),
        "quick_wait": ("phone chat", "served abandoned", lambda c: c["wait_minutes"]),
        "quick_wait_answered": ("phone chat", "served", lambda c: c["wait_minutes"]),
        "quick_within": ("phone chat", "served", lambda c: c["wait_minutes"] <= 20 / 60),
        "email_answered": ("email", "served", None),
        "email_abandoned": ("email", "abandoned", None),
        "email_wait": ("email", "served abandoned", lambda c: c["wait_minutes"]),
    }
    ended = contacts(model)
    for name, (channels, outcomes, value) in figures.items():
        for day, counted in enumerate(column(model, name)):
            mine = [c for c in ended if c["day"] == day and c["channel"] in channels and c["outcome"] in outcomes]
            assert counted == pytest.approx(sum(value(c) if value else 1 for c in mine), abs=1e-9), (name, day)
        assert sum(column(model, name)) > 0 or name == "email_abandoned"
    assert 0 < sum(column(model, "quick_wait_answered")) < sum(column(model, "quick_wait"))


def test_a_desk_that_nobody_asks_is_open_for_an_hour():
    assert column(live(quiet({"desk.staffing_ratio": 1.15, "desk.open_hours": 8}), 2), "agents") == [1 / 8, 1 / 8]
    assert column(live(quiet({"desk.agents": 0}), 2), "agents") == [0.0, 0.0]


def test_the_staff_moves_by_its_equations_from_the_mornings_values():
    """Satisfaction, skill and remembered justice, recomputed from the log of contacts and the desk's minutes."""
    busy = {
        "failures.question_rate": 0.3, "desk.agents": 1, "desk.phone.handle_cv": 1.2, "staff.load_effect": 0.25,
        "staff.customer_effect": 0.3, "staff.turnover_per_year": 5, "staff.skill": 0.75,
    }  # fmt: skip
    model = live(quiet(busy, population=300, days=10))
    e, k, jbar = 0.75, 0.75, 0.5
    for day in range(10):
        felt = [c["justice"] for c in contacts(model) if c["day"] == day]
        jbar += (1 - 2 ** (-1 / 7)) * (sum(felt) / len(felt) - jbar)
        occupancy = column(model, "busy_minutes")[day] / column(model, "paid_minutes")[day]
        target = 0.75 - 0.25 * max(0, occupancy - 0.85) / 0.15 + 0.3 * (jbar - 0.5)
        quits = 5 / 365 * math.exp(-4 * (e - 0.75))
        k += (0.75 - k) / 60 - quits * (k - 0.5 * 0.75)
        e += (min(max(target, 0), 1) - e) / 30
        assert column(model, "justice")[day] == pytest.approx(jbar, rel=1e-12)
        assert column(model, "satisfaction")[day] == pytest.approx(e, rel=1e-12)
        assert column(model, "skill")[day] == pytest.approx(k, rel=1e-12)
    assert max(column(model, "busy_minutes")) > 0.85 * 600  # the load was felt


def test_every_justice_follows_from_wait_attempts_channel_skill_and_satisfaction():
    """A desk with waits, three channels and moving staff: each answered contact has one of two values of J."""
    busy = {
        "failures.question_rate": 0.1, "failures.rate": 0.02, "desk.agents": 1.2, "desk.phone.share": 0.4,
        "desk.chat.share": 0.3, "desk.email.share": 0.3, "staff.skill": 0.7, "staff.load_effect": 0.25,
        "staff.customer_effect": 0.3, "failures.minor.resolution_chance": 0.8, "desk.self_service.share": 0.3,
    }  # fmt: skip
    model = live(quiet(busy, population=300, days=12))
    skill, satisfaction = [0.7, *column(model, "skill")], [0.75, *column(model, "satisfaction")]
    half_life = {"phone": 5, "chat": 3, "email": 1440}
    kinds = set()
    for c in contacts(model):
        kinds.add((c["channel"], c["outcome"]))
        if c["outcome"] == "helped":
            assert c["justice"] == 0.75
        elif c["outcome"] == "abandoned":
            assert c["justice"] == 0.25
        else:
            treated = min(1.0, skill[c["day"]] * satisfaction[c["day"]] / 0.75)
            way = 2 ** (-c["wait_minutes"] / half_life[c["channel"]]) * 0.85 ** c["attempts"]
            outcomes = (0.09, 0.79) if c["reason"] == "failure" else (0.0, 1.0)
            possible = [0.5 * d + 0.3 * treated + 0.2 * way for d in outcomes]
            assert min(abs(c["justice"] - j) for j in possible) < 1e-12
    assert {("phone", "abandoned"), ("chat", "served"), ("email", "served"), ("self_service", "helped")} <= kinds


def test_talk_reaches_prospects_the_day_after():
    """One customer of two people, CX .1: .024 messages a day, Phi(1) of them praise that says .6."""
    spec = quiet({"protocol": "market", "marketing.reach_per_day": 0}, population=2)
    model = PlainModel(spec)
    buyer, prospect = model.customers
    buyer.start_as_buyer()
    buyer.ledger.exit = 0.1
    model.step()
    positive = 0.5 * (1 + math.erf(1 / math.sqrt(2)))
    assert prospect.attract_left == luck.threshold(prospect.luck, Decision.ATTRACT, 1)  # nothing was heard yet
    assert model.marketing.praise == pytest.approx(0.024 * positive / 2, rel=1e-12)
    assert model.marketing.complaints == pytest.approx(0.024 * (1 - positive) / 2, rel=1e-12)
    assert model.marketing.praise_content == pytest.approx(0.6, rel=1e-12)
    model.step()
    weight = math.exp(0.5 * prospect.z_fit - 0.125)
    spent = luck.threshold(prospect.luck, Decision.ATTRACT, 1) - prospect.attract_left
    assert spent == pytest.approx(weight * 0.05 * 0.024 * positive / 2, rel=1e-9)


def test_former_customers_talk_less_and_less():
    spec = quiet({"protocol": "market", "marketing.reach_per_day": 0, "experience.incident_half_life_days": 4})
    model = PlainModel(spec)
    only(model).start_as_buyer()
    change(model, LEAVES)
    said = []
    for _ in range(5):
        model.step()
        said.append(model.marketing.praise + model.marketing.complaints)
    assert said == pytest.approx([0.02 * 2 ** (-day / 4) for day in range(5)], rel=1e-12)


def test_angry_customers_talk_more_and_say_so():
    spec = quiet({"protocol": "market", "marketing.reach_per_day": 0})
    model = PlainModel(spec)
    only(model).start_as_buyer()
    only(model).ledger.exit = -0.4
    model.step()
    said = model.marketing.praise + model.marketing.complaints
    assert said == pytest.approx(0.02 + 0.04 * 1.3 * 0.4, rel=1e-12)
    assert model.marketing.complaint_content == pytest.approx(0.1, rel=1e-12)
    assert model.marketing.praise_content == pytest.approx(0.1, rel=1e-12)
    assert model.marketing.complaints / said == pytest.approx(0.5 * math.erfc(-1 / math.sqrt(2)), rel=1e-12)


def test_advertising_is_paid_in_a_market_only():
    by_people = {"population": 500, "marketing.ad_spend": 2}
    assert column(live(quiet(FUNNEL, by_people), 1), "advertising") == [5 * 2 * 0.5]
    assert column(live(quiet(by_people), 1), "advertising") == [0.0]


def test_wages_are_paid_for_open_hours():
    assert column(live(quiet({"desk.agents": 2.5}), 1), "wages") == [2.5 * 10 * 30]


def test_what_a_customer_is_still_worth_follows_the_constant_hazards():
    """Margin .1, churn .001, no repurchase, 10 % discount: .1 / (.001 + ln 1.1 / 365), a year later."""
    model = live(quiet({"loyalty.churn_rate": 1e-3, "desk.agents": 0}, days=2))
    customer = only(model)
    assert customer.is_customer
    worth = 0.1 / (1e-3 + math.log(1.1) / 365) * 1.1 ** (-2 / 365)
    assert model.record().customers["residual"][0] == pytest.approx(worth, rel=1e-12)


def test_nothing_happens_in_a_quiet_world():
    record = PlainModel(quiet(population=10, days=30)).run()
    moving = ("failures", "churned", "refused", "returned", "contacts", "arrivals")
    assert all(record.daily[name].sum() == 0 for name in moving)
    assert set(record.customers["cx_now"]) == {0.0}
