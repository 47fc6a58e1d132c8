"""The life of single customers, day by day, against numbers reckoned by hand: coming, feeling, leaving."""

from __future__ import annotations

import math

import pytest
from small_worlds import (
    ASKS,
    BUYS_AGAIN,
    FAILS,
    FAILS_IN_SILENCE,
    FUNNEL,
    LEAVES,
    NOBODY_THERE,
    OFTEN,
    RETURNS,
    activities,
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
from sim.measures.record import Leaving, Phase
from sim.plain import PlainModel

# --- the way in ---------------------------------------------------------------------------------------------


def test_a_cohort_begins_with_buyers_of_the_first_day():
    model = PlainModel(quiet())
    customer = only(model)
    assert (customer.phase, customer.age, customer.purchases) == (Phase.EXTENSION, 0, 1)
    assert customer.is_customer
    assert customer.ever
    assert customer.first_purchase_day == 0
    assert customer.issue is None


def test_a_buyer_believes_the_precision_weighted_mean_of_what_he_heard():
    model = PlainModel(quiet({"belief.heterogeneity_sd": 0.1, "marketing.sales_overpromise": 0.2}, seed=7))
    customer = only(model)
    z = {name: luck.normal(customer.luck, Decision[name], 1) for name in ("AD_MESSAGE", "SALES_TALK")}
    prior = 0.5 + 0.1 * luck.normal(customer.luck, Decision.PRIOR, 0)
    ads, talk = 0.7 + 0.4 / 2.0 * z["AD_MESSAGE"], 0.9 + 0.4 * z["SALES_TALK"]
    precision = 1 / 0.15**2 + 4 / 0.16 + 1 / 0.16
    mean = (prior / 0.15**2 + ads * 4 / 0.16 + talk / 0.16) / precision
    assert customer.belief_var == pytest.approx(1 / precision, rel=1e-12)
    assert customer.belief_var == pytest.approx(0.0132, abs=5e-5)
    assert customer.belief_mean == pytest.approx(mean, rel=1e-12)


def test_an_absolute_promise_takes_the_place_of_the_relative_one():
    sure = {"belief.ad_signal_sd": 1e-9, "belief.sales_signal_sd": 1e-9}
    assert only(PlainModel(quiet(sure, {"marketing.promise": 0.9}))).belief_mean == pytest.approx(0.9, abs=1e-7)
    assert only(PlainModel(quiet(sure))).belief_mean == pytest.approx(0.7, abs=1e-7)


def test_a_prospect_can_pass_all_phases_in_one_day():
    model = live(quiet(FUNNEL), 1)
    assert [activity for _, activity in activities(model)] == [
        "attraction", "entry", "engagement", "exit", "extension",
    ]  # fmt: skip
    assert column(model, "purchases") == [1]


@pytest.mark.parametrize(
    ("gate", "passed"), [("attraction", ("attraction",)), ("entry", ("attraction", "entry"))], ids=str
)
def test_who_fails_a_gate_before_buying_is_lost(gate, passed):
    model = live(quiet(FUNNEL, {f"journey.{gate}.intercept": -50}), 3)
    assert [activity for _, activity in activities(model)] == [*passed, "lost"]
    assert not only(model).ever


def test_who_fails_the_gate_of_purchase_is_lost_if_he_never_bought():
    model = live(quiet(FUNNEL, {"journey.engagement.intercept": -50}), 3)
    assert only(model).phase is Phase.LOST
    assert only(model).tally.engaged
    assert only(model).tally.purchases == 0


def test_a_customer_who_fails_the_gate_of_repurchase_has_churned():
    model = live(quiet({"loyalty.repurchases_per_year": OFTEN}), 1)
    change(model, {"journey.engagement.intercept": -50, "journey.engagement.days": 0})
    model.step()
    assert only(model).phase is Phase.CHURNED
    assert only(model).left_by is Leaving.GATE
    assert column(model, "refused") == [0, 1]


def test_the_lost_come_back_on_the_next_day_at_the_earliest():
    lost = {"journey.attraction.intercept": -50}
    for again in (0, OFTEN):
        days = activities(live(quiet(FUNNEL, lost, {"market.lost_return_per_year": again}), 3))
        assert [day for day, activity in days if activity == "prospect"] == ([1] if again else [])
        assert [day for day, activity in days if activity == "attraction"] == ([0, 2] if again else [0])


def test_the_way_through_a_gate_is_the_logit_of_what_is_believed():
    """A gate of chance 1/2 lets through those whose number is below 1/2, and nobody else."""
    sure = {"belief.prior_mean": 0.6, "belief.prior_sd": 0, "journey.attraction.intercept": math.log(3) - 0.4}
    model = live(quiet(FUNNEL, sure, population=200), 1)
    through = [customer.tally.entered for customer in model.customers]
    below = [luck.uniform(customer.luck, Decision.GATE_INTEREST, 1) < 0.75 for customer in model.customers]
    assert through == below
    assert 0 < sum(through) < 200


def test_dearer_products_are_bought_by_the_logit_of_the_price():
    """Intercept -0.4, belief 4 x 0.1, price 5 x 0.2: logit -1 for a new customer."""
    sure = {
        "belief.prior_mean": 0.6,
        "belief.prior_sd": 0,
        "money.price": 120,
        "journey.engagement.intercept": -0.4,
    }
    model = live(quiet(FUNNEL, sure, population=300), 1)
    p = 1 / (1 + math.exp(1))
    below = [luck.uniform(customer.luck, Decision.GATE_PURCHASE, 1) < p for customer in model.customers]
    assert [customer.ever for customer in model.customers] == below


def test_customers_buy_again_by_inertia_and_loyalty():
    """Intercept -3, belief 4 x 0.1, inertia 2.5, loyalty 6 x (CX 0.02 + L 0.03): logit 0.2."""
    sure = {"belief.prior_mean": 0.6, "belief.prior_sd": 0, "journey.engagement.intercept": -3}
    touched = {"journey.exit.quality": 0.8, "journey.exit.weight": 0.1, "loyalty.mean": 0.03}
    model = live(quiet(sure, touched), 1)
    assert only(model).purchase_probability() == pytest.approx(1 / (1 + math.exp(-0.2)), rel=1e-12)


def test_former_customers_remember_but_have_no_inertia():
    """Service 2 x 0.05 and loyalty 6 x 0.05 count, inertia does not: logit 0.4 with everything else at 0."""
    model = live(
        quiet({"belief.prior_mean": 0.5, "belief.prior_sd": 0, "journey.engagement.intercept": 0}, LEAVES), 1
    )
    customer = only(model)
    customer.ledger.service = 0.05
    assert customer.phase is Phase.CHURNED
    assert customer.purchase_probability() == pytest.approx(1 / (1 + math.exp(-0.4)), rel=1e-12)


# --- the ledger ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("quality", "felt"), [(0.8, 0.02), (0.4, -0.04), (0.6, 0.0)])
def test_a_touchpoint_counts_its_deviation_and_losses_twice(quality, felt):
    keys = {
        f"journey.{p}.{k}": v
        for p in ("attraction", "entry", "engagement", "exit")
        for k, v in (("quality", quality), ("weight", 0.1))
    }
    customer = only(PlainModel(quiet(keys)))
    ledger = customer.ledger
    assert [ledger.attraction, ledger.entry, ledger.engagement, ledger.exit] == pytest.approx(
        [felt] * 4, abs=1e-15
    )
    assert customer.cx == pytest.approx(4 * felt, abs=1e-15)


def test_incidents_are_halved_after_their_half_life():
    touched = {"journey.exit.quality": 0.8, "journey.exit.weight": 1, "experience.incident_half_life_days": 3}
    model = live(quiet(touched), 6)
    assert only(model).ledger.exit == pytest.approx(0.2 / 4, rel=1e-12)


def test_use_and_gap_are_running_means_of_performance_and_disconfirmation():
    """x = .6, believed .8: perceived .63; use (1-w)(.63-.5) = .065, gap w 2 (.63-.8) = -.17; 1 - .9^5 of it."""
    sure = {"belief.prior_sd": 0, "belief.prior_mean": 0.8, "product.usage_rate": 1}
    customer = only(live(quiet(sure), 5))
    reached = 1 - 0.9**5
    assert customer.ledger.use == pytest.approx(0.065 * reached, rel=1e-12)
    assert customer.ledger.gap == pytest.approx(-0.17 * reached, rel=1e-12)
    assert customer.belief_mean == 0.8


def test_use_and_gap_do_not_fade_between_uses():
    sure = {"belief.prior_sd": 0, "product.usage_rate": 1, "experience.incident_half_life_days": 1}
    model = live(quiet(sure), 3)
    before = only(model).ledger.use
    change(model, {"product.usage_rate": 0})
    only(model).next_use = math.inf
    model.step()
    assert only(model).ledger.use == before != 0.0


def test_an_open_case_makes_the_product_worse_to_use():
    """A minor case takes .1 of quality, a major one .4: (1-w)(1-a) of it reaches the use column, times .1."""
    sure = {"belief.prior_sd": 0, "belief.prior_mean": 0.6, "product.usage_rate": 1, "failures.self_fix_days": 1e9}
    for severity, penalty, share in (("minor", 0.1, 0), ("major", 0.4, 1)):
        silent = FAILS_IN_SILENCE | {f"failures.{severity}.contact_chance": 0, "failures.major_share": share}
        broken = only(live(quiet(sure, silent), 2))
        whole = only(live(quiet(sure), 2))
        fall = 0.5 * 0.85 * penalty * 0.1  # the failure of day 0 comes after its use: one use of two is worse
        assert whole.ledger.use - broken.ledger.use == pytest.approx(fall, rel=1e-12)


def test_use_teaches_what_the_product_is():
    given_ = {"product.usage_rate": 1, "belief.ad_signal_sd": 1e9, "belief.sales_signal_sd": 1e9}
    customer = only(live(quiet(given_), 10))
    variance = 1 / (1 / 0.0225 + 10 / 0.36)
    assert customer.belief_var == pytest.approx(variance, rel=1e-9)
    assert 0.6 - customer.belief_mean == pytest.approx(0.1 * variance / 0.0225, rel=1e-9)


def test_old_knowledge_goes_stale_by_the_drift():
    before = PlainModel(quiet({"belief.drift_sd": 0.02}))
    variance = only(before).belief_var
    assert only(live(quiet({"belief.drift_sd": 0.02}), 5)).belief_var == pytest.approx(variance + 5 * 0.0004)


def test_the_ledger_stands_still_after_leaving():
    touched = {"journey.exit.quality": 0.8, "journey.exit.weight": 1, "experience.incident_half_life_days": 1}
    model = live(quiet(touched, LEAVES), 5)
    assert only(model).ledger.exit == pytest.approx(0.1, rel=1e-12)


# --- returns, leaving, coming back --------------------------------------------------------------------------


def test_a_return_reverses_the_sale_and_is_still_served():
    model = live(quiet(RETURNS), 5)
    customer = only(model)
    assert (customer.phase, customer.left_by, customer.left_day) == (Phase.CHURNED, Leaving.RETURN, 0)
    assert customer.tally.money == pytest.approx(40 - 40 - 15 + 0.1)
    assert (customer.tally.days, customer.tally.returns, customer.purchases) == (1, 1, 1)
    assert customer.ever
    assert customer.tally.served == 1
    assert customer.ledger.service == pytest.approx(0.2 * 0.5)
    assert column(model, "returned") == [1, 0, 0, 0, 0]


def test_a_return_that_nobody_answered_is_served_when_somebody_is_there():
    model = live(quiet(RETURNS, NOBODY_THERE), 2)
    assert only(model).ledger.service == pytest.approx(-0.2)
    change(model, {"desk.agents": 5})
    model.step()
    assert only(model).tally.served == 1
    assert only(model).tally.cx_sum == pytest.approx(-0.1)  # of the day of the return alone
    assert only(model).ledger.service == pytest.approx(-0.2 + 0.2 * (0.5 + 0.3 + 0.2 * 0.85**2 - 0.5))


def test_who_returns_the_goods_skips_the_rest_of_the_day():
    customer = only(live(quiet(RETURNS, FAILS, ASKS), 1))
    assert (customer.tally.failures, customer.tally.issues) == (0, 1)
    assert customer.ledger.failure == 0.0


@pytest.mark.parametrize("window", [0, 1, 3])
def test_goods_can_be_returned_within_the_window_and_not_after(window):
    model = live(quiet({"returns.rate": 1e-6, "returns.window_days": window}), 10)
    customer = only(model)
    spent = luck.threshold(customer.luck, Decision.RETURN, 1) - customer.return_left
    assert spent == pytest.approx(window * 1e-6, abs=1e-12)
    assert customer.age == 10


def test_bad_experience_makes_returns_likelier():
    touched = {"journey.exit.quality": 0.4, "journey.exit.weight": 0.5, "returns.rate": 1e-6}
    customer = only(live(quiet(touched), 1))
    spent = luck.threshold(customer.luck, Decision.RETURN, 1) - customer.return_left
    assert spent == pytest.approx(1e-6 * math.exp(6 * 0.2), rel=1e-6)


def test_the_age_of_a_product_begins_again_with_each_delivery():
    model = live(quiet(days=20), 5)
    assert only(model).age == 5
    change(model, BUYS_AGAIN | {"journey.exit.days": 0})
    model.step()  # on this evening he thinks of buying again
    change(model, {"loyalty.repurchases_per_year": 0})
    model.step()
    assert (only(model).purchases, only(model).age) == (2, 1)
    assert only(model).first_purchase_day == 0


def test_the_hazard_of_leaving_follows_experience_loyalty_and_tenure():
    touched = {"journey.exit.quality": 0.8, "journey.exit.weight": 0.1, "loyalty.mean": 0.03}
    model = live(quiet(touched, {"loyalty.churn_rate": 1e-6, "loyalty.tenure_effect": 0.5}, days=40), 40)
    customer = only(model)
    hazards = [1e-6 * math.exp(-6 * 0.05) * (1 + day / 365) ** -0.5 for day in range(40)]
    spent = luck.threshold(customer.luck, Decision.CHURN, 1) - customer.churn_left
    assert spent == pytest.approx(sum(hazards), rel=1e-6)


@pytest.mark.parametrize(("left_on", "kept"), [(28, False), (29, False), (30, True)])
def test_a_buyer_is_kept_who_is_a_customer_on_the_evening_of_day_t(left_on, kept):
    """In a market of 60 days T is 30: the evenings of days 0 to 29, if the purchase was on day 0."""
    model = live(quiet(FUNNEL, days=60), left_on)
    change(model, LEAVES)
    while model.running:
        model.step()
    assert only(model).left_day == left_on
    assert only(model).kept == kept
    assert MEASURES["retention"](model.record()) == float(kept)


def test_the_day_that_drives_someone_away_counts():
    model = live(quiet(LEAVES), 5)
    assert only(model).tally.days == 1
    assert column(model, "customers") == [1, 0, 0, 0, 0]


def test_contacts_of_those_who_left_are_dropped():
    model = live(quiet(ASKS, NOBODY_THERE, LEAVES), 3)
    customer = only(model)
    assert customer.tally.contacts == 1
    assert customer.issue is None
    assert column(model, "dropped") == [0, 1, 0]
    assert column(model, "contacts") == [1, 0, 0]


def test_emails_of_those_who_left_are_dropped_unanswered():
    """One agent of one hour takes one e-mail for years; the others wait over night, and their senders leave."""
    slow = {"desk.agents": 0.1, "desk.phone.share": 0, "desk.email.share": 1, "desk.email.handle_cv": 0}
    slow |= {"desk.email.handle_minutes": 1e6, "desk.email.patience_minutes": 1e12}
    model = live(quiet(ASKS, LEAVES, slow, population=20), 3)
    served = column(model, "served")[0]
    assert column(model, "carried_out") == [20 - served, 0, 0]
    assert column(model, "carried_in") == [0, 20 - served, 0]
    assert column(model, "desk_dropped") == [0, 20 - served, 0]
    assert 0 <= served <= 1
    assert all(customer.issue is None for customer in model.customers)


def test_a_carried_email_is_answered_in_the_morning_and_its_wait_counts_the_night():
    slow = {"desk.agents": 1, "desk.phone.share": 0, "desk.email.share": 1, "desk.email.handle_cv": 0}
    slow |= {"desk.email.handle_minutes": 1000, "desk.email.patience_minutes": 1e12}
    model = live(quiet(ASKS, slow, population=2), 1)
    change(model, {"failures.question_rate": 0})
    model.step()
    first, second = contacts(model)
    assert (first["day"], second["day"]) == (0, 1)
    assert first["wait_minutes"] == 0.0
    assert second["wait_minutes"] == pytest.approx(1440 - second["arrival_minute"], rel=1e-12)
    p = 2 ** (-second["wait_minutes"] / 1440)
    assert second["justice"] == pytest.approx(0.5 + 0.3 + 0.2 * p, rel=1e-12)


@pytest.mark.parametrize("protocol", ["cohort", "market"])
def test_an_offer_wins_former_customers_back_to_entry(protocol):
    offer = {"loyalty.winback_offer": 1, "journey.entry.days": 1e9}
    funnel = FUNNEL if protocol == "market" else {}
    model = live(quiet(funnel, LEAVES), 1)
    change(model, offer)
    model.step()
    customer = only(model)
    assert customer.phase is Phase.ENTRY
    assert not customer.is_customer
    assert customer.visits == 2
    assert customer.tally.money == pytest.approx(40.1 - 10)
    assert activities(model)[-2:] == [(0, "churned"), (1, "entry")]


def test_an_offer_is_made_on_the_day_after_leaving_and_never_later():
    model = live(quiet(LEAVES), 2)
    change(model, {"loyalty.winback_offer": 1})
    model.step()
    assert only(model).phase is Phase.CHURNED
    assert only(model).tally.money == pytest.approx(40.1)


@pytest.mark.parametrize(("protocol", "comes"), [("cohort", False), ("market", True)])
def test_former_customers_come_back_by_themselves_in_a_market_only(protocol, comes):
    model = live(quiet(FUNNEL if protocol == "market" else {}, LEAVES, {"market.winbacks_per_year": OFTEN}), 2)
    assert only(model).phase is (Phase.PROSPECT if comes else Phase.CHURNED)
