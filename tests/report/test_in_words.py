"""Sentences made from a scenario's numbers: they change with their own keys, and with no others."""

from __future__ import annotations

import pytest

from sim import Scenario, simulate
from sim.questions.verify.worlds import quiet
from sim.report.counting import listed, number, per_cent, size
from sim.report.in_words import chapters


@pytest.fixture(scope="module")
def firm():
    return Scenario.load("default")


def sentences(spec):
    return [sentence for chapter in chapters(spec).values() for sentence in chapter]


@pytest.mark.parametrize(
    ("key", "value", "chapter", "says"),
    [
        ("days", 90, "People", "90 days"),
        ("measure_from_day", 30, "People", "30 days are a warm-up"),
        ("replications", 7, "People", "7 times"),
        ("seed", 99, "People", "seed 99"),
        ("represents", 1, "People", "20,000 people buy on the first day"),
        ("marketing.overpromise", -0.05, "Product and promise", "0.05 less than it delivers"),
        ("marketing.promise", 0.9, "Product and promise", "Advertising promises 0.90, whatever it delivers"),
        ("marketing.sales_overpromise", 0.2, "Product and promise", "Sales talk promises 0.20 more"),
        ("product.usage_rate", 0.75, "Product and promise", "75 % of his days"),
        ("failures.minor.loss", 0.25, "What goes wrong", "A minor failure takes 0.25"),
        ("failures.major.loss", 0.75, "What goes wrong", "a major one 0.75"),
        ("experience.incident_half_life_days", 45.0, "What goes wrong", "after 45 days"),
        ("failures.outages_per_year", 4.0, "What goes wrong", "On 3.98 days a year"),
        ("failures.outages_per_year", 52.0, "What goes wrong", "On 48.5 days a year"),
        ("journey.exit.damage_chance", 0.11, "What goes wrong", "11 % of the deliveries are damaged"),
        ("journey.exit.setup_difficulty", 0.4, "What goes wrong", "40 % of the buyers struggle to get started"),
        ("returns.rate", 0.0, "What goes wrong", "Nothing is sent back"),
        ("failures.question_rate", 0.01, "What goes wrong", "3.65 how-to questions a year"),
        ("desk.open_hours", 12.0, "Ways to the firm", "open 12 hours a day"),
        ("desk.phone.handle_minutes", 6.5, "Ways to the firm", "Calls take 6.5 minutes"),
        ("desk.chat.concurrency", 3.0, "Ways to the firm", "3 at once"),
        ("desk.email.patience_minutes", 10_080.0, "Ways to the firm", "people wait 7 days"),
        ("desk.self_service.success", 0.9, "Ways to the firm", "works for 90 % of them"),
        ("desk.community.success", 0.1, "Ways to the firm", "can help 10 % of them"),
        ("desk.redial_chance", 0.33, "Ways to the firm", "33 % try again on the next day"),
        ("desk.recontact_chance", 0.12, "Ways to the firm", "Of those who were not helped 12 % try again"),
        (
            "desk.staffing_ratio",
            2.0,
            "The staff",
            "2 agents for each agent's worth of work, e-mails that wait included",
        ),
        ("desk.agents", 4.5, "The staff", "4.5 agents are on duty, whatever arrives"),
        ("desk.agents", 0.0, "The staff", "no staff"),
        ("desk.staffing_ratio", 0.0, "The staff", "One agent is on duty for 60 minutes a day"),
        ("desk.outreach_per_customer_year", 4.0, "The staff", "4 times a year at most, where one of them is idle"),
        ("staff.turnover_per_year", 0.6, "The staff", "60 % of the staff leave in a year"),
        ("recovery.cap", 1.1, "Making good", "gives back 110 %"),
        ("recovery.compensation", 0.0, "Making good", "Nothing is given"),
        ("money.compensation_cost", 50.0, "Making good", "compensated with 15 EUR"),
        ("loyalty.churn_rate", 0.001, "Loyalty", "33.1 % leave in the first year"),
        ("loyalty.repurchases_per_year", 0.0, "Loyalty", "it is a contract"),
        ("loyalty.winback_offer", 0.2, "Loyalty", "Of those who leave 20 % take an offer"),
        ("money.price", 250.0, "Money", "sells for 250 EUR"),
        ("money.agent_cost_hour", 41.0, "Money", "An agent costs 41 EUR an hour"),
    ],
)
def test_a_key_changes_its_own_chapter_and_no_other(firm, key, value, chapter, says):
    before, after = chapters(firm), chapters(firm.but({key: value}))
    assert says not in " ".join(before[chapter])
    assert says in " ".join(after[chapter])
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    # How often things fail is averaged over the days, and the price decides who buys again.
    assert changed - {"What goes wrong"} <= {chapter}
    gone, new = set(before[chapter]) - set(after[chapter]), set(after[chapter]) - set(before[chapter])
    assert len(new) <= 2 or value == 0.0
    assert len(gone) <= 1 or value == 0.0


@pytest.mark.parametrize(
    "key", ["word_of_mouth.rate", "survey.bias", "belief.prior_sd", "experience.recency", "title", "log"]
)
def test_what_no_sentence_is_about_changes_none(firm, key):
    value = {"title": "Another", "log": "all"}.get(key, 0.31)
    assert chapters(firm.but({key: value})) == chapters(firm)


NEUTRAL = {"loyalty.churn_rate": 0.001, "loyalty.churn_sensitivity": 8, "loyalty.sd": 0.15, "loyalty.mean": 0.05}


