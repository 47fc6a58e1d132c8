"""What goes wrong for single customers, and what comes of telling the desk: reckoned by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from small_worlds import (
    ASKS,
    BROKEN_IN_SILENCE,
    BUYS_AGAIN,
    DAMAGED,
    FAILS,
    FAILS_BADLY,
    FAILS_IN_SILENCE,
    FUNNEL,
    LEAVES,
    NOBODY_THERE,
    OFTEN,
    PERFECT_JUSTICE_OF_A_FAILURE,
    RETURNS,
    UNSOLVED,
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
from sim.measures.record import Leaving, Phase, Reason

pytestmark = pytest.mark.no_cover

# --- cases --------------------------------------------------------------------------------------------------


def test_a_failure_takes_its_loss_and_opens_a_case():
    customer = only(live(quiet(FAILS_IN_SILENCE), 3))
    assert customer.ledger.failure == pytest.approx(-0.15)
    assert (customer.case.reason, customer.case.severity) == (Reason.FAILURE, "minor")
    assert customer.case.loss == pytest.approx(0.15)
    assert (customer.tally.failures, customer.tally.reported, customer.tally.contacts) == (1, 0, 0)


def test_a_silent_case_heals_by_itself_and_gives_nothing_back():
    model = live(quiet(FAILS_IN_SILENCE), 1)
    change(model, {"failures.rate": 0, "failures.self_fix_days": 1e-9})
    model.step()
    customer = only(model)
    assert customer.case is None
    assert customer.ledger.failure == pytest.approx(-0.15)
    assert customer.ledger.service == 0.0
    assert customer.recent_failures == pytest.approx(1.0)
    assert activities(model)[-1] == (1, "self-fixed")


def test_a_case_does_not_heal_while_the_desk_is_asked_about_it():
    model = live(quiet(FAILS, NOBODY_THERE, {"failures.self_fix_days": 1e-9, "desk.max_attempts": 3}), 3)
    assert column(model, "failures") == [1, 0, 0]
    model.step()  # given up on day 2, so it heals on day 3, and the product fails again
    assert (3, "self-fixed") in activities(model)
    assert column(model, "failures") == [1, 0, 0, 1]


def test_a_reported_failure_is_put_right_and_recovered_the_same_day():
    """Encounter .2 (J - .5), recovery .8 J of the loss; a first failure, so nothing attenuates."""
    model = live(quiet(FAILS, {"failures.escalation": 0}), 1)
    customer, j = only(model), PERFECT_JUSTICE_OF_A_FAILURE
    assert customer.case is None
    assert customer.issue is None
    assert customer.ledger.service == pytest.approx(0.2 * (j - 0.5) + 0.8 * j * 0.15, rel=1e-12)
    assert customer.tally.served == customer.tally.first_resolved == 1


def test_the_recovery_of_a_second_failure_is_attenuated_and_its_loss_escalated():
    model = live(quiet(FAILS), 2)
    j, loss = PERFECT_JUSTICE_OF_A_FAILURE, 0.15 * 1.25
    customer = only(model)
    assert customer.ledger.failure == pytest.approx(-0.15 - loss, rel=1e-12)
    first, second = 0.8 * j * 0.15, 0.8 * 0.6 * j * loss
    assert customer.ledger.service == pytest.approx(2 * 0.2 * (j - 0.5) + first + second, rel=1e-12)


def test_recovery_never_gives_back_more_than_the_loss():
    given_ = {"recovery.cap": 1, "recovery.service_weight": 0, "recovery.compensation": 1}
    model = live(quiet(DAMAGED, UNSOLVED, given_, days=30), 7)
    customer = only(model)
    loss = 0.45
    share = 0.5 * 0.3 + 0.3  # D of an unresolved, fully compensated failure, and I; P below
    left = loss
    for contact in contacts(model):
        left *= 1 - (share + 0.2 * 0.85 ** contact["attempts"])
    assert customer.case.loss == pytest.approx(left, rel=1e-12)
    assert customer.ledger.service + left == pytest.approx(loss, rel=1e-12)
    assert customer.ledger.service <= -customer.ledger.failure


def test_a_cap_above_one_gives_back_more_but_leaves_no_negative_loss():
    given_ = {"recovery.cap": 1.2, "recovery.service_weight": 0, "recovery.compensation": 1}
    resolved = only(live(quiet(FAILS, given_), 1))
    assert resolved.ledger.service == pytest.approx(1.2 * 0.15, rel=1e-12)
    weights = {"recovery.distributive": 0, "recovery.interactional": 1, "recovery.procedural": 0}
    unresolved = only(live(quiet(FAILS, UNSOLVED, given_, weights), 1))
    assert unresolved.case.loss == 0.0


def test_compensation_is_paid_once_for_a_case():
    model = live(quiet(DAMAGED, UNSOLVED, {"recovery.compensation": 0.5}, days=20), 20)
    customer = only(model)
    assert customer.tally.served == 10
    assert customer.tally.money == pytest.approx(40 + 20 * 0.1 - 0.5 * 20, rel=1e-12)


@pytest.mark.parametrize("abandons", [True, False])
def test_compensation_is_paid_at_the_first_served_contact_only(abandons):
    model = live(quiet(FAILS, NOBODY_THERE if abandons else {}), 1)
    assert only(model).tally.money == pytest.approx(40.1 - (0 if abandons else 0.3 * 20))


def test_a_new_purchase_closes_the_case_and_forgets_no_failure():
    model = live(quiet(FAILS_IN_SILENCE, BUYS_AGAIN, {"journey.exit.days": 1e9}), 2)
    customer = only(model)
    assert customer.phase is Phase.EXIT
    assert customer.purchases == 2
    assert customer.case is None
    assert customer.recent_failures == pytest.approx(1.0)


def test_a_new_purchase_cancels_the_contact_about_the_old_case():
    model = live(quiet(FAILS, NOBODY_THERE, BUYS_AGAIN, {"journey.exit.days": 1e9}), 1)
    assert only(model).issue.reason is Reason.FAILURE
    model.step()
    assert only(model).issue is None
    assert only(model).tally.contacts == 1


def test_leaving_closes_the_case_and_cancels_its_contact():
    model = live(quiet(FAILS, NOBODY_THERE, LEAVES), 3)
    customer = only(model)
    assert (customer.phase, customer.left_by, customer.left_day) == (Phase.CHURNED, Leaving.CHURN, 0)
    assert customer.case is None
    assert customer.issue is None
    assert customer.tally.contacts == 1


def test_damage_of_the_first_delivery_comes_to_light_within_a_week():
    model = live(quiet(DAMAGED, population=700, days=9), 9)
    day = [math.floor(7 * luck.uniform(c.luck, Decision.DAMAGE_DAY, 0)) for c in model.customers]
    assert column(model, "failures") == [day.count(d) for d in range(9)]
    assert all(count > 60 for count in column(model, "failures")[:7])
    assert sum(column(model, "failures")) == 700
    assert {c["reason"] for c in contacts(model)} == {"damage"}


def test_damage_is_a_major_failure_with_its_own_chance_to_be_reported():
    silent = live(quiet(BROKEN_IN_SILENCE, {"failures.self_fix_days": 1e9}), 8)
    assert only(silent).case.severity == "major"
    assert only(silent).ledger.failure == pytest.approx(-0.45)
    assert only(silent).tally.contacts == 0


def test_in_a_market_damage_comes_to_light_on_the_day_of_delivery():
    model = live(quiet(FUNNEL, DAMAGED, population=5), 2)
    assert column(model, "failures") == [5, 0]


def test_nobody_finds_damage_while_another_case_is_open():
    """The first morning looks into the parcel before the product fails; later a case is open."""
    model = live(
        quiet(FAILS_IN_SILENCE, BROKEN_IN_SILENCE, {"journey.exit.setup_difficulty": 1}, population=70), 8
    )
    assert {customer.cases for customer in model.customers} == {1}
    for customer in model.customers:
        assert (customer.case.reason is Reason.DAMAGE) == (customer.unpack_day == 0)


def test_trouble_with_setting_up_is_a_case_but_no_failure():
    """Its loss is that of a minor failure; it is resolved, but nothing is recovered or compensated."""
    model = live(quiet(FUNNEL, {"journey.exit.setup_difficulty": 1, "failures.minor.contact_chance": 1}), 1)
    customer = only(model)
    assert customer.ledger.failure == pytest.approx(-0.15)
    assert customer.ledger.service == pytest.approx(0.2 * 0.5)  # D = I = P = 1
    assert (customer.recent_failures, customer.tally.failures, customer.tally.reported) == (0.0, 0, 0)
    assert customer.case is None
    assert customer.tally.money == pytest.approx(40.1)
    assert contacts(model)[0]["reason"] == "setup"


def test_an_outage_fails_everybody_whom_it_hits_and_nobody_else():
    outage = {"failures.outages_per_year": OFTEN, "failures.minor.contact_chance": 0, "failures.major_share": 0}
    outage |= {"failures.self_fix_days": 1e9}
    hit = live(quiet(outage, {"failures.outage_share": 1}, population=20), 3)
    spared = live(quiet(outage, {"failures.outage_share": 0}, population=20), 3)
    some = live(quiet(outage, {"failures.outage_share": 0.5}, population=400), 1)
    assert column(hit, "failures") == [20, 0, 0]
    assert column(spared, "failures") == [0, 0, 0]
    expected = [luck.uniform(c.luck, Decision.OUTAGE_HIT, 0) < 0.5 for c in some.customers]
    assert [c.tally.failures == 1 for c in some.customers] == expected


def test_an_outage_prevents_no_failure_of_another_cause():
    spared = {"failures.outages_per_year": OFTEN, "failures.outage_share": 0}
    model = live(quiet(FAILS_IN_SILENCE, spared, population=20), 2)
    assert column(model, "failures") == [20, 0]


def test_all_customers_share_the_day_of_an_outage():
    spec = quiet({"failures.outages_per_year": 60, "failures.outage_share": 1}, population=30, days=60)
    spec = spec.but({"failures.minor.contact_chance": 1, "failures.major.contact_chance": 1})
    failures = column(live(spec), "failures")
    assert set(failures) == {0, 30}
    assert 2 <= failures.count(30) <= 20  # 9.9 expected


def test_products_wear_out_by_the_power_law():
    model = live(quiet({"failures.rate": 1e-3, "failures.weibull_shape": 2, "failures.weibull_scale_days": 10}), 4)
    customer = only(model)
    first = luck.threshold(customer.luck, Decision.FAIL, 1)
    hazard = 1e-3 * math.exp(-5 * 0.1)
    ages = [1, 1, 2, 3]  # the day of delivery counts as the first
    spent = sum(hazard * 2 * age / 10 for age in ages)
    assert customer.fail_left == pytest.approx(first - spent, rel=1e-12)


# --- what the desk is asked ---------------------------------------------------------------------------------


def test_a_question_costs_an_effort_and_is_answered():
    customer = only(live(quiet(ASKS), 1))
    assert customer.ledger.failure == pytest.approx(-0.06)
    assert customer.ledger.service == pytest.approx(0.2 * 0.5)
    assert customer.tally.issues == customer.tally.served == 1


def test_a_question_is_not_asked_while_something_is_pending_but_costs_its_effort():
    model = live(quiet(ASKS, NOBODY_THERE), 3)
    customer = only(model)
    assert customer.ledger.failure == pytest.approx(-3 * 0.06)
    assert customer.tally.issues == 1
    assert [c["attempts"] for c in contacts(model)] == [0, 1, 2]


@pytest.mark.parametrize(("more", "reason"), [(FAILS, "failure"), (RETURNS, "return")])
def test_a_failure_or_a_return_takes_the_place_of_a_pending_question(more, reason):
    model = live(quiet(ASKS, NOBODY_THERE), 2)
    change(model, more)
    model.step()
    assert [(c["reason"], c["attempts"]) for c in contacts(model)] == [
        ("question", 0), ("question", 1), (reason, 0),
    ]  # fmt: skip


def test_an_abandoned_contact_hurts_and_recovers_nothing():
    """J = .25 counts .2 x 2 x -.25; what could be made good is untouched."""
    model = live(quiet(FAILS, NOBODY_THERE, {"desk.redial_chance": 0, "failures.self_fix_days": 1e9}), 2)
    customer = only(model)
    assert customer.ledger.service == pytest.approx(-0.1)
    assert customer.case.loss == pytest.approx(0.15)
    assert customer.issue is None
    assert (customer.tally.contacts, customer.tally.served) == (1, 0)


def test_who_hung_up_calls_again_the_next_day_until_he_gives_up():
    model = live(
        quiet(DAMAGED, NOBODY_THERE, {"desk.max_attempts": 4, "failures.self_fix_days": 1e9}, days=20), 20
    )
    days = [c["day"] for c in contacts(model)]
    assert days == list(range(days[0], days[0] + 4))
    assert only(model).case is not None
    assert only(model).issue is None


def test_whose_problem_was_not_solved_calls_again_after_the_drawn_days():
    model = live(quiet(DAMAGED, UNSOLVED, {"desk.recontact_days": 3}, days=80), 80)
    customer, days = only(model), [int(c["day"]) for c in contacts(model)]
    gaps = [luck.geometric(customer.luck, Decision.AGAIN_DAYS, number, 1 / 3) for number in range(1, 10)]
    assert len(days) == 10
    assert [b - a for a, b in pairwise(days)] == gaps


def test_the_effort_of_calling_again_lowers_justice():
    """Unresolved: D = .3 x .3 = .09; I = 1; P = .85^attempts."""
    model = live(quiet(DAMAGED, UNSOLVED, days=20), 20)
    for contact in contacts(model):
        expected = 0.5 * 0.09 + 0.3 + 0.2 * 0.85 ** contact["attempts"]
        assert contact["justice"] == pytest.approx(expected, rel=1e-12)


def test_a_failed_try_of_self_service_costs_an_attempt_and_no_day():
    failing = {"desk.self_service.share": 1, "desk.self_service.success": 0}
    model = live(quiet(ASKS, failing), 1)
    (contact,) = contacts(model)
    assert (contact["attempts"], contact["channel"], contact["day"]) == (1, "phone", 0)
    assert only(model).tally.contacts == only(model).tally.first_served == 1


@pytest.mark.parametrize(("way", "column_"), [("self_service", "service"), ("community", "community")])
def test_help_without_an_agent_is_booked_where_it_came_from(way, column_):
    helps = {f"desk.{way}.share": 1, f"desk.{way}.success": 1}
    customer = only(live(quiet(FAILS, helps), 1))
    other = {"service": "community", "community": "service"}[column_]
    assert getattr(customer.ledger, column_) == pytest.approx(0.2 * 0.25 + 0.8 * 0.75 * 0.15, rel=1e-12)
    assert getattr(customer.ledger, other) == 0.0
    assert (customer.tally.helped, customer.tally.served) == (1, 0)
    assert customer.case is None


@pytest.mark.parametrize("more", [DAMAGED, FAILS_BADLY])
def test_major_trouble_goes_straight_to_an_agent(more):
    model = live(quiet(more, {"desk.self_service.share": 0.5, "desk.community.share": 0.5}, days=8), 8)
    assert {c["channel"] for c in contacts(model)} == {"phone"}


def test_a_pending_enquiry_holds_the_gate_of_purchase():
    enquiring = {"journey.engagement.enquiry_chance": 1, "desk.max_attempts": 3}
    waiting = live(quiet(FUNNEL, enquiring, NOBODY_THERE), 3)
    assert only(waiting).phase is Phase.ENGAGEMENT
    assert [c["reason"] for c in contacts(waiting)] == ["enquiry"] * 3
    waiting.step()  # given up on the evening of day 2
    assert only(waiting).phase is Phase.EXTENSION
    answered = live(quiet(FUNNEL, enquiring), 2)
    assert column(answered, "purchases") == [0, 1]


def test_service_before_the_purchase_decides_about_it():
    """An answer is worth +.1 in the service column, giving up three times -.3; twice that in the logit."""
    enquiring = {"journey.engagement.enquiry_chance": 1, "journey.engagement.days": 1e9}
    chances = []
    for desk, service in (({}, 0.1), (NOBODY_THERE | {"desk.max_attempts": 3}, -0.3)):
        customer = only(live(quiet(FUNNEL, enquiring, desk, {"journey.engagement.intercept": 0}), 4))
        assert customer.ledger.service == pytest.approx(service)
        chances.append(customer.purchase_probability())
    logits = [math.log(p / (1 - p)) for p in chances]
    assert logits[0] - logits[1] == pytest.approx(2 * 0.4, rel=1e-9)
