"""A fair encounter makes up for a part of a failure, never for more than it cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import encounter, failure

shares = st.floats(0.0, 1.0)
WEIGHTS = {"distributive_weight": 0.5, "interactional_weight": 0.3, "procedural_weight": 0.2}


@given(shares, st.floats(0.0, 9.0), st.floats(0.0, 1.0), shares, st.floats(0.0, 1.0))
def test_recovery_never_exceeds_the_loss_while_the_cap_is_at_most_one(j, failures, cap, attenuation, loss):
    share = encounter.recovery_share(j, failures, cap=cap, repeat_attenuation=attenuation)
    gain = encounter.recovery_gain(share, loss)
    assert 0.0 <= gain <= loss
    assert encounter.loss_left(loss, gain) == pytest.approx(loss - gain, abs=1e-15)


@given(st.lists(shares, max_size=10), st.floats(0.0, 3.0))
def test_no_number_of_contacts_recovers_more_than_the_loss(justices, cap):
    left, recovered = 0.45, 0.0
    for j in justices:
        share = encounter.recovery_share(j, 0.0, cap=min(cap, 1.0), repeat_attenuation=0.6)
        gain = encounter.recovery_gain(share, left)
        left, recovered = encounter.loss_left(left, gain), recovered + gain
    assert recovered <= 0.45 + 1e-12


def test_the_loss_that_is_left_is_never_negative():
    assert encounter.loss_left(0.1, 0.12) == 0.0


def test_a_second_failure_is_harder_to_make_good():
    given_ = {"cap": 0.8, "repeat_attenuation": 0.6}
    assert encounter.recovery_share(0.75, 0.0, **given_) == pytest.approx(0.6)
    assert encounter.recovery_share(0.75, 1.0, **given_) == pytest.approx(0.36)
    assert encounter.recovery_share(0.75, 0.5, **given_) == pytest.approx(0.6 * 0.6**0.5)


def test_a_trace_of_an_old_failure_is_not_rounded_away():
    assert encounter.recovery_share(0.75, 1e-20, cap=0.8, repeat_attenuation=0.0) == 0.0


@given(shares, shares, shares)
def test_justice_lies_between_nothing_and_everything(d, i, p):
    assert -1e-12 <= encounter.justice(d, i, p, **WEIGHTS) <= 1.0 + 1e-12


def test_justice_weighs_its_three_parts():
    assert encounter.justice(1.0, 0.5, 0.25, **WEIGHTS) == pytest.approx(0.7)


def test_a_failure_asks_for_a_solution_and_a_compensation():
    assert encounter.distributive(1.0, compensation=0.3, compensation_weight=0.3) == pytest.approx(0.79)
    assert encounter.distributive(0.0, compensation=0.3, compensation_weight=0.3) == pytest.approx(0.09)
    assert encounter.distributive(1.0, compensation=0.0, compensation_weight=0.0) == 1.0


def test_able_and_contented_agents_treat_customers_well():
    usual = {"usual_satisfaction": 0.75}
    assert encounter.interactional(0.0, skill=0.6, satisfaction=0.5, **usual) == pytest.approx(0.4)
    assert encounter.interactional(0.0, skill=0.9, satisfaction=1.0, **usual) == 1.0


def test_personal_attention_adds_to_the_treatment_up_to_one():
    usual = {"skill": 0.6, "satisfaction": 0.75, "usual_satisfaction": 0.75}
    assert encounter.relationship(0.0, gain=0.3) == 0.0
    assert encounter.relationship(5.0, gain=0.3) == pytest.approx(0.15)
    assert encounter.interactional(0.15, **usual) == pytest.approx(0.75)
    assert encounter.interactional(0.5, **usual) == 1.0


def test_waiting_and_trying_again_wear_fairness_down():
    p = encounter.procedural(10.0, 2.0, wait_half_life_minutes=5.0, effort_discount=0.85)
    assert p == pytest.approx(0.25 * 0.7225)
    assert encounter.procedural(0.0, 0.0, wait_half_life_minutes=5.0, effort_discount=0.85) == 1.0


def test_an_encounter_below_the_norm_hurts_more_than_one_above_it_pleases():
    given_ = {"norm": 0.5, "weight": 0.2, "loss_aversion": 2.0}
    assert encounter.encounter(0.75, **given_) == pytest.approx(0.05)
    assert encounter.encounter(0.25, **given_) == pytest.approx(-0.1)


@given(shares, shares, st.floats(0.1, 4.0))
def test_resolution_is_a_probability(chance, skill, target):
    assert 0.0 <= encounter.resolution_chance(chance, skill=skill, handle_time_target=target) <= 1.0


def test_hurried_agents_solve_less():
    assert encounter.resolution_chance(0.85, skill=0.75, handle_time_target=1.0) == pytest.approx(0.6375)
    assert encounter.resolution_chance(0.85, skill=0.75, handle_time_target=0.25) == pytest.approx(0.31875)


def test_targets_shorten_talk_and_relationships_lengthen_it():
    assert encounter.handle_minutes(8.0, target=0.5, relationship_minutes=3.0) == 7.0


def test_chats_side_by_side_share_an_agent():
    assert encounter.occupied_minutes(10.0, concurrency=2.0) == 5.0


@pytest.mark.parametrize(("loss", "earlier", "usual", "perfect"), [
    (0.15, 0.0, True, True), (0.45, 0.0, False, True), (0.15, 1.0, False, True), (0.45, 1.0, False, False),
])  # fmt: skip
def test_a_paradox_is_of_a_first_minor_failure_unless_all_is_perfect(loss, earlier, usual, perfect):
    """At the defaults; what docs/model.md says of it."""
    lost = failure.loss(loss, earlier, escalation=0.25)
    for j, beats in ((0.8, usual), (1.0, perfect)):
        mended = encounter.recovery_gain(
            encounter.recovery_share(j, earlier, cap=0.8, repeat_attenuation=0.6), lost
        )
        assert bool(mended + 0.2 * (j - 0.5) > lost) is beats