@pytest.mark.parametrize("tenure_effect", [0.0, 1.0, 2.0])
def test_as_many_leave_in_the_first_year_as_is_told_of_those_who_feel_nothing(tenure_effect):
    spec = quiet(NEUTRAL, {"loyalty.tenure_effect": tenure_effect}, population=20_000, days=365)
    left = float((simulate(spec, replications=1, seed=1).customers["left_by"] == "churn").mean())
    (said,) = (sentence for sentence in sentences(spec) if "leave in the first year" in sentence)
    told = float(said.split(" %")[0].rpartition(" ")[2]) / 100.0
    standard_error = (told * (1.0 - told) / 20_000) ** 0.5
    assert left == pytest.approx(told, abs=4.0 * standard_error + 0.0005)  # as told: three digits


@pytest.mark.parametrize("churn", [{"loyalty.churn_sensitivity": 5_000.0}, {"loyalty.churn_rate": 0.0}])
def test_leaving_is_told_at_its_ends_too(firm, churn):
    (said,) = (sentence for sentence in sentences(firm.but(churn)) if "leave in the first year" in sentence)
    assert "nan" not in said


def test_a_desk_without_a_ratio_serves_some_and_one_without_agents_nobody(firm):
    small = {"population": 400, "days": 20, "log": "none"}
    least = simulate(firm.but({**small, "desk.staffing_ratio": 0}), replications=1, seed=1)
    none = simulate(firm.but({**small, "desk.agents": 0}), replications=1, seed=1)
    assert (least.runs["agents"].item(), none.runs["agents"].item()) == (pytest.approx(0.1), 0.0)
    assert least.daily["served"].sum() > none.daily["served"].sum() == 0


def test_who_takes_an_offer_to_come_back_may_turn_away_all_the_same(firm):
    offered = {"loyalty.winback_offer": 1.0, "loyalty.churn_rate": 0.002, "loyalty.repurchases_per_year": 0.0}
    results = simulate(firm.but({**offered, "population": 1_000}), replications=1, seed=1)
    flows = results.flows.set_index(["source", "target"])["people"]
    again = results.daily["purchases"].sum() - 1_000
    assert 0 < again < 0.5 * flows["churned", "entry"]


def test_not_every_reported_failure_meets_an_agent_who_makes_amends(firm):
    spec = firm.but({"recovery.compensation": 0.5, "population": 1_000, "days": 90, "log": "all"})
    contacts = simulate(spec, replications=1, seed=1).contacts
    of_failures = contacts[contacts["reason"] == "failure"]
    assert set(of_failures["outcome"]) > {"served"}


def test_a_better_product_fails_more_seldom(firm):
    assert "0.939 failures" in " ".join(chapters(firm)["What goes wrong"])
    often = [
        float(chapters(firm.but({"product.quality": quality}))["What goes wrong"][0].split()[6])
        for quality in (0.3, 0.6, 0.9)
    ]
    assert often == sorted(often, reverse=True)


def test_a_product_that_never_fails_is_said_to(firm):
    assert "The product never fails." in sentences(firm.but({"failures.rate": 0.0}))


def test_a_market_is_told_as_one(firm):
    told = sentences(firm.but({"protocol": "market", "marketing.ad_spend": 2.5}))
    assert any("have not heard of the firm" in sentence for sentence in told)
    assert "Advertising runs at 2.5 times the reference spend." in told


def test_a_change_tells_the_key_that_it_takes_the_place_of(firm):
    spec = firm.but({"desk.staffing_ratio": 1.15, "changes": [{"from_day": 30, "desk.agents": 4}]})
    assert chapters(spec)["Changes"] == (
        "From day 30 on: desk.agents = 4.0 instead of desk.staffing_ratio = 1.15.",
    )


def test_segments_and_changes_are_told_with_what_they_replace(firm):
    spec = firm.but({
        "segments": [
            {"name": "families", "share": 0.25, "product.usage_rate": 0.5, "priority": 1},
            {"name": "others", "share": 0.75},
        ],
        "changes": [{"from_day": 90, "desk.staffing_ratio": 1.0}, {"from_day": 200, "desk.staffing_ratio": 1.5}],
    })  # fmt: skip
    told = chapters(spec)
    assert told["Segments"] == (
        "families: 5,000 people (25 %), served in class 1: product.usage_rate = 0.5 instead of 0.3.",
        "others: 15,000 people (75 %): as all others.",
    )
    assert told["Changes"] == (
        "From day 90 on: desk.staffing_ratio = 1.0 instead of 1.15.",
        "From day 200 on: desk.staffing_ratio = 1.5 instead of 1.0.",
    )
    assert {"Segments", "Changes"}.isdisjoint(chapters(firm))


ONLY_CALLS = {"desk.phone.share": 1.0, "desk.chat.share": 0.0, "desk.email.share": 0.0}


@pytest.mark.parametrize("setting", [{"population": 0}, {"population": 1, "represents": 1, "days": 1}, ONLY_CALLS])
def test_the_edges_are_told_too(firm, setting):
    told = sentences(firm.but(setting))
    assert all(sentence.endswith((".", ")")) for sentence in told)
    assert not any(word in " ".join(told) for word in ("nan", "inf ", "1 people", "1 days"))


def test_numbers_are_as_short_as_they_can_be():
    assert [number(value) for value in (0.3, 12.0, 1440.0, 0.00025, 2 / 3, 98765.4, -0.5)] == [
        "0.3", "12", "1,440", "0.00025", "0.667", "98,800", "-0.5",
    ]  # fmt: skip
    assert (number(float("nan")), per_cent(0.025)) == ("n/a", "2.5 %")
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")
    assert [size(amount) for amount in (492e6, 1.2e9, 8.8e15)] == ["492 MB", "1.2 GB", "8.8 PB"]
